"""Who looked at whom: every look of an office or hospital at a person, and every look that found nobody, is audited."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from prometheus_client import Counter

from benefits.errors import FilingNotKnown, PersonNotKnownHere
from service_runtime import PERSONAL_ROLES, Principal, ReadConnection

MISSED = Counter("canbao_looks_missed", "Looks at people that found nobody the caller may see", ["kind"], registry=None)
_KINDS = {
    kind: MISSED.labels(kind)
    for kind in ("entitlement", "batch", "1101", "timeline", "participations", "filing", "filings", "preview", "repair", "claims")
}


def note_look(read: ReadConnection, caller: Principal, kind: str, persons: Iterable[UUID]) -> None:
    """One row a person. Somebody who looks at those he is bound to leaves none."""
    if caller.roles.issubset(PERSONAL_ROLES):
        return
    for person in persons:
        read.audit("person.read", subject=str(person), actor=caller.subject, purpose=_purpose_of(caller), detail={"seen": kind})


def note_miss(read: ReadConnection, caller: Principal, kind: str, number: int = 1) -> None:
    """Counted and kept, although the request may be refused; never says what was looked for."""
    _KINDS[kind].inc(number)
    told = {"missed": number}
    read.audit_miss("person.search_missed", subject=kind, actor=caller.subject, purpose=_purpose_of(caller), detail=told)


@contextmanager
def noting_misses(read: ReadConnection, caller: Principal, kind: str) -> Iterator[None]:
    """What is not found in this block is a miss."""
    try:
        yield
    except (PersonNotKnownHere, FilingNotKnown):
        note_miss(read, caller, kind)
        raise


def _purpose_of(caller: Principal) -> str:
    """Unless the caller says something else (X-Purpose)."""
    return "CARE" if caller.has_role("hospital") else "COUNTER"
