"""Differences between what the tax office told under one serial at one time and at another (R-057, R-096).

What was told first stands: it is an append-only fact, and cover that it gave is not taken away by a contradiction (R-063); only a reversal
by the tax office does that (D4). What was told then gives no cover. Both are kept, and a person decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from enrolment_terms.identifiers import named_id
from enrolment_terms.labels import labelled
from enrolment_terms.scheme import FailureCause, PaymentChannel
from payment_bridge.domain.facts import Payment
from payment_bridge.domain.tax_rows import TaxRow, TwoContents

_DIFFERENCES = UUID("5d0e4b16-91f7-5c43-8c1a-43616e62616f")


class DifferenceState(StrEnum):
    """Waiting for an operator, or closed by one."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


class TaxResult(StrEnum):
    """What a row of the tax office tells."""

    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"


class TaxSource(StrEnum):
    """Where a row was told."""

    CALLBACK = "CALLBACK"
    LEDGER = "LEDGER"
    FILE = "FILE"


labelled(DifferenceState, "差异状态", {DifferenceState.OPEN: "待核对", DifferenceState.CLOSED: "已核结"})
labelled(TaxResult, "税务记录结果", {TaxResult.SUCCESS: "到账", TaxResult.FAILURE: "扣费不成功"})
labelled(TaxSource, "税务记录来源", {TaxSource.CALLBACK: "税务回执", TaxSource.LEDGER: "税务台账", TaxSource.FILE: "批量文件"})


class Side(msgspec.Struct, frozen=True, omit_defaults=True):
    """One of the two contents, as it is kept. Money in fen."""

    result: TaxResult
    bill_id: UUID
    arrival_date: date
    round_no: int
    amount: int | None = None
    channel: PaymentChannel | None = None
    cause: FailureCause | None = None
    resend_no: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One serial, two contents. `difference_id` is the same however often they are told."""

    difference_id: UUID
    tax_serial: str
    told_by: TaxSource
    first_bill_id: UUID
    other_bill_id: UUID
    first_side: str
    other_side: str


def differences_of(differing: Iterable[TwoContents], told_by: TaxSource) -> dict[UUID, tuple[Difference, list[str]]]:
    """By id: what is to be kept, and the fields that differ."""
    return {_id(one): (_difference(one, told_by), one.differs_in) for one in differing}


def _id(one: TwoContents) -> UUID:
    content = "/".join(f"{name}={told}" for name, told in sorted(one.other.content.items()))
    return named_id(_DIFFERENCES, f"{one.other.serial}/{content}")


def _difference(one: TwoContents, told_by: TaxSource) -> Difference:
    first, other = (msgspec.json.encode(_side(row)).decode() for row in one)
    return Difference(_id(one), one.other.serial, told_by, one.first.bill_id, one.other.bill_id, first, other)


def _side(row: TaxRow) -> Side:
    fact = row.fact
    if isinstance(fact, Payment):
        return Side(TaxResult.SUCCESS, row.bill_id, fact.arrival_date, fact.round_no, amount=fact.amount, channel=fact.channel)
    return Side(TaxResult.FAILURE, row.bill_id, fact.failed_on, fact.round_no, cause=fact.cause, resend_no=fact.resend_no)
