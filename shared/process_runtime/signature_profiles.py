"""How requests between the payment bridge and the tax office are signed: one of two profiles for each way."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

from process_runtime.webhook_signatures import is_signed, signed_headers


class SignatureProfile(StrEnum):
    """Which of the two."""

    STANDARD_WEBHOOKS = "standard-webhooks"
    NATIONAL = "national"


class Received(NamedTuple):
    """A message whose signature holds: its id, and the bytes that were signed."""

    message_id: str
    body: bytes


class Signing(Protocol):
    """Signs what goes out."""

    def request(self, body: bytes, message_id: str) -> tuple[dict[str, str], bytes]:
        """Headers and body of the request that carries this content, signed now."""


class Checking(Protocol):
    """Checks what comes in."""

    def received(self, body: bytes, headers: Mapping[str, str]) -> Received | None:
        """The message, None for whatever is not signed within five minutes of real time; reads nothing else of it."""


class StandardWebhooks:
    """HMAC-SHA256 over id, moment and body; the content goes as it is."""

    def __init__(self, sign_with: str = "", accept: Sequence[str] = ()) -> None:
        self._sign_with, self._accept = sign_with, tuple(accept)

    def request(self, body: bytes, message_id: str) -> tuple[dict[str, str], bytes]:
        """The three headers, and the content."""
        return signed_headers(body, message_id, self._sign_with), body

    def received(self, body: bytes, headers: Mapping[str, str]) -> Received | None:
        """One of the accepted secrets signed exactly these bytes."""
        return Received(headers["webhook-id"], body) if is_signed(body, headers, self._accept) else None
