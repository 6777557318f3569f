"""How fresh the word of each source is (V-71)."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dedup.tables import feeds
from row_sets import Driver, Statement, columns_of, given_rows, names_of, reader, row, value
from service_runtime import Safe


class Freshness(NamedTuple):
    """What a source says of an area: all that happened before `complete_until` was told."""

    feed_key: UUID
    area: str
    complete_until: datetime | None


class Feed(NamedTuple):
    """A source, opened, and an area of which it tells. `expected`: no check is answered while it is silent."""

    source: str
    area: str
    expected: bool
    complete_until: datetime | None
    heard_at: datetime | None


_f = feeds.c
_rows = given_rows(feeds, ["feed_key", "area", "source"])
_EXPECT = insert(feeds).from_select(["feed_key", "area", "source", "expected"], sa.select(*_rows.c, value("expected", _f.expected)))
_KEEP = Statement(_EXPECT.on_conflict_do_update(index_elements=["feed_key", "area"], set_={"expected": _EXPECT.excluded.expected}))
_told = given_rows(feeds, ["feed_key", "area", "source", "complete_until"])
_HEARD = insert(feeds).from_select(
    ["feed_key", "area", "source", "complete_until", "expected", "heard_at"],
    sa.select(*_told.c, sa.false(), value("now", _f.heard_at)),
)
_HEAR = Statement(
    _HEARD.on_conflict_do_update(
        index_elements=["feed_key", "area"],
        set_={
            "complete_until": sa.func.greatest(_f.complete_until, _HEARD.excluded.complete_until),
            "heard_at": sa.func.greatest(_f.heard_at, _HEARD.excluded.heard_at),
        },
    )
)
_SILENT = Statement(
    sa.select(_f.area)
    .where(_f.expected, sa.or_(_f.complete_until.is_(None), _f.complete_until < value("since", _f.complete_until)))
    .group_by(_f.area)
    .order_by(_f.area)
)
_ALL = Statement(sa.select(*(_f[name] for name in names_of(Feed)), _f.feed_key).order_by(_f.area, _f.feed_key))
_feed = reader(Feed)
_PURPOSE = "feed"


async def expect_feed(driver: Driver, safe: Safe, key: UUID, source: str, areas: Sequence[str], *, expected: bool) -> None:
    """From now on checks wait for this source's word on these areas, or do not any more."""
    told = [{"feed_key": key, "area": area, "source": safe.seal(source, _PURPOSE, str(key))} for area in sorted(areas)]
    await _KEEP.run(driver, **{name: [one[name] for one in told] for name in row(feeds, "feed_key", "area", "source")}, expected=expected)


async def hear_feeds(driver: Driver, safe: Safe, source: str, fresh: Sequence[Freshness], now: datetime) -> None:
    """How far the source has told; what was told before never goes back."""
    rows = sorted(fresh, key=lambda one: one.area)
    sealed = [safe.seal(source, _PURPOSE, str(one.feed_key)) for one in rows]
    await _HEAR.run(driver, **columns_of(rows, names_of(Freshness)), source=sealed, now=now)


async def silent_areas(driver: Driver, since: datetime) -> list[str]:
    """Areas of which an expected source has not told what happened until then."""
    return await _SILENT.values(driver, since=since)


async def feeds_known(driver: Driver, safe: Safe) -> list[Feed]:
    """All, by area."""
    found = [_feed(one) for one in await _ALL.rows(driver)]
    keys = [one["feed_key"] for one in await _ALL.rows(driver)]
    return [one._replace(source=safe.open(one.source, _PURPOSE, str(key))) for one, key in zip(found, keys, strict=True)]
