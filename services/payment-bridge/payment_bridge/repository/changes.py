"""Writes what was decided: one statement per table, whatever the number of rows."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import randrange
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from payment_bridge.domain.decisions import BillChange, Changes, CountedAs, DueLevy, Recall
from payment_bridge.domain.facts import BillFacts, BillStatus, Charge, Failure, LevyDelivery, Payment
from payment_bridge.domain.ledger import Posting
from payment_bridge.tables import bill_counts, bills, failures, ledger_postings, levy_queue, payments, recalls
from row_sets import Columns, Driver, NewRows, Statement, columns_of, insert_rows, names_of, update_rows, value, values_reader

_CHARGE, _STATUS, _FAILURE = names_of(Charge), names_of(BillStatus), names_of(Failure)
_AT_FIRST, _ASKED = ("created_on", "held"), ("area", "payer", "amount", "last_day", "repair_years")
_DEALINGS = names_of(LevyDelivery, without=[*_AT_FIRST, "period_ended_on"])
_PAYMENT, _DECIDED = names_of(Payment, without=["tax_serial"]), ("payment_id", "tax_serial", "bill_id", "matched", "state", "version")

_NOW = value("now", bills.c.changed_at)
_DELIVERY = (*_AT_FIRST, *_DEALINGS)
_MADE = NewRows(bills, *_CHARGE, *_DELIVERY, *_STATUS, "version", "changed_at")
_delivery, _status = values_reader(_DELIVERY), values_reader(_STATUS)
_change = update_rows(bills, "bill_id", *_ASKED, *_DEALINGS, *_STATUS, "version")
_CHANGE, _CHANGE_UNTOLD = Statement(_change.values(changed_at=_NOW)), Statement(_change)
_TOUCH = Statement(update_rows(bills, "bill_id", *_DEALINGS))
_ADD_PAYMENTS = Statement(insert_rows(payments, *_PAYMENT, *_DECIDED).on_conflict_do_nothing(index_elements=["tax_serial"]))
_CHANGE_PAYMENTS = Statement(update_rows(payments, "tax_serial", "state", "version").values(matched=True))
_TO_SEND = NewRows(levy_queue, *names_of(DueLevy))
_queue, _count = insert_rows(levy_queue, *names_of(DueLevy)), insert_rows(bill_counts, *names_of(CountedAs), "slot", "bills")
_newest_resend = sa.func.greatest(levy_queue.c.resend_no, _queue.excluded.resend_no)
_QUEUE = Statement(
    _queue.on_conflict_do_update(index_elements=["bill_id"], set_={"resend_no": _newest_resend, "own_day": _queue.excluded.own_day})
)
_sum = bill_counts.c.bills + _count.excluded.bills
_COUNT = Statement(_count.on_conflict_do_update(constraint=bill_counts.primary_key, set_={"bills": _sum}))
_SLOTS = 8
"""Rows of one count: decisions of the same moment seldom meet in one, and then wait for each other's commit."""
_RECALL = Statement(insert_rows(recalls, *names_of(Recall)).on_conflict_do_nothing(index_elements=["bill_id"]))
_POSTINGS = NewRows(ledger_postings, *names_of(Posting))
_ADD_FAILURES = Statement(insert_rows(failures, "bill_id", *_FAILURE).on_conflict_do_nothing(index_elements=["serial"]))


async def save(driver: Driver, changes: Changes, now: datetime) -> None:
    """Everything of one decision. The counts come last: their rows are the ones that all decisions share.

    A bill keeps `now` as the moment of its change where others are told of it: told anew, it carries the moment that it had.
    """
    new = [payment for payment in changes.payments if payment.is_new]
    known = [payment for payment in changes.payments if not payment.is_new]
    moment = now.astimezone(UTC)  # else the driver turns it for each row
    await _MADE.add(driver, [_made(change, moment) for change in changes.made])
    if told := [change for change in changes.changed if change.is_told]:
        await _CHANGE.run(driver, **_asked(told), now=now)
    if untold := [change for change in changes.changed if not change.is_told]:
        await _CHANGE_UNTOLD.run(driver, **_asked(untold))
    if changes.touched:
        await _TOUCH.run(driver, **_dealings(changes.touched))
    if new:
        await _ADD_PAYMENTS.run(driver, **columns_of([one.payment for one in new], _PAYMENT) | columns_of(new, _DECIDED))
    if known:
        await _CHANGE_PAYMENTS.run(driver, **columns_of(known, ("tax_serial", "state", "version")))
    await add_postings(driver, changes.postings)
    made = {change.facts.bill_id for change in changes.made}
    await _TO_SEND.add(driver, [due for bill_id, due in changes.to_send.items() if bill_id in made])
    if again := [due for bill_id, due in changes.to_send.items() if bill_id not in made]:
        await _QUEUE.run(driver, **columns_of(again, names_of(DueLevy)))
    if changes.to_recall:
        await _RECALL.run(driver, **columns_of(changes.to_recall, names_of(Recall)))
    if counted := {key: by for key, by in sorted(changes.counts.items()) if by}:
        slots = [randrange(_SLOTS)] * len(counted)  # noqa: S311 -- no secret
        await _COUNT.run(driver, **columns_of(list(counted), names_of(CountedAs)), slot=slots, bills=list(counted.values()))


async def add_postings(driver: Driver, postings: Sequence[Posting]) -> None:
    """Added only; one for each cause, its version and line."""
    await _POSTINGS.add(driver, postings)


async def add_failures(driver: Driver, told: Sequence[tuple[UUID, Failure]]) -> None:
    """Keep failures that are not kept yet."""
    if told:
        bill_ids, rows = zip(*told, strict=True)
        await _ADD_FAILURES.run(driver, bill_id=bill_ids, **columns_of(rows, _FAILURE))


def _made(change: BillChange, now: datetime) -> tuple[Any, ...]:
    facts = change.facts
    return *facts.charge, *_delivery(facts.delivery), *_status(change.status), change.version, now


def _asked(changes: Sequence[BillChange]) -> Columns:
    return columns_of([change.facts.charge for change in changes], _ASKED) | _changed(changes)


def _changed(changes: Sequence[BillChange]) -> Columns:
    statuses = columns_of([change.status for change in changes], _STATUS)
    return _dealings([change.facts for change in changes]) | statuses | columns_of(changes, ("version",))


def _dealings(facts: Sequence[BillFacts]) -> Columns:
    return columns_of(facts, ("bill_id",)) | columns_of([one.delivery for one in facts], _DEALINGS)
