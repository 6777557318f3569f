"""What offices say of two nodes: one person, or different people. It stays said until they say otherwise, or take it back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dedup.tables import statements
from row_sets import Driver, Statement, typed, update_rows
from service_runtime import Safe

Pair = tuple[UUID, UUID]
"""Two nodes, the lower one first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What an office says of each pair. `case_id`: of which duplicate case; None: of nobody's case."""

    pairs: Sequence[Pair]
    same: bool
    by: str
    reason: str
    at: datetime
    case_id: UUID | None = None


_ROW = ("one", "other", "same", "stated_by", "stated_at", "reason", "case_id")
_SAY = Statement(
    """
    INSERT INTO statements ({said.names}) SELECT {said.names} FROM {said.rows} ORDER BY one, other
    ON CONFLICT (one, other) DO UPDATE SET same = excluded.same, stated_by = excluded.stated_by, stated_at = excluded.stated_at,
        reason = excluded.reason, case_id = excluded.case_id, withdrawn_at = NULL
    """,
    said=typed(statements, *_ROW),
)
_WITHDRAW = Statement(update_rows(statements, ("one", "other"), "withdrawn_at"))
_OF_CASE = Statement("SELECT one, other FROM statements WHERE case_id = :case_id AND withdrawn_at IS NULL ORDER BY one, other")
_STANDING = Statement(
    "SELECT same FROM statements WHERE one = CAST(:one AS uuid) AND other = CAST(:other AS uuid) AND withdrawn_at IS NULL"
)
_BY, _REASON = "stated_by", "statement_reason"


def pair_of(one: UUID, other: UUID) -> Pair:
    """The two in their order."""
    return (one, other) if one < other else (other, one)


def owner_of(one: UUID, other: UUID) -> str:
    """To which row its sealed columns are bound."""
    return f"{one}/{other}"


async def say(driver: Driver, safe: Safe, word: Word) -> None:
    """From now on this stands; what was said of these pairs before does not."""
    ones, others = [one for one, _ in word.pairs], [other for _, other in word.pairs]
    owners = [owner_of(*pair) for pair in word.pairs]
    many = len(word.pairs)
    await _SAY.run(
        driver,
        one=ones,
        other=others,
        same=[word.same] * many,
        stated_by=[safe.seal(word.by, _BY, owner) for owner in owners],
        stated_at=[word.at] * many,
        reason=[safe.seal(word.reason, _REASON, owner) for owner in owners],
        case_id=[word.case_id] * many,
    )


async def take_back(driver: Driver, pairs: Collection[Pair], now: datetime) -> None:
    """Nothing is said of these any more."""
    told = sorted(pairs)
    await _WITHDRAW.run(driver, one=[one for one, _ in told], other=[other for _, other in told], withdrawn_at=[now] * len(told))


async def pairs_of_case(driver: Driver, case_id: UUID) -> list[Pair]:
    """Of whom it was said in this case that they are different people, and is still."""
    return [(row["one"], row["other"]) for row in await _OF_CASE.rows(driver, case_id=case_id)]


async def said_of(driver: Driver, pair: Pair) -> bool | None:
    """True: one person; False: different people; None: nothing is said."""
    told: bool | None = await _STANDING.value(driver, one=pair[0], other=pair[1])
    return told
