"""The database itself guards money."""

from datetime import date

import pytest
from asyncpg import PostgresError

from enrolment_terms.identifiers import new_id
from payment_bridge.tables import metadata
from service_runtime.migration import schema_differences
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import deductions, failure_row, normal_bill, participation_event, success_row


async def test_the_migration_makes_what_the_tables_say(bridge: Bridge) -> None:
    assert await schema_differences(bridge.runtime.settings.database_url, metadata) == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM payments RETURNING 1",
        "UPDATE payments SET amount = 1 RETURNING 1",
        "UPDATE payments SET arrival_date = '2024-01-01' RETURNING 1",
        "DELETE FROM failures RETURNING 1",
        "UPDATE failures SET cause = 'BANK_SYSTEM' RETURNING 1",
        "WITH gone AS (DELETE FROM payments RETURNING 1) SELECT 1 FROM gone",
        "UPDATE bills SET amount = 0 RETURNING 1",
        "UPDATE bills SET state = 'PAID', settled_serial = NULL RETURNING 1",
    ],
)
async def test_facts_on_money_stay(bridge: Bridge, statement: str) -> None:
    paid, failed = new_id(), new_id()
    await bridge.hear(participation_event(paid), participation_event(failed))
    rows = success_row("1", normal_bill(paid), date(2023, 10, 20)), failure_row("2", normal_bill(failed), date(2023, 10, 20))
    await bridge.receive(deductions(*rows))
    with pytest.raises(PostgresError):
        await bridge.rows(statement)


async def test_changes_of_state_are_hot_updates(bridge: Bridge) -> None:
    """No index holds a column that changes: 3-4 times faster at 400,000 bills."""
    changing = (
        "state effective_on cause round_no resend_no settled_serial deemed_in_window group_complete version sent_no sent_on accepted_no"
    )
    indexed = await bridge.rows("SELECT indexdef FROM pg_indexes WHERE tablename = 'bills'")
    assert indexed
    for row in indexed:
        assert not set(changing.split()) & set(row.indexdef.replace("(", " ").replace(")", " ").replace(",", " ").split())
