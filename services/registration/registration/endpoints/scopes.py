"""The caller's scope for the SQL, and the areas he may work on."""

from functools import cache

from enrolment_terms.scheme import Channel
from registration.domain.scope import Scope
from registration.errors import AreaNotFound
from service_runtime import Principal


def scope_of(caller: Principal) -> Scope:
    """Citizens and agents: what they filed. Offices: also their areas, and nothing more without areas."""
    offices = caller.has_role("clerk", "reviewer", "department", "school", "operator", "auditor")
    return Scope(caller.subject, caller.area_patterns if offices else [])


def require_area(caller: Principal, area: str) -> None:
    """Raises AreaNotFound unless the area lies in the caller's areas."""
    if not caller.covers(area):
        raise AreaNotFound()


def require_area_or_parent(caller: Principal, area: str) -> None:
    """As require_area, but a town office also sees the table of the county it lies in."""
    if not any(mine.startswith(area) for mine in caller.areas):
        require_area(caller, area)


_CHANNELS: dict[str, tuple[Channel, ...]] = {
    "school": (Channel.SCHOOL,),
    "clerk": (Channel.COUNTER, Channel.KIOSK, Channel.YUE_YIBAO, Channel.AUTHORITY),
    "agent": (Channel.YUE_YIBAO, Channel.KIOSK),
    "citizen": (Channel.YUE_YIBAO,),
}


def channels_of(caller: Principal) -> tuple[Channel, ...]:
    """The channels a caller may file by; the first is that of a form that names none."""
    return _channels_of(caller.roles)


@cache
def _channels_of(roles: frozenset[str]) -> tuple[Channel, ...]:
    return tuple(dict.fromkeys(channel for role, channels in _CHANNELS.items() if role in roles for channel in channels))
