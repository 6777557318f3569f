"""REST bodies of payment-bridge."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field

from enrolment_terms.money import yuan
from enrolment_terms.scheme import BillKind, BillState, FailureCause, Payer, PaymentChannel
from payment_bridge.domain.payment_states import PaymentState
from service_runtime import DiscardReason
from service_runtime.rest import Body, Moment, Page, Region, Year

Id = Annotated[str, BeforeValidator(str)]
Amount = Annotated[str, BeforeValidator(yuan), Field(title="金额（元）")]
"""Stored in fen, shown in yuan."""


class LevyCheckForm(Body):
    """The unified check of a region and year was passed (R-055)."""

    region: Region
    benefit_year: Year
    note: Annotated[str, Field(max_length=500, description="核定说明")] = ""


class LevyCheck(BaseModel):
    """A unified check that was passed."""

    region: str
    benefit_year: int
    passed_on: date
    note: str
    checked_by: str
    recorded_at: Moment


class LevyChecks(BaseModel):
    """All unified checks."""

    items: list[LevyCheck]


class PeriodEndForm(Body):
    """End the concentrated period; repeat until nothing remains."""

    region: Region
    benefit_year: Year
    limit: Annotated[int, Field(ge=1, le=10_000, description="本次处理数量")] = 5000


class PeriodEnd(BaseModel):
    """What one step did."""

    abandoned: int
    remaining: int


class Money(BaseModel):
    """Money that arrived."""

    payment_id: Id
    tax_serial: str
    bill_id: Id
    amount: Amount
    channel: PaymentChannel
    arrival_date: date
    state: PaymentState
    received_at: Moment


class Bill(BaseModel):
    """A levy bill (D3)."""

    bill_id: Id
    participation_id: Id
    person_id: Id
    kind: BillKind
    benefit_year: int
    area: str
    region: str
    amount: Amount
    payer: Payer
    state: BillState
    cause: FailureCause | None
    round_no: int
    resend_no: int
    effective_on: date
    last_day: date | None
    deemed_in_window: bool
    group_complete: bool
    version: int
    payments: list[Money]


class Bills(BaseModel):
    """Bills of a participation or a person."""

    items: list[Bill]


class Payments(Page[Money]):
    """Money in one state, newest first."""


class CallbackCounts(BaseModel):
    """Callbacks of the tax office."""

    received: int
    processed: int
    pending: int
    failed: int
    last_at: Moment | None
    per_minute: int


class Progress(BaseModel):
    """Where the levy stands. `due`: bills, batches and recalls that are under way to the tax office."""

    held: int
    sent: int
    paid: int
    abandoned: int
    cancelled: int
    failed: dict[str, int]
    callbacks: CallbackCounts
    unknown_payments: int
    mismatches: int
    duplicates: int
    due: int


class CallbackItem(BaseModel):
    """A stored callback; `error`, `field` and `rule` name the fault without its content."""

    webhook_id: str
    state: Literal["PENDING", "PROCESSED", "FAILED", "DISCARDED"]
    error: str | None
    field: str | None
    rule: str | None
    received_at: Moment
    processed_at: Moment | None
    bytes: int
    discarded_at: Moment | None
    discarded_by: str | None
    discard_reason: str | None


class CallbackDiscardForm(Body):
    """Which failed callbacks to give up, and why."""

    ids: Annotated[list[Annotated[str, Field(min_length=1, max_length=255)]], Field(title="回执编号", min_length=1, max_length=1000)]
    reason: DiscardReason


class Callbacks(Page[CallbackItem]):
    """Callbacks of one state, newest first."""


class Receipt(BaseModel):
    """Stored."""

    received: Literal[True]
