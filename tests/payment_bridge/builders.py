"""Facts for the tests of payment-bridge, with a word for everything that does not matter."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from enrolment_events.envelope import Event, new_event
from enrolment_events.households import BankAccount
from enrolment_events.registration import (
    ParticipationCancelledV1,
    ParticipationData,
    ParticipationRegisteredV1,
    ParticipationStoppedV1,
    ParticipationSuspendedV1,
    ParticipationTerminatedV1,
    PersonKey,
    PersonState,
)
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import DocumentType, Sex
from enrolment_terms.identifiers import new_id
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.scheme import BillKind, Category, Channel, FailureCause, ParticipationState, Payer, PaymentChannel, Scheme
from enrolment_terms.sealed import IdentityToken, Sealed
from payment_bridge.domain.charges import charge_of
from payment_bridge.domain.facts import (
    BillFacts,
    Failure,
    LevyDelivery,
    ParticipationStatus,
    Payment,
    Registration,
    bill_id_of,
)
from policy_parameters import load_policy_book
from service_runtime import Vault, generate_vault_keys

POLICY = load_policy_book()
VAULT_KEYS = generate_vault_keys()
VAULT = Vault.from_json(VAULT_KEYS)
KAIPING = "440783115"
REGION = "440700"
OCTOBER = date(2023, 10, 10)
MORNING = datetime(2023, 10, 10, 9, 0, tzinfo=SHANGHAI)
RATE_2024 = 40600

REGISTERED_ON = ParticipationStatus(ParticipationState.REGISTERED, None, OCTOBER)
CANCELLED = ParticipationStatus(ParticipationState.CANCELLED, None, date(2023, 10, 25))

_TYPES: dict[ParticipationState, type[ParticipationData]] = {
    ParticipationState.REGISTERED: ParticipationRegisteredV1,
    ParticipationState.CANCELLED: ParticipationCancelledV1,
    ParticipationState.STOPPED: ParticipationStoppedV1,
    ParticipationState.SUSPENDED: ParticipationSuspendedV1,
    ParticipationState.TERMINATED: ParticipationTerminatedV1,
}
_TOLD = {
    "name": "司徒样例",
    "document": "44079919790712003X",
    "holder": "司徒样例",
    "account": "0000000000000001",
    "bank": "开平样例银行",
    "household": "H-0001",
}


def sealed_for(person_id: UUID, **changed: str) -> dict[str, Sealed]:
    """What registration seals for a person, by purpose."""
    return {purpose: VAULT.seal(text, purpose, person_id) for purpose, text in (_TOLD | changed).items()}


def registration(**changed: Any) -> Registration:
    """Registered on 2023-10-10 for 2024, an adult who pays himself."""
    plain = Registration(
        participation_id=new_id(),
        person_id=new_id(),
        benefit_year=2024,
        area=KAIPING,
        category=Category.GENERAL,
        payer=Payer.PERSON,
        registered_on=OCTOBER,
        birth_date=date(1979, 7, 12),
    )
    return plain._replace(**changed)


def bill_facts(
    *failures: Failure, money: tuple[Payment, ...] = (), status: ParticipationStatus = REGISTERED_ON, **sending: Any
) -> BillFacts:
    """An ordinary bill of 2024 that was sent on 2023-10-10, with what the tax office told of it."""
    charge = charge_of(registration(), POLICY)
    dealings = {"created_on": OCTOBER, "held": False, "sent_no": 0, "sent_on": OCTOBER, **sending}
    return BillFacts(charge, LevyDelivery(**dealings), status, failures, money)


def failure(on: date, cause: FailureCause = FailureCause.INSUFFICIENT_BALANCE, *, serial: str = "11", resend_no: int = 0) -> Failure:
    """A deduction that failed that day."""
    return Failure(serial, resend_no, 1, cause, on)


def receipt(on: date, *, serial: str = "21", amount: int = RATE_2024, channel: PaymentChannel = PaymentChannel.BANK_DEDUCTION) -> Payment:
    """Money that arrived that day."""
    return Payment(serial, amount, on, channel)


def token_of(person_id: UUID) -> IdentityToken:
    """The token of the one document of a person."""
    return IdentityToken(person_id.hex * 2)


def participation_event(
    participation_id: UUID, state: ParticipationState = ParticipationState.REGISTERED, version: int = 1, **changed: Any
) -> Event[ParticipationData]:
    """What registration tells of a participation; by default registered on 2023-10-10 for 2024."""
    person_id = changed.pop("person_id", participation_id)
    birth = changed.pop("birth_date", date(1979, 7, 12))
    sealed = sealed_for(person_id)
    key = PersonKey(kind=DocumentType.RESIDENT_ID, token=changed.pop("token", token_of(person_id)), number=sealed["document"])
    account = BankAccount(holder=sealed["holder"], bank=sealed["bank"], number=sealed["account"])
    plain: dict[str, Any] = {
        "participation_id": participation_id,
        "state": state,
        "benefit_year": 2024,
        "scheme": Scheme.RESIDENT,
        "area": KAIPING,
        "category": Category.GENERAL,
        "channel": Channel.YUE_YIBAO,
        "payer": Payer.PERSON,
        "household_no": sealed["household"],
        "registered_on": OCTOBER,
        "effective_on": OCTOBER + timedelta(days=version - 1),
        "person": PersonState(person_id=person_id, name=sealed["name"], sex=Sex.MALE, birth_date=birth, keys=(key,)),
        "account": account,
        **changed,
    }
    data = plain.pop("kind", _TYPES[state])(**plain)
    return new_event(
        data,
        aggregate_id=participation_id,
        aggregate_version=version,
        person_id=person_id,
        region=pooling_region_of(data.area),
        occurred_at=MORNING,
        recorded_at=MORNING,
    )


def normal_bill(participation_id: UUID) -> UUID:
    """The id of the ordinary bill of a participation."""
    return bill_id_of(participation_id, BillKind.NORMAL, 0)


def deductions(*rows: dict[str, Any], round_no: int = 1) -> bytes:
    """The callback of a deduction round."""
    return _message("tax.deduction.results", {"round_no": round_no, "rows": list(rows)})


def sales(*rows: dict[str, Any]) -> bytes:
    """The callback of money by other channels."""
    return _message("tax.payment.received", {"rows": list(rows)})


def levy_accepted(batch_id: str, *bill_ids: UUID, **round_no: int) -> bytes:
    """The callback of a batch in collection."""
    return _message("tax.levy.accepted", {"batch_id": batch_id, "bill_ids": [str(bill_id) for bill_id in bill_ids], **round_no})


def _message(kind: str, data: dict[str, Any]) -> bytes:
    return msgspec.json.encode({"type": kind, "timestamp": MORNING.isoformat(), "data": data})


def success_row(serial: str, bill_id: UUID, on: date, amount: str = "406.00") -> dict[str, Any]:
    """A bill was deducted."""
    return {
        "serial": serial, "bill_id": str(bill_id), "resend_no": 0, "result": "SUCCESS", "amount": amount,
        "arrival_date": on.isoformat(), "cause": None,
    }  # fmt: skip


def failure_row(
    serial: str, bill_id: UUID, on: date, cause: FailureCause = FailureCause.INSUFFICIENT_BALANCE, resend_no: int = 0
) -> dict[str, Any]:
    """A bill could not be deducted."""
    return {
        "serial": serial, "bill_id": str(bill_id), "resend_no": resend_no, "result": "FAILURE", "amount": "406.00",
        "arrival_date": on.isoformat(), "cause": str(cause),
    }  # fmt: skip


def sale_row(serial: str, bill_id: UUID, on: date, channel: PaymentChannel = PaymentChannel.YUE_SHUITONG) -> dict[str, Any]:
    """A bill was paid by another channel."""
    return {"serial": serial, "bill_id": str(bill_id), "amount": "406.00", "arrival_date": on.isoformat(), "channel": str(channel)}


def employees(*rows: dict[str, Any]) -> bytes:
    """The callback of relations in the employee scheme."""
    return _message("tax.employee.relations", {"rows": list(rows)})


def employee_row(number: str, revision: int = 1, **changed: Any) -> dict[str, Any]:
    """A worker, registered on 2023-10-01 and not paid for, unless changed."""
    days = dict.fromkeys(("first_payment_on", "benefits_from", "benefits_until", "ended_notice_on"))
    return {
        "relation_no": "2000000001", "revision": revision, "doc_type": "RESIDENT_ID", "doc_number": number, "identity": "WORKER",
        "area": "440783", "registered_on": "2023-10-01", **days, "employer": "91440783MA4YANGLI1", **changed,
    }  # fmt: skip
