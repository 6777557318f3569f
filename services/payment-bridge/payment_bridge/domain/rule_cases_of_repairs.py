"""Decisions about repairs of a wait, for rule cases."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from enrolment_terms.money import yuan
from payment_bridge.domain.repairs import Repair, repair_charge
from policy_parameters import Answer, Area, Decision, PolicyBook, When, Year, Yuan

_ONE = UUID(int=1)
Day = date
"""The type, where a fact is named `date`."""
Years = Annotated[int, Meta(ge=1, le=20)]


class RepairBill(Answer, frozen=True):
    """What a repair costs, until when it can be paid, and whether it is owed on the day."""

    amount: Yuan
    last_day: date
    owed: bool


def repair_bill(
    area: Area,
    policy: PolicyBook,
    benefit_year: Year,
    years: Years,
    pay_before: Day,
    date: When[Day],
    main_paid: bool = True,
    missed_years: tuple[Year, ...] = (),
    withdrawn_on: Day | None = None,
) -> RepairBill:
    """The bill of a repair of a wait on a day (R-105, V-16, V-18)."""
    repair = Repair(_ONE, 1, _ONE, _ONE, benefit_year, area, years, missed_years, pay_before, withdrawn_on)
    charge = repair_charge(repair, policy)
    return RepairBill(yuan(charge.amount), repair.last_day, repair.is_owed(main_paid, date))


REPAIR_DECISIONS = {"repair_bill": Decision.of("修复待遇等待期的账单", repair_bill)}
