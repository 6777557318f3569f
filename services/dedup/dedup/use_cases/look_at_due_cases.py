"""Each day: cases that time alone changes are looked at again, be it a time-out or a day of their remedies (D6)."""

from dedup.repository.cases import numbers_due
from dedup.use_cases.identify_people import hold_numbers
from dedup.use_cases.look_at_people import look_at
from service_runtime import Portion, Run, TimedJob, Transaction, every_day, the_installation

_AT_ONCE = 200


async def _look(tx: Transaction, run: Run) -> Portion:
    """By number, so that a case that could not be looked at holds up no other: it is tried again by itself."""
    numbers = await numbers_due(tx.driver, tx.now.date(), int(run.cursor or 0), _AT_ONCE)
    await hold_numbers(tx, numbers)
    await look_at(tx, numbers)
    return Portion(len(numbers), more=len(numbers) == _AT_ONCE, cursor=str(numbers[-1]) if numbers else None)


DUE_CASES = TimedJob("look_at_due_cases", "重复参保案件到期办理", the_installation, every_day, _look, catches_up=True)
"""Each day, for all places that the installation serves."""
