"""Notices to other regions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from dedup.repository.area_scope import is_inside
from dedup.tables import notices
from enrolment_events.dedup import Hit
from enrolment_events.duplicates import NoticeState
from enrolment_terms.scheme import ParticipationState
from row_sets import Driver, Statement, columns_of, insert_rows, names_of, reader, same_rows, value


@dataclass(frozen=True, slots=True)
class CompleteRegistration:
    """An application with its newest answered check and the participation that came of it."""

    application_id: UUID
    participation_id: UUID
    person_id: UUID
    area: str
    state: ParticipationState
    hits: tuple[Hit, ...]
    consent_id: UUID | None
    withdrawn_on: date | None
    """Of the consent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """One notice as it is kept."""

    notice_id: UUID
    application_id: UUID
    participation_id: UUID
    person_id: UUID
    kind: str
    rule: str
    to_area: str
    from_area: str
    relation_starts_on: date
    state: str
    opened_at: datetime
    consent_id: UUID | None


_COMPLETE = Statement("""
SELECT DISTINCT ON (application_id)
    application_id, participation.participation_id, participation.person_id, participation.area, participation.state,
    newest.hits::text AS hits, consents.consent_id, consents.withdrawn_on
FROM (
    SELECT DISTINCT ON (application_id, participation_id) * FROM participation_spells
    WHERE application_id = ANY(:applications) ORDER BY application_id, participation_id, version DESC
) AS participation
JOIN (
    SELECT DISTINCT ON (application_id) application_id, hits FROM checks
    WHERE application_id = ANY(:applications) ORDER BY application_id, submit_no DESC
) AS newest USING (application_id)
LEFT JOIN consents USING (application_id)
WHERE newest.hits IS NOT NULL
ORDER BY application_id, participation.state IN ('CANCELLED', 'LAPSED'), participation.participation_id
""")
_new = insert_rows(notices, *names_of(NoticeRow))
_SAVE = Statement(
    _new.on_conflict_do_update(
        index_elements=["notice_id"],
        set_={"state": _new.excluded.state, "consent_id": _new.excluded.consent_id},
        where=sa.or_(notices.c.state != _new.excluded.state, notices.c.consent_id.is_distinct_from(_new.excluded.consent_id)),
    )
)
_WITHDRAW_OTHERS = Statement(
    sa.update(notices)
    .values(state=NoticeState.WITHDRAWN)
    .where(
        same_rows(notices, "application_id"),
        notices.c.notice_id != sa.all_(value("standing", ARRAY(notices.c.notice_id.type))),
        notices.c.state != NoticeState.WITHDRAWN,
    )
)
_found = sa.select(notices).where(is_inside(notices.c.from_area)).order_by(notices.c.notice_id)
_state = value("state", notices.c.state)
_LIST = Statement(
    _found.where(sa.or_(_state.is_(None), notices.c.state == _state), notices.c.notice_id > value("after", notices.c.notice_id)).limit(
        value("limit", sa.Integer)
    )
)
_OF_PERSON = Statement(_found.where(notices.c.person_id == value("person_id", notices.c.person_id)))

_registration = reader(CompleteRegistration, hits=msgspec.json.Decoder(tuple[Hit, ...]).decode)
_notice = reader(NoticeRow)


async def complete_registrations(driver: Driver, applications: Sequence[UUID]) -> list[CompleteRegistration]:
    """Those of the applications that became a participation, with the answer to their newest submit."""
    return [_registration(row) for row in await _COMPLETE.rows(driver, applications=applications)]


async def save_notices(driver: Driver, applications: Sequence[UUID], standing: Sequence[NoticeRow]) -> None:
    """The notices of these applications are exactly these; others that were open are withdrawn."""
    if standing:
        await _SAVE.run(driver, **columns_of(standing, names_of(NoticeRow)))
    await _WITHDRAW_OTHERS.run(driver, application_id=applications, standing=[row.notice_id for row in standing])


async def list_notices(driver: Driver, areas: Sequence[str], *, state: str | None, after: UUID, limit: int) -> list[NoticeRow]:
    """Notices of registrations inside the areas (LIKE patterns), by id."""
    return [_notice(row) for row in await _LIST.rows(driver, areas=areas, state=state, after=after, limit=limit)]


async def notices_of_person(driver: Driver, person_id: UUID, areas: Sequence[str]) -> list[NoticeRow]:
    """The notices that the person's registrations inside the areas brought."""
    return [_notice(row) for row in await _OF_PERSON.rows(driver, person_id=person_id, areas=areas)]
