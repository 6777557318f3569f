"""What hospitals may touch and learn: their own claims, and who is covered in their areas."""

from typing import Any
from uuid import UUID

import pytest

from enrolment_events.envelope import encode
from enrolment_terms.identifiers import new_id
from tests.benefits.builders import at, participation, token_of
from tests.benefits.running import RunningBenefits
from tests.benefits.test_closed_doors import hand_in, until
from tests.benefits.test_rest import insured, key

ONE: dict[str, Any] = {"role": "hospital", "organisation": "H-ONE"}
OTHER: dict[str, Any] = {"role": "hospital", "organisation": "H-OTHER"}


def claim(person: object, ref: str, **changed: Any) -> dict[str, Any]:
    """A settlement of 80 yuan in 2024."""
    settled = {"benefit_year": 2024, "settled_on": "2024-03-01", "fund_paid": "80.00"}
    return {"person_id": str(person), "claim_ref": ref, **settled, **changed}


async def report(benefits: RunningBenefits, *claims: dict[str, Any], **caller: Any) -> tuple[int, int, list[str]]:
    """How many were recorded, unchanged, and why others were refused."""
    answer = await benefits.call("POST", "/claims", json={"claims": list(claims)}, **caller)
    assert answer.status_code == 200, answer.text
    receipt = answer.json()
    return receipt["recorded"], receipt["unchanged"], [one["code"] for one in receipt["refused"]]


async def stored(benefits: RunningBenefits, person: object) -> list[tuple[str, int]]:
    """Claims of a person as they are kept: fen and version."""
    async with benefits.app.state.runtime.database.read() as read:
        rows = await read.driver.fetch(
            "SELECT body ->> 'fund_paid' AS paid, version FROM facts WHERE kind = 'CLAIM' AND person_id = $1 ORDER BY 2, 1", person
        )
    return [tuple(row) for row in rows]


async def test_two_hospitals_with_one_reference_have_two_claims(benefits: RunningBenefits) -> None:
    person, other = (await insured(benefits))[0], (await insured(benefits))[0]
    assert await report(benefits, claim(person, "S-1"), **ONE) == (1, 0, [])
    assert await report(benefits, claim(other, "S-1"), **OTHER) == (1, 0, []), "nothing tells that another hospital has this reference"
    assert await report(benefits, claim(person, "S-1", fund_paid="90.00"), **OTHER) == (0, 0, ["CLAIM_OF_ANOTHER_PERSON"]), "its own"
    assert await report(benefits, claim(other, "S-1", withdrawn=True), **OTHER) == (1, 0, [])
    assert await stored(benefits, person) == [("8000", 1)]
    assert await stored(benefits, other) == [("8000", 1), ("8000", 2)]


async def test_a_hospital_without_a_code_is_its_login(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    for login in ("hospital-a", "hospital-b", "hospital-a"):
        await report(benefits, claim(person, f"L-{person}"), role="hospital", subject=login)
    assert len(await stored(benefits, person)) == 2


async def test_an_operator_reports_for_a_hospital_that_he_names(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    assert await report(benefits, claim(person, "O-1"), **ONE) == (1, 0, [])
    assert await report(benefits, claim(person, "O-1", hospital="H-ONE")) == (0, 1, [])
    unnamed = await benefits.call("POST", "/claims", json={"claims": [claim(person, "O-2", hospital="H-ONE"), claim(person, "O-3")]})
    assert (unnamed.status_code, unnamed.json()["code"]) == (422, "CLAIM_HOSPITAL")
    assert [one["field"] for one in unnamed.json()["reasons"]] == ["claims.1.hospital"]
    assert len(await stored(benefits, person)) == 1


async def test_a_hospital_never_reports_for_another(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    assert await report(benefits, claim(person, "M-1", hospital="H-ONE"), **ONE) == (1, 0, [])
    for hospital in ("H-OTHER", "FEED"):
        refused = await benefits.call("POST", "/claims", json={"claims": [claim(person, "M-1", hospital=hospital)]}, **ONE)
        assert (refused.status_code, refused.json()["code"]) == (422, "CLAIM_HOSPITAL")
    assert len(await stored(benefits, person)) == 1


async def test_the_file_names_the_hospital_in_a_column(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    header = "person_id,claim_ref,benefit_year,settled_on,fund_paid,serious_paid,bonus_used,withdrawn"
    line = f"{person},F-1,2024,2024-03-01,80.00,0,false,false"
    send: dict[str, Any] = {"headers": {"Content-Type": "text/csv"}}
    plain, named = f"{header}\n{line}\n", f"{header},hospital\n{line},H-ONE\n"
    assert (await benefits.call("POST", "/claims/file", content=plain, **ONE, **send)).json()["recorded"] == 1
    assert (await benefits.call("POST", "/claims/file", content=named, **send)).json()["unchanged"] == 1
    for content_, caller in ((plain, {}), (named, OTHER)):
        refused = await benefits.call("POST", "/claims/file", content=content_, **caller, **send)
        assert (refused.status_code, refused.json()["reasons"][0]["msg"]) == (422, "第2行：hospital有误")


async def test_unknown_and_elsewhere_are_one_answer(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    away = {**ONE, "area": "440781"}
    asked = [
        [
            await benefits.call("POST", "/claims", json={"claims": [claim(who, "U-1")]}, **away),
            await benefits.call(
                "POST", "/entitlements/batch", json={"people": [{"person_id": str(who)}, {"token": token_of(who)}]}, **away
            ),
            await benefits.call("GET", f"/filings?person_id={who}", **away),
            await benefits.call("GET", f"/entitlements/{who}?on=2050-01-01", **away),
        ]
        for who in (person, new_id())
    ]
    assert [{**answer.json(), "request_id": None} for answer in asked[0]] == [{**answer.json(), "request_id": None} for answer in asked[1]]
    assert [answer.status_code for answer in asked[0]] == [200, 200, 404, 404]


async def test_a_hospital_sees_of_filings_what_care_needs(benefits: RunningBenefits) -> None:
    benefits.clock.move_to(at("2024-01-10"))
    person, _ = await insured(benefits)
    filings = [(await hand_in(benefits, person, role="citizen", documents=[token_of(person)])).json()["filing_id"] for _ in range(2)]
    decided: dict[str, Any] = {"json": {"decision": "APPROVE", "note": "已电话核实"}, "headers": key()}
    assert (await benefits.call("POST", f"/filings/{filings[0]}/decision", role="clerk", **decided)).status_code == 200
    answer = await benefits.call("GET", f"/filings?person_id={person}", **ONE)
    [shown] = answer.json()["items"]
    assert (shown["filing_id"], shown["state"], shown["destination"], shown["starts_on"]) == (
        filings[0],
        "SCHEDULED",
        "440100",
        "2024-02-01",
    )
    assert (shown["history"], shown["end_reason"]) == ([], None)
    assert "已电话核实" not in answer.text
    assert (await benefits.call("GET", f"/filings/{filings[0]}", **ONE)).status_code == 403


@pytest.mark.parametrize("told", ["token-of-somebody-long-enough", "A" * 64, "0" * 63, "０" * 64])
async def test_a_token_is_a_token(benefits: RunningBenefits, told: str) -> None:
    refused = await benefits.call("POST", "/entitlements/batch", json={"people": [{"token": told}]}, **ONE)
    assert refused.status_code == 422


async def test_an_event_of_a_claim_carries_our_id_alone(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    await report(benefits, claim(person, "REF-张三-13900000000"), **ONE)
    told = encode(await benefits.recorded_of(person)).decode()
    assert "REF-" not in told
    assert "H-ONE" not in told


async def test_next_years_registration_elsewhere_hides_no_cover(benefits: RunningBenefits) -> None:
    """Kaiping 2023 paid, Maoming 2024 approved and unpaid: each of the two sees the person, whatever was told last."""
    person = new_id()
    await benefits.publish(participation(new_id(), person, "ACTIVE", benefit_year=2023, paid_on=at("2022-10-01").date()))
    await benefits.publish(participation(new_id(), person, area="440981", version=2, when=at("2023-10-12")))
    await until(benefits, f"/entitlements/{person}?on=2023-12-01", 200, role="hospital", area="440981", subject="who-waits")
    for area in ("440783", "440981"):
        answer = await benefits.call("GET", f"/entitlements/{person}?on=2023-12-01", role="hospital", area=area)
        assert (answer.status_code, answer.json()["covered"], answer.json()["scheme"]) == (200, True, "RESIDENT")
        assert (await benefits.call("GET", f"/entitlements/{person}", role="clerk", area=area)).status_code == 200
        assert (await benefits.call("GET", f"/persons/{person}/timeline", role="clerk", area=area)).status_code == 200
        people = {"on": "2023-12-01", "people": [{"person_id": str(person)}, {"token": token_of(person)}]}
        told = (await benefits.call("POST", "/entitlements/batch", role="hospital", area=area, json=people)).json()
        assert [one["entitlement"]["covered"] for one in told["results"]] == [True, True]
    assert (await benefits.call("GET", f"/entitlements/{person}?on=2023-12-01", role="hospital", area="440981")).json()[
        "scheme"
    ] == "RESIDENT"
    assert (await benefits.call("GET", f"/entitlements/{person}", role="clerk", area="440781")).status_code == 404


async def asked_by_all(benefits: RunningBenefits, person: UUID, on: str, **caller: Any) -> list[bool]:
    """Whether each way of asking shows the person to this hospital."""
    caller = {**caller, "subject": f"of-{caller['area']}-{on}"}  # nobody misses so often that he is sent away
    body = {"on": on, "people": [{"person_id": str(person)}, {"token": token_of(person)}]}
    told = (await benefits.call("POST", "/entitlements/batch", json=body, **caller)).json()["results"]
    national = {"infno": "1101", "msgid": "1", "input": {"data": {"psn_no": str(person), "begntime": on}}}
    return [
        (await benefits.call("GET", f"/entitlements/{person}?on={on}", **caller)).status_code == 200,
        *(one["entitlement"] is not None for one in told),
        (await benefits.call("POST", "/national/1101", json=national, **caller)).json()["infcode"] == 0,
    ]


async def test_a_filing_opens_the_door_of_its_place_for_its_days(benefits: RunningBenefits) -> None:
    """R-154: any hospital of the country, within the filing: Guangzhou from 1 February, and nobody else."""
    benefits.clock.move_to(at("2024-01-10"))
    person, _ = await insured(benefits)
    filing = (await hand_in(benefits, person, role="citizen", documents=[token_of(person)])).json()["filing_id"]
    guangzhou = {**ONE, "area": "440106"}
    assert await asked_by_all(benefits, person, "2024-02-01", **guangzhou) == [False] * 4, "not decided"
    decided: dict[str, Any] = {"json": {"decision": "APPROVE"}, "headers": key()}
    assert (await benefits.call("POST", f"/filings/{filing}/decision", role="clerk", **decided)).status_code == 200
    assert await asked_by_all(benefits, person, "2024-01-31", **guangzhou) == [False] * 4
    assert await asked_by_all(benefits, person, "2024-02-01", **guangzhou) == [True] * 4
    shown = (await benefits.call("GET", f"/entitlements/{person}?on=2024-02-01", **guangzhou)).json()
    assert shown["filing"]["filing_id"] == filing
    for area in ("440300", "431100", ""):
        assert await asked_by_all(benefits, person, "2024-02-01", **{**ONE, "area": area}) == [False] * 4


async def test_an_emergency_is_told_yes_or_no_for_a_purpose(benefits: RunningBenefits) -> None:
    """Any hospital of the country; the purpose stands in the audit row; nothing but the cover and its days is told."""
    benefits.clock.move_to(at("2024-03-01"))
    person, _ = await insured(benefits)
    far: dict[str, Any] = {**ONE, "area": "650100", "subject": "far-away"}
    asked = {"token": token_of(person), "purpose": "EMERGENCY_RESCUE"}
    told = (await benefits.call("POST", "/entitlements/emergency", json=asked, **far)).json()
    days = {"on": "2024-03-01", "starts_on": "2024-01-01", "ends_on": "2024-12-31"}
    assert told == {**days, "known": True, "covered": True, "cover": "COVERED", "cover_label": "享受待遇"}
    row = (await benefits.audit_of(person))[-1]
    assert (row["actor"], row["purpose"], row["detail"]["seen"]) == ("far-away", "EMERGENCY_RESCUE", "emergency")
    assert (await benefits.call("POST", "/entitlements/emergency", json={"token": token_of(person)}, **far)).status_code == 422
    for whose in ({"person_id": str(new_id())}, {"token": "0" * 64}, {}):
        missed = await benefits.call("POST", "/entitlements/emergency", json={**whose, "purpose": "EMERGENCY_ADMISSION"}, **far)
        assert (missed.status_code, missed.json()["code"]) == (404, "PERSON_NOT_KNOWN_HERE")
    assert (await benefits.audit_of("emergency"))[-1]["action"] == "person.search_missed"
    assert (await benefits.call("POST", "/entitlements/emergency", json=asked, role="clerk")).status_code == 403


async def test_a_cover_that_is_known_is_told_whatever_another_place_does_not_know(benefits: RunningBenefits) -> None:
    """A registration in a place whose book does not hold the year hides no cover; where there is no cover, nothing is guessed."""
    person, _ = await insured(benefits)
    await benefits.publish(participation(new_id(), person, area="650102", version=3, benefit_year=2025, when=at("2023-10-13")))
    await until(benefits, f"/entitlements/{person}?on=2024-03-01", 200, role="hospital", area="650102", subject="who-waits")
    assert (await benefits.call("GET", f"/entitlements/{person}?on=2024-03-01", **ONE)).json()["covered"] is True
