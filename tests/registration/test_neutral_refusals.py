"""What a refusal tells, and to whom: one neutral word to whoever has not proved the document."""

import httpx

from enrolment_terms.reasons import ReasonCode
from tests.registration.answers import codes_of, neutral
from tests.registration.builders import check_completed, form, fresh_number, hit, insured
from tests.registration.world import World

BLOCKED = (hit(ReasonCode.EMPLOYEE_ACTIVE),)


async def refused_on_file(world: World, caller: dict[str, str]) -> list[httpx.Response]:
    """Of somebody registered, of somebody with another name, of both."""
    registered, renamed = fresh_number(), fresh_number()
    await world.register(document_number=registered)
    people = [insured(document_number=renamed)]
    await world.imports({"benefit_year": 2023, "people": people})
    bodies = [form(document_number=registered), form(document_number=renamed), form(document_number=registered, name="黄小明")]
    return [await world.post("/applications", body, caller) for body in bodies]


async def test_only_who_proved_the_document_hears_what_is_on_file(world: World) -> None:
    told = [["ALREADY_REGISTERED"], ["IDENTITY_DIFFERS"], ["ALREADY_REGISTERED", "IDENTITY_DIFFERS"]]
    for caller in (world.as_("citizen", "wx:proved"), world.as_("clerk"), world.as_("clerk", "clerk:town", ["440783115"])):
        assert [await codes_of(answer) for answer in await refused_on_file(world, caller)] == told


async def test_a_school_hears_one_neutral_word(world: World) -> None:
    answers = await refused_on_file(world, world.as_("school", "school:1"))
    assert [await codes_of(answer) for answer in answers] == [["ASK_OFFICE"]] * 3
    assert len({str(neutral(answer)) for answer in answers}) == 1
    [counted] = await world.rows("SELECT count(*) AS misses FROM audit_rows WHERE action = 'person.search_missed' AND actor = 'school:1'")
    assert counted["misses"] == 3


async def test_a_clerk_of_another_area_hears_one_neutral_word(world: World) -> None:
    """Both counties lie in one pooling region; the person is registered in Kaiping."""
    number = fresh_number()
    await world.register(document_number=number)
    taishan = world.as_("clerk", "clerk:taishan", ["440781"])
    area = {"area": "440781", "household_area": "440781"}
    answers = [
        await world.post("/applications", form(document_number=number, **area, **changes), taishan) for changes in ({}, {"name": "黄小明"})
    ]
    assert [await codes_of(answer) for answer in answers] == [["ASK_OFFICE"]] * 2
    assert neutral(answers[0]) == neutral(answers[1])


async def test_beside_a_fault_of_the_form_nobody_far_away_is_told_of_the_file(world: World) -> None:
    """R-008: a form that is refused anyway leaves no trace, so it tells the same of whoever is known and of nobody.

    The place of participation is told all at once (R-004).
    """
    known = fresh_number()
    await world.register(document_number=known)
    desks = world.as_("clerk", "clerk:taishan:faults", ["440781"]), world.as_("school", "school:taishan:faults", ["440781"])
    wrong = {"phone": "call me"}
    for desk in desks:
        answers = [await world.post("/applications", form(document_number=number, **wrong), desk) for number in (known, fresh_number())]
        assert await codes_of(answers[0]) == ["OTHER"]
        assert neutral(answers[0]) == neutral(answers[1])
    at_home = await world.post("/applications", form(document_number=known, **wrong), world.as_("clerk"))
    assert await codes_of(at_home) == ["OTHER", "ALREADY_REGISTERED"]


async def test_hits_elsewhere_are_not_for_a_mere_filer(world: World) -> None:
    school = world.as_("school", "school:2")
    application_id = await world.apply(school)
    await world.hear(check_completed(application_id, hits=BLOCKED))
    shown = (await world.get(f"/applications/{application_id}", school)).json()
    assert ([reason["code"] for reason in shown["reasons"]], shown["missing"], shown["person_id"]) == (["ASK_OFFICE"], [], None)
    listed = next(item for item in (await world.get("/applications", school)).json()["items"] if item["application_id"] == application_id)
    assert (listed["reasons"], listed["person_id"]) == (shown["reasons"], None)
    clerk = (await world.get(f"/applications/{application_id}", world.as_("clerk"))).json()
    assert [reason["code"] for reason in clerk["reasons"]] == ["EMPLOYEE_ACTIVE"]
    assert [missing["field"] for missing in clerk["missing"]] == ["materials.EMPLOYEE_STOP_PROOF"]


async def test_an_import_tells_of_a_name_only_where_the_person_is_registered(world: World) -> None:
    kaiping, taishan = insured(), insured(area="440781")
    await world.imports({"benefit_year": 2023, "people": [kaiping]})
    await world.imports({"benefit_year": 2023, "people": [taishan]}, ["440781"])
    people = [{**row, "name": "黄小明", "area": "440783115"} for row in (kaiping, taishan)]
    answer = await world.imports({"benefit_year": 2023, "people": people})
    assert [[reason["code"] for reason in row["reasons"]] for row in answer.json()["refused"]] == [["IDENTITY_DIFFERS"], ["ASK_OFFICE"]]


async def test_a_reviewer_hears_of_a_holder_only_in_his_areas(world: World) -> None:
    rows = insured(), insured(), insured(area="440781")
    await world.imports({"benefit_year": 2023, "people": rows[:2]})
    await world.imports({"benefit_year": 2023, "people": [rows[2]]}, ["440781"])
    reviewer = world.as_("reviewer")
    mine, near, far = ({"document_type": "RESIDENT_ID", "document_number": row["document_number"]} for row in rows)
    person_id = (await world.post("/persons/search", mine, reviewer)).json()["person_id"]
    path = f"/persons/{person_id}/identity-corrections"
    codes = [(await world.post(path, {"document": other, "reason": "补录证件"}, reviewer)).json()["code"] for other in (near, far)]
    assert codes == ["DOCUMENT_OF_ANOTHER", "ASK_OFFICE"]
