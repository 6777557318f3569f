"""Calls to the tax office. Every call has an outer time-out; what is sent is decided before, so a repetition is the same."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
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
    """The tax office at one address."""

    def __init__(self, url: str, secret: str, *, seconds: float = 15.0, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._secret, self._seconds = secret, seconds
        self._client = httpx.AsyncClient(base_url=url, timeout=httpx.Timeout(seconds, connect=5.0), transport=transport, trust_env=False)

    async def send_batch(self, batch_id: UUID, body: bytes) -> LevyAnswer:
        """Hand over a levy batch. Raises TaxOfficeAway (again with the same id) or TaxOfficeRefused."""
        answer = await self._call("POST", "/tax-office/v1/levy-batches", f"levy_{batch_id}", body)
        if answer.status_code in _DEFINITE:
            raise TaxOfficeRefused(answer.status_code)
        if answer.status_code != 202:
            raise TaxOfficeAway(f"HTTP {answer.status_code}")
        try:
            return read_levy_answer(answer.content)
        except UnreadableMessage as error:
            raise TaxOfficeAway(f"answer not understood: {error}") from None

    async def recall(self, bill_ids: Sequence[UUID], reason: str) -> None:
        """Take bills back. Raises TaxOfficeAway."""
        body = msgspec.json.encode({"bill_ids": [str(bill_id) for bill_id in bill_ids], "reason": reason})
        answer = await self._call("POST", "/tax-office/v1/recalls", _fresh_id("recall"), body)
        if answer.status_code != 202:
            raise TaxOfficeAway(f"HTTP {answer.status_code}")

    async def ledger(self, after: str | None, limit: int) -> bytes:
        """One page of the ledger, as it came. Raises TaxOfficeAway."""
        query = f"/tax-office/v1/ledger?limit={limit}" + (f"&after={after}" if after else "")
        answer = await self._call("GET", query, _fresh_id("ledger"), b"")
        if answer.status_code != 200:
            raise TaxOfficeAway(f"HTTP {answer.status_code}")
        return answer.content

    async def _call(self, method: str, path: str, webhook_id: str, body: bytes) -> httpx.Response:
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
