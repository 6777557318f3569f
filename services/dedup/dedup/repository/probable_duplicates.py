"""Pairs who may be one person, and the weak tokens by which they are looked for."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from dedup.domain.probable_duplicates import WeakRows
from dedup.tables import identities, probable_duplicates, weak_tokens
from row_sets import Driver, Statement, columns_of, names_of, reader, typed
from row_sets.tally import counted


@dataclass(frozen=True, slots=True)
class ProbableDuplicate:
    """Two nodes who may be one person. `score`: from 0 to 1; `levels`: what each kind of weak token says of the two."""

    one: UUID
    other: UUID
    score: float
    levels: tuple[int, ...]
    found_on: date


_NAMES = names_of(ProbableDuplicate)
_HEADER, _TRAILER = 19, 2
_ROW = np.dtype(
    [
        ("fields", ">i2"), ("of_number", ">i4"), ("number", ">i8"), ("of_kind", ">i4"), ("kind", ">i2"),
        ("of_token", ">i4"), ("high", ">u8"), ("low", ">u8"),
    ]
)  # fmt: skip
"""A row of a binary COPY of (bigint, smallint, uuid), none of which is null."""
_TOKENS = Statement(
    """
    SELECT i.number, t.kind, t.token FROM identities AS i JOIN weak_tokens AS w USING (node)
    CROSS JOIN LATERAL unnest(w.kinds, w.tokens) AS t (kind, token)
    WHERE i.number > :after AND i.number <= :last ORDER BY i.number
    """
)
_LAST = Statement(sa.select(sa.func.max(identities.c.number)))
_MANY = Statement(sa.select(sa.func.count()).select_from(weak_tokens))
_WAIT = Statement("SET LOCAL idle_in_transaction_session_timeout = 0")
_NOT_ANY_MORE = Statement(sa.update(probable_duplicates).values(proposed=False).where(probable_duplicates.c.proposed))
_NODES = Statement(
    """
    SELECT DISTINCT ON (number) number, node FROM identities AS i WHERE number = ANY(:numbers)
    ORDER BY number, (EXISTS (SELECT FROM participation_spells AS s WHERE s.person_id = i.node)) DESC, node
    """
)
_PROPOSE = Statement(
    """
    INSERT INTO probable_duplicates AS known (one, other, score, levels, found_on, proposed)
    SELECT least(one, other), greatest(one, other), score, CAST(string_to_array(joined_levels, ' ') AS smallint[]), found_on, true
    FROM {pair.rows} WHERE NOT EXISTS (
        SELECT FROM statements AS s JOIN identities AS a ON a.node = s.one JOIN identities AS b ON b.node = s.other
        JOIN identities AS c ON c.node = pair.one JOIN identities AS d ON d.node = pair.other
        WHERE NOT s.same AND s.withdrawn_at IS NULL AND (a.number, b.number) IN ((c.number, d.number), (d.number, c.number))
    ) ORDER BY 1, 2
    ON CONFLICT (one, other) DO UPDATE SET score = excluded.score, levels = excluded.levels, proposed = true,
        found_on = CASE WHEN known.proposed THEN known.found_on ELSE excluded.found_on END
    """,
    pair=typed(probable_duplicates, "one", "other", "score", "found_on", alias="pair", joined_levels=sa.Text),
)
_p = probable_duplicates.c
_LIST = Statement(
    """
    SELECT {pair}, row_number() OVER (ORDER BY score DESC, one, other) AS place FROM probable_duplicates AS p
    WHERE proposed AND (SELECT number FROM identities WHERE node = p.one) <> (SELECT number FROM identities WHERE node = p.other)
        AND EXISTS (SELECT FROM participation_spells AS s WHERE s.person_id IN (p.one, p.other) AND s.area LIKE ANY(:areas))
    ORDER BY score DESC, one, other OFFSET :after LIMIT :limit
    """,
    pair=", ".join(f"p.{name}" for name in _NAMES),
)
_pair = reader(ProbableDuplicate)
_AT_ONCE = 50_000


async def weak_rows(driver: Driver) -> WeakRows:
    """The weak tokens of everybody, ascending by number: 40 bytes each while they are read."""
    await _WAIT.run(driver)
    last = await _LAST.value(driver) or 0
    parts = [await _tokens_between(driver, first, first + _AT_ONCE) for first in range(0, last, _AT_ONCE)]
    rows = np.concatenate([np.empty(0, _ROW), *parts])
    high, low = rows["high"].astype(np.uint64), rows["low"].astype(np.uint64)
    return WeakRows(rows["number"].astype(np.uint32), rows["kind"].astype(np.uint8), high, low)


async def people_with_tokens(driver: Driver) -> int:
    """How many nodes have weak tokens."""
    return int(await _MANY.value(driver))


async def nodes_for(driver: Driver, numbers: Sequence[int]) -> dict[int, UUID]:
    """By what each is told: a person of our own if he is one."""
    return {row["number"]: row["node"] for row in await _NODES.rows(driver, numbers=list(numbers))}


async def save_proposals(driver: Driver, found: Sequence[ProbableDuplicate]) -> int:
    """All that today's search found, but those who are different by an office's word; what it did not find is proposed no more."""
    await _NOT_ANY_MORE.run(driver)
    if not found:
        return 0
    columns = columns_of(found, [name for name in _NAMES if name != "levels"])
    return await _PROPOSE.run(driver, **columns, joined_levels=[" ".join(map(str, one.levels)) for one in found])


async def list_proposals(driver: Driver, areas: Sequence[str], after: int, limit: int) -> list[tuple[int, ProbableDuplicate]]:
    """Pairs that are not one by now, of whom one is insured inside the areas (LIKE patterns), with their places; the likeliest first."""
    return [(row["place"], _pair(row)) for row in await _LIST.rows(driver, areas=areas, after=after, limit=limit)]


async def _tokens_between(driver: Driver, after: int, last: int) -> NDArray[np.void]:
    buffer = io.BytesIO()
    await counted(driver.copy_from_query(_TOKENS.text, after, last, output=buffer, format="binary"))
    content = buffer.getvalue()
    return np.frombuffer(content, _ROW, (len(content) - _HEADER - _TRAILER) // _ROW.itemsize, _HEADER)
