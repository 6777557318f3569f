"""What happens elsewhere, and what it means here: facts are kept, then decisions are derived from all facts."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from enrolment_events.benefits import EntitlementChangedV1, WaitEvaluatedV1
from enrolment_events.dedup import CheckCompletedV1
from enrolment_events.envelope import Event
from enrolment_events.payment import (
    BillAbandonedV1,
    BillCancelledV1,
    BillCreatedV1,
    BillData,
    BillFailedV1,
    BillSentV1,
    PaymentDuplicateReceivedV1,
    PaymentSettledV1,
    PaymentUnmatchedV1,
)
from event_bus import Handlers
from policy_parameters import PolicyBook
from registration.repository.conflict_check_rows import keep_checks
from registration.repository.payment_facts import PaymentHeard, keep_bills, keep_entitlements, keep_payments, keep_waits
from registration.repository.standing_rows import with_failures
from registration.use_cases.apply_check_answers import apply_check_answers
from registration.use_cases.derive_standings import derive_standings
from service_runtime import Runtime, UnitOfWork

TakesPolicy = Callable[[UnitOfWork, Sequence[Event[Any]], PolicyBook], Awaitable[None]]


async def when_checks_complete_move_applications(tx: UnitOfWork, events: Sequence[Event[CheckCompletedV1]]) -> None:
    """Clear or solvable: to review. A blocking hit: to correction, with all reasons."""
    await keep_checks(tx.driver, events)
    await apply_check_answers(tx.driver, list({event.data.application_id for event in events}), tx.now)


async def when_bills_are_created_keep_them(tx: UnitOfWork, events: Sequence[Event[BillData]]) -> None:
    """A new bill moves nothing; it is shown in the person's progress."""
    await keep_bills(tx.driver, events, tx.now)


async def when_bills_go_on_clear_their_failures(tx: UnitOfWork, events: Sequence[Event[BillData]], policy: PolicyBook) -> None:
    """Sent (again) or cancelled: only a failure heard before can change by it."""
    await keep_bills(tx.driver, events, tx.now)
    causes = {event.data.participation_id: event for event in events}
    failed = await with_failures(tx.driver, list(causes))
    if failed:
        await derive_standings(tx, tx.driver, failed, policy, causes)


async def when_bills_fail_derive_standings(tx: UnitOfWork, events: Sequence[Event[BillData]], policy: PolicyBook) -> None:
    """Failed or abandoned: the participation's standing follows from all its bills and payments (R-058)."""
    await keep_bills(tx.driver, events, tx.now)
    causes = {event.data.participation_id: event for event in events}
    await derive_standings(tx, tx.driver, causes, policy, causes)


async def when_payments_settle_activate(tx: UnitOfWork, events: Sequence[Event[PaymentSettledV1]], policy: PolicyBook) -> None:
    """Money opens the participation; its arrival date decides, not the order of messages."""
    await keep_payments(tx.driver, [_settled(event) for event in events], tx.now)
    causes = {event.data.participation_id: event for event in events}
    await derive_standings(tx, tx.driver, causes, policy, causes)


async def when_payments_double_keep_them(tx: UnitOfWork, events: Sequence[Event[PaymentDuplicateReceivedV1]]) -> None:
    """R-062: the participation stays; the person sees that money may be asked back."""
    await keep_payments(tx.driver, [_other(event, "DUPLICATE") for event in events], tx.now)


async def when_payments_match_nothing_keep_them(tx: UnitOfWork, events: Sequence[Event[PaymentUnmatchedV1]]) -> None:
    """R-061: kept, and settled later if the bill appears."""
    await keep_payments(tx.driver, [_other(event, "UNMATCHED") for event in events], tx.now)


async def when_waits_are_evaluated_keep_them(tx: UnitOfWork, events: Sequence[Event[WaitEvaluatedV1]]) -> None:
    """R-109: the person is told how long."""
    await keep_waits(tx.driver, events, tx.now)


async def when_entitlements_change_keep_them(tx: UnitOfWork, events: Sequence[Event[EntitlementChangedV1]]) -> None:
    """From which day: part of the person's progress (R-007)."""
    await keep_entitlements(tx.driver, events, tx.now)


def _settled(event: Event[PaymentSettledV1]) -> PaymentHeard:
    data = event.data
    return PaymentHeard(
        payment_id=data.payment_id,
        participation_id=data.participation_id,
        bill_id=data.bill_id,
        person_id=event.personid,
        version=event.aggregateversion,
        outcome="SETTLED",
        kind=data.kind,
        benefit_year=data.benefit_year,
        amount=data.amount,
        channel=data.channel,
        arrival_date=data.arrival_date,
        deemed_in_window=data.deemed_in_window,
        group_complete=data.group_complete,
    )


def _other(event: Event[PaymentDuplicateReceivedV1] | Event[PaymentUnmatchedV1], outcome: str) -> PaymentHeard:
    data = event.data
    return PaymentHeard(
        payment_id=data.payment_id,
        participation_id=data.participation_id,
        bill_id=data.bill_id,
        person_id=event.personid,
        version=event.aggregateversion,
        outcome=outcome,
        amount=data.amount,
        channel=data.channel,
        arrival_date=data.arrival_date,
    )


def handlers(runtime: Runtime) -> Handlers:
    """Event type to handler: the map of what this service listens to."""

    def with_policy(handler: TakesPolicy) -> Callable[[UnitOfWork, Sequence[Event[Any]]], Awaitable[None]]:
        async def handle(tx: UnitOfWork, events: Sequence[Event[Any]]) -> None:
            await handler(tx, events, runtime.policy)

        return handle

    return {
        CheckCompletedV1: when_checks_complete_move_applications,
        BillCreatedV1: when_bills_are_created_keep_them,
        BillSentV1: with_policy(when_bills_go_on_clear_their_failures),
        BillFailedV1: with_policy(when_bills_fail_derive_standings),
        BillAbandonedV1: with_policy(when_bills_fail_derive_standings),
        BillCancelledV1: with_policy(when_bills_go_on_clear_their_failures),
        PaymentSettledV1: with_policy(when_payments_settle_activate),
        PaymentDuplicateReceivedV1: when_payments_double_keep_them,
        PaymentUnmatchedV1: when_payments_match_nothing_keep_them,
        WaitEvaluatedV1: when_waits_are_evaluated_keep_them,
        EntitlementChangedV1: when_entitlements_change_keep_them,
    }
