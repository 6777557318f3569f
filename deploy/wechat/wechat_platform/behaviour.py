"""How the platform misbehaves: by call, always or for its next requests. What a test plants is what happens, nothing by chance."""

from typing import Literal

import msgspec

Call = Literal["jscode2session", "stable_token", "subscribe", "identities", "texts"]
What = int | Literal["HALF", "NO_JSON", "SLOW", "DOWN", "FINE"]


class Behaviour(msgspec.Struct, forbid_unknown_fields=True):
    """A fresh platform does everything right."""

    always: dict[Call, What] = msgspec.field(default_factory=dict)
    next: dict[Call, list[What]] = msgspec.field(default_factory=dict)
    slow_ms: int = 10_000

    def of(self, call: Call) -> What:
        """What this request meets; it is used up."""
        waiting = self.next.get(call)
        return waiting.pop(0) if waiting else self.always.get(call, "FINE")
