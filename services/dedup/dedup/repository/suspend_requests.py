"""Requests to registration: whom they may concern, and what was asked of it before."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import sqlalchemy as sa

from dedup.domain.suspend_requests import OwnParticipation, SuspendRequest
from dedup.tables import identity_links, participation_spells, suspend_requests
from enrolment_terms.sealed import IdentityToken
from row_sets import Driver, Statement, columns_of, names_of, reader, same_rows, typed, upsert_newest, value
from service_runtime.retelling import Wanted

_NAMES = names_of(SuspendRequest)
_CONCERNED = Statement(
    """
WITH seen AS (
    SELECT person_id FROM {people.rows}
    UNION
    SELECT person_id FROM {shown.rows} CROSS JOIN LATERAL (
        SELECT person_id FROM identity_links WHERE token = shown.token OFFSET 0
    ) AS holder
    UNION
    SELECT newest.person_id FROM {spells.rows} JOIN suspend_requests USING (spell_key) CROSS JOIN LATERAL (
        SELECT person_id FROM participation_spells AS told
        WHERE told.participation_id = suspend_requests.participation_id ORDER BY version DESC LIMIT 1
    ) AS newest
), documents AS (
    SELECT person_id, token
    FROM seen CROSS JOIN LATERAL (SELECT token FROM identity_links WHERE person_id = seen.person_id OFFSET 0) AS own
), persons AS (
    SELECT person_id FROM seen
    UNION
    SELECT sharing.person_id FROM documents
    CROSS JOIN LATERAL (SELECT person_id FROM identity_links WHERE token = documents.token OFFSET 0) AS sharing
)
SELECT person_id FROM persons CROSS JOIN LATERAL (
    SELECT FROM identity_links AS link JOIN reported_spells AS told USING (token)
    WHERE link.person_id = persons.person_id AND told.scheme = 'EMPLOYEE' LIMIT 1
) AS employed
UNION
SELECT persons.person_id FROM persons
CROSS JOIN LATERAL (SELECT participation_id FROM participation_spells WHERE person_id = persons.person_id OFFSET 0) AS own
CROSS JOIN LATERAL (SELECT FROM suspend_requests WHERE participation_id = own.participation_id LIMIT 1) AS asked
""",
    people=typed(participation_spells, "person_id", alias="people"),
    shown=typed(identity_links, "token", alias="shown"),
    spells=typed(suspend_requests, "spell_key", alias="spells"),
)
"""OFFSET 0 keeps the planner at looking each person up by index, whatever the statistics say."""
_OWN = Statement(
    """
SELECT newest.participation_id, person_id, area, benefit_year, channel, coalesce(registered_on, starts_on) AS registered_on FROM (
    SELECT DISTINCT participation_id FROM participation_spells WHERE person_id = ANY(:people)
) AS own CROSS JOIN LATERAL (
    SELECT * FROM participation_spells AS told WHERE told.participation_id = own.participation_id ORDER BY version DESC LIMIT 1
) AS newest
WHERE person_id = ANY(:people) AND scheme = 'RESIDENT'
ORDER BY newest.participation_id
"""
)
_ASKED = Statement(
    sa.select(*(suspend_requests.c[name] for name in _NAMES))
    .where(same_rows(suspend_requests, "participation_id"))
    .order_by(suspend_requests.c.request_id)
)
_SAVE = Statement(upsert_newest(suspend_requests, *_NAMES))
_of = suspend_requests.c
_AFTER = Statement(
    sa.select(*(_of[name] for name in _NAMES))
    .where(_of.request_id > value("after", _of.request_id), _of.area.like(value("area", _of.area)))
    .where(_of.recorded_at >= value("since", _of.recorded_at))
    .order_by(_of.request_id)
    .limit(value("most", sa.Integer))
)
_own, _request = reader(OwnParticipation), reader(SuspendRequest)


async def people_employed(
    driver: Driver, people: Iterable[UUID], tokens: Iterable[IdentityToken], spell_keys: Iterable[str]
) -> list[UUID]:  # fmt: skip
    """Who is known in the employee scheme, or was asked for: of these people, of those of whom one of these spells told or tells now, and
    of everybody who shares a document with them."""
    return await _CONCERNED.values(driver, person_id=list(people), token=list(tokens), spell_key=list(spell_keys))


async def own_participations(driver: Driver, people: Sequence[UUID]) -> list[OwnParticipation]:
    """Their participations in the resident scheme, by the newest version of each."""
    return [_own(row) for row in await _OWN.rows(driver, people=people)]


async def requests_of(driver: Driver, participations: Sequence[UUID]) -> list[SuspendRequest]:
    """What was asked for these, withdrawn requests too."""
    return [_request(row) for row in await _ASKED.rows(driver, participation_id=participations)]


async def save_requests(driver: Driver, requests: Sequence[SuspendRequest]) -> None:
    """As they are asked now."""
    await _SAVE.run(driver, **columns_of(requests, _NAMES))


async def requests_after(driver: Driver, wanted: Wanted) -> list[SuspendRequest]:
    """A batch to tell anew, by id."""
    return [_request(row) for row in await _AFTER.rows(driver, **wanted._asdict())]
