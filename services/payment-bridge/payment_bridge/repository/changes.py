"""Writes what was decided: one statement per table, whatever the number of rows."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from payment_bridge.domain.decisions import BillChange, Changes, PaymentChange
from payment_bridge.domain.facts import Dossier, Failure, Standing, payment_id_of

_MAKE = text("""
    INSERT INTO bills (bill_id, participation_id, person_id, kind, benefit_year, repair_year, area, region, amount, payer, last_day,
                       created_on, held, effective_on, state, sent_no, accepted_no, requeued_no, round_no, resend_no,
                       deemed_in_window, group_complete, version)
    SELECT *, -1, -1, -1, 0, 0, false, true, 1
    FROM unnest(CAST(:bill_ids AS uuid[]), CAST(:participations AS uuid[]), CAST(:persons AS uuid[]), CAST(:kinds AS text[]),
                CAST(:years AS smallint[]), CAST(:repair_years AS smallint[]), CAST(:areas AS text[]), CAST(:regions AS text[]),
                CAST(:amounts AS bigint[]), CAST(:payers AS text[]), CAST(:last_days AS date[]), CAST(:created AS date[]),
                CAST(:held AS boolean[]), CAST(:effective AS date[]), CAST(:states AS text[]))
""")
_CHANGE = text("""
    UPDATE bills b
    SET state = n.state, effective_on = n.effective_on, cause = n.cause, round_no = n.round_no, resend_no = n.resend_no,
        settled_serial = n.settled_serial, deemed_in_window = n.deemed, group_complete = n.complete, version = n.version,
        sent_no = n.sent_no, sent_on = n.sent_on, accepted_no = n.accepted_no, requeued_no = n.requeued_no, expired_on = n.expired_on,
        changed_at = clock_timestamp()
    FROM unnest(CAST(:bill_ids AS uuid[]), CAST(:states AS text[]), CAST(:effective AS date[]), CAST(:causes AS text[]),
                CAST(:rounds AS integer[]), CAST(:resends AS smallint[]), CAST(:serials AS text[]), CAST(:deemed AS boolean[]),
                CAST(:complete AS boolean[]), CAST(:versions AS bigint[]), CAST(:sent_nos AS smallint[]), CAST(:sent AS date[]),
                CAST(:accepted AS smallint[]), CAST(:requeued AS smallint[]), CAST(:expired AS date[]))
         AS n(bill_id, state, effective_on, cause, round_no, resend_no, settled_serial, deemed, complete, version,
              sent_no, sent_on, accepted_no, requeued_no, expired_on)
    WHERE b.bill_id = n.bill_id
""")
_TOUCH = text("""
    UPDATE bills b
    SET sent_no = n.sent_no, sent_on = n.sent_on, accepted_no = n.accepted_no, requeued_no = n.requeued_no, expired_on = n.expired_on
    FROM unnest(CAST(:bill_ids AS uuid[]), CAST(:sent_nos AS smallint[]), CAST(:sent AS date[]),
                CAST(:accepted AS smallint[]), CAST(:requeued AS smallint[]), CAST(:expired AS date[]))
         AS n(bill_id, sent_no, sent_on, accepted_no, requeued_no, expired_on)
    WHERE b.bill_id = n.bill_id
""")
_NEW_PAYMENTS = text("""
    INSERT INTO payments (payment_id, tax_serial, bill_id, amount, channel, arrival_date, round_no, matched, state, version)
    SELECT *
    FROM unnest(CAST(:payment_ids AS uuid[]), CAST(:serials AS text[]), CAST(:bill_ids AS uuid[]), CAST(:amounts AS bigint[]),
                CAST(:channels AS text[]), CAST(:arrivals AS date[]), CAST(:rounds AS integer[]), CAST(:matched AS boolean[]),
                CAST(:states AS text[]), CAST(:versions AS bigint[]))
    ON CONFLICT (tax_serial) DO NOTHING
""")
_CHANGE_PAYMENTS = text("""
    UPDATE payments p SET state = n.state, version = n.version, matched = true
    FROM unnest(CAST(:serials AS text[]), CAST(:states AS text[]), CAST(:versions AS bigint[])) AS n(tax_serial, state, version)
    WHERE p.tax_serial = n.tax_serial
""")
_QUEUE = text("""
    INSERT INTO levy_queue (bill_id, region, benefit_year, kind, resend_no)
    SELECT * FROM unnest(CAST(:bill_ids AS uuid[]), CAST(:regions AS text[]), CAST(:years AS smallint[]), CAST(:kinds AS text[]),
                         CAST(:resends AS smallint[]))
    ON CONFLICT (bill_id) DO UPDATE SET resend_no = greatest(levy_queue.resend_no, excluded.resend_no)
""")
_RECALL = text("""
    INSERT INTO recalls (bill_id, reason) SELECT * FROM unnest(CAST(:bill_ids AS uuid[]), CAST(:reasons AS text[]))
    ON CONFLICT (bill_id) DO NOTHING
""")
_COUNT = text("""
    INSERT INTO bill_counts (region, benefit_year, state, cause, bills)
    SELECT * FROM unnest(CAST(:regions AS text[]), CAST(:years AS smallint[]), CAST(:states AS text[]), CAST(:causes AS text[]),
                         CAST(:by AS bigint[]))
    ON CONFLICT (region, benefit_year, state, cause) DO UPDATE SET bills = bill_counts.bills + excluded.bills
""")
_NEW_FAILURES = text("""
    INSERT INTO failures (serial, bill_id, resend_no, round_no, cause, failed_on, refused)
    SELECT * FROM unnest(CAST(:serials AS text[]), CAST(:bill_ids AS uuid[]), CAST(:resends AS smallint[]), CAST(:rounds AS integer[]),
                         CAST(:causes AS text[]), CAST(:failed AS date[]), CAST(:refused AS boolean[]))
    ON CONFLICT (serial) DO NOTHING
""")


async def save(connection: AsyncConnection, changes: Changes) -> None:
    """Everything of one decision. The counts come last: their rows are the ones that all decisions share."""
    for statement, rows in (
        (_MAKE, _made(changes.made)),
        (_CHANGE, _changed(changes.changed)),
        (_TOUCH, _own_dealings(changes.touched)),
        (_NEW_PAYMENTS, _new_payments([payment for payment in changes.payments if payment.is_new])),
        (_CHANGE_PAYMENTS, _payments([payment for payment in changes.payments if not payment.is_new])),
        (_QUEUE, _queued(changes)),
        (_RECALL, {"bill_ids": [bill for bill, _ in changes.to_recall], "reasons": [reason for _, reason in changes.to_recall]}),
        (_COUNT, _counts(changes)),
    ):
        if any(rows.values()):
            await connection.execute(statement, rows)


async def add_failures(connection: AsyncConnection, failures: Sequence[tuple[UUID, Failure]]) -> None:
    """Keep failures that are not kept yet."""
    if not failures:
        return
    rows = [failure for _, failure in failures]
    await connection.execute(
        _NEW_FAILURES,
        {
            "serials": [row.serial for row in rows],
            "bill_ids": [bill_id for bill_id, _ in failures],
            "resends": [row.resend_no for row in rows],
            "rounds": [row.round_no for row in rows],
            "causes": [row.cause for row in rows],
            "failed": [row.failed_on for row in rows],
            "refused": [row.refused for row in rows],
        },
    )


def _made(made: Sequence[BillChange]) -> dict[str, list[Any]]:
    charges = [change.dossier.charge for change in made]
    return {
        "bill_ids": [charge.bill_id for charge in charges],
        "participations": [charge.participation_id for charge in charges],
        "persons": [charge.person_id for charge in charges],
        "kinds": [charge.kind for charge in charges],
        "years": [charge.benefit_year for charge in charges],
        "repair_years": [charge.repair_year for charge in charges],
        "areas": [charge.area for charge in charges],
        "regions": [charge.region for charge in charges],
        "amounts": [charge.amount for charge in charges],
        "payers": [charge.payer for charge in charges],
        "last_days": [charge.last_day for charge in charges],
        "created": [change.dossier.sending.created_on for change in made],
        "held": [change.dossier.sending.held for change in made],
        "effective": [change.standing.effective_on for change in made],
        "states": [change.standing.state for change in made],
    }


def _changed(changed: Sequence[BillChange]) -> dict[str, list[Any]]:
    standings: list[Standing] = [change.standing for change in changed]
    return _own_dealings([change.dossier for change in changed]) | {
        "states": [standing.state for standing in standings],
        "effective": [standing.effective_on for standing in standings],
        "causes": [standing.cause for standing in standings],
        "rounds": [standing.round_no for standing in standings],
        "resends": [standing.resend_no for standing in standings],
        "serials": [standing.settled_serial for standing in standings],
        "deemed": [standing.deemed_in_window for standing in standings],
        "complete": [standing.group_complete for standing in standings],
        "versions": [change.version for change in changed],
    }


def _own_dealings(dossiers: Sequence[Dossier]) -> dict[str, list[Any]]:
    return {
        "bill_ids": [dossier.charge.bill_id for dossier in dossiers],
        "sent_nos": [dossier.sending.sent_no for dossier in dossiers],
        "sent": [dossier.sending.sent_on for dossier in dossiers],
        "accepted": [dossier.sending.accepted_no for dossier in dossiers],
        "requeued": [dossier.sending.requeued_no for dossier in dossiers],
        "expired": [dossier.sending.expired_on for dossier in dossiers],
    }


def _payments(payments: Sequence[PaymentChange]) -> dict[str, list[Any]]:
    return {
        "serials": [payment.receipt.serial for payment in payments],
        "states": [payment.state for payment in payments],
        "versions": [payment.version for payment in payments],
    }


def _new_payments(payments: Sequence[PaymentChange]) -> dict[str, list[Any]]:
    receipts = [payment.receipt for payment in payments]
    return {
        "payment_ids": [payment_id_of(receipt.serial) for receipt in receipts],
        "serials": [receipt.serial for receipt in receipts],
        "bill_ids": [payment.bill_id for payment in payments],
        "amounts": [receipt.amount for receipt in receipts],
        "channels": [receipt.channel for receipt in receipts],
        "arrivals": [receipt.arrival_date for receipt in receipts],
        "rounds": [receipt.round_no for receipt in receipts],
        "matched": [payment.charge is not None for payment in payments],
        "states": [payment.state for payment in payments],
        "versions": [payment.version for payment in payments],
    }


def _queued(changes: Changes) -> dict[str, list[Any]]:
    charges = [charge for charge, _ in changes.to_send.values()]
    return {
        "bill_ids": [charge.bill_id for charge in charges],
        "regions": [charge.region for charge in charges],
        "years": [charge.benefit_year for charge in charges],
        "kinds": [charge.kind for charge in charges],
        "resends": [resend_no for _, resend_no in changes.to_send.values()],
    }


def _counts(changes: Changes) -> dict[str, list[Any]]:
    counts = sorted((key, by) for key, by in changes.counts.items() if by)
    return {
        "regions": [key[0] for key, _ in counts],
        "years": [key[1] for key, _ in counts],
        "states": [key[2] for key, _ in counts],
        "causes": [key[3] for key, _ in counts],
        "by": [by for _, by in counts],
    }
