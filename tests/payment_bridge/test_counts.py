"""How many bills are in which state: counted with each decision, and no decision waits for another because of it."""

from contextlib import suppress

import asyncpg

from enrolment_terms.scheme import BillState
from payment_bridge.domain.decisions import Changes, CountedAs
from payment_bridge.repository.changes import save
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import REGION


async def test_counts_add_up(bridge: Bridge) -> None:
    for by in (3, -1, 2) * 5:
        async with bridge.runtime.database.transaction() as tx:
            await save(tx.driver, _counted(by), tx.now)
    assert await bridge.rows("SELECT sum(bills) FROM bill_counts") == [(20,)]


async def test_decisions_of_one_moment_do_not_wait_for_each_other(bridge: Bridge) -> None:
    """Each counts where no other does, most of the time: of 20 tries one at least commits while another is open."""
    async with bridge.runtime.database.transaction() as tx:
        await save(tx.driver, _counted(1), tx.now)
        done = 0
        for _ in range(20):
            with suppress(asyncpg.LockNotAvailableError):
                async with bridge.runtime.database.transaction() as other:
                    await other.driver.execute("SET LOCAL lock_timeout = '10ms'")
                    await save(other.driver, _counted(1), other.now)
                done += 1
        assert done > 0
    assert await bridge.rows("SELECT sum(bills) FROM bill_counts") == [(1 + done,)]


def _counted(by: int) -> Changes:
    changes = Changes()
    changes.counts[CountedAs(REGION, 2024, BillState.HELD, "")] += by
    return changes
