"""Repair of a wait (B19): what its bill asks for, and whether it is owed today."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from enrolment_terms.regions import pooling_region_of
from enrolment_terms.scheme import BillKind, Payer
from payment_bridge.domain.facts import Charge, bill_id_of
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import levy_rules, waiting_rules


@dataclass(frozen=True, slots=True)
class Repair:
    """What benefits says of one repair. `years`: the useful ones alone (R-106); `pay_before`: the day on which the wait is over."""

    repair_id: UUID
    repair_no: int
    participation_id: UUID
    person_id: UUID
    benefit_year: int
    area: str
    years: int
    missed_years: tuple[int, ...]
    pay_before: date
    withdrawn_on: date | None

    @property
    def bill_id(self) -> UUID:
        """One bill per participation and repair (R-056)."""
        return bill_id_of(self.participation_id, BillKind.REPAIR, self.repair_no)

    @property
    def last_day(self) -> date:
        """Last day on which money for it counts: before the wait is over (V-16), and before it was withdrawn."""
        return min(self.pay_before, self.withdrawn_on or self.pay_before) - timedelta(days=1)

    def is_owed(self, main_is_paid: bool, today: date) -> bool:
        """R-105, V-16, V-18: while somebody wants it, the year itself is paid, and money that comes today still shortens the wait."""
        return self.withdrawn_on is None and main_is_paid and today <= self.last_day


def repair_charge(repair: Repair, policy: PolicyBook) -> Charge:
    """R-105 「缴费参照当年参保地的个人缴费标准」: so many years at today's personal rate, in fen; by the book, at that of each missed year.

    Raises PolicyNotKnown.
    """
    by_year = waiting_rules(policy, repair.area, repair.benefit_year).repair_price == "MISSED_YEAR_RATE"
    missed = repair.missed_years[-repair.years :] if by_year and repair.missed_years else (repair.benefit_year,) * repair.years
    return Charge(
        bill_id=repair.bill_id,
        participation_id=repair.participation_id,
        person_id=repair.person_id,
        kind=BillKind.REPAIR,
        benefit_year=repair.benefit_year,
        repair_year=repair.repair_no,
        area=repair.area,
        region=pooling_region_of(repair.area),
        amount=sum(policy.read(levy_rules, repair.area, year).personal_rate for year in missed),
        payer=Payer.PERSON,
        last_day=repair.last_day,
        repair_years=repair.years,
    )
