"""Bills, payments, refunds and reversals against a small model, for any sequence of steps: what is booked is what stands.

The bill's own decisions run without a database: `decide` is what every use case asks.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from enrolment_events.payment import RefundEnd, RefundState
from enrolment_terms.scheme import BillState, ParticipationState, Payer, PaymentChannel
from payment_bridge.domain.charges import charge_of
from payment_bridge.domain.claims import Booked, Outflow, payouts_standing_out, postings_of, reversals_standing_out
from payment_bridge.domain.decisions import BillRecord, StoredState, decide
from payment_bridge.domain.facts import BillFacts, LevyDelivery, MoneyBack, ParticipationStatus, Payment
from payment_bridge.domain.ledger import Account, Cause, Posting
from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.domain.payouts import PayoutFacts, case_of_payout, judge_payouts
from payment_bridge.domain.refunds import CALLED_OFF, TRANSITIONS, Ground, PayoutResult, Refund, RefundEvent, ToldResult, payout_id_of
from payment_bridge.domain.reversals import KnownMoney, gone_since, in_whole
from payment_bridge.domain.tax_cases import case_of_reversal
from payment_bridge.domain.tax_rows import Reversal
from tests.payment_bridge.builders import OCTOBER, POLICY, RATE_2024, REGISTERED_ON, registration

CHARGE = charge_of(registration(), POLICY)
HELD = {PaymentState.DUPLICATE, PaymentState.MISMATCH, PaymentState.UNMATCHED}
STANDS = {PaymentState.SETTLED, PaymentState.PARTIAL_GROUP}
REFUND = Refund(
    refund_id=UUID(int=0), bill_id=CHARGE.bill_id, participation_id=CHARGE.participation_id, person_id=CHARGE.person_id, area=CHARGE.area,
    ground=Ground.EMPLOYEE_SCHEME, of_bill=True, amount=RATE_2024, payer=Payer.PERSON, ends=RefundEnd.TERMINATE, applied_on=OCTOBER,
    fact_on=OCTOBER, period_start=None, effective_on=OCTOBER, applicant="clerk:1", papers=(), payee_sealed=None, state=RefundState.APPROVED,
    version=1, changed_on=OCTOBER, payout_no=1,
)  # fmt: skip


class MoneyMachine(RuleBasedStateMachine):
    """One bill and everything that may happen to its money."""

    refunds = Bundle("refunds")

    def __init__(self) -> None:
        super().__init__()
        facts = BillFacts(CHARGE, LevyDelivery(OCTOBER, held=False, sent_no=0, sent_on=OCTOBER), REGISTERED_ON)
        self.record = BillRecord(facts, None)
        self.postings: dict[tuple[UUID, int, int], Posting] = {}
        self.arrived: dict[str, int] = {}
        self.otherwise: dict[str, set[int]] = defaultdict(set)
        self.reversals: list[Reversal] = []
        self.refund: dict[UUID, Refund] = {}
        self.payouts: dict[UUID, list[PayoutFacts]] = {}
        self.recovered: set[UUID] = set()
        self.took: dict[str, Sequence[Reversal]] = {}
        self.going: dict[UUID, MoneyBack] = {}
        self.versions: Counter[UUID] = Counter()
        self.day, self.serial = date(2023, 10, 11), 100
        self.settle()

    def settle(self, because: Cause | None = None) -> None:
        """Decide anew, and keep what was decided as the database does. What is gone in whole stays so until it is made good."""
        gone = {serial: on for serial in self.arrived if (on := gone_since(self.taking(serial), self.amounts(serial), self.recovered))}
        stays = {serial for serial, took in self.took.items() if not any(case_of_reversal(one) in self.recovered for one in took)}
        assert gone.keys() >= stays
        self.took = {serial: in_whole(self.taking(serial), self.amounts(serial), self.recovered) for serial in gone}
        self.follow(taken_back=gone)
        changes = decide([self.record], POLICY, because)
        self.book(changes.postings)
        states = dict(self.record.stored_payments)
        for change in changes.payments:
            states[change.tax_serial] = StoredState(change.state, change.version)
        told = [*changes.made, *changes.changed]
        status = told[-1].status if told else self.record.status
        version = told[-1].version if told else self.record.version
        self.record = BillRecord(self.record.facts, status, version, states)
        booked = {cause: Booked(version, one.debit) for (cause, version, _), one in sorted(self.postings.items(), key=lambda at: at[0][:2])}
        self.book(list(postings_of(self.outflows(), booked, self.day)))

    def book(self, postings: Iterable[Posting]) -> None:
        for posting in postings:
            key = (posting.cause_id, posting.cause_version, posting.line)
            assert key not in self.postings, "one posting for one cause"
            self.postings[key] = posting

    def taking(self, serial: str) -> list[Reversal]:
        return [one for one in self.reversals if one.takes_back == serial]

    def amounts(self, serial: str) -> set[int]:
        return {self.arrived[serial], *self.otherwise[serial]}

    def next_serial(self) -> str:
        self.serial += 1
        return str(self.serial)

    def follow(self, **changed: object) -> None:
        self.record.facts = self.record.facts._replace(**changed)  # type: ignore[arg-type]

    @rule(amount=st.sampled_from([RATE_2024, RATE_2024, 40000, 600, 41000]), late=st.integers(0, 90))
    def money_comes(self, amount: int, late: int) -> None:
        serial = self.next_serial()
        self.arrived[serial] = amount
        payment = Payment(serial, amount, self.day + timedelta(days=late), PaymentChannel.YUE_SHUITONG)
        self.follow(payments=(*self.record.facts.payments, payment))
        self.settle()

    @rule(amount=st.sampled_from([RATE_2024, 40000, 100]), data=st.data())
    def it_is_told_otherwise(self, amount: int, data: st.DataObject) -> None:
        """The same serial with another amount: what was told first stands."""
        if self.arrived:
            self.otherwise[data.draw(st.sampled_from(sorted(self.arrived)))].add(amount)
            self.settle()

    @rule(part=st.sampled_from([None, None, 100, RATE_2024 - 100]), known=st.booleans(), data=st.data())
    def the_tax_office_takes_money_back(self, part: int | None, known: bool, data: st.DataObject) -> None:
        """In whole by either amount, or in part, once or again; or money that nobody knows."""
        serial = data.draw(st.sampled_from(sorted(self.arrived))) if known and self.arrived else "9999"
        amount = part or (data.draw(st.sampled_from(sorted(self.amounts(serial)))) if serial in self.arrived else RATE_2024)
        self.reversals.append(Reversal(self.next_serial(), serial, CHARGE.bill_id, amount, self.day))
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
                self.refund[refund_id] = replace(REFUND, refund_id=refund_id, of_bill=of_bill, amount=self.arrived[serial])
                self.payouts[refund_id] = [PayoutFacts(payout_id_of(refund_id, 1), 1, ())]
                self.step(refund_id, RefundState.APPROVED)
        return refund_id

    def step(self, refund_id: UUID, state: RefundState, paid_on: date | None = None) -> None:
        self.versions[refund_id] += 1
        back = replace(self.going[refund_id], state=state, changed_on=self.day, paid_back_on=paid_on)
        self.going[refund_id], self.refund[refund_id] = back, replace(self.refund[refund_id], state=state)
        others = {serial: one for serial, one in self.record.facts.going_back.items() if one.refund_id != refund_id}
        self.follow(going_back=others if state in CALLED_OFF else {**others, back.tax_serial: back})
        self.settle(Cause(refund_id, self.versions[refund_id], self.day))

    @rule(refund_id=refunds, paid=st.booleans(), other=st.sampled_from([0, 0, 0, 1]), data=st.data())
    def something_is_told_of_a_payout(self, refund_id: UUID, paid: bool, other: int, data: st.DataObject) -> None:
        """Of any that was ordered, whatever became of its refund, as often as the tax office likes; rarely of another amount."""
        if refund_id in self.refund:
            number = data.draw(st.integers(0, len(self.payouts[refund_id]) - 1))
            payout, result = self.payouts[refund_id][number], PayoutResult.PAID if paid else PayoutResult.FAILED
            told = ToldResult(self.next_serial(), payout.payout_id, result, self.refund[refund_id].amount + other, self.day)
            self.payouts[refund_id][number] = payout._replace(told=(*payout.told, told))
            self.judge(refund_id)

    def judge(self, refund_id: UUID) -> None:
        refund = self.refund[refund_id]
        verdict = judge_payouts(refund, self.payouts[refund_id], self.recovered)
        if verdict:
            self.refund[refund_id] = replace(refund, payout_failed=verdict.payout_failed)
            if verdict.state is not refund.state:
                self.step(refund_id, verdict.state, verdict.paid_back_on)
                return
        self.settle()

    @rule(refund_id=refunds)
    def another_payout_is_ordered(self, refund_id: UUID) -> None:
        refund = self.refund.get(refund_id)
        if refund and refund.state is RefundState.APPROVED and refund.payout_failed:
            number = refund.payout_no + 1
            self.refund[refund_id] = replace(refund, payout_no=number, payout_failed=False)
            self.payouts[refund_id].append(PayoutFacts(payout_id_of(refund_id, number), number, ()))

    @rule(refund_id=refunds)
    def it_is_called_off(self, refund_id: UUID) -> None:
        refund = self.refund.get(refund_id)
        if refund and refund.payout_failed and (refund.state, RefundEvent.REFUSED) in TRANSITIONS:
            self.step(refund_id, RefundState.REJECTED)

    @rule(stands=st.booleans(), data=st.data())
    def a_person_settles_what_is_to_be_recovered(self, stands: bool, data: st.DataObject) -> None:
        out = sorted(one.case_id for one in self.outflows() if one.place is Account.TO_RECOVER)
        if not out:
            return
        case_id = data.draw(st.sampled_from(out))
        refund_id = next(
            (key for key, them in self.payouts.items() if any(case_of_payout(t) == case_id for p in them for t in p.told)), None
        )
        before = self.record.status, self.record.stored_payments
        if not stands:
            self.recovered.add(case_id)
        elif refund_id and (self.refund[refund_id].state, RefundEvent.STANDS) in TRANSITIONS and self.is_free(refund_id):
            self.step(refund_id, RefundState.PAID_BACK, self.day)
        if refund_id:
            self.judge(refund_id)
        self.settle()
        after = self.record.status, self.record.stored_payments
        assert refund_id or after == before, "what the tax office makes good of a reversal decides no bill anew"

    def is_free(self, refund_id: UUID) -> bool:
        back = self.going[refund_id]
        state = self.record.stored_payments[back.tax_serial].state
        return back.tax_serial not in self.record.facts.going_back and state in (STANDS if back.of_bill else HELD)

    @rule(days=st.integers(1, 20))
    def time_goes_by(self, days: int) -> None:
        self.day += timedelta(days=days)

    def outflows(self) -> list[Outflow]:
        """All that left beside bills and refunds, and where it stands."""
        found: list[Outflow] = []
        for serial in {one.takes_back for one in self.reversals}:
            stored = self.record.stored_payments.get(serial)
            money = KnownMoney(self.amounts(serial), stored.state) if stored else None
            found += reversals_standing_out(self.taking(serial), money, self.recovered)
        for refund_id, payouts in self.payouts.items():
            found += payouts_standing_out(self.refund[refund_id], payouts, self.recovered)
        return found

    @invariant()
    def no_more_goes_back_than_came(self) -> None:
        back = Counter(one.tax_serial for one in self.going.values() if one.state is RefundState.PAID_BACK)
        assert all(times == 1 for times in back.values())

    @invariant()
    def the_ledger_shows_where_all_money_lies(self) -> None:
        assert sum(self._balance(account) for account in Account) == 0
        states = {serial: state for serial, (state, _) in self.record.stored_payments.items()}
        for account, state in (
            (Account.UNMATCHED, PaymentState.UNMATCHED), (Account.MISMATCH, PaymentState.MISMATCH),
            (Account.DUPLICATE, PaymentState.DUPLICATE), (Account.REFUNDS_PAYABLE, PaymentState.REFUND_PENDING),
        ):  # fmt: skip
            assert -self._balance(account) == sum(self.arrived[serial] for serial, one in states.items() if one is state), state
        paid_out = {case_of_payout(one.paid): one.paid.amount for them in self.payouts.values() for one in them if one.paid}
        assert -self._balance(Account.BANK) == sum(paid_out.values()), "whatever was paid out has left the bank"
        taken_back = {case_of_reversal(one): one.amount for one in self.reversals}
        got_back = sum(amount for case_id, amount in (paid_out | taken_back).items() if case_id in self.recovered)
        known = [serial for serial, one in states.items() if one is PaymentState.REVERSED]
        in_books = {
            serial: sum(one.amount for one in in_whole(self.taking(serial), self.amounts(serial), self.recovered)) for serial in known
        }
        told_otherwise = sum(in_books[serial] - self.arrived[serial] for serial in known)
        gone = sum(taken_back.values()) - told_otherwise
        assert self._balance(Account.TAX_IN_TRANSIT) == sum(self.arrived.values()) - gone + got_back
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
