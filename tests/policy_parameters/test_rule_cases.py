"""A file of cases is read with file and line, run against decisions, and told in Chinese."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from policy_parameters import PolicyBook, check_cases, main_check


class Colour(StrEnum):
    RED = "RED"


def price(given: Mapping[str, Any], when: Mapping[str, Any], policy: PolicyBook) -> Mapping[str, Any]:
    fen = policy.value("levy.personal_rate", region=given["region"], year=when["year"]).value
    mode = policy.value("waiting.variable_mode", region=given["region"], year=2026).value
    return {
        "fen": fen * given["people"],
        "mode": mode,
        "start": date(2024, 1, 1),
        "ratio": Decimal("0.5"),
        "colour": Colour.RED,
        "set": {"b", "a"},
        "nested": {"one": 1, "two": [1, 2]},
        "flag": True,
    }


DECISIONS = {"price": price}
CASE = "- {id: P-1, rule: R-038, decision: price, given: {people: 2}, when: {year: 2024}, expect: {fen: 81200}}\n"


def written(folder: Path, text: str, name: str = "cases.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> list[str]:
    path = written(folder, text)
    return [str(problem).removeprefix(f"{path}:") for problem in check_cases([path], DECISIONS).problems]


def test_a_case_that_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main_check([str(written(tmp_path, CASE))], DECISIONS) == 0
    assert capsys.readouterr().out.splitlines() == ["✓ 符合  P-1  R-038", "共 1 个用例：1 个符合，0 个不符，0 处无法读取"]


def test_a_case_that_does_not_hold_names_the_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, CASE.replace("81200", "81300"))
    assert main_check([path], DECISIONS) == 1
    out = capsys.readouterr().out
    assert "✗ 不符  P-1" in out
    assert f"{path}:1（price）" in out
    assert "fen：应为 81300，实为 81200" in out


@pytest.mark.parametrize(
    ("expect", "differences"),
    [
        ("{start: 2024-01-01, ratio: '0.5', colour: RED, set: [a, b], nested: {one: 1}}", ()),
        ("{nested: {one: 2, three: 3}}", ("nested.one：应为 2，实为 1", "nested.three：应为 3，回答中没有")),
        ("{nested: {two: [2, 1]}}", ("nested.two：应为 [2, 1]，实为 [1, 2]",)),
        ("{flag: 1}", ("flag：应为 1，实为 True",)),
        ("{start: null}", ("start：应为 空，实为 2024-01-01",)),
    ],
)
def test_what_is_compared(tmp_path: Path, expect: str, differences: tuple[str, ...]) -> None:
    report = check_cases([written(tmp_path, CASE.replace("{fen: 81200}", expect))], DECISIONS)
    assert report.results[0].differences == differences
    assert report.clean is (not differences)


def test_defaults_of_a_file_and_policy_of_a_case(tmp_path: Path) -> None:
    text = """
decision: price
region: "440800"
policy: {waiting.variable_mode: EVERY}
cases:
  - id: A
    rule: [R-038, R-101]
    given: {people: 1}
    when: {year: 2024}
    policy: {levy.personal_rate: "500.00"}
    expect: {fen: 50000, mode: EVERY}
  - {id: B, rule: R-038, given: {people: 1}, when: {year: 2024}, expect: {policy_not_known: levy.personal_rate}}
  - {id: C, rule: R-038, region: "440783", given: {people: 1}, when: {year: 2024}, expect: {fen: 40600}}
"""
    report = check_cases([written(tmp_path, text)], DECISIONS)
    assert [(result.case.id, result.differences) for result in report.results] == [("A", ()), ("B", ()), ("C", ())]
    assert report.results[0].case.rule == ("R-038", "R-101")
    assert report.clean


def test_a_decision_that_cannot_decide_fails_the_case(tmp_path: Path) -> None:
    report = check_cases([written(tmp_path, CASE.replace("people: 2", "persons: 2"))], DECISIONS)
    assert report.results[0].differences == ("无法判断：KeyError: 'people'",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- {id: A", "1: is no YAML"),
        ("just words", "1: a file of rule cases is a list of cases"),
        ("colour: red\ncases: []", "1: unknown key colour"),
        ("cases: 1", "1: `cases` must be a list"),
        ("\n- 1\n", "2: a case is a mapping"),
        ("- {decision: price}", "1: no id; no rule; no expect"),
        ("- {id: A, rule: R, expect: {a: 1}}", "1: no decision, neither here nor at the top of the file"),
        (CASE + CASE.replace("given", "given_that").replace("P-1", "P-2"), "2: unknown key given_that"),
        (CASE.replace("{fen: 81200}", "[1]"), "1: expect must be a mapping"),
        (CASE.replace("year: 2024", "day: 2024-02-30"), "1: day is out of range"),
        (CASE.replace("id: P-1", "id: P-1, id: P-2"), "1: id stands twice"),
        (CASE + CASE, "2: id P-1 is already used"),
        (CASE.replace("decision: price", "decision: prize"), "1: there is no decision prize; known: price"),
        (CASE.replace("when:", "policy: {waiting.colour: 1}, when:"), "1: policy: the policy book has no waiting.colour"),
        (CASE.replace("when:", "policy: {waiting.fixed_months: three}, when:"), "1: policy: must be a whole number"),
    ],
)
def test_what_is_no_case_is_told_with_its_line(tmp_path: Path, text: str, found: str) -> None:
    (problem,) = problems(tmp_path, text)
    assert problem.startswith(found)


def test_one_vector_may_be_asked_of_two_decisions(tmp_path: Path) -> None:
    both = {"price": price, "other price": price}
    report = check_cases([written(tmp_path, CASE + CASE.replace("decision: price", "decision: other price"))], both)
    assert report.clean
    assert len(report.results) == 2


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    binary = tmp_path / "b.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    report = check_cases([tmp_path / "none.yaml", binary], DECISIONS)
    assert [problem.msg for problem in report.problems] == ["cannot be read: FileNotFoundError", "cannot be read: UnicodeDecodeError"]


def test_folders_are_searched_and_nothing_found_is_no_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main_check([tmp_path], DECISIONS) == 2
    (tmp_path / "deeper").mkdir()
    written(tmp_path / "deeper", CASE)
    assert main_check([tmp_path], DECISIONS) == 0
    assert main_check([written(tmp_path, CASE + "- 1\n", "with-a-problem.yaml")], DECISIONS) == 2
    assert "无法读取" in capsys.readouterr().out
