"""The chaos tests kill a broker, so it must be a private node of an installed RabbitMQ."""

import pytest

from tests.servers import require_installed_rabbitmq


@pytest.fixture(scope="session", autouse=True)
def private_broker_is_possible() -> None:
    """Skips visibly where no RabbitMQ is installed; fails where nothing may be skipped."""
    require_installed_rabbitmq()
