"""Transitions of applications, many in one statement, each with its line of history."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from registration.domain.application import Moved, Transition
from registration.tables import application_history, applications
from row_sets import Driver, Statement, columns_of, names_of, reader, same_rows, typed, value

_STEP = ("application_id", "from_state", "to_state", "event", "actor")
_CHANGE = ("checked_at", "participation_id", "decided_by")
_SEALED = ("reasons", "missing")
_APPLY = Statement(
    """
    WITH change AS (SELECT * FROM {change.rows}), changed AS (
        UPDATE applications AS a SET state = c.to_state, version = a.version + 1, reasons = c.reasons, missing = c.missing,
            checked_at = coalesce(c.checked_at, a.checked_at), participation_id = c.participation_id,
            decided_by = coalesce(c.decided_by, a.decided_by), decided_at = CASE WHEN c.decided_by IS NULL THEN a.decided_at ELSE :now END
        FROM change AS c WHERE a.application_id = c.application_id RETURNING {moved}
    ), told AS (
        INSERT INTO application_notices (application_id, submit_no, at, event, actor, reasons, missing)
        SELECT application_id, submit_no, :now, event, actor, c.reasons, c.missing FROM change AS c JOIN changed USING (application_id)
        WHERE c.reasons IS NOT NULL OR c.missing IS NOT NULL
    ), recorded AS (
        INSERT INTO application_history (at, {step.names}, note) SELECT :now, {step.names}, note FROM change
    )
    SELECT * FROM changed
    """,
    change=typed(application_history, *_STEP, "note", alias="change", **{name: applications.c[name] for name in (*_CHANGE, *_SEALED)}),
    step=typed(application_history, *_STEP),
    moved=", ".join(f"a.{name}" for name in names_of(Moved)),
)
_moved = reader(Moved)
_CHECK_AGAIN = Statement(
    sa.update(applications)
    .where(same_rows(applications, "application_id"))
    .values(
        submit_no=applications.c.submit_no + 1,
        version=applications.c.version + 1,
        asked_at=value("now", applications.c.asked_at),
        checked_at=sa.null(),
    )
)


async def apply_transitions(
    driver: Driver, transitions: Sequence[Transition], texts: Mapping[str, Sequence[str | None]], now: datetime
) -> dict[UUID, Moved]:
    """Applies transitions to applications locked before; `texts` are reasons, missing and note of each, sealed or None."""
    if not transitions:
        return {}
    rows = await _APPLY.rows(driver, **columns_of(transitions, (*_STEP, *_CHANGE)), **texts, now=now)
    return {row["application_id"]: _moved(row) for row in rows}


async def start_checks_again(driver: Driver, ids: Sequence[UUID], now: datetime) -> None:
    """D1 "check repeated": the next check number is asked for, the old answer no longer counts."""
    await _CHECK_AGAIN.run(driver, application_id=ids, now=now)
