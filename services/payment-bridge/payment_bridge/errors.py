"""What payment-bridge refuses, as sentences."""

from service_runtime import BadRequest, Conflict, NotFound, Unauthenticated


class NoSuchBill(NotFound):
    """There is no such bill, or it is none of the caller's."""

    code, msg = "BILL_NOT_FOUND", "未找到该应征账单"


class NoSuchCallback(NotFound):
    """No failed callback has this id."""

    code, msg = "CALLBACK_NOT_FOUND", "未找到处理失败的税务回执"


class NoSuchDifference(NotFound):
    """There is no such difference, or a bill of it lies outside the caller's areas."""

    code, msg = "DIFFERENCE_NOT_FOUND", "未找到该差异"


class NoSuchTaxCase(NotFound):
    """There is no such case, or its bill lies outside the caller's areas."""

    code, msg = "TAX_CASE_NOT_FOUND", "未找到该税务待核事项"


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


class SignatureInvalid(Unauthenticated):
    """The callback was not signed by the tax office within the last five minutes."""

    code, msg = "SIGNATURE_INVALID", "签名无效或已过期"
    headers = {}  # noqa: RUF012
