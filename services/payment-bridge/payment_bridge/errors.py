"""What payment-bridge refuses, as sentences."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from enrolment_terms.reasons import Missing, Reason
from service_runtime import BadRequest, Conflict, NotFound, Unauthenticated, Unprocessable


class NoSuchBill(NotFound):
    """There is no such bill, or it is none of the caller's."""

    code, msg = "BILL_NOT_FOUND", "未找到该应征账单"


class BillNotPayable(Conflict):
    """Nothing is to be paid for it now, and why (R-055, R-058, R-062)."""

    texts: ClassVar[Mapping[str, str]] = {
        "BILL_PAID": "该账单已缴清，无须再缴",
        "BILL_CANCELLED": "该账单已取消，无须缴纳",
        "BILL_OVERDUE": "该账单已过缴费期限",
        "BILL_BY_OTHERS": "该账单由财政、学校或政府缴纳，个人无须缴纳",
        "BILL_NOT_SENT": "该账单待统一核定后传送税务部门，暂不能缴纳",
    }

    def __init__(self, why: str) -> None:
        super().__init__(why, self.texts[why])


class NothingCounted(NotFound):
    """No bill of that household or school and year is the caller's to see."""

    code, msg = "NOTHING_TO_COUNT", "没有可供合计的应征账单"


class NoSuchCallback(NotFound):
    """No failed callback has this id."""

    code, msg = "CALLBACK_NOT_FOUND", "未找到处理失败的税务回执"


class NoSuchDifference(NotFound):
    """There is no such difference, or a bill of it lies outside the caller's areas."""

    code, msg = "DIFFERENCE_NOT_FOUND", "未找到该差异"


class NoSuchTaxCase(NotFound):
    """There is no such case, or its bill lies outside the caller's areas."""

    code, msg = "TAX_CASE_NOT_FOUND", "未找到该税务待核事项"


class ResolutionExpected(Conflict):
    """Money of this case is to be recovered: whoever closes it says what became of it."""

    code, msg = "RESOLUTION_EXPECTED", "该事项有待收回款项，请选择处理结果"


class NothingToRecover(Conflict):
    """No money of this case is to be recovered, or not any more."""

    code, msg = "NOTHING_TO_RECOVER", "该事项没有待收回款项，无需选择处理结果"


class NoSuchFile(NotFound):
    """There is no such batch file, or it has no lines to show any more."""

    code, msg = "FILE_NOT_FOUND", "未找到该批量文件"


class NoSuchProfile(BadRequest):
    """No such profile, or files of this kind do not come in."""

    code, msg = "FILE_PROFILE_UNKNOWN", "没有这种文件格式，或这一种类的文件不能上传"


class FileNotReady(Conflict):
    """The file is still being made."""

    code, msg = "FILE_NOT_READY", "文件尚在生成，请稍后下载"


class NoSuchReconciliation(NotFound):
    """The day was never compared."""

    code, msg = "RECONCILIATION_NOT_FOUND", "未找到该日的对账"


class NoSuchReconciliationDifference(NotFound):
    """There is no such difference on that day, or its bill lies outside the caller's areas."""

    code, msg = "RECONCILIATION_DIFFERENCE_NOT_FOUND", "未找到该对账差异"


class DayNotOver(Conflict):
    """Money of today may still come."""

    code, msg = "DAY_NOT_OVER", "只能对已结束的日期对账"


class NoSuchMessage(NotFound):
    """No message to the tax office has this id."""

    code, msg = "MESSAGE_NOT_FOUND", "未找到该税务报文"


class NotToBeReplayed(Conflict):
    """It is answered, it is on its way in this moment, or what was refused of it is sent otherwise."""

    code, msg = "MESSAGE_NOT_REPLAYABLE", "该报文已答复、正在传送或已另行处理，不能重新传送"


class NotDisabled(Conflict):
    """The endpoint is called as ever."""

    code, msg = "ENDPOINT_NOT_DISABLED", "该税务接口未停用"


class StillNotTaken(Conflict):
    """The row was tried again and cannot be taken by this version either."""

    code, msg = "ROW_NOT_TAKEN", "该明细仍无法识别或入账"


class OtherBody(Conflict):
    """This webhook id is known with another body. Both are kept; what was told first stands."""

    code, msg = "WEBHOOK_ID_REUSED", "该回执编号已用于其他内容，本次内容已留存待人工核对"


class OneIdExpected(BadRequest):
    """Bills are asked for by one id."""

    code, msg = "ONE_ID_EXPECTED", "请提供 participation_id 或 person_id 其中一项"


class PeriodNotOver(Conflict):
    """R-058: until 24:00 of the last day a payment still counts."""

    code, msg = "PERIOD_NOT_OVER", "集中参保期尚未结束，不能作自动弃保处理"


class StateDoesNotAllow(Conflict):
    """D3 or D4 has no such transition."""

    code, msg = "TRANSITION_REFUSED", "账单当前状态不允许此操作"


class NotThisArea(NotFound):
    """The region is none of the caller's."""

    code, msg = "REGION_NOT_FOUND", "未找到该统筹区"


class NoSuchRefund(NotFound):
    """There is no such refund, or it is none of the caller's."""

    code, msg = "REFUND_NOT_FOUND", "未找到该退费申请"


class RefundNotPossible(Unprocessable):
    """R-070 ... R-077: what speaks against it and what is missing, all at once."""

    code, msg = "REFUND_NOT_POSSIBLE", "不能办理退费，请按提示处理"

    def __init__(self, reasons: Sequence[Reason], missing: Sequence[Missing]) -> None:
        super().__init__(reasons=reasons, missing=missing)


class RefundOpen(Conflict):
    """This money is in a refund already (Σ of refunds ≤ what was paid)."""

    code, msg = "REFUND_OPEN", "该款项已有退费申请，无需重复提交"


class RefundStateDoesNotAllow(Conflict):
    """D5 has no such transition: another order of reviews, or somebody else was first."""

    code, msg = "REFUND_STATE_REFUSED", "退费申请当前状态不允许此操作"


class SameReviewer(Conflict):
    """R-072, R-009: the second review is another person's than the first, and than who filed the request."""

    code, msg = "SAME_REVIEWER", "申请、初审和复审须由不同人员办理"


class ReasonsNeeded(Unprocessable):
    """Who sends a refund back, or refuses it, says all reasons or all that is missing."""

    code, msg = "REASONS_NEEDED", "退回补正或不予退费须一次性写明全部原因或所缺材料"


class SignatureInvalid(Unauthenticated):
    """The callback was not signed by the tax office within the last five minutes."""

    code, msg = "SIGNATURE_INVALID", "签名无效或已过期"
    headers = {}  # noqa: RUF012
