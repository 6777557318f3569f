"""What registration does by the calendar, without being asked."""

from datetime import date

from enrolment_terms.regions import area_prefix
from policy_parameters import PolicyBook
from registration.domain.benefit_year_choice import is_open_for, year_reasons
from registration.domain.reminder import DAYS_OF, ReminderKind
from registration.use_cases.follow_calendar import end_year, stop_expired_permits
from registration.use_cases.record_acts import follow_due_acts
from registration.use_cases.reject_overdue import reject_overdue
from registration.use_cases.remind_people import remind_of_newborns, remind_people
from registration.use_cases.renew_insured import renew_insured
from registration.use_cases.take_snapshot import is_report_day, take_snapshot
from service_runtime import Portion, Run, TimedJob, Transaction, areas_that_set, every_day, pooling_regions, the_installation

_RENEWED_AT_ONCE, ACTS_AT_ONCE, _REJECTED_AT_ONCE, _REMINDED_AT_ONCE = 5_000, 2_000, 500, 500


def _in_the_period(policy: PolicyBook, region: str, day: date) -> bool:
    """R-050, R-058: each day, for money of last year may be heard of after the first."""
    return is_open_for(day.year + 1, day, region, policy)


async def _renew(tx: Transaction, run: Run) -> Portion:
    """A year that is over by now is registered no more."""
    year, area = run.day.year + 1, area_prefix(run.area)
    if any(year_reasons(year, tx.now.date(), run.area, tx.policy)):
        return Portion(0)
    outcome = await renew_insured(tx, year, area, _RENEWED_AT_ONCE, RENEWALS.actor)
    return Portion(outcome.renewed, more=outcome.remaining > 0)


async def _reject(tx: Transaction, run: Run) -> Portion:
    outcome = await reject_overdue(tx, area_prefix(run.area), _REJECTED_AT_ONCE, CORRECTIONS.actor)
    return Portion(outcome.rejected, more=outcome.remaining > 0)


async def _report(tx: Transaction, run: Run) -> Portion:
    return Portion(await take_snapshot(tx, run.area, run.day))


async def _follow(tx: Transaction, run: Run) -> Portion:
    done = await follow_due_acts(tx, area_prefix(run.area), ACTS_AT_ONCE)
    return Portion(done, more=done == ACTS_AT_ONCE)


async def _stop(tx: Transaction, run: Run) -> Portion:
    return await stop_expired_permits(tx, area_prefix(run.area), run.cursor, ACTS_AT_ONCE, PERMITS.actor)


async def _end_year(tx: Transaction, run: Run) -> Portion:
    """R-086. Each day: of a year that is over somebody may be registered, imported or paid for still."""
    return await end_year(tx, area_prefix(run.area), run.day.year - 1, run.cursor, ACTS_AT_ONCE, YEAR_ENDS.actor)


DUE_ACTS = TimedJob("follow_due_acts", "生效日已到的参保关系变动", the_installation, every_day, _follow, catches_up=True)
RENEWALS = TimedJob(
    "renew_insured", "续保登记", pooling_regions, _in_the_period, _renew, after=("stop_expired_permits", DUE_ACTS.name), catches_up=True
)
CORRECTIONS = TimedJob("reject_overdue", "逾期未补正的申请不予通过", pooling_regions, every_day, _reject, catches_up=True)
SNAPSHOTS = TimedJob(
    "take_snapshot", "每周参保进度快照", areas_that_set("progress.report_weekday"), is_report_day, _report, after=(RENEWALS.name,)
)
PERMITS = TimedJob("stop_expired_permits", "居住证到期自动停保", the_installation, every_day, _stop, catches_up=True)
YEAR_ENDS = TimedJob(
    "end_year", "年度终了暂停参保关系", the_installation, every_day, _end_year, after=(RENEWALS.name, SNAPSHOTS.name), catches_up=True
)


def _reminder(kind: ReminderKind, title: str, after: tuple[str, ...] = ()) -> TimedJob:
    """R-066: of one kind; on the days of each region, or each day."""

    async def remind(tx: Transaction, run: Run) -> Portion:
        return await remind_people(tx, kind, run.area, run.day, run.cursor, _REMINDED_AT_ONCE)

    areas, days = (pooling_regions, DAYS_OF[kind]) if kind in DAYS_OF else (the_installation, every_day)
    return TimedJob(f"remind_{kind.lower()}", title, areas, days, remind, after=after)


REMINDERS = (
    _reminder(ReminderKind.PERIOD, "集中参保缴费期开始提醒"),
    _reminder(ReminderKind.DEADLINE, "停保和变更截止提醒", after=(RENEWALS.name,)),
    _reminder(ReminderKind.UNPAID, "未缴费提醒"),
    _reminder(ReminderKind.PERMIT, "居住证到期提醒", after=(PERMITS.name,)),
    _reminder(ReminderKind.BIRTH, "预参保婴儿出生登记提醒"),
)


async def _remind_of_newborns(tx: Transaction, run: Run) -> Portion:
    return await remind_of_newborns(tx, area_prefix(run.area), run.cursor, _REMINDED_AT_ONCE)


NEWBORNS = TimedJob("remind_newborn", "新生儿参保登记提醒", the_installation, every_day, _remind_of_newborns, catches_up=True)
TIMED = (DUE_ACTS, PERMITS, RENEWALS, CORRECTIONS, SNAPSHOTS, YEAR_ENDS, *REMINDERS, NEWBORNS)
