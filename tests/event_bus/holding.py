"""What a bus does while its database cannot take events in, and of events that it cannot read. Each transport joins by a subclass."""

from contextlib import AsyncExitStack
from urllib.parse import urlsplit

import pytest

from enrolment_events.envelope import encode
from enrolment_terms.scheme import Category
from event_bus import Membership, count_dead_letters, holding
from row_sets import Statement
from service_runtime import Database, SystemClock
from tests.event_bus.behaviour import DEAD, EFFECTS, OUTBOX, JoinedBus
from tests.event_bus.effects import Service, service_of, submitted, until
from tests.event_bus.letters import counts, dead_letters, replayed

SLOW_AREA = "777777"
_TOO_SLOW = f"""
    CREATE FUNCTION too_slow() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'canceling statement due to statement timeout' USING ERRCODE = '57014'; END $$;
    CREATE TRIGGER too_slow BEFORE INSERT ON effects FOR EACH ROW WHEN (NEW.area = '{SLOW_AREA}') EXECUTE FUNCTION too_slow()
"""
END_SESSIONS = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{name}'"
_ROLE = """
    DO $$ BEGIN CREATE ROLE held_consumer LOGIN; EXCEPTION WHEN duplicate_object THEN ALTER ROLE held_consumer LOGIN; END $$;
    GRANT ALL ON ALL TABLES IN SCHEMA public TO held_consumer; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO held_consumer
"""


class BusHolding(JoinedBus):
    """Inherited by one class per transport, which gives `make_bus`."""

    @pytest.fixture(autouse=True)
    def _short_pauses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(holding, "LONGEST_PAUSE", 0.2)

    async def until_nothing_comes(self, publisher: Service, membership: Membership) -> None:
        """Publishes one more event; returns once it is left in the queue, where there is one."""
        await publisher.publish(submitted())

    async def parked(self) -> int:
        """Messages that were delivered too often."""
        return 0

    @pytest.mark.parametrize(
        ("shut", "open_again"),
        [
            ("ALTER DATABASE {name} ALLOW_CONNECTIONS false", "ALTER DATABASE {name} ALLOW_CONNECTIONS true"),
            ("ALTER ROLE held_consumer NOLOGIN", "ALTER ROLE held_consumer LOGIN"),
        ],
        ids=["maintenance", "credentials"],
    )
    async def test_a_database_that_refuses_everybody_loses_nothing_and_takes_nothing(
        self, publisher: Service, consumer: Service, buses: AsyncExitStack, shut: str, open_again: str
    ) -> None:
        await consumer.run(_ROLE)
        address = urlsplit(consumer.database.url)
        url = address._replace(netloc=f"held_consumer@{address.netloc.rpartition('@')[2]}").geturl()
        name = address.path[1:]
        async with service_of(Database(url, SystemClock()), "dedup") as refused:
            membership, _ = await self.joined(buses, refused.member, publisher.publishing_member)
            await publisher.publish(submitted())
            await consumer.until(EFFECTS, 1)
            await publisher.run(shut.format(name=name))
            await publisher.query(END_SESSIONS.format(name=name))
            events = [submitted() for _ in range(12)]
            await publisher.publish(*events)
            await until(lambda: membership.health.holding)
            await self.until_nothing_comes(publisher, membership)
            assert membership.health.held_by is not None
            assert membership.health.consumer_error is None
            await publisher.run(open_again.format(name=name))
            await consumer.until(EFFECTS, 14)
            await until(lambda: membership.health.consumer_alive and not membership.health.holding)
            await publisher.publish(submitted())
            await consumer.until(EFFECTS, 15)
        assert (await consumer.query(DEAD), await self.parked()) == (0, 0)

    async def test_a_column_that_is_not_there_holds_all_but_three(
        self, publisher: Service, consumer: Service, buses: AsyncExitStack
    ) -> None:
        membership, _ = await self.joined(buses, consumer.member, publisher.publishing_member)
        await consumer.run("ALTER TABLE effects RENAME COLUMN area TO region")
        events = [submitted() for _ in range(200)]
        await publisher.publish(*events)
        await until(lambda: membership.health.held_by is not None)
        await self.until_nothing_comes(publisher, membership)
        assert (membership.health.held_by or "").startswith("UndefinedColumnError at tests.event_bus.effects:")
        assert await consumer.query(DEAD) <= 3
        await consumer.run("ALTER TABLE effects RENAME COLUMN region TO area")
        await consumer.until(f"SELECT ({EFFECTS}) + ({DEAD})", 201)
        aside = await consumer.query(DEAD)
        await until(lambda: not membership.health.holding)
        assert counts(await replayed(consumer, membership)) == (aside, 0, 0)
        assert {event.id for event in events} < set(await consumer.effect_ids())

    async def test_a_right_that_is_not_there_for_one_kind_of_event_does_not_hold_what_works(
        self, publisher: Service, consumer: Service, buses: AsyncExitStack
    ) -> None:
        """Two in a row may be the events' own doing: they go aside, and the others go on."""
        await self.joined(buses, consumer.member, publisher.publishing_member)
        await consumer.run(_TOO_SLOW.replace("57014", "42501"))
        for _ in range(2):
            await publisher.publish(submitted(SLOW_AREA), submitted(SLOW_AREA), submitted())
        await consumer.until(EFFECTS, 2)
        await consumer.until(DEAD, 4)

    async def test_one_event_that_cannot_be_done_in_time_costs_only_itself(
        self, publisher: Service, consumer: Service, buses: AsyncExitStack
    ) -> None:
        await self.joined(buses, consumer.member, publisher.publishing_member)
        await consumer.run(_TOO_SLOW)
        events = [submitted() for _ in range(46)]
        await publisher.publish(*events[:20], slow := submitted(SLOW_AREA), *events[20:])
        await consumer.until(EFFECTS, 46)
        await consumer.until(DEAD, 1)
        (letter,) = await dead_letters(consumer)
        assert (letter.event_id, letter.rule) == (slow.id, "QueryCanceledError")
        assert consumer.calls[:3] == [47] * 3, "it may have been the load"

    async def test_a_column_that_is_added_while_events_come_costs_nothing(
        self, publisher: Service, consumer: Service, buses: AsyncExitStack
    ) -> None:
        """What the connection had prepared does not fit any more."""
        await self.joined(buses, consumer.member, publisher.publishing_member)
        consumer.beside = Statement("SELECT * FROM effects")
        changes = (
            "ADD COLUMN note text",
            "ALTER COLUMN taken_by TYPE varchar(40)",
            "ALTER COLUMN note TYPE integer USING 0",
            "DROP COLUMN note",
        )
        for number, change in enumerate(changes):
            await publisher.publish(submitted())
            await consumer.until(EFFECTS, number + 1)
            await consumer.run(f"ALTER TABLE effects {change}")
        await publisher.publish(submitted())
        await consumer.until(EFFECTS, len(changes) + 1)
        assert await consumer.query(DEAD) == 0

    async def test_what_is_no_json_costs_only_itself(self, publisher: Service, consumer: Service, buses: AsyncExitStack) -> None:
        await self.joined(buses, consumer.member, publisher.publishing_member)
        whole = encode(submitted()).decode()
        broken = [
            "{no json",
            whole[:-30],
            whole.replace('"440783"', '"\\ud800"'),
            "[" * 20_000 + "]" * 20_000,
        ]
        healthy = [submitted() for _ in range(len(broken))]
        async with publisher.database.transaction() as tx:
            for body, event in zip(broken, healthy, strict=True):
                for text in (body, encode(event).decode()):
                    await _INTO_OUTBOX.run(tx.driver, id=submitted().id, type=event.type, event=text)
        await consumer.until(DEAD, len(broken))
        await consumer.until(EFFECTS, len(healthy))
        await publisher.until(OUTBOX, 0)
        taken = await consumer.effect_ids()
        assert {event.id for event in healthy} <= set(taken)
        assert not [letter for letter in await dead_letters(consumer) if letter.event_id in {event.id for event in healthy}]

    async def test_a_code_of_a_later_version_waits_for_it(self, publisher: Service, consumer: Service, buses: AsyncExitStack) -> None:
        """It is no fault, keeps nobody up, and is taken by itself once a version has started that knows it."""
        membership, _ = await self.joined(buses, consumer.member, publisher.publishing_member)
        later, neighbours = submitted(), [submitted() for _ in range(5)]
        code = later.data.category.value
        body = encode(later).decode().replace(f'"category":"{code}"', '"category":"OF_A_LATER_VERSION"')
        async with publisher.database.transaction() as tx:
            await _INTO_OUTBOX.run(tx.driver, id=later.id, type=later.type, event=body)
            tx.publish(*neighbours)
        await consumer.until(EFFECTS, 5)
        await consumer.until(DEAD, 1)
        assert await counted(consumer) == (0, 0, 1)
        await take_back(membership)
        assert (await counted(consumer), await consumer.query("SELECT attempts FROM dead_letters")) == ((0, 0, 1), 1)
        await consumer.run(f"UPDATE dead_letters SET event = replace(event, 'OF_A_LATER_VERSION', '{code}')")
        started = await self.joined_anew(buses, membership, consumer)
        await take_back(started)
        assert await counted(consumer) == (0, 0, 0)
        assert await consumer.effect_ids() == sorted(event.id for event in (later, *neighbours))

    async def test_a_code_that_a_handler_has_no_case_for_waits_too(
        self, publisher: Service, consumer: Service, buses: AsyncExitStack
    ) -> None:
        """It is tried once by each process that starts, and no more."""

        def has_no_case() -> None:
            no_cases: dict[Category, str] = {}
            _ = no_cases[next(iter(Category))]

        consumer.before_effect = has_no_case
        membership, _ = await self.joined(buses, consumer.member, publisher.publishing_member)
        await publisher.publish(event := submitted())
        await consumer.until(DEAD, 1)
        for _ in range(2):
            await take_back(membership)
            assert (await counted(consumer), await consumer.query("SELECT attempts FROM dead_letters")) == ((0, 0, 1), 2)
        consumer.before_effect = lambda: None
        await take_back(await self.joined_anew(buses, membership, consumer))
        assert await consumer.effect_ids() == [event.id]

    async def joined_anew(self, buses: AsyncExitStack, before: Membership, consumer: Service) -> Membership:
        """The consumer as after a start of another version."""
        await before.leave()
        (membership,) = await self.joined(buses, consumer.member)
        return membership


_INTO_OUTBOX = Statement("INSERT INTO outbox (event_id, event_type, event) VALUES (:id, :type, :event)")


async def counted(service: Service) -> tuple[int, int, int]:
    """Open letters: faults, unproved, not yet known."""
    async with service.database.read() as read:
        return tuple(await count_dead_letters(read.driver))  # type: ignore[return-value]


async def take_back(membership: Membership) -> None:
    """What the background job does, until there is nothing to do."""
    while await membership.replay_some():
        pass
