"""Reading a message: each event of it for itself, so that one that cannot be read costs only itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from enrolment_events.catalogue import batch_decoder, decoder
from enrolment_events.envelope import Event

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{},]', re.DOTALL)
_ELEMENTS = msgspec.json.Decoder(list[msgspec.Raw])
_OPENING, _CLOSING = b"[{", b"]}"


@dataclass(slots=True)
class Read:
    """What a message held."""

    events: list[Event[Any]]
    refused: list[tuple[bytes, Exception]] = field(default_factory=list)
    """Bodies that are no event of the type, each with the complaint."""


def read_events(event_type: str, body: bytes) -> Read:
    """The events of a CloudEvents batch of a known type. Whatever reading raises is the fault of what was read."""
    try:
        return Read(batch_decoder(event_type)(body))
    except Exception:
        read = Read([])
    for single in elements(body):
        try:
            read.events.append(decoder(event_type)(single))
        except Exception as error:
            read.refused.append((single, error))
    return read


def elements(body: bytes) -> list[bytes]:
    """The elements of a JSON array as they came, also where one of them is no JSON; a body that is no array is one element."""
    try:
        return [bytes(single) for single in _ELEMENTS.decode(body)]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return list(_pieces(body.strip()))


def _pieces(body: bytes) -> Iterator[bytes]:
    """Cuts at the commas between the elements: brackets are counted, not matched, so that broken ones do not join two elements more."""
    if not body.startswith(b"["):
        yield body
        return
    depth, start = 0, 1
    for token in _TOKEN.finditer(body):
        mark = token.group()
        depth += (mark in _OPENING) - (mark in _CLOSING)
        if (mark == b"," and depth == 1) or depth == 0:
            yield body[start : token.start()].strip()
            start = token.end()
    if rest := body[start:].strip():
        yield rest


def are_whole(texts: Sequence[bytes]) -> bool:
    """True if each text is one JSON value, so that they can be elements of one array."""
    try:
        return len(_ELEMENTS.decode(b"[" + b",".join(texts) + b"]")) == len(texts)
    except (msgspec.MsgspecError, RecursionError):
        return False
