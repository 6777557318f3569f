"""The hand on the strings: not part of the contract, unsigned, for stories and tests on loopback."""

from datetime import date
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from registers_platform.behaviour import Behaviour
from registers_platform.platform import Platform
from registers_platform.records import Record

router = APIRouter(prefix="/simulator/v1")


class _Day(msgspec.Struct):
    today: date | None


@router.post("/records")
async def keep(request: Request) -> Response:
    """Records to hold from now on."""
    records = await _read(request, list[Record])
    _platform(request).records.keep(records)
    return _told({"records": len(records)})


@router.post("/behaviour")
async def behave(request: Request) -> Response:
    """How the registers misbehave; what is not named is done right."""
    _platform(request).behaviour = await _read(request, Behaviour)
    return _told({})


@router.post("/clock")
async def turn_calendar(request: Request) -> Response:
    """The business day that the data are of; null for the day it is."""
    _platform(request).records.today = (await _read(request, _Day)).today
    return _told({})


@router.get("/questions")
async def questions(request: Request) -> Response:
    """Which registers were asked, in their order; never about whom."""
    return _told(_platform(request).asked)


def _platform(request: Request) -> Platform:
    platform: Platform = request.app.state.platform
    return platform


async def _read(request: Request, kind: Any) -> Any:  # noqa: ANN401 -- of that kind
    return msgspec.json.decode(await request.body(), type=kind)


def _told(what: object) -> Response:
    return Response(msgspec.json.encode(what), media_type="application/json")
