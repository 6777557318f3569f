"""Answer conflict checks from all facts known of the people concerned; publish the answers that are new or changed."""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from prometheus_client import Counter

from dedup.domain.conflicts import Question, is_clear, is_second_registration_allowed, judge
from dedup.domain.spell import Spell
from dedup.repository.checks import Answer, Check, answer_checks, checks_concerned
from dedup.repository.identities import Identification
from dedup.repository.spell_index import Look, find_spells
from enrolment_events.dedup import CheckCompletedV1
from enrolment_events.envelope import Event, new_event
from enrolment_terms.regions import pooling_region_of
from event_bus import Transaction
from policy_parameters import PolicyBook

CHECKS = Counter("canbao_conflict_checks", "Conflict checks answered, or answered anew", ["outcome"], registry=None)
_OUTCOMES = {True: CHECKS.labels("clear"), False: CHECKS.labels("conflict")}
_REVISIONS = 1000


async def answer_checks_of(
    tx: Transaction, seen: Sequence[Identification], causes: Mapping[UUID, Event[Any]], policy: PolicyBook, now: datetime
) -> list[UUID]:
    """Derive again what these newly seen facts can touch. `causes`: event by application or person id.

    Returns the applications whose answer is new.
    """
    concerned = await checks_concerned(tx.connection, seen)
    if not concerned:
        return []
    found = await find_spells(tx.connection, [_look(check) for check in concerned])
    changed = list(_changed(concerned, found, policy, now))
    if changed:
        await answer_checks(tx.connection, changed)
        tx.publish(*(_completed(answer, causes) for answer in changed))
        for clear, answers in Tally(answer.clear for answer in changed).items():
            tx.after_commit(partial(_OUTCOMES[clear].inc, answers))
    return [answer.check.application_id for answer in changed]


def question_of(check: Check, policy: PolicyBook) -> Question:
    """What the check asks, with the region's switch for 确需 (R-085)."""
    return Question(
        area=check.area,
        benefit_year=check.benefit_year,
        applied_on=check.applied_on,
        consent_signed_on=check.consent_signed_on,
        employee_stop_proved=check.employee_stop_proved,
        region_allows_second=is_second_registration_allowed(policy, check.area, check.benefit_year),
    )


def _look(check: Check) -> Look:
    return Look(tokens=check.tokens, person_id=check.person_id, application_id=check.application_id, known_at=check.known_at)


def _changed(checks: Sequence[Check], found: Sequence[list[Spell]], policy: PolicyBook, now: datetime) -> Iterable[Answer]:
    for check, spells in zip(checks, found, strict=True):
        hits = judge(question_of(check, policy), spells)
        if hits != check.hits:
            yield Answer(check, hits, is_clear(hits), now)


def _completed(answer: Answer, causes: Mapping[UUID, Event[Any]]) -> Event[CheckCompletedV1]:
    check = answer.check
    return new_event(
        CheckCompletedV1(
            application_id=check.application_id,
            submit_no=check.submit_no,
            clear=answer.clear,
            hits=answer.hits,
            checked_at=answer.checked_at,
        ),
        aggregate_id=check.application_id,
        aggregate_version=check.submit_no * _REVISIONS + answer.revision,
        person_id=check.person_id,
        region=pooling_region_of(check.area),
        occurred_at=answer.checked_at,
        recorded_at=answer.checked_at,
        because_of=causes.get(check.application_id) or causes.get(check.person_id),
    )
