"""The OpenAPI document of a service as a frontend expects it: Chinese words, examples, the error codes of each operation."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from enrolment_terms.field_words import title_of
from enrolment_terms.labels import dictionary_named
from service_runtime import refusals as told
from service_runtime.examples import Examples
from service_runtime.idempotency import read_prefer, require_key
from service_runtime.identity import CallerMustBe, the_caller
from service_runtime.problem_schema import PROBLEM_SCHEMA, problem_response
from service_runtime.rate_limits import Limited
from service_runtime.request_work import WRITING
from service_runtime.routing import TransactionalRoute

_DONE = {200: "成功", 201: "已创建", 202: "已受理", 204: "成功，无内容", 304: "没有变化"}
_APPLIED = {"description": "等到结果时为 wait=N", "schema": {"type": "string"}}
_KEY_WORDS = "一次办理一个唯一编号；重复提交返回同一结果"


def install_contract(app: FastAPI) -> None:
    """`app.openapi()` tells what really happens, in the words of the field."""
    made_by_fastapi = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = app.openapi_schema = _with_plain_names(made_by_fastapi())
            _tell_schemas(document.setdefault("components", {}).setdefault("schemas", {}))
            examples = Examples(document["components"]["schemas"])
            for route in app.routes:
                if isinstance(route, APIRoute) and route.include_in_schema:
                    for method in route.methods or ():
                        _tell_operation(document["paths"][route.path_format][method.lower()], route, examples)
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]


def _with_plain_names(document: dict[str, Any]) -> dict[str, Any]:
    """Page[NoticeResponse] is NoticePage, not Page_NoticeResponse_."""
    named: dict[str, Any] = json.loads(re.sub(r'Page_(\w+?)(?:Response|Item|Line)?_(?=")', r"\1Page", json.dumps(document)))
    return named


def _tell_schemas(schemas: dict[str, Any]) -> None:
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for name, schema in schemas.items():
        schema.pop("title", None)
        if name.endswith("Page"):
            schema.setdefault("description", "列表的一页；next 用作下一页的 after，最后一页为空。")
        if name == "JsonValue":
            schema["description"] = "任意 JSON"
        if dictionary := dictionary_named(name):
            schema["title"] = dictionary.title
            schema["description"] = "；".join(f"{code} {label}" for code, label in dictionary.labels.items())
        for field, inner in schema.get("properties", {}).items():
            inner.pop("readOnly", None)
            _name(inner, field)
    schemas["Problem"] = PROBLEM_SCHEMA


def _name(schema: dict[str, Any], field: str) -> None:
    """The Chinese title of a field, unless its schema has one of its own."""
    if schema.get("title", "").isascii():
        schema.pop("title", None)
        if title := title_of(field):
            schema["title"] = title


def _tell_operation(operation: dict[str, Any], route: APIRoute, examples: Examples) -> None:
    summary, _, description = operation.pop("description", "").partition("\n")
    operation["summary"] = summary
    if description.strip():
        operation["description"] = description.strip()
    _tell_parameters(operation, route)
    responses = operation["responses"]
    responses.pop("422" if told.REFUSALS not in responses.get("422", {}) else "", None)
    refused = {status: responses.pop(status)[told.REFUSALS] for status in list(responses) if told.REFUSALS in responses[status]}
    if read_prefer in _calls(route.dependant):
        responses["200"] = {**next(iter(responses.values())), "headers": {"Preference-Applied": _APPLIED}}
    for status, response in responses.items():
        response["description"] = _DONE[int(status)]
    for part in (operation.get("requestBody", {}), *responses.values()):
        _give_example(part, examples)
    responses.update(_refusals(refused, route))


def _tell_parameters(operation: dict[str, Any], route: APIRoute) -> None:
    parameters = operation.get("parameters", [])
    for parameter in parameters:
        _name(parameter["schema"], parameter["name"])
        if "title" in parameter["schema"] and "description" not in parameter:
            parameter["description"] = parameter["schema"].pop("title")
        parameter["schema"].pop("title", None)
    if isinstance(route, TransactionalRoute) and _writes(route):
        parameters[:] = [one for one in parameters if one["name"] != "Idempotency-Key"]
        key = {
            "name": "Idempotency-Key",
            "in": "header",
            "required": require_key in set(_calls(route.dependant)),
            "description": _KEY_WORDS,
        }
        operation["parameters"] = [*parameters, {**key, "schema": {"type": "string", "minLength": 1, "maxLength": 255}}]


def _give_example(part: Mapping[str, Any], examples: Examples) -> None:
    for content in part.get("content", {}).values():
        if content.get("schema") and "example" not in content:
            content["example"] = examples.of(content["schema"])


def _refusals(declared: Mapping[str, Mapping[str, str]], route: APIRoute) -> dict[str, Any]:
    texts: dict[str, dict[str, str]] = {}
    for refusal in _of_the_runtime(route):
        texts.setdefault(str(refusal.status), {}).update(refusal.told())
    for status, more in declared.items():
        texts.setdefault(status, {}).update(more)
    return {status: problem_response(int(status), texts[status]) for status in sorted(texts)}


def _of_the_runtime(route: APIRoute) -> Iterator[type[told.Refusal]]:
    """What is refused before the endpoint is asked, as the shape of the route tells."""
    calls = set(_calls(route.dependant))
    if the_caller in calls:
        yield from (told.TokenMissing, told.TokenExpired, told.Unauthenticated)
    if any(isinstance(call, CallerMustBe) for call in calls):
        yield told.Forbidden
    if kinds := {call.kind for call in calls if isinstance(call, Limited)}:
        yield from (told.TooManyRequests, *((told.TooManyMisses,) if "look_up" in kinds else ()))
    if require_key in calls:
        yield told.KeyMissing
    yield from (told.BadRequest, told.TooLarge)  # of any request: a Content-Length that is no number, a body too long
    if _writes(route) and isinstance(route, TransactionalRoute):
        yield from (told.KeyInvalid, told.SameInProgress, told.KeyReused)
    if route.body_field:
        yield told.MalformedJson
    if route.body_field or route.dependant.path_params or route.dependant.query_params:
        yield told.InvalidContent
    yield from (told.Internal, told.Unavailable)


def _writes(route: APIRoute) -> bool:
    return not WRITING.isdisjoint(route.methods or ())


def _calls(dependant: Dependant) -> Iterable[Any]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from _calls(inner)
