"""Calls to the tax office. Every call has an outer time-out; what is sent is decided before, so a repetition is the same."""

import asyncio
import ssl
import time
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import httpx
import msgspec

from payment_bridge.gateways.signatures import signed_headers
from payment_bridge.gateways.tax_messages import LevyAnswer, UnreadableMessage, read_levy_answer


class TaxOfficeAway(Exception):
    """No answer, or one that promises nothing: it may or may not have happened, and the same call is to be made again."""


class TaxOfficeRefused(Exception):
    """A definite no: nothing was stored there."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


_DEFINITE = {400, 413, 422}


class TaxOffice:
    """The tax office at one address, and whether it answers.

    What it knows of the answers is of this process alone: every replica reads the ledger, so each sees by itself whether it gets through.
    """

    def __init__(
        self,
        url: str,
        secret: str,
        *,
        seconds: float = 15.0,
        transport: httpx.AsyncBaseTransport | None = None,
        ca_file: Path | None = None,
    ) -> None:
        """`ca_file` holds the authorities that the office at https:// may be certified by; None: those of the system."""
        self._secret, self._seconds = secret, seconds
        self._made_at = time.monotonic()
        self.answered_at: datetime | None = None
        """Real time of the last call that was answered."""
        self.error: str | None = None
        """What became of the latest call, None if it was answered."""
        self._unanswered_since: float | None = None
        trust = ssl.create_default_context(cafile=ca_file)
        limits = httpx.Timeout(seconds, connect=5.0)
        self._client = httpx.AsyncClient(base_url=url, timeout=limits, transport=transport, trust_env=False, verify=trust)

    @property
    def age_seconds(self) -> float:
        """For how long this process has known the tax office."""
        return time.monotonic() - self._made_at

    @property
    def silent_seconds(self) -> float:
        """For how long calls have had no answer; 0 if the latest was answered."""
        return 0.0 if self._unanswered_since is None else time.monotonic() - self._unanswered_since

    async def send_batch(self, batch_id: UUID, body: bytes) -> LevyAnswer:
        """Hand over a levy batch. Raises TaxOfficeAway (again with the same id) or TaxOfficeRefused."""
        answer = await self._call("POST", "/tax-office/v1/levy-batches", f"levy_{batch_id}", body, {202, *_DEFINITE})
        if answer.status_code in _DEFINITE:
            raise TaxOfficeRefused(answer.status_code)
        try:
            return read_levy_answer(answer.content)
        except UnreadableMessage as error:
            raise TaxOfficeAway(f"answer not understood: {error}") from None

    async def recall(self, bill_ids: Sequence[UUID], reason: str) -> None:
        """Take bills back. Raises TaxOfficeAway."""
        body = msgspec.json.encode({"bill_ids": [str(bill_id) for bill_id in bill_ids], "reason": reason})
        await self._call("POST", "/tax-office/v1/recalls", _fresh_id("recall"), body, {202})

    async def ledger(self, after: str | None, limit: int) -> bytes:
        """One page of the ledger, as it came. Raises TaxOfficeAway."""
        query = f"/tax-office/v1/ledger?limit={limit}" + (f"&after={after}" if after else "")
        return (await self._call("GET", query, _fresh_id("ledger"), b"", {200})).content

    async def _call(self, method: str, path: str, webhook_id: str, body: bytes, answers: Collection[int]) -> httpx.Response:
        """The answer, if its status is one of `answers`. A call that hangs counts as unanswered from its beginning."""
        if self._unanswered_since is None:
            self._unanswered_since = time.monotonic()
        try:
            answer = await self._request(method, path, webhook_id, body)
            if answer.status_code not in answers:
                raise TaxOfficeAway(f"HTTP {answer.status_code}")
        except TaxOfficeAway as error:
            self.error = str(error)
            raise
        self._unanswered_since, self.error, self.answered_at = None, None, datetime.now(UTC)
        return answer

    async def _request(self, method: str, path: str, webhook_id: str, body: bytes) -> httpx.Response:
        headers = signed_headers(body, webhook_id, self._secret)
        if body:
            headers["content-type"] = "application/json"
        try:
            async with asyncio.timeout(self._seconds):
                return await self._client.request(method, path, content=body or None, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            raise TaxOfficeAway(type(error).__name__) from error

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _fresh_id(what: str) -> str:
    return f"{what}_{datetime.now(UTC):%Y%m%d%H%M%S%f}"
