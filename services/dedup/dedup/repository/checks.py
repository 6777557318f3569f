"""Conflict checks: what was asked, and the answer."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sa

from dedup.repository.area_scope import is_inside
from dedup.tables import checks, decided_submits
from enrolment_events.dedup import Hit
from enrolment_terms.sealed import IdentityToken
from row_sets import Driver, Statement, columns_of, names_of, reader, typed, update_rows, value

REVISIONS = 1000
"""An answer's version is that of its submit times this, and its revision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One submit of an application. `known_at` is when it was handed in; `closed_at` when it was decided, None while it is open.

    `hits` is None until it is answered, `unanswered` what it waits for: areas of which nobody has told in time (V-71).
    """

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
    closed_at: datetime | None = None
    unanswered: tuple[str, ...] | None = None
    hits: tuple[Hit, ...] | None = None
    clear: bool | None = None
    revision: int = 0
    checked_at: datetime | None = None


class Decided(NamedTuple):
    """A submit was decided on at this instant; `refused`: rejected or taken back."""

    application_id: UUID
    submit_no: int
    decided_at: datetime
    refused: bool


_COLUMNS = [*(checks.c[name] for name in names_of(Check, without=["hits"])), sa.cast(checks.c.hits, sa.Text).label("hits")]
_ASKED = names_of(Check, without=("tokens", "closed_at", "unanswered", "hits", "clear", "revision", "checked_at"))
_KEY, _ANSWERED, _DECIDED = ("application_id", "submit_no"), ("unanswered", "clear", "revision", "checked_at"), names_of(Decided)
_ASK = Statement(
    """
    INSERT INTO checks ({names}, tokens, closed_at)
    SELECT {names}, string_to_array(joined_tokens, ' '), decided_at FROM {asked.rows}
    LEFT JOIN decided_submits USING (application_id, submit_no)
    ON CONFLICT (application_id, submit_no) DO NOTHING
    """,
    names=", ".join(_ASKED),
    asked=typed(checks, *_ASKED, joined_tokens=sa.Text),
)
_DECIDE = Statement(
    """
    WITH given AS (
        SELECT DISTINCT ON (application_id, submit_no) {decided.names} FROM {decided.rows} ORDER BY application_id, submit_no, decided_at
    ), kept AS (
        INSERT INTO decided_submits AS d ({decided.names}) SELECT {decided.names} FROM given
        ON CONFLICT (application_id, submit_no) DO UPDATE
        SET decided_at = least(d.decided_at, excluded.decided_at), refused = d.refused OR excluded.refused
        RETURNING application_id, submit_no, decided_at
    )
    UPDATE checks SET closed_at = least(closed_at, kept.decided_at) FROM kept
    WHERE checks.application_id = kept.application_id AND checks.submit_no = kept.submit_no
    """,
    decided=typed(decided_submits, *_DECIDED),
)
_AGAIN = Statement("SELECT application_id FROM checks WHERE application_id = ANY(:applications) GROUP BY 1 HAVING count(*) > 1")
_REFUSED = Statement("SELECT DISTINCT application_id FROM decided_submits WHERE application_id = ANY(:applications) AND refused")
_CLOSE_OLDER = Statement(
    """
    UPDATE checks AS c SET closed_at = least(c.closed_at, newer.known_at) FROM (
        SELECT application_id, submit_no, lead(known_at) OVER (PARTITION BY application_id ORDER BY submit_no) AS known_at
        FROM checks WHERE application_id = ANY(:applications)
    ) AS newer
    WHERE c.application_id = newer.application_id AND c.submit_no = newer.submit_no AND newer.known_at < coalesce(c.closed_at, 'infinity')
    """
)
_CLOSE_REGISTERED = Statement(
    """
    WITH over AS (
        SELECT c.application_id, c.submit_no, made.at FROM checks AS c CROSS JOIN LATERAL (
            SELECT min(recorded_at) AS at FROM participation_spells AS s
            WHERE s.application_id = c.application_id AND s.recorded_at >= c.known_at
        ) AS made
        WHERE c.application_id = ANY(:applications) AND made.at < coalesce(c.closed_at, 'infinity')
        ORDER BY c.application_id, c.submit_no FOR UPDATE OF c
    )
    UPDATE checks AS c SET closed_at = over.at FROM over WHERE c.application_id = over.application_id AND c.submit_no = over.submit_no
    """
)
_PEOPLE = Statement("SELECT DISTINCT person_id FROM checks WHERE application_id = ANY(:applications)")
_CONCERNED = Statement(
    """
    SELECT i.number, {check.names}, hits::text AS hits FROM (SELECT node, number FROM identities WHERE number = ANY(:numbers) OFFSET 0) AS i
    CROSS JOIN LATERAL (SELECT * FROM checks WHERE person_id = i.node OFFSET 0) AS made ORDER BY application_id, submit_no
    """,
    check=typed(checks, *names_of(Check, without=["hits"])),
)
"""OFFSET 0 keeps the planner at looking each person up by index, whatever the statistics say."""
_SWEPT = Statement(
    """
    SELECT DISTINCT application_id FROM checks
    WHERE benefit_year = :year AND application_id > :after AND hits @> '[{"rule": "R-086"}]'::jsonb
    ORDER BY application_id LIMIT :most
    """
)
_PLACES = Statement("SELECT DISTINCT area, benefit_year FROM checks WHERE hits IS NULL AND closed_at IS NULL")
_WAITING = Statement(
    """
    SELECT DISTINCT person_id FROM {silent.rows} JOIN checks USING (area, benefit_year)
    WHERE hits IS NULL AND closed_at IS NULL AND array_to_string(unanswered, ' ') IS DISTINCT FROM silent.areas LIMIT :most
    """,
    silent=typed(checks, "area", "benefit_year", alias="silent", areas=sa.Text),
)
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
    """Keep the questions that are new; a submit is asked once. One that was decided on before it was heard of is closed."""
    rows = sorted(asked, key=lambda check: (check.application_id, check.submit_no))
    await _ASK.run(driver, **columns_of(rows, _ASKED), joined_tokens=[" ".join(check.tokens) for check in rows])


async def handed_in_again(driver: Driver, applications: Iterable[UUID]) -> set[UUID]:
    """Those of these applications that have more than one submit."""
    return set(await _AGAIN.values(driver, applications=list(applications)))


async def refused_before(driver: Driver, applications: Iterable[UUID]) -> set[UUID]:
    """Those of these applications of which a submit was refused, heard of or not."""
    return set(await _REFUSED.values(driver, applications=list(applications)))


async def close_older(driver: Driver, applications: Iterable[UUID]) -> None:
    """A submit that another follows is over with it, decided or not."""
    await _CLOSE_OLDER.run(driver, applications=list(applications))


async def close_registered(driver: Driver, applications: Collection[UUID]) -> None:
    """What has become a participation was decided on by then, whether or not the decision is heard of."""
    if applications:
        await _CLOSE_REGISTERED.run(driver, applications=list(applications))


async def note_decisions(driver: Driver, decided: Sequence[Decided]) -> None:
    """Close the checks of these submits, those that are not heard of yet too."""
    await _DECIDE.run(driver, **columns_of(decided, _DECIDED))


async def people_of_checks(driver: Driver, applications: Iterable[UUID]) -> list[UUID]:
    """Who handed these applications in."""
    return await _PEOPLE.values(driver, applications=list(applications))


async def places_waiting(driver: Driver) -> list[tuple[str, int]]:
    """For which places and years checks have no answer."""
    return [(row["area"], row["benefit_year"]) for row in await _PLACES.rows(driver)]


async def people_waiting(driver: Driver, silent: Mapping[tuple[str, int], Sequence[str]], most: int) -> list[UUID]:
    """Whose checks have no answer and wait for others than those who are silent now, by place and year."""
    areas, years = [area for area, _ in silent], [year for _, year in silent]
    return await _WAITING.values(driver, area=areas, benefit_year=years, areas=list(map(" ".join, silent.values())), most=most)


async def checks_of_numbers(driver: Driver, numbers: Collection[int]) -> list[tuple[int, Check]]:
    """All checks of whoever has these numbers, with the number."""
    return [(row["number"], _check(row)) for row in await _CONCERNED.rows(driver, numbers=list(numbers))]


async def applications_swept(driver: Driver, year: int, after: UUID, most: int) -> list[UUID]:
    """Applications for the year by people who were insured elsewhere in the province for the year before (R-086), by id."""
    return await _SWEPT.values(driver, year=year, after=after, most=most)


async def save_answers(driver: Driver, answered: Sequence[Check]) -> None:
    """Write the answers over what was answered before."""
    hits = [None if check.hits is None else msgspec.json.encode(check.hits).decode() for check in answered]
    unanswered = [None if check.unanswered is None else " ".join(check.unanswered) for check in answered]
    columns = columns_of(answered, (*_KEY, *_ANSWERED)) | {"unanswered": unanswered}
    await _ANSWER.run(driver, **columns, hits=hits)


async def checks_of_application(driver: Driver, application_id: UUID, areas: Sequence[str]) -> list[Check]:
    """All checks of an application inside the areas (LIKE patterns), the oldest submit first."""
    return [_check(row) for row in await _OF_APPLICATION.rows(driver, application_id=application_id, areas=areas)]


async def checks_of_person(driver: Driver, person_id: UUID, areas: Sequence[str]) -> list[Check]:
    """The person's checks inside the areas, the oldest first."""
    return [_check(row) for row in await _OF_PERSON.rows(driver, person_id=person_id, areas=areas)]
