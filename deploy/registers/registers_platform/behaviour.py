"""How the registers misbehave."""

from typing import Literal

import msgspec

How = Literal[
    "FINE",
    "DOWN",
    "BUSY",
    "SLOW",
    "NO_JSON",
    "HALF",
    "OTHER_PERSON",
    "OTHER_PARENT",
    "OTHER_QUESTION",
    "STALE",
    "TOMORROW",
    "CONTRADICTS",
    "ENDLESS",
    "REDIRECT",
]


class Behaviour(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By department: `always`, or `next` to its next questions one by one. A fresh process does everything right."""

    always: dict[str, How] = msgspec.field(default_factory=dict)
    next: dict[str, list[How]] = msgspec.field(default_factory=dict)
    slow_ms: int = 60_000
