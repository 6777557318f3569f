"""Stands in for the suite: the agreed REST answers and the console's files on one address. Counts what it was asked."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from canbao_suite.front import Console
from tests.console.stub_answers import (
    BUSINESS_DAY,
    DOCUMENT,
    LEVY_PROGRESS,
    PERSON,
    PERSON_SHOWN,
    TIMELINES,
    checks,
    entitlement,
    progress,
    replay,
)
from tests.console.stub_money import money_answer

TOKEN = "stub-token"


@dataclass
class StubSuite:
    """What it was asked, and what a test may change: how services are, dead letters, whether tokens still hold."""

    asked: list[tuple[str, str, Any]] = field(default_factory=list)
    health: dict[str, str] = field(default_factory=dict)
    checks: dict[str, dict[str, Any]] = field(default_factory=dict)
    """More checks by service, or others than usual."""
    away: set[str] = field(default_factory=set)
    """Services whose database is away."""
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    """Paths, with their query, whose answer waits for an event."""
    letters: list[dict[str, Any]] = field(default_factory=list)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    """Acts that wait for a second operator."""
    answers: dict[str, Any] = field(default_factory=dict)
    """Other answers than usual, by path: a body, or a whole response."""
    token_holds: bool = True
    token: str = TOKEN
    relayed: int = 0

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/", lambda _: RedirectResponse("/console/")),
                Route("/issuer/v1/tokens", self._token, methods=["POST"]),
                Mount("/console", Console()),
                Route("/{path:path}", self._answer, methods=["GET", "POST"]),
            ]
        )

    def asked_for(self, path: str) -> list[Any]:
        """Bodies or queries of the requests for a path."""
        return [asked for _, one, asked in self.asked if one == path]

    async def _token(self, request: Request) -> Response:
        self.asked.append(("POST", "/issuer/v1/tokens", await request.json()))
        return JSONResponse({"access_token": self.token, "token_type": "Bearer", "expires_in": 3600}, 201)

    async def _answer(self, request: Request) -> Response:
        path = request.url.path
        body = await request.body()
        asked = json.loads(body) if body else dict(request.query_params)
        self.asked.append((request.method, path, asked))
        service, _, rest = path.removeprefix("/").partition("/")
        if held := self.held.get(f"{path}?{request.url.query}".removesuffix("?")):
            await held.wait()
        if rest in ("readyz", "metrics"):
            return self._probe(service, rest)
        if request.headers.get("authorization") != f"Bearer {self.token}" or not self.token_holds:
            return problem(401, "TOKEN_EXPIRED", "登录已失效，请重新登录")
        return self._business(service, rest.removeprefix("v1/"), asked)

    def _probe(self, service: str, what: str) -> Response:
        there = service not in self.away
        if what == "metrics":
            self.relayed += 90
            counters = f"canbao_events_relayed_total {self.relayed}.0\ncanbao_events_consumed_total {self.relayed * 2}.0\n"
            return PlainTextResponse(f"# TYPE x counter\n{counters if there else ''}")
        if not there:
            gone = {"database:connection": [{"status": "fail", "output": "ConnectionRefusedError"}]}
            return JSONResponse({"status": "fail", "serviceId": service, "checks": gone}, 503)
        open_letters = [letter for letter in self.letters if letter["discarded_at"] is None]
        told = checks(service, self.health.get(service, "pass"), len(open_letters) if service == "benefits" else 0)
        told |= {name: [check] for name, check in self.checks.get(service, {}).items()}
        status = max((check["status"] for [check] in told.values()), key=["pass", "warn", "fail"].index)
        return JSONResponse({"status": status, "serviceId": service, "checks": told}, 503 if status == "fail" else 200)

    def _business(self, service: str, path: str, asked: Any) -> Response:
        if service in self.away:
            return problem(503, "UNAVAILABLE", "系统繁忙，请稍后再试")
        other = self.answers.get(f"/{service}/v1/{path}")
        if other is not None:
            return other if isinstance(other, Response) else JSONResponse(other)
        if path.startswith(("dead-letters", "replays")):
            return self._letters(service, path, asked)
        if path.startswith("confirmations"):
            return self._waiting(service, path)
        if (service, path) == ("registration", "progress"):
            return JSONResponse({**progress(), "benefit_year": int(asked["benefit_year"])})
        if (service, path) == ("payment-bridge", "progress"):
            return JSONResponse(LEVY_PROGRESS)
        if service == "payment-bridge" and (told := money_answer(path, asked)) is not None:
            return JSONResponse(told)
        return self._person(service, path, asked)

    def _letters(self, service: str, path: str, asked: Any) -> Response:
        if path == "dead-letters":
            wanted = asked.get("state", "open") == "discarded"
            items = [letter for letter in self.letters if service == "benefits" and (letter["discarded_at"] is not None) == wanted]
            return JSONResponse({"items": items, "next": None})
        if path == "dead-letters/replay":
            self.letters = [letter for letter in self.letters if letter["id"] not in asked["ids"]]
            return JSONResponse(replay("RUNNING"), 202)
        if path == "replays/3":
            return JSONResponse(replay(replayed=1))
        if path == "dead-letters/discard":
            done = {"discarded_at": "2023-11-23T09:30:00+08:00", "discarded_by": "console", "discard_reason": asked["reason"]}
            self.letters = [{**letter, **done} if letter["id"] in asked["ids"] else letter for letter in self.letters]
            return JSONResponse({"discarded": len(asked["ids"])})
        found = next(letter for letter in self.letters if path == f"dead-letters/{letter['id']}")
        return JSONResponse({**found, "event": f'{{"type":"{found["event_type"]}"}}'})

    def _waiting(self, service: str, path: str) -> Response:
        if path == "confirmations":
            return JSONResponse({"items": self.waiting if service == "benefits" else [], "next": None})
        [cancelled] = [act for act in self.waiting if path == f"confirmations/{act['id']}/cancel"]
        self.waiting = [act for act in self.waiting if act is not cancelled]
        return JSONResponse({**cancelled, "state": "CANCELLED", "state_label": "已撤销"})

    def _person(self, service: str, path: str, asked: Any) -> Response:
        if path == "persons/search":
            return JSONResponse(PERSON_SHOWN) if asked["document_number"] == DOCUMENT else problem(404, "NOT_FOUND", "未找到相关记录")
        if path == f"persons/{PERSON}":
            return JSONResponse(PERSON_SHOWN)
        if path == f"persons/{PERSON}/timeline":
            return JSONResponse({"items": TIMELINES[service]})
        if path == f"entitlements/{PERSON}":
            return JSONResponse(entitlement(asked.get("on", BUSINESS_DAY)))
        return problem(404, "NOT_FOUND", "未找到相关记录")


def problem(status: int, code: str, msg: str, reasons: Sequence[str] = ()) -> Response:
    """A refusal as the services write it, with the sentences of its reasons."""
    body = {
        "type": "about:blank",
        "title": "x",
        "status": status,
        "code": code,
        "msg": msg,
        "request_id": "r",
        "reasons": [{"code": "INVALID", "msg": reason, "field": None, "rule": None} for reason in reasons],
        "missing": [],
    }
    return JSONResponse(body, status, media_type="application/problem+json")
