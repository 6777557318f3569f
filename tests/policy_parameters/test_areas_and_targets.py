"""Places by code, and the arithmetic of a target table."""

from dataclasses import replace
from datetime import date

import pytest

from enrolment_terms.documents import Document, DocumentType, Sex
from enrolment_terms.fictitious import fictitious_id
from policy_parameters import area_name, areas_below, full_area_name, is_known_area, load_policy_book, towns_of
from policy_parameters.rule_parameters import targets
from policy_parameters.target_table import check_target_table, number, town_target


@pytest.mark.parametrize("code", ["440000", "440700", "440783", "440783115", "440103", "430100", "440781001", "440783115221", "110101001"])
def test_known(code: str) -> None:
    assert is_known_area(code)


@pytest.mark.parametrize(
    "code", ["440783999", "440783115999", "440783115000", "330103001", "449999", "440799001", "44", "", "４４０７８３"]
)
def test_unknown(code: str) -> None:
    assert not is_known_area(code)
    assert full_area_name(code) is None


def test_names() -> None:
    assert area_name("440783115") == "月山镇"
    assert full_area_name("440783115") == "广东省江门市开平市月山镇"
    assert full_area_name("110101") == "北京市东城区"
    assert full_area_name("441900003") == "广东省东莞市东城街道"
    assert list(towns_of("440783").values())[:2] == ["三埠街道", "长沙街道"]
    assert towns_of("110101") == {}


def test_an_abolished_county_has_a_name_and_takes_nobody_in() -> None:
    assert area_name("330103") == "下城区"
    assert full_area_name("330103") == "浙江省杭州市下城区"
    assert not is_known_area("330103")


def test_a_number_of_a_place_that_no_list_holds_is_good() -> None:
    """An ID keeps the county of its first day, however long ago that was abolished: it is never looked up."""
    document = Document(DocumentType.RESIDENT_ID, fictitious_id(date(1950, 1, 2), 3, Sex.FEMALE))
    assert area_name(document.number[:6]) is None
    assert document.has_valid_checksum


def test_a_village_has_the_values_of_its_pooling_region() -> None:
    book = load_policy_book()
    assert book.value("levy.personal_rate", region="440783115221", year=2024) == book.value(
        "levy.personal_rate", region="440700", year=2024
    )


def test_every_town_and_village_of_guangdong_resolves_to_its_path() -> None:
    """From the province down: each step is known, and its path is the path above and its own name."""
    counted = {6: 0, 9: 0, 12: 0}
    waiting = [("440000", "广东省")]
    while waiting:
        parent, path = waiting.pop()
        for code, name in areas_below(parent).items():
            assert is_known_area(code)
            assert full_area_name(code) == path + name
            counted[len(code)] += 1
            waiting.append((code, path + name))
    assert counted == {6: 21 + 122, 9: 1757, 12: 26842}


def test_headings_are_no_places_to_choose() -> None:
    assert "110101" in areas_below("110000")
    assert "419001" in areas_below("410000")
    assert {"110100", "419000", "440701"}.isdisjoint({*areas_below("110000"), *areas_below("410000"), *areas_below("440700")})
    assert len(areas_below(None)) == 34


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
