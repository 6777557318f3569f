"""Calls to the tax office. Every call has an outer time-out; what is sent is decided before, so a repetition is the same.

All calls go one way: signed, no redirect followed, the answer bounded in size, and JSON. Whatever else comes is no answer.
"""

import asyncio
import ssl
import time
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TypeVar

import httpx

from payment_bridge.gateways.tax_answers import OtherAnswer, answer_kept
from payment_bridge.gateways.tax_messages import LedgerPage, UnreadableMessage, read_ledger_page
from process_runtime.allowed_hosts import AllowedHosts, GuardedTransport
from process_runtime.signature_profiles import Signing

MOST_BYTES = 8 * 1024 * 1024
"""Of an answer."""


class TaxOfficeAway(Exception):
    """No answer, or one that promises nothing.

    `status`: what came instead of an answer, None if nobody was met; `retry_after`: seconds that the office asked for;
    `received`: it may have happened there, so that it is asked for before it is sent again.
    """

    def __init__(self, text: str, *, status: str | None = None, retry_after: float | None = None, received: bool = True) -> None:
        super().__init__(text)
        self.status, self.retry_after, self.received = status, retry_after, received


class TaxOfficeGone(TaxOfficeAway):
    """410: this address is not to be called any more, until an operator enables it."""


class TaxOfficeWaits(TaxOfficeAway):
    """Nobody was called: the office asked to be left alone for `seconds`, or an operator has to enable the address."""

    def __init__(self, status: str, seconds: float) -> None:
        super().__init__(f"{status}, waits", status=status, received=False)
        self.seconds = seconds


class TaxOfficeRefused(Exception):
    """A definite no: nothing was stored there."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


Answer = TypeVar("Answer")
_DEFINITE = {400, 413, 422}
_NOT_RECEIVED = {*range(300, 400), 401, 403, 404, 405, 409, 410, 429, 503}
"""Whoever answers so has stored nothing."""
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL)


class TaxOffice:
    """The tax office at one address, and whether it answers.

    What it knows of the answers is of this process alone: every replica reads the ledger, so each sees by itself whether it gets through.
    """

    def __init__(
        self,
        url: str,
        signing: Signing,
        *,
        seconds: float = 15.0,
        transport: httpx.AsyncBaseTransport | None = None,
        ca_file: Path | None = None,
        allowed_hosts: Sequence[str] = (),
    ) -> None:
        """`ca_file` holds the authorities that the office at https:// may be certified by; None: those of the system.

        `allowed_hosts`: hosts and networks that may be called, that of the address if there are none; `transport` replaces the network.
        """
        self._signing, self._seconds = signing, seconds
        self._made_at = time.monotonic()
        self.answered_at: datetime | None = None
        """Real time of the last call that was answered."""
        self.error: str | None = None
        """What became of the latest call, None if it was answered."""
        self._unanswered_since: float | None = None
        trust = ssl.create_default_context(cafile=ca_file)
        limits = httpx.Timeout(seconds, connect=5.0)
        allowed = AllowedHosts(allowed_hosts or [httpx.URL(url).host])
        network = transport or GuardedTransport(httpx.AsyncHTTPTransport(verify=trust, trust_env=False), allowed)
        self._client = httpx.AsyncClient(base_url=url, timeout=limits, transport=network, trust_env=False, follow_redirects=False)

    @property
    def age_seconds(self) -> float:
        """For how long this process has known the tax office."""
        return time.monotonic() - self._made_at

    @property
    def silent_seconds(self) -> float:
        """For how long calls have had no answer; 0 if the latest was answered."""
        return 0.0 if self._unanswered_since is None else time.monotonic() - self._unanswered_since

    async def tell(self, path: str, webhook_id: str, body: bytes, read: Callable[[bytes], Answer]) -> Answer:
        """Hand over one message; `read` reads the answer. Raises TaxOfficeAway or TaxOfficeRefused."""
        answer = await self._call("POST", path, webhook_id, body, {202, *_DEFINITE})
        return self._fitting(lambda: read(answer))

    async def what_became_of(self, webhook_id: str, read: Callable[[bytes], Answer]) -> Answer | None:
        """What was answered to a message of ours whose answer did not come; None if it was never received. Raises TaxOfficeAway."""
        answer = await self._call("GET", f"/tax-office/v1/messages/{webhook_id}", _fresh_id("query"), b"", {200, 404})
        return self._fitting(lambda: read(answer_kept(answer, webhook_id)) if answer else None)

    async def ledger(self, after: str | None, limit: int) -> LedgerPage:
        """One page of the ledger that leads on or ends. Raises TaxOfficeAway."""
        query = f"/tax-office/v1/ledger?limit={limit}" + (f"&after={after}" if after else "")
        answer = await self._call("GET", query, _fresh_id("ledger"), b"", {200})

        def page() -> LedgerPage:
            read = read_ledger_page(answer)
            if read.following is not None and read.goes_on_to(after) is None:
                raise OtherAnswer("its next page is not behind this one")
            return read

        return self._fitting(page)

    def _fitting(self, read: Callable[[], Answer]) -> Answer:
        """What is read from an answer. One that is not to what was asked is none."""
        try:
            answer = read()
        except (UnreadableMessage, OtherAnswer) as error:
            self.error = f"answer not understood: {error}"
            raise TaxOfficeAway(self.error, status="answer not understood") from None
        self._unanswered_since, self.error, self.answered_at = None, None, datetime.now(UTC)
        return answer

    async def _call(self, method: str, path: str, webhook_id: str, body: bytes, answers: Collection[int]) -> bytes:
        """The body of the answer, if its status is one of `answers`. A call that hangs counts as unanswered from its beginning."""
        if self._unanswered_since is None:
            self._unanswered_since = time.monotonic()
        try:
            status, content = await self._request(method, path, webhook_id, body, answers)
        except TaxOfficeAway as error:
            self.error = str(error)
            raise
        if status in _DEFINITE & set(answers):
            self._unanswered_since, self.error, self.answered_at = None, None, datetime.now(UTC)
            raise TaxOfficeRefused(status)
        return content

    async def _request(self, method: str, path: str, webhook_id: str, body: bytes, answers: Collection[int]) -> tuple[int, bytes]:
        headers, content = self._signing.request(body, webhook_id)
        if content:
            headers["content-type"] = "application/json"
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._client.stream(method, path, content=content or None, headers=headers) as answer,
            ):
                return await _read(answer, answers)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            raise TaxOfficeAway(type(error).__name__, received=not isinstance(error, _NOT_SENT)) from error

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


async def _read(answer: httpx.Response, answers: Collection[int]) -> tuple[int, bytes]:
    """Status and body. Raises TaxOfficeAway for another status, another kind of content, or too much of it."""
    status = answer.status_code
    if status not in answers:
        kind, wish = TaxOfficeGone if status == httpx.codes.GONE else TaxOfficeAway, _wish(answer.headers.get("retry-after", ""))
        raise kind(f"HTTP {status}", status=f"HTTP {status}", retry_after=wish, received=status not in _NOT_RECEIVED)
    if status >= httpx.codes.BAD_REQUEST:
        return status, b""
    if answer.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise TaxOfficeAway(f"HTTP {status}, no JSON", status=f"HTTP {status}, no JSON")
    content = bytearray()
    async for part in answer.aiter_bytes():
        content += part
        if len(content) > MOST_BYTES:
            raise TaxOfficeAway(f"HTTP {status}, too large", status=f"HTTP {status}, too large")
    return status, bytes(content)


def _wish(text: str) -> float | None:
    """Seconds of a Retry-After, which is a number of them or a moment; None for anything else."""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max((parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None


def _fresh_id(what: str) -> str:
    return f"{what}_{datetime.now(UTC):%Y%m%d%H%M%S%f}"
