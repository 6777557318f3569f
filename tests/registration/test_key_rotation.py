"""Keys are changed beside the running service: nobody is lost, all is sealed anew, and the old keys can go."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from registration.use_cases.renew_indexes import RenewedIndexes, renew_indexes
from service_runtime import Database, MovableClock, Vault
from tests.conftest import FreshDatabase
from tests.registration.builders import AUTUMN, check_completed, form, insured
from tests.registration.world import World, running_world
from tests.service_runtime.keys import with_a_new_key, without_old_keys

PEOPLE = 2400


@pytest.fixture
async def before(fresh_database: FreshDatabase, tmp_path: Path) -> AsyncIterator[World]:
    """The service with one key of each kind."""
    async with running_world(await fresh_database("rotation", "registration.migrations"), tmp_path) as world:
        yield world


async def people_and_more(world: World) -> list[dict[str, Any]]:
    """Imported people, one registered, one whose form was sent back, one mandate."""
    people = [insured(area="440783001") for _ in range(PEOPLE)]
    for first in range(0, PEOPLE, 800):
        body = {"benefit_year": 2023, "people": people[first : first + 800]}
        assert (await world.imports(body)).json()["imported"] == 800
    await world.register(household_no="H-1")
    waiting = await world.apply(consent={"signed_on": "2023-10-09", "old_unit": "长沙"})
    await world.hear(check_completed(waiting))
    body = {"decision": "NEEDS_CORRECTION", "reasons": [{"code": "OTHER", "msg": "照片模糊"}], "note": "请补齐"}
    await world.post(f"/applications/{waiting}/decision", body, world.as_("clerk", "clerk:2"))
    return people


def query(person: dict[str, Any]) -> dict[str, Any]:
    return {name: person[name] for name in ("document_type", "document_number")}


async def look_up_until(done: asyncio.Event, world: World, people: list[dict[str, Any]]) -> list[int]:
    """Searches one after the other until told to stop, and once more: their statuses."""
    statuses, number = [], 0
    while True:
        last = done.is_set()
        person = people[number * 997 % len(people)]
        statuses.append((await world.post("/persons/search", query(person), world.as_("clerk"))).status_code)
        refused = await world.post("/applications", form(**query(person), name="冒名", benefit_year=2024), world.as_("clerk"))
        codes = {reason["code"] for reason in refused.json()["reasons"]}
        statuses.append(200 if "IDENTITY_DIFFERS" in codes else refused.status_code)
        number += 1
        if last:
            return statuses


async def renew(world: World, keys: str, drop: str | None = None) -> RenewedIndexes:
    """As the command does it: on connections of its own."""
    surroundings = world.database.surroundings
    database = Database(
        world.database.url, MovableClock(AUTUMN), policy=surroundings.policy, vault=Vault.from_json(keys), safe=surroundings.safe
    )
    try:
        return await renew_indexes(database, drop)
    finally:
        await database.close()


async def prefixes(world: World, table: str, columns: str) -> set[str]:
    rows = await world.rows(f"SELECT DISTINCT split_part(c, '.', 1) AS key FROM {table}, unnest(ARRAY[{columns}]) AS c WHERE c IS NOT NULL")
    return {row["key"] for row in rows}


@pytest.mark.timeout(180)
async def test_nobody_is_lost_while_keys_are_changed(before: World, tmp_path: Path) -> None:
    people = await people_and_more(before)
    url, keys = before.runtime.settings.database_url, before.runtime.settings.vault_keys.get_secret_value()
    storage = before.runtime.settings.storage_keys
    both = with_a_new_key(keys)
    async with running_world(url, tmp_path, vault_keys=both, storage_keys=storage) as world:
        done = asyncio.Event()
        looking = asyncio.create_task(look_up_until(done, world, people))
        interrupted = asyncio.create_task(renew(world, both))
        while not await world.rows("SELECT FROM person_keys WHERE key_id = '2' LIMIT 1"):
            assert not interrupted.done(), "it was over before it could be interrupted"
        interrupted.cancel()
        with pytest.raises(asyncio.CancelledError):
            await interrupted
        [halfway] = await world.rows("SELECT count(*) AS renewed FROM person_keys WHERE key_id = '2'")
        again = await renew(world, both)
        assert (0 < halfway["renewed"] < PEOPLE, again.keys) == (True, PEOPLE + 1 - halfway["renewed"])
        assert await renew(world, both) == RenewedIndexes()
        for table, columns in (
            ("persons", "name, phone, address"),
            ("person_keys", "number"),
            ("participations", "holder, bank, account_number, household_no"),
            ("applications", "name, number, holder, bank, account_number, phone, address, household_no"),
        ):
            assert await prefixes(world, table, columns) == {"k2"}, table
        dropped = await renew(world, both, drop="1")
        assert (dropped.dropped, dropped.kept) == (PEOPLE + 1, 0)
        done.set()
        statuses = await looking
        assert (set(statuses), len(statuses) > 20) == ({200}, True)
        with pytest.raises(ValueError, match="active"):
            await renew(world, both, drop="2")
    only_new = without_old_keys(both)
    async with running_world(url, tmp_path, vault_keys=only_new, storage_keys=storage) as world:
        for person in people[:: PEOPLE // 20]:
            assert (await world.post("/persons/search", query(person), world.as_("clerk"))).status_code == 200
        listed = (await world.get("/applications", world.as_("clerk"))).json()["items"]
        assert len(listed) == 2


async def test_a_token_goes_only_if_there_is_a_newer_one(before: World) -> None:
    """Somebody else holds the newer one: two records of one person, which an office has to clear up first."""
    await before.register()
    await before.register()
    both = with_a_new_key(before.runtime.settings.vault_keys.get_secret_value())
    await renew(before, both)
    swap = """
        UPDATE person_keys AS k SET person_id = o.person_id FROM person_keys AS o
        WHERE k.key_id = '2' AND o.key_id = '2' AND k.token <> o.token
    """
    await before.rows(swap)
    number = "UPDATE person_keys AS k SET number = o.number FROM person_keys AS o WHERE o.key_id = '1' AND o.person_id = k.person_id"
    await before.rows(number)
    done = await renew(before, both, drop="1")
    assert (done.dropped, done.kept) == (0, 2)


async def test_a_new_person_is_known_under_all_keys(before: World, tmp_path: Path) -> None:
    """Until the old key goes, others may know or ask by either token."""
    settings = before.runtime.settings
    both = with_a_new_key(settings.vault_keys.get_secret_value())
    async with running_world(settings.database_url, tmp_path, vault_keys=both, storage_keys=settings.storage_keys) as world:
        application_id, participation_id = await world.register()
        [asked] = await world.asked(application_id)
        [told] = await world.published(participation_id)
        keys = await world.rows("SELECT token, key_id, person_id FROM person_keys")
        assert {row["key_id"] for row in keys} == {"1", "2"}
        assert set(asked.data.tokens) == {row["token"] for row in keys} == {key.token for key in told.data.person.keys}
        person = (await world.get(f"/persons/{keys[0]['person_id']}", world.as_("clerk"))).json()
        assert len(person["documents"]) == 1
        assert UUID(person["person_id"]) == keys[0]["person_id"]
