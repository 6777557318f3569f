"""The chaos tests kill a broker, so it must be a private node of an installed RabbitMQ."""

import os

import pytest

from canbao_suite.rabbitmq_node import installed_server


@pytest.fixture(scope="session", autouse=True)
def private_broker_is_possible() -> None:
    """Skips visibly where no RabbitMQ is installed; fails where nothing may be skipped."""
    if installed_server() is None:
        missing = "rabbitmq-server is not installed: the chaos tests kill a node of their own"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
