"""On 1 January: whoever works elsewhere on is insured there for one more year, which nobody tells (F-30, R-102)."""

from datetime import date

from dedup.repository.told_coverage import numbers_insured_on
from dedup.use_cases.identify_people import hold_numbers
from dedup.use_cases.look_at_people import look_at
from enrolment_terms.benefit_year import first_day
from policy_parameters import PolicyBook
from service_runtime import Portion, Run, TimedJob, Transaction, the_installation

_AT_ONCE = 200


def _is_new_year(_: PolicyBook, __: str, day: date) -> bool:
    return day == first_day(day.year)


async def _step(tx: Transaction, run: Run) -> Portion:
    """The next of those who were in the employee scheme on that day, by number."""
    numbers = await numbers_insured_on(tx.driver, run.day, int(run.cursor or 0), _AT_ONCE)
    await hold_numbers(tx, numbers)
    await look_at(tx, numbers)
    return Portion(len(numbers), more=len(numbers) == _AT_ONCE, cursor=str(numbers[-1]) if numbers else None)


NEW_YEARS = TimedJob("tell_new_year", "跨年职工参保年度告知", the_installation, _is_new_year, _step, catches_up=True)
"""For all of the installation."""
