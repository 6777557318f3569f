"""Refusals and faults as RFC 9457 problem+json, in Chinese, all at once, without the submitted values."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from enrolment_terms.reasons import Missing, ReasonCode, reason
from event_bus.work import in_hand
from policy_parameters import PolicyNotKnown
from process_runtime.problem_bodies import MEDIA_TYPE, TITLES, body_of
from service_runtime.json_body import MORE_FAULTS, TOO_MANY_FIELDS
from service_runtime.logs import redact
from service_runtime.methods import method_not_allowed
from service_runtime.refusals import InvalidContent, MalformedJson, Refusal, YearNotOpen

_FIELD_NAME = re.compile(r"[A-Za-z_-]{1,40}|[0-9]{1,4}")
_CODES = {400: "BAD_REQUEST", 404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 413: "BODY_TOO_LARGE", 415: "UNSUPPORTED_MEDIA_TYPE"}
_FAULT_TEXTS = {
    "missing": "必填项未填写",
    "extra_forbidden": "不支持的字段",
    "string_too_short": "内容过短",
    "string_too_long": "内容过长",
    "string_pattern_mismatch": "格式不正确",
    "string_type": "应为文字",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "bool_type": "应为是或否",
    "bool_parsing": "应为是或否",
    "enum": "不在可选范围内",
    "literal_error": "不在可选范围内",
    "date_from_datetime_parsing": "日期格式应为 YYYY-MM-DD",
    "date_parsing": "日期格式应为 YYYY-MM-DD",
    "date_type": "日期格式应为 YYYY-MM-DD",
    "datetime_parsing": "时间格式不正确",
    "datetime_from_date_parsing": "时间格式不正确",
    "timezone_aware": "时间须带时区",
    "uuid_parsing": "编号格式不正确",
    "uuid_type": "编号格式不正确",
    "list_type": "应为列表",
    "too_long": "项目过多",
    "too_short": "项目过少",
    "greater_than": "数值过小",
    "greater_than_equal": "数值过小",
    "less_than": "数值过大",
    "less_than_equal": "数值过大",
    "json_invalid": "提交内容不是有效的 JSON",
    "model_attributes_type": "应为 JSON 对象",
    "model_type": "应为 JSON 对象",
    "dict_type": "应为 JSON 对象",
    "union_tag_invalid": "不在可选范围内",
    "none_required": "应为空",
    TOO_MANY_FIELDS: "提交的填写项过多",
}


def problem(status: int, code: str, msg: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """The response of a refusal, `more` as body_of takes it; the work in hand tells its code."""
    if work := in_hand.get():
        work.code = code
    body = json.dumps(body_of(status, code, msg, **more), ensure_ascii=False)
    return Response(body, status, dict(headers or {}), media_type=MEDIA_TYPE)


def problem_of(refusal: Refusal, request_id: str) -> Response:
    """A refusal as its response."""
    return problem(
        refusal.status,
        refusal.code,
        refusal.msg,
        request_id=request_id,
        reasons=[asdict(reason) for reason in refusal.reasons],
        missing=[asdict(missing) for missing in refusal.missing],
        more_faults=refusal.more_faults,
        headers=refusal.headers,
    )


def refusal_of(unknown: PolicyNotKnown) -> Refusal:
    """The policy book says nothing of that place and year; nothing is guessed."""
    return YearNotOpen(msg=unknown.msg, reasons=[reason(ReasonCode.YEAR_NOT_OPEN, msg=unknown.msg)])


def problem_of_http_error(error: HTTPException, request_id: str) -> Response:
    """What FastAPI and Starlette refuse by themselves, as a problem."""
    msg = TITLES.get(error.status_code, "无法办理")
    return problem(error.status_code, _CODES.get(error.status_code, "REFUSED"), msg, request_id=request_id, headers=error.headers)


def install_problem_handlers(app: FastAPI) -> None:
    """Every 4xx of the app, FastAPI's and Starlette's own included, is a problem."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal)
        return problem_of(error, _request_id(request))

    async def policy_not_known(request: Request, error: Exception) -> Response:
        assert isinstance(error, PolicyNotKnown)
        return problem_of(refusal_of(error), _request_id(request))

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == 405 and (answer := method_not_allowed(app, request, error)):
            return answer
        return problem_of_http_error(error, _request_id(request))

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return _faults(request, error)

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(PolicyNotKnown, policy_not_known)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, invalid)


def _request_id(request: Request) -> str:
    request_id: str = request.scope.get("canbao.request_id", "")
    return request_id


def _faults(request: Request, error: RequestValidationError) -> Response:
    """All faults of all fields at once; a missing field goes to missing[] with its Chinese name."""
    told, reasons, missing, more = _told_of(request, error)
    return problem(told.status, told.code, told.msg, request_id=_request_id(request), reasons=reasons, missing=missing, more_faults=more)


def sentences_of(request: Request, error: RequestValidationError) -> list[str]:
    """The same as sentences, for an answer that is no problem document."""
    told, reasons, missing, _ = _told_of(request, error)
    return [*(one["msg"] for one in reasons), *(f"缺少{one['label']}" for one in missing)] or [told.msg]


def _told_of(request: Request, error: RequestValidationError) -> tuple[type[Refusal], list[dict[str, Any]], list[dict[str, Any]], int]:
    model = _body_model(request)
    reasons: list[dict[str, Any]] = []
    missing: list[dict[str, Any]] = []
    malformed, more = False, 0
    for fault in error.errors():
        kind, location = fault["type"], fault["loc"]
        if kind == MORE_FAULTS:
            more = fault["ctx"]["count"]
            continue
        malformed = malformed or kind == "json_invalid"
        field = ".".join(_plain(part) for part in location[1:]) if kind != "json_invalid" else None
        if kind == "missing" and len(location) > 1:
            missing.append(asdict(Missing(field=field or "", label=_label(model, location[1:]))))
        else:
            reasons.append({"code": "INVALID", "msg": _fault_text(model, location[1:], fault), "field": field or None, "rule": None})
    return MalformedJson if malformed else InvalidContent, reasons, missing, more


def _fault_text(model: type[BaseModel] | None, location: Sequence[Any], fault: Mapping[str, Any]) -> str:
    """A value error raised by our own schemas may carry its Chinese text; other texts are ours, chosen by the kind of fault."""
    own = str(fault.get("ctx", {}).get("error", "")) if fault["type"] == "value_error" else ""
    text = redact(own) if own and not own.isascii() else _FAULT_TEXTS.get(fault["type"], "填写不正确")
    label = _label(model, location) if location else ""
    return f"{label}：{text}" if label and not own else text


def _label(model: type[BaseModel] | None, location: Sequence[Any]) -> str:
    """The title of the field in the schema, else its name."""
    label = _plain(location[-1])
    for name, field in _fields(model, location):
        label = field.title or name
    return label


def _plain(part: object) -> str:
    """A part of a field's path; a name that our schemas could not have is not repeated: it may hold anything."""
    return str(part) if _FIELD_NAME.fullmatch(str(part)) else "?"


def _fields(model: type[BaseModel] | None, location: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    for part in location:
        if isinstance(part, int) or model is None:
            continue
        found = next((item for item in model.model_fields.items() if part in (item[0], item[1].alias)), None)
        if found is None:
            return
        yield found
        model = _model_in(found[1].annotation)


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model in `Model`, `list[Model]`, `Model | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in getattr(annotation, "__args__", ()) if (found := _model_in(part))), None)


def _body_model(request: Request) -> type[BaseModel] | None:
    field = getattr(request.scope.get("route"), "body_field", None)
    return _model_in(field.field_info.annotation) if field is not None else None
