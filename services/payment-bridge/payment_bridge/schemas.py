"""REST bodies of payment-bridge."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from enrolment_terms.scheme import BillKind, BillState, FailureCause, Payer, PaymentChannel
from payment_bridge.domain.payment_states import PaymentState
from service_runtime import DiscardReason

Region = Annotated[str, Field(pattern=r"^[0-9]{4}00$", description="统筹区，如 440700")]
Year = Annotated[int, Field(ge=2000, le=2100, description="年度")]


class Body(BaseModel):
    """What comes in: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


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
    recorded_at: datetime


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
    """Money that arrived. `amount` in yuan."""

    payment_id: str
    tax_serial: str
    bill_id: str
    amount: str
    channel: PaymentChannel
    arrival_date: date
    state: PaymentState
    received_at: datetime


class Bill(BaseModel):
    """A levy bill (D3). `amount` in yuan."""

    bill_id: str
    participation_id: str
    person_id: str
    kind: BillKind
    benefit_year: int
    area: str
    region: str
    amount: str
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


class Payments(BaseModel):
    """Money in one state, newest first."""

    items: list[Money]


class HappeningItem(BaseModel):
    """One entry of a person's timeline."""

    at: date
    recorded_at: datetime
    service: Literal["payment-bridge"]
    what: str
    code: str
    detail: dict[str, Any]


class Timeline(BaseModel):
    """A person's way through the levy."""

    items: list[HappeningItem]


class CallbackCounts(BaseModel):
    """Callbacks of the tax office."""

    received: int
    processed: int
    pending: int
    failed: int
    last_at: datetime | None
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
    received_at: datetime
    processed_at: datetime | None
    bytes: int
    discarded_at: datetime | None
    discarded_by: str | None
    discard_reason: str | None


class CallbackDiscardForm(Body):
    """Which failed callbacks to give up, and why."""

    ids: Annotated[list[Annotated[str, Field(min_length=1, max_length=255)]], Field(title="回执编号", min_length=1, max_length=1000)]
    reason: DiscardReason


class Callbacks(BaseModel):
    """Callbacks of one state, newest first."""

    items: list[CallbackItem]


class Receipt(BaseModel):
    """Stored."""

    received: Literal[True]
