"""R-132: a notice without an answer in time is escalated, so that the office turns to the authority above."""

from dedup.domain.notice_sending import escalated
from dedup.repository.notice_sending import overdue_notices, settle_notices
from dedup.use_cases.notify_regions import tell_notices
from service_runtime import Portion, Run, TimedJob, Transaction, every_day

_AT_ONCE = 500


def escalation_job(area: str) -> TimedJob:
    """Each day, for all places that the installation serves."""
    return TimedJob("escalate_notices", "异地通知逾期未答复上报", lambda _: (area,), every_day, _escalate, catches_up=True)


async def _escalate(tx: Transaction, _: Run) -> Portion:
    late = [escalated(one) for one in await overdue_notices(tx.driver, tx.now.date(), _AT_ONCE)]
    await settle_notices(tx.driver, late)
    tell_notices(tx, late)
    return Portion(len(late), more=len(late) == _AT_ONCE)
