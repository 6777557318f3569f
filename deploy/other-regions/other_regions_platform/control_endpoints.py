"""The hand on the strings: not part of the contract, unsigned, for stories and tests on loopback."""

from datetime import datetime
from typing import Annotated, TypeVar

import msgspec
from fastapi import APIRouter, Request
from msgspec import Meta
from starlette.responses import Response

from enrolment_terms.benefit_year import SHANGHAI
from other_regions_platform.behaviour import Behaviour
from other_regions_platform.platform import Platform
from other_regions_platform.relations import Relation

router = APIRouter(prefix="/simulator/v1")
Read = TypeVar("Read")


class _Refs(msgspec.Struct, forbid_unknown_fields=True):
    refs: list[str]


class _Regions(msgspec.Struct, forbid_unknown_fields=True):
    regions: list[Annotated[str, Meta(pattern=r"^[0-9]{6}\Z")]]


class _Moment(msgspec.Struct, forbid_unknown_fields=True):
    now: datetime | None


class _Push(msgspec.Struct, forbid_unknown_fields=True):
    everything: bool = False


class _Request(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A request to dedup, in the words of the contract; its version is counted here."""

    source: str
    notice_ref: str
    withdrawn: bool = False
    kind: str
    tokens: list[str]
    area: str
    scheme: str
    benefit_year: int | None = None
    effective_on: str
    asked_by_area: str
    due_on: str
    reason: str | None = None


@router.post("/relations")
async def keep(request: Request) -> Response:
    """Relations to hold from now on, or corrections of those of the same reference; told with the next push."""
    relations = await _read(request, list[Relation])
    _platform(request).relations.keep(relations)
    return _told({"relations": len(relations)})


@router.post("/relations/gone")
async def drop(request: Request) -> Response:
    """Relations that never were; told with the next push."""
    refs = (await _read(request, _Refs)).refs
    _platform(request).relations.drop(refs)
    return _told({"relations": len(refs)})


@router.get("/relations")
async def relations(request: Request) -> Response:
    """What is held, as it stands."""
    held = _platform(request).relations.held.values()
    return _told([{**one.relation.row(one.version), "gone": one.gone} for one in held])


@router.post("/regions")
async def speak_for(request: Request) -> Response:
    """Regions whose freshness is told, beside those of relations; dedup is to know them by the same codes."""
    _platform(request).regions = tuple((await _read(request, _Regions)).regions)
    return _told({})


@router.post("/behaviour")
async def behave(request: Request) -> Response:
    """How everybody misbehaves; what is not named is done right."""
    _platform(request).behaviour = await _read(request, Behaviour)
    return _told({})


@router.post("/clock")
async def turn_clock(request: Request) -> Response:
    """Business time, null for the time it is; then a day's work: notices that are due are answered, what has changed is told."""
    now = (await _read(request, _Moment)).now
    platform = _platform(request)
    platform.set_to = now if now is None or now.tzinfo else now.replace(tzinfo=SHANGHAI)
    platform.work()
    return _told({"messages": platform.push()})


@router.post("/push")
async def push(request: Request) -> Response:
    """Tells what has changed, or `everything`, as far as it is not kept back or silent."""
    platform = _platform(request)
    if (await _read(request, _Push)).everything:
        platform.relations.all_again()
    return _told({"messages": platform.push()})


@router.post("/notices")
async def ask(request: Request) -> Response:
    """Requests to dedup; again under the same source and reference is the next version."""
    platform = _platform(request)
    return _told([platform.ask(msgspec.to_builtins(one)) for one in await _read(request, list[_Request])])


@router.get("/notices")
async def received(request: Request) -> Response:
    """Notices of dedup as they stand, and how often each came in its version."""
    notices = _platform(request).notices.received.values()
    return _told([{**msgspec.to_builtins(one.notice), **one.answer, "times": one.times} for one in notices])


@router.get("/asked")
async def asked(request: Request) -> Response:
    """Requests to dedup as they were told last, each with the answer to it, if there is one."""
    platform = _platform(request)
    return _told([{**told, "answer": platform.answers.get(key)} for key, told in platform.asked.items()])


@router.get("/sent")
async def sent(request: Request) -> Response:
    """All messages, what they were answered, and the rows that were refused."""
    shown = ("webhook_id", "kind", "attempts", "status", "refused")
    return _told([{name: getattr(one, name) for name in shown} for one in _platform(request).postman.sent])


@router.get("/quiet")
async def quiet(request: Request) -> Response:
    """Whether everything that is in the queue has been taken."""
    outstanding = len(_platform(request).postman.queue)
    return _told({"quiet": not outstanding, "outstanding": outstanding})


def _platform(request: Request) -> Platform:
    platform: Platform = request.app.state.platform
    return platform


async def _read(request: Request, kind: type[Read]) -> Read:
    return msgspec.json.decode(await request.body(), type=kind)


def _told(what: object) -> Response:
    return Response(msgspec.json.encode(what), media_type="application/json")
