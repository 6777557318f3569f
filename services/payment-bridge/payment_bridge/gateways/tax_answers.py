"""What the tax office tells of a message whose answer did not come."""

from datetime import datetime

import msgspec
from msgspec import Raw, Struct

from payment_bridge.gateways.tax_messages import UnreadableMessage


class OtherAnswer(Exception):
    """An answer in the contract that is not one to what was sent."""


class KeptAnswer(Struct, frozen=True):
    """A message that was received, and what was answered to it."""

    webhook_id: str
    received_at: datetime
    answer: Raw


_kept = msgspec.json.Decoder(KeptAnswer)


def answer_kept(body: bytes, webhook_id: str) -> bytes:
    """The answer to this message, as it was given. Raises UnreadableMessage, OtherAnswer."""
    try:
        kept = _kept.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadableMessage(error) from None
    if kept.webhook_id != webhook_id:
        raise OtherAnswer("it is about another message")
    return bytes(kept.answer)
