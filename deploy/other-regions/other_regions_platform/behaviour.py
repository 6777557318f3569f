"""How the platform and the regions behind it misbehave. Chances come from the seed: the same story misbehaves in the same way."""

import hashlib
from typing import Literal

import msgspec

How = Literal[
    "FINE",
    "DOWN",
    "BUSY",
    "LIMITED",
    "GONE",
    "FORBIDDEN",
    "REFUSES",
    "CONFLICT",
    "REDIRECT",
    "SLOW",
    "NO_JSON",
    "HALF",
    "ENDLESS",
    "OTHER_NOTICE",
    "OLD_VERSION",
    "LOST",
]
Manner = Literal["ACKNOWLEDGES", "REFUSES", "REFUSES_AT_FIRST", "NEVER_ANSWERS", "CHANGES_ITS_MIND", "DOES_NOTHING"]


class Calls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How calls of dedup are answered: `next` one by one, then `always`. `retry_after` goes with BUSY, LIMITED."""

    always: How = "FINE"
    next: list[How] = msgspec.field(default_factory=list)
    slow_ms: int = 60_000
    retry_after: str | None = None


class Feeds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Shares from 0 to 1 of what goes wrong on the way, and regions that are silent. All of it ends in the same index."""

    twice: float = 0.0
    """Messages that come again under their own id, and again under a new one."""
    out_of_order: float = 0.0
    """Spells of which an older version comes after the newest; messages overtake one another."""
    kept_back: float = 0.0
    """Spells that come with the next push only."""
    wrong_first: float = 0.0
    """Spells that are told unpaid first, and right with a higher version."""
    two_references: float = 0.0
    """Relations told under a second reference, by the region or by the national platform."""
    taken_back: float = 0.0
    """Relations beside which one is told that never was; the next push takes it back."""
    unreadable: float = 0.0
    """Batches with a row that is not in the contract."""
    batch: int = 500
    silent: list[str] = msgspec.field(default_factory=list)
    """Pooling regions of which nothing is told, neither spells nor freshness."""


class Offices(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How regions answer notices: shares from 0 to 1 of each manner, or `pinned` by the beginning of an area code.

    `late`: notices that are answered `late_days` after they came.
    """

    refuses: float = 0.0
    refuses_at_first: float = 0.0
    never_answers: float = 0.0
    changes_its_mind: float = 0.0
    does_nothing: float = 0.0
    late: float = 0.0
    late_days: int = 3
    pinned: dict[str, Manner] = msgspec.field(default_factory=dict)


class Behaviour(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fresh process does everything right."""

    seed: int = 1
    calls: Calls = msgspec.field(default_factory=Calls)
    feeds: Feeds = msgspec.field(default_factory=Feeds)
    offices: Offices = msgspec.field(default_factory=Offices)

    def happens(self, share: float, what: str, name: str) -> bool:
        """Whether this happens to this one: always the same for one seed."""
        told = hashlib.blake2b(f"{self.seed}:{what}:{name}".encode(), digest_size=8).digest()
        return int.from_bytes(told) / 2**64 < share

    def manner_of(self, notice_id: str, area: str) -> Manner:
        """How the region of the area answers this notice."""
        pinned = next((manner for code, manner in self.offices.pinned.items() if area.startswith(code)), None)
        if pinned:
            return pinned
        shares: dict[Manner, float] = {
            "REFUSES": self.offices.refuses,
            "REFUSES_AT_FIRST": self.offices.refuses_at_first,
            "NEVER_ANSWERS": self.offices.never_answers,
            "CHANGES_ITS_MIND": self.offices.changes_its_mind,
            "DOES_NOTHING": self.offices.does_nothing,
        }
        return next((manner for manner, share in shares.items() if self.happens(share, manner, notice_id)), "ACKNOWLEDGES")

    def days_until_answer(self, notice_id: str) -> int:
        """0: at once."""
        return self.offices.late_days if self.happens(self.offices.late, "late", notice_id) else 0
