"""Refusals: what a service says no to, with all reasons at once (一次性告知). Services add theirs in errors.py as sentences."""

from collections.abc import Mapping, Sequence

from enrolment_terms.reasons import Missing, Reason


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
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.code = code or type(self).code
        self.msg = msg or type(self).msg
        self.status = status or type(self).status
        self.reasons = tuple(reasons)
        self.missing = tuple(missing)
        if headers is not None:
            self.headers = headers
        super().__init__(self.code)


class BadRequest(Refusal):
    """400: the request cannot be understood."""

    status, code, msg = 400, "BAD_REQUEST", "请求格式不正确"


class Unauthenticated(Refusal):
    """401: no token, or one that does not hold."""

    status, code, msg = 401, "TOKEN_INVALID", "登录信息无效，请重新登录"
    headers = {"WWW-Authenticate": "Bearer"}  # noqa: RUF012


class Forbidden(Refusal):
    """403: the caller's roles do not allow it."""

    status, code, msg = 403, "FORBIDDEN", "没有办理权限"


class NotFound(Refusal):
    """404: there is no such thing, or it is none of the caller's."""

    status, code, msg = 404, "NOT_FOUND", "未找到相关记录"


class Conflict(Refusal):
    """409: the state of the thing does not allow it."""

    status, code, msg = 409, "CONFLICT", "当前状态不允许此操作"


class TooLarge(Refusal):
    """413: the body is bigger than the route takes."""

    status, code, msg = 413, "BODY_TOO_LARGE", "提交内容过大"


class Unprocessable(Refusal):
    """422: well-formed, but the content is not acceptable."""

    status, code, msg = 422, "UNPROCESSABLE", "提交内容不符合要求"


class Unavailable(Refusal):
    """503: something this service needs is away for a moment; the same request may be sent again."""

    status, code, msg = 503, "UNAVAILABLE", "系统繁忙，请稍后再试"
    headers = {"Retry-After": "1"}  # noqa: RUF012
