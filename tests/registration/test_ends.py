"""B27, R-091, H-R-091: what ends with a person: membership, mandates, open applications; what a mistake gives back."""

import asyncio
from datetime import date, datetime
from uuid import UUID

from enrolment_events.registration import MandateChangedV1
from enrolment_terms.benefit_year import SHANGHAI
from tests.registration.answers import mandate
from tests.registration.builders import TOWN, fresh_number
from tests.registration.households import fresh_household, household, person_of, told_of
from tests.registration.test_at_once import WAITS
from tests.registration.test_services import filed
from tests.registration.world import World

DIED = "2023-10-05"


async def record(world: World, person: UUID, died_on: str | None = DIED) -> None:
    answer = await world.post(f"/persons/{person}/death", {"died_on": died_on, "source": "HEALTH"}, world.as_("reviewer"))
    assert answer.status_code == 200, answer.text


async def until(world: World, mandate_id: str) -> list[date | None]:
    """What was told of its last day, oldest first."""
    return [event.data.until_on for event in await world.published(mandate_id) if isinstance(event.data, MandateChangedV1)]


async def heads_wanted(world: World) -> set[str]:
    answer = await world.get("/work-list", world.as_("clerk"), area=TOWN, benefit_year=2024, limit=200)
    assert answer.status_code == 200, answer.text
    return {one["work_id"] for one in answer.json()["items"] if one["task"] == "NAME_HEAD"}


async def family(world: World) -> tuple[str, list[str]]:
    """A household of three by its number, and their participations; the first is the head."""
    number, roles = fresh_household(), ("HEAD", "SPOUSE", "CHILD")
    return number, [(await world.register(household_no=number, form={"household_role": role}))[1] for role in roles]


async def test_a_death_ends_the_membership_and_a_household_without_a_head_is_work(world: World) -> None:
    """R-091, R-053: on the day of death; a new head, or a mistake that is taken back, clears the list."""
    number, (head, spouse, child) = await family(world)
    household_id = str((await household(world, number)).household_id)
    people = [await person_of(world, one) for one in (head, spouse, child)]
    await record(world, people[2])
    assert household_id not in await heads_wanted(world), "no head is wanted for the child"
    await record(world, people[0])
    assert [one.person_id for one in (await household(world, number)).members] == [people[1]]
    assert household_id in await heads_wanted(world)
    [row] = await world.rows("SELECT until_on, from_on FROM household_members WHERE person_id = $1", people[0])
    assert row["until_on"] == row["from_on"], "a membership does not end before it began"
    await record(world, people[0], None)
    assert [one.person_id for one in (await household(world, number)).members] == people[:2]
    assert household_id not in await heads_wanted(world)
    await record(world, people[0])
    await record(world, people[1])
    assert household_id not in await heads_wanted(world), "nobody is left"


async def test_a_head_who_dies_after_the_period_is_work_too(world: World) -> None:
    """R-091, R-053: the period of Maoming ends on 20 December; who dies after it leaves a household without a head all the same."""
    (_, (head, *_)), maoming = await family(world), "440902"
    gone = await person_of(world, head)
    world.clock.move_to(datetime(2023, 12, 25, 9, tzinfo=SHANGHAI))
    await record(world, gone, "2023-12-24")
    [row] = await world.rows("SELECT household_id FROM household_members WHERE person_id = $1", gone)
    await world.rows("UPDATE households SET area = $2, region = '440900' WHERE household_id = $1", row["household_id"], maoming)
    answer = await world.get("/work-list", world.as_("clerk", areas=[maoming]), area=maoming, benefit_year=2024, limit=200)
    assert [(one["work_id"], one["task"]) for one in answer.json()["items"]] == [(str(row["household_id"]), "NAME_HEAD")]


async def test_mandates_for_the_dead_end_on_that_day_and_come_back(world: World) -> None:
    """R-091, registration.mandate.changed: told to the others; a corrected day and a second telling change no more than that."""
    number = fresh_number()
    _, participation_id = await world.register(document_number=number)
    person, mandate_id = await person_of(world, participation_id), await mandate(world, "wx:agent-of-the-dead", number)
    before = await until(world, mandate_id)
    await record(world, person)
    await record(world, person)
    await record(world, person, "2023-10-06")
    await record(world, person, None)
    assert await until(world, mandate_id) == [*before, date(2023, 10, 5), date(2023, 10, 6), date(2023, 12, 31)]


async def test_open_applications_are_withdrawn_with_their_notice(world: World) -> None:
    """R-091, D1 UNDER_REVIEW→WITHDRAWN: whoever filed it reads why; what was decided stays; it may be handed in anew."""
    number = fresh_number()
    decided, participation_id = await world.register(document_number=number)
    person = await person_of(world, participation_id)
    waiting = await filed(world, "contact_change", number, phone="10000000055")
    await record(world, person)
    query = "SELECT application_id::text AS id, state FROM applications WHERE application_id = ANY($1::uuid[])"
    rows = await world.rows(query, [UUID(decided), UUID(waiting)])
    assert {row["id"]: row["state"] for row in rows} == {decided: "APPROVED", waiting: "WITHDRAWN"}
    shown = (await world.get(f"/applications/{waiting}", world.as_("clerk"))).json()
    assert [one["rule"] for one in shown["reasons"]] == ["R-091"]
    await record(world, person, None)
    await filed(world, "contact_change", number, phone="10000000055")


async def test_an_end_by_an_office_is_one_too_and_what_is_left_holds(world: World) -> None:
    """H-R-091: emigrated and dead: either taken back leaves the other; both taken back give the household back."""
    number, (head, spouse, _) = await family(world)
    person = await person_of(world, head)

    async def members() -> set[UUID]:
        return {one.person_id for one in (await household(world, number)).members}

    told = {"kind": "END", "cause": "EMIGRATED", "reason": "出国定居", "happened_on": "2023-10-10"}
    answer = await world.post(f"/participations/{head}/acts", told, world.as_("clerk"))
    assert answer.status_code == 200, answer.text
    assert person not in await members()
    await record(world, person, "2023-10-10")
    await record(world, person, None)
    assert person not in await members(), "he has emigrated all the same"
    acts = (await world.get(f"/participations/{head}/acts", world.as_("auditor"))).json()["items"]
    [act] = [one for one in acts if one["cause"] == "EMIGRATED"]
    path = f"/participations/{head}/acts/{act['act_id']}/withdrawal"
    assert (await world.post(path, {"reason": "误登记"}, world.as_("reviewer", "reviewer:2"))).status_code == 200
    assert {person, await person_of(world, spouse)} <= await members()


async def test_two_deaths_of_one_household_at_once_end_both(world: World) -> None:
    number, made = await family(world)
    people = [await person_of(world, one) for one in made]
    told = len(await told_of(world, number))
    await asyncio.gather(*(record(world, one) for one in people[:2]))
    assert [one.person_id for one in (await household(world, number)).members] == people[2:]
    assert len(await told_of(world, number)) == told + 2


async def test_the_household_is_locked_before_its_members(world: World) -> None:
    """As whoever changes a household does it: nobody waits crosswise."""
    number, (head, *_) = await family(world)
    household_id, person = (await household(world, number)).household_id, await person_of(world, head)
    async with world.database.transaction() as holder:
        await holder.driver.fetch("SELECT FROM households WHERE household_id = $1 FOR UPDATE", household_id)
        death = asyncio.create_task(record(world, person))
        while not await world.rows(WAITS):
            assert not death.done()
        assert await world.rows("SELECT person_id FROM household_members WHERE person_id = $1 FOR UPDATE SKIP LOCKED", person)
    await death
