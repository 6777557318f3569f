"""Notices to other regions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec
import sqlalchemy as sa

from dedup.domain.notices import Notice
from dedup.repository.area_scope import is_inside
from dedup.tables import notices
from enrolment_events.dedup import Hit
from enrolment_events.duplicates import NoticeState
from enrolment_terms.scheme import ParticipationState
from row_sets import Driver, Statement, columns_of, names_of, reader, same_rows, upsert_newest, value
from service_runtime.retelling import Wanted


@dataclass(frozen=True, slots=True)
class CompleteRegistration:
    """An application with its newest answered check and the participation that came of it."""

    application_id: UUID
    participation_id: UUID
    person_id: UUID
    area: str
    benefit_year: int
    state: ParticipationState
    cover_starts_on: date | None
    """As benefits decided."""
    hits: tuple[Hit, ...]
    consent_id: UUID | None
    withdrawn_on: date | None
    """Of the consent."""


_COMPLETE = Statement("""
SELECT DISTINCT ON (application_id)
    application_id, participation.participation_id, participation.person_id, participation.area, participation.benefit_year,
    participation.state, remote_covers.starts_on AS cover_starts_on, newest.hits::text AS hits, consents.consent_id, consents.withdrawn_on
FROM (
    SELECT DISTINCT ON (application_id, participation_id) * FROM participation_spells
    WHERE application_id = ANY(:applications) ORDER BY application_id, participation_id, version DESC
) AS participation
JOIN (
    SELECT DISTINCT ON (application_id) application_id, hits FROM checks
    WHERE application_id = ANY(:applications) ORDER BY application_id, submit_no DESC
) AS newest USING (application_id)
LEFT JOIN consents USING (application_id)
LEFT JOIN remote_covers ON remote_covers.participation_id = participation.participation_id
WHERE newest.hits IS NOT NULL
ORDER BY application_id, participation.state IN ('CANCELLED', 'LAPSED'), participation.participation_id
""")
_NAMES = names_of(Notice)
_n = notices.c
_found = sa.select(*(_n[name] for name in _NAMES))
_SAVE = Statement(upsert_newest(notices, *_NAMES))
_OF_APPLICATIONS = Statement(
    _found.where(same_rows(notices, "application_id"), _n.case_id.is_(None)).order_by(_n.notice_id).with_for_update()
)
_OF_CASES = Statement(_found.where(same_rows(notices, "case_id")).order_by(_n.notice_id).with_for_update())
_state = value("state", _n.state)
_mine = _found.where(is_inside(_n.from_area)).order_by(_n.notice_id)
_LIST = Statement(
    _mine.where(sa.or_(_state.is_(None), _n.state == _state), _n.notice_id > value("after", _n.notice_id)).limit(value("limit", sa.Integer))
)
_ONE = Statement(_mine.where(_n.notice_id == value("notice_id", _n.notice_id)).with_for_update())
_OF_PERSON = Statement(_mine.where(_n.person_id == value("person_id", _n.person_id)))
_CASE_NOTICES = Statement(_mine.where(_n.case_id == value("case_id", _n.case_id)))
_AFTER = Statement(
    _found.where(_n.notice_id > value("after", _n.notice_id), _n.from_area.like(value("area", _n.from_area)))
    .order_by(_n.notice_id)
    .limit(value("most", sa.Integer))
)
_APPLICATIONS = Statement(
    "SELECT DISTINCT application_id FROM participation_spells WHERE participation_id = ANY(:participations) AND application_id IS NOT NULL"
)
_OF_PERSONS = Statement(
    "SELECT DISTINCT application_id FROM participation_spells WHERE person_id = ANY(:persons) AND application_id IS NOT NULL"
)

_registration = reader(CompleteRegistration, hits=msgspec.json.Decoder(tuple[Hit, ...]).decode)
_notice = reader(Notice)


async def complete_registrations(driver: Driver, applications: Sequence[UUID]) -> list[CompleteRegistration]:
    """Those of the applications that became a participation, with the answer to their newest submit."""
    return [_registration(row) for row in await _COMPLETE.rows(driver, applications=applications)]


async def applications_of(driver: Driver, participations: Collection[UUID]) -> list[UUID]:
    """What these participations came of."""
    return await _APPLICATIONS.values(driver, participations=list(participations))


async def applications_of_persons(driver: Driver, persons: Collection[UUID]) -> list[UUID]:
    """What the participations of these persons came of."""
    return await _OF_PERSONS.values(driver, persons=list(persons)) if persons else []


async def notices_of_applications(driver: Driver, applications: Collection[UUID]) -> dict[UUID, Notice]:
    """By id, those of registrations; locked, so that whoever sends one waits."""
    return {row["notice_id"]: _notice(row) for row in await _OF_APPLICATIONS.rows(driver, application_id=list(applications))}


async def notices_of_cases(driver: Driver, cases: Collection[UUID]) -> dict[UUID, Notice]:
    """By id, those of duplicate cases; locked."""
    return {row["notice_id"]: _notice(row) for row in await _OF_CASES.rows(driver, case_id=list(cases))} if cases else {}


async def save_notices(driver: Driver, changed: Sequence[Notice]) -> None:
    """As they stand now, each one version further."""
    if changed:
        await _SAVE.run(driver, **columns_of(changed, _NAMES))


async def list_notices(
    driver: Driver, areas: Sequence[str], *, state: NoticeState | None, after: UUID, limit: int
) -> list[Notice]:  # fmt: skip
    """Notices of registrations and cases inside the areas (LIKE patterns), by id."""
    return [_notice(row) for row in await _LIST.rows(driver, areas=areas, state=state, after=after, limit=limit)]


async def notice_in(driver: Driver, notice_id: UUID, areas: Sequence[str]) -> Notice | None:
    """The notice, if it was sent from inside the areas; locked."""
    row = await _ONE.row(driver, notice_id=notice_id, areas=areas)
    return _notice(row) if row else None


async def notices_of_person(driver: Driver, person_id: UUID, areas: Sequence[str]) -> list[Notice]:
    """The notices that the person's registrations and cases inside the areas brought."""
    return [_notice(row) for row in await _OF_PERSON.rows(driver, person_id=person_id, areas=areas)]


async def notices_of_case(driver: Driver, case_id: UUID, areas: Sequence[str]) -> list[Notice]:
    """The notices of one case inside the areas."""
    return [_notice(row) for row in await _CASE_NOTICES.rows(driver, case_id=case_id, areas=areas)]


async def notices_after(driver: Driver, wanted: Wanted) -> list[Notice]:
    """A batch to tell anew, by id."""
    return [_notice(row) for row in await _AFTER.rows(driver, after=wanted.after, area=wanted.area, most=wanted.most)]
