"""Each kind of fact over the bus, as its owner will publish it, and what it does to one insured person's 2024."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from enrolment_events.duplicates import CoverageElsewhereChangedV1, CoverElsewhere
from enrolment_events.envelope import Event, EventData
from enrolment_events.payment import (
    EmployeeEndedV1,
    EmployeePaidV1,
    EmployeeRegisteredV1,
    PaymentReversedV1,
    PaymentUnsettledV1,
    RefundChangedV1,
    RefundEnd,
    RefundPaidBackV1,
    RefundState,
    Unsettled,
)
from enrolment_events.registration import DeathRecordedV1, SubsidyMark, SubsidyMarkedV1, SubsidyUnmarkedV1
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import BillKind, EmployeeIdentity, Payer, Scheme
from tests.benefits.builders import MORNING, event, participation, settled
from tests.benefits.running import RunningBenefits

_MARKED = date(2023, 9, 20)
MARK = SubsidyMark(category="SUB01", department="CIVIL_AFFAIRS", received_on=_MARKED, marked_on=_MARKED)
GONE = SubsidyMark(
    category="SUB01", department="CIVIL_AFFAIRS", received_on=_MARKED, marked_on=_MARKED, removal_received_on=date(2023, 10, 8)
)


class Insured:
    """Somebody whose 2024 is paid, and who is told further facts about."""

    def __init__(self, benefits: RunningBenefits) -> None:
        self.benefits = benefits
        self.person, self.participation, self.payment = new_id(), new_id(), new_id()

    async def pay(self) -> None:
        """Registered and paid in the window."""
        await self.tell(
            participation(self.participation, self.person), settled(self.participation, self.person, "2023-09-15", payment_id=self.payment)
        )

    async def tell(self, *events: Event[Any]) -> dict[str, Any]:
        """Publish, wait for the entitlement that follows, and read it for 1 June 2024."""
        await self.benefits.publish(*events)
        await self.benefits.change_of(self.person)
        return await self.read()

    async def read(self, on: str = "2024-06-01") -> dict[str, Any]:
        answer = await self.benefits.call("GET", f"/entitlements/{self.person}?on={on}", role="hospital")
        body: dict[str, Any] = answer.json()
        return body

    def fact(self, data: EventData, version: int = 1, aggregate: UUID | None = None) -> Event[Any]:
        return event(data, aggregate or self.person, version, self.person, MORNING)


@pytest.fixture
async def insured(benefits: RunningBenefits) -> Insured:
    """A person of this test alone."""
    one = Insured(benefits)
    await one.pay()
    return one


async def test_marks_give_the_level_and_take_it(insured: Insured) -> None:
    assert (await insured.tell(insured.fact(SubsidyMarkedV1(marks=(MARK,)))))["level"] == "SUBSIDISED"
    assert (await insured.tell(insured.fact(SubsidyUnmarkedV1(marks=(GONE,)), 2)))["level"] == "BASE"


async def test_a_death_ends_cover_and_its_withdrawal_gives_it_back(insured: Insured) -> None:
    dead = await insured.tell(insured.fact(DeathRecordedV1(died_on=date(2024, 3, 1), source="公安")))
    assert (dead["covered"], dead["ends_on"], dead["state"]) == (False, "2024-03-01", "ENDED")
    assert "R-091" in [step["rule"] for step in dead["explanation"]]
    assert (await insured.tell(insured.fact(DeathRecordedV1(died_on=None, source="公安"), 2)))["covered"]


async def test_a_reversal_revokes(insured: Insured) -> None:
    """payment.reversed, D8 ANY→REVOKED."""
    reversed_ = PaymentReversedV1(
        payment_id=insured.payment, bill_id=new_id(), participation_id=insured.participation, amount=40600,
        reversed_on=date(2023, 10, 20), tax_serial="R1",
    )  # fmt: skip
    assert (await insured.tell(insured.fact(reversed_, 2, insured.payment)))["state"] == "REVOKED"


async def test_money_that_counts_no_more_revokes_and_counts_again(insured: Insured) -> None:
    """R-063-paid-while-cancelled, payment.unsettled: by its version, whichever is heard first; settled again it covers again."""

    def unsettled(version: int) -> Event[Any]:
        data = PaymentUnsettledV1(
            payment_id=insured.payment, bill_id=new_id(), participation_id=insured.participation, kind=BillKind.NORMAL, benefit_year=2024,
            amount=40600, payer=Payer.PERSON, arrival_date=date(2023, 9, 15), why=Unsettled.CANCELLED, on=date(2023, 10, 20),
        )  # fmt: skip
        return insured.fact(data, version, insured.payment)

    assert (await insured.tell(unsettled(2)))["state"] == "REVOKED"
    again = settled(insured.participation, insured.person, "2023-09-15", payment_id=insured.payment, version=3)
    assert (await insured.tell(again))["covered"]
    await insured.benefits.publish(unsettled(2))
    assert (await insured.read())["covered"]


async def test_a_refund_as_it_stands(insured: Insured) -> None:
    """payment.refund.changed: paid back, and not any more after its payout came back."""

    def refund(version: int, state: RefundState, paid_back_on: date | None) -> Event[Any]:
        data = RefundChangedV1(
            refund_id=refund_id, participation_id=insured.participation, ground="EMPLOYEE_SCHEME", amount=40600, payer=Payer.PERSON,
            state=state, applied_on=date(2023, 12, 1), ends=RefundEnd.TERMINATE, effective_on=date(2023, 12, 10), paid_back_on=paid_back_on,
        )  # fmt: skip
        return insured.fact(data, version, refund_id)

    refund_id = new_id()
    assert (await insured.tell(refund(5, RefundState.PAID_BACK, date(2023, 12, 20))))["state"] == "REVOKED"
    assert (await insured.tell(refund(6, RefundState.APPROVED, None)))["covered"]


async def test_a_refund_revokes_unless_one_payment_remains(insured: Insured) -> None:
    """payment.refund.paid_back."""

    def refund(ground: str) -> Event[Any]:
        refund_id = new_id()
        data = RefundPaidBackV1(
            refund_id=refund_id, participation_id=insured.participation, payment_id=insured.payment, ground=ground, amount=40600,
            applied_on=date(2023, 12, 1), paid_back_on=date(2023, 12, 20),
        )  # fmt: skip
        return insured.fact(data, 1, refund_id)

    await insured.benefits.publish(refund("DUPLICATE_PAYMENT"))
    assert (await insured.tell(refund("EMPLOYEE_SCHEME")))["state"] == "REVOKED"


@pytest.mark.parametrize("told", ["changed", "paid_back"])
async def test_of_two_relations_that_were_paid_for_one_is_given_back(insured: Insured, told: str) -> None:
    """R-133, F-31: ground 2 of a whole bill: no payment of it remains, so no cover does."""
    refund_id = new_id()
    same: dict[str, Any] = {
        "refund_id": refund_id, "participation_id": insured.participation, "ground": "DUPLICATE_PAYMENT", "amount": 40600,
        "applied_on": date(2023, 12, 1), "paid_back_on": date(2023, 12, 20),
    }  # fmt: skip
    changed = RefundChangedV1(
        **same, payer=Payer.PERSON, state=RefundState.PAID_BACK, ends=RefundEnd.TERMINATE, effective_on=date(2023, 12, 10)
    )
    data: EventData = changed if told == "changed" else RefundPaidBackV1(**same)
    assert (await insured.tell(insured.fact(data, 1, refund_id)))["state"] == "REVOKED"


async def test_the_employee_scheme_takes_over_and_gives_back(insured: Insured) -> None:
    """V-73, payment.employee.registered, payment.employee.paid, payment.employee.ended."""
    spell = new_id()
    same: dict[str, Any] = {
        "spell_id": spell, "identity": EmployeeIdentity.WORKER, "area": "440783", "registered_on": date(2024, 4, 10),
    }  # fmt: skip
    paid = {**same, "first_payment_on": date(2024, 4, 18), "benefits_from": date(2024, 5, 1)}
    ended = {**paid, "benefits_until": date(2024, 8, 31), "ended_notice_on": date(2024, 9, 5)}
    taken = await insured.tell(
        insured.fact(EmployeePaidV1(**paid), 2, spell), insured.fact(EmployeeRegisteredV1(**same), 1, spell)
    )  # the payment may be told before the registration (V-73)
    assert (taken["covered"], taken["scheme"], taken["starts_on"]) == (True, "EMPLOYEE", "2024-05-01")
    before = await insured.read("2024-04-30")
    assert (before["covered"], before["scheme"], before["ends_on"]) == (True, "RESIDENT", "2024-04-30")
    await insured.tell(insured.fact(EmployeeEndedV1(**ended), 3, spell))
    back = await insured.read("2024-09-01")
    assert (back["covered"], back["scheme"], back["ends_on"]) == (True, "RESIDENT", "2024-12-31")


async def test_paying_after_death_is_flagged_and_answered_by_the_rule(insured: Insured) -> None:
    flagged = await insured.tell(insured.fact(DeathRecordedV1(died_on=date(2023, 9, 10), source="公安")))
    assert [one["code"] for one in flagged["contradictions"]] == ["PAID_AFTER_DEATH"]
    assert flagged["covered"] is False


async def test_suspended_as_a_duplicate_and_resumed(insured: Insured) -> None:
    """D8 ACTIVE→SUSPENDED, D8 SUSPENDED→ACTIVE."""
    suspended = participation(
        insured.participation, insured.person, "SUSPENDED", version=2, state_reason="DUPLICATE", effective_on=date(2024, 5, 20)
    )
    assert (await insured.tell(suspended))["state"] == "SUSPENDED"
    resumed = participation(insured.participation, insured.person, "RESUMED", version=3, effective_on=date(2024, 5, 30))
    assert (await insured.tell(resumed))["state"] == "ACTIVE"
    assert (await insured.read("2024-05-29"))["state"] == "SUSPENDED"


async def test_a_year_in_another_region_is_not_missed(benefits: RunningBenefits) -> None:
    """F-30, R-102, dedup.coverage_elsewhere.changed: told, and told otherwise; the reasons name the place and who tells of it."""
    person, paid_for = new_id(), new_id()
    last_year = participation(new_id(), person, "ACTIVE", benefit_year=2024, paid_on=date(2023, 10, 10))

    async def told(*events: Event[Any]) -> dict[str, Any]:
        await benefits.publish(*events)
        await benefits.change_of(person)
        answer = await benefits.call("GET", f"/entitlements/{person}?on=2026-02-01", role="hospital")
        body: dict[str, Any] = answer.json()
        return body

    def elsewhere(version: int, *cover: CoverElsewhere) -> Event[Any]:
        return event(CoverageElsewhereChangedV1(spells=cover), person, version, person, MORNING)

    await told(last_year)
    registered = participation(paid_for, person, benefit_year=2026), settled(paid_for, person, "2025-10-10", year=2026)
    assert (await told(*registered))["starts_on"] == "2026-04-01"
    found = await told(elsewhere(2, CoverElsewhere(area="440900", scheme=Scheme.RESIDENT, years=(2025,), paid=True)))
    assert (found["covered"], found["starts_on"]) == (True, "2026-01-01")
    [because, *_] = [step for step in found["explanation"] if step["facts"].get("place")]
    assert (because["rule"], because["facts"]["place"], because["facts"]["years"]) == ("R-102", "广东省茂名市", [2025])
    assert "重复参保校验" in because["text"]
    assert (await told(elsewhere(3)))["starts_on"] == "2026-04-01", "the index knows better now"
