"""A problem in the contract: its schema, and the response of an operation that refuses with some codes."""

from collections.abc import Mapping
from typing import Any

from process_runtime.problem_bodies import MEDIA_TYPE, MOST_FAULTS, TITLES, body_of

PROBLEM_SCHEMA: dict[str, Any] = {
    "description": "RFC 9457；原因与缺少的材料一次性告知",
    "type": "object",
    "required": ["type", "title", "status", "code", "msg", "request_id", "reasons", "missing", "more_faults"],
    "properties": {
        "type": {"type": "string", "title": "问题类型"},
        "title": {"type": "string", "title": "标题"},
        "status": {"type": "integer", "title": "HTTP 状态码"},
        "code": {"type": "string", "title": "代码"},
        "msg": {"type": "string", "title": "可直接提示给用户的中文"},
        "request_id": {"type": "string", "title": "请求编号"},
        "reasons": {
            "type": "array",
            "maxItems": MOST_FAULTS,
            "title": "原因",
            "items": {
                "type": "object",
                "required": ["code", "msg", "field", "rule"],
                "properties": {
                    "code": {"type": "string", "title": "代码"},
                    "msg": {"type": "string", "title": "可直接提示给用户的中文"},
                    "field": {"type": ["string", "null"], "title": "有关的填写项"},
                    "rule": {"type": ["string", "null"], "title": "规则"},
                },
            },
        },
        "more_faults": {"type": "integer", "minimum": 0, "title": "未一一列出的错误数量，另有几处"},
        "missing": {
            "type": "array",
            "maxItems": MOST_FAULTS,
            "title": "需补正的内容",
            "items": {
                "type": "object",
                "required": ["field", "label", "rule"],
                "properties": {
                    "field": {"type": "string", "title": "有关的填写项"},
                    "label": {"type": "string", "title": "中文名称"},
                    "rule": {"type": ["string", "null"], "title": "规则"},
                },
            },
        },
    },
}

_RETRY_AFTER = {"description": "几秒后再试", "schema": {"type": "integer", "minimum": 1}}


def problem_response(status: int, texts: Mapping[str, str]) -> dict[str, Any]:
    """The response for a status: which codes it may have, what each says, and the first of them as an example."""
    codes = sorted(texts)
    code_of_these = {"type": "object", "properties": {"code": {"enum": codes}}}
    content = {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Problem"}, code_of_these]},
        "example": body_of(status, codes[0], texts[codes[0]], request_id="0f2c9a41d0b14f6c8a3e5d7b9c1e2f30"),
    }
    told = "；".join(f"{code} {texts[code]}" for code in codes)
    response = {"description": f"{TITLES[status]}：{told}", "content": {MEDIA_TYPE: content}}
    return response | {"headers": {"Retry-After": _RETRY_AFTER}} if status in (429, 503) else response
