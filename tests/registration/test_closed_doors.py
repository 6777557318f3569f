"""Who may act for whom, who may see what."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import httpx
import pytest

from enrolment_terms.documents import Document, DocumentType, Sex
from enrolment_terms.fictitious import fictitious_id
from enrolment_terms.reasons import ReasonCode
from registration.domain.filer import Filer
from registration.use_cases.check_filer import is_bound
from service_runtime import Transaction
from tests.registration.answers import codes_of, mandate, neutral
from tests.registration.builders import check_completed, form, fresh_number, hit, insured
from tests.registration.world import World

BLOCKED = (hit(ReasonCode.EMPLOYEE_ACTIVE),)
NOBODY = "01890000-0000-7000-8000-000000000000"


@pytest.mark.parametrize("role", ["citizen", "agent"])
async def test_nobody_files_for_somebody_he_is_not_bound_to(world: World, role: str) -> None:
    stranger = world.as_(role, "wx:unbound", documents=[fresh_number()])
    known, unknown = fresh_number(), fresh_number()
    await world.register(document_number=known)
    answers = [await world.post("/applications", form(document_number=number), stranger) for number in (known, unknown)]
    assert [await codes_of(answer) for answer in answers] == [["NOT_BOUND"], ["NOT_BOUND"]]
    assert neutral(answers[0]) == neutral(answers[1])
    assert await world.rows("SELECT FROM applications WHERE filed_by = 'wx:unbound'") == []


async def test_the_other_faults_are_told_with_it_but_nothing_of_the_file(world: World) -> None:
    number = fresh_number()
    await world.register(document_number=number)
    stranger = world.as_("citizen", "wx:unbound", documents=())
    answers = [
        await world.post("/applications", form(document_number=told, name="黄小明", phone="call me"), stranger)
        for told in (number, fresh_number())
    ]
    assert [sorted(await codes_of(answer)) for answer in answers] == [["NOT_BOUND", "OTHER"]] * 2
    assert neutral(answers[0]) == neutral(answers[1])


async def test_an_own_document_asks_the_database_nothing(world: World) -> None:
    """The busiest way: a transaction that has no connection is enough."""
    document = Document.read(DocumentType.RESIDENT_ID, fresh_number())
    filer = Filer("wx:own", frozenset({"citizen"}), documents=(world.runtime.vault.identity_token(document),))
    tx = Transaction(world.database.surroundings)
    assert await is_bound(tx, filer, document)
    with pytest.raises(AttributeError):
        await is_bound(tx, replace(filer, documents=()), document)


async def test_an_agent_files_under_a_mandate_that_holds(world: World) -> None:
    number = fresh_number()
    agent = world.as_("agent", "wx:village", documents=())
    assert await codes_of(await world.post("/applications", form(document_number=number), agent)) == ["NOT_BOUND"]
    mandate_id = await mandate(world, "wx:village", number)
    for other in (world.as_("agent", "wx:town", documents=()), world.as_("clerk", "wx:village", [])):
        assert (await world.post("/applications", form(document_number=number), other)).status_code == 422
    assert (await world.post("/applications", form(document_number=number), agent)).status_code == 202
    await world.post(f"/mandates/{mandate_id}/end", {}, agent)
    assert await codes_of(await world.post("/applications", form(document_number=number), agent)) == ["NOT_BOUND"]


async def test_a_mandate_that_only_waits_allows_nothing(world: World) -> None:
    number = fictitious_id(date(2016, 1, 1), 3, Sex.MALE)
    mother = world.as_("citizen", "wx:impatient", documents=())
    body = {"kind": "GUARDIAN", "document_type": "RESIDENT_ID", "document_number": number, "area": "440783"}
    asked = await world.mandate({**body, "paper": "HOUSEHOLD_BOOK"}, mother)
    assert asked.status_code == 201
    assert await codes_of(await world.post("/applications", form(document_number=number), mother)) == ["NOT_BOUND"]


async def test_a_correction_to_a_strangers_number_is_refused(world: World) -> None:
    own, stranger = fresh_number(), fresh_number()
    await world.register(document_number=stranger)
    citizen = world.as_("citizen", "wx:greedy", documents=[own])
    application_id = await world.apply(citizen, document_number=own)
    await world.hear(check_completed(application_id, hits=BLOCKED))
    for number in (stranger, fresh_number()):
        answer = await world.post(f"/applications/{application_id}/corrections", form(document_number=number), citizen)
        assert await codes_of(answer) == ["NOT_BOUND"]
    unbound_by_now = world.as_("citizen", "wx:greedy", documents=())
    answer = await world.post(f"/applications/{application_id}/corrections", form(document_number=own), unbound_by_now)
    assert answer.status_code == 202, "his own filing, for the same document"


@pytest.mark.parametrize("role", ["clerk", "school"])
async def test_a_desk_files_only_in_its_province(world: World, role: str) -> None:
    """R-008: Changsha takes nothing for Kaiping, nor does a desk without any place."""
    for areas in (["430102"], []):
        answer = await world.post("/applications", form(), world.as_(role, f"{role}:elsewhere", areas))
        assert await codes_of(answer) == ["UNKNOWN_AREA"]
    application_id = await world.apply(world.as_(role))
    if role == "clerk":
        await world.hear(check_completed(application_id, hits=BLOCKED))
        answer = await world.post(f"/applications/{application_id}/corrections", form(area="430102"), world.as_("clerk"))
        assert "UNKNOWN_AREA" in await codes_of(answer)


async def everything(world: World, caller: dict[str, str], application: str, person: str, participation: str) -> list[httpx.Response]:
    """Every question and act of a citizen that names an id."""
    return [
        await world.get(f"/applications/{application}", caller),
        await world.post(f"/applications/{application}/corrections", form(), caller),
        await world.post(f"/applications/{application}/withdraw", {}, caller),
        await world.get(f"/persons/{person}", caller),
        await world.get(f"/persons/{person}/participations", caller),
        await world.get(f"/persons/{person}/timeline", caller),
        await world.post(f"/participations/{participation}/stop", {"reason": "入伍"}, caller),
    ]


async def test_foreign_ids_are_as_ids_that_do_not_exist(world: World) -> None:
    application_id, participation_id = await world.register()
    person_id = str((await world.participation(participation_id))["person_id"])
    for caller in (
        world.as_("citizen", "wx:stranger", documents=[fresh_number()]),
        world.as_("agent", "wx:stranger"),
        world.as_("clerk", "clerk:taishan", ["440781"]),
        world.as_("clerk", "clerk:nowhere", []),
    ):
        foreign = await everything(world, caller, application_id, person_id, participation_id)
        unknown = await everything(world, caller, NOBODY, NOBODY, NOBODY)
        assert [neutral(answer) for answer in foreign] == [neutral(answer) for answer in unknown]
        assert {answer.status_code for answer in foreign} <= {403, 404}


async def test_a_filer_without_a_bond_sees_his_filing_until_it_is_approved(world: World) -> None:
    number = fresh_number()
    await mandate(world, "wx:once", number, until_on="2023-10-10")
    filed = await world.apply(world.as_("agent", "wx:once"), document_number=number)
    await world.rows("UPDATE mandates SET until_on = '2023-10-09' WHERE subject = 'wx:once'")
    agent = world.as_("agent", "wx:once", documents=())
    assert (await world.get(f"/applications/{filed}", agent)).status_code == 200
    assert [item["application_id"] for item in (await world.get("/applications", agent)).json()["items"]] == [filed]
    await world.hear(check_completed(filed))
    approved = await world.post(f"/applications/{filed}/decision", {"decision": "APPROVE"}, world.as_("clerk"))
    assert approved.status_code == 200
    assert (await world.get(f"/applications/{filed}", agent)).status_code == 404
    assert (await world.get("/applications", agent)).json()["items"] == []
    assert (await world.get("/me/participations", agent)).json()["items"] == []
    stopped = await world.post(f"/participations/{approved.json()['participation_id']}/stop", {"reason": "入伍"}, agent)
    assert stopped.status_code == 404


async def test_the_person_himself_sees_what_others_filed_for_him(world: World) -> None:
    number = fresh_number()
    application_id = await world.apply(world.as_("clerk", "clerk:2"), document_number=number)
    me = world.as_("citizen", "wx:me", documents=[number])
    assert (await world.get(f"/applications/{application_id}", me)).status_code == 200
    await world.hear(check_completed(application_id))
    approved = await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("clerk"))
    [mine] = (await world.get("/me/participations", me)).json()["items"]
    assert mine["participation_id"] == approved.json()["participation_id"]
    assert (await world.get(f"/persons/{mine['person_id']}/timeline", me)).status_code == 200
    assert (await world.get("/applications", me)).json()["items"][0]["application_id"] == application_id


async def test_a_mandate_covers_the_other_documents_of_the_person(world: World) -> None:
    number, permit = fresh_number(), {"document_type": "HMT_PERMIT", "document_number": "H8765432100", "birth_date": "1990-01-01"}
    _, participation_id = await world.register(document_number=number)
    person_id = (await world.participation(participation_id))["person_id"]
    application_id = await world.apply(world.as_("citizen", "wx:1"), **permit, **await world.by_permit())
    [row] = await world.rows("SELECT token FROM applications WHERE application_id = $1", UUID(application_id))
    await world.rows(
        "INSERT INTO person_keys (token, person_id, kind, number, added_at) SELECT $1, $2, 'HMT_PERMIT', number, added_at "
        "FROM person_keys WHERE person_id = $2 ON CONFLICT (token) DO UPDATE SET person_id = excluded.person_id",
        row["token"],
        person_id,
    )
    await mandate(world, "wx:niece", number)
    for caller in (world.as_("agent", "wx:niece", documents=()), world.as_("citizen", "wx:both", documents=[row["token"]])):
        items = (await world.get("/me/participations", caller)).json()["items"]
        assert [item["participation_id"] for item in items] == [participation_id]


async def test_a_school_sees_only_what_it_filed(world: World) -> None:
    mine, other = world.as_("school", "school:3"), world.as_("school", "school:4")
    application_id = await world.apply(mine)
    assert (await world.get(f"/applications/{application_id}", mine)).status_code == 200
    assert (await world.get(f"/applications/{application_id}", other)).status_code == 404
    assert (await world.get("/applications", other)).json()["items"] == []
    await world.hear(check_completed(application_id))
    await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("clerk"))
    assert (await world.get(f"/applications/{application_id}", mine)).json()["state"] == "APPROVED"


@pytest.mark.parametrize("areas", [["440781"], []])
async def test_a_foreign_application_in_a_batch_is_not_there(world: World, areas: list[str]) -> None:
    application_id = await world.apply()
    await world.hear(check_completed(application_id))
    decisions = [{"application_id": told, "decision": "APPROVE"} for told in (application_id, NOBODY)]
    answer = await world.post("/decisions", {"decisions": decisions}, world.as_("reviewer", "reviewer:2", areas))
    foreign, unknown = answer.json()["results"]
    assert {**foreign, "application_id": ""} == {**unknown, "application_id": ""}
    assert (foreign["refused"]["code"], foreign["state"]) == ("NOT_FOUND", None)


async def test_an_office_reaches_a_person_by_what_lies_in_its_areas(world: World) -> None:
    """A registration there, or an application there that is not decided."""
    row = insured(area="440781")
    await world.imports({"benefit_year": 2023, "people": [row]}, ["440781"])
    query = {"document_type": "RESIDENT_ID", "document_number": row["document_number"]}
    kaiping, taishan = world.as_("clerk"), world.as_("clerk", "clerk:taishan", ["440781"])

    async def found() -> list[int]:
        return [(await world.post("/persons/search", query, clerk)).status_code for clerk in (kaiping, taishan)]

    assert await found() == [404, 200]
    application_id = await world.apply(name=row["name"], document_number=row["document_number"])
    assert await found() == [200, 200]
    await world.hear(check_completed(application_id))
    rejection = {"decision": "REJECT", "reasons": [{"code": "OTHER"}]}
    await world.post(f"/applications/{application_id}/decision", rejection, kaiping)
    assert await found() == [404, 200]


async def test_two_roles_do_not_lend_one_another_what_they_may(world: World) -> None:
    """An auditor who is a citizen too withdraws and stops nothing in his areas; a reviewer decides nothing that he sees as a citizen."""
    application_id, participation_id = await world.register()
    auditor = world.as_("citizen+auditor", "auditor:citizen", ["440783"], documents=())
    assert (await world.get(f"/applications/{application_id}", auditor)).status_code == 200
    waiting = await world.apply()
    for path in (f"/applications/{waiting}/withdraw", f"/participations/{participation_id}/stop"):
        assert (await world.post(path, {"reason": "入伍"}, auditor)).status_code == 404
    number = fresh_number()
    reviewer = world.as_("citizen+reviewer", "reviewer:citizen", ["440781"], documents=[number])
    own = await world.apply(reviewer, document_number=number)
    await world.hear(check_completed(own))
    assert (await world.post(f"/applications/{own}/decision", {"decision": "APPROVE"}, reviewer)).status_code == 404
    assert (await world.get(f"/applications/{own}", reviewer)).status_code == 200
