"""What others tell of a person's rights becomes a line of his records (R-092), in the transaction in which it is heard."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from enrolment_events.benefits import ClaimRecordedV1, EntitlementChangedV1, WaitEvaluatedV1
from enrolment_events.envelope import Event
from enrolment_events.payment import (
    EmployeeData,
    EmployeeEndedV1,
    EmployeePaidV1,
    EmployeeRegisteredV1,
    PaymentDuplicateReceivedV1,
    PaymentReversedV1,
    PaymentSettledV1,
    PaymentUnmatchedV1,
    RefundPaidBackV1,
    RepairSettledV1,
)
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.identifiers import named_id
from registration.domain.rights_record import RightsKind, RightsRecord
from registration.domain.subsidy import Mark
from registration.repository.rights_rows import keep_records
from service_runtime import Transaction

_K = RightsKind
_LINES = UUID("0d6f2b54-7d3e-5a52-9c0b-43616e62616f")
_OWN = "/canbao/registration"
Told = tuple[RightsKind, str, date, dict[str, Any]]
"""Kind, code, the day of the fact, and what else the line says."""


async def keep_rights(tx: Transaction, events: Iterable[Event[Any]]) -> None:
    """One line for each version that is told: heard twice it is one, a correction is a line more."""
    await keep_records(tx.driver, [_record(event) for event in events], tx.now)


async def keep_marks(tx: Transaction, made: Sequence[Mark], removed: Sequence[Mark]) -> None:
    """A mark that was made or taken away; which category it is stays with the mark."""
    lines = [_own(f"mark/{one.mark_id}/made", one.person_id, "mark.made", one.marked_on) for one in made]
    lines += [_own(f"mark/{one.mark_id}/removed", one.person_id, "mark.removed", one.removed_on or tx.now.date()) for one in removed]
    await keep_records(tx.driver, lines, tx.now)


async def keep_end_of_life(tx: Transaction, person_id: UUID, died_on: date | None, version: int) -> None:
    """A death, or that there was none."""
    code = "death.recorded" if died_on else "death.withdrawn"
    await keep_records(tx.driver, [_own(f"death/{person_id}/{version}", person_id, code, died_on or tx.now.date())], tx.now)


def _own(key: str, person_id: UUID, code: str, on: date) -> RightsRecord:
    return RightsRecord(record_id=named_id(_LINES, key), person_id=person_id, kind=_K.OTHER, code=code, happened_on=on, source=_OWN)


def _record(event: Event[Any]) -> RightsRecord:
    kind, code, on, more = _TOLD[type(event.data)](event)
    return RightsRecord(
        record_id=named_id(_LINES, f"{event.type}/{event.subject}/{event.aggregateversion}"),
        person_id=event.personid,
        kind=kind,
        code=code,
        happened_on=on,
        source=event.source,
        participation_id=getattr(event.data, "participation_id", None),
        benefit_year=getattr(event.data, "benefit_year", None),
        **more,
    )


def _day(event: Event[Any]) -> date:
    return event.time.astimezone(SHANGHAI).date()


def _money(code: str, day: str) -> Callable[[Event[Any]], Told]:
    return lambda event: (_K.PAYMENT, code, getattr(event.data, day), {"amount": event.data.amount})


def _employee(kind: RightsKind, code: str, day: Callable[[EmployeeData], date | None]) -> Callable[[Event[Any]], Told]:
    def told(event: Event[EmployeeData]) -> Told:
        if event.data.withdrawn:
            return _K.REGISTRATION, "employee.withdrawn", _day(event), {}
        return kind, code, day(event.data) or _day(event), {"until_on": event.data.benefits_until}

    return told


def _wait(event: Event[WaitEvaluatedV1]) -> Told:
    return _K.BENEFIT, "wait.evaluated", _day(event), {"months": event.data.total_months, "from_on": event.data.starts_on}


def _entitlement(event: Event[EntitlementChangedV1]) -> Told:
    days = {"from_on": event.data.starts_on, "until_on": event.data.ends_on}
    return _K.BENEFIT, f"entitlement.{event.data.state.lower()}", _day(event), days


def _claim(event: Event[ClaimRecordedV1]) -> Told:
    code = "claim.withdrawn" if event.data.withdrawn else "claim.recorded"
    return _K.BENEFIT, code, event.data.settled_on, {"amount": event.data.fund_paid + event.data.serious_paid}


_TOLD: Mapping[type, Callable[[Event[Any]], Told]] = {
    PaymentSettledV1: _money("payment.settled", "arrival_date"),
    PaymentDuplicateReceivedV1: _money("payment.duplicate", "arrival_date"),
    PaymentUnmatchedV1: _money("payment.unmatched", "arrival_date"),
    PaymentReversedV1: _money("payment.reversed", "reversed_on"),
    RepairSettledV1: _money("payment.repair", "arrival_date"),
    RefundPaidBackV1: _money("payment.refund", "paid_back_on"),
    EmployeeRegisteredV1: _employee(_K.REGISTRATION, "employee.registered", lambda told: told.registered_on),
    EmployeePaidV1: _employee(_K.PAYMENT, "employee.paid", lambda told: told.first_payment_on),
    EmployeeEndedV1: _employee(_K.REGISTRATION, "employee.ended", lambda told: told.ended_notice_on or told.benefits_until),
    WaitEvaluatedV1: _wait,
    EntitlementChangedV1: _entitlement,
    ClaimRecordedV1: _claim,
}
