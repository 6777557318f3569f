"""A database of the release before: its spells, answers and notices are what they were, forward and back."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from dedup.domain.nodes import node_of
from dedup.repository.told_spells import references_of
from enrolment_terms.identifiers import named_id, new_id
from policy_parameters import load_policy_book
from service_runtime import Database, MovableClock, Safe, generate_storage_keys
from service_runtime.migration import migrate
from tests.conftest import FreshDatabase
from tests.dedup.builders import GUANGZHOU, HUNAN, MORNING, decided, hours_later, participation, reported, token
from tests.dedup.conftest import DedupFacts
from tests.service_runtime.stepping import down_to

BEFORE = "202611281620"
HIT = (
    '{"area": "430100", "same_region": false, "in_province": false, "scheme": "RESIDENT", "identity": null, "benefit_year": 2023,'
    ' "paid": true, "starts_on": "2023-01-01", "ends_on": "2023-12-31", "rule": "R-087", "code": null}'
)
_SPELL = sa.text(
    "INSERT INTO reported_spells (spell_key, reference, token, scheme, area, benefit_year, starts_on, ends_on, paid, state, reported_at)"
    " VALUES (:key, :reference, :token, 'RESIDENT', :area, 2023, '2023-01-01', '2023-12-31', true, 'ACTIVE', :at)"
)
_LINK = sa.text("INSERT INTO identity_links (person_id, token, known_since) VALUES (:person, :token, :at)")
_PARTICIPATION = sa.text(
    "INSERT INTO participation_spells (participation_id, version, person_id, application_id, scheme, area, benefit_year, starts_on, paid,"
    " state, recorded_at) VALUES (:id, 1, :person, :application, 'RESIDENT', '440783115', 2023, '2023-10-11', true, 'ACTIVE', :at)"
)
_CHECK = sa.text(
    "INSERT INTO checks (application_id, submit_no, person_id, tokens, area, benefit_year, applied_on, consent_signed_on,"
    " employee_stop_proved, known_at, hits, clear, revision, checked_at) VALUES (:application, 1, :person, :tokens, '440783115', 2023,"
    " '2023-10-11', '2023-10-11', false, :at, CAST(:hits AS jsonb), true, 1, :at)"
)
_NOTICE = sa.text(
    "INSERT INTO notices (notice_id, application_id, participation_id, person_id, kind, rule, to_area, from_area, relation_starts_on,"
    " state, opened_at) VALUES (:id, :application, :participation, :person, 'SUSPEND_OLD_RELATION', 'R-087', '430100', '440783115',"
    " '2023-01-01', 'OPEN', :at)"
)


@dataclass(frozen=True)
class Mover:
    """Somebody whom Hunan reports, who was registered here by consent, and of whom Hunan has reported once more since."""

    person: UUID
    application: UUID
    participation: UUID
    notice: UUID


class Old:
    """The database as the release before had it."""

    def __init__(self, url: str, safe: Safe) -> None:
        self.url, self.safe = url, safe
        self.engine: AsyncEngine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))

    async def run(self, *statements: tuple[sa.TextClause, dict[str, Any]]) -> None:
        async with self.engine.begin() as connection:
            for statement, values in statements:
                await connection.execute(statement, values)

    async def rows(self, statement: str) -> Sequence[Any]:
        async with self.engine.begin() as connection:
            return (await connection.execute(sa.text(statement))).all()

    async def back(self) -> None:
        async with self.engine.begin() as connection:
            await connection.run_sync(down_to, "dedup.migrations", BEFORE, self.safe)

    async def forward(self) -> None:
        await migrate(self.url, "dedup.migrations", self.safe)

    def reported(self, ref: str, word: str, source: str = "tests", area: str = HUNAN) -> tuple[sa.TextClause, dict[str, Any]]:
        key = self.safe.digest(f"{source}\0{ref}", "spell")
        sealed = self.safe.seal(f'["{source}","{ref}"]', "spell", key)
        return _SPELL, {"key": key, "reference": sealed, "token": token(word), "area": area, "at": MORNING + timedelta(days=3)}

    async def mover(self) -> Mover:
        one = new_id(), new_id(), new_id()
        person, application, participation_id = one
        notice = named_id(application, "SUSPEND_OLD_RELATION:430100:RESIDENT:2023-01-01")
        at = {"at": MORNING}
        await self.run(
            self.reported("1", "before"),
            (_LINK, {"person": person, "token": token("before-too"), **at}),
            (_CHECK, {"application": application, "person": person, "tokens": [token("before")], "hits": f"[{HIT}]", **at}),
            (_PARTICIPATION, {"id": participation_id, "person": person, "application": application, "at": hours_later(1)}),
            (_NOTICE, {"id": notice, "application": application, "participation": participation_id, "person": person, **at}),
        )
        return Mover(*one, notice)


@pytest.fixture
async def old(fresh_database: FreshDatabase) -> AsyncIterator[Old]:
    """Without anybody in it."""
    one = Old(await fresh_database("dedup_old"), Safe.from_json(generate_storage_keys()))
    await one.forward()
    await one.back()
    yield one
    await one.engine.dispose()


@pytest.fixture
async def facts(old: Old) -> AsyncIterator[DedupFacts]:
    """The service of this release on that database."""
    clock = MovableClock(MORNING + timedelta(days=5))
    database = Database(old.url, clock, policy=load_policy_book(), safe=old.safe)
    yield DedupFacts(database, clock)
    await database.close()


async def test_what_was_reported_is_told_of_the_same_person(old: Old, facts: DedupFacts) -> None:
    """V-31: by a document that an application showed; its source is still who calls it so."""
    one = await old.mover()
    await old.run(old.reported("2", "nobody", "platform", GUANGZHOU))
    await old.forward()
    numbers = {row["node"]: row["number"] for row in await facts.rows("SELECT node, number FROM identities")}
    assert numbers[one.person] == numbers[node_of(token("before"))] == numbers[node_of(token("before-too"))]
    assert sorted(set(numbers.values())) == [1, 2]
    rows = await facts.rows("SELECT number, version, area, authority, nodes FROM told_spells ORDER BY area")
    assert [tuple(row) for row in rows] == [
        (numbers[one.person], 1, HUNAN, 2, [node_of(token("before"))]),
        (numbers[node_of(token("nobody"))], 1, GUANGZHOU, 2, [node_of(token("nobody"))]),
    ]
    keys = {str(facts.key("1")): ("tests", "1"), str(facts.key("2", "platform")): ("platform", "2")}
    async with facts.database.read() as read:
        assert await references_of(read.driver, read.safe, list(keys)) == keys


async def test_told_again_it_is_the_same_spell(old: Old, facts: DedupFacts) -> None:
    """The feed comes again: nothing is told twice, and a newer version takes the place of the old one."""
    await old.mover()
    await old.forward()
    await facts.report(reported("1", token("before"), area=HUNAN, year=2023))
    await facts.report(reported("1", token("before"), area=HUNAN, year=2023, paid=False))
    rows = await facts.rows("SELECT version, paid, superseded_at IS NULL FROM told_spells ORDER BY version")
    assert [tuple(row) for row in rows] == [(1, True, False), (2, False, True)]


async def test_what_was_decided_is_not_decided_anew(old: Old, facts: DedupFacts) -> None:
    """R-087: Hunan has reported the spell again since; it is the finding of then all the same, and its notice stands under one id."""
    one = await old.mover()
    await old.forward()
    await facts.hear(participation(new_id(), one.person, token("before-too"), benefit_year=2021, at=MORNING + timedelta(days=4)))
    answers = [[(hit.rule, hit.code) for hit in event.data.hits] for event in facts.published]
    assert answers in ([], [[("R-087", None)]]), "the same, with the name of the relation"
    rows = await facts.rows("SELECT notice_id, state, relation, opened_at FROM notices")
    assert [tuple(row) for row in rows] == [
        (named_id(one.application, "SUSPEND_OLD_RELATION:RESIDENT/430100/2023"), "OPEN", "RESIDENT/430100/2023", MORNING)
    ]


async def test_an_application_that_is_not_decided_yet_is_answered_by_what_comes(old: Old, facts: DedupFacts) -> None:
    """C8: an approval never stands on a check older than a spell."""
    person, application = new_id(), new_id()
    await old.run((_CHECK, {"application": application, "person": person, "tokens": [token("open")], "hits": "[]", "at": MORNING}))
    await old.forward()
    await facts.report(reported("open", token("open"), area=HUNAN, year=2023))
    assert [[hit.rule for hit in event.data.hits] for event in facts.published] == [["R-087"]]
    await facts.hear(decided(application, person, at=facts.clock.now()))


async def test_back_in_the_release_before_all_is_where_it_was(old: Old, facts: DedupFacts) -> None:
    """And forward once more; what this release was told is told anew by its source."""
    one = await old.mover()
    await old.forward()
    await facts.report(reported("since", token("since")))
    await old.back()
    [notice] = await old.rows("SELECT notice_id, state FROM notices")
    assert tuple(notice) == (one.notice, "OPEN")
    [(key, reference, of)] = await old.rows("SELECT spell_key, reference, token FROM reported_spells")
    assert (key, of) == (old.safe.digest("tests\0" + "1", "spell"), token("before"))
    assert old.safe.open(reference, "spell", key) == '["tests","1"]'
    assert [tuple(row) for row in await old.rows("SELECT revision, clear FROM checks")] == [(1, True)]
    await old.run((_LINK, {"person": one.person, "token": token("later"), "at": hours_later(9)}))
    await old.forward()
    numbers = {row["node"]: row["number"] for row in await facts.rows("SELECT node, number FROM identities")}
    assert numbers[one.person] == numbers[node_of(token("later"))] == numbers[node_of(token("before"))]
