"""Who may publish what: the first word of an event's type names its owner, and nobody but the owner publishes it."""

from functools import lru_cache

OWNERS: dict[str, str] = {"registration": "registration", "payment": "payment-bridge", "dedup": "dedup", "benefits": "benefits"}
"""Service by first word. Broker permissions and the check of every message read this table."""


@lru_cache
def owner_of(event_type: str) -> str | None:
    """The one service that publishes this type, None if nobody does."""
    word, dot, _ = event_type.partition(".")
    return OWNERS.get(word) if dot else None


@lru_cache
def source_of(event_type: str) -> str:
    """The CloudEvents `source` of events of this type."""
    return "/canbao/" + event_type.partition(".")[0]


def own_types(service: str) -> str:
    """A regular expression for the types this service publishes; it fits nothing for a service that publishes none."""
    words = [word for word, owner in OWNERS.items() if owner == service]
    return rf"^({'|'.join(words)})\..+$" if words else "^$"
