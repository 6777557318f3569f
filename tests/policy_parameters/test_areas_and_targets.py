"""Places by code, and the arithmetic of a target table."""

from dataclasses import replace

import pytest

from policy_parameters import area_name, full_area_name, is_known_area, load_policy_book, towns_of
from policy_parameters.rule_parameters import targets
from policy_parameters.target_table import check_target_table, number, town_target


@pytest.mark.parametrize("code", ["440000", "440700", "440783", "440783115", "440103", "430100", "440781001"])
def test_known(code: str) -> None:
    assert is_known_area(code)


@pytest.mark.parametrize("code", ["440783999", "449999", "440799001", "44", "", "４４０７８３"])
def test_unknown(code: str) -> None:
    assert not is_known_area(code)
    assert full_area_name(code) is None


def test_names() -> None:
    assert area_name("440783115") == "月山镇"
    assert full_area_name("440783115") == "广东省江门市开平市月山镇"
    assert full_area_name("110101") == "北京市东城区"
    assert list(towns_of("440783").values())[:2] == ["三埠办事处", "长沙办事处"]
    assert towns_of("440781") == {}


@pytest.mark.parametrize(("cell", "expected"), [("681, 503", 681503), ("196，792", 196792), ("", None), (" ", None), (None, None), (7, 7)])
def test_numbers_as_printed(cell: object, expected: int | None) -> None:
    assert number(cell) == expected


def test_a_damaged_number_is_refused() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        number("36O36")
    with pytest.raises(ValueError, match="digits 0 to 9"):
        number("٣٦٠٣٦")


def test_a_changed_cell_shows_in_its_row_and_its_column() -> None:
    table = load_policy_book().read(targets, "440783", 2024)
    first, *others = table.towns
    changed = replace(table, towns=(replace(first, employee_insured=21843), *others))
    found = [(problem.code, problem.msg) for problem in check_target_table(changed, "x")]
    assert ("TOTAL_MISMATCH", "column 2 (employee_insured): rows 196,793, printed 196,792") in found
    assert ("ROW_DIFFERENCE", "三埠办事处: (4) is not (1)-(2)") in found


def test_a_row_from_a_file() -> None:
    row = town_target({"code": "440783115", "town": "月山镇", "registered_population": "45, 512", "target": ""})
    assert (row.registered_population, row.target, row.employee_insured) == (45512, None, None)
