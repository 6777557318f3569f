"""Every rule case of the house with a slip of the pen: the case fails, and the line of the slip is told."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from canbao_suite.command_line import app
from canbao_suite.rule_decisions import SERVICES, all_decisions
from policy_parameters import check_cases
from policy_parameters.fact_words import FACT_WORDS
from policy_parameters.rule_facts_page import facts_page
from policy_parameters.yaml_nodes import compose, line_of, pairs

ROOT = Path(__file__).parents[2]
FILES = sorted(path for path in (ROOT / "tests").glob("*/rule_cases/**/*.yaml"))
FREE = {"payments"}
"""`expect.payments` is keyed by serial numbers, which are no declared words."""


def keys_below(node: yaml.Node, depth: int = 0) -> Iterator[tuple[int, yaml.Node]]:
    """The keys of a part, each with its depth, where they are written: what is merged in is written elsewhere."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "<<":
                continue
            yield depth, key
            if not (key.value in FREE and isinstance(value, yaml.MappingNode)):
                yield from keys_below(value, depth + 1)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from keys_below(value, depth)


def keys_by_case(text: str) -> list[list[tuple[int, yaml.Node]]]:
    """For each case of a file the keys of its facts and of its expectation."""
    root = compose(text)
    assert isinstance(root, yaml.MappingNode)
    cases = pairs(root)["cases"].value.value
    parts = [[pair.value for name, pair in pairs(case).items() if name in ("given", "when", "expect")] for case in cases]
    return [[found for part in of_case for found in keys_below(part)] for of_case in parts]


def slip(word: str) -> str:
    """insured_year, amoun; what is short or a number gets a letter more."""
    return f"{word}x" if len(word) < 3 or word.isdigit() else word[:-1]


def with_slips(text: str, keys: list[yaml.Node]) -> str:
    """The text with a slip in each of these keys; what several cases share stands there once."""
    for key in sorted({key.start_mark.index: key for key in keys}.values(), key=lambda key: -key.start_mark.index):
        text = text[: key.start_mark.index] + slip(key.value) + text[key.end_mark.index :]
    return text


def test_every_service_has_cases() -> None:
    assert {path.relative_to(ROOT / "tests").parts[0] for path in FILES} == {name.replace("-", "_") for name in SERVICES}


@pytest.mark.parametrize("file", FILES, ids=lambda path: f"{path.relative_to(ROOT / 'tests').parts[0]}-{path.stem}")
def test_a_misspelt_key_fails_its_case_with_its_line(file: Path, tmp_path: Path) -> None:
    text = file.read_text(encoding="utf-8")
    by_case = keys_by_case(text)
    slipped = tmp_path / "slipped.yaml"
    for depth in range(max(depth for keys in by_case for depth, _ in keys) + 1):
        planted = [[key for at, key in keys if at == depth] for keys in by_case]
        slipped.write_text(with_slips(text, [key for keys in planted for key in keys]), encoding="utf-8")
        for keys, result in zip(planted, check_cases([slipped], all_decisions()).results, strict=True):
            told = {(fault.line, fault.msg.partition("：")[0].rpartition(".")[2]) for fault in result.faults}
            assert {(line_of(key), slip(key.value)) for key in keys} <= told


def test_the_page_of_facts_is_up_to_date() -> None:
    assert CliRunner().invoke(app, ["rules", "facts", "--check", str(ROOT / "docs" / "rule-facts.md")]).exit_code == 0


def test_a_page_that_is_not_there_or_not_up_to_date_is_told_and_can_be_written(tmp_path: Path) -> None:
    page = tmp_path / "rule-facts.md"
    check = ["rules", "facts", "--check", str(page)]
    assert CliRunner().invoke(app, check).exit_code == 1
    assert CliRunner().invoke(app, ["rules", "facts", str(page)]).exit_code == 0
    assert CliRunner().invoke(app, check).exit_code == 0
    page.write_text(page.read_text(encoding="utf-8").replace("必填", "选填"), encoding="utf-8")
    assert CliRunner().invoke(app, check).exit_code == 1


def test_every_word_of_the_page_is_a_fact_or_a_part_of_a_case() -> None:
    page = facts_page(SERVICES)
    parts = {"cases", "decision", "expect", "given", "id", "note", "policy", "policy_not_known", "region", "rule", "when"}
    assert [word for word in FACT_WORDS if not re.search(rf"[`.]{word}`", page) and word not in parts] == []


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (
            "{decision: repair_offer, given: {}, when: {benefit_year: 2050, as_of: 2050-01-01}, expect: {price: 1}}",
            "该年度或统筹区的政策参数未知（windows.concentrated_from）：",
        ),
        (
            "{decision: start_date, given: {}, when: {benefit_year: 2050}, expect: {start: null}}",
            "该年度或统筹区的政策参数未知（windows.concentrated_from）：",
        ),
        (
            "{decision: what_if, given: {}, when: {benefit_year: 2050, pay_on: 2049-11-01}, expect: {start: null}}",
            "该年度或统筹区的政策参数未知（windows.concentrated_from）：",
        ),
        (
            "{decision: target_completion, given: {town: 999999, paid: 3, benefit_year: 2024}, expect: {of_target: 1.00}}",
            "无法判断：目标任务表没有 999999 这一镇街",
        ),
        (
            "{decision: duplicate_cover, given: {records: [{scheme: RESIDENT, area: 440783}, {scheme: RESIDENT, area: 440783}]}, "
            "expect: {duplicate: true}}",
            "given.records[1]：benefit_year（参保年度）和 starts_on（起始日）至少写一项",
        ),
        (
            "{decision: start_date, when: {benefit_year: 2024, arrival_date: 2024-01-01, payments: {2024: 2024-01-01}}, "
            "expect: {start: null}}",
            "when：arrival_date（到账日期）和 payments（各年度到账日期）只能写一项",
        ),
        (
            "{decision: start_date, given: {}, when: {benefit_year: 2024, insured_year: [2023]}, expect: {start: null}}",
            "when.insured_year：没有这一项，",
        ),
        (
            "{decision: levy_outcome, given: {benefit_year: 2024, registered_on: 2023-10-10}, "
            "when: {money: [{arrival_date: 2023-10-15, amout: '400.00'}]}, expect: {state: PAID}}",
            "when.money[1].amout：没有这一项，是否应为 amount（金额）？",
        ),
    ],
)
def test_what_a_decision_cannot_answer_is_told_in_chinese(case: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(f"- {case.replace('{', '{id: A, rule: R, ', 1)}\n", encoding="utf-8")
    (result,) = check_cases([path], all_decisions()).results
    lines = [*(fault.msg for fault in result.faults), *result.differences]
    assert [line for line in lines if line.startswith(told)], lines
