"""An explanation never contradicts its decision: what its sentences say, read from their text, is what was decided (R-109)."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benefits.domain.case import Decision
from benefits.domain.explanation import explain
from benefits.domain.incentives import Ledger, ledger_for
from benefits.domain.person import Outcome, decide_person
from benefits.domain.rule import Step
from benefits.domain.states import state_on
from benefits.domain.terms import Terms, terms_of, terms_reader
from enrolment_events.benefits import EntitlementState
from enrolment_events.envelope import Event
from policy_parameters import load_policy_book
from tests.benefits.streams import streams
from tests.benefits.test_any_order import person_of

BOOK = load_policy_book()
SOMEBODY = UUID("018f0000-0000-7000-8000-000000000001")
_DATE, _DAY = r"([0-9]{4}-[0-9]{2}-[0-9]{2})", timedelta(days=1)
_ANCHORS = ["ORDINARY_START", "FIRST_OF_YEAR", "ARRIVAL_DATE", "ARRIVAL_DAY_AFTER", "PAYMENT_MONTH", "NEXT_MONTH", "ARRIVAL_NEXT_FIRST"]
policies = st.fixed_dictionaries(
    {},
    optional={
        "windows.concentrated_until": st.sampled_from(["12-20", "02-28"]),
        "windows.in_year_start": st.sampled_from(["FIRST_OF_YEAR", "SAME_DAY", "NEXT_DAY"]),
        "midyear.start": st.sampled_from(["NEXT_DAY", "SAME_DAY", "PAYMENT_MONTH"]),
        "waiting.anchor_late": st.sampled_from(_ANCHORS),
        "waiting.anchor_in_period": st.sampled_from(_ANCHORS),
        "waiting.unfinished": st.just("CARRY_OVER"),
        "waiting.missed_period_is_gap": st.just(True),
        "waiting.variable_mode": st.just("EVERY"),
        "waiting.switch_start": st.just("DAY_AFTER_EMPLOYEE_BENEFITS"),
        "waiting.switch_late_months": st.just(6),
        "waiting.switch_min_insured_months": st.just(0),
        "newborn.late_start": st.just("NEXT_DAY"),
        "subsidy.paid_start": st.just("NEXT_DAY"),
        "resident.ends_with_employee_scheme": st.just("SUSPENSION_DATE"),
        "incentives.employee_years": st.sampled_from(["COUNT", "BREAK"]),
        "incentives.keep_zero_claim_after_break": st.just(False),
        "incentives.break_penalty": st.just("3000.00"),
        "incentives.break_penalty_counts": st.just("PER_MISSED_YEAR"),
    },
)


@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=streams(SOMEBODY), values=policies)
def test_what_an_explanation_says_is_what_was_decided(events: list[Event[Any]], values: dict[str, object]) -> None:
    """R-100 … R-107, R-134, D8."""
    book = BOOK.with_values(values)
    for outcome in decide_person(person_of(events), terms_reader(book), explain=True).outcomes:
        terms = terms_of(book, outcome.participation.area, outcome.decision.year)
        texts = [step["text"] for step in explain(outcome.steps, terms)]
        wrong = [said for text in texts for said in contradictions(text, outcome, terms)]
        assert not wrong, (wrong, texts, outcome.decision)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=streams(SOMEBODY), values=policies)
def test_what_is_said_of_the_incentives_is_what_they_are(events: list[Event[Any]], values: dict[str, object]) -> None:
    """R-140 … R-147."""
    book, facts = BOOK.with_values(values), person_of(events)
    decided = decide_person(facts, terms_reader(book))
    for outcome in decided.outcomes:
        year, area = outcome.decision.year, outcome.participation.area
        steps: list[Step] = []
        terms_of_year = partial(terms_of, book, area)
        ledger = ledger_for(year, decided.years, facts.claims, terms_of_year, date(year, 1, 1), steps, facts.marks)
        texts = [step["text"] for step in explain(steps, terms_of(book, area, year))]
        assert sums_up(texts, ledger, terms_of(book, area, year)), (texts, ledger)


def contradictions(text: str, outcome: Outcome, terms: Terms) -> Iterator[str]:
    """What a sentence says of the decision that is not so."""
    for pattern, holds in CLAIMS.items():
        for found in re.finditer(pattern, text):
            if not holds(found, outcome, terms):
                yield f"{found[0]} ({pattern})"
    if codes := re.findall(r"[A-Z_]{3,}", text):
        yield f"codes: {codes}"


def is_covered(decision: Decision, day: date) -> bool:
    return state_on(decision, day) is EntitlementState.ACTIVE


def first_covered(decision: Decision) -> date | None:
    """The first covered day of the year."""
    days = (date(decision.year, 1, 1) + number * _DAY for number in range(366))
    return next((day for day in days if is_covered(decision, day)), None)


def _day(found: re.Match[str]) -> date:
    return date.fromisoformat(found[1])


def _begins(found: re.Match[str], outcome: Outcome, _: Terms) -> bool:
    """From its first day on, or, where it rests just then, from the first that is covered."""
    decision = outcome.decision
    return _day(found) in (decision.starts_on, first_covered(decision)) or _is_hidden(decision, _day(found))


def _is_hidden(decision: Decision, day: date) -> bool:
    """The day lies where a death, a job or another end has taken the cover away: the next sentences say so."""
    return decision.starts_on is None and decision.would_start is None and decision.ordinary is not None and day >= decision.ordinary


def _returns(found: re.Match[str], outcome: Outcome, _: Terms) -> bool:
    return is_covered(outcome.decision, _day(found)) and not is_covered(outcome.decision, _day(found) - _DAY)


def _ends(found: re.Match[str], outcome: Outcome, _: Terms) -> bool:
    return is_covered(outcome.decision, _day(found)) and (
        _day(found) == outcome.decision.ends_on or not is_covered(outcome.decision, _day(found) + _DAY)
    )


def _waits(found: re.Match[str], outcome: Outcome, _: Terms) -> bool:
    return int(found[1]) == outcome.decision.wait.total


def _would_start(found: re.Match[str], outcome: Outcome, _: Terms) -> bool:
    return _day(found) == outcome.decision.would_start


def _missed(found: re.Match[str], outcome: Outcome, terms: Terms) -> bool:
    wait = outcome.decision.wait
    return int(found[1]) in (wait.missed, wait.missed - terms.missed_period_is_gap)


def _fixed(found: re.Match[str], outcome: Outcome, _: Terms) -> bool:
    return int(found[1]) == outcome.decision.wait.fixed


def _variable(found: re.Match[str], outcome: Outcome, terms: Terms) -> bool:
    wait, repaired = outcome.decision.wait, bool(outcome.case.rare.repairs)
    return int(found[1]) == wait.variable or repaired or wait.missed >= terms.floor_from


def _counts_from(found: re.Match[str], outcome: Outcome, _: Terms) -> bool:
    return _day(found) == outcome.decision.ordinary or outcome.decision.wait.exempt == "SCHEME_SWITCH_LE_3M"


def _nothing(_: re.Match[str], outcome: Outcome, __: Terms) -> bool:
    return first_covered(outcome.decision) is None


def _level(found: re.Match[str], outcome: Outcome, _: Terms) -> bool:
    return (date.fromisoformat(found[1]), date.fromisoformat(found[2])) in outcome.decision.subsidised


def _level_ends(found: re.Match[str], outcome: Outcome, _: Terms) -> bool:
    return _day(found) in [last for _, last in outcome.decision.subsidised]


def _no_wait(_: re.Match[str], outcome: Outcome, terms: Terms) -> bool:
    return outcome.decision.wait.total == 0 or terms.carries_over


CLAIMS: dict[str, Callable[[re.Match[str], Outcome, Terms], bool]] = {
    f"自{_DATE}起享受": _begins,
    f"自{_DATE}起恢复": _returns,
    f"(?<!困难居民)待遇至{_DATE}止": _ends,
    f"困难居民待遇至{_DATE}止": _level_ends,
    "待遇等待期共([0-9]+)个月": _waits,
    f"等待期满为{_DATE}": _would_start,
    "断保([0-9]+)年": _missed,
    "固定待遇等待期([0-9]+)个月": _fixed,
    "固定待遇等待期只计一次，([0-9]+)个月": _fixed,
    "变动待遇等待期([0-9]+)个月": _variable,
    f"自(?:[^（，]*（)?{_DATE}）?起算": _counts_from,
    "没有可享受的待遇期|未享受待遇|待遇自始取消": _nothing,
    f"困难居民待遇自{_DATE}至{_DATE}": _level,
    "不设待遇等待期$|等待期为0|不设待遇等待期的人员": _no_wait,
}
"""What sentences say, by its words, and whether that is so."""


def sums_up(texts: list[str], ledger: Ledger, terms: Terms) -> bool:
    """The last standing of the years, the sum and what is taken off, as the sentences tell them."""
    said = "\n".join(texts)
    total = re.findall(r"激励合计([0-9]+)元，不超过([0-9]+)元，按([0-9]+)元计", said)
    years = re.findall(r"至([0-9]{4})年度连续参保([0-9]+)年", said)
    penalty = re.findall(r"降低([0-9]+)元", said)
    cap = int(terms.incentive.serious_illness_base_cap * terms.incentive.cap_ratio) // 100
    assert not re.findall(r"[A-Z_]{3,}", said), said
    lost = "零报销激励清零" in texts[-3:] if texts else False
    return (
        (not total or total[0] == (str((ledger.continuous + ledger.zero_claim) // 100), str(cap), str(ledger.effective // 100)))
        and (not years or int(years[-1][0]) < ledger.benefit_year or int(years[-1][1]) == ledger.continuous_years)
        and ledger.ceiling == terms.incentive.serious_illness_base_cap + ledger.effective - 100 * sum(map(int, penalty))
        and not (lost and ledger.zero_claim)
    )
