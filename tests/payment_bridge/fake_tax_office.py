"""A tax office for tests, by the contract: takes batches and recalls, keeps a ledger, refuses and fails as told."""

import asyncio
import itertools
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import httpx
import msgspec

from process_runtime.signature_profiles import Checking, StandardWebhooks

OUT_SECRET = "whsec_" + "b3V0LXNlY3JldC1vdXQtc2VjcmV0LW91dC1zZWNyZXQ="
IN_SECRET = "whsec_" + "aW4tc2VjcmV0LWluLXNlY3JldC1pbi1zZWNyZXQtaW4="


class Trouble(StrEnum):
    """Ways in which the whole office does not answer."""

    STOPPED = "connections are refused"
    HANGING = "nothing is ever answered"
    FAILING = "everything is answered by 500"


class FakeTaxOffice(httpx.AsyncBaseTransport):
    """Stands where the network is. Lists in `lost` what is received but not answered, in `refuse_whole` bad document numbers."""

    def __init__(self) -> None:
        self.batches: dict[str, dict[str, Any]] = {}
        self.received: list[str] = []
        self.recalled: list[str] = []
        self.ledger: list[dict[str, Any]] = []
        self.lose_answers = 0
        self.refuse: set[str] = set()
        self.unreadable: set[str] = set()
        self.unsigned = 0
        self.checking: Checking = StandardWebhooks(accept=[OUT_SECRET])
        self.trouble: Trouble | None = None
        self.turn_back = 0
        """Pages begin with what was read long ago, and lead back to it;"""
        self.stuck = False
        """or they never end."""
        self.instead: dict[str, httpx.Response] = {}
        """By the end of the address, what it answers to everything."""
        self.asked: list[str] = []
        self.kept: dict[str, httpx.Response] = {}
        """What was answered to each message that was received, by its id."""
        self.seen: list[tuple[str, bytes]] = []
        """Id and body of every message that came, whatever was answered."""
        self.drops: Iterator[bool] = itertools.repeat(False)
        """Whether the answer to the next call is lost."""
        self.hanging: str | None = None
        """The end of the address that is never answered."""
        self.together: asyncio.Barrier | None = None
        """Answers only when so many have asked."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.trouble is Trouble.STOPPED:
            raise httpx.ConnectError("refused", request=request)
        if self.trouble is Trouble.HANGING:
            await asyncio.Event().wait()
        if self.trouble is Trouble.FAILING:
            return httpx.Response(500)
        self.asked.append(request.url.path)
        if self.hanging and request.url.path.endswith(self.hanging):
            await asyncio.Event().wait()
        if request.method == "POST":
            self.seen.append((request.headers.get("webhook-id", ""), await request.aread()))
        for ending, response in self.instead.items():
            if request.url.path.endswith(ending) or (ending.endswith("/") and ending in request.url.path):
                return httpx.Response(response.status_code, headers=response.headers, content=response.content)
        body = await request.aread()
        received = self.checking.received(body, request.headers)
        if received is None:
            self.unsigned += 1
            return httpx.Response(401)
        message_id, body = received
        if self.together:
            await self.together.wait()
        answer = self._answer(request, body)
        if request.method == "POST" and answer.is_success:
            self.kept[message_id] = answer
        if next(self.drops):
            raise httpx.ReadTimeout("no answer", request=request)
        if self.lose_answers and "/messages/" not in request.url.path:
            self.lose_answers -= 1
            raise httpx.ReadTimeout("no answer", request=request)
        return answer

    def _answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        if request.url.path == "/tax-office/v1/levy-batches":
            return self._levy(body)
        if request.url.path == "/tax-office/v1/recalls":
            return self._recall(msgspec.json.decode(body)["bill_ids"])
        if request.url.path == "/tax-office/v1/refund-payouts":
            return httpx.Response(202, json={"payout_id": msgspec.json.decode(body)["payout_id"]})
        if request.url.path == "/tax-office/v1/ledger":
            return self._page(request.url.params.get("after", ""), int(request.url.params["limit"]))
        if (kept := self.kept.get(request.url.path.removeprefix("/tax-office/v1/messages/"))) is not None:
            told = {"received_at": "2023-10-10T09:00:00+08:00", "answer": kept.json()}
            return httpx.Response(200, json={"webhook_id": request.url.path.rpartition("/")[2], **told})
        return httpx.Response(404)

    def _levy(self, body: bytes) -> httpx.Response:
        batch = msgspec.json.decode(body)
        self.received.append(batch["batch_id"])
        ids = {bill["bill_id"] for bill in batch["bills"]}
        if ids & self.unreadable:
            return httpx.Response(422)
        known = self.batches.setdefault(batch["batch_id"], batch)
        if known != batch:
            return httpx.Response(409)
        refused = [{"bill_id": bill_id, "code": "AMOUNT_INVALID", "msg": "金额有误"} for bill_id in sorted(ids & self.refuse)]
        return httpx.Response(202, json={"batch_id": batch["batch_id"], "accepted": len(ids) - len(refused), "refused": refused})

    def _recall(self, bill_ids: list[str]) -> httpx.Response:
        if self.unreadable.intersection(bill_ids):
            return httpx.Response(422)
        self.recalled += bill_ids
        return httpx.Response(202, json={"recalled": len(bill_ids), "already_paid": []})

    def _page(self, after: str, limit: int) -> httpx.Response:
        rest = [entry for entry in self.ledger if int(entry["serial"]) > int(after or 0)]
        page = rest[:limit]
        following = page[-1]["serial"] if len(rest) > limit else None
        if self.turn_back and following:
            page, following = [*self.ledger[:1], *page], self.ledger[0]["serial"]
        if self.stuck:
            following = after or "1"
        return httpx.Response(200, json={"entries": page, "next": following})

    def note(self, serial: str, bill_id: object, on: str, cause: str | None = None, amount: str = "406.00", resend_no: int = 0) -> None:
        """An entry in the ledger: money without a cause, a failure with one."""
        self.ledger.append(
            {
                "serial": serial, "kind": "FAILURE" if cause else "SUCCESS", "bill_id": str(bill_id), "amount": amount,
                "arrival_date": on, "channel": "BANK_DEDUCTION", "cause": cause, "round_no": 1, "resend_no": resend_no,
            }
        )  # fmt: skip
