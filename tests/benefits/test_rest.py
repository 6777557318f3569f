"""What hospitals, offices and settlement systems can ask and tell."""

import asyncio
import uuid
from typing import Any
from uuid import UUID

import pytest

from enrolment_events.benefits import EntitlementChangedV1
from enrolment_terms.identifiers import new_id
from tests.benefits.builders import at, participation, settled, token_of
from tests.benefits.running import RunningBenefits
from tests.benefits.test_merging import merged


async def insured(benefits: RunningBenefits, arrival: str = "2023-09-15", year: int = 2024, **changed: Any) -> tuple[UUID, UUID]:
    """Somebody who has paid, and the participation."""
    person, paid_for = new_id(), new_id()
    await benefits.publish(participation(paid_for, person, benefit_year=year, **changed), settled(paid_for, person, arrival, year=year))
    await benefits.change_of(person)
    return person, paid_for


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def typed(text: str) -> str:
    """The text with Arabic-Indic digits."""
    return text.translate({ord(str(digit)): character for digit, character in enumerate("٠١٢٣٤٥٦٧٨٩")})


async def test_fifty_people_get_an_answer_or_an_error_each(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    people = [{"person_id": str(person)}, {"token": token_of(person)}, {"person_id": str(new_id())}]
    answer = await benefits.call("POST", "/entitlements/batch", role="hospital", json={"on": "2024-02-01", "people": people})
    assert answer.status_code == 200
    results = answer.json()["results"]
    assert [bool(one["entitlement"] and one["entitlement"]["covered"]) for one in results] == [True, True, False]
    assert results[2]["error"]["code"] == "PERSON_NOT_KNOWN_HERE"
    too_many = {"people": [{"person_id": str(person)}] * 51}
    assert (await benefits.call("POST", "/entitlements/batch", role="hospital", json=too_many)).status_code == 422
    by_document = {"people": [{"document_type": "RESIDENT_ID", "document_number": "440799199001010012"}]}
    refused = await benefits.call("POST", "/entitlements/batch", role="hospital", json=by_document)
    assert (refused.status_code, refused.json()["code"]) == (422, "ASK_BY_TOKEN")
    elsewhere = await benefits.call("POST", "/entitlements/batch", role="hospital", area="440781", json={"people": people[:2]})
    assert {one["error"]["code"] for one in elsewhere.json()["results"]} == {"PERSON_NOT_KNOWN_HERE"}


async def test_a_preview_tells_dates_bills_and_warnings(benefits: RunningBenefits) -> None:
    question = {"area": "440783", "benefit_year": 2028, "pay_on": "2027-10-10", "insured_years": [2024], "repair_years": 5}
    question |= {"repair_on": "2028-01-15"}
    seen = (await benefits.call("POST", "/previews", role="citizen", json=question)).json()
    assert (await benefits.call("POST", "/previews", role="citizen", json={**question, "area": typed("440783")})).status_code == 422
    [year] = seen["years"]
    assert (year["starts_on"], year["wait"]["total_months"]) == ("2028-04-01", 3)
    assert [(bill["kind"], bill["amount"]) for bill in seen["bills"]] == [("NORMAL", "490.00"), ("REPAIR", "980.00")]
    assert [warning["code"] for warning in seen["warnings"]] == ["WAITING_PERIOD", "REPAIR_NOT_USEFUL"]
    assert {step["rule"] for step in year["explanation"]} >= {"R-032", "R-100", "R-105", "R-107"}


async def test_a_preview_of_a_known_person_uses_what_is_known(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits, "2023-09-15", 2024)
    question = {"person_id": str(person), "area": "440783", "benefit_year": 2026, "pay_on": "2025-11-20"}
    seen = (await benefits.call("POST", "/previews", role="clerk", json=question)).json()
    assert seen["years"][0]["starts_on"] == "2026-04-01", "2025 is missed"
    assert (await benefits.call("POST", "/previews", role="citizen", json=question)).status_code == 404, "not a citizen's to look at"
    unknown_year = {"area": "440783", "benefit_year": 2050, "pay_on": "2049-11-20"}
    refused = await benefits.call("POST", "/previews", role="citizen", json=unknown_year)
    assert (refused.status_code, refused.json()["code"]) == (422, "YEAR_NOT_OPEN")


async def test_only_useful_repair_years_are_registered(benefits: RunningBenefits) -> None:
    """B19, R-105, R-106, benefits.repair.registered: only what is useful; what was registered can be taken back, once."""
    benefits.clock.move_to(at("2027-11-01"))
    person, paid_for = new_id(), new_id()
    earlier = new_id()
    await benefits.publish(
        participation(earlier, person, "ACTIVE", paid_on=at("2023-10-01").date()),
        participation(paid_for, person, benefit_year=2028),
        settled(paid_for, person, "2027-10-10", year=2028),
    )
    while (await benefits.change_of(person)).data.wait_months != 5:
        pass
    form = {"person_id": str(person), "participation_id": str(paid_for), "benefit_year": 2028, "years": 5}
    which = {name: form[name] for name in form if name != "years"}
    never = await benefits.call("POST", "/repairs/withdrawals", role="clerk", json=which)
    assert (never.status_code, never.json()["code"]) == (409, "REPAIR_NOT_REGISTERED")
    answer = await benefits.call("POST", "/repairs", role="clerk", json=form, headers=key())
    assert answer.status_code == 202, answer.text
    assert (answer.json()["years"], answer.json()["price"], answer.json()["unit_price"]) == (2, "980.00", "490.00")
    told = await benefits.next_that(lambda event: event.type == "benefits.repair.registered.v2")
    assert (told.data.years, told.data.repair_no, told.data.missed_years, str(told.data.pay_before), told.data.withdrawn) == (
        2,
        1,
        (2025, 2026, 2027),
        "2028-06-01",
        False,
    )
    benefits.clock.move_to(at("2027-10-31"))
    back = await benefits.call("POST", "/repairs/withdrawals", role="clerk", json=which)
    assert (back.status_code, back.json()["repair_id"]) == (202, answer.json()["repair_id"])
    withdrawn = await benefits.next_that(lambda event: event.type == "benefits.repair.registered.v2")
    assert withdrawn.data.withdrawn
    assert withdrawn.aggregateversion > told.aggregateversion, "though the clock went back: the newest word is the last"
    again = await benefits.call("POST", "/repairs/withdrawals", role="clerk", json=which)
    assert (again.status_code, again.json()["code"]) == (409, "REPAIR_WITHDRAWN")
    benefits.clock.move_to(at("2028-06-05"))
    refused = await benefits.call("POST", "/repairs", role="clerk", json=form, headers=key())
    assert (refused.status_code, refused.json()["code"]) == (422, "WAIT_IS_OVER")
    unknown = await benefits.call("POST", "/repairs", role="clerk", json={**form, "person_id": str(new_id())}, headers=key())
    assert unknown.status_code == 404
    assert (await benefits.call("POST", "/repairs", role="clerk", json=form)).status_code == 400, "an Idempotency-Key is needed"


async def test_claims_change_the_incentives_and_are_idempotent(benefits: RunningBenefits) -> None:
    benefits.clock.move_to(at("2025-10-25"))
    person, paid = new_id(), new_id()
    second = new_id()
    await benefits.publish(
        participation(paid, person, benefit_year=2025),
        settled(paid, person, "2024-10-10", year=2025),
        participation(second, person, benefit_year=2026),
        settled(second, person, "2025-10-20", year=2026),
    )
    while (await benefits.change_of(person)).data.benefit_year != 2026:
        pass
    benefits.clock.move_to(at("2026-02-02"))
    path = f"/entitlements/{person}?on=2026-03-01"
    before = (await benefits.call("GET", path, role="hospital")).json()["ceiling"]
    assert (before["zero_claim"], before["ceiling"]) == ("3800.00", "303800.00")
    claim = {"person_id": str(person), "claim_ref": f"C-{person}", "benefit_year": 2025, "settled_on": "2026-02-02", "fund_paid": "80.00"}
    claim["hospital"] = "H1"
    receipt = await benefits.call("POST", "/claims", json={"claims": [claim, {**claim, "claim_ref": "X", "person_id": str(new_id())}]})
    assert receipt.status_code == 200, receipt.text
    assert (receipt.json()["recorded"], [one["code"] for one in receipt.json()["refused"]]) == (1, ["PERSON_NOT_KNOWN_HERE"])
    again = (await benefits.call("POST", "/claims", json={"claims": [claim]})).json()
    assert (again["recorded"], again["unchanged"]) == (0, 1)
    after = (await benefits.call("GET", path, role="hospital")).json()["ceiling"]
    assert (after["zero_claim"], after["ceiling"]) == ("0.00", "300000.00")
    withdrawn = await benefits.call("POST", "/claims", json={"claims": [{**claim, "withdrawn": True}]})
    assert withdrawn.json()["recorded"] == 1
    assert (await benefits.call("GET", path, role="hospital")).json()["ceiling"]["zero_claim"] == "1000.00"


async def test_claims_come_as_a_file(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    header = "person_id,claim_ref,benefit_year,settled_on,fund_paid,serious_paid,bonus_used,withdrawn,hospital\n"
    good = f"{header}{person},F-{person},2024,2024-03-01,120.50,0,false,false,H1\n"
    send = {"Content-Type": "text/csv"}
    receipt = await benefits.call("POST", "/claims/file", content=good, headers=send)
    assert (receipt.status_code, receipt.json()["recorded"]) == (200, 1)
    assert (await benefits.call("POST", "/claims/file", content=good, headers=send)).json()["unchanged"] == 1
    assert (await benefits.call("POST", "/claims/file", content=good.replace("120.50", typed("120.50")), headers=send)).status_code == 422
    for broken, part in ((header, "首行"), ("a,b\n1,2\n", "首行"), (f"{header}{person},,20x4,2024-03-01,-1,0,x,y,H1\n", "第2行")):
        refused = await benefits.call("POST", "/claims/file", content=broken, headers=send)
        assert refused.status_code == 422
        assert part in refused.json()["reasons"][0]["msg"]
    assert (await benefits.call("POST", "/claims/file", content=b"\xff\xfe\x00", headers=send)).status_code == 422
    broken = (await benefits.call("POST", "/claims/file", content=header + f"{person},,2024\n" * 20_000, headers=send)).json()
    assert (len(broken["reasons"]), broken["more_faults"]) == (50, 19_950)


FORM = {
    "type": "LONG_RESIDENT",
    "notice_accepted": True,
    "phone": "10099990006",
    "address_here": "开平市长沙街道",
    "destination": "440100",
    "address_there": "广州市天河区",
    "starts_on": "2024-02-01",
    "stay_months": 8,
    "materials": ["PERSONAL_PROMISE"],
}


async def test_a_filing_goes_its_way(benefits: RunningBenefits) -> None:
    """D7 DRAFT→SUBMITTED, D7 SUBMITTED→UNDER_REVIEW, D7 UNDER_REVIEW→NEEDS_CORRECTION, D7 UNDER_REVIEW→SCHEDULED."""
    benefits.clock.move_to(at("2024-01-10"))
    person, _ = await insured(benefits)
    own: dict[str, Any] = {"role": "citizen", "documents": [token_of(person)]}
    wrong = {"person_id": str(person), "type": "REFERRAL", "destination": "440781", "materials": []}
    refused = await benefits.call("POST", "/filings", **own, json=wrong, headers=key())
    assert refused.status_code == 422
    assert {one["code"] for one in refused.json()["reasons"]} == {"NOTICE_NOT_ACCEPTED", "SAME_POOLING_REGION"}
    assert {one["field"] for one in refused.json()["missing"]} >= {"phone", "hospital", "reason", "materials", "starts_on"}
    accepted = await benefits.call("POST", "/filings", **own, json={**FORM, "person_id": str(person)}, headers=key())
    assert (accepted.status_code, accepted.json()["state"]) == (202, "UNDER_REVIEW"), accepted.text
    filing = accepted.json()["filing_id"]
    assert accepted.json()["ends_on"] == "2024-07-31"
    assert "10099990006" not in accepted.text
    decide = f"/filings/{filing}/decision"
    assert (await benefits.call("POST", decide, role="clerk", area="440781", json={"decision": "APPROVE"})).status_code == 404
    needs = await benefits.call("POST", decide, role="clerk", json={"decision": "NEEDS_CORRECTION", "note": "照片不清晰"})
    assert needs.json()["state"] == "NEEDS_CORRECTION"
    corrected = await benefits.call("POST", f"/filings/{filing}/corrections", **own, json=FORM, headers=key())
    assert corrected.json()["state"] == "UNDER_REVIEW", corrected.text
    approved = await benefits.call("POST", decide, role="clerk", json={"decision": "APPROVE"})
    assert (approved.json()["state"], approved.json()["promise_only"]) == ("SCHEDULED", True)
    again = await benefits.call("POST", decide, role="clerk", json={"decision": "APPROVE"})
    assert (again.status_code, again.json()["code"]) == (409, "FILING_STATE")
    shown = (await benefits.call("GET", f"/entitlements/{person}?on=2024-03-01", role="hospital")).json()
    assert shown["filing"]["destination"] == "440100"
    assert (await benefits.call("GET", f"/entitlements/{person}?on=2024-01-20", role="hospital")).json()["filing"] is None
    listed = (await benefits.call("GET", f"/filings?person_id={person}", role="clerk")).json()["items"]
    assert [one["filing_id"] for one in listed] == [filing]
    assert [move["to_state"] for move in listed[0]["history"]][-2:] == ["UNDER_REVIEW", "SCHEDULED"]


@pytest.mark.parametrize(
    ("role", "open_to"), [("citizen", "YUE_YIBAO"), ("agent", "YUE_YIBAO"), ("citizen+kiosk", "KIOSK"), ("clerk", "YUE_YIBAO KIOSK")]
)
async def test_the_channel_of_a_filing_is_that_of_who_signed_on(benefits: RunningBenefits, role: str, open_to: str) -> None:
    """R-150: a promise instead of the proof is the mini-program's, a form without the address at home the kiosk's: nobody chooses."""
    benefits.clock.move_to(at("2024-01-10"))
    person, _ = await insured(benefits)
    own: dict[str, Any] = {"role": role, "documents": [token_of(person)]}
    for channel in ("YUE_YIBAO", "KIOSK"):
        refused = await benefits.call(
            "POST", "/filings", **own, json={"person_id": str(person), "type": "REFERRAL", "channel": channel}, headers=key()
        )
        assert ("channel" not in [one["field"] for one in refused.json()["reasons"]]) == (channel in open_to.split())
    form = {**FORM, "person_id": str(person), "materials": ["RESIDENCE_PROOF"], "proof_valid_to": "2025-01-01"}
    filed = await benefits.call("POST", "/filings", **own, json=form, headers=key())
    assert (filed.status_code, filed.json()["channel"]) == (202, open_to.split()[0]), filed.text


async def test_a_new_filing_replaces_the_old_one_from_its_start(benefits: RunningBenefits) -> None:
    benefits.clock.move_to(at("2024-02-01"))
    person, _ = await insured(benefits)
    filed = []
    for changed in ({}, {"destination": "440300", "starts_on": "2024-03-01"}):
        form = {**FORM, **changed, "person_id": str(person)}
        filed.append((await benefits.call("POST", "/filings", role="clerk", json=form, headers=key())).json()["filing_id"])
    first, second = filed
    for filing in (first, second):
        await benefits.call("POST", f"/filings/{filing}/decision", role="reviewer", json={"decision": "APPROVE"})
    path = f"/entitlements/{person}?on="
    held = [
        (await benefits.call("GET", path + day, role="hospital")).json()["filing"]["destination"] for day in ("2024-02-29", "2024-03-01")
    ]
    assert held == ["440100", "440300"]
    ended = await benefits.call("POST", f"/filings/{first}/end", role="clerk")
    assert (ended.json()["state"], ended.json()["end_reason"]) == ("ENDED", "OWN_REQUEST")


async def test_nobody_files_who_is_not_insured(benefits: RunningBenefits) -> None:
    benefits.clock.move_to(at("2024-01-10"))
    person, unpaid = new_id(), new_id()
    await benefits.publish(participation(unpaid, person))
    while (await benefits.call("GET", f"/entitlements/{person}", role="clerk")).status_code == 404:
        pass
    refused = await benefits.call("POST", "/filings", role="clerk", json={**FORM, "person_id": str(person)}, headers=key())
    assert [one["field"] for one in refused.json()["reasons"]] == ["person_id"]


async def test_a_filing_under_a_record_that_was_merged_away_is_the_persons(benefits: RunningBenefits) -> None:
    benefits.clock.move_to(at("2024-01-10"))
    kept, _ = await insured(benefits)
    gone = new_id()
    await benefits.publish(participation(new_id(), gone), merged(kept, gone))
    while not (await benefits.call("GET", f"/entitlements/{gone}?on=2024-03-01", role="clerk")).json().get("covered"):
        pass
    filed = await benefits.call("POST", "/filings", role="clerk", json={**FORM, "person_id": str(gone)}, headers=key())
    assert (filed.status_code, filed.json()["person_id"]) == (202, str(kept)), filed.text
    listed = (await benefits.call("GET", f"/filings?person_id={kept}", role="clerk")).json()["items"]
    assert [one["filing_id"] for one in listed] == [filed.json()["filing_id"]]


async def test_forms_are_data(benefits: RunningBenefits) -> None:
    forms = (await benefits.call("GET", "/filings/forms?area=440783&channel=KIOSK", role="citizen")).json()
    retired = next(kind for kind in forms["types"] if kind["code"] == "RETIRED")
    assert [[one["label"] for one in group] for group in retired["materials"]] == [["户口簿首页"], ["常住人口登记卡"]]
    referral = next(kind for kind in forms["types"] if kind["code"] == "REFERRAL")
    assert {"hospital", "reason"} <= {field["code"] for field in referral["fields"]}


async def test_the_kiosk_shows_every_year(benefits: RunningBenefits) -> None:
    benefits.clock.move_to(at("2024-01-10"))
    person, _ = await insured(benefits)
    [record] = (await benefits.call("GET", f"/persons/{person}/participations", role="clerk")).json()["items"]
    assert (record["insutype"], record["psn_insu_stas"], record["insuplc_admdvs"]) == ("390", "0", "440783")
    assert (record["starts_on"], record["state_today"], record["area_name"]) == ("2024-01-01", "ACTIVE", "广东省江门市开平市月山镇")
    assert (await benefits.call("GET", f"/persons/{new_id()}/participations", role="clerk")).status_code == 404


async def test_covers_begin_with_nobody_calling(benefits: RunningBenefits) -> None:
    """D8 PENDING→ACTIVE, R-140; health and metrics tell of the day."""
    benefits.clock.move_to(at("2029-12-20"))
    people = [(await insured(benefits, "2029-10-10", 2030))[0] for _ in range(5)]
    benefits.clock.move_to(at("2030-01-01", 0))
    began: set[UUID] = set()
    async with asyncio.timeout(30):
        while not began.issuperset(people):
            change = await benefits.next_that(lambda event: isinstance(event.data, EntitlementChangedV1))
            began |= {change.personid} if change.data.state == "ACTIVE" else set()
    async with asyncio.timeout(30):
        while not (told := (await benefits.call("POST", "/runs", area="44", json={"limit": 3})).json())["finished"]:
            pass
    assert (told["business_date"], told["open_chunks"]) == ("2030-01-01", 0)
    assert (await benefits.call("POST", "/runs", role="clerk", json={})).status_code == 403
    for name in ("decide_again_even", "decide_again_odd"):
        [check] = (await benefits.http.get("/readyz")).json()["checks"][f"timed:{name}"]
        assert (check["status"], check["output"]) == ("pass", "last 2030-01-01, next 2030-01-02")
    assert 'canbao_timed_job_open_runs{job="decide_again_odd"} 0' in (await benefits.http.get("/metrics")).text
