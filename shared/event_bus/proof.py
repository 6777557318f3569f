"""Who published a message: its publisher signs it once, as a whole and for its place; every listener proves it before it reads it.

Both transports go this way. Over RabbitMQ the keys come from the settings; the embedded bus makes a pair for each member that joins and
keeps it in memory, so that nobody outside the process can sign.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from enrolment_events.envelope import Event
from enrolment_events.ownership import owner_of, source_of
from event_bus.event_keys import EventKey, Publishers, base64url, from_base64url
from event_bus.faults import Fault
from event_bus.outbox import OutboxRow
from event_bus.reading import are_whole

BATCH_TYPE = "application/cloudevents-batch+json; charset=utf-8"
_PURPOSE = "canbao event message 1"
MOST_BYTES = 4 * 1024 * 1024
"""Of a message with more than one event: brokers refuse a message of 16 MiB."""
PROOF_HEADERS = _PUBLISHER, _KEY, _SIGNATURE = "canbao-publisher", "canbao-key", "canbao-signature"


class NotProved(Exception):
    """A message, or an event in it, whose publisher is not proved. It is never applied, not by a replay either."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.fault = Fault("PublisherNotProved", "publisher", f"publisher not proved: {why}")


@dataclass(frozen=True, slots=True)
class Proof:
    """What a publisher says of itself, and its signature."""

    publisher: str
    key_id: str
    signature: bytes

    @property
    def headers(self) -> dict[str, str]:
        """As it travels beside the body."""
        return {_PUBLISHER: self.publisher, _KEY: self.key_id, _SIGNATURE: base64url(self.signature)}


def read_proof(headers: Mapping[str, Any]) -> Proof | None:
    """The proof that came with a message, None if it has none that is whole."""
    publisher, key_id, signature = (headers.get(name) for name in (_PUBLISHER, _KEY, _SIGNATURE))
    if not (isinstance(publisher, str) and isinstance(key_id, str) and isinstance(signature, str)):
        return None
    try:
        return Proof(publisher, key_id, from_base64url(signature))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Message:
    """A CloudEvents batch on its way. `place` is its routing key: the type of all events in it."""

    place: str
    body: bytes
    proof: Proof | None
    content_type: str = BATCH_TYPE


class Signer(Protocol):
    """Signs as one publisher."""

    def sign_message(self, place: str, body: bytes) -> Message:
        """The body with the proof that it was published for this place."""


class KeySigner:
    """Signs with the key of one service."""

    def __init__(self, key: EventKey) -> None:
        self.key = key

    def sign_message(self, place: str, body: bytes) -> Message:
        """One signature for the message, whatever the number of its events."""
        publisher, key_id = self.key.publisher, self.key.public.kid
        signature = self.key.sign(_told(publisher, key_id, BATCH_TYPE, place, body))
        return Message(place, body, Proof(publisher, key_id, signature))


def signed_messages(rows: Sequence[OutboxRow], signer: Signer) -> list[Message]:
    """The rows in one message for each type, or a few where they are large, signed. What is no JSON goes alone."""
    groups: dict[str, list[bytes]] = {}
    for row in rows:
        groups.setdefault(row.event_type, []).append(row.event.encode())
    return [signer.sign_message(event_type, body) for event_type, events in groups.items() for body in _bodies(events)]


def _bodies(events: Sequence[bytes]) -> Iterator[bytes]:
    if not are_whole(events):
        whole = [are_whole([event]) for event in events]
        yield from (b"[" + event + b"]" for event, is_whole in zip(events, whole, strict=True) if not is_whole)
        events = [event for event, is_whole in zip(events, whole, strict=True) if is_whole]
    part, size = list[bytes](), 0
    for event in events:
        if part and size + len(event) > MOST_BYTES:
            yield b"[" + b",".join(part) + b"]"
            part, size = [], 0
        part.append(event)
        size += len(event)
    if part:
        yield b"[" + b",".join(part) + b"]"


def prove(message: Message, publishers: Publishers) -> str:
    """The publisher of a message: its signature fits, and the place is its own. Raises NotProved."""
    proof = message.proof
    if proof is None:
        raise NotProved("no signature")
    told = _told(proof.publisher, proof.key_id, message.content_type, message.place, message.body)
    signed = publishers.has_signed(proof.publisher, proof.key_id, proof.signature, told)
    if signed is None:
        raise NotProved("unknown key")
    if not signed:
        raise NotProved("the signature does not fit")
    if owner_of(message.place) != proof.publisher:
        raise NotProved("events of another service")
    return proof.publisher


def prove_event(event: Event[Any], place: str, publisher: str) -> None:
    """Raises NotProved unless an event is of the type it was sent as, and type and source are this publisher's own."""
    if event.type != place or owner_of(event.type) != publisher:
        raise NotProved("an event of another type than its message")
    if event.source != source_of(event.type):
        raise NotProved("an event with the source of another service")


def _told(publisher: str, key_id: str, content_type: str, place: str, body: bytes) -> bytes:
    """What is signed: the head in JSON, so that its parts cannot run into one another, a line end, the body."""
    return msgspec.json.encode([_PURPOSE, publisher, key_id, content_type, place]) + b"\n" + body
