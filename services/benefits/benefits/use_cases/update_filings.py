"""What days, cover and other filings make of approved ones (R-154, D7): begin, expire, end early, and get back what they had lost."""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from benefits.domain.filing_states import Filing
from benefits.domain.insured_times import InsuredTime, insured_times
from benefits.domain.person import decide_person
from benefits.domain.settled_filings import settled
from benefits.domain.terms import terms_reader
from benefits.repository.facts import load_people
from benefits.repository.filings import approved_filings, save_filings
from benefits.repository.people import roots_of
from enrolment_events.benefits import FilingChangedV1
from enrolment_events.envelope import Event, new_event
from enrolment_terms.regions import pooling_region_of
from policy_parameters import PolicyBook, PolicyNotKnown
from policy_parameters.filing_parameters import filing_rules
from service_runtime import ReadConnection, Transaction


async def update_filings(tx: Transaction, persons: Sequence[UUID]) -> int:
    """Returns how many filings changed. The people are locked by the caller; merged ones count as whom they turned out to be."""
    roots = sorted(set((await roots_of(tx.driver, persons)).values())) if persons else []
    found = await approved_filings(tx, roots) if roots else []
    changed = [new for old, new in zip(found, await settle(tx, found), strict=True) if new is not old]
    return len(await save_and_publish(tx, changed))


async def settle(read: ReadConnection, filings: Sequence[Filing]) -> list[Filing]:
    """These filings as they stand now, in the same order: all approved ones of some people, person by person. Nothing is saved."""
    times = await insured_times_of(read, sorted({one.person_id for one in filings})) if filings else {}
    return [
        new
        for person, mine in groupby(filings, lambda one: one.person_id)
        for new in settled(list(mine), times.get(person, []), read.now, lambda one: _replaces(read.policy, one))
    ]


async def insured_times_of(read: ReadConnection, persons: Sequence[UUID]) -> dict[UUID, list[InsuredTime]]:
    """When these people are insured, from everything known of them."""
    terms_for = terms_reader(read.policy)
    known = await load_people(read.driver, persons)
    return {person: insured_times(facts, decide_person(facts, terms_for).outcomes) for person, facts in known.items()}


def _replaces(policy: PolicyBook, filing: Filing) -> bool:
    """R-154; a year that the book does not know (any more) is as the others."""
    try:
        return policy.read(filing_rules, filing.area, filing.starts_on.year).replaces_active
    except PolicyNotKnown:
        return True


async def save_and_publish(tx: Transaction, changed: Sequence[Filing]) -> list[Filing]:
    """Returns the filings that were written: not those that somebody else has changed meanwhile."""
    written = await save_filings(tx, changed) if changed else []
    tx.publish(*map(filing_changed, written))
    return written


def filing_changed(filing: Filing) -> Event[FilingChangedV1]:
    """The event of a filing's newest state."""
    return new_event(
        FilingChangedV1(
            filing_id=filing.filing_id,
            type=filing.type,
            state=filing.state,
            destination=filing.destination,
            starts_on=filing.starts_on,
            ends_on=filing.ends_on,
            promise_only=filing.promise_only,
            end_reason=filing.end_reason,
        ),
        aggregate_id=filing.filing_id,
        aggregate_version=filing.version,
        person_id=filing.person_id,
        region=pooling_region_of(filing.area),
        occurred_at=filing.changed_at,
        recorded_at=filing.changed_at,
    )
