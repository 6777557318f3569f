"""Households heard from registration: whose account is deducted, and in which order (R-053, R-054, F-10)."""

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from enrolment_events.envelope import Event, new_event
from enrolment_events.households import BankAccount, HouseholdChangedV1, HouseholdMember
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Payer
from payment_bridge.gateways.tax_office import TaxOfficeAway
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import KAIPING, MORNING, REGION, VAULT, deductions, normal_bill, participation_event, success_row


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


async def send_first(bridge: Bridge, household: UUID, *people: UUID) -> None:
    await bridge.hear(household_event(household, 1, people, "9900000000000071"), *(participation_event(one) for one in people))
    await bridge.pass_check()
    await bridge.send()


def accounts(bridge: Bridge, person: UUID) -> list[tuple[int, str]]:
    """Number and account of each record that the tax office got of a person's bill, in order."""
    bills = [bill for batch in bridge.tax.batches.values() for bill in batch["bills"] if bill["bill_id"] == str(normal_bill(person))]
    return sorted((one["resend_no"], one["account"]) for one in bills)


async def test_a_levy_that_was_sent_follows_the_account_of_its_household(bridge: Bridge) -> None:
    """R-053: corrected once under its number; who joins or leaves is corrected, who is told again is not."""
    stays, leaves, joins, household = new_id(), new_id(), new_id(), new_id()
    await send_first(bridge, household, stays, leaves)
    await bridge.hear(participation_event(joins))
    await bridge.send()
    change = household_event(household, 2, [stays, joins], "9900000000000072")
    await bridge.hear(change, change)
    assert {(await bridge.bill(normal_bill(one))).state for one in (stays, leaves, joins)} == {"RESEND_QUEUED"}
    await bridge.send()
    await bridge.hear(change, household_event(household, 1, [stays, leaves], "9900000000000071"))
    await bridge.hear(household_event(household, 3, [joins, stays], "9900000000000072"))
    await bridge.send()
    assert accounts(bridge, stays) == [(0, "9900000000000071"), (1, "9900000000000072")]
    assert accounts(bridge, leaves) == [(0, "9900000000000071"), (1, "0000000000000001")]
    assert accounts(bridge, joins) == [(0, "0000000000000001"), (1, "9900000000000072")]
    assert {(await bridge.bill(normal_bill(one))).state for one in (stays, leaves, joins)} == {"SENT"}


async def test_an_account_that_changes_while_the_batch_is_on_its_way_is_sent_after_it(bridge: Bridge) -> None:
    """R-053: what was made before the change told the former account, whenever it is answered."""
    person, household = new_id(), new_id()
    bridge.tax.lose_answers = 1
    with pytest.raises(TaxOfficeAway):
        await send_first(bridge, household, person)
    await bridge.hear(household_event(household, 2, [person], "9900000000000072"))
    await bridge.no_more_waiting()
    await bridge.send()
    assert accounts(bridge, person) == [(0, "9900000000000071"), (1, "9900000000000072")]


async def test_money_and_other_payers_are_not_asked_for_again(bridge: Bridge) -> None:
    """R-053: paid is paid, whichever account it came from; finance has no account of the household."""
    paid, funded, household = new_id(), new_id(), new_id()
    await bridge.hear(participation_event(funded, payer=Payer.FINANCE))
    await send_first(bridge, household, paid)
    await bridge.receive(deductions(success_row("1", normal_bill(paid), date(2023, 10, 12))))
    await bridge.hear(household_event(household, 2, [paid, funded], "9900000000000072"))
    await bridge.send()
    assert [len(accounts(bridge, one)) for one in (paid, funded)] == [1, 1]
    assert (await bridge.bill(normal_bill(paid))).state == "PAID"
