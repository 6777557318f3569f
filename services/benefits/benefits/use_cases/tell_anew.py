"""Entitlements, incentives and filings, told anew: as they were told last, with a new id.

Claims and repairs are not: a claim is kept here before it is told, and of a registered repair only its version is kept; its money tells.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from benefits.domain.entitlement_record import Entitlement
from benefits.domain.terms import TermsFor, terms_reader
from benefits.repository.entitlements import current_entitlements
from benefits.repository.facts import load_people
from benefits.repository.filings import read_filings
from benefits.repository.incentives import told_ledgers
from benefits.repository.told_anew import VERSIONS, filings_after, people_with_entitlements, people_with_ledgers
from benefits.use_cases.derive_entitlements import aggregate_of, entitlement_changed, wait_evaluated
from benefits.use_cases.derive_incentives import incentive_evaluated
from benefits.use_cases.update_filings import filing_changed
from enrolment_events.envelope import Event, new_event
from enrolment_terms.regions import pooling_region_of
from service_runtime import Transaction
from service_runtime.retelling import Aggregates, Wanted


async def tell_entitlements(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """All decisions of these people, with how long each waits."""
    persons = await people_with_entitlements(tx.driver, wanted)
    known = await load_people(tx.driver, persons)
    own_years = {one.id: one.benefit_year for facts in known.values() for one in facts.participations}
    terms_for = terms_reader(tx.policy)
    for stored in (await current_entitlements(tx.driver, persons)).values():
        tx.publish(*_tellings(stored, own_years.get(stored.participation_id, stored.benefit_year), terms_for))
    return persons


def _tellings(stored: Entitlement, own_year: int, terms_for: TermsFor) -> Iterator[Event[Any]]:
    decision, terms = stored.decided, terms_for(stored.area, stored.benefit_year)
    same: dict[str, Any] = {
        "aggregate_id": aggregate_of(stored, own_year),
        "aggregate_version": stored.version,
        "person_id": stored.person_id,
        "region": pooling_region_of(stored.area),
        "occurred_at": stored.recorded_at,
        "recorded_at": stored.recorded_at,
    }
    if terms.waits and decision.ordinary is not None:
        yield new_event(wait_evaluated(stored, decision, terms), **same)
    yield new_event(entitlement_changed(stored), **same)


async def tell_incentives(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """Both ledgers of these people, year by year."""
    persons = await people_with_ledgers(tx.driver, wanted)
    tx.publish(*(incentive_evaluated(one, None, told_at) for one, told_at in await told_ledgers(tx.driver, persons)))
    return persons


async def tell_filings(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """Filings of every state."""
    ids = await filings_after(tx.driver, wanted)
    tx.publish(*map(filing_changed, await read_filings(tx, ids)))
    return ids


AGGREGATES = Aggregates(
    told={"entitlement": tell_entitlements, "incentive": tell_incentives, "filing": tell_filings},
    versions=VERSIONS,
)
