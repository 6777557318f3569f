"""What the payment bridge and benefits told: the newest version of each aggregate is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Insert, distinct_on, insert

from enrolment_events.benefits import EntitlementChangedV1, WaitEvaluatedV1
from enrolment_events.envelope import Event
from enrolment_events.payment import (
    BillData,
    PaymentDuplicateReceivedV1,
    PaymentReversedV1,
    PaymentSettledV1,
    PaymentUnmatchedV1,
    PaymentUnsettledV1,
)
from registration.tables import remote_bills, remote_entitlement_years, remote_payments, remote_wait_years
from row_sets import Driver, Statement, columns_of, given_rows, names_of, upsert_newest, value

PaymentEvent = (
    Event[PaymentSettledV1]
    | Event[PaymentDuplicateReceivedV1]
    | Event[PaymentUnmatchedV1]
    | Event[PaymentReversedV1]
    | Event[PaymentUnsettledV1]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemotePayment:
    """Money as the payment bridge told it. `outcome`: SETTLED, DUPLICATE or UNMATCHED; REVERSED and UNSETTLED have no channel.

    REVERSED has the day of the reversal.
    """

    payment_id: UUID
    participation_id: UUID | None
    bill_id: UUID | None
    person_id: UUID
    version: int
    outcome: str
    kind: str | None = None
    benefit_year: int | None = None
    amount: int
    channel: str
    arrival_date: date
    deemed_in_window: bool = False
    group_complete: bool = False


_BILL = names_of(BillData, without=["group_id"])
_PAYMENT = names_of(RemotePayment)
_WAIT = ("participation_id", "benefit_year", "total_months", "exempt_reason", "starts_on", "empty", "useful_repair_years", "repair_price")
_ENTITLEMENT = ("participation_id", "benefit_year", "state", "starts_on", "ends_on", "wait_months")
_NOW = value("now", remote_bills.c.recorded_at)


def _upsert_payments() -> Insert:
    """As upsert_newest, but within one version a settled payment, and one whose group is complete, counts as newer."""

    def age(of: Any) -> sa.Tuple:  # noqa: ANN401 -- the columns of any relation
        return sa.tuple_(of.version, of.outcome == "SETTLED", of.group_complete)

    given = given_rows(remote_payments, _PAYMENT).c
    newest = sa.select(*given, _NOW).ext(distinct_on(given.payment_id)).order_by(given.payment_id, age(given).desc())
    new = insert(remote_payments).from_select([*_PAYMENT, "recorded_at"], newest)
    changed = {name: new.excluded[name] for name in (*_PAYMENT, "recorded_at")}
    return new.on_conflict_do_update(index_elements=["payment_id"], set_=changed, where=age(new.excluded) > age(remote_payments.c))


_KEEP_BILLS = Statement(upsert_newest(remote_bills, *_BILL, "version", recorded_at=_NOW))
_KEEP_PAYMENTS = Statement(_upsert_payments())
_KEEP_WAITS = Statement(upsert_newest(remote_wait_years, "wait_id", *_WAIT, "version", recorded_at=_NOW))
_KEEP_ENTITLEMENTS = Statement(
    upsert_newest(remote_entitlement_years, "entitlement_id", *_ENTITLEMENT, "rules", "version", recorded_at=_NOW)
)


async def keep_bills(driver: Driver, events: Sequence[Event[BillData]], now: datetime) -> None:
    """The newest state of each bill."""
    await _KEEP_BILLS.run(driver, **columns_of([event.data for event in events], _BILL), version=_versions(events), now=now)


async def keep_payments(driver: Driver, events: Sequence[PaymentEvent], outcome: str, now: datetime) -> None:
    """The newest that is known of each payment: money that had no bill may be settled later (R-061)."""
    await _KEEP_PAYMENTS.run(driver, **columns_of([_payment(event, outcome) for event in events], _PAYMENT), now=now)


async def keep_waits(driver: Driver, events: Sequence[Event[WaitEvaluatedV1]], now: datetime) -> None:
    """The newest evaluation of each waiting period."""
    told = columns_of([event.data for event in events], _WAIT)
    await _KEEP_WAITS.run(driver, wait_id=_subjects(events), **told, version=_versions(events), now=now)


async def keep_entitlements(driver: Driver, events: Sequence[Event[EntitlementChangedV1]], now: datetime) -> None:
    """From which day, as benefits said last."""
    told = [event.data for event in events]
    rules = [msgspec.json.encode(one.rules).decode() for one in told]
    ids = _subjects(events)
    await _KEEP_ENTITLEMENTS.run(
        driver, entitlement_id=ids, **columns_of(told, _ENTITLEMENT), rules=rules, version=_versions(events), now=now
    )


def _payment(event: PaymentEvent, outcome: str) -> RemotePayment:
    told = {name: told for name, told in msgspec.structs.asdict(event.data).items() if name in _PAYMENT}
    if isinstance(event.data, PaymentReversedV1):
        told |= {"channel": "", "arrival_date": event.data.reversed_on}
    if isinstance(event.data, PaymentUnsettledV1):
        told |= {"channel": ""}
    return RemotePayment(**told, person_id=event.personid, version=event.aggregateversion, outcome=outcome)


def _subjects(events: Sequence[Event[Any]]) -> list[UUID]:
    """The aggregates: of a newborn's two years each is one."""
    return [UUID(event.subject) for event in events]


def _versions(events: Sequence[Event[Any]]) -> list[int]:
    return [event.aggregateversion for event in events]
