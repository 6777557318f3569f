"""The end of the concentrated period: bills unpaid for personal cause are abandoned (R-058), later those without any result (H1 D3).

Two people declare it, for it concerns everybody; what it brings about after that comes by the calendar.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from uuid import UUID

from payment_bridge.domain.bill_states import UNTRIED
from payment_bridge.domain.decisions import BillRecord
from payment_bridge.domain.period_end import period_is_over, results_are_in
from payment_bridge.errors import PeriodNotOver
from payment_bridge.repository.bill_facts import records_of_bills
from payment_bridge.repository.sweeps import (
    Period,
    count_unpaid_for_personal_cause,
    count_without_result,
    declare_period_end,
    next_ended_period,
    periods_with_unpaid_bills,
    unpaid_for_personal_cause,
    without_result,
)
from payment_bridge.use_cases.decide_bills import decide_bills
from policy_parameters import PolicyNotKnown
from service_runtime import Portion, ReadConnection, Run, TimedJob, Transaction, every_day, the_installation

_AT_ONCE = 2_000


def require_period_over(tx: Transaction, region: str, year: int) -> None:
    """Raises PeriodNotOver, PolicyNotKnown."""
    if not period_is_over(tx.now.date(), region, year, tx.policy):
        raise PeriodNotOver()


async def end_period(tx: Transaction, region: str, year: int, limit: int) -> tuple[int, int]:
    """One step: how many were abandoned, how many remain. Raises PeriodNotOver, PolicyNotKnown."""
    require_period_over(tx, region, year)
    today = tx.now.date()
    await declare_period_end(tx.driver, region, year, today)
    unpaid, untold, remain = await unpaid_for_personal_cause(tx.driver, region, year, limit), [], 0
    if all_told := results_are_in(today, region, year, tx.policy):
        untold = await without_result(tx.driver, region, year, UNTRIED, limit - len(unpaid))
    records = await records_of_bills(tx.driver, [*unpaid, *untold])
    _give_up(records, untold, today)
    await decide_bills(tx, records.values())
    if all_told:
        remain = await count_without_result(tx.driver, region, year, UNTRIED)
    return len(unpaid) + len(untold), remain + await count_unpaid_for_personal_cause(tx.driver, region, year)


def _give_up(records: Mapping[UUID, BillRecord], untold: Iterable[UUID], today: date) -> None:
    """A result that was told in this moment decides instead."""
    for record in (records[bill_id] for bill_id in untold):
        if not record.facts.failures and record.status is not None and record.status.state in UNTRIED:
            record.change_delivery(replace(record.facts.delivery, expired_on=today))


async def periods_to_end(read: ReadConnection) -> list[Period]:
    """Periods that are over and that two people have still to declare ended; those of years that the policy book knows."""
    found = []
    for period in await periods_with_unpaid_bills(read.driver):
        with suppress(PolicyNotKnown):
            if period_is_over(read.now.date(), period.region, period.benefit_year, read.policy):
                found.append(period)
    return found


async def _go_on(tx: Transaction, run: Run) -> Portion:
    """The next period that was declared ended, until nothing of it remains. `cursor`: the one before it."""
    year, _, region = (run.cursor or f"{tx.now.year}:").partition(":")
    period = await next_ended_period(tx.driver, tx.now.year, Period(int(year), region))
    if period is None:
        return Portion(0)
    abandoned = remaining = 0
    if period_is_over(tx.now.date(), period.region, period.benefit_year, tx.policy):  # not one that was extended meanwhile
        abandoned, remaining = await end_period(tx, period.region, period.benefit_year, _AT_ONCE)
    if abandoned:
        subject, detail = f"{period.region}/{period.benefit_year}", {"abandoned": abandoned}
        tx.audit("period.ended", subject=subject, actor=ENDED_PERIODS.actor, detail=detail)
    goes_on = bool(abandoned and remaining)
    return Portion(abandoned, more=True, cursor=run.cursor if goes_on else f"{period.benefit_year}:{period.region}")


ENDED_PERIODS = TimedJob("end_periods", "集中参保期结束后的弃保处理", the_installation, every_day, _go_on, catches_up=True)
