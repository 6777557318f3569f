"""Answer conflict checks from all facts known of the people concerned; publish the answers that are new or changed."""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from prometheus_client import Counter

from dedup.domain.conflicts import Question, is_clear, is_second_registration_allowed, judge
from dedup.domain.spell import Spell
from dedup.repository.checks import REVISIONS, Check, checks_concerned, save_answers
from dedup.repository.identities import Identification
from dedup.repository.spell_index import SpellQuery, find_spells
from enrolment_events.dedup import CheckCompletedV1
from enrolment_events.envelope import Event, new_event
from enrolment_terms.regions import pooling_region_of
from service_runtime import Transaction

CHECKS = Counter("canbao_conflict_checks", "Conflict checks answered, or answered anew", ["outcome"], registry=None)
_OUTCOMES = {True: CHECKS.labels("clear"), False: CHECKS.labels("conflict")}


async def answer_checks(tx: Transaction, seen: Sequence[Identification], causes: Mapping[UUID, Event[Any]]) -> list[UUID]:
    """Derive again what these newly seen facts can touch. `causes`: event by application or person id.

    Returns the applications whose answer is new.
    """
    concerned = await checks_concerned(tx.driver, seen)
    if not concerned:
        return []
    found = await find_spells(tx.driver, [_query(check) for check in concerned])
    answers = [_answer(tx, check, spells) for check, spells in zip(concerned, found, strict=True)]
    changed = [answer for answer, check in zip(answers, concerned, strict=True) if answer.hits != check.hits]
    if changed:
        await save_answers(tx.driver, changed)
        tx.publish(*(completed(answer, tx.now, causes) for answer in changed))
        for clear, number in Tally(is_clear(answer.hits or ()) for answer in changed).items():
            tx.after_commit(partial(_OUTCOMES[clear].inc, number))
    return [answer.application_id for answer in changed]


def _query(check: Check) -> SpellQuery:
    return SpellQuery(tokens=check.tokens, person_id=check.person_id, application_id=check.application_id, known_at=check.known_at)


def _answer(tx: Transaction, check: Check, spells: Sequence[Spell]) -> Check:
    question = Question(
        area=check.area,
        benefit_year=check.benefit_year,
        applied_on=check.applied_on,
        consent_signed_on=check.consent_signed_on,
        employee_stop_proved=check.employee_stop_proved,
        region_allows_second=is_second_registration_allowed(tx.policy, check.area, check.benefit_year),
    )
    hits = judge(question, spells)
    return replace(check, hits=hits, clear=is_clear(hits), revision=check.revision + 1, checked_at=tx.now)


def completed(answer: Check, at: datetime, causes: Mapping[UUID, Event[Any]]) -> Event[CheckCompletedV1]:
    """The answer as an event: later submits, and later answers to one submit, are newer."""
    hits = answer.hits or ()
    return new_event(
        CheckCompletedV1(application_id=answer.application_id, submit_no=answer.submit_no, clear=is_clear(hits), hits=hits, checked_at=at),
        aggregate_id=answer.application_id,
        aggregate_version=answer.submit_no * REVISIONS + answer.revision,
        person_id=answer.person_id,
        region=pooling_region_of(answer.area),
        occurred_at=at,
        recorded_at=at,
        because_of=causes.get(answer.application_id) or causes.get(answer.person_id),
    )
