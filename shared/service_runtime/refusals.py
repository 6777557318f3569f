"""Refusals: what a service says no to, with all reasons at once (一次性告知). Services add theirs in errors.py as sentences."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from enrolment_terms.reasons import REASON_TEXTS, Missing, Reason, ReasonCode


class Refusal(Exception):
    """Becomes an RFC 9457 problem. `msg` is Chinese, fit for a toast, and never holds submitted data."""

    status: int = 409
    code: str = "REFUSED"
    msg: str = "无法办理"
    headers: Mapping[str, str] = {}

    def __init__(
        self,
        code: str | None = None,
        msg: str | None = None,
        *,
        status: int | None = None,
        reasons: Sequence[Reason] = (),
        missing: Sequence[Missing] = (),
        more_faults: int = 0,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.code = code or type(self).code
        self.msg = msg or type(self).msg
        self.status = status or type(self).status
        self.reasons = tuple(reasons)
        self.missing = tuple(missing)
        self.more_faults = more_faults
        """Faults that are only counted."""
        if headers is not None:
            self.headers = headers
        super().__init__(self.code)

    texts: ClassVar[Mapping[str, str]] = {}
    """Codes and texts of a refusal that has several."""

    @classmethod
    def told(cls) -> Mapping[str, str]:
        """Every code that this refusal may have, with its text."""
        return cls.texts or {cls.code: cls.msg}


def refusals(*told: type[Refusal]) -> dict[int | str, dict[str, Any]]:
    """What a route may refuse, for its contract: `responses=refusals(BillNotFound, ...)`.

    What the runtime refuses by itself (tokens, roles, keys, bodies) follows from the shape of the route.
    """
    by_status: dict[int | str, dict[str, Any]] = {}
    for refusal in told:
        by_status.setdefault(refusal.status, {REFUSALS: {}})[REFUSALS].update(refusal.told())
    return by_status


REFUSALS = "x-refusals"
"""Where `refusals` puts codes and texts, until the contract is written."""


class BadRequest(Refusal):
    """400: the request cannot be understood."""

    status, code, msg = 400, "BAD_REQUEST", "请求格式不正确"


class Unauthenticated(Refusal):
    """401: no token, or one that does not hold."""

    status, code, msg = 401, "TOKEN_INVALID", "登录信息无效，请重新登录"
    headers = {"WWW-Authenticate": "Bearer"}  # noqa: RUF012


class TokenMissing(Unauthenticated):
    """There is no token."""

    code, msg = "TOKEN_MISSING", "请先登录"


class TokenExpired(Unauthenticated):
    """The token held once."""

    code, msg = "TOKEN_EXPIRED", "登录已过期，请重新登录"


class MalformedJson(BadRequest):
    """The body is no JSON."""

    code, msg = "MALFORMED_JSON", "提交内容不是有效的 JSON"


class KeyMissing(BadRequest):
    """This route needs an Idempotency-Key."""

    code, msg = "IDEMPOTENCY_KEY_MISSING", "缺少 Idempotency-Key，请重新提交"


class KeyInvalid(BadRequest):
    """Not 1 to 255 printable characters."""

    code, msg = "IDEMPOTENCY_KEY_INVALID", "Idempotency-Key 格式不正确"


class Forbidden(Refusal):
    """403: the caller's roles do not allow it."""

    status, code, msg = 403, "FORBIDDEN", "没有办理权限"


class NotFound(Refusal):
    """404: there is no such thing, or it is none of the caller's."""

    status, code, msg = 404, "NOT_FOUND", "未找到相关记录"


class Conflict(Refusal):
    """409: the state of the thing does not allow it."""

    status, code, msg = 409, "CONFLICT", "当前状态不允许此操作"


class SameInProgress(Conflict):
    """The same request is being worked on."""

    code, msg = "IDEMPOTENCY_IN_PROGRESS", "相同的请求正在处理，请稍候"
    headers = {"Retry-After": "1"}  # noqa: RUF012


class TooLarge(Refusal):
    """413: the body is bigger than the route takes."""

    status, code, msg = 413, "BODY_TOO_LARGE", "提交内容过大"


class Unprocessable(Refusal):
    """422: well-formed, but the content is not acceptable."""

    status, code, msg = 422, "UNPROCESSABLE", "提交内容不符合要求"


class InvalidContent(Unprocessable):
    """Body or parameters are not as the contract says."""

    code, msg = "INVALID_CONTENT", "提交内容有误，请按提示修改"


class KeyReused(Unprocessable):
    """The Idempotency-Key stands for another content."""

    code, msg = "IDEMPOTENCY_KEY_REUSED", "该 Idempotency-Key 已用于其他内容，请更换后提交"


class YearNotOpen(Unprocessable):
    """The policy book says nothing of that place and year; nothing is guessed."""

    code, msg = "YEAR_NOT_OPEN", REASON_TEXTS[ReasonCode.YEAR_NOT_OPEN]


class TooManyRequests(Refusal):
    """429: more than the limit of this kind within its time (`rate_limits`); Retry-After says when to come again."""

    status, code, msg = 429, "TOO_MANY_REQUESTS", "操作过于频繁，请稍后再试"


class TooManyMisses(TooManyRequests):
    """Too many look-ups of this caller found nobody."""

    code, msg = "TOO_MANY_MISSES", "查无结果的次数过多，请稍后再试"


class Internal(Refusal):
    """500: a fault of ours."""

    status, code, msg = 500, "INTERNAL", "系统内部错误"


class Unavailable(Refusal):
    """503: something this service needs is away for a moment; the same request may be sent again."""

    status, code, msg = 503, "UNAVAILABLE", "系统繁忙，请稍后再试"
    headers = {"Retry-After": "1"}  # noqa: RUF012
