"""A database of before: its tokens and name indexes follow the rules of now, nobody is lost, nobody becomes two."""

import asyncio
import os
import sys
from typing import Any
from uuid import UUID

from registration.use_cases.renew_indexes import RenewedIndexes, renew_indexes
from service_runtime.migration import migrate
from tests.registration.builders import form
from tests.registration.world import World
from tests.servers import DatabaseServer


def permit(number: str, **changes: Any) -> dict[str, Any]:
    return form(document_type="HMT_PERMIT", document_number=number, birth_date="1990-01-01", **changes)


async def registered_before(world: World, number: str, name: str, old: str) -> tuple[UUID, str]:
    """(person, participation) as an earlier version wrote them: the token over the whole number, the index over the dot as typed."""
    application_id, participation_id = await world.register(**permit(number, name=name, **await world.by_permit()))
    [row] = await world.rows("SELECT person_id, token FROM applications WHERE application_id::text = $1", application_id)
    await world.rows("UPDATE person_keys SET token = $2 WHERE token = $1", row["token"], old)
    await world.rows("UPDATE applications SET token = $2 WHERE token = $1", row["token"], old)
    await world.rows("UPDATE persons SET name_index = 'as typed' WHERE person_id = $1", row["person_id"])
    return row["person_id"], participation_id


async def codes_of(world: World, body: dict[str, Any]) -> set[str]:
    answer = await world.post("/applications", body, world.as_("citizen", "wx:1"))
    return {reason["code"] for reason in answer.json().get("reasons", [])}


async def test_tokens_and_indexes_follow_the_rule(world: World) -> None:
    person, participation_id = await registered_before(world, "H1234567801", "阿里•买买提", "old-one")
    await world.register(name="李小明")
    assert await renew_indexes(world.database) == RenewedIndexes(names=1, keys=1, applications=1)
    assert await codes_of(world, permit("H1234567802", name="阿里·买买提", **await world.by_permit())) == {"ALREADY_REGISTERED"}
    keys = await world.rows("SELECT token, number FROM person_keys WHERE person_id = $1 ORDER BY added_at, token", person)
    assert len(keys) == 2
    assert {world.opened(key["number"], "document", person) for key in keys} == {"H1234567801"}
    told = (await world.published(participation_id))[-1]
    assert {key.token for key in told.data.person.keys} == {key["token"] for key in keys}
    assert "old-one" in {key.token for key in told.data.person.keys}
    assert told.aggregateversion == (await world.participation(participation_id))["version"] > 1
    before = await world.rows("SELECT count(*) FROM outbox")
    assert await renew_indexes(world.database) == RenewedIndexes()
    assert await world.rows("SELECT count(*) FROM outbox") == before


async def test_two_people_of_one_permit_are_named_and_left(world: World) -> None:
    one, _ = await registered_before(world, "M8765432100", "陈大文", "old-two")
    other, _ = await registered_before(world, "M8765432101", "陈大文", "old-three")
    done = await renew_indexes(world.database)
    assert (done.names, done.keys, [set(pair) for pair in done.one_document]) == (2, 1, [{one, other}])
    assert (await renew_indexes(world.database)).one_document == done.one_document
    [row] = await world.rows("SELECT count(DISTINCT person_id) FROM person_keys WHERE person_id = ANY($1::uuid[])", [one, other])
    assert row["count"] == 2


async def test_the_command_does_it_where_the_service_may_not(world: World, postgres: DatabaseServer) -> None:
    """The role of the service can only add to the histories; what is sealed in them is sealed anew all the same."""
    await registered_before(world, "1234567801", "李\u30fb明", "old-four")
    settings = world.runtime.settings
    roles = postgres.make_roles(settings.database_url)
    owner = roles.owner.replace("postgresql://", "postgresql+asyncpg://")
    histories = ["application_history", "participation_history"]
    await migrate(owner, "registration.migrations", world.database.surroundings.safe, service_url=roles.service, append_only=histories)
    environment = os.environ | {
        "CANBAO_DATABASE_URL": roles.service,
        "CANBAO_MIGRATION_URL": roles.owner,
        "CANBAO_VAULT_KEYS": settings.vault_keys.get_secret_value(),
        "CANBAO_STORAGE_KEYS": settings.storage_keys.get_secret_value(),
        "CANBAO_JWKS_FILE": str(settings.jwks_file),
    }
    command = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "registration", "renew-indexes", env=environment, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await command.communicate()
    assert (command.returncode, told.decode().startswith("RenewedIndexes(names=1, keys=1, applications=1,")) == (0, True)
    assert await codes_of(world, permit("12345678", name="李·明", **await world.by_permit())) == {"ALREADY_REGISTERED"}
