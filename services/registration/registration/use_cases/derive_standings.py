"""Derive where participations stand from all facts known of them, and publish what really changed."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from enrolment_events.envelope import Event
from policy_parameters import PolicyBook
from registration.domain.participation_states import event_between
from registration.domain.standing import standing_of
from registration.repository.connection import Driver
from registration.repository.standing_rows import Change, FactSheet, lock_fact_sheets, write_changes
from registration.use_cases.publish_participations import publish_participations
from service_runtime import UnitOfWork


async def derive_standings(
    tx: UnitOfWork, driver: Driver, ids: Iterable[UUID], policy: PolicyBook, because_of: Mapping[UUID, Event[Any]] | None = None
) -> None:
    """Set-based: one reading of the facts, plain Python for the decision, one writing of the changes."""
    sheets = await lock_fact_sheets(driver, sorted(set(ids)))
    changes = [change for sheet in sheets if (change := _change(sheet, policy)) is not None]
    await write_changes(driver, changes, tx.now, "registration")
    visible = [change.participation_id for change in changes if change.is_visible]
    if visible:
        await publish_participations(tx, driver, visible, because_of)


def _change(sheet: FactSheet, policy: PolicyBook) -> Change | None:
    _, period_end = policy.concentrated_period(sheet.area, sheet.own.benefit_year)
    after = standing_of(sheet.own, sheet.payments, sheet.bills, period_end)
    if after == sheet.before:
        return None
    return Change(sheet.participation_id, sheet.before, after, event_between(sheet.before.state, after.state))
