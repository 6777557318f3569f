"""Who may feed and ask, what of it is kept in clear, and what is written down of each look."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from dedup.domain.nodes import node_of
from dedup.repository.sealed_columns import SEALED
from dedup.repository.told_spells import references_of
from enrolment_terms.identifiers import new_id
from enrolment_terms.sealed import IdentityToken
from service_runtime import Safe, generate_storage_keys
from service_runtime.migration import migrate
from service_runtime.rate_limits import ALLOWANCES
from tests.conftest import FreshDatabase
from tests.dedup.builders import GUANGZHOU, HUNAN, hours_later, participation, reported, submitted, token
from tests.dedup.conftest import DedupFacts
from tests.dedup.running import RunningDedup, running_dedup
from tests.dedup.test_service import CLERK, FEED, spell
from tests.figures.asking import value
from tests.service_runtime.keys import resealed
from tests.service_runtime.stepping import down_to

QUESTION = {"area": "440783", "benefit_year": 2024, "applied_on": "2023-10-11"}
CANARY = "19990707-LI"


@pytest.fixture(scope="module")
async def dedup(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningDedup]:
    """The running service."""
    async with running_dedup(fresh_database, tmp_path_factory.mktemp("issuer")) as running:
        yield running


async def known(dedup: RunningDedup, word: str) -> tuple[UUID, UUID]:
    """A person with an application that was checked, and the application."""
    application, person = new_id(), new_id()
    await dedup.publish(submitted(application, person, token(word)))
    await dedup.answer_to(application)
    return person, application


async def looks(dedup: RunningDedup, subject: object) -> list[dict[str, Any]]:
    """The audit rows of a subject."""
    answer = await dedup.call("GET", f"/audit-rows?subject={subject}", role="auditor", area="44")
    rows: list[dict[str, Any]] = answer.json()["items"]
    return rows


# Spells


async def test_a_source_never_overwrites_what_another_one_reported(facts: DedupFacts) -> None:
    document = token("two-sources")
    await facts.report(reported("2023-1", document), reported("2023-1", document, area=HUNAN, source="hunan"))
    await facts.report(reported("2023-1", document, paid=False))
    rows = await facts.rows(
        "SELECT spell_key, area, paid FROM told_spells WHERE nodes = CAST(:nodes AS uuid[]) AND superseded_at IS NULL",
        nodes=[node_of(document)],
    )
    assert {(row["spell_key"], row["area"], row["paid"]) for row in rows} == {
        (facts.key("2023-1"), GUANGZHOU, False),
        (facts.key("2023-1", "hunan"), HUNAN, True),
    }


async def test_a_reference_is_never_kept_in_clear(facts: DedupFacts) -> None:
    await facts.report(reported(CANARY, token("canary")))
    for table in ("told_spells", "told_references"):
        assert await facts.rows(f"SELECT FROM {table} AS told WHERE told::text LIKE :canary", canary=f"%{CANARY}%") == []
    key, other = str(facts.key(CANARY)), facts.key("another")
    await facts.report(reported("another", token("canary")))
    async with facts.database.transaction() as tx:
        assert await references_of(tx.driver, tx.safe, [key]) == {key: ("tests", CANARY)}
        [[foreign]] = await tx.driver.fetch("SELECT reference FROM told_references WHERE spell_key = $1", other)
        assert foreign.startswith("s1.")


@pytest.mark.parametrize("area", ["440783", "4407", ""])
async def test_only_who_serves_the_whole_installation_feeds_the_index(dedup: RunningDedup, area: str) -> None:
    refused = await dedup.call("POST", "/spells", json={"spells": [spell("county")]}, role="operator", area=area)
    assert (refused.status_code, refused.json()["code"]) == (403, "FORBIDDEN")


@pytest.mark.parametrize(
    "changed",
    [{"token": "x" * 64}, {"token": token("A").upper()}, {"token": token("a")[1:]}, {"source": CANARY + " 李"}, {"source": ""},
     {"name": "李"}, {"document_number": "440799199001010012"}],
    ids=str,
)  # fmt: skip
async def test_what_could_carry_a_name_or_a_number_is_refused(dedup: RunningDedup, changed: dict[str, str]) -> None:
    refused = await dedup.call("POST", "/spells", json={"spells": [{**spell("shape"), **changed}]}, **FEED)
    assert refused.status_code == 422
    assert CANARY not in refused.text


async def test_a_place_is_a_place(dedup: RunningDedup) -> None:
    rows = [spell("no-province", area="990100"), spell("letters", area="43010x"), spell("good-place", area="430199999")]
    receipt = (await dedup.call("POST", "/spells", json={"spells": rows}, **FEED)).json()
    assert (receipt["accepted"], [one["spell_ref"] for one in receipt["refused"]]) == (1, ["no-province", "letters"])


async def test_offices_see_the_reference_of_a_spell_opened(dedup: RunningDedup) -> None:
    await dedup.call("POST", "/spells", json={"spells": [spell("GX-1", token=token("opened"), source="GX-450100")]}, **FEED)
    person, _ = await known(dedup, "opened")
    own = new_id()
    await dedup.publish(participation(own, person, token("opened"), at=hours_later(1)))
    items: list[Any] = []
    async with asyncio.timeout(30):
        while len(items) < 2:
            items = (await dedup.call("GET", f"/spells?person_id={person}", **CLERK)).json()["items"]
    assert {(one["source"], one["spell_ref"]) for one in items} == {("GX-450100", "GX-1"), (None, str(own))}


@pytest.mark.parametrize("told", ["a-token-that-is-none", "", token("x").upper()])
async def test_a_token_that_is_none_is_kept_from_the_index(facts: DedupFacts, told: str) -> None:
    with pytest.raises((asyncpg.CheckViolationError, ValueError)):
        await facts.hear(participation(new_id(), new_id(), IdentityToken(told)))


# Questions


@pytest.mark.parametrize("area", ["440781", "440783115", ""])
async def test_a_question_is_for_an_area_of_the_caller(dedup: RunningDedup, area: str) -> None:
    question = {**QUESTION, "tokens": [token("elsewhere")]}
    refused = await dedup.call("POST", "/checks", json=question, role="clerk", area=area)
    assert refused.status_code == 403


async def test_a_question_names_people_by_token_alone(dedup: RunningDedup) -> None:
    for told in ({"tokens": ["short"]}, {"tokens": [token("a")], "document_number": "440799199001010012"}, {"tokens": ["A" * 64]}):
        assert (await dedup.call("POST", "/checks", json={**QUESTION, **told}, **CLERK)).status_code == 422


async def test_every_look_at_a_person_is_written_down_with_its_purpose(dedup: RunningDedup) -> None:
    person, application = await known(dedup, "looked-at")
    for path in (f"/spells?person_id={person}", f"/persons/{person}/timeline", f"/checks/{application}"):
        assert (await dedup.call("GET", path, **CLERK, headers={"X-Purpose": "COMPLAINT"})).status_code == 200
    await dedup.call("POST", "/checks", json={**QUESTION, "tokens": [token("looked-at")]}, **CLERK)
    rows = await looks(dedup, person)
    assert [(row["action"], row["actor"], row["purpose"], row["detail"]["seen"]) for row in rows] == [
        ("person.read", "test:clerk", "COMPLAINT", "spells"),
        ("person.read", "test:clerk", "COMPLAINT", "timeline"),
        ("person.read", "test:clerk", "COMPLAINT", "check"),
        ("person.read", "test:clerk", "COUNTER", "check"),
    ]


async def test_a_page_of_notices_says_whom_it_showed(dedup: RunningDedup) -> None:
    await dedup.call("POST", "/spells", json={"spells": [spell("notice-look")]}, **FEED)
    application, person = new_id(), new_id()
    registered = participation(new_id(), person, token("notice-look"), application_id=application, at=hours_later(1))
    await dedup.publish(registered, submitted(application, person, token("notice-look")))
    await dedup.answer_to(application)
    shown = (await dedup.call("GET", "/notices", **CLERK)).json()["items"]
    assert (await looks(dedup, "notices"))[-1]["detail"] == {"persons": sorted({one["person_id"] for one in shown})}
    assert str(person) in {one["person_id"] for one in shown}
    assert (await dedup.call("GET", "/notices", role="clerk", area="440781")).json()["items"] == []


async def test_a_look_that_finds_nobody_is_counted_and_written_down_without_what_was_looked_for(dedup: RunningDedup) -> None:
    person, application = await known(dedup, "missed")
    for kind, path, where in (
        ("spells", f"/spells?person_id={person}", "440781"),
        ("timeline", f"/persons/{new_id()}/timeline", "440783"),
        ("check", f"/checks/{application}", ""),
    ):
        before, rows = await value(dedup.http, "canbao_looks_missed_total", kind=kind), len(await looks(dedup, kind))
        assert (await dedup.call("GET", path, role="clerk", area=where)).status_code == 404
        assert await value(dedup.http, "canbao_looks_missed_total", kind=kind) == before + 1
        [row] = (await looks(dedup, kind))[rows:]
        assert (row["action"], row["detail"]) == ("person.search_missed", {"missed": 1})
    assert await looks(dedup, person) == []


async def test_to_be_unknown_is_the_usual_answer_of_a_check_and_no_miss(dedup: RunningDedup) -> None:
    """V-71: a department asks for fifty people again and again; each question leaves a row, and locks nobody out."""
    clerk, before = CLERK | {"subject": "asks-for-many"}, await value(dedup.http, "canbao_looks_missed_total", kind="check")
    fifty = {"checks": [{**QUESTION, "tokens": [token(f"nobody-{number}")]} for number in range(50)]}
    for _ in range(2):
        answer = await dedup.call("POST", "/checks/batch", json=fifty, **clerk)
        assert [one["answer"]["clear"] for one in answer.json()["outcomes"]] == [True] * 50
    assert (await dedup.call("POST", "/checks", json={**QUESTION, "tokens": [token("nobody-at-all")]}, **clerk)).json()["clear"] is True
    assert await value(dedup.http, "canbao_looks_missed_total", kind="check") == before
    rows = await dedup.rows("SELECT action FROM audit_rows WHERE actor = 'asks-for-many'")
    assert [row["action"] for row in rows] == ["check.asked"] * 101


async def test_who_tries_out_ids_is_stopped(dedup: RunningDedup) -> None:
    """After thirty applications that he may not see, or that are none, he asks for no checks either."""
    clerk = CLERK | {"subject": "tries-ids"}
    for _ in range(2 * ALLOWANCES["miss"].of_subject):  # a window may end meanwhile
        assert (await dedup.call("GET", f"/checks/{new_id()}", **clerk)).status_code == 404
    answer = await dedup.call("POST", "/checks", json={**QUESTION, "tokens": [token("nobody-at-all")]}, **clerk)
    assert (answer.status_code, answer.json()["code"]) == (429, "TOO_MANY_MISSES")
    answer = await dedup.call("POST", "/checks/batch", json={"checks": [{**QUESTION, "tokens": [token("nobody-at-all")]}]}, **clerk)
    assert answer.json()["code"] == "TOO_MANY_MISSES"


# A database of before


async def test_references_of_before_are_sealed_and_can_be_opened_again(fresh_database: FreshDatabase) -> None:
    """After a change of the storage key, too."""
    url, keys = await fresh_database("dedup_before"), generate_storage_keys()
    safe = Safe.from_json(keys)
    await migrate(url, "dedup.migrations", safe)
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
    row = "(:ref, :token, 'RESIDENT', '430100', 2023, '2023-01-01', true, 'ACTIVE', '长沙', now())"
    columns = "spell_ref, token, scheme, area, benefit_year, starts_on, paid, state, source, reported_at"
    async with engine.begin() as connection:
        await connection.run_sync(down_to, "dedup.migrations", "202611270640", safe)
        for ref in (CANARY, "2"):
            await connection.execute(
                sa.text(f"INSERT INTO reported_spells ({columns}) VALUES {row}"), {"ref": ref, "token": "old-token-" + ref}
            )
    with pytest.raises(RuntimeError, match="CANBAO_STORAGE_KEYS"):
        await migrate(url, "dedup.migrations")
    await migrate(url, "dedup.migrations", safe)
    async with engine.begin() as connection:
        clear = await connection.execute(
            sa.text("SELECT count(*) FROM reported_spells r WHERE r::text LIKE '%长沙%' OR r::text LIKE '%19990707-LI%'")
        )
        assert clear.scalar_one() == 0
    counts, safe = await resealed(url, keys, SEALED)
    assert counts == [4, 0]
    async with engine.begin() as connection:
        await connection.run_sync(down_to, "dedup.migrations", "202611270640", safe)
        found = await connection.execute(sa.text("SELECT spell_ref, source, token FROM reported_spells ORDER BY 1"))
        assert [tuple(one) for one in found] == [(CANARY, "长沙", token("old-token-" + CANARY)), ("2", "长沙", token("old-token-2"))]
    await engine.dispose()
