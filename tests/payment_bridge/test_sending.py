"""Batches go to the tax office two at a time; what becomes of one is nothing to the other."""

import asyncio
from dataclasses import replace

import pytest

from enrolment_terms.identifiers import new_id
from payment_bridge.gateways.tax_office import TaxOfficeAway
from payment_bridge.use_cases.send_levies import LEVIES
from payment_bridge.use_cases.send_messages import send_one_step
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import participation_event


@pytest.fixture
async def two_batches(bridge: Bridge) -> Bridge:
    """Six bills in batches of two; one batch is sent, two are ready."""
    bridge.runtime = replace(bridge.runtime, settings=bridge.runtime.settings.model_copy(update={"levy_batch_size": 2}))
    await bridge.hear(*(participation_event(new_id()) for _ in range(6)))
    await bridge.pass_check()
    for _ in ("makes the first", "sends it, and makes two more"):
        assert await send_one_step(bridge.runtime, bridge.office, LEVIES)
    assert await states(bridge) == {"HELD": 4, "SENT": 2}
    return bridge


async def states(bridge: Bridge) -> dict[str, int]:
    return {row.state: row.count for row in await bridge.rows("SELECT state, count(*) FROM bills GROUP BY 1")}


async def test_two_batches_are_on_their_way_at_the_same_time(two_batches: Bridge) -> None:
    two_batches.tax.together = asyncio.Barrier(2)
    async with asyncio.timeout(20):
        await two_batches.send()
    assert await states(two_batches) == {"SENT": 6}
    assert len(two_batches.tax.received) == len(set(two_batches.tax.received)) == 3


async def test_a_batch_without_an_answer_costs_the_other_nothing(two_batches: Bridge) -> None:
    two_batches.tax.together = asyncio.Barrier(2)
    two_batches.tax.lose_answers = 1
    with pytest.raises(TaxOfficeAway):
        await two_batches.send()
    assert await states(two_batches) == {"HELD": 2, "SENT": 4}
    two_batches.tax.together = None
    await two_batches.no_more_waiting()
    await two_batches.send()
    assert await states(two_batches) == {"SENT": 6}
    assert len(two_batches.tax.received) == len(set(two_batches.tax.received)) == 3, "what was received is asked for"
