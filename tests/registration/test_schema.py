"""The migrations make the tables that the code names; the operations have names that frontends can call."""

import re

from registration.tables import metadata
from service_runtime.migration import schema_differences
from tests.registration.world import World


async def test_the_migrations_make_the_tables(world: World) -> None:
    assert await schema_differences(world.runtime.settings.sqlalchemy_url, metadata) == []


async def test_every_operation_has_a_lower_camel_case_name(world: World) -> None:
    paths = world.app.openapi()["paths"]
    names = [operation["operationId"] for path, item in paths.items() if path.startswith("/registration/v1") for operation in item.values()]
    assert len(names) == len(set(names))
    assert [name for name in names if not re.fullmatch(r"[a-z]+([A-Z][a-z0-9]*)*", name)] == []
