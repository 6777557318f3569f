"""Marks of subsidised persons, and the participations that follow from them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from enrolment_terms.sealed import IdentityToken
from registration.domain.subsidy import Mark
from registration.tables import LIVE, participations, person_keys, subsidy_marks
from row_sets import Driver, Statement, columns_of, insert_rows, names_of, reader, same_rows, typed, update_rows, value

mark, pa = subsidy_marks.c, participations.c
_MARK = names_of(Mark)
_REMOVED = ("removed_on", "removal_received_on")
_OF = Statement(
    sa.select(*(mark[name] for name in _MARK)).where(same_rows(subsidy_marks, "person_id")).order_by(mark.marked_on, mark.mark_id)
)
_MARKED = Statement(sa.select(mark.person_id).where(same_rows(subsidy_marks, "person_id"), mark.removed_on.is_(None)))
_IN_FORCE = Statement(
    sa.select(mark.mark_id)
    .join(person_keys, person_keys.c.person_id == mark.person_id)
    .where(person_keys.c.token == sa.any_(value("tokens", sa.ARRAY(sa.Text))), mark.removed_on.is_(None))
    .order_by(mark.marked_on, mark.mark_id)
    .limit(1)
)
_ADD = Statement(
    insert_rows(subsidy_marks, *_MARK, recorded_at=value("now", mark.recorded_at), recorded_by=value("actor", mark.recorded_by))
)
_REMOVE = Statement(
    update_rows(subsidy_marks, "mark_id", *_REMOVED).values(
        version=mark.version + 1, recorded_at=value("now", mark.recorded_at), recorded_by=value("actor", mark.recorded_by)
    )
)
_VERSIONS = Statement(
    sa.select(mark.person_id, sa.func.sum(mark.version).label("version"))
    .where(same_rows(subsidy_marks, "person_id"))
    .group_by(mark.person_id)
)
_PAYERS = Statement(
    """
    WITH owed AS MATERIALIZED (
        SELECT participation_id FROM participations
        WHERE person_id = ANY(:person_id) AND scheme = 'RESIDENT' AND payer = :payer_before AND benefit_year >= :from_year
            AND state IN ('REGISTERED', 'ACTIVE') AND paid_on IS NULL
        ORDER BY participation_id FOR UPDATE
    )
    UPDATE participations AS pa SET payer = :payer, version = version + 1 FROM owed WHERE pa.participation_id = owed.participation_id
    RETURNING pa.participation_id
    """
)
_REGISTER = Statement(
    """
    WITH registered AS (
        INSERT INTO participations (
            {new.names}, benefit_year, filed_on, scheme, category, channel, payer, registered_on, own_state, acted_on, state, effective_on
        )
        SELECT {new.names}, :benefit_year, :filed_on, 'RESIDENT', 'GENERAL', 'AUTHORITY', 'FINANCE',
            :today, 'REGISTERED', :today, 'REGISTERED', :today
        FROM {new.rows}
        WHERE NOT EXISTS (
            SELECT FROM participations AS n
            WHERE n.person_id = given.person_id AND n.scheme = 'RESIDENT' AND n.benefit_year = :benefit_year
                AND n.state NOT IN ('CANCELLED', 'LAPSED')
        )
        ON CONFLICT (person_id, region, scheme, benefit_year) WHERE {live} DO NOTHING
        RETURNING participation_id
    ), recorded AS (
        INSERT INTO participation_history (participation_id, effective_on, recorded_at, to_state, event, actor)
        SELECT participation_id, :today, :now, 'REGISTERED', 'registered', :actor FROM registered
    )
    SELECT participation_id FROM registered
    """,
    new=typed(participations, "participation_id", "person_id", "region", "area"),
    live=LIVE,
)
_mark = reader(Mark)


async def marks_of(driver: Driver, people: Sequence[UUID]) -> dict[UUID, tuple[Mark, ...]]:
    """All marks of these people, past ones too; most have none."""
    found: dict[UUID, list[Mark]] = defaultdict(list)
    for row in await _OF.rows(driver, person_id=people):
        found[row["person_id"]].append(_mark(row))
    return {person: tuple(marks) for person, marks in found.items()}


async def marked_among(driver: Driver, people: Sequence[UUID]) -> set[UUID]:
    """Those of these people who are subsidised now."""
    return set(await _MARKED.values(driver, person_id=people))


async def mark_in_force(driver: Driver, tokens: Sequence[IdentityToken]) -> UUID | None:
    """The mark by which the person of a document is subsidised now, None without one."""
    found: UUID | None = await _IN_FORCE.value(driver, tokens=list(tokens))
    return found


async def mark_versions(driver: Driver, people: Sequence[UUID]) -> dict[UUID, int]:
    """How often the marks of each person have changed."""
    return {row["person_id"]: int(row["version"]) for row in await _VERSIONS.rows(driver, person_id=people)}


async def write_marks(driver: Driver, new: Sequence[Mark], removed: Sequence[Mark], now: datetime, actor: str) -> None:
    """New marks, and the day on which others were taken away; the persons' facts are locked."""
    if new:
        await _ADD.run(driver, **columns_of(new, _MARK), now=now, actor=actor)
    if removed:
        await _REMOVE.run(driver, **columns_of(removed, ("mark_id", *_REMOVED)), now=now, actor=actor)


async def change_payers(driver: Driver, people: Sequence[UUID], before: str, payer: str, from_year: int) -> list[UUID]:
    """Unpaid participations from that year on; what was paid stays as it is (R-044)."""
    return await _PAYERS.values(driver, person_id=people, payer_before=before, payer=payer, from_year=from_year)


async def register_marked(
    driver: Driver, rows: Sequence[tuple[UUID, UUID, str, str]], year: int, filed_on: date, today: date, now: datetime, actor: str
) -> list[UUID]:
    """Participations for people who have none in that year: (participation, person, region, area). Returns those that were made.

    `filed_on`: the day on which the department handed its list in (H2 R-033).
    """
    columns = dict(
        zip(("participation_id", "person_id", "region", "area"), (list(column) for column in zip(*rows, strict=True)), strict=True)
    )
    return await _REGISTER.values(driver, **columns, benefit_year=year, filed_on=filed_on, today=today, now=now, actor=actor)
