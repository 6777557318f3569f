"""Evaluate both incentives again for this and coming years of these people (R-140); publish what has changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from benefits.domain.facts import PersonFacts
from benefits.domain.incentives import ledger_for
from benefits.domain.person import Life
from benefits.domain.terms import terms_reader
from benefits.repository.incentives import StoredLedger, current_ledgers, save_ledgers
from enrolment_events.benefits import IncentiveEvaluatedV1
from enrolment_events.envelope import Event, new_event
from enrolment_terms.regions import pooling_region_of
from event_bus import Transaction
from policy_parameters import PolicyBook

Lives = Mapping[UUID, tuple[PersonFacts, Life]]
_LEDGERS = UUID("3a5d8e0f-8d4d-5f0c-8a55-0f4c6f0b7a11")


async def derive_incentives(tx: Transaction, lives: Lives, causes: Mapping[UUID, Event[Any]], policy: PolicyBook, now: datetime) -> int:
    """Returns how many ledgers changed. The people are locked by the caller."""
    asked = {person: areas for person, (_, life) in lives.items() if (areas := _years_to_evaluate(life, policy, now.year))}
    if not asked:
        return 0
    current = await current_ledgers(tx.connection, list(asked))
    changed = [one for person, areas in asked.items() for one in _changed(person, lives[person], areas, current, policy, now)]
    if changed:
        await save_ledgers(tx.connection, changed, now)
        tx.publish(*(_evaluated(one, causes.get(one.person_id), now) for one in changed))
    return len(changed)


def _years_to_evaluate(life: Life, policy: PolicyBook, this_year: int) -> dict[int, str]:
    """Benefit years from this one on that the person is or was billed for, with the place, where incentives exist."""
    found = {}
    for outcome in life.outcomes:
        year, area = outcome.decision.year, outcome.participation.area
        if (
            year >= this_year
            and (outcome.decision.counts or outcome.decision.revoked)
            and terms_reader(policy)(area, year).incentives_from <= year
        ):
            found[year] = area
    return found


def _changed(
    person: UUID,
    life: tuple[PersonFacts, Life],
    areas: Mapping[int, str],
    current: Mapping[tuple[UUID, int], StoredLedger],
    policy: PolicyBook,
    now: datetime,
) -> Iterable[StoredLedger]:
    facts, decided = life
    known = [claim for claim in facts.claims if claim.settled_on <= now.date()]
    for year, area in areas.items():
        ledger = ledger_for(year, decided.resident_years, decided.employee_years, known, partial(terms_reader(policy), area), now.date())
        before = current.get((person, year))
        if before is None or before.ledger != ledger:
            yield StoredLedger(person, before.version + 1 if before else 1, area, ledger)


def _evaluated(one: StoredLedger, because_of: Event[Any] | None, now: datetime) -> Event[IncentiveEvaluatedV1]:
    ledger = one.ledger
    return new_event(
        IncentiveEvaluatedV1(
            benefit_year=ledger.year,
            continuous_years=ledger.n,
            continuous=ledger.continuous,
            zero_claim=ledger.zero_claim,
            effective=ledger.effective,
            ceiling=ledger.ceiling,
            provisional=ledger.provisional,
        ),
        aggregate_id=uuid5(_LEDGERS, f"{one.person_id}:{ledger.year}"),
        aggregate_version=one.version,
        person_id=one.person_id,
        region=pooling_region_of(one.area),
        occurred_at=because_of.time if because_of else now,
        recorded_at=now,
        because_of=because_of,
    )
