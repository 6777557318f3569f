"""Households as data (B3, R-053, R-054, H-R-053): one number is one household, one person belongs to one, the newest account holds."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from enrolment_terms.benefit_year import SHANGHAI
from registration.domain.household import HouseholdTold
from registration.domain.participation_change import Account
from registration.repository.person_merges import WITH_A_RULE
from registration.use_cases.keep_households import keep_households
from tests.registration.builders import TOWN, check_completed, fresh_number, insured
from tests.registration.households import ACCOUNT, account_number, fresh_household, household, person_of, told_of
from tests.registration.world import World

OCTOBER_7 = datetime(2023, 10, 7, 9, tzinfo=SHANGHAI)
_IS_WAITING = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"


@pytest.fixture(autouse=True)
def in_time(world: World) -> None:
    world.clock.move_to(OCTOBER_7)


async def changed(world: World, participation_id: str, **body: Any) -> None:
    """A change by an office; with a new account the agreement of three is handed in."""
    if "account" in body:
        body["agreement_material"] = (await world.paper("TRIPARTITE_AGREEMENT", world.as_("clerk")))["reference"]
    answer = await world.post(f"/participations/{participation_id}/changes", body, world.as_("clerk"))
    assert answer.status_code == 200, answer.text


async def test_one_number_however_written_is_one_household_and_members_stand_in_order(world: World) -> None:
    """R-054: the household of a form is found again; what each is to its head is told, and number and account only sealed."""
    _, head = await world.register(household_no="h-a001", form={"household_role": "HEAD"})
    _, child = await world.register(household_no="Ｈ-Ａ００１", form={"household_role": "CHILD"})
    told = await household(world, "h-a001")
    assert [(one.person_id, one.role, one.deducted) for one in told.members] == [
        (await person_of(world, head), "HEAD", True),
        (await person_of(world, child), "CHILD", True),
    ]
    assert account_number(world, told) == "9900000000000001"
    stored = str(await world.rows("SELECT event::text FROM outbox")) + str(await world.rows("SELECT h::text FROM households AS h"))
    assert "h-a001" not in stored
    assert "9900000000000001" not in stored


async def test_whoever_moves_to_another_household_leaves_the_first(world: World) -> None:
    """registration.household.changed: one person stands in one household at a time; both are told."""
    first, second = fresh_household(), fresh_household()
    _, moves = await world.register(household_no=first)
    _, stays = await world.register(household_no=first)
    await changed(world, moves, household_no=second)
    assert [one.person_id for one in (await household(world, first)).members] == [await person_of(world, stays)]
    assert [one.person_id for one in (await household(world, second)).members] == [await person_of(world, moves)]
    person = await person_of(world, moves)
    kept = await world.rows("SELECT until_on FROM household_members WHERE person_id = $1 ORDER BY member_id", person)
    assert [row["until_on"] for row in kept] == [OCTOBER_7.date(), None], "what was stays"


async def test_the_newest_account_is_the_households_and_an_own_account_is_not(world: World) -> None:
    """R-053 「以后每年在此账户中扣缴本家庭户的居民医保费」; H-R-053: without the number it is the person's own."""
    number = fresh_household()
    _, head = await world.register(household_no=number)
    _, child = await world.register(household_no=number)
    await changed(world, head, household_no=number, account=ACCOUNT)
    told = await household(world, number)
    assert (account_number(world, told), told.agreed_on) == ("9900000000000077", OCTOBER_7.date())
    await changed(world, child, account={**ACCOUNT, "account_number": "9900000000000088"})
    told = await household(world, number)
    assert account_number(world, told) == "9900000000000077"
    deducted = {one.person_id: one.deducted for one in told.members}
    assert deducted == {await person_of(world, head): True, await person_of(world, child): False}


async def test_a_number_alone_makes_nobody_pay_for_a_stranger(world: World) -> None:
    """R-053: who names a household and another account, without the agreement, pays from his own; the household's terms stay."""
    number = fresh_household()
    _, head = await world.register(household_no=number, household_address="月山镇一号")
    before = await household(world, number)
    _, stranger = await world.register(household_no=number, account_number="9900000000000666", household_address="别处")
    told = await household(world, number)
    assert (account_number(world, told), told.agreed_on) == (account_number(world, before), before.agreed_on)
    assert {one.person_id: one.deducted for one in told.members} == {
        await person_of(world, head): True,
        await person_of(world, stranger): False,
    }


async def test_a_list_of_last_year_tells_households_and_moves_nobody(world: World) -> None:
    """R-054: people of one number are one household; whoever belongs to another by now stays there; told again, it is the same."""
    number, other, document = fresh_household(), fresh_household(), fresh_number()
    _, mover = await world.register(household_no=other, document_number=document)
    moved = insured(name="陈大文", document_number=document, household_no=number)
    body = {"benefit_year": 2023, "people": [insured(household_no=number), insured(household_no=number), moved]}
    for _ in range(2):
        assert (await world.imports(body)).status_code == 200
    told = await told_of(world, number)
    assert ([len(one.data.members) for one in told], told[-1].data.account) == ([2], None)
    assert [one.person_id for one in (await household(world, other)).members] == [await person_of(world, mover)]


async def test_what_changes_nothing_tells_nothing(world: World) -> None:
    """The same again is the same household, without a new version."""
    number = fresh_household()
    _, head = await world.register(household_no=number)
    before = await told_of(world, number)
    proof = (await world.paper("SCHOOL_CERTIFICATE", world.as_("clerk")))["reference"]
    await changed(world, head, household_no=number, category="STUDENT", proof_material=proof)
    assert await told_of(world, number) == before


async def test_a_stop_of_somebody_who_moved_out_ends_the_membership(world: World) -> None:
    """B5 户籍迁出."""
    number, document = fresh_household(), fresh_number()
    await world.register(household_no=number, document_number=document)
    application_id = await world.apply(
        item="stop", benefit_year=2024, document_number=document, form={"stop_reason": "MOVED_OUT"},
        **dict.fromkeys(("household_area", "household_address", "account_holder", "bank", "account_number", "phone")),
    )  # fmt: skip
    answer = await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("clerk"))
    assert answer.status_code == 200, answer.text
    assert (await household(world, number)).members == ()


async def test_two_approvals_at_once_make_one_household(world: World) -> None:
    """Both name a number that nobody had: one household, two members, whichever was first."""
    number = fresh_household()
    filed = [await world.apply(household_no=number) for _ in range(2)]
    for application_id in filed:
        await world.hear(check_completed(application_id, at=OCTOBER_7))
    answers = await asyncio.gather(
        *(world.post(f"/applications/{one}/decision", {"decision": "APPROVE"}, world.as_("clerk", f"clerk:{one}")) for one in filed)
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len((await household(world, number)).members) == 2
    assert [event.aggregateversion for event in await told_of(world, number)] == [1, 2]


async def test_of_two_changes_at_once_neither_is_lost(world: World) -> None:
    """One tells the address, the other the account: the second reads what the first has written."""
    number = fresh_household()
    _, head = await world.register(household_no=number)
    told = HouseholdTold(person_id=await person_of(world, head), area=TOWN, told_on=OCTOBER_7.date(), household_no=number)
    account = Account(holder="陈大文", bank="开平农商银行", number="9900000000000055")

    async def tell_account() -> None:
        async with world.database.transaction() as tx:
            await keep_households(tx, [replace(told, account=account, has_agreement=True)])

    async with world.database.transaction() as tx:
        await keep_households(tx, [replace(told, address="示例村 9 号")])
        other = asyncio.create_task(tell_account())
        while not await tx.driver.fetchval(_IS_WAITING):
            pass
    await other
    shown = await household(world, number)
    [row] = await world.rows("SELECT address FROM households WHERE household_id = $1", shown.household_id)
    assert world.opened(row["address"], "address", shown.household_id) == "示例村 9 号"
    assert account_number(world, shown) == "9900000000000055"


async def test_of_two_moves_at_once_the_later_one_holds(world: World) -> None:
    """One person is told to stand in a second household, and at the same moment in a third: he ends in one of them, the last one told."""
    first, second, third = fresh_household(), fresh_household(), fresh_household()
    _, moves = await world.register(household_no=first)
    for number in (second, third):
        await world.register(household_no=number)
    told = HouseholdTold(person_id=await person_of(world, moves), area=TOWN, told_on=OCTOBER_7.date(), household_no=third)

    async def tell_third() -> None:
        async with world.database.transaction() as tx:
            await keep_households(tx, [told])

    async with world.database.transaction() as tx:
        await keep_households(tx, [replace(told, household_no=second)])
        other = asyncio.create_task(tell_third())
        while not await tx.driver.fetchval(_IS_WAITING):
            pass
    await other
    stands = [
        number for number in (first, second, third) if told.person_id in [m.person_id for m in (await household(world, number)).members]
    ]
    assert stands == [third]


async def test_a_merge_keeps_one_membership(world: World) -> None:
    """R-026, V-31: of two records in two households the kept one's stays; the other household is told without him."""
    first, second, document = fresh_household(), fresh_household(), fresh_number()
    _, kept = await world.register(household_no=first)
    await world.register(household_no=second, document_number=document)
    person = await person_of(world, kept)
    body = {"document": {"document_type": "RESIDENT_ID", "document_number": document}, "reason": "同一人两份档案"}
    for reviewer in ("reviewer:1", "reviewer:2"):
        answer = await world.post(f"/persons/{person}/merges", body, world.as_("reviewer", reviewer))
    assert answer.status_code == 200, answer.text
    assert [one.person_id for one in (await household(world, first)).members] == [person]
    assert (await household(world, second)).members == ()
    assert "household_members" in WITH_A_RULE
