"""The simulated platform of other regions on a real port, a hand on its strings, and an ear that keeps what it tells as dedup is to."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from canbao_suite.listening import free_port
from canbao_suite.suite_keys import webhook_secret
from dedup.domain.told_by_regions import (
    FreshnessTold,
    NoticeAnswer,
    NoticeAsked,
    OutgoingNotice,
    RefusedSpell,
    RequestAnswer,
    SpellsTold,
    ToldSpell,
)
from dedup.gateways.region_messages import read_message
from dedup.gateways.strict_reading import NotInContract
from enrolment_events.duplicates import NoticeKind, NoticeState
from enrolment_terms.scheme import Scheme
from enrolment_terms.sealed import IdentityToken
from other_regions_platform.app import create_app
from other_regions_platform.settings import Settings
from process_runtime.webhook_signatures import is_signed
from tests.tax_office.offices import serving

OUT_SECRET, IN_SECRET = webhook_secret(), webhook_secret()


def token(number: int) -> IdentityToken:
    """Of fictitious person `number`."""
    return IdentityToken(f"{number:064x}")


def relation(number: int = 1, **differently: Any) -> dict[str, Any]:
    """An active, paid relation of that person in Nanning for 2024."""
    return {
        "spell_ref": f"GX-{number}",
        "token": token(number),
        "scheme": "RESIDENT",
        "area": "450102",
        "benefit_year": 2024,
        "starts_on": "2024-01-01",
        "ends_on": "2024-12-31",
    } | differently


def notice(number: int = 1, **differently: Any) -> OutgoingNotice:
    """Our notice about the relation of that person in Nanning (R-087)."""
    told: dict[str, Any] = {
        "notice_id": uuid4(),
        "version": 1,
        "withdrawn": False,
        "kind": NoticeKind.SUSPEND_OLD_RELATION,
        "tokens": (token(number),),
        "area": "450102",
        "scheme": Scheme.RESIDENT,
        "benefit_year": 2024,
        "starts_on": date(2024, 1, 1),
        "from_area": "440783115",
        "effective_on": date(2024, 5, 1),
        "due_on": date(2024, 5, 9),
        "rule": "R-087",
        "consent_signed_on": date(2024, 4, 3),
    }
    return OutgoingNotice(**told | differently)


def request_answer(**differently: Any) -> RequestAnswer:
    """Our answer to a request of Guangzhou."""
    told: dict[str, Any] = {
        "notice_id": uuid4(),
        "source": "GD-440100",
        "notice_ref": "N-1",
        "version": 1,
        "state": NoticeState.ACKNOWLEDGED,
        "answered_on": date(2024, 4, 2),
    }
    return RequestAnswer(**told | differently)


@dataclass
class Ear:
    """Takes messages as the contract asks: signed, one body for an id, the higher version stands. `answers`: of the n-th call."""

    answers: Callable[[int], int] = lambda _: 202
    spells: dict[tuple[str, str], tuple[int, ToldSpell | None]] = field(default_factory=dict)
    fresh: dict[str, datetime] = field(default_factory=dict)
    answered: list[NoticeAnswer] = field(default_factory=list)
    asked: list[NoticeAsked] = field(default_factory=list)
    refused: list[RefusedSpell] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    calls: int = 0
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    _ids: dict[str, bytes] = field(default_factory=dict)

    @property
    def index(self) -> dict[tuple[str, str], ToldSpell]:
        """What stands, without versions: how often somebody corrected himself says nothing."""
        return {key: replace(one, version=0) for key, (_, one) in self.spells.items() if one is not None}

    async def hears_something(self, patience: float) -> None:
        """Returns with the next call, or after so many seconds without any."""
        self.heard.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self.heard.wait()

    async def take(self, request: Request) -> Response:
        body, webhook_id = await request.body(), request.headers["webhook-id"]
        assert is_signed(body, request.headers, [IN_SECRET])
        self.calls += 1
        self.heard.set()
        if (status := self.answers(self.calls)) >= 300:
            return JSONResponse({}, status)
        if webhook_id in self._ids:
            return JSONResponse({"received": True, "refused": []}, 200 if self._ids[webhook_id] == body else 409)
        self._ids[webhook_id] = body
        self.bodies.append(body)
        try:
            refused = self._keep(body)
        except NotInContract:
            return JSONResponse({}, 422)
        self.refused += refused
        return JSONResponse({"received": True, "refused": [{"place": one.place} for one in refused]}, 202)

    def _keep(self, body: bytes) -> tuple[RefusedSpell, ...]:
        told = read_message(body)
        match told:
            case SpellsTold():
                rows: list[tuple[str, int | None, ToldSpell | None]] = [(one.spell.spell_ref, one.version, one) for one in told.spells]
                for ref, version, spell in [*rows, *((one.spell_ref, one.version, None) for one in told.gone)]:
                    if (version or 0) > self.spells.get((told.source, ref), (0, None))[0]:
                        self.spells[told.source, ref] = version or 0, spell
                return told.refused
            case FreshnessTold():
                self.fresh |= dict.fromkeys(told.areas, told.complete_until)
            case NoticeAnswer():
                self.answered.append(told)
            case NoticeAsked():
                self.asked.append(told)
        return ()


class Strings:
    """What a story does with the platform."""

    def __init__(self, http: httpx.AsyncClient, url: str, ear: Ear) -> None:
        self.http, self.url, self.ear = http, url, ear

    async def control(self, path: str, body: Any) -> Any:
        """One of the strings."""
        answer = await self.http.post(f"/simulator/v1{path}", content=msgspec.json.encode(body))
        assert answer.is_success, answer.text
        return answer.json()

    async def see(self, path: str) -> Any:
        """What it shows."""
        return (await self.http.get(f"/simulator/v1{path}")).json()

    async def hold(self, *relations: dict[str, Any]) -> None:
        """From now on."""
        await self.control("/relations", list(relations))

    async def misbehave(self, **how: Any) -> None:
        """From now on; nothing named: everything is done right."""
        await self.control("/behaviour", how)

    async def push(self, *, everything: bool = False) -> None:
        """Everything that is told then has been heard."""
        await self.control("/push", {"everything": everything})
        await self.until_quiet()

    async def at(self, day: str) -> None:
        """A day's work at nine in the morning."""
        await self.control("/clock", {"now": f"{day}T09:00:00+08:00"})
        await self.until_quiet()

    async def until_quiet(self) -> None:
        """Returns when nothing is outstanding."""
        while not (await self.see("/quiet"))["quiet"]:
            await self.ear.hears_something(0.05)

    async def received(self, notice_id: UUID) -> dict[str, Any]:
        """A notice as it stands there."""
        return next(one for one in await self.see("/notices") if one["notice_id"] == str(notice_id))


@asynccontextmanager
async def platform(ear: Ear | None = None) -> AsyncIterator[Strings]:
    """A fresh one, which holds nobody and does everything right, and an ear at the same real address."""
    ear, port = ear or Ear(), free_port()
    app = create_app(Settings(f"http://127.0.0.1:{port}/messages", (OUT_SECRET,), IN_SECRET))
    app.add_route("/messages", ear.take, methods=["POST"])
    async with serving(app, port) as url, httpx.AsyncClient(base_url=url, trust_env=False) as http:
        yield Strings(http, url, ear)
