"""What new relations in the employee scheme met: kept as it follows now, shown to the office of the relation's place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa

from enrolment_events.dedup import Hit
from enrolment_terms.scheme import EmployeeIdentity, Scheme
from enrolment_terms.sealed import Sealed
from registration.domain.employee_notice import EmployeeNotice, EmployeeNoticeKind, Employment, ResidentElsewhere
from registration.domain.scope import Scope
from registration.repository.scope_conditions import in_areas, scope_values
from registration.tables import applications, conflict_checks, employee_notices, persons, remote_employee_relations
from row_sets import Driver, Statement, columns_of, insert_rows, names_of, reader, same_rows, value

n, r = employee_notices.c, remote_employee_relations.c
_NOTICE = names_of(EmployeeNotice)
_EMPLOYMENTS = Statement(
    sa.select(*(r[name] for name in names_of(Employment))).where(same_rows(remote_employee_relations, "person_id"), r.area.is_not(None))
)
_HITS = Statement(
    sa.select(applications.c.person_id, sa.cast(conflict_checks.c.hits, sa.Text).label("hits"))
    .join_from(applications, conflict_checks, applications.c.application_id == conflict_checks.c.application_id)
    .where(same_rows(applications, "person_id"), applications.c.submit_no == conflict_checks.c.submit_no)
)
_new = insert_rows(employee_notices, *_NOTICE, withdrawn=sa.false(), recorded_at=value("now", n.recorded_at))
_KEEP = Statement(
    _new.on_conflict_do_update(
        index_elements=["notice_id"],
        set_={name: _new.excluded[name] for name in ("person_id", "noted_on", "over_on", "withdrawn")},
    )
)
_WITHDRAW = Statement(
    sa.update(employee_notices)
    .where(same_rows(employee_notices, "person_id"), ~n.withdrawn, ~same_rows(employee_notices, "notice_id"))
    .values(withdrawn=sa.true())
)
_LIST = Statement(
    sa.select(*(n[name] for name in _NOTICE if name != "spell_id"), r.identity, persons.c.name)
    .join_from(employee_notices, remote_employee_relations, n.spell_id == r.spell_id)
    .join(persons, persons.c.person_id == n.person_id)
    .where(in_areas(n.area), n.area.startswith(value("area", n.area)), ~n.withdrawn)
    .where(n.notice_id > value("after", n.notice_id))
    .order_by(n.notice_id)
    .limit(value("most", sa.Integer))
)
_hits = msgspec.json.Decoder(tuple[Hit, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNotice:
    """A notice as an office reads it; the name is sealed for the person."""

    notice_id: UUID
    person_id: UUID
    kind: EmployeeNoticeKind
    area: str
    other_area: str
    noted_on: date
    over_on: date | None
    identity: EmployeeIdentity
    name: Sealed


_employment, _shown = reader(Employment), reader(ShownNotice)


async def employments_told(driver: Driver, people: Sequence[UUID]) -> list[Employment]:
    """Their relations in the employee scheme."""
    return [_employment(row) for row in await _EMPLOYMENTS.rows(driver, person_id=people)]


async def residents_elsewhere(driver: Driver, people: Sequence[UUID]) -> list[ResidentElsewhere]:
    """Their relations in the resident scheme of other provinces, as the newest checks of their applications told."""
    rows = await _HITS.rows(driver, person_id=people)
    return [one for row in rows for one in _outside(row["person_id"], _hits.decode(row["hits"]))]


async def replace_notices(driver: Driver, people: Sequence[UUID], notices: Sequence[EmployeeNotice], now: datetime) -> None:
    """What follows now of these people; what follows no more is withdrawn."""
    await _KEEP.run(driver, **columns_of(notices, _NOTICE), now=now)
    await _WITHDRAW.run(driver, person_id=people, notice_id=[one.notice_id for one in notices])


async def notices_in(driver: Driver, area: str, scope: Scope, after: UUID, most: int) -> list[ShownNotice]:
    """Of relations of a place that an office is in charge of."""
    rows = await _LIST.rows(driver, area=area, after=after, most=most, **scope_values(_LIST, scope))
    return [_shown(row) for row in rows]


def _outside(person_id: UUID, hits: Sequence[Hit]) -> Iterator[ResidentElsewhere]:
    for hit in hits:
        if hit.scheme is Scheme.RESIDENT and not hit.in_province:
            yield ResidentElsewhere(person_id=person_id, area=hit.area, starts_on=hit.starts_on, ends_on=hit.ends_on)
