"""Last year's insured in bulk: persons, documents and participations, one statement each."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from registration.domain.application import NewPerson, SealedDocument
from registration.domain.import_row import SealedImport
from registration.tables import LIVE, participations, person_keys, persons
from row_sets import Driver, Statement, columns_of, names_of, typed

_PERSON, _DOCUMENT = names_of(NewPerson, without=["document"]), names_of(SealedDocument)
_PERSONS = Statement(
    """
    WITH row AS (
        SELECT DISTINCT ON (token) * FROM {row.rows} ORDER BY token
    ), taken AS (
        INSERT INTO person_keys ({document.names}, person_id, added_at) SELECT {document.names}, person_id, :now FROM row
        ON CONFLICT (token) DO UPDATE SET token = excluded.token
        RETURNING token, person_id
    ), made AS (
        INSERT INTO persons ({person.names}, created_at) SELECT {person.names}, :now FROM row JOIN taken USING (token, person_id)
    )
    SELECT token, person_id FROM taken
    """,
    row=typed(persons, *_PERSON, "phone", alias="row", **{name: person_keys.c[name] for name in _DOCUMENT}),
    person=typed(persons, *_PERSON, "phone"),
    document=typed(person_keys, *_DOCUMENT),
)


async def keep_persons(driver: Driver, rows: Sequence[SealedImport], now: datetime) -> dict[str, UUID]:
    """Token -> person: those already known, and the new ones."""
    people = [row.person for row in rows]
    documents = columns_of([person.document for person in people], _DOCUMENT)
    found = await _PERSONS.rows(driver, **columns_of(people, _PERSON), **documents, **columns_of(rows, ("phone",)), now=now)
    return {row["token"]: row["person_id"] for row in found}


_ROW = names_of(SealedImport, without=["person", "phone"])
_PARTICIPATIONS = Statement(
    """
    WITH kept AS (
        INSERT INTO participations (
            person_id, {row.names}, scheme, benefit_year, channel, own_state, state, registered_on, acted_on, effective_on
        )
        SELECT person_id, {row.names}, 'RESIDENT', :benefit_year, 'IMPORT', 'ACTIVE', 'ACTIVE', paid_on, paid_on, paid_on FROM {given.rows}
        ON CONFLICT (person_id, region, scheme, benefit_year) WHERE {live} DO NOTHING
        RETURNING participation_id, paid_on
    ), recorded AS (
        INSERT INTO participation_history (participation_id, effective_on, recorded_at, to_state, event, actor)
        SELECT participation_id, paid_on, :now, 'ACTIVE', 'imported', :actor FROM kept
    )
    SELECT participation_id FROM kept
    """,
    given=typed(participations, "person_id", *_ROW),
    row=typed(participations, *_ROW),
    live=LIVE,
)


async def keep_participations(
    driver: Driver, rows: Sequence[SealedImport], persons: dict[str, UUID], benefit_year: int, now: datetime, actor: str
) -> list[UUID]:
    """The ids that were new; a person with a participation of that year is left as he is."""
    people = [persons[row.person.document.token] for row in rows]
    same = {"benefit_year": benefit_year, "now": now, "actor": actor}
    return await _PARTICIPATIONS.values(driver, person_id=people, **columns_of(rows, _ROW), **same)
