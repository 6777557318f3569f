"""Applications: what a person fills in is taken leniently and judged by the domain, so that all faults come in one answer."""

from typing import Annotated

from pydantic import ConfigDict, Field

from enrolment_terms.scheme import Category, Channel
from registration.domain.application_form import FormAnswers
from registration.domain.application_states import ApplicationEvent, ApplicationKind, ApplicationState
from registration.domain.materials import Material, Promise, SatisfiedBy
from registration.schemas.lines import Code, HouseholdNo, NumberLine, Text
from service_runtime.rest import Answer, Body, Day, Id, Line, MissingResponse, Moment, ReasonResponse, Year


class PromiseBody(Body):
    """书面承诺：所签承诺书的版本（见事项 texts 中 promise_ 开头的一项）和签署日期。"""

    version: Annotated[Code, Field(title="承诺书版本", examples=["promise_2023"])]
    signed_on: Day


class MaterialBody(Body):
    """一份材料：原件、复印件的 reference 为已上传材料的编号，窗口办理的由经办人员当面核验；书面承诺填写 promise；数据共享由系统核验。"""

    kind: Annotated[Code, Field(title="材料代码", examples=["HOUSEHOLD_BOOK"])]
    satisfied_by: SatisfiedBy
    reference: Text | None = None
    promise: PromiseBody | None = None

    @property
    def material(self) -> Material:
        """As the domain reads it."""
        promise = Promise(self.promise.version, self.promise.signed_on) if self.promise else None
        return Material(self.kind, self.satisfied_by, self.reference, promise)


class ConsentBody(Body):
    """知情同意书；单位由经办机构填写。"""

    signed_on: Day
    old_unit: Text | None = None


Answers = dict[str, Text]


class ApplicationForm(Body):
    """一件申请：服务事项、每件申请都有的内容，以及该事项另外要求的填写项（form）。缺少的内容在一次答复中全部告知。"""

    # Nothing is required here: the domain tells all that is missing at once, by the declaration of the item.

    item: Annotated[Code | None, Field(title="服务事项", examples=["resident_enrolment"])] = None
    form: Annotated[Answers, Field(title="该事项的其他填写项", max_length=100, default_factory=dict, examples=[{}])]
    name: Annotated[Line | None, Field(title="姓名", max_length=100)] = None
    sex: Annotated[Line | None, Field(title="性别", max_length=10)] = None
    document_type: Annotated[Line | None, Field(title="证件类型", max_length=32)] = None
    document_number: Annotated[Line | None, Field(title="证件号码", max_length=64)] = None
    household_area: Annotated[Line | None, Field(title="户口所在地", max_length=100)] = None
    household_address: Annotated[Line | None, Field(title="户口地址", max_length=200)] = None
    area: Annotated[Line | None, Field(title="参保区划", max_length=12)] = None
    account_holder: Annotated[Line | None, Field(title="银行户名", max_length=100)] = None
    bank: Annotated[Line | None, Field(title="开户银行", max_length=100)] = None
    account_number: Annotated[NumberLine | None, Field(title="银行账号", max_length=64)] = None
    phone: Annotated[NumberLine | None, Field(title="联系电话", max_length=32)] = None
    confirmed: Annotated[bool | None, Field(title="信息确认")] = None
    benefit_year: Annotated[Year | None, Field(title="参保年度")] = None
    category: Annotated[Code | None, Field(title="参保类别")] = None
    birth_date: Annotated[Day | None, Field(title="出生日期")] = None
    channel: Annotated[Channel | None, Field(title="办理渠道")] = None
    credential_active: Annotated[bool, Field(title="医保电子凭证已激活（以登录信息为准，此项不采用）", deprecated=True)] = True
    event_date: Annotated[Day | None, Field(title="事由发生日期")] = None
    materials: Annotated[list[MaterialBody], Field(title="材料", max_length=50, default_factory=list)]
    employee_stop_proof: Annotated[bool, Field(title="职工医保停保凭证（以上传材料为准，此项不采用）", deprecated=True)] = False
    consent: Annotated[ConsentBody | None, Field(title="知情同意书")] = None
    foreign: Annotated[bool, Field(title="外国人、华侨或其子女（以证件和材料为准，此项不采用）", deprecated=True)] = False
    household_no: Annotated[HouseholdNo | None, Field(title="户号")] = None
    permit_valid_to: Annotated[Day | None, Field(title="居住证有效期至")] = None

    def answers(self) -> FormAnswers:
        """As the domain reads it. What a tick cannot prove is left out."""
        told = {name: told for name, told in vars(self).items() if name not in _NOT_BELIEVED}
        told["more"] = told.pop("form")
        told["materials"] = tuple(body.material for body in self.materials)
        if self.consent is not None:
            told.update(consent_signed_on=self.consent.signed_on, consent_old_unit=self.consent.old_unit)
        return FormAnswers(**told)


_NOT_BELIEVED = frozenset({"consent", "credential_active", "employee_stop_proof", "foreign"})


class ApplicationAccepted(Answer):
    """已受理的申请。"""

    application_id: Id
    state: ApplicationState
    benefit_year: int
    submitted_at: Moment


class ApplicantResponse(Answer):
    """申请人（脱敏）。"""

    name_masked: str
    document_masked: str


class ApplicationItem(Answer):
    """列表中的一件申请。"""

    application_id: Id
    state: ApplicationState
    item: Annotated[str | None, Field(examples=["resident_enrolment"])]
    kind: ApplicationKind
    category: Category
    benefit_year: int
    area: str
    channel: Channel
    submit_no: int
    submitted_at: Moment
    reasons: list[ReasonResponse]
    missing: list[MissingResponse]
    person_id: Id | None
    person: ApplicantResponse
    participation_id: Id | None


class ApplicationStep(Answer):
    """申请的一次状态变化。"""

    model_config = ConfigDict(populate_by_name=True)

    at: Moment
    from_state: Annotated[ApplicationState, Field(serialization_alias="from")]
    to_state: Annotated[ApplicationState, Field(serialization_alias="to")]
    event: ApplicationEvent
    actor: str
    note: str | None


class ApplicationSubmission(Answer):
    """一次提交：不含填写内容，只含填写项和材料的名称。"""

    submit_no: int
    at: Moment
    actor: str
    item: str
    changed: Annotated[list[str], Field(title="与上次不同的填写项", examples=[["phone"]])]
    materials: Annotated[list[str], Field(title="提交的材料代码", examples=[["HOUSEHOLD_BOOK"]])]


class ApplicationNotice(Answer):
    """一次一次性告知。"""

    submit_no: int
    at: Moment
    event: ApplicationEvent
    actor: str
    reasons: list[ReasonResponse]
    missing: list[MissingResponse]


class ApplicationResponse(ApplicationItem):
    """一件申请及其办理经过：每次提交和每次告知都保留。"""

    history: list[ApplicationStep]
    submissions: Annotated[list[ApplicationSubmission], Field(title="历次提交")]
    notices: Annotated[list[ApplicationNotice], Field(title="历次一次性告知")]


class ApplicationStateResponse(Answer):
    """申请的当前状态。"""

    application_id: Id
    state: ApplicationState
