"""Who looked at whom: every look of an office at a person, and every look that found nobody, is audited."""

from collections.abc import Sequence
from uuid import UUID

from prometheus_client import Counter

from service_runtime import PERSONAL_ROLES, Principal, ReadConnection

MISSED = Counter("canbao_looks_missed", "Looks at people that found nobody the caller may see", ["kind"], registry=None)
_KINDS = {kind: MISSED.labels(kind) for kind in ("person", "application", "participation", "filing", "mandate")}
_PURPOSE = "COUNTER"
"""What a look is for, unless the caller says something else (X-Purpose)."""


def note_look(read: ReadConnection, caller: Principal, action: str, subject: UUID, seen: str) -> None:
    """A row with the id of the person or application. Somebody who looks at those he is bound to leaves none."""
    if not caller.roles.issubset(PERSONAL_ROLES):
        read.audit(action, subject=str(subject), actor=caller.subject, purpose=_PURPOSE, detail={"seen": seen})


def note_list(read: ReadConnection, caller: Principal, kind: str, ids: Sequence[UUID]) -> None:
    """One row for a page, with all ids that stood on it."""
    if not caller.roles.issubset(PERSONAL_ROLES):
        told = {"ids": [str(one) for one in ids]}
        read.audit(f"{kind}.listed", subject=kind, actor=caller.subject, purpose=_PURPOSE, detail=told)


def note_miss(read: ReadConnection, actor: str, kind: str) -> None:
    """Counted and kept although the request is refused; never says what was looked for."""
    _KINDS[kind].inc()
    read.audit_miss("person.search_missed", subject=kind, actor=actor, purpose=_PURPOSE)
