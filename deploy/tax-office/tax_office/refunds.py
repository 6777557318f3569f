"""Refunds at the office: requests are reviewed (税务部门受理初审), payouts are made once for one id and booked, each told by a callback.

The bank behind the office keeps a book of its own: what went out stands there beside the ledger, so that an audit can compare them.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from enrolment_terms.money import fen_of, yuan
from row_sets import Statement, row, value
from tax_office import problems
from tax_office.behaviour import Behaviour, Fate, chances
from tax_office.callbacks import again_later, body_of, plan, store
from tax_office.database import Connection, writing
from tax_office.ledger import last_serial
from tax_office.messages import RefundPayout, RefundRequest
from tax_office.office import Office
from tax_office.tables import bills, ledger, payouts, refund_requests

REVIEWER = "T001"
_LATE_MS = 500
_KEEP_REQUEST = Statement(
    insert(refund_requests).values(row(refund_requests, "refund_id", "submission", "amount")).on_conflict_do_nothing()
)
_ORDER = Statement(sa.select(payouts.c.content).where(payouts.c.payout_id == value("payout_id", payouts.c.payout_id)).limit(1))
_BOOK = Statement(sa.insert(payouts).values(row(payouts, *(column.name for column in payouts.c))))
_FATE = Statement(sa.select(bills.c.fate).where(bills.c.bill_id == value("bill_id", bills.c.bill_id)))
_BEFORE = Statement(sa.select(sa.exists().where(payouts.c.refund_id == value("refund_id", payouts.c.refund_id))))
_money_of = ledger.c.serial == sa.any_(value("serials", sa.ARRAY(sa.BigInteger)))
_PAID = Statement(sa.select(sa.func.coalesce(sa.func.sum(ledger.c.amount), 0)).where(ledger.c.kind == "SUCCESS", _money_of))
_out = sa.case((payouts.c.result == "PAID", payouts.c.amount), (payouts.c.came_back, -payouts.c.amount), else_=0)
_WENT_OUT = Statement(
    sa.select(
        sa.func.count(sa.distinct(payouts.c.payout_id)).label("payouts"),
        sa.cast(sa.func.coalesce(sa.func.sum(_out), 0), sa.BigInteger).label("amount"),
    )
)


@dataclass(frozen=True, slots=True)
class Booked:
    """One entry of the ledger about a payout. Amount in fen."""

    serial: int
    payout_id: str
    refund_id: str
    content: bytes
    amount: int
    arrival_date: date
    result: str
    cause: str | None
    came_back: bool


async def take_request(office: Office, request: RefundRequest) -> bytes:
    """Received; the review is told by a callback, once for each submission, or again later where the bill's fate says so."""
    async with writing(office.pool) as connection:
        told = {"refund_id": request.refund_id, "submission": request.submission, "amount": fen_of(request.amount)}
        fate = await _FATE.value(connection, bill_id=request.bill_id)
        if await _KEEP_REQUEST.run(connection, **told) and (review := _review_of(request, office.behaviour, office.now().date(), fate)):
            name = f"review_{request.refund_id}_{request.submission}"
            await _tell(connection, office, "tax.refund.reviews", name, review, late=fate == Fate.REVIEW_TWICE)
    office.callbacks_bell.set()
    return msgspec.json.encode({"refund_id": request.refund_id, "submission": request.submission})


def _review_of(request: RefundRequest, behaviour: Behaviour, today: date, fate: str | None) -> dict[str, Any] | None:
    """Passed, but by chance or fate sent back the first time, or refused; nothing if the story reviews by hand."""
    if behaviour.reviews_by_hand:
        return None
    back, refused = chances(behaviour.seed, "review", request.refund_id)[:2]
    plain = {
        "refund_id": request.refund_id,
        "submission": request.submission,
        "reviewer": REVIEWER,
        "reviewed_on": today.isoformat(),
        "reasons": [],
        "missing": [],
    }
    if (back < behaviour.refunds_sent_back or fate == Fate.REVIEW_SENDS_BACK) and "BANK_CARD" not in request.papers:
        return plain | {"decision": "CORRECT", "missing": ["BANK_CARD"]}
    if refused < behaviour.refunds_refused or fate == Fate.REVIEW_REFUSES:
        return plain | {"decision": "REJECT", "reasons": ["NOT_PROVED"]}
    return plain | {"decision": "APPROVE"}


async def take_payout(office: Office, order: RefundPayout) -> bytes:
    """Made once for one id, whatever was answered. Raises Refusal 409 for other content under the id, 422 for more than was paid."""
    content, behaviour = hashlib.sha256(msgspec.json.encode(order)).digest(), office.behaviour
    async with writing(office.pool) as connection:
        before = await _ORDER.value(connection, payout_id=order.payout_id)
        if before is not None and before != content:
            raise problems.message_content_differs()
        if before is None:
            if await _PAID.value(connection, serials=[int(serial) for serial in order.serials]) != fen_of(order.amount):
                raise problems.fields_invalid()
            fate = await _fate_of(connection, office, order)
            fails, comes_back = chances(behaviour.seed, "payout", order.payout_id)[:2]
            fates = {
                "fails": fails < behaviour.payouts_fail or fate == Fate.PAYOUT_FAILS_ONCE,
                "comes_back": comes_back < behaviour.payouts_come_back or fate == Fate.PAYOUT_COMES_BACK_ONCE,
            }
            await _pay(connection, office, order, content, **fates)
    office.callbacks_bell.set()
    return msgspec.json.encode({"payout_id": order.payout_id})


async def _fate_of(connection: Connection, office: Office, order: RefundPayout) -> str | None:
    """What is pinned for the first payout of a refund. Raises Refusal 422 where that is to be refused."""
    if await _BEFORE.value(connection, refund_id=order.refund_id):
        return None
    fate: str | None = await _FATE.value(connection, bill_id=order.bill_id)
    if fate == Fate.PAYOUT_REFUSED_ONCE and office.loses(order.refund_id):
        raise problems.fields_invalid()
    return fate


async def _pay(connection: Connection, office: Office, order: RefundPayout, content: bytes, *, fails: bool, comes_back: bool) -> None:
    results: list[tuple[str, str | None, bool]] = [("FAILED", "ACCOUNT_CLOSED", False)] if fails else [("PAID", None, False)]
    if comes_back and not fails:
        results.append(("FAILED", "ACCOUNT_CLOSED", True))
    for result, cause, back in results:
        serial = await last_serial(connection) + 1
        day = office.now().date()
        told = Booked(serial, order.payout_id, order.refund_id, content, fen_of(order.amount), day, result, cause, back)
        await _BOOK.run(connection, **{name: getattr(told, name) for name in Booked.__slots__})
        await _tell(connection, office, "tax.refund.results", f"payout_{serial}", row_of_payout(told))


def row_of_payout(entry: Booked) -> dict[str, Any]:
    """An entry about a payout, in the words of the contract."""
    return {
        "serial": str(entry.serial),
        "payout_id": entry.payout_id,
        "result": entry.result,
        "amount": yuan(entry.amount),
        "arrival_date": entry.arrival_date.isoformat(),
        "cause": entry.cause,
    }


async def _tell(connection: Connection, office: Office, kind: str, name: str, told: dict[str, Any], *, late: bool = False) -> None:
    """`late`: a second time, under a new id, when whoever hears it has gone on."""
    planned = list(plan(name, body_of(kind, office.now(), {"rows": [told]}), office.behaviour))
    await store(connection, [*planned, again_later(planned[0], _LATE_MS)] if late else planned)


async def went_out(office: Office) -> dict[str, Any]:
    """What the bank behind the office has paid out, for audits: payouts, and what has not come back of them."""
    found = await _WENT_OUT.row(office.pool)
    assert found is not None
    return {"payouts": found["payouts"], "amount": yuan(found["amount"])}
