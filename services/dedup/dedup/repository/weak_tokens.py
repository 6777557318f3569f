"""Weak tokens as they were told last of each node."""

from collections.abc import Iterable
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
    SELECT node, CAST(string_to_array(joined_kinds, ' ') AS smallint[]), CAST(string_to_array(joined_tokens, ' ') AS uuid[]), told_at
    FROM {told.rows} ORDER BY node
    ON CONFLICT (node) DO UPDATE SET (kinds, tokens, told_at) = (
        SELECT array_agg(kind ORDER BY kind, token), array_agg(token ORDER BY kind, token), excluded.told_at FROM (
            SELECT kind, token FROM unnest(excluded.kinds, excluded.tokens) AS told (kind, token)
            UNION SELECT kind, token FROM unnest(known.kinds, known.tokens) AS kept (kind, token) WHERE known.told_at = excluded.told_at
        ) AS every
    )
    WHERE excluded.told_at > known.told_at
        OR (excluded.told_at = known.told_at AND (excluded.kinds, excluded.tokens) IS DISTINCT FROM (known.kinds, known.tokens))
    """,
    told=typed(weak_tokens, "node", "told_at", joined_kinds=sa.Text, joined_tokens=sa.Text),
)


async def keep_weak_tokens(driver: Driver, told: Iterable[WeakTokens]) -> None:
    """The newest telling of each node; who tells nothing leaves what was told before.

    What is told anew of one instant fills in what it did not say, or what was not known here, the first time.
    """
    rows = _newest(one for one in told if one.tokens)
    if rows:
        await _KEEP.run(
            driver,
            node=[one.node for one in rows],
            told_at=[one.told_at for one in rows],
            joined_kinds=[" ".join(map(str, one.kinds)) for one in rows],
            joined_tokens=[" ".join(map(str, one.tokens)) for one in rows],
        )


def _newest(told: Iterable[WeakTokens]) -> list[WeakTokens]:
    """One of each node: of one instant all that was told."""
    found: dict[UUID, WeakTokens] = {}
    for one in told:
        known = found.get(one.node)
        if known is None or one.told_at > known.told_at:
            found[one.node] = one
        elif one.told_at == known.told_at:
            pairs = sorted({*zip(known.kinds, known.tokens, strict=True), *zip(one.kinds, one.tokens, strict=True)})
            found[one.node] = WeakTokens(one.node, tuple(kind for kind, _ in pairs), tuple(token for _, token in pairs), one.told_at)
    return list(found.values())
