"""Reads all facts on bills, with their rows locked: whoever decides about a bill decides alone."""

from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from enrolment_terms.scheme import BillKind, BillState, FailureCause, ParticipationState, Payer, PaymentChannel
from payment_bridge.domain.decisions import BillRecord
from payment_bridge.domain.facts import Charge, Dossier, Failure, ParticipationStatus, Receipt, Sending, Standing
from payment_bridge.domain.payment_states import PaymentState

_LOCK_OF_BILLS = text("""
    SELECT bill_id FROM bills
    WHERE participation_id IN (SELECT participation_id FROM bills WHERE bill_id = ANY(CAST(:ids AS uuid[])))
    ORDER BY bill_id FOR UPDATE
""")
_LOCK_OF_PARTICIPATIONS = text("""
    SELECT bill_id FROM bills WHERE participation_id = ANY(CAST(:ids AS uuid[])) ORDER BY bill_id FOR UPDATE
""")
_BILLS = text("""
    SELECT b.bill_id, b.participation_id, b.person_id, b.kind, b.benefit_year, b.repair_year, b.area, b.region, b.amount, b.payer,
           b.last_day, b.created_on, b.held, b.sent_no, b.sent_on, b.accepted_no, b.requeued_no, b.expired_on,
           CASE WHEN b.kind = 'NORMAL' THEN e.ended_on END AS ended_on,
           b.state, b.effective_on, b.cause, b.round_no, b.resend_no, b.settled_serial, b.deemed_in_window, b.group_complete, b.version,
           p.state AS participation_state, p.paid_on, p.effective_on AS participation_effective_on
    FROM bills b
    JOIN participations p USING (participation_id)
    LEFT JOIN period_ends e ON e.region = b.region AND e.benefit_year = b.benefit_year
    WHERE b.bill_id = ANY(CAST(:ids AS uuid[]))
""")
_FAILURES = text("""
    SELECT bill_id, serial, resend_no, round_no, cause, failed_on, refused FROM failures WHERE bill_id = ANY(CAST(:ids AS uuid[]))
""")
_PAYMENTS = text("""
    SELECT bill_id, tax_serial, amount, arrival_date, channel, round_no, state, version
    FROM payments WHERE bill_id = ANY(CAST(:ids AS uuid[]))
""")

E = TypeVar("E", bound=StrEnum)


def _members(kind: type[E]) -> dict[str, E]:
    """By value: a look-up costs a tenth of a call of the class, and there are five in a bill."""
    return {member.value: member for member in kind}


_KINDS, _STATES, _PAYERS, _CAUSES = _members(BillKind), _members(BillState), _members(Payer), _members(FailureCause)
_CHANNELS, _PARTICIPATIONS, _PAYMENTS_STATES = _members(PaymentChannel), _members(ParticipationState), _members(PaymentState)


async def records_of_bills(connection: AsyncConnection, bill_ids: Sequence[UUID]) -> dict[UUID, BillRecord]:
    """The bills that exist among these, with all bills of their groups, locked."""
    return await _records(connection, _LOCK_OF_BILLS, bill_ids)


async def records_of_participations(connection: AsyncConnection, participation_ids: Sequence[UUID]) -> dict[UUID, BillRecord]:
    """All bills of these participations, locked."""
    return await _records(connection, _LOCK_OF_PARTICIPATIONS, participation_ids)


async def _records(connection: AsyncConnection, lock: Any, ids: Sequence[UUID]) -> dict[UUID, BillRecord]:
    locked = (await connection.execute(lock, {"ids": list(ids)})).scalars().all()
    if not locked:
        return {}
    of_these = {"ids": locked}
    rows = (await connection.execute(_BILLS, of_these)).all()
    failures, _ = await facts_on(connection, locked, with_payments=False)
    _, payments = await facts_on(connection, locked, with_failures=False)
    return {row.bill_id: _record(row, failures.get(row.bill_id, ()), payments.get(row.bill_id, ())) for row in rows}


Stored = tuple[Receipt, PaymentState, int]


async def facts_on(
    connection: AsyncConnection, bill_ids: Sequence[UUID], *, with_failures: bool = True, with_payments: bool = True
) -> tuple[dict[UUID, list[Failure]], dict[UUID, list[Stored]]]:
    """What the tax office told about these bill ids, whether there are such bills or not."""
    failures: dict[UUID, list[Failure]] = defaultdict(list)
    payments: dict[UUID, list[Stored]] = defaultdict(list)
    if with_failures:
        for row in await connection.execute(_FAILURES, {"ids": list(bill_ids)}):
            failures[row[0]].append(Failure(row[1], row[2], row[3], _CAUSES[row[4]], row[5], row[6]))
    if with_payments:
        for row in await connection.execute(_PAYMENTS, {"ids": list(bill_ids)}):
            receipt = Receipt(row[1], row[2], row[3], _CHANNELS[row[4]], row[5])
            payments[row[0]].append((receipt, _PAYMENTS_STATES[row[6]], row[7]))
    return failures, payments


def _record(row: Any, failures: Sequence[Failure], payments: Sequence[Stored]) -> BillRecord:
    (
        bill_id, participation_id, person_id, kind, benefit_year, repair_year, area, region, amount, payer, last_day,
        created_on, held, sent_no, sent_on, accepted_no, requeued_no, expired_on, ended_on,
        state, effective_on, cause, round_no, resend_no, settled_serial, deemed, complete, version,
        participation_state, paid_on, participation_effective_on,
    ) = row  # fmt: skip
    charge = Charge(
        bill_id, participation_id, person_id, _KINDS[kind], benefit_year, repair_year, area, region, amount, _PAYERS[payer], last_day
    )
    sending = Sending(created_on, held, sent_no, sent_on, accepted_no, requeued_no, expired_on, ended_on)
    status = ParticipationStatus(_PARTICIPATIONS[participation_state], paid_on, participation_effective_on)
    standing = Standing(
        _STATES[state], effective_on, _CAUSES[cause] if cause else None, round_no, resend_no, settled_serial, deemed, complete
    )
    return BillRecord(
        Dossier(charge, sending, status, tuple(failures), tuple(receipt for receipt, _, _ in payments)),
        standing,
        version,
        {receipt.serial: (payment_state, payment_version) for receipt, payment_state, payment_version in payments},
    )
