"""What a caller may see here, and what is audited of it.

A citizen or agent sees the bills of people he is bound to, an office those of its areas. Schools and hospitals see nothing here: what a
school filed is known to registration alone, and the levy is none of a hospital's.
"""

from collections.abc import Iterable
from uuid import UUID

from prometheus_client import Counter

from payment_bridge.domain.scope import Scope
from payment_bridge.repository.people import persons_of
from service_runtime import PERSONAL_ROLES, Principal, ReadConnection, Runtime

OFFICES = ("clerk", "reviewer", "operator", "auditor")
READERS = (*PERSONAL_ROLES, *OFFICES, "tax")
_PURPOSE = "LEVY"
MISSED = Counter("canbao_looks_missed", "Looks at people that found nobody the caller may see", ["kind"], registry=None)
_KINDS = {kind: MISSED.labels(kind) for kind in ("bill", "bills", "timeline")}


def office_scope(caller: Principal, runtime: Runtime) -> Scope:
    """For routes of offices only. No areas, nothing."""
    cities = [area[:4] for area in caller.areas if len(area) >= 4]
    return Scope(caller.area_patterns, cities, everywhere=caller.covers(runtime.settings.installation_area))


async def reading_scope(read: ReadConnection, caller: Principal) -> Scope:
    """For what offices see in their areas, and people of those they are bound to."""
    areas = caller.area_patterns if caller.has_role(*OFFICES, "tax") else []
    return Scope(areas, persons=await persons_of(read, caller))


def audit_readings(read: ReadConnection, caller: Principal, people: Iterable[UUID | None], scope: Scope) -> None:
    """One row for each person that an office has read; people read themselves and theirs without one."""
    for person_id in sorted({one for one in people if one is not None} - set(scope.persons)):
        read.audit("person.read", subject=str(person_id), actor=caller.subject, purpose=_PURPOSE)


def audit_miss(read: ReadConnection, caller: Principal, kind: str) -> None:
    """Nobody was found, whether there is no such person or none of the caller's. Counted too."""
    _KINDS[kind].inc()
    read.audit_miss("person.search_missed", subject=kind, actor=caller.subject, purpose=_PURPOSE)
