"""Broker and database over TLS, by certificates of the suite's own authority; a server of another authority or name is not spoken to."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from canbao_suite.certificates import make_certificates
from canbao_suite.listening import LOOPBACK, free_port
from event_bus import BusMember, EmbeddedBus, RabbitBus
from event_bus.rabbit_connection import Broker
from process_runtime.plain_addresses import trusting
from service_runtime import Database, SystemClock
from service_runtime.migration import migrate
from tests.conftest import FreshDatabase
from tests.event_bus.behaviour import EFFECTS, OUTBOX
from tests.event_bus.effects import Service, submitted, until
from tests.event_keys import signer_of
from tests.servers import private_node

NAMES = ["localhost", LOOPBACK]
TLS_ONLY = """\
listeners.ssl.default = {port}
ssl_options.cacertfile = {folder}/ca.pem
ssl_options.certfile = {folder}/rabbitmq.pem
ssl_options.keyfile = {folder}/rabbitmq.key
"""


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with authority and servers; `elsewhere` is certified for another name."""
    folder = tmp_path_factory.mktemp("certificates")
    make_certificates(folder, {"rabbitmq": NAMES, "postgres": NAMES, "elsewhere": ["elsewhere.example"]})
    return folder


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another authority."""
    return make_certificates(tmp_path_factory.mktemp("stranger"), {})


@pytest.fixture(scope="module")
def broker_url(certificates: Path) -> Iterator[str]:
    """amqps:// of a real broker."""
    port = free_port()
    with private_node(TLS_ONLY.format(port=port, folder=certificates)) as node:
        where = urlsplit(node.url)
        yield f"amqps://{where.username}:{where.password}@{LOOPBACK}:{port}/"


@pytest.mark.rabbitmq
@pytest.mark.timeout(300)
async def test_events_travel_over_tls(publisher: Service, consumer: Service, broker_url: str, certificates: Path) -> None:
    async with AsyncExitStack() as stack:
        bus = RabbitBus(broker_url, expects=["dedup"], settle_seconds=0, ca_file=certificates / "ca.pem")
        stack.push_async_callback(bus.close)
        membership = await bus.join(consumer.member)
        await until(lambda: membership.health.consumer_alive)
        publisher.database.on_commit = (await bus.join(publisher.publishing_member)).wake
        await publisher.publish(event := submitted())
        await consumer.until(EFFECTS, 1)
        await publisher.until(OUTBOX, 0)
        assert await consumer.effect_ids() == [event.id]


@pytest.mark.rabbitmq
@pytest.mark.timeout(300)
async def test_a_broker_of_another_authority_is_not_spoken_to(broker_url: str, stranger: Path) -> None:
    for trusted in (stranger, None):
        with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
            async with Broker(broker_url, trusted).connected("test"):
                pytest.fail("connected")


@asynccontextmanager
async def tls_in_front_of(database_url: str, certificates: Path, server: str) -> AsyncIterator[str]:
    """PostgreSQL's own way into TLS before a real server: the wheel's is built without. Answers the address behind which it is."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates / f"{server}.pem", certificates / f"{server}.key")
    behind = urlsplit(database_url)

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(8)  # SSLRequest; whoever sends anything else here is not answered
        writer.write(b"S")
        with suppress(OSError, ssl.SSLError):
            await writer.start_tls(context)
            to, out = await asyncio.open_connection(behind.hostname, behind.port)
            await asyncio.gather(_pass_on(reader, out), _pass_on(to, writer))

    listening = await asyncio.start_server(accept, LOOPBACK, 0)
    port = listening.sockets[0].getsockname()[1]
    try:
        yield behind._replace(netloc=f"{behind.username}@{LOOPBACK}:{port}").geturl() + "?sslmode=verify-full"
    finally:
        listening.close()


async def _pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while part := await source.read(65536):
            target.write(part)
            await target.drain()
    target.close()


async def test_database_relay_and_migrations_speak_tls(certificates: Path, fresh_database: FreshDatabase, consumer: Service) -> None:
    async with tls_in_front_of(await fresh_database("encrypted"), certificates, "postgres") as address:
        url = trusting(address, certificates / "ca.pem")
        await migrate(url, "tests.service_runtime.sample_migrations")
        database = Database(url, SystemClock())
        bus = EmbeddedBus()
        await bus.join(consumer.member)
        database.on_commit = (await bus.join(BusMember("registration", database, {}, signer=signer_of("registration")))).wake
        async with database.transaction() as tx:
            tx.publish(submitted())
        await consumer.until(EFFECTS, 1)
        await bus.close()
        await database.close()


async def test_a_database_of_another_authority_or_name_is_not_spoken_to(
    certificates: Path, stranger: Path, fresh_database: FreshDatabase
) -> None:
    url = await fresh_database("refused")
    for server, authority in (("postgres", stranger), ("elsewhere", certificates / "ca.pem")):
        async with tls_in_front_of(url, certificates, server) as address:
            with pytest.raises(ssl.SSLCertVerificationError):
                await asyncpg.connect(trusting(address, authority))
