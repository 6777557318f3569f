"""What a caller may see here.

A citizen or agent sees the bills of people he is bound to, an office those of its areas. Schools and hospitals see nothing here: what a
school filed is known to registration alone, and the levy is none of a hospital's.
"""

from payment_bridge.domain.scope import Scope
from payment_bridge.repository.people import persons_of
from service_runtime import PERSONAL_ROLES, Principal, ReadConnection, Runtime

OFFICES = ("clerk", "reviewer", "operator", "auditor")
READERS = (*PERSONAL_ROLES, *OFFICES, "tax")


def office_scope(caller: Principal, runtime: Runtime) -> Scope:
    """For routes of offices only. No areas, nothing."""
    cities = [area[:4] for area in caller.areas if len(area) >= 4]
    return Scope(caller.area_patterns, cities, everywhere=caller.covers(runtime.settings.installation_area))


async def reading_scope(read: ReadConnection, caller: Principal) -> Scope:
    """For what offices see in their areas, and people of those they are bound to."""
    areas = caller.area_patterns if caller.has_role(*OFFICES, "tax") else []
    return Scope(areas, persons=await persons_of(read, caller))
