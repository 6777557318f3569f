"""How a bus behaves, whatever carries it. Each transport joins by a fixture `transport` and a subclass."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from typing import Any

import pytest

from enrolment_events.envelope import encode
from event_bus import (
    BusMember,
    EventBus,
    Membership,
    count_dead_letters,
    inspect_dead_letter,
    list_dead_letters,
    outbox,
)
from event_bus.dead_letters import failed_again
from event_bus.faults import Fault
from service_runtime import Database, SystemClock
from service_runtime.sessions import Limits
from tests.event_bus.effects import POISON_AREA, FailsFirst, Service, service_on, submitted, until
from tests.event_bus.letters import counts, dead_letters, discard, replayed
from tests.proxied import proxied

IMPATIENT = Limits(statement=2.0, answer=1.0, idle_transaction=5.0)
EFFECTS = "SELECT count(*) FROM effects"
OUTBOX = "SELECT count(*) FROM outbox"
DEAD = "SELECT count(*) FROM dead_letters"


class JoinedBus:
    """Inherited by classes that give `make_bus`."""

    def make_bus(self) -> EventBus:
        """A bus that shares its broker with every other bus this test makes."""
        raise LookupError

    @pytest.fixture
    async def buses(self) -> AsyncIterator[AsyncExitStack]:
        async with AsyncExitStack() as stack:
            yield stack

    async def joined(self, buses: AsyncExitStack, *members: BusMember) -> list[Membership]:
        """Consumers first, so that their queues are there."""
        bus = self.make_bus()
        buses.push_async_callback(bus.close)
        memberships = [await bus.join(member) for member in members]
        for member, membership in zip(members, memberships, strict=True):
            assert isinstance(member.database, Database)
            member.database.on_commit = membership.wake
            await until(lambda: membership.health.consumer_alive)  # noqa: B023
        return memberships


class BusBehaviour(JoinedBus):
    """Inherited by one class per transport, which gives `make_bus`."""

    async def test_what_is_committed_has_its_effect_once(self, publisher: Service, consumer: Service, buses: AsyncExitStack) -> None:
        await self.joined(buses, consumer.member, publisher.publishing_member)
        events = [submitted() for _ in range(1200)]
        await publisher.publish(*events)
        await consumer.until(EFFECTS, 1200)
        await publisher.until(OUTBOX, 0)
        assert await consumer.effect_ids() == sorted(event.id for event in events)
        assert max(consumer.calls) > 1, "events that wait together are handled together"

    async def test_connections_that_are_half_open_stop_nobody_for_long(
        self, publisher: Service, consumer: Service, buses: AsyncExitStack
    ) -> None:
        """As after a firewall that forgot them: relay and consumer give them up and go on by new ones."""
        ways = [await buses.enter_async_context(proxied(service.database.url)) for service in (publisher, consumer)]
        for_relay, for_consumer = (Database(way, SystemClock(), limits=IMPATIENT) for way, _ in ways)
        buses.push_async_callback(for_consumer.close)
        buses.push_async_callback(for_relay.close)
        taking, relaying = Service("dedup", for_consumer), Service("registration", for_relay)
        memberships = await self.joined(buses, taking.member, relaying.publishing_member)
        await relaying.publish(submitted())
        await consumer.until(EFFECTS, 1)
        assert min(proxy.strand() for _, proxy in ways) > 0
        await publisher.publish(submitted())
        await consumer.until(EFFECTS, 2)
        await publisher.until(OUTBOX, 0)
        await until(lambda: all(membership.health.relay_alive and membership.health.consumer_alive for membership in memberships))

    async def test_nothing_rolled_back_is_published(self, publisher: Service, consumer: Service, buses: AsyncExitStack) -> None:
        await self.joined(buses, consumer.member, publisher.publishing_member)
        with pytest.raises(ZeroDivisionError):
            await _fail_after_publishing(publisher)
        await publisher.publish(kept := submitted())
        await consumer.until(EFFECTS, 1)
        assert await consumer.effect_ids() == [kept.id]

    async def test_an_event_sent_twice_counts_once(self, publisher: Service, consumer: Service, buses: AsyncExitStack) -> None:
        """As after a relay that was killed between the confirm and the delete."""
        (membership, _) = await self.joined(buses, consumer.member, publisher.publishing_member)
        event, other = submitted(), submitted()
        await publisher.publish(event, event)
        await consumer.until(EFFECTS, 1)
        await publisher.publish(event, other)
        await consumer.until(EFFECTS, 2)
        await publisher.until(OUTBOX, 0)
        assert await consumer.effect_ids() == sorted([event.id, other.id])
        assert membership.health.duplicates == 2

    async def test_a_relay_that_fails_before_the_delete_remembers_what_is_confirmed(
        self, publisher: Service, consumer: Service, buses: AsyncExitStack, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        forgetful = FailsFirst(outbox.delete)
        monkeypatch.setattr(outbox, "delete", forgetful)
        (membership, publishing) = await self.joined(buses, consumer.member, publisher.publishing_member)
        await publisher.publish(*(events := [submitted() for _ in range(3)]))
        await publisher.until(OUTBOX, 0)
        assert await consumer.effect_ids() == sorted(event.id for event in events)
        assert publishing.health.restarts == 1
        await publisher.publish(submitted())
        await consumer.until(EFFECTS, 4)
        assert membership.health.duplicates == 0

    async def test_what_is_confirmed_and_cannot_be_deleted_is_not_sent_again(
        self, publisher: Service, consumer: Service, buses: AsyncExitStack
    ) -> None:
        """Neither by the run that confirmed it nor by the next one; newer events go on meanwhile."""
        (membership, publishing) = await self.joined(buses, consumer.member, publisher.publishing_member)
        await publisher.run(_NO_DELETE)
        await publisher.publish(*(submitted() for _ in range(50)))
        await consumer.until(EFFECTS, 50)
        await until(lambda: publishing.health.undeleted == 50)
        await publisher.query(END_RELAY)
        await until(lambda: publishing.health.restarts >= 1 and publishing.health.relay_leads)
        await publisher.publish(submitted())
        await consumer.until(EFFECTS, 51)
        await until(lambda: publishing.health.undeleted == 51)
        assert (await publisher.query(OUTBOX), publishing.health.restarts) == (51, 1)
        await publisher.run("DROP TRIGGER no_delete ON outbox")
        await publisher.until(OUTBOX, 0)
        await publisher.publish(submitted())
        await consumer.until(EFFECTS, 52)
        assert membership.health.duplicates == 0

    async def test_one_poison_goes_aside_alone_and_can_be_replayed(
        self, publisher: Service, consumer: Service, buses: AsyncExitStack
    ) -> None:
        (membership, _) = await self.joined(buses, consumer.member, publisher.publishing_member)
        poison = [submitted(POISON_AREA) for _ in range(2)]
        healthy = [submitted() for _ in range(60)]
        await publisher.publish(*healthy[:20], poison[0], *healthy[20:50], poison[1], *healthy[50:])
        await consumer.until(EFFECTS, 60)
        await consumer.until(DEAD, 2)
        async with consumer.database.read() as read:
            letters = await list_dead_letters(read.driver)
            body = await inspect_dead_letter(read.driver, letters[0].id)
        assert {letter.event_id for letter in letters} == {event.id for event in poison}
        assert "CheckViolation" in letters[0].error
        assert "no_poison" in letters[0].error
        assert letters[0].rule == "no_poison"
        assert letters[0].origin == "/canbao/registration"
        assert body is not None
        assert str(body.event_id) in body.event
        assert (await replayed(consumer, membership)).failed == 2
        await consumer.run("ALTER TABLE effects DROP CONSTRAINT no_poison")
        assert (await replayed(consumer, membership, [letters[0].id])).replayed == 1
        assert (await replayed(consumer, membership)).replayed == 1
        async with consumer.database.read() as read:
            assert await count_dead_letters(read.driver) == (0, 0, 0)
        assert await consumer.effect_ids() == sorted(event.id for event in (*healthy, *poison))

    async def test_what_cannot_be_read_goes_aside(self, publisher: Service, consumer: Service, buses: AsyncExitStack) -> None:
        await self.joined(buses, consumer.member, publisher.publishing_member)
        event = submitted()
        broken = "INSERT INTO outbox (event_id, event_type, event) VALUES (:id, :type, :event)"
        bodies = [
            json.dumps(json.loads(encode(submitted())) | change)
            for change in ({"data": 3}, {"source": "nul \x00", "subject": 7}, {"region": None})
        ]
        for body in bodies:
            await publisher.run(broken, id=submitted().id, type=event.type, event=body)
        await publisher.publish(event)
        await consumer.until(EFFECTS, 1)
        await consumer.until(DEAD, 3)
        await publisher.until(OUTBOX, 0)
        told = {(letter.field, letter.rule) for letter in await dead_letters(consumer)}
        assert told == {
            ("data", "Expected `object`, got `int`"),
            ("subject", "Expected `str`, got `int`"),
            ("region", "Expected `str`, got `null`"),
        }

    async def test_what_is_discarded_is_kept_and_left_alone(self, publisher: Service, consumer: Service, buses: AsyncExitStack) -> None:
        """It is no longer counted, nor replayed with all, nor opened by one more delivery; by its id it can be replayed."""
        (membership, _) = await self.joined(buses, consumer.member, publisher.publishing_member)
        given_up, kept = submitted(POISON_AREA), submitted(POISON_AREA)
        await publisher.publish(given_up, kept)
        await consumer.until(DEAD, 2)
        letter = next(letter for letter in await dead_letters(consumer) if letter.event_id == given_up.id)
        assert await discard(consumer, letter.id) == {letter.id}
        assert await discard(consumer, letter.id) == set(), "the second of two operators is told"
        await publisher.publish(given_up)
        await consumer.until(f"SELECT attempts FROM dead_letters WHERE id = {letter.id}", 2)
        assert await consumer.query("SELECT count(*) FROM dead_letters WHERE discarded_at IS NULL") == 1
        assert [open_one.event_id for open_one in await dead_letters(consumer)] == [kept.id]
        (discarded,) = await dead_letters(consumer, discarded=True)
        assert (discarded.id, discarded.discarded_by, discarded.discard_reason) == (letter.id, "operator-1", "made by a test")
        await consumer.run("ALTER TABLE effects DROP CONSTRAINT no_poison")
        assert counts(await replayed(consumer, membership)) == (1, 0, 0)
        assert await consumer.effect_ids() == [kept.id]
        assert counts(await replayed(consumer, membership, [letter.id])) == (1, 0, 0)
        assert await consumer.effect_ids() == sorted([kept.id, given_up.id])
        assert await consumer.query(DEAD) == 0

    async def test_a_discarded_letter_replayed_in_vain_is_open_again(
        self, publisher: Service, consumer: Service, buses: AsyncExitStack
    ) -> None:
        (membership, _) = await self.joined(buses, consumer.member, publisher.publishing_member)
        await publisher.publish(submitted(POISON_AREA))
        await consumer.until(DEAD, 1)
        (letter,) = await dead_letters(consumer)
        await discard(consumer, letter.id)
        assert counts(await replayed(consumer, membership, [letter.id, letter.id, 987_654])) == (0, 1, 1)
        (again,) = await dead_letters(consumer)
        assert (again.attempts, again.discarded_at, again.discarded_by, again.discard_reason) == (2, None, None, None)

    async def test_of_two_operators_one_decides_and_the_other_is_told(
        self, publisher: Service, consumer: Service, buses: AsyncExitStack
    ) -> None:
        """All wait for the letter at the same time; whoever comes first decides."""
        (membership, _) = await self.joined(buses, consumer.member, publisher.publishing_member)
        await publisher.publish(submitted(POISON_AREA))
        await consumer.until(DEAD, 1)
        (letter,) = await dead_letters(consumer)
        await consumer.run("ALTER TABLE effects DROP CONSTRAINT no_poison")
        async with consumer.database.transaction() as holding:
            await holding.driver.execute("SELECT 1 FROM dead_letters FOR UPDATE")
            replaying = asyncio.gather(replayed(consumer, membership), replayed(consumer, membership))
            discarding = asyncio.create_task(discard(consumer, letter.id))
            await publisher.until(_WAITING.format(datname=consumer.database.url.rpartition("/")[2]), 3)
        replays, discarded = await replaying, len(await discarding)
        taken = sum(replay.replayed for replay in replays)
        assert taken + discarded == 1
        assert sum(replay.gone for replay in replays) == 2 - taken
        assert len(await consumer.effect_ids()) == taken

    async def test_a_replay_that_fails_does_not_undo_a_discard_in_between(
        self, publisher: Service, consumer: Service, buses: AsyncExitStack
    ) -> None:
        await self.joined(buses, consumer.member, publisher.publishing_member)
        await publisher.publish(submitted(POISON_AREA))
        await consumer.until(DEAD, 1)
        (letter,) = await dead_letters(consumer)
        await discard(consumer, letter.id)
        async with consumer.database.transaction() as tx:
            await failed_again(tx.driver, letter, Fault("late"))
        (discarded,) = await dead_letters(consumer, discarded=True)
        assert (discarded.attempts, discarded.error) == (1, letter.error)

    @pytest.mark.parametrize("number", [1, 5])
    async def test_a_database_that_fails_for_a_moment_loses_nothing(
        self, publisher: Service, consumer: Service, buses: AsyncExitStack, number: int
    ) -> None:
        moments = iter([ConnectionResetError(), TimeoutError()])

        def fail_twice() -> None:
            if (error := next(moments, None)) is not None:
                raise error

        consumer.before_effect = fail_twice
        await self.joined(buses, consumer.member, publisher.publishing_member)
        await publisher.publish(*(events := [submitted() for _ in range(number)]))
        await consumer.until(EFFECTS, number)
        assert await consumer.effect_ids() == sorted(event.id for event in events)
        assert await consumer.query(DEAD) == 0
        assert len(consumer.calls) >= 3

    async def test_replicas_compete(self, publisher: Service, consumer: Service, buses: AsyncExitStack) -> None:
        """Two of each: one relay leads, both consumers take, each event has its effect once."""
        url, inbox = publisher.database.url, consumer.database.url
        async with service_on(url, "registration", "second") as other_publisher, service_on(inbox, "dedup", "second") as other_consumer:
            joined = await self.joined(
                buses, consumer.member, other_consumer.member, publisher.publishing_member, other_publisher.publishing_member
            )
            events = [submitted() for _ in range(12)]
            for number, event in enumerate(events):
                await (publisher, other_publisher)[number % 2].publish(event)
                await consumer.until(EFFECTS, number + 1)
            await publisher.until(OUTBOX, 0)
            assert await consumer.effect_ids() == sorted(event.id for event in events)
            assert [member.health.relay_leads for member in joined[2:]].count(True) == 1
            assert consumer.calls
            assert other_consumer.calls
            for member in joined[2:]:
                if member.health.relay_leads:
                    await member.leave()
            await publisher.publish(last := submitted())
            await consumer.until(f"SELECT count(*) FROM effects WHERE event_id = '{last.id}'", 1)
            for bus_member in joined:
                await bus_member.leave()

    async def test_a_trace_goes_on_from_event_to_event(self, publisher: Service, consumer: Service, buses: AsyncExitStack) -> None:
        """Also where events of several traces are handled together: each answer belongs to the trace of its cause."""
        consumer.answers = True
        traces = {f"{number:032x}": submitted() for number in (0xA1, 0xB2, 0xC3)}
        for trace, event in traces.items():
            await publisher.publish_in_trace(f"00-{trace}-00000000000000ff-01", event)
        await publisher.publish(outside := submitted())
        await self.joined(buses, consumer.member, publisher.answered_member)
        await until(lambda: len(publisher.heard) == 4)
        heard = {answer.causationid: str(answer.traceparent).split("-") for answer in publisher.heard}
        assert {trace: heard[event.id][1] for trace, event in traces.items()} == {trace: trace for trace in traces}
        assert [heard[event.id][3] for event in traces.values()] == ["01"] * 3
        assert heard[outside.id][1] not in traces, "what nobody asked for begins a trace of its own"
        assert "00000000000000ff" not in {parent for _, _, parent, _ in heard.values()}
        assert sum(batch.traces for batch in consumer.batches) == 4

    async def test_each_batch_is_told_once(self, publisher: Service, consumer: Service, buses: AsyncExitStack) -> None:
        consumer.answers = True
        await self.joined(buses, consumer.member, publisher.publishing_member)
        await publisher.publish(submitted())  # the relay's first look, in the midst of a commit, may find a part of what it writes
        await publisher.until(OUTBOX, 0)
        await until(lambda: bool(consumer.batches))
        consumer.batches.clear()
        poison, healthy = submitted(POISON_AREA), submitted()
        await publisher.publish_in_trace("00-000000000000000000000000000000a1-00000000000000ff-01", healthy, poison, healthy)
        await publisher.until(OUTBOX, 0)
        await consumer.until(DEAD, 1)
        await until(lambda: bool(consumer.batches))
        (batch,) = consumer.batches
        assert (batch.types, batch.traces) == ({healthy.type: 3}, 1)
        work = batch.work
        assert (work.trace_id, work.duplicates, work.poisoned, work.published) == (f"{0xA1:032x}", 1, 1, 1)
        assert work.statements == 23, (
            "two tries in vain, an effect, a poison, a duplicate, a dead letter: each with BEGIN and COMMIT or ROLLBACK"
        )
        assert 0 < work.database_seconds < batch.seconds

    async def test_leaving_finishes_what_is_in_hand(self, publisher: Service, consumer: Service, buses: AsyncExitStack) -> None:
        consuming, publishing = await self.joined(buses, consumer.member, publisher.publishing_member)
        await publisher.publish(*(submitted() for _ in range(2000)))
        await consumer.until("SELECT count(*) > 0 FROM effects", True)
        await consuming.leave()
        await publishing.leave()
        taken = await consumer.query(EFFECTS)
        assert taken == await consumer.query("SELECT count(*) FROM inbox")
        await self.joined(buses, consumer.member, publisher.publishing_member)
        await consumer.until(EFFECTS, 2000)
        await publisher.until(OUTBOX, 0)

    async def test_a_stray_cancellation_does_not_stop_the_relay(
        self, publisher: Service, consumer: Service, buses: AsyncExitStack, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As a lost heartbeat raises it in a publisher nobody cancelled."""
        stray = FailsFirst(outbox.delete, asyncio.CancelledError())
        monkeypatch.setattr(outbox, "delete", stray)
        _, publishing = await self.joined(buses, consumer.member, publisher.publishing_member)
        await publisher.publish(submitted())
        await publisher.until(OUTBOX, 0)
        assert stray.failed
        health = publishing.health
        assert health.restarts == 1
        assert (health.relay_alive, health.relay_error) == (True, None), "no old error beside a relay that works"
        await publisher.publish(submitted())
        await consumer.until(EFFECTS, 2)

    async def test_a_relay_whose_connection_drops_leads_again(self, publisher: Service, consumer: Service, buses: AsyncExitStack) -> None:
        _, publishing = await self.joined(buses, consumer.member, publisher.publishing_member)
        await publisher.publish(submitted())
        await consumer.until(EFFECTS, 1)
        assert await publisher.query(END_RELAY) == 1
        await publisher.publish(submitted())
        await consumer.until(EFFECTS, 2)
        assert publishing.health.restarts >= 1


_NO_DELETE = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not now'; END $$;
CREATE TRIGGER no_delete BEFORE DELETE ON outbox EXECUTE FUNCTION refuse();
"""
END_RELAY = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'canbao-relay' AND datname = current_database()"
)
_WAITING = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = '{datname}' AND wait_event_type = 'Lock' AND (query LIKE '%FOR UPDATE%' OR query LIKE 'UPDATE dead%')"
)
"""Sessions that wait for a row."""


async def _fail_after_publishing(service: Service, events: Sequence[Any] = ()) -> None:
    async with service.database.transaction() as tx:
        tx.publish(submitted(), *events)
        raise ZeroDivisionError
