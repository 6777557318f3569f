"""A person wants to repair missed years (B19), or wants it no more: payment-bridge bills the useful ones."""

from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from benefits.domain.facts import PersonFacts
from benefits.domain.person import Outcome, decide_person
from benefits.domain.repair_offers import RepairOffer, repair_offer
from benefits.domain.terms import TermsFor, terms_reader
from benefits.domain.waiting import gap_before
from benefits.domain.years import listed
from benefits.errors import PersonNotKnownHere, RepairNotRegistered, RepairNotUseful, RepairWithdrawnAlready
from benefits.repository.facts import load_people
from benefits.repository.people import NamedPerson, Scope, lock_people, person_in
from benefits.repository.repairs import is_withdrawn, keep_repair
from enrolment_events.benefits import RepairRegisteredV2
from enrolment_events.envelope import new_event
from enrolment_terms.identifiers import named_id
from enrolment_terms.regions import pooling_region_of
from service_runtime import Transaction

_REPAIRS = UUID("c0d7a4c2-90b5-57b4-8a0b-5cbe3c7bb611")


class WantedRepair(NamedTuple):
    """Which wait, and how many years."""

    person_id: UUID
    participation_id: UUID
    benefit_year: int
    years: int = 0


class RegisteredRepair(NamedTuple):
    """What was registered: useful years only, at so much each (fen)."""

    repair_id: UUID
    years: int
    unit_price: int


async def register_repair(tx: Transaction, wanted: WantedRepair, scope: Scope) -> RegisteredRepair:
    """R-105, R-106, V-17, V-18: only useful years, only after the main payment, only while waiting.

    Raises PersonNotKnownHere, RepairNotUseful, PolicyNotKnown.
    """
    root, outcome, terms_for = await _locked(tx, wanted, scope)
    offer = _offer(outcome, wanted.years, terms_for, tx.now.date())
    if offer.refusal is not None:
        raise RepairNotUseful(offer.refusal)
    told = await _tell(tx, root, wanted, outcome, offer, terms_for)
    return RegisteredRepair(told.repair_id, told.years, told.unit_rate)


async def withdraw_repair(tx: Transaction, wanted: WantedRepair, scope: Scope) -> UUID:
    """It is wanted no more: its bill is cancelled unless it is paid. The repair's id.

    Raises PersonNotKnownHere, RepairNotRegistered, RepairWithdrawnAlready, PolicyNotKnown.
    """
    root, outcome, terms_for = await _locked(tx, wanted, scope)
    withdrawn = await is_withdrawn(tx.driver, _repair_id(wanted, _number(outcome)))
    if withdrawn is None:
        raise RepairNotRegistered
    if withdrawn:
        raise RepairWithdrawnAlready
    offer = _offer(outcome, 1, terms_for, tx.now.date())
    return (await _tell(tx, root, wanted, outcome, offer, terms_for, withdrawn=True)).repair_id


async def _locked(tx: Transaction, wanted: WantedRepair, scope: Scope) -> tuple[UUID, Outcome, TermsFor]:
    root = await person_in(tx.driver, wanted.person_id, scope)
    if root is None:
        raise PersonNotKnownHere
    await lock_people(tx.driver, [NamedPerson(root)])
    known, terms_for = await load_people(tx.driver, [root]), terms_reader(tx.policy)
    return root, _outcome(known.get(root, PersonFacts()), wanted, terms_for), terms_for


def _number(outcome: Outcome) -> int:
    """What was repaired and paid before is a repair of its own."""
    return len(outcome.case.rare.repairs) + 1


def _repair_id(wanted: WantedRepair, number: int) -> UUID:
    return named_id(_REPAIRS, f"{wanted.participation_id}:{wanted.benefit_year}:{number}")


async def _tell(
    tx: Transaction, root: UUID, wanted: WantedRepair, outcome: Outcome, offer: RepairOffer, terms_for: TermsFor, withdrawn: bool = False
) -> RepairRegisteredV2:
    """The repair as it stands, to payment-bridge. Raises PolicyNotKnown where no rate is published yet."""
    case, area, today = outcome.case, outcome.participation.area, tx.now.date()
    terms = terms_for(area, outcome.decision.year)
    number = _number(outcome)
    repair_id = _repair_id(wanted, number)
    told = RepairRegisteredV2(
        repair_id=repair_id,
        repair_no=number,
        participation_id=wanted.participation_id,
        benefit_year=wanted.benefit_year,
        area=area,
        years=offer.useful_years,
        missed_years=tuple(listed(gap_before(case.insured, case.excused, case.born, terms))),
        unit_rate=tx.policy.value("levy.personal_rate", region=area, year=outcome.decision.year).value,
        registered_on=today,
        pay_before=min(outcome.decision.starts_on or outcome.decision.would_start or today, terms.last_day + timedelta(days=1)),
        withdrawn=withdrawn,
    )
    tx.publish(
        new_event(
            told,
            aggregate_id=repair_id,
            aggregate_version=await keep_repair(tx.driver, repair_id, withdrawn, tx.now),
            person_id=root,
            region=pooling_region_of(area),
            occurred_at=tx.now,
            recorded_at=tx.now,
        )
    )
    return told


def _outcome(facts: PersonFacts, wanted: WantedRepair, terms_for: TermsFor) -> Outcome:
    for outcome in decide_person(facts, terms_for).outcomes:
        if outcome.participation.id == str(wanted.participation_id) and outcome.decision.year == wanted.benefit_year:
            return outcome
    raise PersonNotKnownHere


def _offer(outcome: Outcome, years: int, terms_for: TermsFor, on: date) -> RepairOffer:
    return repair_offer(outcome.case, on, terms_for(outcome.participation.area, outcome.decision.year), years)
