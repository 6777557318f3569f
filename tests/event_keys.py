"""Event keys of the tests: the same for a service in every process, and somebody who stands for all other services."""

import hashlib
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from enrolment_events.ownership import OWNERS, owner_of
from event_bus import EmbeddedBus, EventKey, KeySigner, Publishers
from event_bus.proof import Message, Signer


def key_of(service: str, generation: str = "first") -> EventKey:
    """The key pair of a service; another generation is another pair."""
    return EventKey(service, Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"{service} {generation}".encode()).digest()))


def signer_of(service: str) -> Signer:
    """Signs as this service."""
    return KeySigner(key_of(service))


PUBLISHERS = Publishers.of(*(key_of(service) for service in OWNERS.values()))


class SignsForOwners:
    """Signs each message as the owner of its type: one neighbour stands for all services and has their keys."""

    def __init__(self, signer_of: Callable[[str], Signer] = signer_of) -> None:
        self._signer_of = signer_of

    def sign_message(self, place: str, body: bytes) -> Message:
        """As whoever may publish there."""
        return self._signer_of(owner_of(place) or "nobody").sign_message(place, body)


class BusOfOwners(EmbeddedBus):
    """Signs for the owners of the types, for a service under test that publishes what in life others do."""

    def signer_of(self, name: str) -> Signer:
        """The same for every member."""
        return SignsForOwners(super().signer_of)
