"""Whom a citizen or agent may act for: the people of his verified documents and of his mandates, as they are known today."""

from uuid import UUID

from benefits.repository.people import roots_of
from benefits.tables import person_tokens, remote_mandates
from service_runtime import Principal, ReadConnection
from service_runtime.bindings import Bindings, RemoteMandates

_BINDINGS, MANDATES = Bindings(person_tokens, remote_mandates), RemoteMandates(remote_mandates)


async def bound_people(read: ReadConnection, caller: Principal) -> list[UUID]:
    """Merged records as the person they turned out to be; nobody for an office."""
    found = await _BINDINGS.persons_of(read, caller)
    return sorted(set((await roots_of(read.driver, found)).values())) if found else []
