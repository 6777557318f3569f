"""What payment-bridge tells of refunds and of reconciliation."""

from typing import Any

from tests.console.stub_answers import PERSON

REFUND = "018bd3a0-0000-7000-8000-000000000071"
DAY = "018bd3a0-0000-7000-8000-000000000072"
DIFFERENCE = "018bd3a0-0000-7000-8000-000000000073"
REFUNDS, DAYS = "/payment-bridge/v1/refunds", "/payment-bridge/v1/reconciliations"
_STATES = {"TAX_FIRST_REVIEW": "税务部门初审", "AGENCY_SECOND_REVIEW": "经办机构复审", "APPROVED": "已批准，待退还", "REQUESTED": "已提交"}


def step(state: str, by: str, **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "state": state,
        "state_label": _STATES[state],
        "by": by,
        "on": "2023-11-20",
        "reasons": [],
        "missing": [],
        "missing_names": [],
        "note": None,
    }
    return {**told, **more}


def refund(state: str = "AGENCY_SECOND_REVIEW", **more: Any) -> dict[str, Any]:
    """One that the tax office has passed."""
    told = {
        "refund_id": REFUND, "bill_id": PERSON, "participation_id": PERSON, "person_id": PERSON, "ground": "EMPLOYEE_SCHEME",
        "ground_label": "参加职工医保", "amount": "406.00", "payer": "PERSON", "payer_label": "个人", "ends": "TERMINATE",
        "ends_label": "终止参保关系", "state": state, "state_label": _STATES[state], "applied_on": "2023-11-20", "fact_on": "2023-11-10",
        "effective_on": "2023-11-20", "papers": ["EMPLOYEE_PROOF"],
        "paper_names": ["职工医保参保缴费证明"], "reasons": [], "missing": [], "missing_names": [], "payout_no": 0, "payout_failed": False,
        "paid_back_on": None, "tax_serials": ["1000000001"], "version": 3, "created_at": "2023-11-20T09:00:00+08:00",
        "steps": [step("REQUESTED", "wx:1"), step("TAX_FIRST_REVIEW", "wx:1"), step("AGENCY_SECOND_REVIEW", "tax:T001", note="材料齐全")],
    }  # fmt: skip
    return {**told, **more}


def day() -> dict[str, Any]:
    """A day of which the bank's statement has not come."""
    return {
        "reconciliation_id": DAY, "day": "2023-11-19", "ours": 5000, "tax_lines": 5000, "bank_lines": None, "matched": 4999, "found": 1,
        "runs": 1, "ran_at": "2023-11-20T02:00:00+08:00", "ran_by": "job:reconcile",
    }  # fmt: skip


def difference(**more: Any) -> dict[str, Any]:
    """Money of another amount."""
    told = {
        "difference_id": DIFFERENCE, "book": "TAX", "book_label": "税务对账单", "kind": "AMOUNT", "kind_label": "金额不符",
        "reference": "1000000007", "takes_back": False, "bill_id": PERSON, "area": "440783115", "our_amount": "406.00",
        "their_amount": "400.00", "our_day": "2023-11-19", "their_day": "2023-11-19", "state": "OPEN", "state_label": "待核结",
        "age_days": 4, "opened_on": "2023-11-20", "closed_at": None, "closed_by": None, "close_reason": None,
        "told_otherwise_id": None,
    }  # fmt: skip
    return {**told, **more}


def money_answer(path: str, asked: Any) -> dict[str, Any] | None:
    """The usual answer at this path; None for what is no path of these."""
    usual: dict[str, Any] = {
        "refunds": {"items": [refund()], "next": None},
        f"refunds/{REFUND}": refund(),
        f"refunds/{REFUND}/second-review": refund("APPROVED"),
        "reconciliations": {"items": [day()], "next": None},
        f"reconciliations/{DAY}/differences": {"items": [difference()], "next": None},
    }
    if path == f"reconciliations/{DAY}/differences/{DIFFERENCE}/close":
        closed = {"state": "CLOSED", "state_label": "已核结", "closed_at": "2023-11-24T09:00:00+08:00", "closed_by": "console"}
        return difference(**closed, close_reason=asked["reason"])
    return usual.get(path)
