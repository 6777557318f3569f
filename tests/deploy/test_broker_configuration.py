"""deploy/rabbitmq/rabbitmq.conf and the users that script/keys makes, on a real broker: TLS only, each service as itself."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aio_pika.exceptions import AMQPException

from canbao_suite.keys.files import Reader, SecretFolder
from canbao_suite.keys.made import make_missing
from canbao_suite.listening import free_port
from canbao_suite.rabbitmq_node import RabbitNode
from canbao_suite.suite_keys import SuiteKeys
from event_bus.rabbit_connection import Broker
from tests.servers import require_installed_rabbitmq, scratch_folder

CONFIGURATION = (Path(__file__).parents[2] / "deploy/rabbitmq/rabbitmq.conf").read_text()
pytestmark = [pytest.mark.rabbitmq, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """What script/keys makes, and a node that is configured with it; `port` holds where it listens."""
    require_installed_rabbitmq()
    with scratch_folder() as folder:
        make_missing(SecretFolder(folder / "secrets", Reader(os.geteuid(), os.getegid())), folder / "public", SuiteKeys(), "localhost")
        (folder / "node").mkdir()
        (folder / "port").write_text(str(port := free_port()))
        node = RabbitNode(folder / "node", _here(folder, port))
        node.start()
        try:
            yield folder
        finally:
            node.stop()


def _here(folder: Path, port: int) -> str:
    """The file as it is, with the paths of this machine. Only the way in clear stays open: by it the node is waited for."""
    there = {"/run/secrets": f"{folder}/secrets", "/run/canbao": f"{folder}/public", "default = 5671": f"default = {port}"}
    text = CONFIGURATION.replace("listeners.tcp = none\n", "").replace("disk_free_limit.absolute = 1GB\n", "")
    for path, here in there.items():
        assert path in text
        text = text.replace(path, here)
    return text


def broker(made: Path, user: str, **other: str) -> Broker:
    """The broker by the address that the service is given."""
    address = urlsplit((made / f"secrets/{user}_amqp_url").read_text())
    password = other.get("password", address.password)
    scheme = other.get("scheme", address.scheme)
    return Broker(f"{scheme}://{address.username}:{password}@localhost:{(made / 'port').read_text()}/", made / "public/ca.pem")


@pytest.mark.parametrize("user", ["registration", "payment_bridge", "dedup", "benefits"])
async def test_a_service_comes_in_by_tls_with_its_own_password(user: str, made: Path) -> None:
    async with broker(made, user).connected("try") as connection:
        assert connection.connected.is_set()


async def test_nobody_else_and_nobody_in_clear(made: Path) -> None:
    for refused in (broker(made, "dedup", password="guess"), broker(made, "dedup", scheme="amqp")):
        with pytest.raises((AMQPException, ConnectionError, TimeoutError)):
            async with refused.connected("try"):
                pytest.fail("came in")


def test_the_way_in_clear_is_shut_in_the_file() -> None:
    assert "listeners.tcp = none\n" in CONFIGURATION
    assert "listeners.tcp.default" not in CONFIGURATION
