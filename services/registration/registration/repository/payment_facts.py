"""Facts heard from the payment bridge and from benefits: the newest version of each aggregate is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec

from enrolment_events.benefits import EntitlementChangedV1, WaitEvaluatedV1
from enrolment_events.envelope import Event
from enrolment_events.payment import BillData
from registration.repository.connection import Driver

_BILLS = """
INSERT INTO bill_states AS b (bill_id, participation_id, version, state, kind, benefit_year, area, amount, payer, cause, round_no,
    resend_no, effective_on, recorded_at)
SELECT DISTINCT ON (bill_id) heard.*, $14::timestamptz
FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::int[], $7::text[], $8::bigint[], $9::text[], $10::text[],
    $11::int[], $12::int[], $13::date[]) AS heard (bill_id, participation_id, version, state, kind, benefit_year, area, amount, payer,
    cause, round_no, resend_no, effective_on)
ORDER BY bill_id, version DESC
ON CONFLICT (bill_id) DO UPDATE SET version = excluded.version, state = excluded.state, cause = excluded.cause,
    round_no = excluded.round_no, resend_no = excluded.resend_no, effective_on = excluded.effective_on, recorded_at = excluded.recorded_at
WHERE excluded.version > b.version
"""


async def keep_bills(driver: Driver, events: Sequence[Event[BillData]], now: datetime) -> None:
    """The newest state of each bill."""
    bills = [event.data for event in events]
    await driver.execute(
        _BILLS,
        [bill.bill_id for bill in bills],
        [bill.participation_id for bill in bills],
        [event.aggregateversion for event in events],
        [bill.state for bill in bills],
        [bill.kind for bill in bills],
        [bill.benefit_year for bill in bills],
        [bill.area for bill in bills],
        [bill.amount for bill in bills],
        [bill.payer for bill in bills],
        [bill.cause for bill in bills],
        [bill.round_no for bill in bills],
        [bill.resend_no for bill in bills],
        [bill.effective_on for bill in bills],
        now,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentHeard:
    """Money as the payment bridge told it; `outcome` is SETTLED, DUPLICATE or UNMATCHED."""

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


_PAYMENTS = """
INSERT INTO payments AS p (payment_id, participation_id, bill_id, person_id, version, outcome, kind, benefit_year, amount, channel,
    arrival_date, deemed_in_window, group_complete, recorded_at)
SELECT DISTINCT ON (payment_id) heard.*, $14::timestamptz
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::text[], $7::text[], $8::int[], $9::bigint[], $10::text[],
    $11::date[], $12::bool[], $13::bool[]) AS heard (payment_id, participation_id, bill_id, person_id, version, outcome, kind,
    benefit_year, amount, channel, arrival_date, deemed_in_window, group_complete)
ORDER BY payment_id, version DESC, outcome = 'SETTLED' DESC, group_complete DESC
ON CONFLICT (payment_id) DO UPDATE SET participation_id = excluded.participation_id, bill_id = excluded.bill_id,
    version = excluded.version, outcome = excluded.outcome, kind = excluded.kind, benefit_year = excluded.benefit_year,
    amount = excluded.amount, arrival_date = excluded.arrival_date, deemed_in_window = excluded.deemed_in_window,
    group_complete = excluded.group_complete, recorded_at = excluded.recorded_at
WHERE (excluded.version, excluded.outcome = 'SETTLED', excluded.group_complete) > (p.version, p.outcome = 'SETTLED', p.group_complete)
"""


async def keep_payments(driver: Driver, payments: Sequence[PaymentHeard], now: datetime) -> None:
    """The newest that is known of each payment: money that had no bill may be settled later (R-061)."""
    await driver.execute(
        _PAYMENTS,
        [payment.payment_id for payment in payments],
        [payment.participation_id for payment in payments],
        [payment.bill_id for payment in payments],
        [payment.person_id for payment in payments],
        [payment.version for payment in payments],
        [payment.outcome for payment in payments],
        [payment.kind for payment in payments],
        [payment.benefit_year for payment in payments],
        [payment.amount for payment in payments],
        [payment.channel for payment in payments],
        [payment.arrival_date for payment in payments],
        [payment.deemed_in_window for payment in payments],
        [payment.group_complete for payment in payments],
        now,
    )


_WAITS = """
INSERT INTO waits_heard AS w (participation_id, version, total_months, exempt_reason, starts_on, empty, useful_repair_years,
    repair_price, recorded_at)
SELECT DISTINCT ON (participation_id) heard.*, $9::timestamptz
FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::date[], $6::bool[], $7::int[], $8::bigint[])
    AS heard (participation_id, version, total_months, exempt_reason, starts_on, empty, useful_repair_years, repair_price)
ORDER BY participation_id, version DESC
ON CONFLICT (participation_id) DO UPDATE SET version = excluded.version, total_months = excluded.total_months,
    exempt_reason = excluded.exempt_reason, starts_on = excluded.starts_on, empty = excluded.empty,
    useful_repair_years = excluded.useful_repair_years, repair_price = excluded.repair_price, recorded_at = excluded.recorded_at
WHERE excluded.version > w.version
"""


async def keep_waits(driver: Driver, events: Sequence[Event[WaitEvaluatedV1]], now: datetime) -> None:
    """The newest evaluation of each waiting period."""
    waits = [event.data for event in events]
    await driver.execute(
        _WAITS,
        [wait.participation_id for wait in waits],
        [event.aggregateversion for event in events],
        [wait.total_months for wait in waits],
        [wait.exempt_reason for wait in waits],
        [wait.starts_on for wait in waits],
        [wait.empty for wait in waits],
        [wait.useful_repair_years for wait in waits],
        [wait.repair_price for wait in waits],
        now,
    )


_ENTITLEMENTS = """
INSERT INTO entitlements_heard AS e (participation_id, version, state, starts_on, ends_on, wait_months, rules, recorded_at)
SELECT DISTINCT ON (participation_id) heard.*, $8::timestamptz
FROM unnest($1::uuid[], $2::int[], $3::text[], $4::date[], $5::date[], $6::int[], $7::jsonb[])
    AS heard (participation_id, version, state, starts_on, ends_on, wait_months, rules)
ORDER BY participation_id, version DESC
ON CONFLICT (participation_id) DO UPDATE SET version = excluded.version, state = excluded.state, starts_on = excluded.starts_on,
    ends_on = excluded.ends_on, wait_months = excluded.wait_months, rules = excluded.rules, recorded_at = excluded.recorded_at
WHERE excluded.version > e.version
"""


async def keep_entitlements(driver: Driver, events: Sequence[Event[EntitlementChangedV1]], now: datetime) -> None:
    """From which day, as benefits said last."""
    entitlements = [event.data for event in events]
    await driver.execute(
        _ENTITLEMENTS,
        [entitlement.participation_id for entitlement in entitlements],
        [event.aggregateversion for event in events],
        [entitlement.state for entitlement in entitlements],
        [entitlement.starts_on for entitlement in entitlements],
        [entitlement.ends_on for entitlement in entitlements],
        [entitlement.wait_months for entitlement in entitlements],
        [msgspec.json.encode(entitlement.rules).decode() for entitlement in entitlements],
        now,
    )
