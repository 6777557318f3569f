"""The one way in which the tax office is told something: a message is stored, then sent under one id until it is answered.

A kind of message is one `MessageKind`, a member of `TaxEndpoint` of the same meaning, and a line in `message_kinds.KINDS`; nothing
else. Each kind has a job of its own, so that an endpoint that hangs holds up no other. To add one:

    async def _take(tx: Transaction, message: Told, answer: RefundAnswer) -> None:
        ...                                                          # in the transaction that notes the answer, once

    async def _refuse(tx: Transaction, message: Told, code: str) -> None:
        ...                                                          # 400, 413, 422: `code` is HTTP_422; nothing was stored there

    REFUND_REQUESTS = MessageKind(
        endpoint=TaxEndpoint.REFUND_REQUESTS, path="/tax-office/v1/refund-requests", prefix="refund",
        read=lambda answer, message_id, body: answer_to_refund(answer, message_id), take=_take, refuse=_refuse,
    )

and, in whatever transaction decides that it is to be told: `await keep_message(tx, REFUND_REQUESTS, refund_id, body)`. The id of the
message is the caller's: whoever keeps it again under the same id changes nothing, so one refund is one message for ever. Its webhook-id
is `refund_<id>`. `read` raises UnreadableMessage or OtherAnswer for what is no answer to this body: it is asked for again.

What became of a message whose answer did not come is asked at `GET /tax-office/v1/messages/{webhook_id}`, for every kind alike. An
office that never received it is sent the same bytes under the same id.
"""

import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from event_bus.supervision import all_settled
from payment_bridge.domain.outgoing import Claimed, OutgoingState, pause_before_asking, pause_before_sending
from payment_bridge.domain.tax_endpoints import LONGEST_WISH, MOST_REFUSED, MOST_SINGLE, TaxEndpoint
from payment_bridge.gateways.tax_office import TaxOffice, TaxOfficeAway, TaxOfficeRefused, TaxOfficeWaits
from payment_bridge.repository import outgoing
from payment_bridge.repository.outgoing import Outcome
from payment_bridge.use_cases.ask_tax_office import ask, is_waiting, refused_too_often
from service_runtime import ReadConnection, Runtime, Transaction, get_logger

_PURPOSE = "outgoing"
_MARGIN = 5.0
_log = get_logger("payment-bridge.outgoing")


class Told(NamedTuple):
    """A message and the bytes that were sent."""

    message_id: UUID
    body: bytes


@dataclass(frozen=True, slots=True)
class MessageKind:
    """What is told at one endpoint, and what its answer does."""

    endpoint: TaxEndpoint
    path: str
    prefix: str
    """Of the webhook-id."""
    read: Callable[[bytes, UUID, bytes], Any]
    """(answer, message id, what was sent) -> the answer. Raises UnreadableMessage, OtherAnswer."""
    take: Callable[[Transaction, Told, Any], Awaitable[None]]
    refuse: Callable[[Transaction, Told, str], Awaitable[None]]
    at_once: int = 1
    """Messages that are on their way at the same time."""
    make: Callable[[Runtime], Awaitable[bool]] | None = None
    """Stores a message of what has become due; True if there may be more. None: whoever decides stores it."""
    ends_refused: bool = False
    """A definite no ends the message, and nobody may send it again: whoever decides makes another (money that is to go out)."""
    body: Callable[[ReadConnection, UUID], Awaitable[bytes | None]] | None = None
    """Where the bytes lie, if not with the message."""

    def webhook_id(self, message_id: UUID) -> str:
        """The same on every attempt."""
        return f"{self.prefix}_{message_id}"


async def keep_message(tx: Transaction, kind: MessageKind, message_id: UUID, body: bytes, *, size: int = 1) -> bool:
    """Store what is to be told (JSON) under this id, sealed; False if it was stored before: the first body stands."""
    sealed = tx.safe.seal(body.decode(), _PURPOSE, message_id)
    return await outgoing.keep_outgoing(tx.driver, kind.endpoint, message_id, sealed, size)


async def send_one_step(runtime: Runtime, office: TaxOffice, kind: MessageKind) -> bool:
    """Send, or ask for, what is due of this kind; True if there may be more to do at once.

    Raises TaxOfficeAway as long as a message waits for its next try, whichever replica tried: what is not answered is no success.
    """
    if not await is_waiting(runtime, kind.endpoint):
        async with runtime.database.transaction() as tx:
            claimed = await outgoing.claim_messages(tx.driver, kind.endpoint, runtime.settings.tax_timeout_seconds + _MARGIN, kind.at_once)
        if claimed:
            await all_settled([*(_attempt(runtime, office, kind, one) for one in claimed), _make(runtime, kind, kind.at_once)])
            return True
        if await _make(runtime, kind, 1):
            return True
    async with runtime.database.read() as read:
        if error := await outgoing.error_of_waiting_message(read.driver, kind.endpoint):
            raise TaxOfficeAway(error)
    return False


async def _make(runtime: Runtime, kind: MessageKind, most: int) -> bool:
    """Beside what is sent, what is sent next."""
    made = 0
    while kind.make is not None and made < most and await kind.make(runtime):
        made += 1
    return made > 0


async def _attempt(runtime: Runtime, office: TaxOffice, kind: MessageKind, one: Claimed) -> None:
    began = time.monotonic()
    body = await _body_of(runtime, kind, one)
    if body is None:  # the release before has had it answered
        await _settle(runtime, one, Outcome(OutgoingState.ANSWERED, "answered before"), began)
        return
    told, webhook_id = Told(one.message_id, body), kind.webhook_id(one.message_id)

    def read(answer: bytes) -> Any:  # noqa: ANN401 -- of the kind's type
        return kind.read(answer, one.message_id, body)

    try:
        if one.was is OutgoingState.PENDING:
            answer = await ask(runtime, kind.endpoint, lambda: office.tell(kind.path, webhook_id, body, read))
        else:
            answer = await ask(runtime, TaxEndpoint.MESSAGES, lambda: office.what_became_of(webhook_id, read))
    except TaxOfficeWaits as error:
        await _put_back(runtime, one, error)
        raise
    except TaxOfficeAway as error:
        await _settle(runtime, one, _without_answer(one, error), began, error.status or str(error))
        raise
    except TaxOfficeRefused as error:
        await _refused(runtime, kind, one, told, error, began)
        return
    if answer is None:
        await _settle(runtime, one, _not_received(one), began, "HTTP 404")
        return
    async with runtime.database.transaction() as tx:
        if await outgoing.settle(tx.driver, one, Outcome(OutgoingState.ANSWERED, "answered", done=True), time.monotonic() - began):
            await kind.take(tx, told, answer)


async def _body_of(runtime: Runtime, kind: MessageKind, one: Claimed) -> bytes | None:
    async with runtime.database.read() as read:
        if kind.body is not None:
            return await kind.body(read, one.message_id)
        return None if one.body_sealed is None else read.safe.open(one.body_sealed, _PURPOSE, one.message_id).encode()


def _without_answer(one: Claimed, error: TaxOfficeAway) -> Outcome:
    """What may have been received is asked for; what was not is sent again, until its tries are used up."""
    wish, chance = None if error.retry_after is None else min(error.retry_after, LONGEST_WISH), random.random()  # noqa: S311 -- jitter
    if one.was is OutgoingState.UNKNOWN or error.received:
        return Outcome(OutgoingState.UNKNOWN, str(error), pause_before_asking(one.asked, chance, wish))
    pause = pause_before_sending(one.tries, chance, wish)
    return Outcome(OutgoingState.EXHAUSTED, str(error)) if pause is None else Outcome(OutgoingState.PENDING, str(error), pause)


def _not_received(one: Claimed) -> Outcome:
    """The office does not know it: it is sent now, the same bytes under the same id."""
    again = pause_before_sending(one.tries, 0.0) is not None
    return Outcome(OutgoingState.PENDING if again else OutgoingState.EXHAUSTED, "not received")


async def _refused(runtime: Runtime, kind: MessageKind, one: Claimed, told: Told, error: TaxOfficeRefused, began: float) -> None:
    _log.error("outgoing.refused", message_id=str(one.message_id), kind=str(kind.endpoint), status=error.status)
    if await refused_too_often(runtime, kind.endpoint, MOST_SINGLE if one.size == 1 else MOST_REFUSED):
        away = TaxOfficeAway(str(error), received=False)
        await _settle(runtime, one, _without_answer(one, away), began)
        raise away from None
    async with runtime.database.transaction() as tx:
        if await outgoing.settle(tx.driver, one, _no(kind, one, error), time.monotonic() - began):
            await kind.refuse(tx, told, f"HTTP_{error.status}")


def _no(kind: MessageKind, one: Claimed, error: TaxOfficeRefused) -> Outcome:
    """What was split and sent in parts, and what ends with a no, is kept no longer."""
    return Outcome(OutgoingState.REFUSED, str(error), done=one.size > 1 or kind.ends_refused)


async def _put_back(runtime: Runtime, one: Claimed, error: TaxOfficeWaits) -> None:
    async with runtime.database.transaction() as tx:
        await outgoing.unclaim(tx.driver, one, str(error), error.seconds)


async def _settle(runtime: Runtime, one: Claimed, outcome: Outcome, began: float, attempt: str | None = None) -> None:
    async with runtime.database.transaction() as tx:
        await outgoing.settle(tx.driver, one, outcome, time.monotonic() - began, attempt)
    if outcome.state is not OutgoingState.ANSWERED:
        _log.warning("outgoing.not_answered", message_id=str(one.message_id), attempts=one.no, state=str(outcome.state), error=outcome.text)
