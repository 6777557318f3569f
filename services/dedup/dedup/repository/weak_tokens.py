"""Weak tokens as they were told last of each node."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from dedup.tables import weak_tokens
from row_sets import Driver, Statement, typed


@dataclass(frozen=True, slots=True)
class WeakTokens:
    """Of one node: kind by kind, in the order of WeakKind, half of each token."""

    node: UUID
    kinds: tuple[int, ...]
    tokens: tuple[UUID, ...]
    told_at: datetime


_KEEP = Statement(
    """
    INSERT INTO weak_tokens AS known (node, kinds, tokens, told_at)
    SELECT DISTINCT ON (node) node, CAST(string_to_array(joined_kinds, ' ') AS smallint[]),
        CAST(string_to_array(joined_tokens, ' ') AS uuid[]), told_at
    FROM {told.rows} ORDER BY node, told_at DESC
    ON CONFLICT (node) DO UPDATE SET kinds = excluded.kinds, tokens = excluded.tokens, told_at = excluded.told_at
    WHERE excluded.told_at > known.told_at
    """,
    told=typed(weak_tokens, "node", "told_at", joined_kinds=sa.Text, joined_tokens=sa.Text),
)


async def keep_weak_tokens(driver: Driver, told: Sequence[WeakTokens]) -> None:
    """The newest telling of each node; who tells nothing leaves what was told before."""
    rows = [one for one in told if one.tokens]
    if rows:
        await _KEEP.run(
            driver,
            node=[one.node for one in rows],
            told_at=[one.told_at for one in rows],
            joined_kinds=[" ".join(map(str, one.kinds)) for one in rows],
            joined_tokens=[" ".join(map(str, one.tokens)) for one in rows],
        )
