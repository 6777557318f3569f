"""H3: each switch of the book has a rule case for each of its choices: one that holds with it, and not with another."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from canbao_suite.rule_decisions import all_decisions
from policy_parameters import PolicyBook, PolicyNotKnown, Unit, load_policy_book
from policy_parameters.book_files import Entry
from policy_parameters.rule_case_files import RuleCase, read_cases
from policy_parameters.rule_cases import run_case

TESTS = Path(__file__).parents[1]
BOOK = load_policy_book()
DECISIONS = all_decisions()
CASES = read_cases(sorted(TESTS.glob("*/rule_cases"))).cases
SWITCHES: Mapping[str, Entry] = {entry.name: entry for entry in BOOK.entries() if entry.unit in (Unit.CHOICE, Unit.FLAG)}
SHOWN_BY_A_SERVICE = {
    "application.entry_checker_differs": "registration/test_four_eyes.py",
    "filings.replaces_active": "benefits/domain/test_settled_filings.py",
}
"""What needs stored facts is shown by a test that names it."""

AWAITED: set[tuple[str, object]] = set()
"""Choices without a case yet; this list may only shrink."""


def choices_of(switch: Entry) -> Sequence[str | bool]:
    return switch.choices or (True, False)


def in_force(case: RuleCase, name: str) -> object:
    """What the case itself sets, else the book's value where the case plays."""
    own = case.policy.get(name)
    if own is not None:
        return yaml.safe_load(yaml.serialize(own.value))
    for year in (2026, 2024):
        try:
            return BOOK.value(name, region=case.region, year=year).value
        except PolicyNotKnown:
            continue
    return None


def shown(switch: Entry, cases: Sequence[RuleCase]) -> set[object]:
    """The choices that a case holds with, while it does not hold with another."""
    books: Mapping[str | bool, PolicyBook] = {choice: BOOK.with_values({switch.name: choice}) for choice in choices_of(switch)}
    found: set[object] = set()
    for case in likely_first(switch, cases):
        if found == set(books):
            break
        if in_force(case, switch.name) not in found:
            bare = replace(case, policy={name: pair for name, pair in case.policy.items() if name != switch.name})
            holds = {choice for choice, book in books.items() if run_case(bare, DECISIONS, book).holds}
            if holds != set(books):
                found |= holds & {in_force(case, switch.name)}
    return found


def likely_first(switch: Entry, cases: Sequence[RuleCase]) -> Sequence[RuleCase]:
    """Those that set the switch, then their neighbours."""
    files = {case.file for case in cases if switch.name in case.policy}
    return sorted(cases, key=lambda case: (switch.name not in case.policy, case.file not in files))


@pytest.mark.timeout(180)
def test_every_choice_has_its_case() -> None:
    asked = {name: switch for name, switch in SWITCHES.items() if name not in SHOWN_BY_A_SERVICE}
    missing = {(name, choice) for name, switch in asked.items() for choice in set(choices_of(switch)) - shown(switch, CASES)}
    assert missing == AWAITED


def test_what_a_service_shows_is_named_there() -> None:
    for name, file in SHOWN_BY_A_SERVICE.items():
        assert name in (TESTS / file).read_text(encoding="utf-8")


def test_a_choice_that_makes_no_difference_has_no_case() -> None:
    case = next(case for case in CASES if case.id == "V-53-without-check")
    assert shown(SWITCHES["levy.unified_check_required"], [case]) == {True}
    assert shown(SWITCHES["renewal.after_lapse"], [case]) == set()
