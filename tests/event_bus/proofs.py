"""What is not proved is never applied, whatever carries it. Each transport joins by a subclass."""

import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from msgspec import structs

from enrolment_events.envelope import Event, encode
from event_bus import EventKey, Publishers
from event_bus.event_keys import READ_AGAIN_SECONDS
from event_bus.proof import KeySigner, Message, Proof
from tests.event_bus.behaviour import DEAD, EFFECTS, JoinedBus
from tests.event_bus.effects import POISON_AREA, Service, submitted
from tests.event_bus.letters import replayed
from tests.event_keys import key_of

PLACE = submitted().type
UNPROVED = "SELECT count(*) FROM dead_letters WHERE publisher IS NULL"
CANARY = "张三 11010119900307663X 13912345678"


def signed_by(key: EventKey, body: bytes, place: str = PLACE) -> Message:
    return KeySigner(key).sign_message(place, body)


def genuine(*events: Event[Any]) -> Message:
    return signed_by(key_of("registration"), batch(*events))


def batch(*events: Event[Any]) -> bytes:
    return b"[" + b",".join(encode(event) for event in events) + b"]"


def by_another_service() -> Message:
    return signed_by(key_of("dedup"), batch(submitted()))


def by_nobody() -> Message:
    return replace(genuine(submitted()), proof=None)


def in_the_name_of_the_owner() -> Message:
    message = by_another_service()
    assert message.proof is not None
    return replace(message, proof=replace(message.proof, publisher="registration"))


def in_the_name_of_its_key() -> Message:
    message = by_another_service()
    assert message.proof is not None
    return replace(message, proof=Proof("registration", key_of("registration").public.kid, message.proof.signature))


def with_a_changed_body() -> Message:
    return replace(genuine(submitted()), body=batch(submitted()))


def at_another_place() -> Message:
    return replace(signed_by(key_of("registration"), batch(submitted()), "registration.application.corrected.v1"), place=PLACE)


def as_other_content() -> Message:
    return replace(genuine(submitted()), content_type="application/json")


def by_an_unknown_key() -> Message:
    return signed_by(key_of("registration", "nobody knows"), batch(submitted()))


def with_a_wrong_source() -> Message:
    return genuine(_changed(submitted(), source="/canbao/payment"))


def with_another_type_inside() -> Message:
    return genuine(_changed(submitted(), type="payment.settled.v1"))


def _changed(event: Event[Any], **attributes: str) -> Event[Any]:
    changed: Event[Any] = structs.replace(event, **attributes)
    return changed


FORGED: dict[Callable[[], Message], str] = {
    by_another_service: "events of another service",
    by_nobody: "no signature",
    in_the_name_of_the_owner: "unknown key",
    in_the_name_of_its_key: "the signature does not fit",
    with_a_changed_body: "the signature does not fit",
    at_another_place: "the signature does not fit",
    as_other_content: "the signature does not fit",
    by_an_unknown_key: "unknown key",
    with_a_wrong_source: "an event with the source of another service",
    with_another_type_inside: "an event of another type than its message",
}


class BusProofs(JoinedBus):
    """Inherited by one class per transport, which gives `make_bus` and `send`."""

    async def send(self, message: Message) -> None:
        """Puts a message on the bus past outbox and relay, as an intruder would."""
        raise LookupError

    @pytest.mark.parametrize(("forge", "why"), FORGED.items(), ids=lambda given: getattr(given, "__name__", ""))
    async def test_a_forged_message_has_no_effect(
        self, consumer: Service, buses: AsyncExitStack, forge: Callable[[], Message], why: str
    ) -> None:
        (membership,) = await self.joined(buses, consumer.member)
        await self.send(forge())
        await self.send(genuine(kept := submitted()))
        await consumer.until(EFFECTS, 1)
        await consumer.until(UNPROVED, 1)
        assert await consumer.query("SELECT rule FROM dead_letters") == f"publisher not proved: {why}"
        assert membership.health.unproved == 1
        letter = await consumer.query("SELECT id FROM dead_letters")
        assert (await replayed(consumer, membership)).failed == 1
        assert (await replayed(consumer, membership, [letter])).failed == 1
        assert await consumer.query("SELECT rule FROM dead_letters") == f"publisher not proved: {why}", "the reason stays"
        assert await consumer.effect_ids() == [kept.id]

    async def test_one_event_of_another_source_does_not_hold_up_its_message(self, consumer: Service, buses: AsyncExitStack) -> None:
        await self.joined(buses, consumer.member)
        healthy = [submitted(), submitted()]
        await self.send(genuine(healthy[0], _changed(submitted(), source="/canbao/dedup"), healthy[1]))
        await consumer.until(EFFECTS, 2)
        assert await consumer.effect_ids() == sorted(event.id for event in healthy)
        assert await consumer.query(UNPROVED) == 1

    async def test_a_forged_event_does_not_lie_where_the_real_one_will(self, consumer: Service, buses: AsyncExitStack) -> None:
        """Else the real one, put aside for another reason, would be lost behind it."""
        (membership,) = await self.joined(buses, consumer.member)
        real = submitted(POISON_AREA)
        await self.send(signed_by(key_of("dedup"), batch(real)))
        await consumer.until(UNPROVED, 1)
        await self.send(genuine(real))
        await consumer.until(DEAD, 2)
        await consumer.run("ALTER TABLE effects DROP CONSTRAINT no_poison")
        outcome = await replayed(consumer, membership)
        assert (outcome.replayed, outcome.failed) == (1, 1)
        assert await consumer.effect_ids() == [real.id]

    async def test_the_owner_finds_what_it_must_publish_anew(self, consumer: Service, buses: AsyncExitStack) -> None:
        await self.joined(buses, consumer.member)
        events = [submitted(), submitted()]
        await self.send(signed_by(key_of("registration", "not yet known"), batch(*events)))
        await consumer.until(UNPROVED, 1)
        kept = json.loads(await consumer.query("SELECT event FROM dead_letters"))
        assert [UUID(told) for told in kept["event_ids"]] == [event.id for event in events]
        assert kept["bytes"] == len(batch(*events))

    async def test_a_key_is_changed_while_events_flow(self, consumer: Service, buses: AsyncExitStack, tmp_path: Path) -> None:
        """First the new public key, then the new private key, then the old public key goes: none of it needs a restart."""
        old, new, file = key_of("registration"), key_of("registration", "second"), tmp_path / "publishers.json"
        publish_keys(file, old)
        publishers = Publishers.in_file(file)
        await self.joined(buses, replace(consumer.member, publishers=publishers))
        await self.send(signed_by(old, batch(first := submitted())))
        await consumer.until(EFFECTS, 1)
        publish_keys(file, old, new)
        await self.send(signed_by(new, batch(second := submitted())))
        await self.send(signed_by(old, batch(third := submitted())))
        await consumer.until(EFFECTS, 3)
        publish_keys(file, new)
        publishers.looked_at -= 2 * READ_AGAIN_SECONDS
        await self.send(signed_by(old, batch(submitted())))
        await consumer.until(UNPROVED, 1)
        await self.send(signed_by(new, batch(fourth := submitted())))
        await consumer.until(EFFECTS, 4)
        assert await consumer.effect_ids() == sorted(event.id for event in (first, second, third, fourth))

    @pytest.mark.parametrize("proved", [True, False])
    async def test_what_is_no_event_is_neither_kept_nor_told(
        self, consumer: Service, buses: AsyncExitStack, caplog: pytest.LogCaptureFixture, proved: bool
    ) -> None:
        await self.joined(buses, consumer.member)
        bodies = [f"no json {CANARY}", json.dumps({"name": CANARY}), json.dumps([{"id": CANARY}, CANARY, [CANARY]]), "[" * 5000 + CANARY]
        for body in bodies:
            message = signed_by(key_of("registration"), body.encode())
            await self.send(message if proved else replace(message, proof=None))
        await consumer.until(DEAD, 6 if proved else 4)
        await self.send(genuine(kept := submitted()))
        await consumer.until(EFFECTS, 1)
        everything = await consumer.query("SELECT string_agg(dead_letters::text, ' ') FROM dead_letters")
        told = [part for part in CANARY.split() if part in everything + caplog.text]
        assert told == []
        assert await consumer.effect_ids() == [kept.id]


def publish_keys(file: Path, *keys: EventKey) -> None:
    """The file of public keys with these of one service."""
    file.write_text(json.dumps({keys[0].publisher: [{"kid": key.public.kid, "x": key.public.x} for key in keys]}))
