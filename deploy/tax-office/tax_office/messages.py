"""The messages of docs/contracts/tax-office.yaml, read strictly."""

from datetime import date, datetime
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from enrolment_terms.scheme import BillKind, Payer
from tax_office import problems

Id = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")]
Year = Annotated[int, Meta(ge=2000, le=2100)]
Short = Annotated[str, Meta(min_length=1, max_length=40)]
Long = Annotated[str, Meta(min_length=1, max_length=100)]
Yuan = Annotated[str, Meta(pattern=r"^[0-9]{1,10}\.[0-9]{2}\Z")]
Serials = Annotated[list[Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,30}\Z")]], Meta(min_length=1, max_length=100)]
DocumentKind = Literal["RESIDENT_ID", "HOUSEHOLD_BOOK", "BIRTH_CERT", "FOREIGN_PR", "CN_PASSPORT", "HMT_PERMIT", "EXPECTED_CHILD"]
Message = TypeVar("Message")


class LevyBill(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One bill of a levy (R-056)."""

    bill_id: Id
    resend_no: Annotated[int, Meta(ge=0, le=1000)]
    person_id: Id
    doc_type: DocumentKind
    doc_number: Short
    name: Long
    area: Annotated[str, Meta(pattern=r"^[0-9]{6}([0-9]{3}){0,2}\Z")]
    benefit_year: Year
    kind: BillKind
    amount: Yuan
    payer: Payer
    bank: Annotated[str, Meta(max_length=100)] | None
    account: Annotated[str, Meta(max_length=40)] | None
    account_holder: Annotated[str, Meta(max_length=100)] | None
    agreement: Annotated[str, Meta(max_length=100)] | None
    household_no: Annotated[str, Meta(max_length=64)] | None
    repair_year: int | None = None


class LevyBatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At most 2000 bills under one name."""

    batch_id: Id
    benefit_year: Year
    region: Annotated[str, Meta(pattern=r"^[0-9]{4}00\Z")]
    sent_at: Annotated[datetime, Meta(tz=True)]
    bills: Annotated[list[LevyBill], Meta(min_length=1, max_length=2000)]


class LevyRefusal(msgspec.Struct, frozen=True):
    """A bill of a batch that was not taken."""

    bill_id: str
    code: Literal["AMOUNT_INVALID", "DUPLICATE_IN_BATCH", "RECALLED"]
    msg: str


class LevyBatchAnswer(msgspec.Struct, frozen=True):
    """What became of a batch."""

    batch_id: str
    accepted: int
    refused: list[LevyRefusal]


class Recall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bills taken back."""

    bill_ids: Annotated[list[Id], Meta(min_length=1, max_length=2000)]
    reason: Annotated[str, Meta(max_length=200)]


class RefundRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A refund to be reviewed (R-072)."""

    refund_id: Id
    submission: Annotated[int, Meta(ge=1, le=1_000_000)]
    bill_id: Id
    ground: Literal["DEATH", "DUPLICATE_PAYMENT", "EMPLOYEE_SCHEME", "OTHER_REGION", "LOCAL_OTHER"]
    amount: Yuan
    applied_on: date
    serials: Serials
    papers: Annotated[list[Short], Meta(max_length=40)]


class Payee(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An account, where the money cannot go back by the way on which it came."""

    holder: Long
    bank: Long
    account: Annotated[str, Meta(pattern=r"^[0-9]{8,32}\Z")]


class RefundPayout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An order to pay back."""

    payout_id: Id
    refund_id: Id
    bill_id: Id
    amount: Yuan
    serials: Serials
    ordered_on: date
    payee: Payee | None = None


def read_message(body: bytes, kind: type[Message]) -> Message:
    """The message in a body. Raises Refusal 400 for what is no JSON and 422 for what is no such message."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise problems.fields_invalid() from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise problems.malformed() from error
