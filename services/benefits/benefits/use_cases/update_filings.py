"""What time and the end of a participation do to approved filings (R-154, D7): begin, expire, end early."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from benefits.domain.filing_states import Filing, FilingEndReason, by_the_calendar
from benefits.repository.entitlements import insured_on
from benefits.repository.filings import open_filings, save_filings
from enrolment_events.benefits import FilingChangedV1
from enrolment_events.envelope import Event, new_event
from enrolment_terms.regions import pooling_region_of
from service_runtime import Transaction


async def update_filings(tx: Transaction, persons: Sequence[UUID]) -> int:
    """Returns how many filings changed their state."""
    found = await open_filings(tx, persons) if persons else []
    if not found:
        return 0
    insured = await insured_on(tx.driver, sorted({filing.person_id for filing in found}), tx.now.date())
    changed = [new for filing in found if (new := _updated(filing, filing.person_id in insured, tx.now)) is not filing]
    return len(await save_and_publish(tx, changed))


async def save_and_publish(tx: Transaction, changed: Sequence[Filing]) -> list[Filing]:
    """Returns the filings that were written: not those that somebody else has changed meanwhile."""
    written = await save_filings(tx, changed) if changed else []
    tx.publish(*map(filing_changed, written))
    return written


def _updated(filing: Filing, insured: bool, now: datetime) -> Filing:
    if not insured:
        last = max(filing.starts_on, now.date())
        return filing.with_event("end", "system", now)._replace(ends_on=last, end_reason=FilingEndReason.NOT_INSURED)
    state = by_the_calendar(filing.state, filing.starts_on, filing.ends_on, now.date())
    return filing if state is filing.state else filing.in_state(state, "system", now)


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
