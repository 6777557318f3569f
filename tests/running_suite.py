"""The whole suite as real processes, with empty databases, for as long as a test needs it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from canbao_suite.environments import Bus
from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from tests.servers import on_test_settings, require_installed_rabbitmq, scratch_folder


@contextmanager
def running_suite(bus: Bus = "embedded", port: int | None = None) -> Iterator[Suite]:
    """A started suite in a scratch folder; it leaves nothing."""
    if bus == "rabbitmq":
        require_installed_rabbitmq()
    with scratch_folder() as folder:
        suite = on_test_settings(Suite(folder / "suite", bus=bus, port=port))
        suite.start()
        try:
            yield suite
        finally:
            suite.stop()
            suite.forget()


@asynccontextmanager
async def calling(suite: Suite) -> AsyncIterator[SuiteClient]:
    """Calls the suite as its users do."""
    client = SuiteClient(suite)
    try:
        yield client
    finally:
        await client.close()
