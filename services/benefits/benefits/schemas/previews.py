"""What would happen on another day; repair of missed years."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from benefits.domain.previews import PreviewWarning, Supposed
from benefits.schemas.entitlements import ExplanationStep
from enrolment_terms.scheme import BillKind, Category, Payer
from service_runtime.rest import Amount, Answer, Area, Body, Day, Id, Year


class Supposition(Body):
    """假设某日为某年度缴费，并可再修复若干年。"""

    area: Area
    benefit_year: Year
    pay_on: Annotated[Day, Field(title="缴费到账日期")]
    category: Annotated[Category, Field(title="参保类别")] = Category.GENERAL
    payer: Annotated[Payer, Field(title="缴费主体")] = Payer.PERSON
    repair_years: Annotated[int, Field(ge=0, le=20, title="修复年数")] = 0
    repair_on: Annotated[Day | None, Field(title="修复缴费到账日期")] = None

    @property
    def supposed(self) -> Supposed:
        """As the rules take it."""
        return Supposed(**{name: getattr(self, name) for name in Supposition.model_fields})


class PreviewQuestion(Supposition):
    """假设某日缴费、修复若干年或为新生儿参保；可指明人员，也可填写其情况。"""

    person_id: Annotated[UUID | None, Field(title="人员编号")] = None
    birth_date: Annotated[Day | None, Field(title="出生日期")] = None
    foreign: Annotated[bool, Field(title="外国人、华侨")] = False
    insured_years: Annotated[list[Year], Field(max_length=60, title="已参保年度", default_factory=list)]


class MyPreviewQuestion(Supposition):
    """以本人或所代办人员的实际情况测算；可办理的人员不止一人的，指明人员。"""

    person_id: Annotated[UUID | None, Field(title="人员编号")] = None


class WaitResponse(Answer):
    """待遇等待期（月）。"""

    fixed_months: int
    variable_months: int
    total_months: int
    missed_years: int
    exempt_reason: Annotated[str | None, Field(examples=["NEWBORN"])]
    exempt_reason_label: Annotated[str | None, Field(examples=["新生儿"])]
    useful_repair_years: int
    repair_unit_price: Annotated[Amount | None, Field(title="每年修复金额（元）")]
    repair_price: Annotated[Amount | None, Field(title="修复金额合计（元）")]


class PreviewYear(Answer):
    """一个年度的待遇。"""

    benefit_year: int
    starts_on: date | None
    ends_on: date | None
    would_start: date | None
    empty: bool
    wait: WaitResponse
    explanation: list[ExplanationStep]


class PreviewBill(Answer):
    """将产生的一张账单；尚未公布标准时 amount 为空；个人免缴的由财政缴纳。"""

    kind: BillKind
    benefit_year: int
    amount: Amount | None
    payer: Payer


class WarningResponse(Answer):
    """缴费前须告知的一项内容。"""

    code: PreviewWarning
    msg: str


class PreviewResponse(Answer):
    """各年度待遇、将产生的账单和缴费前须知。"""

    years: list[PreviewYear]
    bills: list[PreviewBill]
    warnings: list[WarningResponse]


class RepairForm(Body):
    """修复待遇等待期。"""

    person_id: Annotated[UUID, Field(title="人员编号")]
    participation_id: Annotated[UUID, Field(title="参保关系编号")]
    benefit_year: Year
    years: Annotated[int, Field(ge=1, le=20, title="修复年数")]


class RepairWithdrawalForm(Body):
    """撤回尚未缴费的修复登记。"""

    person_id: Annotated[UUID, Field(title="人员编号")]
    participation_id: Annotated[UUID, Field(title="参保关系编号")]
    benefit_year: Year


class RepairWithdrawn(Answer):
    """已撤回的修复；未缴的账单随即取消，已缴的不受影响。"""

    repair_id: Id


class RepairResponse(Answer):
    """已登记的修复；只对可缩短等待期的年数出账。"""

    repair_id: Id
    asked_years: int
    years: int
    unit_price: Annotated[Amount, Field(title="单价（元）")]
    price: Annotated[Amount, Field(title="合计（元）")]
