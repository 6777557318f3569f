"""What one caller may cost: bodies, parameters and headers that nobody sends by mistake."""

import asyncio
import json
import re
import socket
import time
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from canbao_suite.bench.attack import Tally, Target, all_of

SLOW_CALLERS, HEADER_MEGABYTES, MOST_ANSWER_BYTES = 200, 100, 200_000
_PATIENCE = 60.0
_TEXTS = (
    "' OR 1=1 --",
    "%00",
    "\\",
    "{{7*7}}",
    "${jndi:ldap://x}",
    "../../etc/passwd",
    "\u202e",
    "\U000e0041",
    "0" * 5000,
    "-1",
    "9" * 40,
    "NaN",
)
_DATES = ("0001-01-01", "9999-12-31", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "2024-02-30", "-1", "0", "9" * 30)


def _bodies() -> Iterator[tuple[str, bytes]]:
    yield "95,000 unknown fields", json.dumps({f"f{number}": number for number in range(95_000)}).encode()
    yield "an item of 20,000 wrong ones", json.dumps({"people": [7] * 20_000, "claims": [7] * 20_000, "spells": [7] * 20_000}).encode()
    yield "deep lists", b"[" * 100_000 + b"]" * 100_000
    yield "deep objects", b'{"a":' * 50_000 + b"1" + b"}" * 50_000
    yield "a long number", b'{"benefit_year": ' + b"9" * 100_000 + b"}"
    yield "1e999", b'{"benefit_year": 1e999, "limit": -1e999, "amount": NaN, "on": Infinity}'
    yield "lone surrogates", b'{"name": "\\ud800", "area": "\\udfff"}'
    yield "NUL", b'{"name": "\\u0000", "area": "44\\u000078"}'
    yield "not UTF-8", b'{"name": "\xff\xfe"}'
    yield "UTF-16", '{"name": "x"}'.encode("utf-16")
    yield "the same field twice", b'{"benefit_year": 2024, "benefit_year": {"a": 1}}'
    yield "nothing", b""
    yield "null", b"null"
    yield "a text", b'"x"'
    yield "a long text", json.dumps({"name": "x" * 900_000}).encode()
    for text in _TEXTS:
        yield f"everywhere {text[:20]}", json.dumps(dict.fromkeys(_FIELDS, text)).encode()
    for date in _DATES:
        yield f"every date {date[:20]}", json.dumps(dict.fromkeys(_FIELDS, date)).encode()
    odd: tuple[Any, ...] = (0, 1, True, [], {}, None, 1.5, 2**63, -(2**63))
    for wrong in odd:
        yield f"everywhere {wrong!r}", json.dumps(dict.fromkeys(_FIELDS, wrong)).encode()


_FIELDS = (
    *("name", "sex", "document_type", "document_number", "area", "region", "benefit_year", "limit", "note", "reason", "decision"),
    *("people", "claims", "spells", "tokens", "on", "pay_on", "known_at", "applied_on", "birth_date", "person_id", "ids", "now", "paid"),
)


async def _routes(target: Target) -> list[tuple[str, str, list[str]]]:
    """Method, path and query parameters of every operation, from the published contracts."""
    found = []
    for service in ("registration", "payment-bridge", "dedup", "benefits"):
        document = (await target.http.get(f"/{service}/openapi.json")).json()
        for path, methods in document["paths"].items():
            for method, described in methods.items():
                names = [one["name"] for one in described.get("parameters", ()) if one["in"] == "query"]
                found.append((method.upper(), path, names))
    return found


async def abuse_bodies(target: Target, tally: Tally) -> None:
    """Every body on every POST and every odd value in every parameter, as somebody who may do anything."""
    headers = target.bearer("operator", "attack:everything", areas=("44",))
    roles = ["clerk", "reviewer", "operator", "auditor", "hospital", "citizen", "school", "tax", "department", "agent"]
    headers["Authorization"] = "Bearer " + target.suite.issuer.mint("attack:everything", roles, ["44"])
    routes = await _routes(target)
    bodies = list(_bodies())
    posts = [path for method, path, _ in routes if method == "POST" and not path.endswith(("/webhooks/tax", "/clock"))]
    calls = [partial(_send_body, target, tally, headers, _filled(path), name, body) for path in posts for name, body in bodies]
    gets = [(path, name, text) for method, path, names in routes if method == "GET" for name in names for text in (*_TEXTS, *_DATES)]
    calls += [partial(_send_query, target, tally, headers, _filled(path), name, text) for path, name, text in gets]
    calls += [partial(_send_path, target, tally, headers, path, text) for _, path, _ in routes if "{" in path for text in _TEXTS]
    await all_of(calls, at_once=8)


def _filled(path: str, text: str = "0192e4a0-1111-7222-8333-444455556666") -> str:
    return "/".join(text if part.startswith("{") else part for part in path.split("/"))


async def _send_body(target: Target, tally: Tally, headers: dict[str, str], path: str, name: str, body: bytes) -> None:
    told = {**headers, "Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
    answer = await target.http.post(path, content=body, headers=told)
    tally.met(f"{name} to {path}", answer)
    if len(answer.content) > MOST_ANSWER_BYTES:
        tally.accepted.append(f"{name} to {path}: an answer of {len(answer.content)} bytes")


async def _send_query(target: Target, tally: Tally, headers: dict[str, str], path: str, name: str, text: str) -> None:
    tally.met(f"{path}?{name}={text[:30]}", await target.http.get(path, params={name: text}, headers=headers))


async def _send_path(target: Target, tally: Tally, headers: dict[str, str], path: str, text: str) -> None:
    try:
        answer = await target.http.get(_filled(path, httpx.QueryParams({"x": text}).__str__()[2:]), headers=headers)
    except httpx.InvalidURL:
        return
    tally.met(f"{path} with {text[:30]}", answer)


async def abuse_headers(target: Target, tally: Tally) -> None:
    """A flood of headers, lengths that are none, methods that are none, and two hundred callers who never finish."""
    where = urlsplit(target.suite.front_url)
    place = (str(where.hostname), int(where.port or 80))
    for name, raw in _requests().items():
        status = await asyncio.to_thread(_raw, place, raw)
        tally.attempts += 1
        tally.statuses[status] += 1
        if status >= 500:
            tally.five_hundreds.append(f"{name}: {status}")
    sent = await asyncio.to_thread(_flood, place)
    tally.attempts += 1
    if sent > HEADER_MEGABYTES * 2**20 // 10:
        tally.accepted.append(f"{sent} bytes of headers were taken")
    left = await _slow_callers(place)
    tally.attempts += SLOW_CALLERS
    if left:
        tally.accepted.append(f"{left} of {SLOW_CALLERS} callers who sent half a header were still there after {_PATIENCE:.0f} s")


def _requests() -> dict[str, bytes]:
    post = b"POST /registration/v1/applications HTTP/1.1\r\nHost: x\r\n"
    get = b" /registration/v1/applications HTTP/1.1\r\nHost: x\r\n\r\n"
    return {
        "5,000 zeros of length": post + b"Content-Length: " + b"0" * 5000 + b"\r\n\r\n",
        "a length of 30 digits": post + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n",
        "a negative length": post + b"Content-Length: -1\r\n\r\n",
        "two lengths": post + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        "length and chunks": post + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "a broken chunk": post + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        "an unknown method": b"BREW" + get,
        "PATCH": b"PATCH" + get,
        "TRACE": b"TRACE" + get,
        "HEAD": b"HEAD" + get,
        "OPTIONS": b"OPTIONS" + get,
        "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        "a space before the colon": post + b"Content-Length : 1\r\n\r\nx",
        "a header of 60,000 bytes": post + b"X-A: " + b"a" * 60_000 + b"\r\n\r\n",
        "a thousand headers": post + b"".join(b"X-%d: a\r\n" % number for number in range(1000)) + b"\r\n",
    }


def _raw(place: tuple[str, int], request: bytes) -> int:
    """The status that comes back, 0 if the connection is closed without one."""
    with socket.create_connection(place, timeout=20) as connection:
        try:
            connection.sendall(request)
            answer = connection.recv(64)
        except OSError:
            return 0
    told = re.match(rb"HTTP/1\.[01] ([0-9]{3})", answer)
    return int(told[1]) if told else 0


def _flood(place: tuple[str, int]) -> int:
    """How many bytes of headers are taken before the connection is closed."""
    sent, chunk = 0, b"".join(b"X-%07d: %s\r\n" % (number, b"a" * 1000) for number in range(64))
    with socket.create_connection(place, timeout=20) as connection:
        try:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
            while sent < HEADER_MEGABYTES * 2**20:
                connection.sendall(chunk)
                sent += len(chunk)
        except OSError:
            pass
    return sent


async def _slow_callers(place: tuple[str, int]) -> int:
    """How many connections with half a header are still open when patience ends."""
    opened = await asyncio.gather(*(asyncio.open_connection(*place) for _ in range(SLOW_CALLERS)))
    for _, writer in opened:
        writer.write(b"POST /registration/v1/applications HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    end = time.monotonic() + _PATIENCE
    waiting: set[asyncio.Task[Any]] = {asyncio.create_task(reader.read(65536)) for reader, _ in opened}
    while waiting and time.monotonic() < end:
        _, waiting = await asyncio.wait(waiting, timeout=max(0.1, end - time.monotonic()))
    for task in waiting:
        task.cancel()
    for _, writer in opened:
        writer.close()
    return len(waiting)
