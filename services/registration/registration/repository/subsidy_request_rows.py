"""Yearly requests for the subsidy, and the people and money that they are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa

from registration.domain.scope import Scope
from registration.domain.subsidy_request import LevelShare, OwnBills, SubsidyLine, SubsidyRequest, SubsidyRequestState
from registration.repository.scope_conditions import in_areas, scope_values
from registration.tables import subsidy_requests
from row_sets import Driver, Record, Statement, names_of, reader, row, value, values_of

s = subsidy_requests.c
_NAMES = names_of(SubsidyRequest)
_LOCK = Statement("SELECT pg_advisory_xact_lock(hashtextextended('subsidy_request/' || :region || '/' || :benefit_year, 0))")
_COUNT = Statement(
    """
    SELECT left(pa.area, 6) AS district, mark.category, count(*) AS people, coalesce(sum(bill.amount), 0) AS billed
    FROM participations AS pa
    JOIN LATERAL (
        SELECT category FROM subsidy_marks AS m
        WHERE m.person_id = pa.person_id AND m.marked_on <= :as_of AND (m.removed_on IS NULL OR m.removed_on > :as_of)
        ORDER BY category LIMIT 1
    ) AS mark ON true
    LEFT JOIN LATERAL (
        SELECT sum(amount) AS amount FROM remote_bills AS b
        WHERE b.participation_id = pa.participation_id AND b.payer = 'FINANCE' AND b.state <> 'CANCELLED'
    ) AS bill ON true
    WHERE pa.region = :region AND pa.benefit_year = :benefit_year AND pa.scheme = 'RESIDENT' AND pa.payer = 'FINANCE'
        AND pa.state IN ('REGISTERED', 'ACTIVE')
    GROUP BY 1, 2 ORDER BY 1, 2
    """
)
_COUNT_OWN = Statement(
    """
    SELECT left(pa.area, 6) AS district, pa.category, b.payer, count(*) AS people, coalesce(sum(b.amount), 0)::bigint AS billed
    FROM participations AS pa
    JOIN remote_bills AS b ON b.participation_id = pa.participation_id AND b.benefit_year = pa.benefit_year
    WHERE pa.region = :region AND pa.benefit_year = :benefit_year AND pa.scheme = 'RESIDENT' AND pa.payer = 'PERSON'
        AND pa.state IN ('REGISTERED', 'ACTIVE') AND b.payer IN ('PERSON', 'FINANCE') AND b.kind <> 'REPAIR'
        AND b.state NOT IN ('CANCELLED', 'ABANDONED', 'REFUNDED')
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """
)
_ALL = sa.select(*(s[name] for name in _NAMES), sa.cast(s.lines, sa.Text).label("lines"), sa.cast(s.levels, sa.Text).label("levels"))
_OF_REGION = (s.region == value("region", s.region), s.benefit_year == value("benefit_year", s.benefit_year))
_LIST = Statement(_ALL.where(*_OF_REGION).order_by(s.version.desc()))
_SEEN = _ALL.where(s.request_id == value("request_id", s.request_id), in_areas(s.region))
_READ, _LOCK_ONE = Statement(_SEEN), Statement(_SEEN.with_for_update())
_ADD = Statement(sa.insert(subsidy_requests).values(row(subsidy_requests, *_NAMES, "lines", "levels", "recorded_at")))
_DRAWN = ("as_of", "people", "amount", "lines", "levels", "prepared_by", "recorded_at")
_DRAW_ANEW = Statement(
    sa.update(subsidy_requests).where(s.request_id == value("request_id", s.request_id)).values(row(subsidy_requests, *_DRAWN))
)
_STEP = ("state", "sent_by", "sent_on", "funded_on", "funded_amount")
_GO_ON = Statement(
    sa.update(subsidy_requests).where(s.request_id == value("request_id", s.request_id)).values(row(subsidy_requests, *_STEP))
)
_OWING = Statement(
    """
    SELECT DISTINCT pa.region, pa.benefit_year, EXISTS (
        SELECT FROM subsidy_requests AS r WHERE r.region = pa.region AND r.benefit_year = pa.benefit_year AND r.state <> 'DRAFT'
    ) AS sent
    FROM participations AS pa
    WHERE pa.benefit_year = :benefit_year AND pa.payer = 'FINANCE' AND pa.state IN ('REGISTERED', 'ACTIVE')
    """
)
_own_bills = reader(OwnBills)
_lines, _levels = msgspec.json.Decoder(tuple[SubsidyLine, ...]), msgspec.json.Decoder(tuple[LevelShare, ...])


@dataclass(frozen=True, slots=True)
class KeptRequest:
    """A version with its lines."""

    request: SubsidyRequest
    lines: tuple[SubsidyLine, ...]
    levels: tuple[LevelShare, ...]


async def lock_requests(driver: Driver, region: str, year: int) -> None:
    """Of two who draw one up at once one waits."""
    await _LOCK.run(driver, region=region, benefit_year=str(year))


async def count_subsidised(driver: Driver, region: str, year: int, as_of: date) -> list[Record]:
    """District, category, people, billed fen: each person once, under the first of his marks of that day."""
    return await _COUNT.rows(driver, region=region, benefit_year=year, as_of=as_of)


async def count_own_bills(driver: Driver, region: str, year: int) -> list[OwnBills]:
    """Of people who are enrolled to pay themselves: how many bills, and of how much, by who pays them."""
    return [_own_bills(one) for one in await _COUNT_OWN.rows(driver, region=region, benefit_year=year)]


async def requests_of(driver: Driver, region: str, year: int) -> list[KeptRequest]:
    """All versions, the newest first."""
    return [_kept(one) for one in await _LIST.rows(driver, region=region, benefit_year=year)]


async def read_request(driver: Driver, request_id: UUID, scope: Scope) -> KeptRequest | None:
    """A version of a region that an office is in charge of."""
    found = await _READ.row(driver, request_id=request_id, **scope_values(_READ, scope))
    return _kept(found) if found else None


async def lock_request(driver: Driver, request_id: UUID, scope: Scope) -> KeptRequest | None:
    """The same, locked."""
    found = await _LOCK_ONE.row(driver, request_id=request_id, **scope_values(_LOCK_ONE, scope))
    return _kept(found) if found else None


async def add_request(driver: Driver, kept: KeptRequest, now: datetime) -> None:
    """A new version."""
    await _ADD.run(driver, **values_of(kept.request), **_texts(kept), recorded_at=now)


async def draw_anew(driver: Driver, kept: KeptRequest, now: datetime) -> None:
    """A draft as the numbers are now."""
    told = values_of(kept.request) | _texts(kept) | {"recorded_at": now}
    await _DRAW_ANEW.run(driver, **{name: told[name] for name in ("request_id", *_DRAWN)})


async def go_on(driver: Driver, request: SubsidyRequest) -> None:
    """The next state of a version that was locked."""
    told = values_of(request)
    await _GO_ON.run(driver, **{name: told[name] for name in ("request_id", *_STEP)})


async def regions_owing(driver: Driver, year: int) -> list[Record]:
    """Regions with subsidised persons in the year, and whether a request of theirs was sent."""
    return await _OWING.rows(driver, benefit_year=year)


def _texts(kept: KeptRequest) -> dict[str, str]:
    return {name: msgspec.json.encode(told).decode() for name, told in (("lines", kept.lines), ("levels", kept.levels))}


def _kept(row: Record) -> KeptRequest:
    request = SubsidyRequest(**{name: row[name] for name in _NAMES} | {"state": SubsidyRequestState(row["state"])})
    return KeptRequest(request, _lines.decode(row["lines"]), _levels.decode(row["levels"]))


def sums(lines: Sequence[SubsidyLine]) -> tuple[int, int]:
    """People and fen of all lines."""
    return sum(one.people for one in lines), sum(one.amount for one in lines)
