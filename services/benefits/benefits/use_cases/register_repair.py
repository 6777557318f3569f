"""A person wants to repair missed years (B19): register the useful ones, so that payment-bridge can bill them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from benefits.domain.entitlement import decide
from benefits.domain.facts import PersonFacts
from benefits.domain.person import Outcome, decide_person
from benefits.domain.repair import RepairOffer, repair_offer
from benefits.domain.terms import terms_of, terms_reader
from benefits.repository.facts import load_people
from benefits.repository.people import Sighting, lock_people, person_in
from benefits.use_cases.answer_entitlement import NotKnownHere
from enrolment_events.benefits import RepairRegisteredV1
from enrolment_events.envelope import new_event
from enrolment_terms.regions import pooling_region_of
from event_bus import Transaction
from policy_parameters import PolicyBook

_REPAIRS = UUID("c0d7a4c2-90b5-57b4-8a0b-5cbe3c7bb611")


class RepairRequest(NamedTuple):
    """Which wait, and how many years."""

    person_id: UUID
    participation_id: UUID
    benefit_year: int
    years: int


class RegisteredRepair(NamedTuple):
    """What was registered; `repair_id` None if nothing was, then `offer.refusal` says why."""

    repair_id: UUID | None
    offer: RepairOffer


async def register_repair(
    tx: Transaction, request: RepairRequest, areas: Sequence[str], policy: PolicyBook, now: datetime
) -> RegisteredRepair:
    """R-105, R-106, V-17, V-18: only useful years, only after the main payment, only while waiting. Raises NotKnownHere."""
    root = await person_in(tx.connection, request.person_id, areas)
    if root is None:
        raise NotKnownHere
    await lock_people(tx.connection, [Sighting(root)])
    outcome = _outcome(await load_people(tx.connection, [root]), root, request, policy)
    offer = offer_for(outcome, request.years, policy, now)
    if offer.refusal is not None:
        return RegisteredRepair(None, offer)
    area = outcome.participation.area
    repair_id = uuid5(_REPAIRS, f"{request.participation_id}:{request.benefit_year}")
    tx.publish(
        new_event(
            RepairRegisteredV1(
                repair_id=repair_id,
                participation_id=request.participation_id,
                benefit_year=request.benefit_year,
                area=area,
                years=offer.useful_years,
                unit_rate=offer.unit_price,
                registered_on=now.date(),
            ),
            aggregate_id=repair_id,
            aggregate_version=int(now.timestamp() * 1000),
            person_id=root,
            region=pooling_region_of(area),
            occurred_at=now,
            recorded_at=now,
        )
    )
    return RegisteredRepair(repair_id, offer)


def offer_for(outcome: Outcome, years: int | None, policy: PolicyBook, now: datetime) -> RepairOffer:
    """What repair could do on this day for this outcome."""
    terms = terms_of(policy, outcome.participation.area, outcome.decision.year)
    decision = decide(outcome.case, terms)
    paid = outcome.case.arrival is not None
    return repair_offer(decision.starts_on or decision.would_start, decision.wait, paid, now.date(), terms, years)


def _outcome(known: dict[UUID, PersonFacts], root: UUID, request: RepairRequest, policy: PolicyBook) -> Outcome:
    facts = known.get(root, PersonFacts())
    for outcome in decide_person(facts, terms_reader(policy)).outcomes:
        if outcome.participation.id == str(request.participation_id) and outcome.decision.year == request.benefit_year:
            return outcome
    raise NotKnownHere
