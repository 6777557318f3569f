"""Decide anew about bills from all facts on them, save what changed, tell the others."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from enrolment_events.envelope import Event
from payment_bridge.domain.decisions import BillRecord, PaymentChange, decide
from payment_bridge.domain.ledger import Cause
from payment_bridge.domain.tax_cases import CaseKind, TaxCase, case_id_of
from payment_bridge.repository.changes import save
from payment_bridge.use_cases.announce_changes import events_of
from payment_bridge.use_cases.open_tax_cases import open_tax_cases
from service_runtime import Transaction


async def decide_bills(
    tx: Transaction,
    records: Iterable[BillRecord],
    *,
    causes: Mapping[UUID, Event[Any]] | None = None,
    money_without_bill: Iterable[PaymentChange] = (),
    because: Cause | None = None,
) -> None:
    """`records` must hold whole groups, locked. `causes`: by participation, the event that led to it; `because`: the step of a refund.

    Raises TransitionRefused.
    """
    changes = decide(records, tx.policy, because)
    for change in money_without_bill:
        changes.pay(change)
    await save(tx.driver, changes, tx.now)
    kind = CaseKind.FORMER_PAYER_PAID
    await open_tax_cases(tx, [TaxCase(case_id_of(kind, bill_id), kind, bill_id=bill_id) for bill_id in changes.paid_by_former_payer])
    tx.publish(*events_of(changes, tx.now, causes or {}))
