"""Whom may this caller see?"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from benefits.domain.filings import hospital_may_see, in_force
from benefits.repository.answers import PersonRecord
from benefits.repository.bindings import bound_people
from benefits.repository.people import EVERYWHERE, Scope
from service_runtime import Principal, ReadConnection

_HOSPITAL = "hospital"


class View(NamedTuple):
    """Where people are looked for; `hospital`: the areas of a hospital, which is shown those alone whom it may care for."""

    scope: Scope
    hospital: Sequence[str] | None = None

    def shows(self, record: PersonRecord, on: date) -> bool:
        """R-154: a hospital sees the insured of its region, and on the days of a filing those who filed for its place."""
        if self.hospital is None or record.person_id in self.scope.bound:
            return True
        places = [participation.area for participation in record.facts.participations]
        return hospital_may_see(self.hospital, places, in_force(record.filings, on)) is not None


async def find_scope(read: ReadConnection, caller: Principal, *offices: str) -> Scope:
    """In one of these roles the people of the caller's areas; as a citizen or agent those he is bound to."""
    areas = caller.area_patterns if caller.has_role(*offices) else []
    return Scope(areas, await bound_people(read, caller))


async def find_view(read: ReadConnection, caller: Principal, *offices: str) -> View:
    """The same with hospitals beside these offices: wherever they lie, by the filing of whom they care for."""
    if caller.has_role(*offices) or not caller.has_role(_HOSPITAL):
        return View(await find_scope(read, caller, *offices))
    return View(EVERYWHERE._replace(bound=await bound_people(read, caller)), caller.areas)
