"""What would happen on another day; repair of missed years."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from benefits.schemas.entitlements import StepResponse
from enrolment_terms.scheme import BillKind, Category, Payer
from service_runtime.rest import Area, Body, Year


class PreviewQuestion(Body):
    """What would happen if: pay on a day, repair years, enrol a newborn. A known person, or one who is told here."""

    person_id: Annotated[UUID | None, Field(title="人员编号")] = None
    birth_date: Annotated[date | None, Field(title="出生日期")] = None
    foreign: Annotated[bool, Field(title="外国人、华侨")] = False
    insured_years: Annotated[list[Year], Field(max_length=60, title="已参保年度", default_factory=list)]
    area: Area
    benefit_year: Year
    pay_on: Annotated[date, Field(title="缴费到账日期")]
    category: Annotated[Category, Field(title="参保类别")] = Category.GENERAL
    payer: Annotated[Payer, Field(title="缴费主体")] = Payer.PERSON
    repair_years: Annotated[int, Field(ge=0, le=20, title="修复年数")] = 0
    repair_on: Annotated[date | None, Field(title="修复缴费到账日期")] = None


class WaitResponse(BaseModel):
    """A waiting period in months."""

    fixed_months: int
    variable_months: int
    total_months: int
    missed_years: int
    exempt_reason: str | None
    useful_repair_years: int
    repair_unit_price: str | None
    repair_price: str | None


class PreviewYear(BaseModel):
    """What one benefit year would give."""

    benefit_year: int
    starts_on: date | None
    ends_on: date | None
    would_start: date | None
    empty: bool
    wait: WaitResponse
    explanation: list[StepResponse]


class BillResponse(BaseModel):
    """A bill that would come; `amount` is null where no rate is published yet."""

    kind: BillKind
    benefit_year: int
    amount: str | None


class WarningResponse(BaseModel):
    """What the person must be told before paying (R-103, R-109)."""

    code: str
    msg: str


class PreviewResponse(BaseModel):
    """Dates, bills and warnings."""

    years: list[PreviewYear]
    bills: list[BillResponse]
    warnings: list[WarningResponse]


class RepairForm(Body):
    """Repair of a waiting period (B19)."""

    person_id: Annotated[UUID, Field(title="人员编号")]
    participation_id: Annotated[UUID, Field(title="参保关系编号")]
    benefit_year: Year
    years: Annotated[int, Field(ge=1, le=20, title="修复年数")]


class RepairResponse(BaseModel):
    """What was registered: only years that shorten the wait are billed (R-106)."""

    repair_id: str
    asked_years: int
    years: int
    unit_price: str
    price: str
