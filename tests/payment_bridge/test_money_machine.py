"""Bills, payments, refunds and reversals against a small model, for any sequence of steps: what is booked is what stands.

The bill's own decisions run without a database: `decide` is what every use case asks.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from enrolment_events.payment import RefundState
from enrolment_terms.scheme import BillState, ParticipationState, PaymentChannel
from payment_bridge.domain.charges import charge_of
from payment_bridge.domain.decisions import BillRecord, StoredState, decide
from payment_bridge.domain.facts import BillFacts, LevyDelivery, MoneyBack, ParticipationStatus, Payment
from payment_bridge.domain.ledger import Account, Cause, Posting
from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.domain.refunds import CALLED_OFF, TRANSITIONS, RefundEvent, payout_id_of
from tests.payment_bridge.builders import OCTOBER, POLICY, RATE_2024, REGISTERED_ON, registration

CHARGE = charge_of(registration(), POLICY)
HELD = {PaymentState.DUPLICATE, PaymentState.MISMATCH, PaymentState.UNMATCHED}
STANDS = {PaymentState.SETTLED, PaymentState.PARTIAL_GROUP}


class MoneyMachine(RuleBasedStateMachine):
    """One bill and everything that may happen to its money."""

    refunds = Bundle("refunds")

    def __init__(self) -> None:
        super().__init__()
        facts = BillFacts(CHARGE, LevyDelivery(OCTOBER, held=False, sent_no=0, sent_on=OCTOBER), REGISTERED_ON)
        self.record = BillRecord(facts, None)
        self.postings: dict[tuple[UUID, int, int], Posting] = {}
        self.arrived: dict[str, int] = {}
        self.reversed: set[str] = set()
        self.paid_out: Counter[str] = Counter()
        self.going: dict[UUID, MoneyBack] = {}
        self.versions: Counter[UUID] = Counter()
        self.day, self.serial = date(2023, 10, 11), 100
        self.settle()

    def settle(self, because: Cause | None = None) -> None:
        """Decide anew, and keep what was decided as the database does."""
        changes = decide([self.record], POLICY, because)
        for posting in changes.postings:
            key = (posting.cause_id, posting.cause_version, posting.line)
            assert key not in self.postings, "one posting for one cause"
            self.postings[key] = posting
        states = dict(self.record.stored_payments)
        for change in changes.payments:
            states[change.tax_serial] = StoredState(change.state, change.version)
        told = [*changes.made, *changes.changed]
        status = told[-1].status if told else self.record.status
        version = told[-1].version if told else self.record.version
        self.record = BillRecord(self.record.facts, status, version, states)

    def follow(self, **changed: object) -> None:
        self.record.facts = replace(self.record.facts, **changed)  # type: ignore[arg-type]

    @rule(amount=st.sampled_from([RATE_2024, RATE_2024, 40000, 600, 41000]), late=st.integers(0, 90))
    def money_comes(self, amount: int, late: int) -> None:
        self.serial += 1
        serial = str(self.serial)
        self.arrived[serial] = amount
        payment = Payment(serial, amount, self.day + timedelta(days=late), PaymentChannel.YUE_SHUITONG)
        self.follow(payments=(*self.record.facts.payments, payment))
        self.settle()

    @rule(data=st.data())
    def the_tax_office_takes_money_back(self, data: st.DataObject) -> None:
        if self.arrived:
            serial = data.draw(st.sampled_from(sorted(self.arrived)))
            self.reversed.add(serial)
            self.follow(taken_back={**self.record.facts.taken_back, serial: self.day})
            self.settle()

    @rule(ended=st.booleans())
    def registration_calls_off_or_on(self, ended: bool) -> None:
        state = ParticipationState.CANCELLED if ended else ParticipationState.REGISTERED
        self.follow(participation=ParticipationStatus(state, None, OCTOBER))
        self.settle()

    @rule(target=refunds, of_bill=st.booleans(), data=st.data())
    def a_refund_is_granted(self, of_bill: bool, data: st.DataObject) -> UUID:
        """By the rules of the request: settled money with its bill, other money alone, nothing that is in a refund already."""
        wanted = STANDS if of_bill else HELD
        free = [
            serial
            for serial, (state, _) in self.record.stored_payments.items()
            if state in wanted and serial not in self.record.facts.going_back
        ]
        refund_id = UUID(int=len(self.versions) + 1)
        self.versions[refund_id] = 1
        if free and (not of_bill or (self.record.status and self.record.status.state is BillState.PAID)):
            serial = data.draw(st.sampled_from(sorted(free)))
            if not of_bill or self.arrived[serial] == RATE_2024:
                self.going[refund_id] = MoneyBack(refund_id, serial, of_bill, RefundState.APPROVED, self.day)
                self.step(refund_id, RefundState.APPROVED)
        return refund_id

    def step(self, refund_id: UUID, state: RefundState, paid_on: date | None = None) -> None:
        self.versions[refund_id] += 1
        back = replace(self.going[refund_id], state=state, changed_on=self.day, paid_back_on=paid_on)
        self.going[refund_id] = back
        others = {serial: one for serial, one in self.record.facts.going_back.items() if serial != back.tax_serial}
        self.follow(going_back=others if state in CALLED_OFF else {**others, back.tax_serial: back})
        self.settle(Cause(refund_id, self.versions[refund_id], self.day))

    @rule(refund_id=refunds)
    def it_is_paid(self, refund_id: UUID) -> None:
        back = self.going.get(refund_id)
        if back and (back.state, RefundEvent.PAID_BACK) in TRANSITIONS:
            self.paid_out[back.tax_serial] += 1
            self.step(refund_id, RefundState.PAID_BACK, self.day)

    @rule(refund_id=refunds)
    def its_payout_comes_back(self, refund_id: UUID) -> None:
        back = self.going.get(refund_id)
        if back and (back.state, RefundEvent.CAME_BACK) in TRANSITIONS:
            self.paid_out[back.tax_serial] -= 1
            self.step(refund_id, RefundState.APPROVED)

    @rule(refund_id=consumes(refunds))
    def it_is_called_off(self, refund_id: UUID) -> None:
        back = self.going.get(refund_id)
        if back and (back.state, RefundEvent.REFUSED) in TRANSITIONS:
            self.step(refund_id, RefundState.REJECTED)

    @rule(days=st.integers(1, 20))
    def time_goes_by(self, days: int) -> None:
        self.day += timedelta(days=days)

    @invariant()
    def no_more_goes_back_than_came(self) -> None:
        assert all(0 <= times <= 1 for times in self.paid_out.values())
        out = -self._balance(Account.BANK)
        assert out == sum(self.arrived[serial] for serial, times in self.paid_out.items() if times) <= sum(self.arrived.values())

    @invariant()
    def the_ledger_shows_where_all_money_lies(self) -> None:
        assert sum(self._balance(account) for account in Account) == 0
        states = {serial: state for serial, (state, _) in self.record.stored_payments.items()}
        for account, state in (
            (Account.UNMATCHED, PaymentState.UNMATCHED), (Account.MISMATCH, PaymentState.MISMATCH),
            (Account.DUPLICATE, PaymentState.DUPLICATE), (Account.REFUNDS_PAYABLE, PaymentState.REFUND_PENDING),
        ):  # fmt: skip
            assert -self._balance(account) == sum(self.arrived[serial] for serial, one in states.items() if one is state), state
        gone = sum(self.arrived[serial] for serial, one in states.items() if one is PaymentState.REVERSED)
        assert self._balance(Account.TAX_IN_TRANSIT) == sum(self.arrived.values()) - gone
        assert self.record.status is not None
        owed = self.record.owed.amount if self.record.owed else 0
        settled = sum(self.arrived[serial] for serial, one in states.items() if one in STANDS)
        assert self._balance(Account.PERSON) == owed - settled
        assert (self.record.status.state is BillState.PAID and owed > 0) == (owed > 0 and settled == owed)

    def _balance(self, account: Account) -> int:
        return sum((one.debit is account) * one.amount - (one.credit is account) * one.amount for one in self.postings.values())


MoneyMachine.TestCase.settings = settings(max_examples=300, stateful_step_count=50, deadline=None)
TestMoneyMachine = MoneyMachine.TestCase


def test_one_payout_for_one_order() -> None:
    assert payout_id_of(UUID(int=1), 1) == payout_id_of(UUID(int=1), 1) != payout_id_of(UUID(int=1), 2)
