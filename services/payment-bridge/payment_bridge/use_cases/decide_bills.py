"""Decide anew about bills from all facts on them, save what changed, tell the others."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from enrolment_events.envelope import Event
from event_bus import Transaction
from payment_bridge.domain.decisions import BillRecord, PaymentChange, decide
from payment_bridge.repository.changes import save
from payment_bridge.use_cases.announce_changes import events_of
from policy_parameters import PolicyBook


async def decide_bills(
    tx: Transaction,
    records: Iterable[BillRecord],
    policy: PolicyBook,
    now: datetime,
    *,
    causes: dict[UUID, Event[Any]] | None = None,
    money_without_bill: Iterable[PaymentChange] = (),
) -> None:
    """`records` must hold whole groups, locked. Raises TransitionRefused."""
    changes = decide(records, policy)
    changes.payments.extend(money_without_bill)
    await save(tx.connection, changes)
    tx.publish(*events_of(changes, now, causes or {}))
