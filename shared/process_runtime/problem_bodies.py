"""The body of a problem (RFC 9457), in Chinese."""

from collections.abc import Mapping, Sequence
from typing import Any

MOST_FAULTS = 50
"""How many faults are told at once; further ones are counted."""

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "请求格式不正确",
    401: "未登录或登录失效",
    403: "没有权限",
    404: "未找到",
    405: "不支持的请求方法",
    406: "不支持的响应格式",
    408: "请求超时",
    409: "状态冲突",
    413: "提交内容过大",
    415: "不支持的内容类型",
    422: "提交内容不符合要求",
    429: "请求过于频繁",
    431: "请求头过大",
    500: "系统内部错误",
    503: "系统繁忙",
}


def body_of(
    status: int,
    code: str,
    msg: str,
    *,
    request_id: str,
    reasons: Sequence[Mapping[str, Any]] = (),
    missing: Sequence[Mapping[str, Any]] = (),
    more_faults: int = 0,
) -> dict[str, Any]:
    """A problem as JSON. At most fifty reasons and fifty missing things are told; `more_faults` counts the rest."""
    more_faults += sum(max(len(faults) - MOST_FAULTS, 0) for faults in (reasons, missing))
    return {
        "type": f"urn:canbao:problem:{code.lower().replace('_', '-')}",
        "title": TITLES.get(status, "无法办理"),
        "status": status,
        "code": code,
        "msg": f"{msg}（另有 {more_faults} 处）" if more_faults else msg,
        "request_id": request_id,
        "reasons": list(reasons[:MOST_FAULTS]),
        "missing": list(missing[:MOST_FAULTS]),
        "more_faults": more_faults,
    }
