"""From the form to ACTIVE, through REST and events."""

from datetime import date

from enrolment_events.registration import ApplicationSubmittedV1, ParticipationActivatedV1, ParticipationRegisteredV1
from enrolment_terms.documents import DocumentType
from enrolment_terms.scheme import BillState
from tests.registration.builders import bill, check_completed, entitled, form, fresh_number, settled
from tests.registration.world import World


async def test_a_form_becomes_a_paid_participation(world: World) -> None:
    """B1, D2 NEW→REGISTERED.

    registration.application.submitted, registration.participation.registered, registration.participation.activated.
    """
    number = fresh_number()
    answer = await world.post("/applications", form(document_number=number), world.as_("citizen", "wx:lin"))
    assert answer.status_code == 202
    accepted = answer.json()
    assert (accepted["state"], accepted["benefit_year"]) == ("CHECK_PENDING", 2024)
    assert answer.headers["location"] == f"/registration/v1/applications/{accepted['application_id']}"
    [submitted] = await world.published(accepted["application_id"])
    assert isinstance(submitted.data, ApplicationSubmittedV1)
    assert (submitted.data.submit_no, submitted.data.benefit_year, submitted.data.applied_on) == (1, 2024, date(2023, 10, 10))
    assert number not in str(submitted)

    await world.hear(check_completed(accepted["application_id"]))
    shown = (await world.get(f"/applications/{accepted['application_id']}", world.as_("citizen", "wx:lin"))).json()
    assert shown["state"] == "UNDER_REVIEW"
    assert shown["person"] == {"name_masked": "陈**", "document_masked": number[:2] + "*" * 14 + number[-2:]}
    assert [step["to"] for step in shown["history"]] == ["SUBMITTED", "CHECK_PENDING", "UNDER_REVIEW"]

    decided = await world.post(f"/applications/{accepted['application_id']}/decision", {"decision": "APPROVE"}, world.as_("clerk"))
    assert decided.status_code == 200
    participation_id = decided.json()["participation_id"]
    [registered] = await world.published(participation_id)
    assert isinstance(registered.data, ParticipationRegisteredV1)
    assert registered.data.registered_on == date(2023, 10, 10)
    [key] = registered.data.person.keys
    person = registered.personid
    assert (key.kind, world.opened(key.number, "document", person)) == (DocumentType.RESIDENT_ID, number)
    assert registered.data.account is not None
    assert world.opened(registered.data.account.number, "account", person) == "9900000000000001"

    await world.hear(bill(participation_id, BillState.SENT, 2), settled(participation_id), entitled(participation_id, 1, date(2024, 1, 1)))
    _, activated = await world.published(participation_id)
    assert isinstance(activated.data, ParticipationActivatedV1)
    assert (activated.data.paid_on, activated.aggregateversion) == (date(2023, 10, 20), 2)
    [mine] = (await world.get("/me/participations", world.as_("citizen", "wx:lin"))).json()["items"]
    assert (mine["state"], mine["psn_insu_stas"], mine["starts_on"]) == ("ACTIVE", "1", "2024-01-01")


async def test_the_way_of_a_person_is_told_in_chinese(world: World) -> None:
    application_id, participation_id = await world.register()
    await world.hear(bill(participation_id, BillState.SENT, 2), settled(participation_id), entitled(participation_id, 1, date(2024, 1, 1)))
    person_id = str((await world.participation(participation_id))["person_id"])
    items = (await world.get(f"/persons/{person_id}/timeline", world.as_("clerk"))).json()["items"]
    told = [item["what"] for item in items]
    assert told[:4] == ["提交2024年度居民医保参保申请", "发起重复参保校验", "重复参保校验通过，进入审核", "审核通过"]
    assert "2024年度居民医保参保登记" in told
    assert "2024年度应征数据 406.00元已传送税务部门" in told
    assert "2024年度缴费到账，参保关系生效" in told
    assert "2024年度待遇：2024-01-01 至 2024-12-31" in told
    assert {item["service"] for item in items} == {"registration"}
    assert application_id in str(items)
