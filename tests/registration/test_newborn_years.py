"""R-024: both years of a newborn are registrations of their own, from one application; each is paid, stopped and ended by itself."""

import asyncio
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from enrolment_events.registration import ParticipationRegisteredV1, PersonCreatedV1
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import Sex
from enrolment_terms.fictitious import fictitious_id
from enrolment_terms.scheme import BillKind
from registration.domain.participation_acts import ParticipationActKind
from registration.domain.participation_states import StateReason
from registration.domain.scope import Scope
from registration.use_cases.act_on_participation import ActForm, act_on_participation, withdraw_act
from tests.registration.builders import form, fresh_number, insured, settled
from tests.registration.test_at_once import lesser_is_locked_first
from tests.registration.test_newborn_identity import born, change, decided
from tests.registration.test_unborn import approve, pre_enrolled
from tests.registration.world import World

FEBRUARY, OCTOBER = (datetime(year, month, 10, 9, tzinfo=SHANGHAI) for year, month in ((2024, 2), (2023, 10)))
MOTHER = "wx:mother"
_nth = count(100)


async def file(world: World, number: str, year: int) -> str:
    """The application of a child with its ID."""
    caller = world.as_("citizen", MOTHER)
    body = form(item="newborn_enrolment", name="陈新生", sex="女", document_number=number, benefit_year=year)
    body["materials"] = [await world.paper("HOUSEHOLD_BOOK", caller)]
    answer = await world.post("/applications", body, caller)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["application_id"])


async def enrolled(world: World, birth: date, year: int) -> str:
    """The participation of the application's year."""
    answer = await approve(world, await file(world, fictitious_id(birth, next(_nth), Sex.FEMALE), year))
    assert answer.status_code == 200, answer.text
    return str(answer.json()["participation_id"])


async def years_of(world: World, participation_id: str) -> dict[int, dict[str, Any]]:
    """All participations of the person of this one, by year."""
    [row] = await world.rows("SELECT person_id FROM participations WHERE participation_id = $1", UUID(participation_id))
    found = await world.rows("SELECT * FROM participations WHERE person_id = $1 ORDER BY benefit_year", row["person_id"])
    assert len({one["benefit_year"] for one in found}) == len(found)
    return {one["benefit_year"]: one for one in found}


def states(years: dict[int, dict[str, Any]]) -> dict[int, str]:
    return {year: one["state"] for year, one in years.items()}


async def test_one_application_registers_both_years(world: World) -> None:
    """V-24, R-024 (b), registration.participation.registered: two, of one person and application; `GET /me` and the timeline show both."""
    world.clock.move_to(FEBRUARY)
    participation_id = await enrolled(world, date(2023, 11, 20), 2024)
    years = await years_of(world, participation_id)
    assert states(years) == {2023: "REGISTERED", 2024: "REGISTERED"}
    assert str(years[2024]["participation_id"]) == participation_id
    assert len({one["application_id"] for one in years.values()}) == 1
    events = [event.data for event in await world.published() if event.personid == years[2024]["person_id"]]
    registered = [one for one in events if isinstance(one, ParticipationRegisteredV1)]
    assert [(one.benefit_year, one.participation_id) for one in registered] == [(y, years[y]["participation_id"]) for y in (2024, 2023)]
    assert len([one for one in events if isinstance(one, PersonCreatedV1)]) == 1
    mine = (await world.get("/me", world.as_("citizen", MOTHER))).text
    assert all(str(one["participation_id"]) in mine for one in years.values())
    timeline = await world.get(f"/persons/{years[2024]['person_id']}/timeline", world.as_("clerk"))
    assert len([line for line in timeline.json()["items"] if line["code"] == "participation.registered"]) == 2


async def test_each_year_stands_by_itself(world: World) -> None:
    """V-23, V-25, R-024 (d, e): money of one year opens that one; a stop of the other leaves it; the renewal makes no third."""
    world.clock.move_to(FEBRUARY)
    years = await years_of(world, await enrolled(world, date(2023, 11, 20), 2024))
    of_2023, of_2024 = (str(years[year]["participation_id"]) for year in (2023, 2024))
    await world.hear(settled(of_2023, on=date(2024, 2, 12), year=2023, kind=BillKind.NEWBORN_BIRTHYEAR))
    assert states(await years_of(world, of_2023)) == {2023: "ACTIVE", 2024: "REGISTERED"}
    await world.hear(settled(of_2024, on=date(2024, 6, 1), kind=BillKind.MIDYEAR))
    world.clock.move_to(datetime(2024, 10, 10, 9, tzinfo=SHANGHAI))
    await world.do_what_is_due()
    found = await years_of(world, of_2023)
    assert states(found) == {2023: "SUSPENDED", 2024: "ACTIVE", 2025: "REGISTERED"}
    assert (found[2023]["state_reason"], found[2025]["channel"]) == ("YEAR_END", "RENEWAL")


async def test_in_the_period_both_are_offered_and_the_renewal_finds_them(world: World) -> None:
    """R-024 (c), R-050: an application for the birth year in its autumn; paid and renewed, there are still two."""
    world.clock.move_to(OCTOBER)
    participation_id = await enrolled(world, date(2023, 8, 31), 2023)
    await world.hear(settled(participation_id, on=date(2023, 10, 12), year=2023, kind=BillKind.NEWBORN_BIRTHYEAR))
    await world.do_what_is_due()
    years = await years_of(world, participation_id)
    assert states(years) == {2023: "ACTIVE", 2024: "REGISTERED"}
    assert years[2024]["channel"] == "YUE_YIBAO"


async def test_a_stop_of_the_birth_year_takes_the_unpaid_next_one_along(world: World) -> None:
    """R-050, R-051: as it does with a renewal."""
    world.clock.move_to(datetime(2023, 9, 20, 9, tzinfo=SHANGHAI))
    participation_id = await enrolled(world, date(2023, 6, 3), 2023)
    await world.hear(settled(participation_id, on=date(2023, 9, 20), year=2023, kind=BillKind.NEWBORN_BIRTHYEAR))
    answer = await world.post(f"/participations/{participation_id}/stop", {"reason": "迁出"}, world.as_("clerk"))
    assert answer.status_code == 200, answer.text
    assert states(await years_of(world, participation_id)) == {2023: "STOPPED", 2024: "CANCELLED"}


@pytest.mark.parametrize("together", [False, True])
async def test_two_applications_make_two_years(world: World, together: bool) -> None:
    """R-001, R-024: one for each year, approved one after the other or at once: whichever comes second finds the year that is there."""
    world.clock.move_to(OCTOBER)
    number = fictitious_id(date(2023, 7, 9), next(_nth), Sex.FEMALE)
    filed = [await file(world, number, year) for year in (2023, 2024)]
    answers = await asyncio.gather(*(approve(world, one) for one in filed)) if together else [await approve(world, one) for one in filed]
    approved = [answer.json()["participation_id"] for answer in answers if answer.status_code == 200]
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert states(await years_of(world, approved[0])) == {2023: "REGISTERED", 2024: "REGISTERED"}


async def test_a_child_that_a_list_registered_for_next_year_gets_its_birth_year(world: World) -> None:
    """R-024 (b, e), H2 R-022: filed for the year that is over, while its money opens anything; then it is refused."""
    world.clock.move_to(FEBRUARY)
    number, late = (fictitious_id(date(2023, 11, 20), next(_nth), Sex.FEMALE) for _ in range(2))
    people = [insured(name="陈新生", sex="女", document_number=one, paid_on="2024-02-05") for one in (number, late)]
    assert (await world.imports({"benefit_year": 2024, "people": people})).json()["imported"] == 2
    answer = await approve(world, await file(world, number, 2023))
    assert answer.status_code == 200, answer.text
    assert states(await years_of(world, answer.json()["participation_id"])) == {2023: "REGISTERED", 2024: "ACTIVE"}
    world.clock.move_to(datetime(2024, 6, 1, 9, tzinfo=SHANGHAI))
    caller = world.as_("citizen", MOTHER)
    body = form(item="newborn_enrolment", name="陈新生", sex="女", document_number=late, benefit_year=2023)
    body["materials"] = [await world.paper("HOUSEHOLD_BOOK", caller)]
    refused = await world.post("/applications", body, caller)
    assert [one["code"] for one in refused.json()["reasons"]] == ["DEADLINE_PASSED"], refused.text


async def test_not_born_neither_year_is_left(world: World) -> None:
    """R-021, F-27: and both are given back when that was a mistake."""
    world.clock.move_to(datetime(2023, 12, 1, 9, tzinfo=SHANGHAI))
    _, participation_id = await pre_enrolled(world, expected_on="2023-12-20", benefit_year=2024)
    assert states(await years_of(world, participation_id)) == {2023: "REGISTERED", 2024: "REGISTERED"}
    end = {"kind": "END", "cause": "NOT_BORN", "reason": "未出生"}
    assert (await world.post(f"/participations/{participation_id}/acts", end, world.as_("clerk"))).status_code == 200
    assert states(await years_of(world, participation_id)) == {2023: "TERMINATED", 2024: "TERMINATED"}
    [act] = (await world.get(f"/participations/{participation_id}/acts", world.as_("clerk"))).json()["items"]
    path = f"/participations/{participation_id}/acts/{act['act_id']}/withdrawal"
    assert (await world.post(path, {"reason": "录入有误"}, world.as_("reviewer"))).status_code == 200
    assert states(await years_of(world, participation_id)) == {2023: "REGISTERED", 2024: "REGISTERED"}


async def test_two_ends_of_both_years_at_once_are_one(world: World) -> None:
    """R-021: one office names one year, another the other."""
    world.clock.move_to(datetime(2023, 12, 1, 9, tzinfo=SHANGHAI))
    _, known = await pre_enrolled(world, expected_on="2023-12-20", benefit_year=2024)
    end = {"kind": "END", "cause": "NOT_BORN", "reason": "未出生"}
    paths = [f"/participations/{one['participation_id']}/acts" for one in (await years_of(world, known)).values()]
    answers = await asyncio.gather(*(world.post(path, end, world.as_("clerk", f"clerk:{n}")) for n, path in enumerate(paths)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert states(await years_of(world, known)) == {2023: "TERMINATED", 2024: "TERMINATED"}


async def test_both_years_of_a_child_are_locked_in_the_order_of_their_ids(world: World) -> None:
    """R-021: that it is not born, and that this was a mistake, whichever of its years is named."""
    world.clock.move_to(datetime(2023, 12, 1, 9, tzinfo=SHANGHAI))
    _, known = await pre_enrolled(world, expected_on="2023-12-20", benefit_year=2024)
    years = [str(one["participation_id"]) for one in (await years_of(world, known)).values()]
    greater = UUID(max(years, key=UUID))
    form = ActForm(kind=ParticipationActKind.END, cause=StateReason.NOT_BORN, happened_on=None, reason="未出生")
    clerk, reviewer = (Scope(f"{role}:1", ["440783%"]) for role in ("clerk", "reviewer"))
    assert await lesser_is_locked_first(
        world, "participations", "participation_id", years, lambda tx: act_on_participation(tx, greater, form, clerk)
    )
    [act] = await world.rows("SELECT act_id FROM participation_acts WHERE participation_id = $1 AND kind = 'END'", greater)
    assert await lesser_is_locked_first(
        world, "participations", "participation_id", years, lambda tx: withdraw_act(tx, greater, act["act_id"], "录入有误", reviewer)
    )


async def test_born_in_another_year_it_is_registered_for_that_year_once(world: World) -> None:
    """R-021, R-027, F-27: expected in January, born in December; told again nothing is added."""
    world.clock.move_to(datetime(2023, 11, 2, 9, tzinfo=SHANGHAI))
    mother = fresh_number(Sex.FEMALE)
    _, participation_id = await pre_enrolled(world, expected_on="2024-01-05", document_number=mother)
    assert states(await years_of(world, participation_id)) == {2024: "REGISTERED"}
    world.clock.move_to(datetime(2024, 1, 4, 9, tzinfo=SHANGHAI))
    told = born(new_birth_date="2023-12-28", new_document_number="O440000077")
    assert (await decided(world, await change(world, f"{mother}-1", told))).status_code == 200
    years = await years_of(world, participation_id)
    assert states(years) == {2023: "REGISTERED", 2024: "REGISTERED"}
    [event] = await world.published(years[2023]["participation_id"])
    assert isinstance(event.data, ParticipationRegisteredV1)
    assert (event.data.person.birth_date, event.data.registered_on) == (date(2023, 12, 28), date(2024, 1, 4))
    body = {"birth_date": "2023-12-29", "reason": "更正"}
    path = f"/persons/{years[2023]['person_id']}/identity-corrections"
    assert (await world.post(path, body, world.as_("reviewer"))).status_code == 200
    assert states(await years_of(world, participation_id)) == {2023: "REGISTERED", 2024: "REGISTERED"}
