"""Cases of the tax office that a person must decide: rows set aside, money its ledger lacks, reversals, refusals (R-057, R-096).

A case that comes up again is the same case. Its owner is the office of the bill's area; what has no bill here is for all.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from enrolment_terms.identifiers import named_id
from enrolment_terms.labels import labelled
from payment_bridge.domain.differences import TaxSource
from payment_bridge.domain.tax_rows import Reversal

_CASES = UUID("b1f0a1f2-3c35-5c0e-8d6b-43616e62616f")


class CaseKind(StrEnum):
    """What is to be decided."""

    ROW_NOT_READ = "ROW_NOT_READ"
    ROW_NOT_TAKEN = "ROW_NOT_TAKEN"
    ROW_WITH_MORE = "ROW_WITH_MORE"
    NOT_IN_LEDGER = "NOT_IN_LEDGER"
    REVERSAL = "REVERSAL"
    REVERSAL_WITHOUT_MONEY = "REVERSAL_WITHOUT_MONEY"
    REVERSED_AGAIN = "REVERSED_AGAIN"
    REVERSED_IN_PART = "REVERSED_IN_PART"
    REVERSED_AND_REFUNDED = "REVERSED_AND_REFUNDED"
    PAYOUT_FAILED = "PAYOUT_FAILED"
    PAYOUT_UNKNOWN = "PAYOUT_UNKNOWN"
    REFUND_NOT_READ = "REFUND_NOT_READ"
    LEVY_REFUSED = "LEVY_REFUSED"
    RECALL_REFUSED = "RECALL_REFUSED"
    FORMER_PAYER_PAID = "FORMER_PAYER_PAID"


class CaseState(StrEnum):
    """Waiting for a person, settled by itself (taken when tried again, told by the ledger after all), or closed by a person."""

    OPEN = "OPEN"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"


ASIDE = (CaseKind.ROW_NOT_READ, CaseKind.ROW_NOT_TAKEN)
"""Rows that may still be money: they are tried again, or given up by two persons."""

labelled(
    CaseKind,
    "税务待核事项",
    {
        CaseKind.ROW_NOT_READ: "明细无法识别",
        CaseKind.ROW_NOT_TAKEN: "明细无法入账",
        CaseKind.ROW_WITH_MORE: "明细含未知字段（已入账）",
        CaseKind.NOT_IN_LEDGER: "回执已到账而台账无记录",
        CaseKind.REVERSAL: "款项被冲正",
        CaseKind.REVERSAL_WITHOUT_MONEY: "冲正的款项未知或尚未到账",
        CaseKind.REVERSED_AGAIN: "款项被重复冲正",
        CaseKind.REVERSED_IN_PART: "款项被部分冲正",
        CaseKind.REFUND_NOT_READ: "退费申请未被税务部门接收",
        CaseKind.REVERSED_AND_REFUNDED: "款项既被冲正又已办退费",
        CaseKind.PAYOUT_FAILED: "退费拨付失败或被退回",
        CaseKind.PAYOUT_UNKNOWN: "退费拨付结果无对应退费",
        CaseKind.LEVY_REFUSED: "应征数据被退回",
        CaseKind.RECALL_REFUSED: "撤回被拒绝",
        CaseKind.FORMER_PAYER_PAID: "缴费人变更前后款项交叉到账",
    },
)
labelled(CaseState, "税务待核事项状态", {CaseState.OPEN: "待核对", CaseState.RESOLVED: "已自行解决", CaseState.CLOSED: "已核结"})


@dataclass(frozen=True, slots=True)
class TaxCase:
    """One case as it is opened. `amount` in fen; texts hold nothing personal; `raw_sealed` is the row as it was told."""

    case_id: UUID
    kind: CaseKind
    told_by: TaxSource | None = None
    bill_id: UUID | None = None
    tax_serial: str | None = None
    other_serial: str | None = None
    amount: int | None = None
    told_on: date | None = None
    code: str | None = None
    error: str | None = None
    field: str | None = None
    rule: str | None = None
    raw_sealed: bytes | None = None
    state: CaseState = CaseState.OPEN


def case_id_of(*named: object) -> UUID:
    """The same for the same names."""
    return named_id(_CASES, "/".join(map(str, named)))


def case_of_reversal(one: Reversal) -> UUID:
    """The case of one entry that takes money back."""
    return case_id_of("reversal", *one)


def reversal_case(one: Reversal, kind: CaseKind, bill_id: UUID | None, told_by: TaxSource | None) -> TaxCase:
    """D4: one that took its money back, whole and once, is settled by itself; a person decides on all others."""
    return TaxCase(
        case_of_reversal(one),
        kind,
        told_by,
        bill_id or one.bill_id,
        one.serial,
        one.takes_back,
        one.amount,
        one.reversed_on,
        state=CaseState.RESOLVED if kind is CaseKind.REVERSAL else CaseState.OPEN,
    )
