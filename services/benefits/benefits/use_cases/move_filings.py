"""What time and the end of a participation do to approved filings (R-154, D7): begin, expire, end early."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from benefits.domain.filing_states import by_the_calendar, moved
from benefits.repository.entitlements import insured_on
from benefits.repository.filings import Filing, open_filings, save_filings
from enrolment_events.benefits import FilingChangedV1, FilingState
from enrolment_events.envelope import Event, new_event
from enrolment_terms.regions import pooling_region_of
from event_bus import Transaction


async def move_filings(tx: Transaction, persons: Sequence[UUID], now: datetime) -> int:
    """Returns how many filings changed their state."""
    found = await open_filings(tx.connection, persons) if persons else []
    if not found:
        return 0
    insured = await insured_on(tx.connection, sorted({filing.person_id for filing in found}), now.date())
    changed = [new for filing in found if (new := _moved(filing, filing.person_id in insured, now)) is not None]
    await publish_filings(tx, changed, now)
    return len(changed)


async def publish_filings(tx: Transaction, filings: Sequence[Filing], now: datetime) -> None:
    """Save and tell."""
    if filings:
        await save_filings(tx.connection, filings)
        tx.publish(*_events(filings, now))


def changed_filing(filing: Filing, state: FilingState, actor: str, now: datetime, note: str | None = None, **values: object) -> Filing:
    """The filing after a move, with the move in its history."""
    move = {"at": now.isoformat(), "from": filing.state.value, "to": state.value, "actor": actor, "note": note}
    changed = filing._replace(version=filing.version + 1, state=state, changed_at=now, history=[*filing.history, move])
    return changed._replace(**values)  # type: ignore[arg-type]


def _moved(filing: Filing, insured: bool, now: datetime) -> Filing | None:
    today: date = now.date()
    if not insured:
        return changed_filing(
            filing, moved(filing.state, "end"), "system", now, ends_on=max(filing.starts_on, today), end_reason="NOT_INSURED"
        )
    state = by_the_calendar(filing.state, filing.starts_on, filing.ends_on, today)
    return None if state is filing.state else changed_filing(filing, state, "system", now)


def _events(filings: Sequence[Filing], now: datetime) -> Iterable[Event[FilingChangedV1]]:
    for filing in filings:
        yield new_event(
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
            occurred_at=now,
            recorded_at=now,
        )
