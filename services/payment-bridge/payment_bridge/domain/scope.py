"""What a caller may see: an office the rows of its areas, a person those of the people he is bound to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Scope:
    """`areas` are LIKE patterns of an office; `cities` the first four digits of those that lie inside one."""

    areas: Sequence[str] = ()
    cities: Sequence[str] = ()
    persons: Sequence[UUID] = field(default=())
    """All ids of the people that a citizen or agent may act for today."""
    everywhere: bool = False
    """An office whose areas hold the whole installation: also what has no area is for it."""

    def others(self, people: Iterable[UUID | None]) -> set[UUID]:
        """Those of these people whom he is not bound to: looking at them is audited."""
        return {one for one in people if one is not None} - set(self.persons)
