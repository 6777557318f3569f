"""What is counted of duplicates that finance paid for, for rule cases."""

from enrolment_terms.scheme import BillState, Category, ParticipationState, Payer
from payment_bridge.domain.finance_deductions import DuplicateBill, FinanceShare, finance_share
from policy_parameters import Answer, Area, Decision, PolicyBook, When, Year


class FinanceDeduction(Answer, frozen=True):
    """Whether the participation counts as a duplicate, and what finance paid for it."""

    counted: bool
    finance_share: FinanceShare | None


def finance_deduction(
    area: Area,
    policy: PolicyBook,
    benefit_year: Year,
    participation_state: When[ParticipationState],
    state_reason: When[str] = "DUPLICATE",
    category: Category = Category.GENERAL,
    payer: Payer = Payer.PERSON,
    bill_state: BillState = BillState.PAID,
    dropped_by_case: When[bool] = False,
) -> FinanceDeduction:
    """What is counted of a participation for the deduction of fiscal subsidies (R-098)."""
    bill = DuplicateBill(participation_state, state_reason, category, area, benefit_year, payer, bill_state, dropped_by_case)
    share = finance_share(bill, policy)
    return FinanceDeduction(share is not None, share)


DEDUCTION_DECISIONS = {"finance_deduction": Decision.of("重复参保是否计入财政补助扣减", finance_deduction)}
