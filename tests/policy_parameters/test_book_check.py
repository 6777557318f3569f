"""The checker finds every planted fault of a book, and in our own book only the sum that the source got wrong."""

from pathlib import Path

import pytest

from policy_parameters import PolicyBookBroken, check_book, load_policy_book

GOOD = 'values: [{from: 2024, value: "406.00", source: S2, clause: 三, status: in_force}]'


def book(folder: Path, parameters: str, region: str = "440700", page: str = "440700/levy.yaml") -> Path:
    (folder / "sources.yaml").write_text("S2: 方案\n", encoding="utf-8")
    path = folder / page
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'region: "{region}"\nparameters:\n{parameters}\n', encoding="utf-8")
    return folder


def one(unit: str, line: str) -> str:
    """A page with one parameter that has one line."""
    return f"  - {{name: a, label: 甲, unit: {unit}, values: [{{{line}}}]}}"


def codes(folder: Path) -> list[str]:
    return [problem.code for problem in check_book(folder)]


def test_our_book_has_one_warning_the_printed_total_of_the_targets() -> None:
    problems = check_book()
    assert [(problem.level, problem.code) for problem in problems] == [("warning", "TOTAL_MISMATCH")]
    assert problems[0].msg == "column 5 (target): rows 465,877, printed 465,874"


def test_a_good_book(tmp_path: Path) -> None:
    assert codes(book(tmp_path, f"  - {{name: levy.rate, label: 标准, unit: yuan, {GOOD}}}")) == []


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        (f"  - {{name: a, label: 甲, unit: stones, {GOOD}}}", "PARAMETER"),
        (f"  - {{label: 甲, unit: yuan, {GOOD}}}", "PARAMETER"),
        (f"  - {{name: a, label: 甲, unit: choice, {GOOD}}}", "PARAMETER"),
        (f"  - {{name: a, label: 甲, unit: yuan, colour: red, {GOOD}}}", "PARAMETER"),
        (one("yuan", "from: 2024, value: 406.0, source: S2, clause: 三, status: in_force"), "VALUE_TYPE"),
        (one("yuan", 'from: 2024, value: "1.234", source: S2, clause: 三, status: in_force'), "VALUE_TYPE"),
        (one("months", "from: 2024, value: -1, source: S2, clause: 三, status: in_force"), "VALUE_TYPE"),
        (one("months", "from: 2024, value: true, source: S2, clause: 三, status: in_force"), "VALUE_TYPE"),
        (one("flag", "from: 2024, value: 1, source: S2, clause: 三, status: in_force"), "VALUE_TYPE"),
        (one("day_of_year", 'from: 2024, value: "02-29", source: S2, clause: 三, status: in_force'), "VALUE_TYPE"),
        (one("codes", "from: 2024, value: [A, A], source: S2, clause: 三, status: in_force"), "VALUE_TYPE"),
        (one("yuan", 'from: 2024, value: "٤٠٦.٠٠", source: S2, clause: 三, status: in_force'), "VALUE_TYPE"),
        (one("day_of_year", 'from: 2024, value: "१०-०७", source: S2, clause: 三, status: in_force'), "VALUE_TYPE"),
        (one("ratio", 'from: 2024, value: "٠.٢", source: S2, clause: 三, status: in_force'), "VALUE_TYPE"),
        (one("ratio", 'from: 2024, value: "NaN", source: S2, clause: 三, status: in_force'), "VALUE_TYPE"),
        (one("weekday", "from: 2024, value: 8, source: S2, clause: 三, status: in_force"), "VALUE_TYPE"),
        (one("count", "from: 2024, value: 1, clause: 三, status: in_force"), "NOT_CITED"),
        (one("count", "from: 2024, value: 1, source: S9, clause: 三, status: in_force"), "NOT_CITED"),
        (one("count", "from: 2024, value: 1, source: S2, status: in_force"), "NOT_CITED"),
        (one("count", "from: 2024, value: 1, source: S2, clause: 三, status: maybe"), "STATUS"),
        (one("count", "value: 1, source: S2, clause: 三, status: draft"), "YEARS"),
        (one("count", "from: 2024, until: 2023, value: 1, source: S2, clause: 三, status: draft"), "YEARS"),
        (one("count", "from: 2024, value: 1, source: S2, clause: 三, status: draft, who: me"), "UNKNOWN_KEY"),
    ],
)
def test_a_fault_is_found(tmp_path: Path, parameters: str, code: str) -> None:
    assert codes(book(tmp_path, parameters)) == [code]


def years(*spans: tuple[int, int | None]) -> str:
    lines = ", ".join(
        f"{{from: {first}, until: {last or 'null'}, value: 1, source: S2, clause: 三, status: draft}}" for first, last in spans
    )
    return f"  - {{name: a, label: 甲, unit: count, values: [{lines}]}}"


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([(2023, 2023), (2024, 2024)], []),
        ([(2023, None), (2024, None)], []),
        ([(2023, 2023), (2025, 2025)], ["YEARS_GAP"]),
        ([(2023, 2024), (2024, 2025)], ["YEARS_OVERLAP"]),
        ([(2023, None), (2023, 2024)], ["YEARS_OVERLAP"]),
    ],
)
def test_years_follow_each_other(tmp_path: Path, spans: list[tuple[int, int | None]], found: list[str]) -> None:
    assert codes(book(tmp_path, years(*spans))) == found


def test_one_name_has_one_unit_in_all_regions(tmp_path: Path) -> None:
    book(tmp_path, f"  - {{name: a, label: 甲, unit: yuan, {GOOD}}}")
    book(tmp_path, f"  - {{name: a, label: 甲, unit: text, {GOOD}}}", region="440000", page="440000/levy.yaml")
    assert codes(tmp_path) == ["DISAGREES"]


def test_a_page_lies_in_the_folder_of_its_region(tmp_path: Path) -> None:
    assert codes(book(tmp_path, f"  - {{name: a, label: 甲, unit: yuan, {GOOD}}}", region="440900")) == ["REGION_FOLDER"]


@pytest.mark.parametrize("content", ["[", "- 1", "region: '440700'", "region: '440700'\nparameters: [1]"])
def test_a_page_that_is_no_page(tmp_path: Path, content: str) -> None:
    page = book(tmp_path, f"  - {{name: a, label: 甲, unit: yuan, {GOOD}}}") / "440700" / "levy.yaml"
    page.write_text(content, encoding="utf-8")
    assert codes(tmp_path) == ["UNREADABLE"]


def test_targets_need_their_printed_totals(tmp_path: Path) -> None:
    row = '{code: "440783001", town: 三埠, registered_population: 5, employee_insured: 2, should_enrol: 4, target: null}'
    line = f"{{from: 2024, value: [{row}], source: S2, clause: 附, status: draft}}"
    page = f"  - {{name: targets.towns, label: 表, unit: table, values: [{line}]}}"
    assert codes(book(tmp_path, page)) == ["NO_PRINTED_TOTALS"]


def test_a_broken_book_is_not_loaded_and_says_everything_at_once(tmp_path: Path) -> None:
    twice = "  - {name: a, label: 甲, unit: stones, values: [1]}\n  - {name: b, label: 乙, unit: stones, values: [1]}"
    with pytest.raises(PolicyBookBroken) as broken:
        load_policy_book(book(tmp_path, twice))
    assert str(broken.value).count("unknown unit stones") == 2
