"""The sweep at the end of a year: who moved for the new year, and is still insured for the old one elsewhere (R-086)."""

from datetime import date
from uuid import UUID

from dedup.repository.checks import applications_swept
from dedup.use_cases.open_notices import open_notices
from enrolment_terms.benefit_year import first_day
from policy_parameters import PolicyBook
from service_runtime import Portion, Run, TimedJob, Transaction, the_installation

_AT_ONCE = 500
_START = UUID(int=0)


def _is_new_year(_: PolicyBook, __: str, day: date) -> bool:
    return day == first_day(day.year)


async def _step(tx: Transaction, run: Run) -> Portion:
    """The next applications for the year that begins; a notice follows for each relation of the old year that still stands."""
    after = UUID(run.cursor) if run.cursor else _START
    applications = await applications_swept(tx.driver, run.day.year, after, _AT_ONCE)
    await open_notices(tx, applications)
    more = len(applications) == _AT_ONCE
    return Portion(len(applications), more=more, cursor=str(applications[-1]) if more else None)


YEAR_END = TimedJob("sweep_year_end", "年末参保关系归集", the_installation, _is_new_year, _step, catches_up=True)
"""On 1 January, for all of the installation."""
