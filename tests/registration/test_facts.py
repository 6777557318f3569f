"""Bills and money as they come, in any order: the participation follows from all facts."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from enrolment_events.envelope import Event
from enrolment_events.registration import ParticipationActivatedV1, ParticipationLapsedV1, ParticipationRegisteredV1
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.scheme import BillKind, BillState, FailureCause
from tests.registration.builders import bill, counts_no_more, entitled, fresh_number, paid_twice, settled, taken_back
from tests.registration.world import World

ABANDONED_ON = date(2024, 1, 1)


async def failed_and_abandoned(world: World) -> str:
    _, participation_id = await world.register()
    await world.hear(
        bill(participation_id, BillState.SENT, 2),
        bill(participation_id, BillState.FAILED_PERSONAL, 3, cause=FailureCause.INSUFFICIENT_BALANCE),
        bill(participation_id, BillState.ABANDONED, 4, cause=FailureCause.INSUFFICIENT_BALANCE, on=ABANDONED_ON),
    )
    return participation_id


@pytest.mark.parametrize("reversal_first", [False, True])
async def test_money_that_was_taken_back_never_came(world: World, reversal_first: bool) -> None:
    """D2 ACTIVE→REGISTERED, D4: 冲正, whichever is heard first; other money counts again."""
    _, participation_id = await world.register()
    money = settled(participation_id)
    told: list[Event[Any]] = [money, taken_back(money, date(2023, 10, 23))]
    for event in reversed(told) if reversal_first else told:
        await world.hear(event)
    row = await world.participation(participation_id)
    assert (row["state"], row["paid_on"]) == ("REGISTERED", None)
    await world.hear(settled(participation_id, on=date(2023, 11, 2)))
    row = await world.participation(participation_id)
    assert (row["state"], row["paid_on"]) == ("ACTIVE", date(2023, 11, 2))


@pytest.mark.parametrize("unsettled_first", [False, True])
async def test_money_that_counts_no_more_covers_nobody(world: World, unsettled_first: bool) -> None:
    """payment.unsettled: a payment and a cancellation crossed; whichever is heard first."""
    _, participation_id = await world.register()
    money = settled(participation_id)
    told: list[Event[Any]] = [money, counts_no_more(money, date(2023, 10, 23))]
    for event in reversed(told) if unsettled_first else told:
        await world.hear(event)
    row = await world.participation(participation_id)
    assert (row["state"], row["paid_on"]) == ("REGISTERED", None)


async def test_a_failed_deduction_is_shown_and_money_clears_it(world: World) -> None:
    """V-54."""
    _, participation_id = await world.register()
    await world.hear(bill(participation_id, BillState.FAILED_PERSONAL, 3, cause=FailureCause.INSUFFICIENT_BALANCE))
    row = await world.participation(participation_id)
    assert (row["state"], row["failure_cause"]) == ("REGISTERED", "INSUFFICIENT_BALANCE")
    assert len(await world.published(participation_id)) == 1
    await world.hear(settled(participation_id, on=date(2023, 11, 15)))
    row = await world.participation(participation_id)
    assert (row["state"], row["failure_cause"], row["paid_on"]) == ("ACTIVE", None, date(2023, 11, 15))


async def test_a_bill_that_is_sent_again_clears_its_failure(world: World) -> None:
    """R-059."""
    _, participation_id = await world.register()
    await world.hear(bill(participation_id, BillState.FAILED_SYSTEM, 3, cause=FailureCause.BANK_SYSTEM))
    assert (await world.participation(participation_id))["failure_cause"] == "BANK_SYSTEM"
    await world.hear(bill(participation_id, BillState.SENT, 4, resend_no=1))
    assert (await world.participation(participation_id))["failure_cause"] is None


async def test_an_abandoned_bill_lapses_the_participation(world: World) -> None:
    """V-55, registration.participation.lapsed."""
    participation_id = await failed_and_abandoned(world)
    row = await world.participation(participation_id)
    assert (row["state"], row["state_reason"], row["effective_on"]) == ("LAPSED", "BILL_ABANDONED", ABANDONED_ON)
    kinds = [type(event.data) for event in await world.published(participation_id)]
    assert kinds == [ParticipationRegisteredV1, ParticipationLapsedV1]


async def test_a_late_row_that_arrived_in_the_period_mends_it(world: World) -> None:
    """V-57."""
    participation_id = await failed_and_abandoned(world)
    await world.hear(settled(participation_id, on=date(2023, 12, 30)))
    row = await world.participation(participation_id)
    assert (row["state"], row["state_reason"], row["paid_on"]) == ("ACTIVE", None, date(2023, 12, 30))
    assert isinstance((await world.published(participation_id))[-1].data, ParticipationActivatedV1)


async def test_money_deemed_in_the_window_mends_it_too(world: World) -> None:
    """V-56."""
    participation_id = await failed_and_abandoned(world)
    await world.hear(settled(participation_id, on=date(2024, 1, 10), deemed=True))
    assert (await world.participation(participation_id))["state"] == "ACTIVE"


@pytest.mark.parametrize("state", [BillState.ABANDONED, BillState.CANCELLED])
async def test_who_lapsed_without_any_try_comes_again_in_the_year(world: World, state: BillState) -> None:
    """H1 D3, D2: given up without a result, or expired after its days; a new participation stands beside the old one."""
    number = fresh_number()
    _, participation_id = await world.register(document_number=number)
    world.clock.move_to(datetime(2024, 1, 12, 9, tzinfo=SHANGHAI))
    await world.hear(bill(participation_id, state, 3, on=date(2024, 1, 11), expired=state is BillState.CANCELLED))
    assert (await world.participation(participation_id))["state"] == "LAPSED"
    paper = await world.paper("RELEASE_CERTIFICATE", world.as_("citizen", "wx:1"))
    told = {"category": "MY4", "event_date": "2024-01-05", "benefit_year": 2024, "materials": [paper]}
    _, again = await world.register(document_number=number, **told)
    assert (await world.participation(again))["state"] == "REGISTERED"
    await world.hear(settled(participation_id, on=date(2024, 1, 11)))
    assert [(await world.participation(one))["state"] for one in (participation_id, again)] == ["LAPSED", "REGISTERED"]


async def test_money_after_the_period_does_not(world: World) -> None:
    participation_id = await failed_and_abandoned(world)
    await world.hear(settled(participation_id, on=date(2024, 1, 10)))
    assert (await world.participation(participation_id))["state"] == "LAPSED"


@pytest.mark.parametrize(
    ("rival", "state"),
    [
        ({"state": "REGISTERED"}, "LAPSED"),
        ({"state": "ACTIVE"}, "LAPSED"),
        ({"state": "CANCELLED"}, "ACTIVE"),
        ({"state": "LAPSED"}, "ACTIVE"),
        ({"state": "ACTIVE", "benefit_year": 2023}, "ACTIVE"),
        ({"state": "ACTIVE", "scheme": "EMPLOYEE"}, "ACTIVE"),
        ({"state": "ACTIVE", "region": "440900"}, "ACTIVE"),
    ],
)
async def test_a_lapsed_participation_stays_so_where_a_new_one_stands(world: World, rival: dict[str, Any], state: str) -> None:
    """One that has ended, or is of another year, scheme or region, stands in nobody's way."""
    participation_id = await failed_and_abandoned(world)
    same = ", ".join(name for name in await world.participation(participation_id) if name not in ("participation_id", *rival))
    given = ", ".join(f"${place}" for place, _ in enumerate(rival, 3))
    await world.rows(
        f"INSERT INTO participations (participation_id, {same}, {', '.join(rival)}) "
        f"SELECT $1, {same}, {given} FROM participations WHERE participation_id = $2",
        uuid4(),
        UUID(participation_id),
        *rival.values(),
    )
    await world.hear(settled(participation_id, on=date(2023, 12, 30)))
    assert (await world.participation(participation_id))["state"] == state


async def test_an_older_version_never_overwrites_a_newer_one(world: World) -> None:
    _, participation_id = await world.register()
    await world.hear(
        bill(participation_id, BillState.SENT, 4, resend_no=1),
        bill(participation_id, BillState.FAILED_SYSTEM, 3, cause=FailureCause.BANK_SYSTEM),
        bill(participation_id, BillState.HELD, 1),
    )
    [kept] = await world.rows("SELECT state, version, cause FROM remote_bills WHERE participation_id = $1", UUID(participation_id))
    assert kept == {"state": "SENT", "version": 4, "cause": None}
    assert (await world.participation(participation_id))["failure_cause"] is None


async def test_many_events_of_one_bill_in_one_batch(world: World) -> None:
    _, participation_id = await world.register()
    failed = bill(participation_id, BillState.FAILED_PERSONAL, 3, cause=FailureCause.ACCOUNT_ABNORMAL)
    await world.hear_together(failed, failed, bill(participation_id, BillState.SENT, 2), settled(participation_id))
    row = await world.participation(participation_id)
    assert (row["state"], row["failure_cause"]) == ("ACTIVE", None)


async def test_facts_of_an_unknown_participation_wait_for_it(world: World) -> None:
    stranger = uuid4()
    await world.hear(settled(stranger), bill(stranger, BillState.SENT, 2), entitled(stranger, 1, date(2024, 1, 1)))
    assert await world.rows("SELECT outcome FROM remote_payments WHERE participation_id = $1", stranger) == [{"outcome": "SETTLED"}]
    assert await world.published(stranger) == []


async def test_a_second_payment_is_shown_and_moves_nothing(world: World) -> None:
    """V-58."""
    _, participation_id = await world.register()
    person_id = (await world.participation(participation_id))["person_id"]
    await world.hear(settled(participation_id, person_id=person_id), paid_twice(participation_id, person_id))
    assert len(await world.published(participation_id)) == 2
    items = (await world.get(f"/persons/{person_id}/timeline", world.as_("clerk"))).json()["items"]
    assert "重复缴费 406.00元" in [item["what"] for item in items]


async def test_repair_money_opens_nothing(world: World) -> None:
    _, participation_id = await world.register()
    await world.hear(settled(participation_id, kind=BillKind.REPAIR))
    assert (await world.participation(participation_id))["state"] == "REGISTERED"


async def test_a_newborns_birth_year_bill_alone_does_not_open_the_next_year(world: World) -> None:
    """R-024(e): the group is not complete and the money is of another year."""
    _, participation_id = await world.register()
    await world.hear(settled(participation_id, year=2023, group_complete=False, kind=BillKind.NEWBORN_BIRTHYEAR))
    assert (await world.participation(participation_id))["state"] == "REGISTERED"
    await world.hear(settled(participation_id, year=2024, on=date(2024, 5, 31)))
    assert (await world.participation(participation_id))["paid_on"] == date(2024, 5, 31)
