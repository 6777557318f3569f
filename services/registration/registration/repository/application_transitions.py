"""Transitions of applications, many in one statement, each with its line of history."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from registration.domain.application import Transition
from registration.tables import application_history, applications
from row_sets import Driver, Statement, columns_of, same_rows, typed

_STEP = ("application_id", "from_state", "to_state", "event", "actor")
_CHANGE = ("checked_at", "participation_id", "decided_by")
_SEALED = ("reasons", "missing")
_APPLY = Statement(
    """
    WITH change AS (SELECT * FROM {change.rows}), changed AS (
        UPDATE applications AS a SET state = c.to_state, version = a.version + 1, reasons = c.reasons, missing = c.missing,
            checked_at = coalesce(c.checked_at, a.checked_at), participation_id = c.participation_id,
            decided_by = coalesce(c.decided_by, a.decided_by), decided_at = CASE WHEN c.decided_by IS NULL THEN a.decided_at ELSE :now END
        FROM change AS c WHERE a.application_id = c.application_id
    )
    INSERT INTO application_history (at, {step.names}, note) SELECT :now, {step.names}, note FROM change
    """,
    change=typed(application_history, *_STEP, "note", alias="change", **{name: applications.c[name] for name in (*_CHANGE, *_SEALED)}),
    step=typed(application_history, *_STEP),
)
_CHECK_AGAIN = Statement(
    sa.update(applications)
    .where(same_rows(applications, "application_id"))
    .values(submit_no=applications.c.submit_no + 1, version=applications.c.version + 1, checked_at=sa.null())
)


async def apply_transitions(
    driver: Driver, transitions: Sequence[Transition], texts: Mapping[str, Sequence[str | None]], now: datetime
) -> None:
    """Applies transitions to applications locked before; `texts` are reasons, missing and note of each, sealed or None."""
    if transitions:
        await _APPLY.run(driver, **columns_of(transitions, (*_STEP, *_CHANGE)), **texts, now=now)


async def start_checks_again(driver: Driver, ids: Sequence[UUID]) -> None:
    """D1 "check repeated": the next check number is asked for, the old answer no longer counts."""
    await _CHECK_AGAIN.run(driver, application_id=ids)
