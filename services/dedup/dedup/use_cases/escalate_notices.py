"""R-132: a notice without an answer in time is escalated, so that the office turns to the authority above; so is a broken promise.

What a region has agreed to and not done some days later is asked for again, under the next version.
"""

from datetime import UTC, datetime, timedelta

from dedup.domain.notice_sending import DAYS_TO_DO_IT, demanded, escalated
from dedup.domain.notices import Notice
from dedup.repository.notice_sending import overdue_notices, promises_broken, settle_notices
from dedup.use_cases.notify_regions import days_to_answer, tell_notices
from service_runtime import Portion, Run, TimedJob, Transaction, every_day, the_installation

_AT_ONCE = 500


async def _escalate(tx: Transaction, _: Run) -> Portion:
    today = tx.now.date()
    overdue = await overdue_notices(tx.driver, today, _AT_ONCE)
    broken = await promises_broken(tx.driver, today - timedelta(days=DAYS_TO_DO_IT), today, _AT_ONCE)
    late = [*map(escalated, overdue), *(_demanded(tx, one) for one in broken)]
    await settle_notices(tx.driver, late)
    tell_notices(tx, late)
    return Portion(len(late), more=_AT_ONCE in (len(overdue), len(broken)))


def _demanded(tx: Transaction, one: Notice) -> Notice:
    return demanded(one, tx.now.date(), days_to_answer(tx.policy, one.from_area, tx.now.year), datetime.now(UTC))


ESCALATIONS = TimedJob("escalate_notices", "异地通知逾期未答复或未办理上报", the_installation, every_day, _escalate, catches_up=True)
"""Each day, for all places that the installation serves."""
