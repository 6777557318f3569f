"""Messages to the tax office: stored, sent under one id, asked for where no answer came, and never sent under another id."""

import asyncio
import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest

from enrolment_terms.identifiers import new_id
from payment_bridge.domain.levy_delivery import LevyRegion, Sending, Sent
from payment_bridge.domain.outgoing import QUERIES, SCHEDULE, OutgoingState, pause_before_asking, pause_before_sending
from payment_bridge.domain.tax_endpoints import TaxEndpoint
from payment_bridge.gateways.tax_office import TaxOfficeAway
from payment_bridge.repository import levies, outgoing
from payment_bridge.repository.outgoing import Outcome
from payment_bridge.use_cases.message_kinds import KINDS
from payment_bridge.use_cases.send_levies import LEVIES
from payment_bridge.use_cases.send_messages import Told, keep_message, send_one_step
from payment_bridge.use_cases.send_recalls import RECALLS
from service_runtime import Transaction
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import REGION, participation_event
from tests.payment_bridge.fake_tax_office import Trouble

BODY = b'{"bill_ids": [], "reason": "\xe5\xba\x94\xe5\xbe\x81\xe5\xb7\xb2\xe5\x8f\x96\xe6\xb6\x88"}'
HOUR, OCTOBER = 3600.0, date(2023, 10, 9)
DUE = """
    SELECT FROM recalls WHERE message_id IS NULL UNION ALL
    SELECT FROM outgoing_messages WHERE state IN ('PENDING', 'UNKNOWN') AND next_at <= clock_timestamp()
"""


async def recall(bridge: Bridge, number: int = 1) -> None:
    """So many recalls, each a message of its own."""
    for one in range(number):
        await bridge.rows("INSERT INTO recalls (bill_id, reason) VALUES (gen_random_uuid(), :reason) RETURNING 1", reason=f"已停保 {one}")


async def step(bridge: Bridge) -> str | None:
    """One step of recalls; what it raised."""
    try:
        await send_one_step(bridge.runtime, bridge.office, RECALLS)
    except TaxOfficeAway as error:
        return str(error)
    return None


async def send(bridge: Bridge) -> None:
    """Recalls, until there is nothing to send or something waits."""
    while await step(bridge) is None and await bridge.rows(DUE):
        pass


async def message(bridge: Bridge) -> Any:
    """The only one."""
    (found,) = await bridge.rows("SELECT *, extract(epoch FROM next_at - clock_timestamp())::float8 AS wait FROM outgoing_messages")
    return found


async def attempts(bridge: Bridge) -> list[tuple[str, str | None]]:
    return [(row.contact, row.outcome) for row in await bridge.rows("SELECT contact, outcome FROM outgoing_attempts ORDER BY began_at")]


def test_the_schedule_is_that_of_standard_webhooks() -> None:
    """Ten sendings in 75 hours and 35 minutes, each pause a tenth longer or shorter at most; then none."""
    assert sum(SCHEDULE) == 75 * HOUR + 35 * 60 + 5
    for chance in (0.0, 0.5, 1.0):
        pauses = [pause_before_sending(tries, chance) or 0.0 for tries in range(10)]
        assert pauses == pytest.approx([planned * (0.9 + 0.2 * chance) for planned in SCHEDULE])
    assert pause_before_sending(10, 0.5) is None
    assert pause_before_sending(1, 0.5, wish=90.0) == 90.0
    assert [pause_before_asking(asked, 0.5) for asked in range(20)] == [*QUERIES, *[HOUR] * 12]


async def test_what_did_not_arrive_is_sent_again_on_the_schedule_until_its_tries_are_used_up(bridge: Bridge) -> None:
    await recall(bridge)
    bridge.tax.trouble = Trouble.STOPPED
    for planned in SCHEDULE[1:]:
        await send(bridge)
        found = await message(bridge)
        assert (found.state, found.error) == ("PENDING", "ConnectError")
        assert 0.9 * planned - 5 < found.wait < 1.1 * planned
        assert await step(bridge) == "ConnectError", "what waits is no success, and nobody is called"
        await bridge.no_more_waiting()
    await send(bridge)
    found = await message(bridge)
    assert (found.state, found.tries, found.attempts) == ("EXHAUSTED", 10, 10)
    bridge.tax.trouble = None
    await bridge.no_more_waiting()
    await send(bridge)
    assert bridge.tax.recalled == []
    assert await attempts(bridge) == [("SEND", "ConnectError")] * 10


async def test_when_the_office_is_back_all_that_waits_is_due(bridge: Bridge) -> None:
    """The ledger is read all the time: its first answer ends every pause."""
    await recall(bridge)
    bridge.tax.trouble = Trouble.STOPPED
    for _ in range(3):
        await bridge.no_more_waiting()
        await send(bridge)
    with pytest.raises(TaxOfficeAway):
        await bridge.read_ledger()
    bridge.tax.trouble = None
    await send(bridge)
    assert bridge.tax.recalled == []
    await bridge.read_ledger()
    await send(bridge)
    assert len(bridge.tax.recalled) == 1
    assert (await message(bridge)).state == "ANSWERED"


async def test_what_was_received_and_not_answered_is_asked_for_and_never_sent_twice(bridge: Bridge) -> None:
    await recall(bridge)
    bridge.tax.lose_answers = 1
    await send(bridge)
    found = await message(bridge)
    assert (found.state, found.error) == ("UNKNOWN", "ReadTimeout")
    assert found.wait < 1.1 * QUERIES[0]
    bridge.tax.instead["/messages/"] = httpx.Response(500)
    for planned in QUERIES[1:3]:
        await bridge.no_more_waiting()
        await send(bridge)
        found = await message(bridge)
        assert (found.state, 0 < found.wait < 1.1 * planned) == ("UNKNOWN", True)
    bridge.tax.instead.clear()
    await bridge.no_more_waiting()
    await send(bridge)
    assert len(bridge.tax.recalled) == 1
    found = await message(bridge)
    assert (found.state, found.body_sealed, found.tries) == ("ANSWERED", None, 1)
    assert await attempts(bridge) == [("SEND", "ReadTimeout"), ("QUERY", "HTTP 500"), ("QUERY", "HTTP 500"), ("QUERY", "answered")]


async def test_what_was_never_received_is_sent_again_under_the_same_id_byte_for_byte(bridge: Bridge) -> None:
    await recall(bridge)
    bridge.tax.instead["/recalls"] = httpx.Response(502)
    await send(bridge)
    assert (await message(bridge)).state == "UNKNOWN"
    bridge.tax.instead.clear()
    await bridge.no_more_waiting()
    await send(bridge)
    assert await attempts(bridge) == [("SEND", "HTTP 502"), ("QUERY", "HTTP 404"), ("SEND", "answered")]
    first, second = bridge.tax.seen
    assert first[0] == second[0]
    assert first[1] == second[1]


async def test_a_sender_that_dies_while_it_sends_leaves_a_question(bridge: Bridge) -> None:
    await recall(bridge)
    bridge.tax.lose_answers = 1
    await send(bridge)
    await bridge.rows("UPDATE outgoing_messages SET error = NULL, next_at = clock_timestamp() RETURNING 1")
    await bridge.rows("UPDATE outgoing_attempts SET outcome = NULL, seconds = NULL RETURNING 1")
    await send(bridge)
    assert await attempts(bridge) == [("SEND", None), ("QUERY", "answered")]
    assert len(bridge.tax.recalled) == 1


async def test_an_office_that_drops_a_third_of_all_answers_leaves_nothing_unknown(bridge: Bridge) -> None:
    await recall(bridge, 60)
    bridge.tax.drops = drops(0.3)
    await send(bridge)
    while await bridge.rows("SELECT FROM outgoing_messages WHERE state <> 'ANSWERED'"):
        await bridge.no_more_waiting()
        await send(bridge)
    assert await bridge.rows("SELECT state, count(*) FROM outgoing_messages GROUP BY 1") == [("ANSWERED", 60)]
    assert len(bridge.tax.recalled) == len(set(bridge.tax.recalled)) == 60
    assert len(await bridge.rows("SELECT 1 FROM outgoing_attempts WHERE outcome = 'ReadTimeout'")) > 10


def drops(share: float) -> Iterator[bool]:
    chance = random.Random(11)
    return (chance.random() < share for _ in itertools.count())


async def test_an_endpoint_that_hangs_holds_up_no_other(bridge: Bridge) -> None:
    await bridge.hear(participation_event(new_id()))
    await bridge.pass_check()
    await recall(bridge)
    bridge.tax.hanging = "/levy-batches"
    bridge.office._seconds = 0.05
    bridge.runtime = replace(bridge.runtime, settings=bridge.runtime.settings.model_copy(update={"tax_timeout_seconds": 0.05}))
    with pytest.raises(TaxOfficeAway):
        await bridge.send()
    assert len(bridge.tax.recalled) == 1
    assert len({kind.endpoint for kind in KINDS}) == len(KINDS), "each has a job of its own"


async def test_after_410_nobody_calls_until_an_operator_enables_it(bridge: Bridge) -> None:
    await recall(bridge)
    bridge.tax.instead["/recalls"] = httpx.Response(410)
    await send(bridge)
    bridge.tax.instead.clear()
    await bridge.no_more_waiting()
    bridge.tax.asked.clear()
    for _ in range(3):
        assert await step(bridge) == "HTTP 410"
    await bridge.read_ledger()
    assert bridge.tax.asked == ["/tax-office/v1/ledger"]
    ((disabled,),) = await bridge.rows("SELECT disabled_at IS NOT NULL FROM tax_endpoints WHERE endpoint = 'RECALLS'")
    assert disabled
    await bridge.rows("DELETE FROM tax_endpoints RETURNING 1")
    await send(bridge)
    assert len(bridge.tax.recalled) == 1


async def test_retry_after_is_respected_and_bounded(bridge: Bridge) -> None:
    await recall(bridge)
    bridge.tax.instead["/recalls"] = httpx.Response(429, headers={"retry-after": "999999"})
    await send(bridge)
    assert 3590 < (await message(bridge)).wait <= 3600


async def test_a_message_that_waits_for_its_endpoint_loses_no_try(bridge: Bridge) -> None:
    await recall(bridge)
    bridge.tax.lose_answers = 1
    await send(bridge)
    await bridge.rows(
        "INSERT INTO tax_endpoints (endpoint, refusing_since, status, tries, refused, not_before)"
        " VALUES ('MESSAGES', clock_timestamp(), 'HTTP 503', 1, 0, clock_timestamp() + interval '9 minutes') RETURNING 1"
    )
    await bridge.rows("UPDATE outgoing_messages SET next_at = clock_timestamp() RETURNING 1")
    assert await step(bridge) == "HTTP 503, waits"
    found = await message(bridge)
    assert (found.state, found.attempts, 530 < found.wait < 541) == ("UNKNOWN", 1, True)
    assert len(await attempts(bridge)) == 1


async def test_a_message_is_kept_once_sealed_and_told_without_what_is_in_it(bridge: Bridge) -> None:
    message_id = new_id()
    async with bridge.runtime.database.transaction() as tx:
        assert await keep_message(tx, RECALLS, message_id, BODY)
        assert not await keep_message(tx, RECALLS, message_id, b"{}")
    assert "应征" not in str(await bridge.rows("SELECT * FROM outgoing_messages"))
    await send(bridge)
    assert bridge.tax.seen == [(f"recall_{message_id}", BODY)]


async def test_an_answer_has_its_effect_once_and_one_without_an_effect_is_none(bridge: Bridge) -> None:
    taken: list[Told] = []

    async def take(_: Transaction, told: Told, __: Any) -> None:
        taken.append(told)
        if len(taken) == 1:
            raise RuntimeError("what it does fails")

    kind, message_id = replace(RECALLS, take=take), new_id()
    async with bridge.runtime.database.transaction() as tx:
        await keep_message(tx, kind, message_id, BODY)
    with pytest.raises(RuntimeError):
        await send_one_step(bridge.runtime, bridge.office, kind)
    assert (await message(bridge)).state == OutgoingState.UNKNOWN
    await bridge.rows("UPDATE outgoing_messages SET next_at = clock_timestamp() RETURNING 1")
    for _ in range(2):
        await send_one_step(bridge.runtime, bridge.office, kind)
    assert (await message(bridge)).state == "ANSWERED"
    assert taken == [Told(message_id, BODY)] * 2
    assert len(bridge.tax.seen) == 1


async def test_batches_that_the_release_before_made_are_asked_for_and_sent(bridge: Bridge) -> None:
    """It claims by its own columns and sends the same bytes under the same id."""
    await bridge.hear(participation_event(new_id()))
    await bridge.pass_check()
    assert await send_one_step(bridge.runtime, bridge.office, LEVIES), "makes it"
    await bridge.rows("DELETE FROM outgoing_messages RETURNING 1")
    await bridge.rows("UPDATE levy_batches SET attempts = 1 RETURNING 1")
    await bridge.send()
    assert await attempts(bridge) == [("QUERY", "HTTP 404"), ("SEND", "answered")]
    assert await bridge.rows("SELECT DISTINCT state FROM bills") == [("SENT",)]
    assert (await message(bridge)).kind == TaxEndpoint.LEVIES


async def test_a_batch_that_the_release_before_had_answered_is_not_sent_again(bridge: Bridge) -> None:
    await bridge.hear(participation_event(new_id()))
    await bridge.pass_check()
    assert await send_one_step(bridge.runtime, bridge.office, LEVIES), "makes it"
    await bridge.rows("UPDATE levy_batches SET answered_at = clock_timestamp(), body_sealed = NULL RETURNING 1")
    await bridge.send()
    assert (await message(bridge)).state == "ANSWERED"
    assert bridge.tax.batches == {}


async def test_two_senders_claim_different_messages_and_none_twice(bridge: Bridge) -> None:
    """The oldest first."""
    older, newer = new_id(), new_id()
    for message_id in (older, newer):
        async with bridge.runtime.database.transaction() as tx:
            await keep_message(tx, RECALLS, message_id, BODY)
    async with bridge.runtime.database.transaction() as one, bridge.runtime.database.transaction() as other:
        async with asyncio.timeout(5):
            claimed = [await outgoing.claim_messages(tx.driver, "RECALLS", 60, 1) for tx in (one, other)]
    assert [[message.message_id for message in messages] for messages in claimed] == [[older], [newer]]
    async with bridge.runtime.database.transaction() as tx:
        assert await outgoing.claim_messages(tx.driver, "RECALLS", 60, 1) == []


async def test_a_batch_is_answered_once_and_an_answered_one_is_not_sent_again(bridge: Bridge) -> None:
    batch_id, late = new_id(), Outcome(OutgoingState.PENDING, "late", -1.0)
    async with bridge.runtime.database.transaction() as tx:
        await levies.keep_batch(tx.driver, batch_id, LevyRegion(REGION, 2024), OCTOBER, "sealed", {UUID(int=1): Sending(0, 0)})
        (claimed,) = await outgoing.claim_messages(tx.driver, "LEVIES", 60, 1)
        assert await levies.answer_batch(tx.driver, batch_id, 0) == {UUID(int=1): Sent(0, OCTOBER)}
        assert await levies.answer_batch(tx.driver, batch_id, 1) is None
        assert await outgoing.settle(tx.driver, claimed, Outcome(OutgoingState.ANSWERED, "answered", done=True), 0.1)
        assert not await outgoing.settle(tx.driver, claimed, late, 0.1)
        assert await outgoing.claim_messages(tx.driver, "LEVIES", 60, 1) == []
        assert await outgoing.error_of_waiting_message(tx.driver, "LEVIES") is None
    assert await bridge.rows("SELECT refused FROM levy_batches") == [(0,)]
    assert await bridge.rows("SELECT state, error FROM outgoing_messages") == [("ANSWERED", None)]
