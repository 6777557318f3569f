"""Evaluate both incentives again for this and coming years of these people (R-140); publish what has changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from benefits.domain.facts import PersonFacts
from benefits.domain.incentives import ledger_for
from benefits.domain.person import Outcome, PersonOutcomes
from benefits.domain.terms import TermsFor, terms_reader
from benefits.repository.incentives import StoredLedger, current_ledgers, save_ledgers
from enrolment_events.benefits import IncentiveEvaluatedV1
from enrolment_events.envelope import Event, new_event
from enrolment_terms.identifiers import named_id
from enrolment_terms.regions import pooling_region_of
from service_runtime import Transaction, in_turns

_PEOPLE_AT_ONCE = 100
_LEDGERS = UUID("3a5d8e0f-8d4d-5f0c-8a55-0f4c6f0b7a11")


class DecidedPerson(NamedTuple):
    """A person's facts and what follows from them."""

    person_id: UUID
    facts: PersonFacts
    decided: PersonOutcomes


async def derive_incentives(tx: Transaction, people: Iterable[DecidedPerson], causes: Mapping[UUID, Event[Any]]) -> int:
    """Returns how many ledgers changed. The people are locked by the caller."""
    terms_for = terms_reader(tx.policy)
    asked: list[tuple[DecidedPerson, list[Outcome]]] = []
    async for part in in_turns(people, _PEOPLE_AT_ONCE):
        asked += [(person, running) for person in part if (running := _with_incentives(person.decided, terms_for))]
    if not asked:
        return 0
    current = await current_ledgers(tx.driver, [person.person_id for person, _ in asked])
    changed: list[StoredLedger] = []
    async for some in in_turns(asked, _PEOPLE_AT_ONCE):
        changed += [one for person, running in some for one in _changed(person, running, current, terms_for, tx.now)]
    if changed:
        await save_ledgers(tx.driver, changed, tx.now)
        tx.publish(*(incentive_evaluated(one, causes.get(one.person_id), tx.now) for one in changed))
    return len(changed)


def _with_incentives(decided: PersonOutcomes, terms_for: TermsFor) -> list[Outcome]:
    """The outcomes of benefit years in which incentives exist."""
    return [
        one
        for one in decided.outcomes
        if terms_for(one.participation.area, one.decision.year).incentive.first_benefit_year <= one.decision.year
    ]


def _changed(
    person: DecidedPerson,
    running: Iterable[Outcome],
    current: Mapping[tuple[UUID, int], StoredLedger],
    terms_for: TermsFor,
    now: datetime,
) -> Iterable[StoredLedger]:
    """R-140: a year is evaluated once it is paid for; from then on also if it counts no more, so that what was told is corrected.

    What was told of a year that is over stays, unless that was told before the year had begun.
    """
    settled = [claim for claim in person.facts.claims if claim.settled_on <= now.date()]
    paid = {one.decision.year: one.participation.area for one in running if one.decision.counts or one.decision.revoked}
    for year in sorted({one.decision.year for one in running}):
        before = current.get((person.person_id, year))
        area = paid.get(year) or (before.area if before else None)
        if area is None or (year < now.year and not (before and before.ledger.provisional)):
            continue
        ledger = ledger_for(year, person.decided.years, settled, partial(terms_for, area), now.date(), marks=person.facts.marks)
        if before is None or before.ledger != ledger:
            yield StoredLedger(person.person_id, before.version + 1 if before else 1, area, ledger)


def incentive_evaluated(one: StoredLedger, because_of: Event[Any] | None, now: datetime) -> Event[IncentiveEvaluatedV1]:
    """A stored ledger as an event."""
    return new_event(
        IncentiveEvaluatedV1(**msgspec.structs.asdict(one.ledger)),
        aggregate_id=named_id(_LEDGERS, f"{one.person_id}:{one.ledger.benefit_year}"),
        aggregate_version=one.version,
        person_id=one.person_id,
        region=pooling_region_of(one.area),
        occurred_at=because_of.time if because_of else now,
        recorded_at=now,
        because_of=because_of,
    )
