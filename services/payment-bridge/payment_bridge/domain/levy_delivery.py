"""When a bill may go to the tax office, and what goes there."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from enrolment_terms.scheme import BillKind, BillState
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import levy_rules, windows


class LevyRegion(NamedTuple):
    """A pooling region and benefit year."""

    region: str
    benefit_year: int


class FreeRegion(NamedTuple):
    """A region and year whose bills may go (R-055). `own_day`: its period is over, and only those with a last day of their own do."""

    region: str
    benefit_year: int
    own_day: bool


class Sent(NamedTuple):
    """How a bill went to the tax office."""

    resend_no: int
    sent_on: date
    terms: int = 0
    """Version of the participation whose terms it told."""


class Sending(NamedTuple):
    """A bill in a batch that is being made."""

    resend_no: int
    terms: int


@dataclass(frozen=True, slots=True)
class LevyData:
    """What goes to the tax office for one bill (R-056), personal data sealed."""

    bill_id: UUID
    participation_id: UUID
    person_id: UUID
    kind: str
    benefit_year: int
    area: str
    amount: int
    payer: str
    state: BillState
    household_no: str | None
    name_sealed: str
    document_kind: str
    document_sealed: str
    holder_sealed: str | None
    bank: str | None
    account_sealed: str | None
    agreement_sealed: str | None
    version: int
    """Of the participation."""


def may_be_sent(
    kind: BillKind,
    resend_no: int,
    today: date,
    check_passed_on: date | None,
    region: str,
    year: int,
    policy: PolicyBook,
    own_day: bool = False,
) -> bool:
    """R-055 for ordinary bills; mid-year and newborn bills go at once (R-065), and so do re-sent ones, also after 31 December (R-059).

    `own_day`: the bill has a last day of its own (of a child, another payer, somebody who filed in time), and goes after the period, too.
    """
    return kind is not BillKind.NORMAL or resend_no > 0 or first_batch_may_go(today, check_passed_on, region, year, policy, own_day)


def first_batch_may_go(
    today: date, check_passed_on: date | None, region: str, year: int, policy: PolicyBook, own_day: bool = False
) -> bool:
    """R-055 「首次批扣前将由江门市进行统一核定，从10月9日起」: not before that day or the check; later only with a day of its own."""
    dates = policy.read(windows, region, year)
    checked = check_passed_on is not None and check_passed_on <= today
    if policy.read(levy_rules, region, year).unified_check_required and not checked:
        return False
    return dates.first_levy_send <= today and (own_day or today <= dates.period_end())
