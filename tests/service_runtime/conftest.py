"""The sample service, once per module on a database of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import FreshDatabase
from tests.service_runtime.sample_service import Sample, running_sample


@pytest.fixture(scope="module")
async def sample(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sample]:
    """The running sample service."""
    folder: Path = tmp_path_factory.mktemp("sample")
    async with running_sample(await fresh_database("sample"), folder) as running:
        yield running
