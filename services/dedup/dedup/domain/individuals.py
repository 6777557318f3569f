"""An individual as the index knows him: one number, however many documents, records and sources."""

from dataclasses import dataclass
from uuid import UUID

from dedup.domain.relations import Relation
from dedup.domain.spell import Spell


@dataclass(frozen=True, slots=True)
class Individual:
    """`persons`: ids under which registration knows him, in order; `spells`: all that is told of him; `relations`: what they really are."""

    number: int
    persons: tuple[UUID, ...]
    spells: tuple[Spell, ...]
    relations: tuple[Relation, ...]
