"""One office per test that asks for it."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import FreshDatabase
from tests.tax_office.offices import TaxClient, running_office


@pytest.fixture
async def office(fresh_database: FreshDatabase) -> AsyncIterator[TaxClient]:
    """A fresh office that does everything right until told otherwise."""
    async with running_office(await fresh_database("tax_office")) as client:
        yield client
