"""REST bodies. What a person fills in is taken leniently and judged by the domain, so that all faults come in one answer."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from enrolment_terms.documents import Document, DocumentType, Sex
from enrolment_terms.reasons import Missing, Reason, ReasonCode, reason
from enrolment_terms.scheme import Category, Channel
from registration.domain.application_form import Faults, FormAnswers
from registration.domain.import_row import ImportRow
from registration.domain.materials import Material, SatisfiedBy
from registration.domain.review import Decision, Verdict

Line = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]*$")]
"""One line without control characters."""
Text = Annotated[Line, Field(max_length=200)]
Code = Annotated[Line, Field(max_length=64)]
Year = Annotated[int, Field(ge=2000, le=2100)]
Area = Annotated[str, Field(pattern=r"^\d{2,9}$")]


class Body(BaseModel):
    """Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class MaterialBody(Body):
    kind: Code
    satisfied_by: SatisfiedBy
    reference: Text | None = None


class ConsentBody(Body):
    """知情同意书 (B22): the agency fills in the units."""

    signed_on: date
    old_unit: Text | None = None


class ApplicationForm(Body):
    """The twelve fields of B1 and what mid-year categories add. Nothing is required here: the domain tells all that is missing at once."""

    name: Annotated[Line | None, Field(title="姓名", max_length=100)] = None
    sex: Annotated[Line | None, Field(title="性别", max_length=10)] = None
    document_type: Annotated[Line | None, Field(title="证件类型", max_length=32)] = None
    document_number: Annotated[Line | None, Field(title="证件号码", max_length=64)] = None
    household_area: Annotated[Line | None, Field(title="户口所在地", max_length=100)] = None
    household_address: Annotated[Line | None, Field(title="户口地址", max_length=200)] = None
    area: Annotated[Line | None, Field(title="参保区划", max_length=12)] = None
    account_holder: Annotated[Line | None, Field(title="银行户名", max_length=100)] = None
    bank: Annotated[Line | None, Field(title="开户银行", max_length=100)] = None
    account_number: Annotated[Line | None, Field(title="银行账号", max_length=64)] = None
    phone: Annotated[Line | None, Field(title="联系电话", max_length=32)] = None
    confirmed: Annotated[bool | None, Field(title="信息确认")] = None
    benefit_year: Annotated[Year | None, Field(title="参保年度")] = None
    category: Annotated[Code | None, Field(title="参保类别")] = None
    birth_date: Annotated[date | None, Field(title="出生日期")] = None
    channel: Annotated[Channel | None, Field(title="办理渠道")] = None
    credential_active: Annotated[bool, Field(title="医保电子凭证已激活")] = True
    event_date: Annotated[date | None, Field(title="事由发生日期")] = None
    materials: Annotated[list[MaterialBody], Field(title="材料", max_length=50)] = []
    employee_stop_proof: Annotated[bool, Field(title="职工医保停保凭证")] = False
    consent: Annotated[ConsentBody | None, Field(title="知情同意书")] = None
    foreign: Annotated[bool, Field(title="外国人、华侨或其子女")] = False
    household_no: Annotated[Code | None, Field(title="户号")] = None
    permit_valid_to: Annotated[date | None, Field(title="居住证有效期至")] = None

    def answers(self, channel: Channel) -> FormAnswers:
        """As the domain reads it; `channel` is used where the form names none."""
        return FormAnswers(
            name=self.name,
            sex=self.sex,
            document_type=self.document_type,
            document_number=self.document_number,
            household_area=self.household_area,
            household_address=self.household_address,
            area=self.area,
            account_holder=self.account_holder,
            bank=self.bank,
            account_number=self.account_number,
            phone=self.phone,
            confirmed=self.confirmed,
            benefit_year=self.benefit_year,
            category=self.category,
            birth_date=self.birth_date,
            channel=self.channel or channel,
            credential_active=self.credential_active,
            event_date=self.event_date,
            materials=tuple(Material(body.kind, body.satisfied_by, body.reference) for body in self.materials),
            employee_stop_proof=self.employee_stop_proof,
            consent_signed_on=self.consent.signed_on if self.consent else None,
            consent_old_unit=self.consent.old_unit if self.consent else None,
            foreign=self.foreign,
            household_no=self.household_no,
            permit_valid_to=self.permit_valid_to,
        )


class ApplicationAccepted(BaseModel):
    application_id: str
    state: str
    benefit_year: int
    submitted_at: datetime


class ReasonShown(BaseModel):
    code: str
    msg: str
    field: str | None
    rule: str | None


class MissingShown(BaseModel):
    field: str
    label: str
    rule: str | None


class ApplicantShown(BaseModel):
    name_masked: str
    document_masked: str


class ApplicationItem(BaseModel):
    application_id: str
    state: str
    kind: str
    category: str
    benefit_year: int
    area: str
    channel: str
    submit_no: int
    submitted_at: datetime
    reasons: list[ReasonShown]
    missing: list[MissingShown]
    person_id: str
    person: ApplicantShown
    participation_id: str | None


class StepShown(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    at: datetime
    from_state: Annotated[str, Field(serialization_alias="from")]
    to_state: Annotated[str, Field(serialization_alias="to")]
    event: str
    actor: str
    note: str | None


class ApplicationShown(ApplicationItem):
    history: list[StepShown]


class ApplicationPage(BaseModel):
    items: list[ApplicationItem]
    next: str | None


class ApplicationState(BaseModel):
    application_id: str
    state: str


class ReasonBody(Body):
    code: ReasonCode
    msg: Text | None = None
    field: Code | None = None


class MissingBody(Body):
    field: Code
    label: Text | None = None


class DecisionBody(Body):
    decision: Annotated[Verdict, Field(title="审核意见")]
    reasons: Annotated[list[ReasonBody], Field(title="原因", max_length=50)] = []
    missing: Annotated[list[MissingBody], Field(title="需补正材料", max_length=50)] = []
    note: Annotated[Text | None, Field(title="备注")] = None

    def decision_on(self, application_id: UUID) -> Decision:
        """As the domain reads it; standard texts where the reviewer wrote none."""
        reasons: tuple[Reason, ...] = tuple(reason(body.code, field=body.field, msg=body.msg) for body in self.reasons)
        missing = tuple(Missing(body.field, body.label or body.field) for body in self.missing)
        return Decision(application_id, self.decision, Faults(reasons, missing), self.note)


class ListedDecisionBody(DecisionBody):
    application_id: UUID


class DecisionList(Body):
    decisions: Annotated[list[ListedDecisionBody], Field(title="审核清单", min_length=1, max_length=500)]


class Refused(BaseModel):
    code: str
    msg: str


class DecisionResult(BaseModel):
    application_id: str
    state: str | None
    participation_id: str | None
    refused: Refused | None


class DecisionResults(BaseModel):
    results: list[DecisionResult]


class ImportedPerson(Body):
    name: Annotated[Line, Field(title="姓名", min_length=1, max_length=100)]
    sex: Annotated[Sex, Field(title="性别")]
    document_type: Annotated[DocumentType, Field(title="证件类型")]
    document_number: Annotated[Line, Field(title="证件号码", min_length=1, max_length=64)]
    area: Annotated[Line, Field(title="参保区划", max_length=12)]
    paid_on: Annotated[date, Field(title="到账日期")]
    household_no: Code | None = None
    phone: Annotated[Line | None, Field(title="联系电话", max_length=32)] = None
    account_holder: Annotated[Line | None, Field(title="银行户名", max_length=100)] = None
    bank: Annotated[Line | None, Field(title="开户银行", max_length=100)] = None
    account_number: Annotated[Line | None, Field(title="银行账号", max_length=64)] = None
    category: Annotated[Category, Field(title="参保类别")] = Category.GENERAL
    event: Text | None = None
    birth_date: Annotated[date | None, Field(title="出生日期")] = None
    permit_valid_to: Annotated[date | None, Field(title="居住证有效期至")] = None
    foreign: bool = False

    def row(self) -> ImportRow:
        """As the domain reads it."""
        return ImportRow(
            name=self.name.strip(),
            sex=self.sex,
            document=Document.read(self.document_type, self.document_number),
            birth_date=self.birth_date,
            area=self.area,
            household_no=self.household_no,
            phone=self.phone,
            account_holder=self.account_holder,
            bank=self.bank,
            account_number=self.account_number,
            category=self.category,
            paid_on=self.paid_on,
            permit_valid_to=self.permit_valid_to,
            foreign=self.foreign,
        )


class ImportList(Body):
    benefit_year: Annotated[Year, Field(title="参保年度")]
    region_paid_on: Annotated[date | None, Field(title="统计截止日")] = None
    people: Annotated[list[ImportedPerson], Field(title="人员清单", min_length=1, max_length=1000)]


class RefusedRow(BaseModel):
    row: int
    reasons: list[ReasonShown]


class ImportResult(BaseModel):
    imported: int
    already_there: int
    refused: list[RefusedRow]


class RenewalRequest(Body):
    benefit_year: Annotated[Year, Field(title="参保年度")]
    area: Annotated[str, Field(title="参保区划", pattern=r"^(\d{6}|\d{9})$")]
    limit: Annotated[int, Field(title="本次上限", ge=1, le=10000)] = 5000


class RenewalResult(BaseModel):
    renewed: int
    remaining: int


class OverdueRequest(Body):
    area: Annotated[str, Field(title="参保区划", pattern=r"^(\d{6}|\d{9})$")]
    limit: Annotated[int, Field(title="本次上限", ge=1, le=5000)] = 1000


class OverdueResult(BaseModel):
    rejected: int
    remaining: int


class StopRequest(Body):
    reason: Annotated[Text | None, Field(title="停保原因")] = None


class ParticipationStateShown(BaseModel):
    participation_id: str
    state: str


class DocumentQuery(Body):
    document_type: Annotated[DocumentType, Field(title="证件类型")]
    document_number: Annotated[Line, Field(title="证件号码", min_length=1, max_length=64)]


class DocumentShown(BaseModel):
    kind: str
    number_masked: str


class PersonShown(BaseModel):
    person_id: str
    name_masked: str
    sex: str
    birth_year: int
    documents: list[DocumentShown]
    phone_masked: str | None


class ParticipationShown(BaseModel):
    participation_id: str
    person_id: str
    scheme: str
    insutype: str
    benefit_year: int
    region: str
    area: str
    category: str
    channel: str
    payer: str
    state: str
    state_label: str
    psn_insu_stas: str
    state_reason: str | None
    registered_on: date
    paid_on: date | None
    effective_on: date
    failure_cause: str | None
    application_id: str | None
    entitlement_state: str | None
    starts_on: date | None
    ends_on: date | None
    wait_months: int | None


class ParticipationList(BaseModel):
    items: list[ParticipationShown]


class TimelineItemShown(BaseModel):
    at: datetime | date
    recorded_at: datetime
    service: str
    code: str
    what: str
    detail: dict[str, Any]


class TimelineShown(BaseModel):
    items: list[TimelineItemShown]


class TownShown(BaseModel):
    area: str
    name: str
    target: int | None
    registered: int
    paid: int
    rate: str | None
    unpaid: int
    failed: dict[str, int]
    abandoned: int


class TotalShown(BaseModel):
    target: int
    target_printed: int | None
    registered: int
    paid: int
    rate: str | None
    unpaid: int
    failed: dict[str, int]
    abandoned: int


class ProgressShown(BaseModel):
    as_of: date
    benefit_year: int
    area: str
    towns: list[TownShown]
    total: TotalShown


class FieldShown(BaseModel):
    name: str
    label: str
    kind: str
    filled_by: str
    required: bool
    rule: str


class FormShown(BaseModel):
    form: str
    title: str
    fields: list[FieldShown]
