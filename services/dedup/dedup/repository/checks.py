"""Conflict checks: what was asked, and the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dedup.repository.area_scope import is_inside
from dedup.repository.identities import Identification
from dedup.tables import checks, participation_spells
from enrolment_events.dedup import Hit
from enrolment_terms.sealed import IdentityToken
from row_sets import Driver, Statement, columns_of, given_rows, names_of, reader, typed, update_rows, value

REVISIONS = 1000
"""An answer's version is that of its submit times this, and its revision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One submit of an application. `known_at` is the moment of the check; `hits` is None until it is answered."""

    application_id: UUID
    submit_no: int
    person_id: UUID
    tokens: tuple[IdentityToken, ...]
    area: str
    benefit_year: int
    applied_on: date
    consent_signed_on: date | None
    employee_stop_proved: bool
    known_at: datetime
    hits: tuple[Hit, ...] | None = None
    clear: bool | None = None
    revision: int = 0
    checked_at: datetime | None = None


_COLUMNS = [*(checks.c[name] for name in names_of(Check, without=["hits"])), sa.cast(checks.c.hits, sa.Text).label("hits")]
_ASKED = names_of(Check, without=("tokens", "hits", "clear", "revision", "checked_at"))
_KEY, _ANSWERED = ("application_id", "submit_no"), ("clear", "revision", "checked_at")

_asked = given_rows(checks, _ASKED, joined_tokens=sa.Text)
_ASK = Statement(
    insert(checks)
    .from_select([*_ASKED, "tokens"], sa.select(*(_asked.c[name] for name in _ASKED), sa.func.string_to_array(_asked.c.joined_tokens, " ")))
    .on_conflict_do_nothing(index_elements=_KEY)
)
_CONCERNED = Statement(
    """
WITH seen AS (
    SELECT person_id, min(recorded_at) AS since FROM {seen.rows} GROUP BY person_id
), concerned AS (
    SELECT person_id, since FROM seen
    UNION ALL
    SELECT sharing.person_id, since FROM seen
    CROSS JOIN LATERAL (SELECT token FROM identity_links WHERE person_id = seen.person_id OFFSET 0) AS own
    CROSS JOIN LATERAL (SELECT person_id FROM identity_links WHERE token = own.token OFFSET 0) AS sharing
)
SELECT {check.names}, hits::text AS hits
FROM (SELECT person_id AS concerned_id, min(since) AS since FROM concerned GROUP BY person_id) AS person
CROSS JOIN LATERAL (SELECT * FROM checks WHERE person_id = concerned_id AND known_at >= since OFFSET 0) AS made
ORDER BY application_id, submit_no
""",
    seen=typed(participation_spells, "person_id", "recorded_at"),
    check=typed(checks, *names_of(Check, without=["hits"])),
)
"""OFFSET 0 keeps the planner at looking each person up by index, whatever the statistics say."""
_ANSWER = Statement(update_rows(checks, _KEY, "hits", *_ANSWERED))
_OF_APPLICATION = Statement(
    sa.select(*_COLUMNS)
    .where(checks.c.application_id == value("application_id", checks.c.application_id), is_inside(checks.c.area))
    .order_by(checks.c.submit_no)
)
_OF_PERSON = Statement(
    sa.select(*_COLUMNS)
    .where(checks.c.person_id == value("person_id", checks.c.person_id), is_inside(checks.c.area))
    .order_by(checks.c.known_at)
)

_check = reader(Check, hits=msgspec.json.Decoder(tuple[Hit, ...]).decode)


async def ask_checks(driver: Driver, asked: Sequence[Check]) -> None:
    """Keep the questions that are new; a submit is asked once."""
    rows = sorted(asked, key=lambda check: (check.application_id, check.submit_no))
    await _ASK.run(driver, **columns_of(rows, _ASKED), joined_tokens=[" ".join(check.tokens) for check in rows])


async def checks_concerned(driver: Driver, seen: Sequence[Identification]) -> list[Check]:
    """The checks, made at or after the instant, of these people and of those who share a document with them."""
    return [_check(row) for row in await _CONCERNED.rows(driver, **columns_of(seen, ("person_id", "recorded_at")))]


async def save_answers(driver: Driver, answered: Sequence[Check]) -> None:
    """Write the answers over what was answered before."""
    hits = [msgspec.json.encode(check.hits).decode() for check in answered]
    await _ANSWER.run(driver, **columns_of(answered, (*_KEY, *_ANSWERED)), hits=hits)


async def checks_of_application(driver: Driver, application_id: UUID, areas: Sequence[str]) -> list[Check]:
    """All checks of an application inside the areas (LIKE patterns), the oldest submit first."""
    return [_check(row) for row in await _OF_APPLICATION.rows(driver, application_id=application_id, areas=areas)]


async def checks_of_person(driver: Driver, person_id: UUID, areas: Sequence[str]) -> list[Check]:
    """The person's checks inside the areas, the oldest first."""
    return [_check(row) for row in await _OF_PERSON.rows(driver, person_id=person_id, areas=areas)]
