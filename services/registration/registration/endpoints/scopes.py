"""The caller's scope for the SQL, and the areas he may work on."""

from dataclasses import replace

from registration.domain.filer import Filer
from registration.domain.scope import Scope
from registration.errors import AreaNotFound
from service_runtime import PERSONAL_ROLES, Principal, ReadConnection

_READERS = ("clerk", "reviewer", "operator", "auditor")


def scope_of(caller: Principal, read: ReadConnection, *offices: str) -> Scope:
    """Offices: their areas. Desks, which are clerks and schools: what they took in.

    Citizens and agents: those they are bound to, and what they filed until approval.

    `offices` are the roles whose areas count for this act, all readers' if none is named: an auditor who is here as a citizen too
    withdraws nothing in his areas.
    """
    personal = caller.has_role(*PERSONAL_ROLES)
    return Scope(
        filed_by=caller.subject,
        patterns=caller.area_patterns if caller.has_role(*(offices or _READERS)) else [],
        documents=list(caller.own_documents),
        holder=caller.subject if personal else None,
        desk=caller.subject if caller.has_role("clerk", "school") else None,
        day=read.now.date(),
        shown=caller.documents,
    )


def office_scope_of(caller: Principal, read: ReadConnection, *offices: str) -> Scope:
    """For what an office alone does, such as to decide: its areas, and nothing that it may do as a person."""
    patterns = caller.area_patterns if caller.has_role(*offices) else []
    return Scope(caller.subject, patterns, day=read.now.date(), shown=caller.documents)


def desk_scope_of(caller: Principal, read: ReadConnection, *offices: str) -> Scope:
    """As an office, a clerk also with what he took in for another place (R-008)."""
    desk = caller.subject if caller.has_role("clerk") else None
    return replace(office_scope_of(caller, read, *(offices or ("clerk",))), desk=desk)


def list_scope_of(caller: Principal, read: ReadConnection, *offices: str) -> Scope:
    """For lists: an office has all in its areas, a school or department those of its own organisation there."""
    if caller.has_role(*offices):
        return office_scope_of(caller, read, *offices)
    return Scope(caller.subject, caller.area_patterns, organisation=caller.organisation, day=read.now.date(), shown=caller.documents)


def filer_of(caller: Principal) -> Filer:
    """As a form is filed: for those whom a person is bound to, or at the desk of a clerk or a school.

    Who stands at a kiosk files by it alone, whatever a citizen may do elsewhere (B2).
    """
    files_in_areas = caller.has_role("clerk", "school")
    return Filer(
        subject=caller.subject,
        roles=caller.roles.difference(PERSONAL_ROLES) if caller.has_role("kiosk") else caller.roles,
        documents=caller.own_documents,
        areas=caller.areas if files_in_areas else (),
        credential_active=caller.credential_active or files_in_areas,
    )


def require_area(caller: Principal, area: str) -> None:
    """Raises AreaNotFound unless the area lies in the caller's areas."""
    if not caller.covers(area):
        raise AreaNotFound()


def require_area_or_parent(caller: Principal, area: str) -> None:
    """As require_area, but a town office also sees the table of the county it lies in."""
    if not any(mine.startswith(area) for mine in caller.areas):
        require_area(caller, area)
