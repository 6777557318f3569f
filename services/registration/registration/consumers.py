"""What happens elsewhere, and what it means here: facts are kept, then decisions are derived from all facts."""

from collections.abc import Sequence

from enrolment_events.benefits import ClaimRecordedV1, EntitlementChangedV1, WaitEvaluatedV1
from enrolment_events.dedup import CheckCompletedV1, SuspendRequestedV1
from enrolment_events.envelope import Event
from enrolment_events.payment import (
    BillAbandonedV1,
    BillCancelledV1,
    BillCreatedV1,
    BillData,
    BillFailedV1,
    BillSentV1,
    EmployeeData,
    EmployeeEndedV1,
    EmployeePaidV1,
    EmployeeRegisteredV1,
    PaymentDuplicateReceivedV1,
    PaymentReversedV1,
    PaymentSettledV1,
    PaymentUnmatchedV1,
    PaymentUnsettledV1,
    RefundChangedV1,
    RefundPaidBackV1,
    RepairSettledV1,
)
from event_bus import Handlers
from registration.repository.conflict_check_rows import keep_checks
from registration.repository.employee_relations import keep_relations
from registration.repository.participation_facts import with_failures
from registration.repository.person_facts_lock import PERSON_FACTS
from registration.repository.person_merges import persons_now
from registration.repository.remote_facts import keep_bills, keep_entitlements, keep_payments, keep_waits
from registration.use_cases.apply_check_answers import apply_check_answers
from registration.use_cases.approve_listed import approve_listed
from registration.use_cases.follow_person_facts import follow_person_facts
from registration.use_cases.keep_rights import keep_rights
from registration.use_cases.record_requested_acts import record_refunds, record_requests
from registration.use_cases.tell_people import tell_of_bills
from registration.use_cases.update_statuses import update_statuses
from service_runtime import Transaction


async def when_checks_complete(tx: Transaction, events: Sequence[Event[CheckCompletedV1]]) -> None:
    """Clear or solvable: to review, which a confirmed list has brought with it. A blocking hit: to correction, with all reasons."""
    await keep_checks(tx.driver, events)
    answered = {event.data.application_id for event in events}
    await apply_check_answers(tx, answered)
    await approve_listed(tx, answered)


async def when_bills_are_created(tx: Transaction, events: Sequence[Event[BillData]]) -> None:
    """A new bill moves nothing; it is shown in the person's progress."""
    await keep_bills(tx.driver, events, tx.now)


async def when_bills_go_on(tx: Transaction, events: Sequence[Event[BillData]]) -> None:
    """Sent (again) or cancelled: a failure told before can change by it, and who let his last day go by lapses (D3)."""
    await keep_bills(tx.driver, events, tx.now)
    causes = {event.data.participation_id: event for event in events}
    expired = {event.data.participation_id for event in events if event.data.expired}
    if concerned := sorted(expired.union(await with_failures(tx.driver, list(causes)))):
        await update_statuses(tx, concerned, causes)
    await tell_of_bills(tx, [event.data.bill_id for event in events])


async def when_bills_fail(tx: Transaction, events: Sequence[Event[BillData]]) -> None:
    """Failed or abandoned: the participation's status follows from all its bills and payments (R-058)."""
    await keep_bills(tx.driver, events, tx.now)
    causes = {event.data.participation_id: event for event in events}
    await update_statuses(tx, causes, causes)


async def when_payments_settle(tx: Transaction, events: Sequence[Event[PaymentSettledV1]]) -> None:
    """Money opens the participation; its arrival date decides, not the order of messages."""
    await keep_payments(tx.driver, events, "SETTLED", tx.now)
    await keep_rights(tx, events)
    causes = {event.data.participation_id: event for event in events}
    await update_statuses(tx, causes, causes)


async def when_payments_double(tx: Transaction, events: Sequence[Event[PaymentDuplicateReceivedV1]]) -> None:
    """R-062: the participation stays; the person sees that money may be asked back."""
    await keep_payments(tx.driver, events, "DUPLICATE", tx.now)
    await keep_rights(tx, events)


async def when_payments_match_nothing(tx: Transaction, events: Sequence[Event[PaymentUnmatchedV1]]) -> None:
    """R-061: kept, and settled later if the bill appears."""
    await keep_payments(tx.driver, events, "UNMATCHED", tx.now)
    await keep_rights(tx, events)


async def when_payments_are_reversed(tx: Transaction, events: Sequence[Event[PaymentReversedV1]]) -> None:
    """D4 冲正: the money never counted; without another payment the participation is registered, or lapsed, again."""
    await keep_payments(tx.driver, events, "REVERSED", tx.now)
    await keep_rights(tx, events)
    causes = {event.data.participation_id: event for event in events}
    await update_statuses(tx, causes, causes)


async def when_payments_count_no_more(tx: Transaction, events: Sequence[Event[PaymentUnsettledV1]]) -> None:
    """D4: no cover from money that is not settled, whatever was heard first: it crossed with a cancellation, or was taken back."""
    await keep_payments(tx.driver, events, "UNSETTLED", tx.now)
    causes = {event.data.participation_id: event for event in events}
    await update_statuses(tx, causes, causes)


async def when_employee_relations_change(tx: Transaction, events: Sequence[Event[EmployeeData]]) -> None:
    """R-081, R-134: the first payment suspends the resident relation, the end of the job resumes it; registration alone does nothing."""
    await PERSON_FACTS.hold_alone(tx)
    now = await persons_now(tx.driver, [event.personid for event in events])
    await keep_relations(tx.driver, events, now, tx.now)
    await keep_rights(tx, events)
    heard = {now.get(event.personid, event.personid): event for event in events}
    await follow_person_facts(tx, sorted(heard), "payment-bridge", heard, sorted({event.data.spell_id for event in events}))


async def when_refunds_change(tx: Transaction, events: Sequence[Event[RefundChangedV1]]) -> None:
    """R-073 「在暂停或终止相关居民医保参保关系的同时」."""
    await record_refunds(tx, events)


async def when_suspensions_are_requested(tx: Transaction, events: Sequence[Event[SuspendRequestedV1]]) -> None:
    """R-128: dedup decides which relation is kept; whether the other rests or ends is done here."""
    await record_requests(tx, events)


async def when_waits_are_evaluated(tx: Transaction, events: Sequence[Event[WaitEvaluatedV1]]) -> None:
    """R-109: the person is told how long."""
    await keep_waits(tx.driver, events, tx.now)
    await keep_rights(tx, events)


async def when_entitlements_change(tx: Transaction, events: Sequence[Event[EntitlementChangedV1]]) -> None:
    """From which day: part of the person's progress (R-007)."""
    await keep_entitlements(tx.driver, events, tx.now)
    await keep_rights(tx, events)


async def when_rights_are_used(
    tx: Transaction, events: Sequence[Event[ClaimRecordedV1] | Event[RepairSettledV1] | Event[RefundPaidBackV1]]
) -> None:
    """R-092: claims, repairs and refunds change nothing here; they stand in the person's records."""
    await keep_rights(tx, events)


HANDLERS: Handlers = {
    CheckCompletedV1: when_checks_complete,
    BillCreatedV1: when_bills_are_created,
    BillSentV1: when_bills_go_on,
    BillFailedV1: when_bills_fail,
    BillAbandonedV1: when_bills_fail,
    BillCancelledV1: when_bills_go_on,
    PaymentSettledV1: when_payments_settle,
    PaymentDuplicateReceivedV1: when_payments_double,
    PaymentUnmatchedV1: when_payments_match_nothing,
    PaymentReversedV1: when_payments_are_reversed,
    PaymentUnsettledV1: when_payments_count_no_more,
    RefundChangedV1: when_refunds_change,
    EmployeeRegisteredV1: when_employee_relations_change,
    EmployeePaidV1: when_employee_relations_change,
    EmployeeEndedV1: when_employee_relations_change,
    SuspendRequestedV1: when_suspensions_are_requested,
    WaitEvaluatedV1: when_waits_are_evaluated,
    EntitlementChangedV1: when_entitlements_change,
    ClaimRecordedV1: when_rights_are_used,
    RepairSettledV1: when_rights_are_used,
    RefundPaidBackV1: when_rights_are_used,
}
"""What this service listens to."""
