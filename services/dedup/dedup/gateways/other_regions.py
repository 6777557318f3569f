"""Calls to the platform of other regions: signed, within a time, no redirect followed, the answer bounded in size, and JSON.

Who tells has stored what he tells before, and sends it again until it is answered: the same version is the same bytes under the same id.
A platform that fails rests, one that asks to be left alone is left alone, one that says 410 is not called again by this process.
"""

import asyncio
import ssl
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import httpx
from prometheus_client import Counter

from dedup.domain.told_by_regions import NoticeAnswer, OutgoingNotice, RequestAnswer
from dedup.gateways.notice_messages import OtherNotice, read_notice_answer, read_receipt, write_notice, write_request_answer
from dedup.gateways.strict_reading import NotInContract
from dedup.settings import Settings
from enrolment_terms.identifiers import new_id
from process_runtime.allowed_hosts import AllowedHosts, GuardedTransport
from process_runtime.webhook_signatures import signed_headers
from service_runtime import get_logger

MOST_BYTES = 64 * 1024
"""Of an answer."""
LONGEST_WISH = 3600.0
"""Seconds of a Retry-After that are respected."""
_FAILURES_TO_REST, _REST_SECONDS = 5, 30.0
_DEFINITE = {400, 409, 413, 422}
_NOT_RECEIVED = {*range(300, 400), 401, 403, 404, 405, 410, 429, 503}
"""Whoever answers so has stored nothing."""
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL)
_log = get_logger("other-regions")
Read = TypeVar("Read")
CALLS = Counter(
    "canbao_other_region_calls", "Calls to the platform of other regions, by how they ended", ["kind", "outcome"], registry=None
)
for _call in ("tell", "ask", "answer"):  # every one is there from the start, as zero
    for _outcome in ("answered", "refused", "not_understood", "away", "rested"):
        CALLS.labels(_call, _outcome)


class RegionsAway(Exception):
    """No answer that promises anything.

    `status` is what came instead, None if nobody was met. `retry_after`: seconds that were asked for. `received`: the notice may have
    arrived, so that it is asked for before it is sent again.
    """

    def __init__(self, text: str, *, status: str | None = None, retry_after: float | None = None, received: bool = True) -> None:
        super().__init__(text)
        self.status, self.retry_after, self.received = status, retry_after, received


class RegionsRest(RegionsAway):
    """Nobody was called: not before `seconds`; None: not before this process starts anew (410)."""

    def __init__(self, why: str, seconds: float | None) -> None:
        super().__init__(f"{why}, rests", retry_after=seconds, received=False)
        self.seconds = seconds


class RegionsRefused(Exception):
    """A definite no: the notice is not in the contract, or its version was told with other content. Nothing was stored there."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


@dataclass(slots=True)
class Circuit:
    """Whether the platform is called at all. After five failures in a row it rests; then one call tries whether it is back."""

    now: Callable[[], float]
    failures: int = 0
    rests_until: float = 0.0
    why: str = ""
    gone: bool = False

    def check(self) -> None:
        """Raises RegionsRest while nobody calls."""
        if self.gone:
            raise RegionsRest(self.why, None)
        if (left := self.rests_until - self.now()) > 0:
            raise RegionsRest(self.why, left)

    def note(self, failure: RegionsAway | None) -> None:
        """The end of a call; None: it was answered."""
        if failure is None:
            self.failures = 0
            return
        self.failures, self.why = self.failures + 1, str(failure)
        self.gone = failure.status == "HTTP 410"
        rest = _REST_SECONDS if self.failures >= _FAILURES_TO_REST else 0.0
        wish = failure.retry_after if failure.status in ("HTTP 429", "HTTP 503") else None
        self.rests_until = self.now() + max(rest, min(wish or 0.0, LONGEST_WISH))


class OtherRegions:
    """The platform at one address. One object for a process: it knows whether the platform answers."""

    def __init__(
        self,
        url: str,
        secret: str,
        *,
        seconds: float = 10.0,
        transport: httpx.AsyncBaseTransport | None = None,
        ca_file: Path | None = None,
        allowed_hosts: Sequence[str] = (),
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`seconds` bound a call, `now` is the clock of rests, `transport` replaces the network.

        `ca_file` holds the authorities of https://, None: those of the system. `allowed_hosts`: hosts and networks that may be called;
        that of the address if there are none.
        """
        self._secret, self._seconds, self._circuit = secret, seconds, Circuit(now)
        allowed, trust = AllowedHosts(allowed_hosts or [httpx.URL(url).host]), ssl.create_default_context(cafile=ca_file)
        network = transport or GuardedTransport(httpx.AsyncHTTPTransport(verify=trust, trust_env=False), allowed)
        limits = httpx.Timeout(seconds, connect=min(seconds, 5.0))
        self._client = httpx.AsyncClient(base_url=url, timeout=limits, transport=network, trust_env=False, follow_redirects=False)

    async def tell(self, notice: OutgoingNotice) -> NoticeAnswer:
        """Hand over a notice in its version. Raises RegionsAway (RegionsRest if nobody was called), RegionsRefused."""

        def read(content: bytes) -> NoticeAnswer:
            return read_notice_answer(content, notice.notice_id, notice.version)

        webhook_id = f"notice_{notice.notice_id}_{notice.version}"
        told = await self._noted("tell", _notice(notice.notice_id), webhook_id, write_notice(notice), read)
        assert told is not None
        return told

    async def what_became_of(self, notice_id: UUID) -> NoticeAnswer | None:
        """Where a notice stands there, in the version that stands there; None if it was never received. Raises RegionsAway."""
        return await self._noted(
            "ask", _notice(notice_id), f"query_{new_id()}", b"", lambda content: read_notice_answer(content, notice_id, 1)
        )

    async def answer(self, answer: RequestAnswer) -> None:
        """Tell a region what became of its request to us; returns once that is stored there. Raises RegionsAway, RegionsRefused."""
        webhook_id = f"answer_{answer.notice_id}_{answer.version}_{answer.state}"
        await self._noted("answer", "/regions/v1/answers", webhook_id, write_request_answer(answer), read_receipt)

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def _noted(self, call: str, path: str, webhook_id: str, body: bytes, read: Callable[[bytes], Read]) -> Read | None:
        """One call, counted; the circuit hears how it ended. None: what is asked for is not known there."""
        try:
            self._circuit.check()
            content = await self._call(path, webhook_id, body)
            answer = None if content is None else _understood(content, read)
        except RegionsRefused as error:
            self._circuit.note(None)
            CALLS.labels(call, "refused").inc()
            _log.error("notice.refused", message=webhook_id, status=error.status)
            raise
        except RegionsRest:
            CALLS.labels(call, "rested").inc()
            raise
        except RegionsAway as error:
            self._circuit.note(error)
            CALLS.labels(call, "not_understood" if error.status == _NOT_UNDERSTOOD else "away").inc()
            _log.warning("notice.not_answered", message=webhook_id, error=str(error))
            raise
        self._circuit.note(None)
        CALLS.labels(call, "answered").inc()
        return answer

    async def _call(self, path: str, webhook_id: str, body: bytes) -> bytes | None:
        """What is answered to a body, or to a question without one; None for a question about what is not known."""
        method, answers = ("POST", {200, 202}) if body else ("GET", {200, 404})
        headers = signed_headers(body, webhook_id, self._secret) | ({"content-type": "application/json"} if body else {})
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._client.stream(method, path, content=body or None, headers=headers) as answer,
            ):
                return await _read(answer, answers)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            raise RegionsAway(type(error).__name__, received=not isinstance(error, _NOT_SENT)) from None


_NOT_UNDERSTOOD = "answer not understood"


def regions_of(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> OtherRegions | None:
    """The platform that the settings name; None without an address: nobody is told, notices wait."""
    if settings.other_regions_url is None or settings.other_regions_out_secret is None:
        return None
    return OtherRegions(
        settings.other_regions_url,
        settings.other_regions_out_secret.get_secret_value(),
        seconds=settings.other_regions_seconds,
        transport=transport,
        ca_file=settings.ca_file,
        allowed_hosts=settings.allowed_region_hosts,
    )


def _notice(notice_id: UUID) -> str:
    return f"/regions/v1/notices/{notice_id}"


def _understood(content: bytes, read: Callable[[bytes], Read]) -> Read:
    try:
        return read(content)
    except OtherNotice:
        raise RegionsAway("about another notice", status=_NOT_UNDERSTOOD) from None
    except NotInContract as error:
        raise RegionsAway(f"{_NOT_UNDERSTOOD}: {error}", status=_NOT_UNDERSTOOD) from None


async def _read(answer: httpx.Response, answers: Collection[int]) -> bytes | None:
    status = answer.status_code
    if status in _DEFINITE:
        raise RegionsRefused(status)
    if status not in answers:
        wish = _wish(answer.headers.get("retry-after", ""))
        raise RegionsAway(f"HTTP {status}", status=f"HTTP {status}", retry_after=wish, received=status not in _NOT_RECEIVED)
    if status == httpx.codes.NOT_FOUND:
        return None
    if answer.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise RegionsAway(f"HTTP {status}, no JSON", status=_NOT_UNDERSTOOD)
    content = bytearray()
    async for part in answer.aiter_bytes():
        content += part
        if len(content) > MOST_BYTES:
            raise RegionsAway(f"HTTP {status}, too large", status=_NOT_UNDERSTOOD)
    return bytes(content)


def _wish(text: str) -> float | None:
    """Seconds of a Retry-After, which is a number of them or a moment; None for anything else."""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max((parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None
