"""Households heard from registration: whose account is deducted, and in which order (R-053, R-054, F-10)."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from enrolment_events.envelope import Event, new_event
from enrolment_events.households import BankAccount, HouseholdChangedV1, HouseholdMember
from enrolment_terms.identifiers import new_id
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import KAIPING, MORNING, REGION, VAULT, normal_bill, participation_event


def household_event(household: UUID, version: int, members: Sequence[UUID], account: str | None = None) -> Event[HouseholdChangedV1]:
    """What registration tells of a household of which all members are deducted together."""

    def sealed(text: str, purpose: str) -> Any:
        return VAULT.seal(text, purpose, household)

    told = (
        BankAccount(holder=sealed("陈户主", "holder"), bank=sealed("开平农商银行", "bank"), number=sealed(account, "account"))
        if account
        else None
    )
    data = HouseholdChangedV1(
        household_id=household,
        household_no=sealed("H-77", "household"),
        area=KAIPING,
        members=tuple(HouseholdMember(person_id=one, deducted=True) for one in members),
        account=told,
    )
    return new_event(
        data,
        aggregate_id=household,
        aggregate_version=version,
        person_id=household,
        region=REGION,
        occurred_at=MORNING,
        recorded_at=MORNING,
    )


async def sent(bridge: Bridge) -> list[dict[str, Any]]:
    """The records of the one batch that went out."""
    await bridge.pass_check()
    await bridge.send()
    (batch,) = bridge.tax.batches.values()
    bills: list[dict[str, Any]] = batch["bills"]
    return bills


async def test_a_household_is_deducted_from_its_account_in_the_order_of_its_form(bridge: Bridge) -> None:
    """R-054, F-10: whoever belongs to no household keeps his own account, and comes first."""
    people = sorted((new_id() for _ in range(3)), reverse=True)
    alone = new_id()
    await bridge.hear(household_event(new_id(), 1, people, "9900000000000077"))
    await bridge.hear(*(participation_event(one) for one in (*people, alone)))
    bills = await sent(bridge)
    assert [one["bill_id"] for one in bills] == [str(normal_bill(one)) for one in (alone, *people)]
    assert [(one["account"], one["household_no"]) for one in bills[1:]] == [("9900000000000077", "H-77")] * 3
    assert {(one["bank"], one["account_holder"]) for one in bills[1:]} == {("开平农商银行", "陈户主")}
    assert (bills[0]["account"], bills[0]["household_no"]) == ("0000000000000001", "H-0001")
    assert "9900000000000077" not in str(await bridge.rows("SELECT * FROM remote_households"))


async def test_without_an_account_of_the_household_each_keeps_his_own(bridge: Bridge) -> None:
    person = new_id()
    await bridge.hear(participation_event(person), household_event(new_id(), 1, [person]))
    [bill] = await sent(bridge)
    assert (bill["account"], bill["household_no"]) == ("0000000000000001", "H-77")


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_the_newest_terms_win_in_any_order_and_any_repetition(bridge: Bridge, order: tuple[int, ...]) -> None:
    """R-053: of three versions the last is deducted, however often and in whichever order they are heard."""
    person, household = new_id(), new_id()
    told = [household_event(household, version, [person], f"990000000000007{version}") for version in (1, 2, 3)]
    await bridge.hear(participation_event(person))
    for place in (*order, *order):
        await bridge.hear(told[place])
    [bill] = await sent(bridge)
    assert bill["account"] == "9900000000000073"
