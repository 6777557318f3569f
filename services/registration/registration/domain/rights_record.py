"""Rights records (权益记录, S3 第三十二条, R-092): five kinds, one line for each fact; free for the person and for his employer (R-093)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from enrolment_terms.labels import labelled
from enrolment_terms.money import yuan
from registration.domain.timeline import PARTICIPATION_TEXTS


class RightsKind(StrEnum):
    """第三十二条（一）至（五）. Residents have no personal account: that kind is empty for them."""

    REGISTRATION = "REGISTRATION"
    PAYMENT = "PAYMENT"
    BENEFIT = "BENEFIT"
    ACCOUNT = "ACCOUNT"
    OTHER = "OTHER"


_K = RightsKind
labelled(
    RightsKind,
    "权益记录类别",
    {
        _K.REGISTRATION: "基本医保登记情况",
        _K.PAYMENT: "缴纳情况",
        _K.BENEFIT: "待遇享受情况",
        _K.ACCOUNT: "个人账户情况",
        _K.OTHER: "其他情况",
    },
)
FOR_EMPLOYERS = (_K.REGISTRATION, _K.PAYMENT)
"""What an employer checks of its staff (S3 第三十三条); what somebody was treated for is not its business [PROPOSED]."""

_HEARD = {
    "payment.settled": "{year}年度缴费到账{amount}元",
    "payment.duplicate": "重复缴费{amount}元",
    "payment.unmatched": "收到缴费{amount}元，暂无对应账单",
    "payment.reversed": "缴费{amount}元被税务部门冲正，视为未缴",
    "payment.repair": "{year}年度待遇等待期补缴到账{amount}元",
    "payment.refund": "退还缴费{amount}元",
    "employee.registered": "职工医保参保登记",
    "employee.paid": "职工医保首次缴费到账",
    "employee.ended": "职工医保关系终止，待遇至{until_on}",
    "employee.withdrawn": "前列职工医保关系不属本人，已撤回",
    "wait.evaluated": "{year}年度待遇等待期{months}个月",
    "entitlement.none": "{year}年度暂无待遇",
    "entitlement.pending": "{year}年度待遇期{from_on}至{until_on}，尚未开始",
    "entitlement.waiting": "{year}年度待遇等待期内，待遇期{from_on}至{until_on}",
    "entitlement.active": "{year}年度待遇期{from_on}至{until_on}",
    "entitlement.suspended": "{year}年度待遇暂停",
    "entitlement.ended": "{year}年度待遇已结束，待遇期{from_on}至{until_on}",
    "entitlement.revoked": "{year}年度待遇已撤销",
    "entitlement.empty": "{year}年度没有待遇期",
    "claim.recorded": "{year}年度医保基金支付{amount}元",
    "claim.withdrawn": "{year}年度医保基金支付{amount}元已撤销",
    "mark.made": "困难居民身份标识",
    "mark.removed": "取消困难居民身份标识",
    "death.recorded": "死亡登记",
    "death.withdrawn": "撤销死亡登记",
    "identity.corrected": "身份信息更正或档案合并",
}
TEXTS = {**{f"participation.{event}": text for event, text in PARTICIPATION_TEXTS.items()}, **_HEARD}
"""What a line says, by its code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsRecord:
    """A line as it is kept; `amount` in fen. One that is told again has the same id."""

    record_id: UUID
    person_id: UUID
    kind: RightsKind
    code: str
    happened_on: date
    source: str
    participation_id: UUID | None = None
    benefit_year: int | None = None
    amount: int | None = None
    months: int | None = None
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsLine:
    """A line as it is shown: what happened, when, when it was recorded, who told it."""

    kind: RightsKind
    code: str
    happened_on: date
    recorded_at: datetime
    source: str
    participation_id: UUID | None
    benefit_year: int | None
    amount: int | None
    months: int | None
    from_on: date | None
    until_on: date | None

    @property
    def sentence(self) -> str:
        """In one sentence. A day that was not told is left open."""
        return TEXTS.get(self.code, self.code).format(
            year=self.benefit_year or "",
            amount=yuan(self.amount or 0),
            months=self.months,
            from_on=self.from_on or "未定",
            until_on=self.until_on or "未定",
        )
