"""REST bodies of the benefits service."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from enrolment_events.benefits import EntitlementState, FilingState
from enrolment_terms.documents import DocumentType
from enrolment_terms.scheme import BillKind, Category, Payer, Scheme


class Body(BaseModel):
    """A body that refuses fields it does not know."""

    model_config = ConfigDict(extra="forbid")


class ParameterOut(BaseModel):
    """A policy parameter with its source and how firm it is."""

    name: str
    label: str
    value: str
    unit: str
    region: str
    from_year: int
    source: str
    clause: str
    status: str


class StepOut(BaseModel):
    """One applied rule: clause and decisive words, a sentence for people, the facts and parameters for programs."""

    rule: str
    clause: str
    quote: str
    text: str
    facts: dict[str, Any]
    parameters: list[ParameterOut]


class FlagOut(BaseModel):
    """Facts that contradict each other."""

    code: str
    msg: str


class CeilingOut(BaseModel):
    """大病保险最高支付限额 with both incentives; yuan. `provisional` until the year before is closed."""

    continuous_years: int
    continuous: str
    zero_claim: str
    effective: str
    ceiling: str
    provisional: bool


class FilingInForce(BaseModel):
    """The filing for care elsewhere that holds on the day."""

    filing_id: str
    type: str
    destination: str
    starts_on: date
    ends_on: date | None
    promise_only: bool


class EntitlementOut(BaseModel):
    """One person on one day, with every reason."""

    person_id: str
    on: date
    known_at: datetime
    known: bool
    covered: bool
    state: EntitlementState
    scheme: Scheme | None
    benefit_year: int
    starts_on: date | None
    ends_on: date | None
    wait_months: int
    level: str | None
    ceiling: CeilingOut | None
    filing: FilingInForce | None
    contradictions: list[FlagOut]
    explanation: list[StepOut]


class TimelineItem(BaseModel):
    """Something that happened to a person here."""

    at: datetime
    recorded_at: datetime
    service: str
    what: str
    code: str
    detail: dict[str, Any]


class Timeline(BaseModel):
    """A person's way through the service, the oldest first."""

    items: list[TimelineItem]


Area = Annotated[str, Field(pattern=r"^\d{6}(\d{3})?$", title="行政区划代码")]
Year = Annotated[int, Field(ge=1998, le=2100, title="参保年度")]
Yuan = Annotated[str, Field(pattern=r"^\d{1,10}(\.\d{1,2})?$", title="金额（元）")]
Token = Annotated[str, Field(min_length=16, max_length=128, pattern=r"^[\x21-\x7e]+$", title="身份标识令牌")]


class PersonQuestion(Body):
    """One person, by id, by identity token, or (where this deployment holds the identity key) by document."""

    person_id: Annotated[UUID | None, Field(title="人员编号")] = None
    token: Token | None = None
    document_type: Annotated[DocumentType | None, Field(title="证件类型")] = None
    document_number: Annotated[str | None, Field(max_length=30, title="证件号码")] = None


class BatchQuestion(Body):
    """Up to fifty people on one day."""

    on: Annotated[date | None, Field(title="待遇日期")] = None
    people: Annotated[list[PersonQuestion], Field(min_length=1, max_length=50, title="人员")]


class ErrorOut(BaseModel):
    """Why there is no answer for one person."""

    code: str
    msg: str


class BatchItem(BaseModel):
    """An answer or an error; `index` is the place of the question."""

    index: int
    entitlement: EntitlementOut | None
    error: ErrorOut | None


class BatchAnswer(BaseModel):
    """In the order of the questions."""

    results: list[BatchItem]


class PreviewQuestion(Body):
    """What would happen if: pay on a day, repair years, enrol a newborn. A known person, or one who is told here."""

    person_id: Annotated[UUID | None, Field(title="人员编号")] = None
    birth_date: Annotated[date | None, Field(title="出生日期")] = None
    foreign: Annotated[bool, Field(title="外国人、华侨")] = False
    insured_years: Annotated[list[Year], Field(max_length=60, title="已参保年度")] = []
    area: Area
    benefit_year: Year
    pay_on: Annotated[date, Field(title="缴费到账日期")]
    category: Annotated[Category, Field(title="参保类别")] = Category.GENERAL
    payer: Annotated[Payer, Field(title="缴费主体")] = Payer.PERSON
    repair_years: Annotated[int, Field(ge=0, le=20, title="修复年数")] = 0
    repair_on: Annotated[date | None, Field(title="修复缴费到账日期")] = None


class WaitOut(BaseModel):
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
    wait: WaitOut
    explanation: list[StepOut]


class BillOut(BaseModel):
    """A bill that would come; `amount` is null where no rate is published yet."""

    kind: BillKind
    benefit_year: int
    amount: str | None


class WarningOut(BaseModel):
    """What the person must be told before paying (R-103, R-109)."""

    code: str
    msg: str


class PreviewOut(BaseModel):
    """Dates, bills and warnings."""

    years: list[PreviewYear]
    bills: list[BillOut]
    warnings: list[WarningOut]


class RepairForm(Body):
    """Repair of a waiting period (B19)."""

    person_id: Annotated[UUID, Field(title="人员编号")]
    participation_id: Annotated[UUID, Field(title="参保关系编号")]
    benefit_year: Year
    years: Annotated[int, Field(ge=1, le=20, title="修复年数")]


class RepairOut(BaseModel):
    """What was registered: only years that shorten the wait are billed (R-106)."""

    repair_id: str
    asked_years: int
    years: int
    unit_price: str
    price: str


class ClaimReport(Body):
    """One settlement of the fund; sent again under the same reference it replaces what was reported before."""

    person_id: Annotated[UUID, Field(title="人员编号")]
    claim_ref: Annotated[str, Field(min_length=1, max_length=120, title="结算单号")]
    benefit_year: Year
    settled_on: Annotated[date, Field(title="结算日期")]
    fund_paid: Yuan
    serious_paid: Yuan = "0.00"
    bonus_used: Annotated[bool, Field(title="已使用奖励额度")] = False
    withdrawn: Annotated[bool, Field(title="已撤销")] = False


class ClaimReports(Body):
    """A feed of settlements."""

    claims: Annotated[list[ClaimReport], Field(min_length=1, max_length=2000, title="结算")]


class ClaimsReceiptOut(BaseModel):
    """What became of each settlement, by reference."""

    recorded: int
    unchanged: int
    refused: list[ErrorOut]


class MaterialOut(BaseModel):
    """A field or material: code and Chinese name."""

    code: str
    label: str


class FilingTypeOut(BaseModel):
    """What a frontend must ask for one type: fields, and groups of alternatives of which one is enough."""

    code: str
    label: str
    long_term: bool
    later_filing: bool
    min_stay_months: int
    fields: list[MaterialOut]
    materials: list[list[MaterialOut]]
    validity_rule: str
    validity_amount: int | None
    promise_only_months: int | None


class FilingFormsOut(BaseModel):
    """The forms of a channel."""

    channel: str
    types: list[FilingTypeOut]


class FilingIn(Body):
    """A filing for care elsewhere. Everything may be left out: what is missing is told at once."""

    type: Annotated[str, Field(max_length=30, title="备案类型")]
    channel: Annotated[Literal["YUE_YIBAO", "KIOSK"], Field(title="办理渠道")] = "YUE_YIBAO"
    notice_accepted: Annotated[bool, Field(title="已阅读并同意备案告知书")] = False
    for_other: Annotated[bool, Field(title="代办")] = False
    agent_name: Annotated[str | None, Field(max_length=60, title="代办人姓名")] = None
    agent_document: Annotated[str | None, Field(max_length=30, title="代办人证件号码")] = None
    phone: Annotated[str | None, Field(max_length=20, title="联系电话")] = None
    address_here: Annotated[str | None, Field(max_length=200, title="参保地联系地址")] = None
    destination: Annotated[str | None, Field(max_length=12, title="转往就医地")] = None
    address_there: Annotated[str | None, Field(max_length=200, title="就医地联系地址")] = None
    starts_on: Annotated[date | None, Field(title="备案开始日期")] = None
    ends_on: Annotated[date | None, Field(title="结束日期")] = None
    hospital: Annotated[str | None, Field(max_length=100, title="转往医疗机构")] = None
    hospital_area: Annotated[str | None, Field(max_length=12, title="医疗机构所在地")] = None
    reason: Annotated[str | None, Field(max_length=200, title="转诊原因")] = None
    materials: Annotated[list[str], Field(max_length=20, title="上传材料")] = []
    proof_valid_to: Annotated[date | None, Field(title="证明材料到期日")] = None
    retired: Annotated[bool | None, Field(title="已退休")] = None
    household_moved: Annotated[bool | None, Field(title="户籍已迁入就医地")] = None
    stay_months: Annotated[int | None, Field(ge=0, le=1200, title="居住或工作月数")] = None
    student: Annotated[bool, Field(title="学生")] = False
    in_hospital: Annotated[bool, Field(title="已住院")] = False


class NewFiling(FilingIn):
    """A filing for a person."""

    person_id: Annotated[UUID, Field(title="人员编号")]


class FilingDecision(Body):
    """A clerk's decision."""

    decision: Annotated[Literal["APPROVE", "NEEDS_CORRECTION", "REJECT"], Field(title="审核结果")]
    note: Annotated[str | None, Field(max_length=500, title="说明")] = None


class FilingMove(BaseModel):
    """One change of state."""

    at: datetime
    from_state: str
    to_state: str
    actor: str
    note: str | None


class FilingOut(BaseModel):
    """A filing in its state of today."""

    filing_id: str
    person_id: str
    type: str
    channel: str
    state: FilingState
    destination: str
    starts_on: date
    ends_on: date | None
    promise_only: bool
    end_reason: str | None
    history: list[FilingMove]


class FilingList(BaseModel):
    """Filings of one person."""

    items: list[FilingOut]


class RunOrder(Body):
    """Take the re-evaluation of everybody on; call again until `finished`. The first call cuts chunks of `limit` people."""

    limit: Annotated[int, Field(ge=1, le=20000, title="每批人数")] = 2000


class RunOut(BaseModel):
    """How far the run of a business date has come."""

    business_date: date
    people: int
    changed: int
    open_chunks: int
    finished: bool


class ParticipationRecord(BaseModel):
    """我要查我的医保参保信息 (B28): one benefit year, with the codes of the national platform."""

    participation_id: str
    benefit_year: int
    insutype: str
    insutype_name: str
    psn_insu_stas: str
    state_name: str
    insuplc_admdvs: str
    area_name: str | None
    registered_on: date
    paid_on: date | None
    starts_on: date | None
    ends_on: date | None
    state_today: EntitlementState


class ParticipationRecords(BaseModel):
    """All benefit years of a person, the newest first."""

    items: list[ParticipationRecord]


def _optional(title: str, length: int) -> Any:
    return Field(default=None, max_length=length, title=title)


class NationalCall(Body):
    """The national platform's envelope with its own spelling; only infno, msgid and input are read here."""

    infno: Annotated[str, Field(max_length=10, title="交易编号")]
    msgid: Annotated[str, Field(max_length=40, title="发送方报文ID")]
    mdtrtarea_admvs: str | None = _optional("就医地医保区划", 12)
    insuplc_admdvs: str | None = _optional("参保地医保区划", 12)
    recer_sys_code: str | None = _optional("接收方系统代码", 20)
    dev_no: str | None = _optional("设备编号", 100)
    dev_safe_info: str | None = _optional("设备安全信息", 2000)
    cainfo: str | None = _optional("数字签名信息", 2000)
    signtype: str | None = _optional("签名类型", 10)
    infver: str | None = _optional("接口版本号", 10)
    opter_type: str | None = _optional("经办人类别", 10)
    opter: str | None = _optional("经办人", 60)
    opter_name: str | None = _optional("经办人姓名", 60)
    inf_time: str | None = _optional("交易时间", 30)
    fixmedins_code: str | None = _optional("定点医药机构编号", 30)
    fixmedins_name: str | None = _optional("定点医药机构名称", 200)
    sign_no: str | None = _optional("交易签到流水号", 60)
    input: Annotated[dict[str, Any], Field(title="交易输入")]


class NationalAnswer(BaseModel):
    """The platform's envelope: infcode 0 ok, -1 failed."""

    infcode: int
    inf_refmsgid: str
    respond_time: str
    err_msg: str
    output: dict[str, Any]
