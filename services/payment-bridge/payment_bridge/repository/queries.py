"""What people ask: bills, payments, one person's way. Scope by area is in the SQL."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from payment_bridge.domain.facts import BillStatus, Charge
from payment_bridge.domain.scope import Scope
from payment_bridge.domain.timeline import TimelineBill, TimelineFact
from payment_bridge.repository.people import same_people
from payment_bridge.repository.scoped import EVERYWHERE, in_areas, of_anybody, of_office, of_persons
from payment_bridge.tables import bills, differences, payments
from row_sets import Driver, Record, Statement, names_of, reader, same_rows, value

_seen = in_areas(bills.c.area) | of_persons(bills.c.person_id)
_bill = (*names_of(Charge, without=["repair_year", "repair_years"]), *names_of(BillStatus, without=["settled_serial"]), "version")
_named = sa.or_(
    *(bills.c[name] == value(name, bills.c[name]) for name in ("bill_id", "participation_id")), same_rows(bills, "person_id", "people")
)
_BILLS = Statement(
    sa.select(*(bills.c[name] for name in _bill)).where(_named, _seen).order_by(bills.c.benefit_year, bills.c.kind.desc(), bills.c.bill_id)
)
_payment = ["payment_id", "tax_serial", "bill_id", "amount", "channel", "arrival_date", "state", "received_at"]
_disputed = sa.exists().where(differences.c.tax_serial == payments.c.tax_serial, differences.c.state == "OPEN").label("disputed")
_payments = sa.select(*(payments.c[name] for name in _payment), _disputed)
_place = sa.tuple_(payments.c.received_at, payments.c.payment_id)
_before = payments.alias("before")
_older = _place < (
    sa.select(_before.c.received_at, _before.c.payment_id)
    .where(_before.c.payment_id == value("after", payments.c.payment_id))
    .scalar_subquery()
)
_PAYMENTS = Statement(
    _payments.add_columns(bills.c.person_id)
    .outerjoin(bills, bills.c.bill_id == payments.c.bill_id)
    .where(payments.c.state == value("state", payments.c.state), EVERYWHERE | in_areas(bills.c.area))
    .where(value("after", payments.c.payment_id).is_(None) | _older)
    .order_by(payments.c.received_at.desc(), payments.c.payment_id.desc())
    .limit(value("most", sa.Integer()))
)
_PAYMENTS_OF_BILLS = Statement(_payments.where(same_rows(payments, "bill_id")).order_by(payments.c.arrival_date, payments.c.tax_serial))
_BILL_OF_PAYMENT = Statement(sa.select(payments.c.bill_id).where(payments.c.payment_id == value("payment_id", payments.c.payment_id)))
_BILLS_KNOWN = Statement(sa.select(bills.c.bill_id).where(same_rows(bills, "bill_id")))
_FACTS_OF_BILLS = Statement("""
    SELECT f.bill_id, f.failed_on AS at, f.received_at AS recorded_at, 'FAILED' AS code, f.cause, NULL AS channel, NULL::bigint AS amount,
           f.round_no, f.resend_no, NULL AS state
    FROM failures f WHERE f.bill_id = ANY(:bill_ids)
    UNION ALL
    SELECT p.bill_id, p.arrival_date, p.received_at, 'MONEY', NULL, p.channel, p.amount, p.round_no, 0, p.state
    FROM payments p WHERE p.bill_id = ANY(:bill_ids)
    UNION ALL
    SELECT l.bill_id, b.sent_on, b.answered_at, 'SENT', NULL, NULL, NULL, 0, l.resend_no, NULL
    FROM levy_batch_bills l JOIN levy_batches b USING (batch_id)
    WHERE l.bill_id = ANY(:bill_ids) AND b.answered_at IS NOT NULL
""")
_BILLS_OF_PERSON = Statement(
    sa.select(*(bills.c[name] for name in names_of(TimelineBill))).where(same_rows(bills, "person_id", "people"), _seen)
)
_timeline_bill, _timeline_fact = reader(TimelineBill), reader(TimelineFact)


async def find_bills(
    driver: Driver, scope: Scope, *, bill_id: UUID | None = None, participation_id: UUID | None = None, persons: Sequence[UUID] = ()
) -> list[Record]:
    """The bills with one of these ids, or of these people, inside the scope."""
    people = await same_people(driver, persons)
    return await _BILLS.rows(driver, bill_id=bill_id, participation_id=participation_id, people=people, **of_anybody(scope))


async def payments_in_state(driver: Driver, state: str, scope: Scope, most: int, after: UUID | None = None) -> list[Record]:
    """Money in one state, newest first, after a payment; money without a bill has no area and is for the whole installation."""
    return await _PAYMENTS.rows(driver, state=state, most=most, after=after, **of_office(scope))


async def bill_of_payment(driver: Driver, payment_id: UUID | None) -> UUID | None:
    """The bill that money was told for; None for money that is not known."""
    found: UUID | None = await _BILL_OF_PAYMENT.value(driver, payment_id=payment_id)
    return found


async def bills_known(driver: Driver, bill_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these that there are."""
    return set(await _BILLS_KNOWN.values(driver, bill_id=bill_ids))


async def payments_of_bills(driver: Driver, bill_ids: Sequence[UUID]) -> list[Record]:
    """All money on these bills, by arrival date, then by serial."""
    return await _PAYMENTS_OF_BILLS.rows(driver, bill_id=bill_ids)


async def bills_of_person(driver: Driver, person_id: UUID, scope: Scope) -> list[TimelineBill]:
    """All bills of a person inside the scope."""
    people = await same_people(driver, [person_id])
    return [_timeline_bill(row) for row in await _BILLS_OF_PERSON.rows(driver, people=people, **of_anybody(scope))]


async def facts_of_bills(driver: Driver, bill_ids: Sequence[UUID]) -> list[TimelineFact]:
    """Sendings, failures and money of these bills."""
    return [_timeline_fact(row) for row in await _FACTS_OF_BILLS.rows(driver, bill_ids=bill_ids)]
