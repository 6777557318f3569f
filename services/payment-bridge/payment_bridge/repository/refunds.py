"""Refunds, their money, their steps and the results of their payouts."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sa

from enrolment_events.payment import RefundState
from payment_bridge.domain.payment_states import COUNTED
from payment_bridge.domain.payouts import PayoutFacts
from payment_bridge.domain.refunds import UNDER_REVIEW, MoneyOfRefund, Paper, Refund, ToldResult
from payment_bridge.domain.scope import Scope
from payment_bridge.repository.scoped import EVERYWHERE, in_areas, of_anybody, of_persons
from payment_bridge.tables import (
    employee_relations,
    participations,
    payments,
    payout_results,
    refund_money,
    refund_payouts,
    refund_steps,
    refunds,
)
from row_sets import Driver, Record, Statement, columns_of, insert_rows, names_of, reader, row, same_rows, value, values_of


class Payout(NamedTuple):
    """A payout that was ordered."""

    payout_id: UUID
    refund_id: UUID
    payout_no: int
    ordered_on: date


class Step(NamedTuple):
    """One step of a refund."""

    refund_id: UUID
    version: int
    state: RefundState
    by: str
    on: date
    reasons: list[str]
    missing: list[str]
    note_sealed: str | None = None


_REFUND, _MONEY, _STEP = names_of(Refund), names_of(MoneyOfRefund), names_of(Step)
_PAYOUT, _RESULT = names_of(Payout), names_of(ToldResult)
_CHANGING = (
    "state", "version", "changed_on", "effective_on", "reasons", "missing", "first_by", "first_on", "first_decision", "second_by",
    "second_on", "second_decision", "payout_no", "payout_failed", "paid_back_on", "papers",
)  # fmt: skip
_id, _now = refunds.c.refund_id, sa.func.clock_timestamp()
_ADD = Statement(sa.insert(refunds).values(row(refunds, *_REFUND)))
_ADD_MONEY = Statement(insert_rows(refund_money, *_MONEY).on_conflict_do_nothing().returning(refund_money.c.tax_serial))
_ADD_STEP = Statement(sa.insert(refund_steps).values(row(refund_steps, *_STEP)))
_CHANGE = Statement(sa.update(refunds).values(**row(refunds, *_CHANGING), changed_at=_now).where(_id == value("refund_id", _id)))
_CALL_OFF = Statement(sa.update(refund_money).values(called_off=True).where(refund_money.c.refund_id == value("refund_id", _id)))
REFUND_COLUMNS = [refunds.c[name] for name in _REFUND]
_seen = EVERYWHERE | in_areas(refunds.c.area) | of_persons(refunds.c.person_id)
_one = sa.select(*REFUND_COLUMNS).where(_id == value("refund_id", _id))
_LOCK = Statement(_one.where(_seen).with_for_update())
_LOCK_ANY = Statement(_one.with_for_update())
_MONEY_OF = Statement(sa.select(*(refund_money.c[name] for name in _MONEY)).where(same_rows(refund_money, "refund_id")))
_STEPS_OF = Statement(
    sa.select(*(refund_steps.c[name] for name in _STEP)).where(same_rows(refund_steps, "refund_id")).order_by(refund_steps.c.version)
)
_FIND = Statement(
    sa.select(*REFUND_COLUMNS, refunds.c.position, refunds.c.created_at)
    .where(_seen, refunds.c.position < value("before", refunds.c.position))
    .where(value("state", sa.Text()).is_(None) | (refunds.c.state == value("state", sa.Text())))
    .where(value("wanted", _id).is_(None) | (_id == value("wanted", _id)))
    .order_by(refunds.c.position.desc())
    .limit(value("most", sa.Integer()))
)
# a granted refund is paid once registration has ended what was paid for.
_ended = (
    sa.exists()
    .where(participations.c.participation_id == refunds.c.participation_id)
    .where(
        sa.or_(
            participations.c.state == "TERMINATED",
            sa.and_(refunds.c.ends == "SUSPEND", participations.c.state == "SUSPENDED"),
        )
    )
)
_READY = Statement(
    sa.select(*REFUND_COLUMNS)
    .where(refunds.c.state == "APPROVED", refunds.c.payout_no == 0, (refunds.c.ends == "KEEP") | _ended)
    .order_by(refunds.c.position)
    .limit(value("most", sa.Integer()))
    .with_for_update(skip_locked=True, of=refunds)
)
_taken = (
    sa.exists()
    .where(refund_money.c.refund_id == _id, payments.c.tax_serial == refund_money.c.tax_serial)
    .where(payments.c.state.in_(COUNTED))
)
_TAKEN = Statement(
    sa.select(*REFUND_COLUMNS)
    .where(refunds.c.state.in_([*UNDER_REVIEW, RefundState.NEEDS_CORRECTION]), ~refunds.c.of_bill, _taken)
    .order_by(refunds.c.position)
    .limit(value("most", sa.Integer()))
    .with_for_update(skip_locked=True, of=refunds)
)
_ADD_RESULTS = Statement(insert_rows(payout_results, *_RESULT).on_conflict_do_nothing().returning(payout_results.c.payout_id))
_ORDER = Statement(insert_rows(refund_payouts, *_PAYOUT))
_PAYOUTS = Statement(sa.select(*(refund_payouts.c[name] for name in _PAYOUT)).where(same_rows(refund_payouts, "payout_id")))
_PAYOUTS_OF = Statement(
    sa.select(*(refund_payouts.c[name] for name in _PAYOUT))
    .where(same_rows(refund_payouts, "refund_id"))
    .order_by(refund_payouts.c.payout_no)
)
_RESULTS_OF = Statement(sa.select(*(payout_results.c[name] for name in _RESULT)).where(same_rows(payout_results, "payout_id")))
_BY_SERIAL = Statement(sa.select(payout_results.c.payout_id).where(payout_results.c.serial == value("serial", payout_results.c.serial)))
_other = refund_money.alias("other")
_in_another = sa.exists().where(_other.c.tax_serial == refund_money.c.tax_serial, ~_other.c.called_off)
_IN_AGAIN = Statement(
    sa.update(refund_money)
    .values(called_off=False)
    .where(refund_money.c.refund_id == value("refund_id", refund_money.c.refund_id), ~_in_another)
)
_GIVEN_BACK = Statement(
    sa.select(refund_money.c.tax_serial)
    .join(refunds, refunds.c.refund_id == refund_money.c.refund_id)
    .where(same_rows(refund_money, "tax_serial"), ~refund_money.c.called_off, refunds.c.state.in_(["APPROVED", "PAID_BACK"]))
)
_LOCK_MONEY = Statement(
    sa.select(payments.c.tax_serial).where(same_rows(payments, "bill_id")).order_by(payments.c.tax_serial).with_for_update()
)
_JOINED = Statement(
    sa.select(sa.func.min(employee_relations.c.first_payment_on)).where(same_rows(employee_relations, "person_id", "people"))
)
_papers = msgspec.json.Decoder(tuple[tuple[str, UUID | None], ...])
refund_of = reader(Refund, papers=lambda text: tuple(Paper(*one) for one in _papers.decode(text)))
_money, _step, _payout, _result = reader(MoneyOfRefund), reader(Step), reader(Payout), reader(ToldResult)
NEWEST = 2**63 - 1


async def add_refund(driver: Driver, refund: Refund, money: Sequence[MoneyOfRefund]) -> bool:
    """Keep it with its money. False if one of the payments is in another refund: nothing of it may be committed then."""
    await _ADD.run(driver, **_values(refund))
    return len(await _ADD_MONEY.values(driver, **columns_of(money, _MONEY))) == len(money)


async def change_refund(driver: Driver, refund: Refund) -> None:
    """Its newest state."""
    values = _values(refund)
    await _CHANGE.run(driver, refund_id=refund.refund_id, **{name: values[name] for name in _CHANGING})


async def call_off_money(driver: Driver, refund_id: UUID) -> None:
    """Its money is free for another refund."""
    await _CALL_OFF.run(driver, refund_id=refund_id)


async def add_step(driver: Driver, step: Step) -> None:
    """Keep what was done, and who did it."""
    await _ADD_STEP.run(driver, **step._asdict())


async def lock_refund(driver: Driver, refund_id: UUID, scope: Scope | None) -> Refund | None:
    """Locked; None if there is none inside the scope. Without a scope for what the tax office tells."""
    if scope is None:
        found = await _LOCK_ANY.row(driver, refund_id=refund_id)
    else:
        found = await _LOCK.row(driver, refund_id=refund_id, everywhere=scope.everywhere, **of_anybody(scope))
    return refund_of(found) if found else None


async def money_of_refunds(driver: Driver, refund_ids: Sequence[UUID]) -> list[MoneyOfRefund]:
    """The payments that they give back."""
    return [_money(one) for one in await _MONEY_OF.rows(driver, refund_id=refund_ids)] if refund_ids else []


async def steps_of_refunds(driver: Driver, refund_ids: Sequence[UUID]) -> list[Step]:
    """In the order in which they were taken."""
    return [_step(one) for one in await _STEPS_OF.rows(driver, refund_id=refund_ids)] if refund_ids else []


async def find_refunds(
    driver: Driver, scope: Scope, *, refund_id: UUID | None = None, state: RefundState | None = None, before: int = NEWEST, most: int = 1
) -> list[tuple[Refund, Record]]:
    """Newest first, inside the scope; each with its row, which has its place and when it was made."""
    found = await _FIND.rows(
        driver, wanted=refund_id, state=state, before=before, most=most, everywhere=scope.everywhere, **of_anybody(scope)
    )
    return [(refund_of(one), one) for one in found]


async def refunds_to_pay(driver: Driver, most: int) -> list[Refund]:
    """Granted, not ordered yet, and ended in registration as far as they end anything; locked, what others hold is left out."""
    return [refund_of(one) for one in await _READY.rows(driver, most=most)]


async def refunds_whose_money_a_bill_took(driver: Driver, most: int) -> list[Refund]:
    """Under review, of money that no bill had when it was asked for; locked, what others hold is left out."""
    return [refund_of(one) for one in await _TAKEN.rows(driver, most=most)]


async def keep_payout(driver: Driver, payout: Payout) -> None:
    """Keep that it is ordered."""
    await _ORDER.run(driver, **columns_of([payout], _PAYOUT))


async def payouts_named(driver: Driver, payout_ids: Sequence[UUID]) -> list[Payout]:
    """Those of these that we ordered."""
    return [_payout(one) for one in await _PAYOUTS.rows(driver, payout_id=payout_ids)]


async def add_payout_results(driver: Driver, told: Sequence[ToldResult]) -> set[UUID]:
    """Keep what is new; the payouts of it."""
    return set(await _ADD_RESULTS.values(driver, **columns_of(told, _RESULT)))


async def payout_results_of(driver: Driver, payout_ids: Sequence[UUID]) -> list[ToldResult]:
    """All that was told of these payouts."""
    return [_result(one) for one in await _RESULTS_OF.rows(driver, payout_id=payout_ids)] if payout_ids else []


async def facts_of_payouts(driver: Driver, refund_id: UUID) -> list[PayoutFacts]:
    """All payouts of one refund, in the order in which they were ordered, with what was told of them."""
    ordered = [_payout(one) for one in await _PAYOUTS_OF.rows(driver, refund_id=[refund_id])]
    told = await payout_results_of(driver, [one.payout_id for one in ordered])
    return [
        PayoutFacts(one.payout_id, one.payout_no, tuple(result for result in told if result.payout_id == one.payout_id)) for one in ordered
    ]


async def payout_of_serial(driver: Driver, serial: str) -> UUID | None:
    """Which payout was told of under it."""
    found: UUID | None = await _BY_SERIAL.value(driver, serial=serial)
    return found


async def given_back(driver: Driver, serials: Sequence[str]) -> set[str]:
    """Those of these payments that a granted refund gives back."""
    return set(await _GIVEN_BACK.values(driver, tax_serial=serials))


async def free_again(driver: Driver, refund_id: UUID) -> bool:
    """Money of a refund that was called off is in it again; False if some of it is in another refund: nothing may be committed then."""
    return await _IN_AGAIN.run(driver, refund_id=refund_id) == len(await money_of_refunds(driver, [refund_id]))


async def lock_money(driver: Driver, bill_id: UUID) -> None:
    """Money of a bill that does not exist: nobody else decides about it meanwhile."""
    await _LOCK_MONEY.values(driver, bill_id=[bill_id])


async def joined_employees_on(driver: Driver, people: Sequence[UUID]) -> date | None:
    """First payment of these people, who are one, in the employee scheme (B20)."""
    found: date | None = await _JOINED.value(driver, people=people) if people else None
    return found


def _values(refund: Refund) -> dict[str, Any]:
    papers = msgspec.json.encode(refund.papers).decode()
    return values_of(refund) | {"papers": papers, "reasons": list(refund.reasons), "missing": list(refund.missing)}
