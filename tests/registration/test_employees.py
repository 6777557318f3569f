"""Relations in the employee scheme as registration sees them: changes copied, notices kept, and the tax office's work refused."""

from datetime import date, datetime
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest

from enrolment_events.payment import EmployeeChange
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.scheme import EmployeeChangeKind, EmployeeIdentity
from tests.registration.builders import AUTUMN, check_completed, employed, form, fresh_number, hit, settled
from tests.registration.households import person_of
from tests.registration.world import World

FIRST, SECOND = "91440604MA4YANGLI2", "91440783MA4YANGLI1"


def job(person_id: UUID, spell_id: UUID, version: int, since: date, **changed: Any) -> Any:
    """A relation that nobody has paid for yet."""
    return employed(person_id, version, spell_id=spell_id, paid_on=None, registered_on=since, **changed)


async def notices(world: World, area: str, person_id: UUID, role: str = "clerk") -> list[dict[str, Any]]:
    """What an office reads of one person."""
    answer = await world.get("/employee-notices", world.as_(role, areas=[area]), area=area, limit=1000)
    assert answer.status_code == 200, answer.text
    return [one for one in answer.json()["items"] if one["person_id"] == str(person_id)]


async def test_changes_are_shown_as_the_tax_office_passed_them_on(world: World) -> None:
    """B21, H-B21: copied, with kind and day; a correction of the tax office replaces them."""
    person_id = await person_of(world, (await world.register())[1])
    merged = EmployeeChange(kind=EmployeeChangeKind.EMPLOYER_MERGED, changed_on=date(2024, 6, 11), former_employer=FIRST)
    await world.hear(employed(person_id, 2, employer=SECOND, changes=(merged,)), employed(person_id, 1, employer=FIRST))
    [shown] = (await world.get(f"/persons/{person_id}/insurance", world.as_("clerk"))).json()["employments"]
    [change] = shown["changes"]
    assert (change["kind_label"], change["changed_on"], change["former_employer"]) == ("用人单位合并", "2024-06-11", FIRST)
    await world.hear(employed(person_id, 3, employer=SECOND))
    [shown] = (await world.get(f"/persons/{person_id}/insurance", world.as_("clerk"))).json()["employments"]
    assert shown["changes"] == []


@pytest.mark.parametrize("role", ["citizen", "clerk"])
async def test_a_change_of_an_employee_is_the_tax_offices(world: World, role: str) -> None:
    """B21: whoever asks is told where to go, and nothing else of the form or the file."""
    answer = await world.post("/applications", form(item="employee_change", name=""), world.as_(role, "wx:1"))
    assert answer.status_code == 422, answer.text
    [told] = answer.json()["reasons"]
    assert (told["code"], told["field"], told["rule"], answer.json()["missing"]) == ("USE_TAX_SYSTEM", "item", "B21", [])
    assert "税务部门" in told["msg"]


async def test_an_employed_foreigner_goes_to_his_employer(world: World) -> None:
    """R-016: refused at the counter with the tax path, beside whatever else the form lacks."""
    told = {"enrolment_way": "RESIDENT", "employed": "true", "document_valid_to": "2025-01-31"}
    body = form(category="FOREIGNER", document_type="FOREIGN_PR", document_number="ABC123456789012", birth_date="1980-01-01", form=told)
    answer = await world.post("/applications", body, world.as_("clerk"))
    assert answer.status_code == 422, answer.text
    [path] = [one for one in answer.json()["reasons"] if one["code"] == "USE_TAX_SYSTEM"]
    assert (path["field"], path["rule"]) == ("employed", "R-016")
    assert "省电子税务系统" in path["msg"]
    assert [one["label"] for one in answer.json()["missing"]] == ["长期居住证明或外国人永久居留身份证"]


async def test_a_second_job_is_noted_in_any_order_and_blocked_by_nobody(world: World) -> None:
    """R-080: noted for the office of the new job, with the day on which the old one stopped; another office reads nothing."""
    for order in permutations(range(3)):
        person_id, old, new = await person_of(world, (await world.register())[1]), uuid4(), uuid4()
        told = [
            job(person_id, old, 1, date(2020, 3, 1), employer=FIRST, area="440604"),
            job(person_id, new, 1, date(2024, 5, 6), employer=SECOND, area="440783"),
            job(person_id, old, 2, date(2020, 3, 1), employer=FIRST, area="440604", ended_notice_on=date(2024, 5, 9)),
        ]
        for place in (*order, *order):
            await world.hear(told[place])
        [note] = await notices(world, "440783", person_id)
        assert (note["kind"], note["rule"], note["other_area"], note["over_on"]) == ("REMIND_EMPLOYER", "R-080", "440604", "2024-05-09")
        assert note["kind_label"].startswith("已有职工医保关系")
        assert await notices(world, "440604", person_id) == []
    row = await world.rows("SELECT state FROM participations WHERE person_id = $1", person_id)
    assert [one["state"] for one in row] == ["REGISTERED"], "registered, not paid: nothing rests"


async def test_a_notice_that_follows_no_more_is_withdrawn(world: World) -> None:
    """R-080: the tax office corrects the day of the stop; a flexible worker is reminded himself."""
    person_id, old, new = await person_of(world, (await world.register())[1]), uuid4(), uuid4()
    flexible = {"identity": EmployeeIdentity.FLEXIBLE, "area": "440783"}
    await world.hear(job(person_id, old, 1, date(2020, 3, 1), employer=FIRST), job(person_id, new, 1, date(2024, 5, 6), **flexible))
    assert [one["kind"] for one in await notices(world, "440783", person_id)] == ["REMIND_PERSON"]
    await world.hear(job(person_id, old, 2, date(2020, 3, 1), employer=FIRST, ended_notice_on=date(2024, 5, 5)))
    assert await notices(world, "440783", person_id) == []


async def test_two_records_of_one_person_have_two_jobs(world: World) -> None:
    """R-080, R-026: each job was told of another record; once they are one, the notice follows."""
    numbers = [fresh_number(), fresh_number()]
    people = [await person_of(world, (await world.register(document_number=number))[1]) for number in numbers]
    for person_id, since, employer in zip(people, (date(2020, 3, 1), date(2024, 5, 6)), (FIRST, SECOND), strict=True):
        await world.hear(job(person_id, uuid4(), 1, since, employer=employer, area="440783"))
    assert [await notices(world, "440783", one) for one in people] == [[], []]
    body = {"document": {"document_type": "RESIDENT_ID", "document_number": numbers[1]}, "reason": "同一人"}
    for who in ("first", "second"):
        await world.post(f"/persons/{people[0]}/merges", body, world.as_("reviewer", who))
    assert [one["kind"] for one in await notices(world, "440783", people[0])] == ["REMIND_EMPLOYER"]


async def test_a_resident_of_another_province_takes_a_job(world: World) -> None:
    """R-082: not blocked; the office reads that the other relation is left to the national list."""
    application_id, participation_id = await world.register()
    found = tuple(hit(None, area=area) for area in ("430100", "440100"))
    await world.hear(check_completed(application_id, hits=found, version=2))
    person_id = await person_of(world, participation_id)
    await world.hear(job(person_id, uuid4(), 1, date(2024, 5, 6), employer=SECOND, area="440783"))
    told = await notices(world, "440783", person_id, "auditor")
    assert [(one["kind"], one["rule"], one["other_area"]) for one in told] == [("RESIDENT_ELSEWHERE", "R-082", "430100")]


async def test_a_job_that_was_anothers_is_taken_back_in_any_order(world: World) -> None:
    """R-010, R-081: told of one, taken back, told of the other: who had it is insured as before, who has it rests."""
    for order in permutations(range(3)):
        both = [await world.register() for _ in range(2)]
        wrong, right = [await person_of(world, participation_id) for _, participation_id in both]
        for _, participation_id in both:
            await world.hear(settled(participation_id))
        spell_id = uuid4()
        told = [
            employed(wrong, 1, spell_id=spell_id, employer=FIRST),
            employed(wrong, 2, spell_id=spell_id, employer=FIRST, withdrawn=True),
            employed(right, 3, spell_id=spell_id, employer=FIRST),
        ]
        world.clock.move_to(datetime(2024, 5, 6, 9, tzinfo=SHANGHAI))
        for place in order:
            await world.hear(told[place])
        assert [(await world.participation(participation_id))["state"] for _, participation_id in both] == ["ACTIVE", "SUSPENDED"]
        jobs = [(await world.get(f"/persons/{one}/insurance", world.as_("clerk"))).json()["employments"] for one in (wrong, right)]
        assert [len(each) for each in jobs] == [0, 1]
        lines = (await world.get(f"/persons/{wrong}/rights-records", world.as_("clerk"))).json()["items"]
        assert "前列职工医保关系不属本人，已撤回" in [one["msg"] for one in lines]
        world.clock.move_to(AUTUMN)
