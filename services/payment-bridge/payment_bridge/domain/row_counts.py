"""What becomes of the rows of a file, counted: taken, told before, kept without a bill, not taken (R-057)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from enrolment_events.payment import RefundState
from payment_bridge.domain.employee_relation import ToldRelation
from payment_bridge.domain.facts import refusal_of
from payment_bridge.domain.tax_rows import LevyReceipt, OtherRow, TaxReport, TaxRow, ToldReview, compare


class Counts(NamedTuple):
    """What became of rows."""

    accepted: int = 0
    duplicate: int = 0
    unmatched: int = 0
    refused: int = 0


class SentUntil(NamedTuple):
    """How far a bill is at the tax office: its newest sending there, and the newest round of a sending."""

    sent_no: int
    accepted_no: int
    accepted_round: int


@dataclass(frozen=True, slots=True)
class Known:
    """What was known before of things that a report speaks of."""

    told: Mapping[str, Sequence[TaxRow]]
    bills: Collection[UUID]
    sent: Mapping[UUID, SentUntil] = field(default_factory=dict)
    revisions: Mapping[UUID, int] = field(default_factory=dict)
    refunds: Mapping[UUID, tuple[RefundState, int]] = field(default_factory=dict)
    serials: Collection[str] = ()
    """Of reversals, results of payouts and refusals."""


def count_rows(report: TaxReport, known: Known) -> tuple[list[TaxRow], Counts]:
    """Rows of money and failures that are not known with the same content, and what becomes of all rows."""
    fresh, differing = compare(report.told, known.told)
    unmatched = sum(row.bill_id not in known.bills for row in fresh)
    before = sum(was_told(one, known) for one in report.others)
    counts = Counts(
        accepted=len(fresh) - unmatched + len(report.others) - before,
        duplicate=len(report.told) - len(fresh) - len(differing) + before,
        unmatched=unmatched,
        refused=len(report.aside) + len(differing),
    )
    return [*fresh, *(one.other for one in differing)], counts


def was_told(one: OtherRow, known: Known) -> bool:
    """True of a row that says nothing new."""
    if isinstance(one, ToldRelation):
        return one.revision <= known.revisions.get(one.relation.spell_id, 0)
    if isinstance(one, ToldReview):
        state, version = known.refunds.get(one.refund_id, (RefundState.TAX_FIRST_REVIEW, 0))
        return one.submission < version or (one.submission == version and state is not RefundState.TAX_FIRST_REVIEW)
    if isinstance(one, LevyReceipt):
        return _was_received(one, known)
    return one.serial in known.serials


def _was_received(one: LevyReceipt, known: Known) -> bool:
    if one.code is not None:
        return refusal_of(one.bill_id, one.resend_no) in known.serials
    until = known.sent.get(one.bill_id, SentUntil(-1, -1, -1))
    return one.resend_no <= until.sent_no if one.round_no is None else (one.resend_no, one.round_no) <= until[1:]
