"""Who looked at whom: every look of an office at a person, and every look that found nobody, is audited."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from prometheus_client import Counter

from dedup.errors import CheckNotKnown, PersonNotKnown
from service_runtime import Principal, ReadConnection

PURPOSE = "COUNTER"
"""What a look is for unless the caller says something else (X-Purpose)."""
MISSED = Counter("canbao_looks_missed", "Looks at people that found nobody the caller may see", ["kind"], registry=None)
_KINDS = {kind: MISSED.labels(kind) for kind in ("check", "spells", "timeline")}


def note_look(read: ReadConnection, caller: Principal, kind: str, persons: Iterable[UUID]) -> None:
    """One row a person."""
    for person in persons:
        read.audit("person.read", subject=str(person), actor=caller.subject, purpose=PURPOSE, detail={"seen": kind})


def note_miss(read: ReadConnection, caller: Principal, kind: str) -> None:
    """Counted and kept, although the request may be refused; never says what was looked for."""
    _KINDS[kind].inc()
    read.audit_miss("person.search_missed", subject=kind, actor=caller.subject, purpose=PURPOSE)


@contextmanager
def noting_misses(read: ReadConnection, caller: Principal, kind: str) -> Iterator[None]:
    """What is not found in this block is a miss."""
    try:
        yield
    except (CheckNotKnown, PersonNotKnown):
        note_miss(read, caller, kind)
        raise
