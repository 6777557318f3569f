"""What the others were told last of a person's cover elsewhere."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa

from dedup.tables import told_coverage
from enrolment_events.duplicates import CoverElsewhere
from row_sets import Driver, Statement, columns_of, names_of, reader, same_rows, upsert_newest, value
from service_runtime.retelling import Wanted


@dataclass(frozen=True, slots=True)
class ToldCoverage:
    """Of one person; `area` is where he is insured with us."""

    person_id: UUID
    version: int
    spells: tuple[CoverElsewhere, ...]
    area: str
    recorded_at: datetime


_NAMES = names_of(ToldCoverage)
_t = told_coverage.c
_COLUMNS = [sa.cast(_t[name], sa.Text).label(name) if name == "spells" else _t[name] for name in _NAMES]
_KNOWN = Statement(sa.select(*_COLUMNS).where(same_rows(told_coverage, "person_id")))
_SAVE = Statement(upsert_newest(told_coverage, *_NAMES))
_PLACES = Statement(
    """
    SELECT DISTINCT ON (person_id) person_id, area FROM participation_spells WHERE person_id = ANY(:people)
    ORDER BY person_id, benefit_year DESC, participation_id, version DESC
    """
)
_INSURED_ON = Statement(
    """
    SELECT DISTINCT number FROM told_spells AS t
    WHERE number > :after AND scheme = 'EMPLOYEE' AND starts_on <= :day AND coalesce(ends_on, 'infinity') >= :day AND superseded_at IS NULL
        AND EXISTS (SELECT FROM identities AS i JOIN participation_spells AS s ON s.person_id = i.node WHERE i.number = t.number)
    ORDER BY number LIMIT :most
    """
)
_AFTER = Statement(
    sa.select(*_COLUMNS)
    .where(_t.person_id > value("after", _t.person_id), _t.area.like(value("area", _t.area)))
    .where(_t.recorded_at >= value("since", _t.recorded_at))
    .order_by(_t.person_id)
    .limit(value("most", sa.Integer))
)
_told = reader(ToldCoverage, spells=msgspec.json.Decoder(tuple[CoverElsewhere, ...]).decode)


async def places_of(driver: Driver, people: Collection[UUID]) -> dict[UUID, str]:
    """Where those of these people who are insured with us are, or were last."""
    return {row["person_id"]: row["area"] for row in await _PLACES.rows(driver, people=list(people))} if people else {}


async def numbers_insured_on(driver: Driver, day: date, after: int, most: int) -> list[int]:
    """Who is insured with us and was in the employee scheme on that day, as others tell, by number."""
    return await _INSURED_ON.values(driver, day=day, after=after, most=most)


async def coverage_told(driver: Driver, people: Collection[UUID]) -> dict[UUID, ToldCoverage]:
    """By person."""
    return {row["person_id"]: _told(row) for row in await _KNOWN.rows(driver, person_id=list(people))} if people else {}


async def save_coverage(driver: Driver, told: Sequence[ToldCoverage]) -> None:
    """As it is told now."""
    spells = [msgspec.json.encode(one.spells).decode() for one in told]
    await _SAVE.run(driver, **columns_of(told, [name for name in _NAMES if name != "spells"]), spells=spells)


async def coverage_after(driver: Driver, wanted: Wanted) -> list[ToldCoverage]:
    """A batch to tell anew, by person."""
    return [_told(row) for row in await _AFTER.rows(driver, **wanted._asdict())]
