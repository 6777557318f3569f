"""The caller's scope for the SQL."""

from enrolment_terms.scheme import Channel
from registration.domain.scope import Scope
from service_runtime import Principal

_WHOLE_REGION = ("operator", "auditor")


def scope_of(caller: Principal) -> Scope:
    """Citizens and agents: what they filed. Offices: also their areas. An operator or auditor without areas: everything."""
    if caller.has_role("clerk", "reviewer", "department", "school", *_WHOLE_REGION):
        everything = not caller.areas and caller.has_role(*_WHOLE_REGION)
        return Scope(caller.subject, ["%"] if everything else caller.area_patterns)
    return Scope(caller.subject, [])


def channel_of(caller: Principal) -> Channel:
    """The channel of a form that names none."""
    if caller.has_role("school"):
        return Channel.SCHOOL
    return Channel.COUNTER if caller.has_role("clerk") else Channel.YUE_YIBAO
