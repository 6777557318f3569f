"""From the facts on bills to what changes: bills, payments, what is to be sent or recalled, and the counts of progress."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from enrolment_terms.scheme import BillState
from payment_bridge.domain import bill_states, payment_states
from payment_bridge.domain.facts import Charge, Dossier, Receipt, Standing
from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.domain.settlement import Verdict, judge_group
from policy_parameters import PolicyBook


@dataclass(slots=True)
class BillRecord:
    """A bill as it is stored, with the facts as they are now. `standing` None: a bill that is being made."""

    dossier: Dossier
    standing: Standing | None
    version: int = 0
    payments: Mapping[str, tuple[PaymentState, int]] = field(default_factory=dict)
    """State and version of the payments that are stored, by serial."""
    touched: bool = False
    """Our own dealings changed and must be written even if the standing stays."""

    @property
    def charge(self) -> Charge:
        """What the bill asks for."""
        return self.dossier.charge


@dataclass(frozen=True, slots=True)
class BillChange:
    """A bill's new standing. `before` None: made now."""

    dossier: Dossier
    before: Standing | None
    standing: Standing
    version: int

    @property
    def is_new(self) -> bool:
        """True for the first standing of a bill."""
        return self.before is None


@dataclass(frozen=True, slots=True)
class PaymentChange:
    """A payment's new state. `charge` None: no such bill.

    `version` grows, and is never less than that of its bill: what is told of one payment by either aggregate can be put in order.
    """

    receipt: Receipt
    bill_id: UUID
    charge: Charge | None
    state: PaymentState
    version: int
    is_new: bool


@dataclass(slots=True)
class Changes:
    """All that one decision changes."""

    made: list[BillChange] = field(default_factory=list)
    changed: list[BillChange] = field(default_factory=list)
    touched: list[Dossier] = field(default_factory=list)
    payments: list[PaymentChange] = field(default_factory=list)
    to_send: dict[UUID, tuple[Charge, int]] = field(default_factory=dict)
    """By bill: what it asks for, and the number of the sending."""
    to_recall: list[tuple[UUID, str]] = field(default_factory=list)
    counts: Counter[tuple[str, int, str, str]] = field(default_factory=Counter)


def decide(records: Iterable[BillRecord], policy: PolicyBook) -> Changes:
    """Judge all bills of the groups given. Raises TransitionRefused if a stored state cannot become what the facts say."""
    groups: dict[UUID, list[BillRecord]] = defaultdict(list)
    for record in records:
        groups[record.charge.participation_id].append(record)
    changes = Changes()
    for group in groups.values():
        verdicts = judge_group([record.dossier for record in group], policy)
        for record in group:
            _compare(record, verdicts[record.charge.bill_id], changes)
    return changes


def _compare(record: BillRecord, verdict: Verdict, changes: Changes) -> None:
    before = record.standing or _made(record, changes)
    version = max(record.version, 1)
    if verdict.standing != before:
        bill_states.check_way(before.state, verdict.standing.state)
        changes.changed.append(BillChange(record.dossier, before, verdict.standing, version + 1))
        _count(record.charge, before, -1, changes)
        _count(record.charge, verdict.standing, 1, changes)
        _follow(record, before, verdict.standing, changes)
    elif record.touched:
        changes.touched.append(record.dossier)
    _recall(record, before, verdict.standing, changes)
    _compare_payments(record, verdict, changes, version + (verdict.standing != before))


def _made(record: BillRecord, changes: Changes) -> Standing:
    """The first standing of a bill: HELD or CREATED, waiting to be sent."""
    sending = record.dossier.sending
    first = Standing(BillState.HELD if sending.held else BillState.CREATED, sending.created_on)
    changes.made.append(BillChange(record.dossier, None, first, 1))
    changes.to_send[record.charge.bill_id] = (record.charge, 0)
    _count(record.charge, first, 1, changes)
    return first


def _follow(record: BillRecord, before: Standing, now: Standing, changes: Changes) -> None:
    """R-059: a bill that failed for no fault of the person is queued again at once."""
    if now.state is BillState.RESEND_QUEUED and (before.state, before.resend_no) != (now.state, now.resend_no):
        changes.to_send[record.charge.bill_id] = (record.charge, now.resend_no + 1)


_RECALLED_FOR = {BillState.CANCELLED: "应征已取消", BillState.ABANDONED: "集中参保期结束，视为自动弃保"}


def _recall(record: BillRecord, before: Standing, now: Standing, changes: Changes) -> None:
    """R-065: the tax office is told at once of a bill that it has and must not collect."""
    reason = _RECALLED_FOR.get(now.state)
    if reason and record.dossier.sending.sent_no >= 0 and (now.state is not before.state or record.touched):
        changes.to_recall.append((record.charge.bill_id, reason))


def _compare_payments(record: BillRecord, verdict: Verdict, changes: Changes, bill_version: int) -> None:
    for receipt in record.dossier.receipts:
        state, version = record.payments.get(receipt.serial, (PaymentState.RECEIVED, 0))
        now = verdict.payments[receipt.serial]
        if now is not state:
            payment_states.check_way(state, now)
            changes.payments.append(
                PaymentChange(receipt, record.charge.bill_id, record.charge, now, max(version + 1, bill_version), version == 0)
            )


def unmatched(receipts: Sequence[tuple[UUID, Receipt]]) -> list[PaymentChange]:
    """R-057, R-061: money for a bill that is not known is kept, never dropped."""
    return [PaymentChange(receipt, bill_id, None, PaymentState.UNMATCHED, 1, True) for bill_id, receipt in receipts]


def _count(charge: Charge, standing: Standing, by: int, changes: Changes) -> None:
    changes.counts[charge.region, charge.benefit_year, standing.state, standing.cause or ""] += by
