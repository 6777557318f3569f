"""Transitions of applications, many in one statement, each with its line of history."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec

from registration.domain.application_form import Faults
from registration.domain.application_states import ApplicationEvent, ApplicationState
from registration.repository.connection import Driver


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One transition that the domain has allowed."""

    application_id: UUID
    from_state: ApplicationState
    to_state: ApplicationState
    event: ApplicationEvent
    actor: str
    note: str | None = None
    faults: Faults = field(default_factory=Faults)
    checked_at: datetime | None = None
    """Set by the answer to a check, else the old one stays."""
    participation_id: UUID | None = None
    decided: bool = False


_MOVE = """
WITH move AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[],
        $9::timestamptz[], $10::uuid[], $11::bool[])
        AS m (application_id, from_state, to_state, event, actor, note, reasons, missing, checked_at, participation_id, decided)
), moved AS (
    UPDATE applications AS a SET state = m.to_state, version = a.version + 1, reasons = m.reasons, missing = m.missing,
        checked_at = coalesce(m.checked_at, a.checked_at), participation_id = coalesce(m.participation_id, a.participation_id),
        decided_by = CASE WHEN m.decided THEN m.actor ELSE a.decided_by END,
        decided_at = CASE WHEN m.decided THEN $12 ELSE a.decided_at END
    FROM move AS m WHERE a.application_id = m.application_id
)
INSERT INTO application_history (application_id, at, from_state, to_state, event, actor, note)
SELECT application_id, $12::timestamptz, from_state, to_state, event, actor, note FROM move
"""


async def move_applications(driver: Driver, moves: Sequence[Move], now: datetime) -> None:
    """Applies transitions to applications locked before."""
    if not moves:
        return
    await driver.execute(
        _MOVE,
        [move.application_id for move in moves],
        [move.from_state for move in moves],
        [move.to_state for move in moves],
        [move.event for move in moves],
        [move.actor for move in moves],
        [move.note for move in moves],
        [_json(move.faults.reasons) for move in moves],
        [_json(move.faults.missing) for move in moves],
        [move.checked_at for move in moves],
        [move.participation_id for move in moves],
        [move.decided for move in moves],
        now,
    )


def _json(found: object) -> str:
    return msgspec.json.encode(found).decode()


async def start_checks_again(driver: Driver, ids: Sequence[UUID]) -> None:
    """D1 "check repeated": the next check number is asked for, the old answer no longer counts."""
    again = "submit_no = submit_no + 1, version = version + 1, checked_at = NULL"
    await driver.execute(f"UPDATE applications SET {again} WHERE application_id = ANY($1::uuid[])", list(ids))  # noqa: S608
