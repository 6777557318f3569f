"""A ruling tells in Chinese what matched, by which principle and clause, and what follows."""

from collections.abc import Mapping
from datetime import date

import pytest

from dedup.domain.explanations import CLAUSES, PRINCIPLES
from enrolment_terms.scheme import ParticipationState
from tests.dedup.domain.builders import BOOK, GUANGZHOU, HUNAN, KAIPING, RESTS, SHENZHEN, Case, employee, flexible, resident

HOME, SCHOOL = "RESIDENT/440700/2024", "RESIDENT/440100/2024"
MARCH = date(2024, 3, 1)
CASES: Mapping[str, Case] = {
    "R-121": Case(employee(GUANGZHOU, date(2020, 1, 1)), employee(KAIPING, date(2022, 1, 1), left_on=date(2024, 2, 29))),
    "R-122": Case(resident(KAIPING), resident(GUANGZHOU), asked_on=date(2024, 2, 20)),
    "R-123": Case(resident(KAIPING), resident(GUANGZHOU, student=True)),
    "R-124": Case(resident(KAIPING, subsidised=True), resident(GUANGZHOU)),
    "R-125": Case(resident(KAIPING), resident(GUANGZHOU, student=True), special=True, identified_area=KAIPING),
    "R-126": Case(resident(KAIPING), employee(GUANGZHOU, date(2020, 1, 1))),
    "R-127": Case(resident(KAIPING), flexible(GUANGZHOU, date(2020, 1, 1))),
    "R-128": Case(resident(KAIPING), employee(GUANGZHOU, date(2024, 1, 15))),
    "R-131": Case(resident(KAIPING, government_until=date(2029, 12, 31)), employee(GUANGZHOU, date(2024, 1, 15))),
}


def told(case: Case, today: date = MARCH) -> str:
    """All sentences."""
    return "\n".join(case.rule(today).explanation)


@pytest.mark.parametrize("rule", sorted(CASES))
def test_every_principle_is_told_with_its_clause(rule: str) -> None:
    """R-121, R-122, R-123, R-124, R-125, R-126, R-127, R-128, R-131: the principle and where it stands."""
    ruling = CASES[rule].rule(MARCH)
    assert (ruling.principle, ruling.clause) == (rule, CLAUSES[rule])
    assert f"{PRINCIPLES[rule]}（{CLAUSES[rule]}）。" in ruling.explanation
    assert "None" not in told(CASES[rule])


def test_what_matched_is_told_first() -> None:
    """R-120: both records, and from which day they overlap."""
    first = CASES["R-126"].rule(MARCH).explanation[0]
    assert "广东省江门市居民医保（2024年度）" in first
    assert "广东省广州市职工医保（职工，2020-01-01起）" in first
    assert "自2024-01-01起重叠" in first
    assert CLAUSES["R-120"] in first


def test_months_and_readings_are_told_with_their_source() -> None:
    """R-126, R-128, F-22: counted months, and how firm the number is."""
    assert "连续参加职工医保50个月" in told(CASES["R-126"])
    assert "连续参加职工医保1个月" in told(CASES["R-128"])
    assert "拟定口径" in told(CASES["R-128"])


def test_a_question_tells_until_when_and_what_follows_silence() -> None:
    """R-122, R-124."""
    asked = told(CASES["R-122"])
    assert "请其在2024-03-06前（含当日）" in asked
    assert "逾期未选择的，按处理原则保留" in asked
    subsidised = Case(resident(KAIPING, subsidised=True), resident(GUANGZHOU), asked_on=date(2024, 2, 20))
    assert "逾期未选择的，不得自动处理，应上报督办" in told(subsidised)
    assert "应征求参保人意愿" in told(CASES["R-124"])
    assert "书面承诺" in told(CASES["R-124"])


def test_a_choice_is_told_with_its_day_and_its_promise() -> None:
    """R-124."""
    case = Case(resident(KAIPING, subsidised=True), resident(HUNAN), chosen=HOME, chosen_on=MARCH, promise_ref="P-17")
    text = told(case)
    assert "本人于2024-03-01选择保留广东省江门市居民医保（2024年度）。" in text
    assert "书面承诺已留存备案，编号P-17。" in text
    assert "湖南省长沙市居民医保（2024年度）自2024-03-01起暂停。" in text


@pytest.mark.parametrize(("residence", "told_so"), [(None, True), (SHENZHEN, True), (KAIPING, False)])
def test_silence_tells_by_what_it_was_decided(residence: str | None, told_so: bool) -> None:
    """R-122: residence, or the switch of the policy book where that is unknown."""
    case = Case(resident(KAIPING), resident(GUANGZHOU), asked_on=date(2024, 1, 20), residence_area=residence)
    assert "本人至2024-02-04未选择，按处理原则保留" in told(case)
    citation = BOOK.value("duplicate.residence_unknown", region=KAIPING, year=2024).citation
    assert (f"常住地不明或不在其中，按登记先后确定（{citation}）。" in told(case)) is told_so


def test_a_wait_tells_who_covers_until_then() -> None:
    """R-127, V-75: no gap; R-130: a soldier has none."""
    waits = flexible(GUANGZHOU, date(2024, 2, 1), benefits_from=date(2024, 5, 1))
    assert "自2024-05-01起享受待遇，此前由广东省江门市居民医保（2024年度）享受待遇。" in told(Case(resident(KAIPING), waits))
    soldier = told(Case(resident(KAIPING), employee(GUANGZHOU, date(2024, 2, 1), benefits_from=date(2024, 5, 1)), soldier=True))
    assert "不受待遇享受等待期限制" in soldier
    assert "广东省江门市居民医保（2024年度）自2024-02-01起暂停。" in soldier


def test_what_is_not_decided_or_is_over_is_not_told() -> None:
    """R-122, R-131: nothing of how it would be decided; nothing of the cover of a job that has ended."""
    assert "常住地不明" not in told(Case(resident(KAIPING), resident(GUANGZHOU), asked_on=date(2024, 2, 20)))
    ended = employee(GUANGZHOU, date(2024, 1, 15), ends_on=date(2024, 2, 20), state=ParticipationState.TERMINATED)
    text = told(Case(resident(KAIPING, state=RESTS), ended, cleaned=frozenset({HOME})))
    assert "起享受待遇" not in text
    assert "自2024-02-21起恢复。" in text


def test_a_job_that_ends_tells_both_days() -> None:
    """R-131, V-78."""
    farmer = resident(KAIPING, government_until=date(2029, 12, 31))
    text = told(Case(farmer, employee(GUANGZHOU, date(2024, 2, 1), ends_on=date(2024, 8, 31))))
    assert "自2024-02-01至2024-08-31暂停。" in text
    assert "自2024-09-01起恢复。" in text


def test_a_refund_tells_its_ground_and_its_last_day() -> None:
    """R-133."""
    case = Case(resident(KAIPING, 2025), resident(GUANGZHOU, 2025), chosen="RESIDENT/440100/2025", chosen_on=MARCH)
    text = told(case, date(2024, 11, 20))
    assert "可在2024-12-31前（含当日）依申请退还，退费情形为“在其他统筹区重复参加居民医保”" in text


def test_what_is_over_is_told_as_such() -> None:
    """R-120: nothing is done any more."""
    text = told(Case(resident(KAIPING, 2023), resident(GUANGZHOU, 2023, student=True)))
    assert "重叠期间已过" in text
    assert "没有尚待办理的暂停、终止或恢复。" in text
