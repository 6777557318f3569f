"""REST bodies of bills, callbacks and files."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from enrolment_terms.scheme import BillKind, BillState, FailureCause, Payer, PaymentChannel
from payment_bridge.domain.callback_states import CallbackState
from payment_bridge.domain.claims import Resolution
from payment_bridge.domain.differences import DifferenceState, TaxResult, TaxSource
from payment_bridge.domain.dues import DueStatus
from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.domain.refunds import Ground
from payment_bridge.domain.tax_cases import CaseKind, CaseState
from payment_bridge.domain.tax_rows import RowOutcome
from service_runtime import DiscardReason
from service_runtime.rest import Amount, Answer, Body, Id, Moment, Region, Year

_WRITING = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
CloseReason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=_WRITING), Field(title="核结原因")
]
"""What people write: no control characters but line breaks and tabs."""


class LevyCheckForm(Body):
    """某统筹区某年度的统一核定已通过。"""

    region: Region
    benefit_year: Year
    note: Annotated[str, Field(max_length=500, pattern=_WRITING, title="核定说明")] = ""


class LevyCheck(Answer):
    """一次已通过的统一核定。"""

    region: str
    benefit_year: int
    passed_on: date
    note: Annotated[str, Field(title="核定说明")]
    checked_by: str
    recorded_at: Moment


class PeriodEndForm(Body):
    """集中参保期结束处理的统筹区和年度；重复调用直到 remaining 为 0。"""

    region: Region
    benefit_year: Year
    limit: Annotated[int, Field(ge=1, le=10_000, title="本次处理数量", examples=[5000])] = 5000


class PeriodEnd(Answer):
    """本次作自动弃保处理的数量；remaining 为尚未处理的数量。"""

    abandoned: int
    remaining: int


class Money(Answer):
    """一笔到账款项。"""

    payment_id: Id
    tax_serial: str
    bill_id: Id
    amount: Amount
    channel: PaymentChannel
    arrival_date: date
    state: PaymentState
    received_at: Moment
    disputed: Annotated[bool, Field(title="有未核结的税务记录差异", examples=[False])] = False


class RefundOffer(Answer):
    """一种已有依据、可以申请的退费情形；不申请的不退。"""

    ground: Ground
    case_id: Annotated[Id | None, Field(title="作为依据的重复参保案件编号")]
    known_on: Annotated[date, Field(title="得知退费情形的日期", examples=["2024-11-20"])]
    apply_until: Annotated[date, Field(title="最迟申请日期", examples=["2024-12-31"])]


class Bill(Answer):
    """一张应征账单及其款项；refund_offers 为重复参保案件已确定不保留的参保关系此时可以申请的退费。"""

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
    refund_offers: Annotated[list[RefundOffer], Field(title="可以申请的退费")] = Field(default_factory=list)


class OwnChannel(Answer):
    """个人可用的一种缴费渠道。"""

    channel: PaymentChannel


class DueItem(Answer):
    """一笔待缴费用；msg 说明情况；channels 为空的，个人此时无须或不能缴纳；group_id 相同的应一并缴清。"""

    bill_id: Id
    group_id: Id
    participation_id: Id
    person_id: Id
    kind: BillKind
    benefit_year: int
    area: str
    amount: Amount
    payer: Payer
    status: DueStatus
    pay_until: Annotated[date | None, Field(title="缴费期限", examples=["2023-12-31"])]
    msg: Annotated[str, Field(title="情况说明", examples=["请在2023-12-31前足额缴纳406.00元，未缴的不能享受待遇"])]
    channels: Annotated[list[OwnChannel], Field(title="可用缴费渠道")]


class PaymentLink(Answer):
    """一张账单的缴费链接；link 也是二维码内容。"""

    bill_id: Id
    amount: Amount
    link: Annotated[str, Field(title="缴费链接", examples=["https://tax-office.example/tax-office/v1/pay/eyJhbGciOiJIUzI1NiJ9.e30.c2ln"])]
    expires_at: Annotated[Moment, Field(title="有效期至", examples=["2023-10-20T09:15:00+08:00"])]


class CallbackCounts(Answer):
    """税务回执的数量。"""

    received: int
    processed: int
    pending: int
    failed: Annotated[int, Field(title="处理失败", examples=[0])]
    last_at: Moment | None
    per_minute: int


class Progress(Answer):
    """征缴进度；due 为待传送税务部门的账单、批次和撤回；不分区域的数字对仅辖部分区域的经办人员为空。"""

    held: int
    sent: int
    paid: int
    abandoned: int
    cancelled: int
    failed: dict[FailureCause, int]
    callbacks: CallbackCounts | None
    unknown_payments: int | None
    mismatches: int
    duplicates: int
    due: int


class CallbackItem(Answer):
    """一条税务回执；error、field、rule 说明错误，不含回执内容。"""

    webhook_id: str
    state: CallbackState
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
    """作废哪些处理失败的税务回执及其原因。"""

    ids: Annotated[list[Annotated[str, Field(min_length=1, max_length=255)]], Field(title="回执编号", min_length=1, max_length=1000)]
    reason: Annotated[DiscardReason, Field(pattern=_WRITING)]


class DifferenceSide(Answer):
    """同一税票号码的一份内容。"""

    result: TaxResult
    bill_id: Id
    arrival_date: date
    round_no: int
    amount: Amount | None
    channel: PaymentChannel | None
    cause: FailureCause | None
    resend_no: int | None


class DifferenceItem(Answer):
    """同一税票号码两次内容不同；first 为先收到的，仍有效。"""

    difference_id: Id
    tax_serial: str
    told_by: TaxSource
    first: Annotated[DifferenceSide, Field(title="先收到的内容")]
    other: Annotated[DifferenceSide, Field(title="后收到的内容")]
    state: DifferenceState
    opened_at: Annotated[Moment, Field(title="发现时间")]
    closed_at: Annotated[Moment | None, Field(title="核结时间")]
    closed_by: Annotated[str | None, Field(title="核结人", examples=["operator:0001"])]
    close_reason: Annotated[str | None, Field(title="核结原因", examples=["税务部门确认台账有误"])]


class DifferenceCloseForm(Body):
    """核结差异的原因。"""

    reason: CloseReason


class TaxCaseItem(Answer):
    """一项税务待核事项；area 为负责的经办机构辖区，空为全辖区；error、field、rule 说明错误，不含明细内容。"""

    case_id: Annotated[Id, Field(title="待核事项编号")]
    kind: CaseKind
    area: str | None
    told_by: TaxSource | None
    bill_id: Id | None
    tax_serial: str | None
    other_serial: Annotated[str | None, Field(title="被冲正款项的税票号码", examples=["1000000001"])]
    amount: Amount | None
    told_on: Annotated[date | None, Field(title="到账或冲正日期")]
    code: Annotated[str | None, Field(title="税务部门的退回代码", examples=["RECALLED"])]
    error: str | None
    field: str | None
    rule: str | None
    state: CaseState
    opened_at: Annotated[Moment, Field(title="发现时间")]
    closed_at: Annotated[Moment | None, Field(title="核结时间")]
    closed_by: Annotated[str | None, Field(title="核结人", examples=["operator:0001"])]
    close_reason: Annotated[str | None, Field(title="核结原因", examples=["税务部门确认台账有误"])]
    resolution: Annotated[Resolution | None, Field(title="待收回款项处理结果")]


class TaxCaseCloseForm(Body):
    """核结税务待核事项的原因；有待收回款项的，并选择处理结果。"""

    reason: CloseReason
    resolution: Annotated[Resolution | None, Field(title="待收回款项处理结果")] = None


class RowNotTaken(Answer):
    """回执中未接收的一条明细：已留存待人工核对；place 从 0 起。"""

    place: Annotated[int, Field(title="明细序号", examples=[3])]
    tax_serial: str | None
    field: str | None
    rule: str | None


class RowNoted(Answer):
    """回执中已留存、但此前已接收或账单尚不存在的一条明细；place 从 0 起。"""

    place: Annotated[int, Field(title="明细序号", examples=[3])]
    tax_serial: str | None
    row_outcome: RowOutcome


class Receipt(Answer):
    """已接收；set_aside 列出未接收的明细，noted 列出此前已接收或账单尚不存在的明细，其余均为新接收。"""

    received: Literal[True]
    rows: Annotated[int | None, Field(title="明细数量", examples=[500])] = None
    set_aside: Annotated[list[RowNotTaken], Field(title="未接收的明细")] = Field(default_factory=list)
    noted: Annotated[list[RowNoted], Field(title="此前已接收或账单尚不存在的明细")] = Field(default_factory=list)
