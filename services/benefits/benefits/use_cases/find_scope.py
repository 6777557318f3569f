"""Whom may this caller see?"""

from benefits.repository.bindings import bound_people
from benefits.repository.people import Scope
from service_runtime import Principal, ReadConnection


async def find_scope(read: ReadConnection, caller: Principal, *offices: str) -> Scope:
    """In one of these roles the people of the caller's areas; as a citizen or agent those he is bound to."""
    areas = caller.area_patterns if caller.has_role(*offices) else []
    return Scope(areas, await bound_people(read, caller))
