"""R-098 (S3 第二十八条 「按国家和省相关规定执行」): what finance paid for people insured twice is counted. No amount is computed."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from enrolment_terms.labels import labelled
from enrolment_terms.scheme import BillState, Category, ParticipationState, Payer
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import levy_rules

DUPLICATE = "DUPLICATE"
"""The reason of a participation that ended, or rests, because of another one (重复参保)."""
ENDED = (ParticipationState.SUSPENDED, ParticipationState.TERMINATED)


class FinanceShare(StrEnum):
    """How much of a bill finance paid: all of it, a fixed part beside the person, nothing."""

    WHOLE = "WHOLE"
    PART = "PART"
    NONE = "NONE"


labelled(
    FinanceShare,
    "财政负担情况",
    {FinanceShare.WHOLE: "财政全额缴纳", FinanceShare.PART: "财政定额资助一部分", FinanceShare.NONE: "财政未缴纳"},
)


@dataclass(frozen=True, slots=True)
class DuplicateBill:
    """A participation and its bill; `state` None if it has none."""

    participation_state: ParticipationState
    state_reason: str | None
    category: Category
    area: str
    benefit_year: int
    payer: Payer | None = None
    state: BillState | None = None
    by_case: bool = False
    """A decided duplicate case does not keep it, whatever it became since: resting over the year's end, ended otherwise (R-129)."""

    @property
    def has_ended(self) -> bool:
        """It ended, or rests, as a duplicate."""
        return self.participation_state in ENDED and self.state_reason == DUPLICATE


def finance_share(bill: DuplicateBill, policy: PolicyBook) -> FinanceShare | None:
    """None if the participation is no duplicate that was cleared. Money of finance counts once it has come. Raises PolicyNotKnown.

    A fixed part is asked for with the yearly request (decision 0020): it counts where the person has paid the rest.
    """
    if not bill.by_case and not bill.has_ended:
        return None
    if bill.state is not BillState.PAID:
        return FinanceShare.NONE
    if bill.payer is Payer.FINANCE:
        return FinanceShare.WHOLE
    terms = policy.read(levy_rules, bill.area, bill.benefit_year).by_category.get(bill.category)
    return FinanceShare.PART if bill.payer is Payer.PERSON and terms and terms.subsidy else FinanceShare.NONE


@dataclass(frozen=True, slots=True)
class DeductionCount:
    """Of one region and year: people with a duplicate that was cleared, and those of them for whom finance paid all, or a part."""

    region: str
    benefit_year: int
    duplicates: int
    paid_by_finance: int
    paid_in_part: int


def count_of(region: str, year: int, shares: Iterable[tuple[FinanceShare | None, int]]) -> DeductionCount:
    """Each share with how many there are of it."""
    counted: dict[FinanceShare, int] = dict.fromkeys(FinanceShare, 0)
    for share, number in shares:
        if share is not None:
            counted[share] += number
    return DeductionCount(region, year, sum(counted.values()), counted[FinanceShare.WHOLE], counted[FinanceShare.PART])
