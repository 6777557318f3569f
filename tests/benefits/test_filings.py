"""Filings over HTTP: dates, notes, what is shown to whom, two acts at once (B30, R-150 to R-157, D7)."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest

from enrolment_terms.identifiers import new_id
from tests.benefits.builders import at, participation, settled, token_of
from tests.benefits.running import RunningBenefits
from tests.benefits.test_closed_doors import content
from tests.benefits.test_rest import FORM, insured, key

TEMPORARY = {**FORM, "type": "TEMPORARY", "destination": "450100", "hospital": "示例医院", "stay_months": None}


@pytest.fixture(autouse=True)
def january(benefits: RunningBenefits) -> None:
    """The day of all that follows."""
    benefits.clock.move_to(at("2024-01-10"))


def own(person: UUID) -> dict[str, Any]:
    return {"role": "citizen", "area": "", "subject": f"self-{person}", "documents": [token_of(person)]}


async def hand_in_changed(benefits: RunningBenefits, person: UUID, **changed: Any) -> httpx.Response:
    form = {**FORM, **changed, "person_id": str(person)}
    return await benefits.call("POST", "/filings", json=form, headers=key(), **own(person))


async def filed(benefits: RunningBenefits, person: UUID, **changed: Any) -> str:
    answer = await hand_in_changed(benefits, person, **changed)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["filing_id"])


async def decide(benefits: RunningBenefits, filing: str, decision: str = "APPROVE", **told: Any) -> httpx.Response:
    return await benefits.call("POST", f"/filings/{filing}/decision", role="reviewer", json={"decision": decision, **told})


async def standing(benefits: RunningBenefits, person: UUID) -> dict[str, tuple[str, str | None, str | None]]:
    """State, last day and reason of each filing of a person."""
    items = (await benefits.call("GET", f"/filings?person_id={person}", role="clerk")).json()["items"]
    return {one["filing_id"]: (one["state"], one["ends_on"], one["end_reason"]) for one in items}


# What a form may say


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"materials": ["RESIDENCE_PROOF"], "proof_valid_to": "2024-01-31"}, ["proof_valid_to"]),
        ({"destination": "450100", "proof_valid_to": "2024-01-31"}, ["proof_valid_to"]),
        ({"ends_on": "2024-01-31"}, ["ends_on"]),
        ({"ends_on": "2024-01-31", "proof_valid_to": "2023-12-31"}, ["proof_valid_to", "ends_on"]),
        ({"starts_on": "2099-12-31"}, ["person_id", "starts_on"]),
        ({"starts_on": "2022-12-31", "in_hospital": True}, ["person_id", "starts_on"]),
        ({"destination": "440000"}, ["destination"]),
        ({"hospital": "示例医院", "hospital_area": "999999"}, ["hospital_area"]),
    ],
)
async def test_all_that_is_wrong_is_told_at_once(benefits: RunningBenefits, changed: dict[str, Any], fields: list[str]) -> None:
    """R-155, R-157, R-004."""
    person, _ = await insured(benefits)
    filing = await filed(benefits, person)
    assert (await decide(benefits, filing, "NEEDS_CORRECTION", note="照片不清晰")).status_code == 200
    corrections = await benefits.call("POST", f"/filings/{filing}/corrections", json={**FORM, **changed}, headers=key(), **own(person))
    for refused in (await hand_in_changed(benefits, person, **changed), corrections):
        assert (refused.status_code, refused.json()["code"]) == (422, "FILING_NOT_ACCEPTABLE")
        assert sorted(one["field"] for one in refused.json()["reasons"]) == sorted(fields)


@pytest.mark.parametrize("field", ["starts_on", "ends_on", "proof_valid_to"])
@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31", "2024-02-30"])
async def test_a_day_outside_the_calendar_is_refused(benefits: RunningBenefits, field: str, day: str) -> None:
    """R-155."""
    person, _ = await insured(benefits)
    refused = await hand_in_changed(benefits, person, **{field: day})
    assert refused.status_code == 422
    assert day not in refused.text


async def test_a_long_remark_is_refused_and_a_short_one_kept(benefits: RunningBenefits) -> None:
    """H-R-150, R-150."""
    person, _ = await insured(benefits)
    assert (await hand_in_changed(benefits, person, remark="长" * 201)).status_code == 422
    path = f"/filings/{await filed(benefits, person, remark='长' * 200)}"
    assert (await benefits.call("GET", f"{path}/answers", **own(person))).json()["remark"] == "长" * 200


async def test_forms_tell_templates_fields_and_both_validities(benefits: RunningBenefits) -> None:
    """H-R-150, R-150, R-154."""
    forms = (await benefits.call("GET", "/filings/forms?area=440783&channel=KIOSK", role="citizen")).json()
    [template] = forms["templates"]
    assert (template["material"], len(template["lines"])) == ("PERSONAL_PROMISE", 4)
    types = {kind["code"]: kind for kind in forms["types"]}
    assert [[one["label"] for one in group] for group in types["REFERRAL"]["materials"]] == [["转诊转院证明"], ["异地转诊证明"]]
    assert {"bureau_there", "hospital"} <= {one["code"] for one in types["TEMPORARY"]["fields"]}
    assert (types["TEMPORARY"]["validity_rule"], types["TEMPORARY"]["validity_amount"]) == ("DAYS", 10)
    across = types["TEMPORARY"]["across_provinces"]
    assert (across["validity_rule"], across["validity_amount"], across["validity_rule_label"]) == ("MONTHS", 6, "按月数")
    assert "stay_months" in {one["code"] for one in types["STATIONED"]["fields"]}


async def test_across_provinces_the_national_validity_holds(benefits: RunningBenefits) -> None:
    """R-154, F-13."""
    person, _ = await insured(benefits)
    assert (await hand_in_changed(benefits, person, **TEMPORARY)).json()["ends_on"] == "2024-07-31"
    assert (await hand_in_changed(benefits, person, **{**TEMPORARY, "destination": "440100"})).json()["ends_on"] == "2024-02-10"
    assert (await hand_in_changed(benefits, person, destination="450100")).json()["ends_on"] is None


# Decisions


@pytest.mark.parametrize("decision", ["REJECT", "NEEDS_CORRECTION"])
async def test_a_refusal_says_why(benefits: RunningBenefits, decision: str) -> None:
    """R-004, D7 UNDER_REVIEW→NEEDS_CORRECTION, D7 UNDER_REVIEW→REJECTED: the person sees the reason."""
    person, _ = await insured(benefits)
    filing = await filed(benefits, person)
    for told in ({}, {"note": None}, {"note": "  "}):
        refused = await decide(benefits, filing, decision, **told)
        assert (refused.status_code, refused.json()["code"]) == (422, "NOTE_MISSING")
        assert [one["field"] for one in refused.json()["reasons"]] == ["note"]
    assert (await decide(benefits, filing, decision, note="照片不清晰")).status_code == 200
    assert (await benefits.call("GET", f"/filings/{filing}", **own(person))).json()["history"][-1]["note"] == "照片不清晰"


async def test_of_two_decisions_at_once_one_is_refused(benefits: RunningBenefits) -> None:
    """D7 UNDER_REVIEW→EFFECTIVE, D7 UNDER_REVIEW→REJECTED."""
    person, _ = await insured(benefits)
    for _ in range(5):
        filing = await filed(benefits, person)
        answers = await asyncio.gather(decide(benefits, filing), decide(benefits, filing, "REJECT", note="不符合条件"))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        [decided] = [answer.json() for answer in answers if answer.is_success]
        assert (await standing(benefits, person))[filing][0] == decided["state"]


@pytest.mark.parametrize("turned", [False, True])
async def test_two_approved_at_once_do_not_both_run(benefits: RunningBenefits, turned: bool) -> None:
    """R-154: the later-starting replaces the earlier, whoever was decided first."""
    benefits.clock.move_to(at("2024-02-01"))
    for _ in range(5):
        person, _ = await insured(benefits)
        earlier = await filed(benefits, person)
        later = await filed(benefits, person, destination="450100", starts_on="2024-03-01")
        ids = [later, earlier] if turned else [earlier, later]
        answers = await asyncio.gather(*(decide(benefits, one) for one in ids))
        assert [answer.status_code for answer in answers] == [200, 200]
        assert await standing(benefits, person) == {
            earlier: ("EFFECTIVE", "2024-02-29", "REPLACED"),
            later: ("SCHEDULED", None, None),
        }


async def test_an_end_and_a_replacement_at_once_leave_one_state(benefits: RunningBenefits) -> None:
    """D7 EFFECTIVE→ENDED: ended today, cut or not."""
    benefits.clock.move_to(at("2024-02-01"))
    for _ in range(5):
        person, _ = await insured(benefits)
        earlier = await filed(benefits, person)
        assert (await decide(benefits, earlier)).json()["state"] == "EFFECTIVE"
        later = await filed(benefits, person, destination="450100", starts_on="2024-03-01")
        end = benefits.call("POST", f"/filings/{earlier}/end", **own(person))
        answers = await asyncio.gather(end, decide(benefits, later))
        assert [answer.status_code for answer in answers] == [200, 200]
        assert await standing(benefits, person) == {
            earlier: ("ENDED", "2024-02-01", "OWN_REQUEST"),
            later: ("SCHEDULED", None, None),
        }


async def test_a_correction_and_a_second_one_at_once(benefits: RunningBenefits) -> None:
    """D7 NEEDS_CORRECTION→SUBMITTED, once."""
    person, _ = await insured(benefits)
    filing = await filed(benefits, person)
    assert (await decide(benefits, filing, "NEEDS_CORRECTION", note="照片不清晰")).status_code == 200
    path = f"/filings/{filing}/corrections"
    answers = await asyncio.gather(*(benefits.call("POST", path, json=FORM, headers=key(), **own(person)) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_what_was_called_off_gives_back_what_it_cut(benefits: RunningBenefits) -> None:
    """R-154: called off before it began."""
    benefits.clock.move_to(at("2024-02-01"))
    person, _ = await insured(benefits)
    earlier = await filed(benefits, person, destination="450100")
    later = await filed(benefits, person, destination="460100", starts_on="2024-03-01")
    for filing in (earlier, later):
        assert (await decide(benefits, filing)).status_code == 200
    assert (await standing(benefits, person))[earlier] == ("EFFECTIVE", "2024-02-29", "REPLACED")
    off = (await benefits.call("POST", f"/filings/{later}/end", **own(person))).json()
    assert (off["state"], off["ends_on"], off["end_reason"]) == ("ENDED", None, "OWN_REQUEST")
    assert (await standing(benefits, person))[earlier] == ("EFFECTIVE", None, None)
    for day in ("2024-02-29", "2024-03-01", "2024-06-01"):
        shown = (await benefits.call("GET", f"/entitlements/{person}?on={day}", role="clerk")).json()["filing"]
        assert (shown["filing_id"], shown["ends_on"]) == (earlier, None)
    again = await benefits.call("POST", f"/filings/{later}/end", **own(person))
    assert (again.status_code, again.json()["code"]) == (409, "FILING_STATE")


# Who may see what


async def test_answers_are_masked_and_read_whole_for_a_purpose(benefits: RunningBenefits) -> None:
    """R-152, H-R-150."""
    person, _ = await insured(benefits)
    told: dict[str, Any] = {"for_other": True, "agent_name": "李示例", "agent_document": "440799198605120012", "remark": "术后定期复查"}
    path = f"/filings/{await filed(benefits, person, **told)}"
    for caller in (own(person), {"role": "clerk"}):
        shown = await benefits.call("GET", path, **caller)
        masked = {name: value for name, value in shown.json().items() if name.endswith("_masked")}
        assert masked == {
            "phone_masked": "100****0006",
            "address_here_masked": "开平市****",
            "address_there_masked": "广州市***",
            "agent_name_masked": "李**",
            "agent_document_masked": "44**************12",
        }
        told_whole = [str(FORM["phone"]), str(FORM["address_here"]), "李示例", told["agent_document"], told["remark"]]
        assert not [text for text in told_whole if text in shown.text]
    whole = (await benefits.call("GET", f"{path}/answers", **own(person))).json()
    assert {name: whole[name] for name in told} == told
    assert (whole["phone"], whole["address_there"], whole["starts_on"]) == (FORM["phone"], FORM["address_there"], FORM["starts_on"])
    refused = await benefits.call("GET", f"{path}/answers", role="clerk")
    assert (refused.status_code, refused.json()["code"]) == (422, "PURPOSE_MISSING")
    read = await benefits.call("GET", f"{path}/answers", role="clerk", headers={"X-Purpose": "REVIEW"})
    assert read.json() == whole
    [row] = [row for row in await benefits.audit_of(person) if row["action"] == "filing.answers_read"]
    assert (row["actor"], row["purpose"]) == ("test:clerk", "REVIEW")


async def test_whole_answers_are_the_persons_and_the_offices(benefits: RunningBenefits) -> None:
    """R-009."""
    person, _ = await insured(benefits)
    filing = await filed(benefits, person)
    strangers: list[dict[str, Any]] = [own(new_id()), {"role": "clerk", "area": "440781"}, {"role": "reviewer", "area": ""}]
    for caller in strangers:
        found, unknown = [
            await benefits.call("GET", f"/filings/{one}/answers", headers={"X-Purpose": "REVIEW"}, **caller) for one in (filing, new_id())
        ]
        assert content(found) == content(unknown)
        assert found.status_code == 404
    for role in ("hospital", "auditor"):
        refused = await benefits.call("GET", f"/filings/{filing}/answers", role=role, headers={"X-Purpose": "REVIEW"})
        assert refused.status_code == 403


async def test_a_hospital_elsewhere_sees_whom_a_filing_leads_to_it(benefits: RunningBenefits) -> None:
    """R-154, R-156: the filing in force today and nothing else, at the level of its destination."""
    benefits.clock.move_to(at("2024-02-01"))
    person, _ = await insured(benefits)
    filing = await filed(benefits, person, destination="431000")
    await filed(benefits, person, destination="460100", starts_on="2024-03-01")

    async def asked(area: str, who: UUID = person) -> httpx.Response:
        return await benefits.call("GET", f"/filings?person_id={who}", role="hospital", area=area, organisation="H-AWAY")

    assert (await asked("4310")).status_code == 404, "not approved yet"
    assert (await decide(benefits, filing)).json()["state"] == "EFFECTIVE"
    for area in ("4310", "431002"):
        [shown] = (await asked(area)).json()["items"]
        assert (shown["filing_id"], shown["destination"], shown["history"], shown["phone_masked"]) == (filing, "431000", [], None)
    assert (await benefits.audit_of(person))[-1]["purpose"] == "CARE"
    for area in ("4311", "43", "4401", "", "440781"):
        assert content(await asked(area)) == content(await asked(area, new_id()))
        assert (await asked(area)).status_code == 404
    assert (await benefits.call("POST", f"/filings/{filing}/end", **own(person))).status_code == 200
    benefits.clock.move_to(at("2024-02-02"))
    assert (await asked("4310")).status_code == 404


async def test_a_filing_stands_where_the_person_takes_part_on_its_first_day(benefits: RunningBenefits) -> None:
    """R-153: registered for next year in another city, insured here this year."""
    person, _ = await insured(benefits)
    next_year = new_id()
    await benefits.publish(
        participation(
            next_year, person, version=1, benefit_year=2025, area="440900", registered_on=at("2024-10-10").date(), when=at("2024-10-10")
        ),
        settled(next_year, person, "2024-10-12", year=2025),
    )
    await benefits.change_of(person)
    benefits.clock.move_to(at("2024-02-01"))
    refused = await hand_in_changed(benefits, person, destination="440781")
    assert [one["code"] for one in refused.json()["reasons"]] == ["SAME_POOLING_REGION"], "of Jiangmen, not of Maoming"
    assert (await hand_in_changed(benefits, person, destination="440900")).status_code == 202
    benefits.clock.move_to(at("2025-01-10"))
    moved = await hand_in_changed(benefits, person, destination="440781", starts_on="2025-02-01")
    assert moved.status_code == 202, moved.text
