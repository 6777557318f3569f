"""What an audit found, in figures and in sentences."""

from collections.abc import Iterable
from dataclasses import dataclass, field

_SHOWN = 5


@dataclass
class AuditReport:
    """`lost` and `doubled` count facts; `differences` are sentences, one for each kind of difference found."""

    lost: int = 0
    doubled: int = 0
    differences: list[str] = field(default_factory=list)
    checked: int = 0

    def note_lost(self, what: str, missing: Iterable[object]) -> None:
        """Something acknowledged that a book does not hold."""
        self.lost += self._note("lost", what, missing)

    def note_doubled(self, what: str, twice: Iterable[object]) -> None:
        """Something that stands more often than it happened."""
        self.doubled += self._note("doubled", what, twice)

    def note_different(self, what: str, apart: Iterable[object]) -> None:
        """Two books that say different things."""
        self._note("different", what, apart)

    def _note(self, kind: str, what: str, found: Iterable[object]) -> int:
        found = list(found)
        self.checked += 1
        if found:
            examples = ", ".join(str(one) for one in found[:_SHOWN])
            self.differences.append(f"{kind}: {what}: {len(found)} ({examples}{', …' if len(found) > _SHOWN else ''})")
        return len(found)
