"""The form of Annex 1 (B3, R-009, R-051 … R-054, V-44, V-45, V-52, V-93): one paper, a result for each member."""

import asyncio
from datetime import date, datetime
from uuid import UUID, uuid4

import pytest

from enrolment_events.envelope import new_event
from enrolment_events.payment import BillCreatedV1, BillData
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import BillKind, BillState, Payer
from tests.registration.builders import TOWN, check_completed, fresh_number, hit
from tests.registration.household_forms import OCTOBER_7, PAPERS, accepted, clerk, decided, enter, entered, entry, member, paper, read
from tests.registration.households import account_number, fresh_household, household, person_of
from tests.registration.world import World


@pytest.fixture(autouse=True)
def in_time(world: World) -> None:
    world.clock.move_to(OCTOBER_7)


def codes(row: dict[str, object]) -> list[str]:
    """Why, and what is missing."""
    reasons, missing = row["reasons"], row["missing"]
    assert isinstance(reasons, list)
    assert isinstance(missing, list)
    return [one["code"] for one in reasons] + [one["field"] for one in missing]


async def test_new_change_and_stop_each_have_their_own_result(world: World) -> None:
    """B3: three members, three applications, decided by a third clerk; the account and the order are the household's."""
    number = fresh_household()
    stays, leaves, comes = fresh_number(), fresh_number(), fresh_number()
    for known in (stays, leaves):
        await world.register(household_no=number, document_number=known)
    told = await entered(
        world,
        member("CHANGE", stays, role="HEAD"),
        member("STOP", leaves),
        member("NEW", comes, role="CHILD"),
        household_no=number,
    )
    assert [(one["act"], one["state"], codes(one)) for one in told["members"]] == [
        ("CHANGE", "UNDER_REVIEW", []),
        ("STOP", "UNDER_REVIEW", []),
        ("NEW", "CHECK_PENDING", []),
    ]
    assert set((await decided(world, told)).values()) == {None}
    now = await read(world, told["form_id"])
    assert [one["state"] for one in now["members"]] == ["APPROVED"] * 3
    assert (now["accepted_by"], now["entered_by"], now["household"]["people"]) == ("clerk:accepts", "clerk:enters", 2)
    shown = await household(world, number)
    assert (account_number(world, shown), shown.agreed_on) == ("9900000000000077", OCTOBER_7.date())
    assert [one.role for one in shown.members] == ["HEAD", None, "CHILD"]


async def test_the_day_of_the_acceptance_decides_and_late_rows_hinder_no_others(world: World) -> None:
    """R-051, R-052, V-44, V-45, H-R-051: accepted on 7 October and entered on the 9th is in time; accepted on the 8th only NEW goes."""
    known = [fresh_number() for _ in range(4)]
    numbers = [fresh_household() for _ in range(2)]
    for place, document in enumerate(known):
        await world.register(household_no=numbers[place // 2], document_number=document)
    in_time_form = await accepted(world, 2)
    world.clock.move_to(OCTOBER_7.replace(day=8))
    late_form = await accepted(world, 3)
    world.clock.move_to(OCTOBER_7.replace(day=9))
    in_time = await enter(world, in_time_form, entry(member("CHANGE", known[0]), member("STOP", known[1]), household_no=numbers[0]))
    assert [codes(one) for one in in_time.json()["members"]] == [[], []]
    rows = (member("CHANGE", known[2]), member("STOP", known[3]), member("NEW"))
    late = (await enter(world, late_form, entry(*rows, household_no=numbers[1]))).json()
    assert [(one["state"], codes(one)) for one in late["members"]] == [
        ("REJECTED", ["DEADLINE_PASSED"]),
        ("REJECTED", ["DEADLINE_PASSED"]),
        ("CHECK_PENDING", []),
    ]
    assert set((await decided(world, in_time.json())).values()) == {None}
    stopped = await world.rows("SELECT acted_on FROM participations WHERE state = 'CANCELLED' ORDER BY acted_on DESC LIMIT 1")
    assert stopped[0]["acted_on"] == date(2023, 10, 7)


async def test_all_faults_of_all_rows_are_told_at_once(world: World) -> None:
    """R-004, V-93: a stop without a reason, a wrong check digit and sex, papers that lack; each row has its own."""
    number = fresh_number()
    await world.register(document_number=number)
    wrong = member("NEW", "441092197907121232", sex="女")
    stop = member("STOP", number, form={})
    told = await entered(world, wrong, stop, materials=[paper("ID_CARD")])
    first, second = told["members"]
    assert codes(first) == [
        "ID_CHECKSUM",
        "SEX_MISMATCH",
        "materials.HOUSEHOLD_BOOK",
        "materials.PASSBOOK",
        "materials.TRIPARTITE_AGREEMENT",
    ]
    assert codes(second) == ["stop_reason"]
    assert {one["state"] for one in told["members"]} == {"NEEDS_CORRECTION"}
    assert first["missing"][-1]["label"] == "委托商业银行（金融机构）划缴税（费）三方协议书"


async def test_a_new_document_that_cannot_be_is_a_fault_of_its_row(world: World) -> None:
    """B3, B4, R-010, 填表说明 5: a wrong check digit of the new document, and who signed for it; the other row goes on."""
    wrong, right = fresh_number(), fresh_number()
    number = fresh_household()
    for one in (wrong, right):
        await world.register(household_no=number, document_number=one)
    told = {"new_document_type": "RESIDENT_ID", "new_document_number": "441092197907121232"}
    answer = await entered(world, member("CHANGE", wrong, form=told), member("STOP", right), household_no=number)
    first, second = answer["members"]
    assert {"ID_CHECKSUM", "head_official", "leader"} <= set(codes(first))
    assert (first["state"], first["application_id"], codes(second)) == ("NEEDS_CORRECTION", None, [])


async def test_what_is_wrong_with_the_form_is_told_with_the_faults_of_its_rows(world: World) -> None:
    """B3: one person twice names both rows; a signature after the acceptance; nothing is written."""
    twice = fresh_number()
    form_id = await accepted(world, 3)
    answer = await enter(world, form_id, entry(member("NEW", twice), member("NEW", twice, name=None), signed_on="2023-10-08"))
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "HOUSEHOLD_FORM_HAS_FAULTS")
    fields = [one["field"] for one in told["reasons"]]
    assert fields == ["signed_on", "members.1.document_number", "members.2.document_number", "members"]
    assert "第1、2行" in told["reasons"][1]["msg"]
    assert [one["field"] for one in told["missing"]] == ["members.2.name"]
    assert (await read(world, form_id))["state"] == "ACCEPTED"
    assert not await world.rows("SELECT 1 FROM household_form_members WHERE form_id = $1", UUID(form_id))


async def test_whoever_enters_does_not_decide(world: World) -> None:
    """R-009: acceptor A, entry B, checker B is refused; A may check what B entered."""
    told = await entered(world, member("NEW"))
    [application] = [one["application_id"] for one in told["members"]]
    assert await decided(world, told, "enters") == {application: "FILER_DECIDES"}
    assert await decided(world, told, "accepts") == {application: None}


async def test_the_agreement_is_asked_once_for_an_account(world: World) -> None:
    """R-053: it holds for the following years; another account needs another."""
    number = fresh_household()
    assert set((await decided(world, await entered(world, member("NEW"), household_no=number))).values()) == {None}
    papers = [paper(kind) for kind in ("ID_CARD", "HOUSEHOLD_BOOK", "PASSBOOK")]
    again = await entered(world, member("NEW"), household_no=number, materials=papers)
    assert codes(again["members"][0]) == []
    other = {"account_holder": "陈大文", "bank": "开平农商银行", "account_number": "9900000000000066"}
    third = await entered(world, member("NEW"), household_no=number, materials=papers, account=other)
    assert codes(third["members"][0]) == ["materials.TRIPARTITE_AGREEMENT"]


async def test_another_name_needs_the_signatures_and_keeps_the_person(world: World) -> None:
    """B4, 填表说明 5: name, sex, ID changes are signed by the head of the office and the leader; account changes are not."""
    number = fresh_number()
    _, participation = await world.register(document_number=number)
    unsigned = await entered(world, member("CHANGE", number, form={"new_name": "陈文"}), account=None)
    assert codes(unsigned["members"][0]) == ["head_official", "leader"]
    signed = {"new_name": "陈文", "head_official": "王负责", "leader": "李主管"}
    body = member("CHANGE", number, form=signed)
    answer = await world.post(f"/household-forms/{unsigned['form_id']}/members/1/correction", body, clerk(world))
    assert answer.status_code == 200, answer.text
    assert set((await decided(world, answer.json())).values()) == {None}
    [person] = await world.rows("SELECT person_id, name FROM persons WHERE person_id = $1", await person_of(world, participation))
    assert world.opened(person["name"], "name", person["person_id"]) == "陈文"
    history = await world.rows("SELECT 1 FROM identity_history WHERE person_id = $1", person["person_id"])
    assert len(history) == 1
    stored = str(await world.rows("SELECT m::text FROM household_form_members AS m UNION ALL SELECT a::text FROM audit_rows AS a"))
    assert "王负责" not in stored


async def test_a_row_is_corrected_or_withdrawn_alone(world: World) -> None:
    """B3: one member's correction and withdrawal leave the others; the day of the acceptance counts (R-051)."""
    number = fresh_number()
    await world.register(document_number=number)
    told = await entered(world, member("STOP", number, form={}), member("NEW"))
    world.clock.move_to(OCTOBER_7.replace(day=12))
    path = f"/household-forms/{told['form_id']}/members"
    still_wrong = await world.post(f"{path}/1/correction", member("STOP", number, form={}), clerk(world))
    assert (still_wrong.status_code, still_wrong.json()["code"]) == (422, "APPLICATION_HAS_FAULTS")
    assert (await world.post(f"{path}/1/correction", member("NEW", number), clerk(world))).status_code == 409
    assert (await world.post(f"{path}/9/correction", member("STOP", number), clerk(world))).status_code == 404
    answer = await world.post(f"{path}/1/correction", member("STOP", number), clerk(world))
    assert [codes(one) for one in answer.json()["members"]] == [[], []]
    second = told["members"][1]["application_id"]
    assert (await world.post(f"/applications/{second}/withdraw", {}, clerk(world))).status_code == 200
    now = await read(world, told["form_id"])
    assert [one["state"] for one in now["members"]] == ["UNDER_REVIEW", "WITHDRAWN"]
    [row] = await world.rows("SELECT applied_on FROM applications WHERE application_id::text = $1", now["members"][0]["application_id"])
    assert row["applied_on"] == date(2023, 10, 7)


async def test_the_same_call_again_and_two_at_once_end_as_one(world: World) -> None:
    """One Idempotency-Key is one entry; of two clerks who enter one form at once one does; two forms for one person: one application."""
    form_id, body, key = await accepted(world), entry(member("NEW")), uuid4().hex
    answers = [await enter(world, form_id, body, **{"Idempotency-Key": key}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    other = await accepted(world)
    both = await asyncio.gather(*(enter(world, other, entry(member("NEW"))) for _ in range(2)))
    assert sorted(answer.status_code for answer in both) == [200, 409]
    number, same = fresh_number(), fresh_household()
    forms = [await accepted(world), await accepted(world)]
    told = await asyncio.gather(*(enter(world, one, entry(member("NEW", number), household_no=same)) for one in forms))
    filed, refused = sorted((answer.json()["members"][0] for answer in told), key=codes)
    assert (codes(filed), refused["application_id"]) == ([], None)
    assert codes(refused)[0] in ("APPLICATION_OPEN", "ASK_OFFICE"), "one that was faster by a moment is not seen yet"


async def test_two_forms_of_the_same_people_do_not_wait_crosswise(world: World) -> None:
    """B3: two desks enter one family at once, each in its own order: everybody is filed once, and neither desk is turned away."""
    numbers, same = [fresh_number() for _ in range(12)], fresh_household()
    forms = [await accepted(world, 12), await accepted(world, 12)]
    orders = (numbers, numbers[::-1])
    bodies = [entry(*(member("NEW", number) for number in order), household_no=same) for order in orders]
    answers = await asyncio.gather(*(enter(world, form_id, body) for form_id, body in zip(forms, bodies, strict=True)))
    assert [answer.status_code for answer in answers] == [200, 200], [answer.text for answer in answers]
    filed = [one["application_id"] for answer in answers for one in answer.json()["members"]]
    assert len([one for one in filed if one]) == 12


async def test_papers_that_are_scanned_once_are_of_every_row(world: World) -> None:
    """B3, R-013: the household book once for all; each row names it, also when it is corrected; of a row's own paper only the row knows."""
    papers = [await world.paper(kind, clerk(world)) for kind in PAPERS]
    own, late = await world.paper("CONSENT", clerk(world)), member("NEW", name=None)
    form_id, household_no = await accepted(world, 3), fresh_household()
    body = entry(member("NEW"), member("NEW", materials=[own]), late, materials=papers, household_no=household_no)
    told = (await enter(world, form_id, body)).json()["members"]
    assert [one["state"] for one in told] == ["CHECK_PENDING", "CHECK_PENDING", "NEEDS_CORRECTION"]
    assert [one["field"] for one in told[2]["missing"]] == ["name"]
    path = f"/household-forms/{form_id}/members/3/correction"
    answer = await world.post(path, late | {"name": "陈大文"}, clerk(world))
    assert answer.json()["members"][2]["state"] == "CHECK_PENDING", answer.text
    rows = await world.rows("SELECT application_id::text FROM materials WHERE material_id::text = $1", papers[1]["reference"])
    assert rows == [{"application_id": form_id}]
    for file, status in ((papers[1], 200), (own, 404)):
        reader = world.as_("citizen", "wx:reads", documents=[body["members"][0]["document_number"]])
        assert (await world.get(f"/materials/{file['reference']}", reader)).status_code == status
    stranger = await entered(world, member("NEW"), materials=papers, household_no=household_no)
    assert {one["code"] for one in stranger["members"][0]["reasons"]} == {"MATERIAL_INVALID"}, "they are of this form and no other"


async def test_a_form_is_its_own_offices(world: World) -> None:
    """A foreign form answers as one that there is not; another province accepts none."""
    form_id = await accepted(world)
    elsewhere = world.as_("clerk", "clerk:there", ["440783103"])
    for path in (f"/household-forms/{form_id}", f"/household-forms/{uuid4()}"):
        assert (await world.get(path, elsewhere)).status_code == 404
    assert (await world.post(f"/household-forms/{form_id}/withdrawal", {}, elsewhere)).status_code == 404
    refused = await world.post(
        "/household-forms", {"area": TOWN, "benefit_year": 2024, "people": 1}, world.as_("clerk", "clerk:abroad", ["430100"])
    )
    assert refused.json()["code"] == "AREA_NOT_FOUND"
    assert (await world.post(f"/household-forms/{form_id}/withdrawal", {}, clerk(world))).json()["state"] == "WITHDRAWN"
    assert (await enter(world, form_id, entry(member("NEW")))).json()["code"] == "TRANSITION_REFUSED"
    nowhere = {"area": "440783999", "benefit_year": 2024, "people": 1}
    assert (await world.post("/household-forms", nowhere, world.as_("clerk"))).json()["reasons"][0]["code"] == "UNKNOWN_AREA"


async def test_the_total_of_the_household_is_read_from_its_bills(world: World) -> None:
    """V-52, R-054: five people, two subsidised: the household owes 1218.00, finance 812.00."""
    number, moment = fresh_household(), datetime(2023, 10, 9, 9, tzinfo=SHANGHAI)
    told = await entered(world, *(member("NEW") for _ in range(5)), household_no=number)
    await decided(world, told)
    rows = await world.rows(
        "SELECT participation_id, person_id FROM participations JOIN household_members USING (person_id)"
        " WHERE household_id = $1 ORDER BY position",
        (await household(world, number)).household_id,
    )
    for place, row in enumerate(rows):
        data: BillData = BillCreatedV1(
            bill_id=uuid4(),
            participation_id=row["participation_id"],
            state=BillState.CREATED,
            kind=BillKind.NORMAL,
            benefit_year=2024,
            area=TOWN,
            amount=40600,
            payer=Payer.FINANCE if place < 2 else Payer.PERSON,
            effective_on=date(2023, 10, 9),
        )
        event = new_event(
            data,
            aggregate_id=data.bill_id,
            aggregate_version=1,
            person_id=row["person_id"],
            region="440700",
            occurred_at=moment,
            recorded_at=moment,
        )
        await world.hear(event)
    total = (await read(world, told["form_id"]))["household"]
    assert (total["people"], total["amount"], total["finance_amount"], total["paid"]) == (5, "1218.00", "812.00", "0.00")


async def test_a_desk_anywhere_in_the_province_takes_it_in(world: World) -> None:
    """B3, R-008, R-012: Taishan accepts, enters, corrects for Kaiping, which decides; no other desk sees it."""
    desk, other = world.as_("clerk", "clerk:taishan:b3", ["440781100001"]), world.as_("clerk", "clerk:taishan:b4", ["440781"])
    body = {"area": TOWN, "benefit_year": 2024, "people": 2}
    abroad = await world.post("/household-forms", body, world.as_("clerk", "clerk:hunan", ["430100"]))
    assert (abroad.status_code, abroad.json()["code"]) == (404, "AREA_NOT_FOUND")
    form_id = (await world.post("/household-forms", body, desk)).json()["form_id"]
    insured_there, number = fresh_number(), fresh_number()
    await world.register(document_number=insured_there)
    rows = entry(member("NEW", number), member("NEW", insured_there))
    assert (await world.post(f"/household-forms/{form_id}/entry", rows, other)).status_code == 404
    entered = await world.post(f"/household-forms/{form_id}/entry", rows, desk)
    assert entered.status_code == 200, entered.text
    good, there = entered.json()["members"]
    assert [one["code"] for one in there["reasons"]] == ["ASK_OFFICE"], "who is insured there is not told"
    assert (good["reasons"], entered.json()["household"]) == ([], None)
    await world.hear(check_completed(good["application_id"], hits=(hit(ReasonCode.CANCEL_OR_REFUND_FIRST),)))
    [heard, _] = (await world.get(f"/household-forms/{form_id}", desk)).json()["members"]
    [told, _] = (await world.get(f"/household-forms/{form_id}", world.as_("clerk"))).json()["members"]
    assert [[one["code"] for one in each["reasons"]] for each in (heard, told)] == [["ASK_OFFICE"], ["CANCEL_OR_REFUND_FIRST"]]
    again = await world.post(f"/household-forms/{form_id}/members/1/correction", member("NEW", number), desk)
    assert again.status_code == 200, again.text
    await world.hear(check_completed(good["application_id"], 2, version=2))
    decision = f"/applications/{good['application_id']}/decision"
    codes = [(await world.post(decision, {"decision": "APPROVE"}, one)).status_code for one in (desk, other, world.as_("clerk"))]
    assert codes == [404, 404, 200]
