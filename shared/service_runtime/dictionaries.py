"""Dictionaries of a service: the codes of its contract with their Chinese labels, for whoever shows or offers them."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from enrolment_terms.labels import DICTIONARIES, Dictionary
from service_runtime.refusals import NotFound, refusals
from service_runtime.rest import Answer, Page
from service_runtime.routing import service_router

Kind = Annotated[str, Field(title="代码表", examples=["payer"])]
Title = Annotated[str, Field(title="代码表名称", examples=["缴费主体"])]


class CodeItem(Answer):
    """一个代码及其中文名称。"""

    code: Annotated[str, Field(examples=["PERSON"])]
    label: Annotated[str, Field(examples=["个人缴纳"])]


class DictionaryItem(Answer):
    """一类代码；kind 用于地址。"""

    kind: Kind
    title: Title


class DictionaryResponse(Page[CodeItem]):
    """一类代码的全部取值。"""

    kind: Kind
    title: Title


class DictionaryNotFound(NotFound):
    """The contract of this service has no such enumeration."""

    code, msg = "DICTIONARY_NOT_FOUND", "没有这一类代码"


def dictionaries_router(name: str) -> APIRouter:
    """Routes under /{name}/v1/dictionaries, open to everybody: they hold no data."""
    router = service_router(f"/{name}/v1/dictionaries", tags=["代码表"])
    router.add_api_route("", list_dictionaries, methods=["GET"], operation_id=operation_id("list", name, "Dictionaries"))
    router.add_api_route(
        "/{kind}",
        get_dictionary,
        methods=["GET"],
        operation_id=operation_id("get", name, "Dictionary"),
        responses=refusals(DictionaryNotFound),
    )
    return router


def operation_id(verb: str, service: str, what: str) -> str:
    """The name of an operation that every service has: "list", "payment-bridge", "Dictionaries" -> listPaymentBridgeDictionaries."""
    return verb + service.title().replace("-", "") + what


async def list_dictionaries(request: Request) -> Page[DictionaryItem]:
    """查询有哪些代码表"""
    return Page(items=[DictionaryItem(kind=one.kind, title=one.title) for one in _dictionaries(request).values()])


async def get_dictionary(kind: Kind, request: Request) -> DictionaryResponse:
    """查询一类代码及其中文名称"""
    found = _dictionaries(request).get(kind)
    if found is None:
        raise DictionaryNotFound()
    return DictionaryResponse(kind=kind, title=found.title, items=_items(found))


def items_of(codes: type[StrEnum]) -> list[CodeItem]:
    """All codes of an enumeration, for forms."""
    return _items(DICTIONARIES[codes])


def _items(dictionary: Dictionary) -> list[CodeItem]:
    return [CodeItem(code=code, label=label) for code, label in dictionary.labels.items()]


def _dictionaries(request: Request) -> dict[str, Dictionary]:
    """Those of the enumerations that this service's contract names, by kind."""
    named = request.app.openapi()["components"]["schemas"]
    return {one.kind: one for codes, one in sorted(DICTIONARIES.items(), key=lambda item: item[1].kind) if codes.__name__ in named}
