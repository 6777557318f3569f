"""A hospital of another region sees those whose filing leads to it (R-154)."""

from collections.abc import Sequence
from uuid import UUID

from benefits.domain.filing_states import Filing
from benefits.domain.filings import Sight, hospital_may_see, in_force
from benefits.repository.filings import approved_filings
from benefits.repository.people import roots_of
from service_runtime import ReadConnection


async def see_by_filing(read: ReadConnection, person: UUID, hospital: Sequence[str]) -> Filing | None:
    """The filing in force today, if it leads to a hospital in these areas."""
    root = (await roots_of(read.driver, [person])).get(person)
    approved = await approved_filings(read, [root]) if root else []
    held = in_force([one.span for one in approved if one.span], read.now.date())
    if hospital_may_see(hospital, [], held) is not Sight.FILING:
        return None
    return next(one for one in approved if one.span == held)
