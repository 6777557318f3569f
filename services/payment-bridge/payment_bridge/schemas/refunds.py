"""REST bodies of refunds (B18)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from enrolment_events.payment import RefundEnd, RefundState
from enrolment_terms.scheme import Payer, Scheme
from payment_bridge.domain.refunds import Decision, Ground
from service_runtime.rest import Amount, Answer, Body, Day, Id, Moment

_WRITING = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"


class RefundPaper(Body):
    """一份已提交的材料：材料代码和上传编号。"""

    paper: Annotated[str, Field(pattern=r"^[A-Z][A-Z_]{1,39}$", title="材料代码", examples=["EMPLOYEE_PROOF"])]
    material_id: Annotated[UUID | None, Field(title="上传材料编号")] = None


class RefundPayee(Body):
    """原渠道不能退回时的收款账户。"""

    holder: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=50, pattern=_WRITING),
        Field(title="户名", examples=["司徒样例"]),
    ]
    bank: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=_WRITING),
        Field(title="开户银行", examples=["开平样例银行"]),
    ]
    account: Annotated[str, Field(pattern=r"^[0-9]{8,32}$", title="账号", examples=["0000000000000001"])]


class RefundRequestForm(Body):
    """退费申请；bill_id 与 payment_id 填其中一项，payment_id 只用于重复缴费等未入账的款项；默认按原渠道退回。"""

    bill_id: Annotated[UUID | None, Field(title="应征账单编号")] = None
    payment_id: Annotated[UUID | None, Field(title="款项编号")] = None
    ground: Ground
    scheme: Scheme = Scheme.RESIDENT
    fact_on: Annotated[Day | None, Field(title="退费情形发生日期", examples=["2023-12-15"])] = None
    papers: Annotated[list[RefundPaper], Field(max_length=20, title="退费材料")] = Field(default_factory=list)
    payee: Annotated[RefundPayee | None, Field(title="收款账户")] = None


class RefundCorrectionForm(Body):
    """补正的材料。"""

    papers: Annotated[list[RefundPaper], Field(min_length=1, max_length=20, title="退费材料")]


_Codes = Annotated[list[Annotated[str, Field(pattern=r"^[A-Z][A-Z_]{1,39}$")]], Field(max_length=20)]


class RefundReviewForm(Body):
    """审核结论；不同意的须一次性写明全部原因或所缺材料。"""

    decision: Annotated[Decision, Field(title="退费审核结论", examples=["APPROVE"])]
    reasons: Annotated[_Codes, Field(title="原因代码", examples=[["GROUND_NOT_PROVED"]])] = Field(default_factory=list)
    missing: Annotated[_Codes, Field(title="所缺材料代码", examples=[["EMPLOYEE_PROOF"]])] = Field(default_factory=list)
    note: Annotated[str, Field(max_length=500, pattern=_WRITING, title="审核意见", examples=["材料齐全，同意退费"])] = ""


class RefundCallOffForm(Body):
    """撤销已批准的退费的原因代码。"""

    reasons: Annotated[_Codes, Field(min_length=1, title="原因代码", examples=[["PAYEE_ACCOUNT_CLOSED"]])]


class RefundStep(Answer):
    """退费办理的一步。"""

    state: RefundState
    by: Annotated[str, Field(title="办理人", examples=["reviewer:0001"])]
    on: Annotated[date, Field(title="办理日期")]
    reasons: Annotated[list[str], Field(title="原因代码", examples=[["NOT_PROVED"]])]
    missing: Annotated[list[str], Field(title="所缺材料代码", examples=[["EMPLOYEE_PROOF"]])]
    missing_names: Annotated[list[str], Field(title="所缺材料", examples=[["职工医保参保缴费证明"]])]
    note: Annotated[str | None, Field(title="审核意见", examples=["材料齐全，同意退费"])]


class RefundItem(Answer):
    """一件退费申请及其经过；款项按原渠道退回。"""

    refund_id: Annotated[Id, Field(title="退费编号")]
    bill_id: Id
    participation_id: Id | None
    person_id: Id | None
    ground: Ground
    amount: Amount
    payer: Payer
    ends: RefundEnd
    state: RefundState
    applied_on: Annotated[date, Field(title="申请日期")]
    fact_on: Annotated[date | None, Field(title="退费情形发生日期")]
    case_id: Annotated[Id | None, Field(title="作为依据的重复参保案件编号")] = None
    effective_on: Annotated[date, Field(title="参保关系终止日期")]
    papers: Annotated[list[str], Field(title="已提交材料代码", examples=[["EMPLOYEE_PROOF"]])]
    paper_names: Annotated[list[str], Field(title="已提交材料", examples=[["职工医保参保缴费证明"]])]
    reasons: Annotated[list[str], Field(title="原因代码", examples=[["NOT_PROVED"]])]
    missing: Annotated[list[str], Field(title="所缺材料代码", examples=[["EMPLOYEE_PROOF"]])]
    missing_names: Annotated[list[str], Field(title="所缺材料", examples=[["职工医保参保缴费证明"]])]
    payout_no: Annotated[int, Field(title="拨付次数", examples=[1])]
    payout_failed: Annotated[bool, Field(title="最近一次拨付失败", examples=[False])]
    paid_back_on: Annotated[date | None, Field(title="退还日期")]
    tax_serials: Annotated[list[str], Field(title="退还款项的税票号码", examples=[["1000000001"]])]
    version: int
    created_at: Annotated[Moment, Field(title="提交时间")]
    steps: Annotated[list[RefundStep], Field(title="办理经过")]
