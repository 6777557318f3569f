"""Answer conflict checks from all facts known of the people concerned; publish the answers that are new or changed."""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from prometheus_client import Counter

from dedup.domain.conflicts import Question, is_clear, is_second_registration_allowed, judge
from dedup.domain.individuals import Individual
from dedup.domain.spell import Spell
from dedup.repository.checks import REVISIONS, Check, checks_of_numbers, save_answers
from dedup.repository.feeds import silent_areas
from dedup.repository.spell_index import EVER, SpellQuery, find_spells
from enrolment_events.dedup import CheckCompletedV1
from enrolment_events.envelope import Event, new_event
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.regions import pooling_region_of
from policy_parameters import PolicyBook, PolicyNotKnown
from service_runtime import ReadConnection, Transaction

CHECKS = Counter("canbao_conflict_checks", "Conflict checks answered, or answered anew", ["outcome"], registry=None)
_OUTCOMES = {True: CHECKS.labels("clear"), False: CHECKS.labels("conflict")}
NATION = "NATION"
"""Arts. 10 and 11: 全国（含省内和跨省）."""


async def answer_checks(tx: Transaction, individuals: Sequence[Individual], causes: Mapping[UUID, Event[Any]]) -> list[UUID]:
    """Derive the answers of these people again: of open checks as things stand, of closed ones as they stood.

    `causes`: by application or person. Returns the applications whose answer is new. A check whose sources are silent waits until they
    have told (V-71).
    """
    concerned = await checks_of_numbers(tx.driver, [one.number for one in individuals])
    if not concerned:
        return []
    found = await find_spells(tx.driver, [_query(number, check) for number, check in concerned])
    silent: dict[tuple[str, int], tuple[str, ...]] = {}
    answers = [await _answer_if_known(tx, check, spells, silent) for (_, check), spells in zip(concerned, found, strict=True)]
    changed = [
        answer
        for answer, (_, check) in zip(answers, concerned, strict=True)
        if (answer.hits, answer.unanswered) != (check.hits, check.unanswered)
    ]
    if changed:
        await save_answers(tx.driver, changed)
    told = [answer for answer in changed if answer.hits is not None]
    tx.publish(*(completed(answer, tx.now, causes) for answer in told))
    for clear, number in Tally(is_clear(answer.hits or ()) for answer in told).items():
        tx.after_commit(partial(_OUTCOMES[clear].inc, number))
    return [answer.application_id for answer in told]


def question_of(check: Check, policy: PolicyBook) -> Question:
    """What the submit asks. Raises PolicyNotKnown."""
    return Question(
        area=check.area,
        benefit_year=check.benefit_year,
        applied_on=check.applied_on,
        asked_on=check.known_at.astimezone(SHANGHAI).date(),
        consent_signed_on=check.consent_signed_on,
        employee_stop_proved=check.employee_stop_proved,
        region_allows_second=is_second_registration_allowed(policy, check.area, check.benefit_year),
    )


def _query(number: int, check: Check) -> SpellQuery:
    return SpellQuery(number=number, application_id=check.application_id, known_at=check.closed_at or EVER)


async def _answer_if_known(tx: Transaction, check: Check, spells: Sequence[Spell], silent: dict[tuple[str, int], tuple[str, ...]]) -> Check:
    """Of a place and a year that the policy book does not know nothing is guessed: no answer, or the one that was given before."""
    try:
        return await _answer(tx, check, spells, silent)
    except PolicyNotKnown:
        return check


async def _answer(tx: Transaction, check: Check, spells: Sequence[Spell], silent: dict[tuple[str, int], tuple[str, ...]]) -> Check:
    """`silent`: by region and year, each asked once. Raises PolicyNotKnown."""
    if check.hits is None:
        asked = (pooling_region_of(check.area), check.benefit_year)
        if asked not in silent:
            silent[asked] = await silent_sources(tx, *asked)
        if silent[asked]:
            return replace(check, unanswered=silent[asked])
    hits = judge(question_of(check, tx.policy), spells)
    if hits == check.hits:
        return check
    return replace(check, hits=hits, unanswered=None, clear=is_clear(hits), revision=check.revision + 1, checked_at=tx.now)


async def silent_sources(read: ReadConnection, area: str, benefit_year: int) -> tuple[str, ...]:
    """Areas of which an expected source has not told in time: what is unknown is never clear (V-71). Raises PolicyNotKnown."""
    age = timedelta(minutes=int(read.policy.value("conflict.feed_max_age_minutes", region=area, year=benefit_year).value))
    return tuple(await silent_areas(read.driver, read.now - age))


def completed(answer: Check, at: datetime, causes: Mapping[UUID, Event[Any]]) -> Event[CheckCompletedV1]:
    """The answer as an event: later submits, and later answers to one submit, are newer."""
    hits = answer.hits or ()
    return new_event(
        CheckCompletedV1(
            application_id=answer.application_id,
            submit_no=answer.submit_no,
            clear=is_clear(hits),
            hits=hits,
            checked_at=at,
            scope=NATION,
        ),
        aggregate_id=answer.application_id,
        aggregate_version=answer.submit_no * REVISIONS + answer.revision,
        person_id=answer.person_id,
        region=pooling_region_of(answer.area),
        occurred_at=at,
        recorded_at=at,
        because_of=causes.get(answer.application_id) or causes.get(answer.person_id),
    )
