"""Who may look, file and decide: citizens for whom they are bound to, offices in their areas, nobody on his own."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest

from enrolment_events.envelope import Event
from enrolment_events.registration import MandateChangedV1, MandateKind
from enrolment_terms.identifiers import new_id
from tests.benefits.builders import MORNING, at, event, participation, token_of
from tests.benefits.running import RunningBenefits
from tests.benefits.test_merging import merged
from tests.benefits.test_rest import FORM, insured, key

PREVIEW = {"area": "440783", "benefit_year": 2026, "pay_on": "2025-11-20"}


def mandate(
    person: UUID, subject: str, from_on: str = "2023-01-01", until_on: str | None = None, **changed: Any
) -> Event[MandateChangedV1]:
    """That this login may act for the person."""
    mandate_id, version = changed.pop("mandate_id", None) or new_id(), changed.pop("version", 1)
    until = date.fromisoformat(until_on) if until_on else None
    data = MandateChangedV1(
        mandate_id=mandate_id, subject=subject, kind=MandateKind.GUARDIAN, from_on=date.fromisoformat(from_on), until_on=until
    )
    return event(data, mandate_id, version, person, MORNING)


async def asked(benefits: RunningBenefits, person: UUID, **caller: Any) -> dict[str, httpx.Response]:
    """Everything a citizen may ask of a person."""
    return {
        "entitlement": await benefits.call("GET", f"/entitlements/{person}?on=2024-03-01", **caller),
        "timeline": await benefits.call("GET", f"/persons/{person}/timeline", **caller),
        "filings": await benefits.call("GET", f"/filings?person_id={person}", **caller),
        "preview": await benefits.call("POST", "/previews", json={**PREVIEW, "person_id": str(person)}, **caller),
    }


async def until(benefits: RunningBenefits, path: str, status: int, **caller: Any) -> httpx.Response:
    """The first answer of this status; in vain, it ends by the time limit."""
    async with asyncio.timeout(30):
        while (answer := await benefits.call("GET", path, **caller)).status_code != status:
            pass
    return answer


def content(answer: httpx.Response) -> tuple[int, dict[str, Any]]:
    """An answer without what differs from request to request."""
    return answer.status_code, {**answer.json(), "request_id": None}


async def hand_in(benefits: RunningBenefits, person: UUID, **caller: Any) -> httpx.Response:
    return await benefits.call("POST", "/filings", json={**FORM, "person_id": str(person)}, headers=key(), **caller)


@pytest.fixture(autouse=True)
def january(benefits: RunningBenefits) -> None:
    """The day of all that follows."""
    benefits.clock.move_to(at("2024-01-10"))


# Citizens and agents


@pytest.mark.parametrize("role", ["citizen", "agent"])
async def test_a_citizen_gets_the_answer_about_himself_with_its_reasons(benefits: RunningBenefits, role: str) -> None:
    person, _ = await insured(benefits)
    answers = await asked(benefits, person, role=role, area="", documents=[token_of(person)])
    assert {answer.status_code for answer in answers.values()} == {200}
    own = answers["entitlement"].json()
    assert (own["covered"], own["explanation"][0]["rule"]) == (True, "R-032")
    assert answers["timeline"].json()["items"][0]["code"] == "ENTITLEMENT_ACTIVE"


@pytest.mark.parametrize("area", ["", "440783", "44"])
async def test_a_foreign_person_is_answered_as_one_who_does_not_exist(benefits: RunningBenefits, area: str) -> None:
    person, _ = await insured(benefits)
    stranger: dict[str, Any] = {"role": "citizen", "area": area, "documents": [token_of(new_id())]}
    foreign, unknown = await asked(benefits, person, **stranger), await asked(benefits, new_id(), **stranger)
    assert {kind: content(answer) for kind, answer in foreign.items()} == {kind: content(answer) for kind, answer in unknown.items()}
    assert {answer.status_code for answer in foreign.values()} == {404}
    assert content(await hand_in(benefits, person, **stranger)) == content(await hand_in(benefits, new_id(), **stranger))


async def test_a_foreign_filing_is_answered_as_one_that_does_not_exist(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    filing = (await hand_in(benefits, person, role="citizen", documents=[token_of(person)])).json()["filing_id"]
    stranger: dict[str, Any] = {"role": "agent", "subject": "test:stranger"}
    for path, method, form in (("", "GET", None), ("/corrections", "POST", FORM), ("/end", "POST", None)):
        for caller in (stranger, {**stranger, "documents": [token_of(new_id())]}):
            found, unknown = [
                await benefits.call(method, f"/filings/{one}{path}", json=form, headers=key(), **caller) for one in (filing, new_id())
            ]
            assert content(found) == content(unknown)
            assert found.status_code == 404
    decide: dict[str, Any] = {"json": {"decision": "APPROVE"}, "role": "citizen", "documents": [token_of(person)]}
    assert (await benefits.call("POST", f"/filings/{filing}/decision", **decide)).status_code == 403


async def test_a_document_in_an_offices_token_opens_nothing(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    for role in ("clerk", "hospital", "auditor"):
        path = f"/entitlements/{person}"
        assert (await benefits.call("GET", path, role=role, area="440781", documents=[token_of(person)])).status_code == 404
    both = await benefits.call("GET", f"/entitlements/{person}", role="citizen+clerk", area="440781", documents=[token_of(person)])
    assert both.status_code == 200


async def test_a_mandate_opens_from_its_first_day_to_its_last(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    mother: dict[str, Any] = {"role": "citizen", "area": "", "subject": f"mother-of-{person}"}
    held = mandate(person, mother["subject"], "2024-01-05", "2024-01-10")
    await benefits.publish(held)
    await until(benefits, f"/entitlements/{person}", 200, **mother)
    assert {answer.status_code for answer in (await asked(benefits, person, **mother)).values()} == {200}
    assert (await hand_in(benefits, person, **mother)).status_code == 202
    for day, status in (("2024-01-04", 404), ("2024-01-05", 200), ("2024-01-10", 200), ("2024-01-11", 404)):
        benefits.clock.move_to(at(day))
        assert (await benefits.call("GET", f"/filings?person_id={person}", **mother)).status_code == status
    benefits.clock.move_to(at("2024-01-10"))
    await benefits.publish(mandate(person, mother["subject"], "2024-01-05", "2024-01-04", mandate_id=held.data.mandate_id, version=2))
    await until(benefits, f"/entitlements/{person}", 404, **mother)
    assert (await hand_in(benefits, person, **mother)).status_code == 404


async def test_who_was_bound_to_a_merged_record_is_bound_to_the_person(benefits: RunningBenefits) -> None:
    kept, _ = await insured(benefits)
    gone = new_id()
    await benefits.publish(mandate(gone, f"of-{gone}"), participation(new_id(), gone), merged(kept, gone))
    by_mandate: dict[str, Any] = {"role": "agent", "area": "", "subject": f"of-{gone}"}
    by_document: dict[str, Any] = {"role": "citizen", "area": "", "documents": [token_of(gone)]}
    for caller in (by_mandate, by_document):
        for person in (kept, gone):
            await until(benefits, f"/entitlements/{person}?on=2024-03-01", 200, **caller)
            assert (await benefits.call("GET", f"/entitlements/{person}?on=2024-03-01", **caller)).json()["covered"]


async def test_who_filed_may_go_on_until_the_filing_is_approved(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    agent: dict[str, Any] = {"role": "agent", "area": "", "subject": f"agent-of-{person}"}
    held = mandate(person, agent["subject"])
    await benefits.publish(held)
    await until(benefits, f"/entitlements/{person}", 200, **agent)
    filing = (await hand_in(benefits, person, **agent)).json()["filing_id"]
    path, decide = f"/filings/{filing}", {"decision": "NEEDS_CORRECTION", "note": "照片不清晰"}
    await benefits.publish(mandate(person, agent["subject"], until_on="2022-12-31", mandate_id=held.data.mandate_id, version=2))
    await until(benefits, f"/entitlements/{person}", 404, **agent)
    assert (await benefits.call("POST", f"{path}/decision", role="clerk", json=decide)).status_code == 200
    assert (await benefits.call("GET", path, **agent)).json()["history"][-1]["note"] == "照片不清晰"
    assert (await benefits.call("POST", f"{path}/corrections", json=FORM, headers=key(), **agent)).status_code == 200
    assert (await benefits.call("GET", f"/filings?person_id={person}", **agent)).status_code == 404, "only the one he filed"
    assert (await benefits.call("POST", f"{path}/decision", role="clerk", json={"decision": "APPROVE"})).status_code == 200
    for method, further, form in (("GET", "", None), ("POST", "/corrections", FORM), ("POST", "/end", None)):
        assert (await benefits.call(method, path + further, json=form, headers=key(), **agent)).status_code == 404
    own: dict[str, Any] = {"role": "citizen", "documents": [token_of(person)], "subject": f"self-{person}"}
    assert (await benefits.call("POST", f"{path}/end", **own)).json()["state"] == "ENDED", "filed by another, but his own"


# Offices


@pytest.mark.parametrize("area", ["", "440781", "440783116", "4409"])
async def test_an_office_sees_and_files_in_its_areas_only(benefits: RunningBenefits, area: str) -> None:
    person, paid_for = await insured(benefits)
    filing = (await hand_in(benefits, person, role="citizen", documents=[token_of(person)])).json()["filing_id"]
    clerk: dict[str, Any] = {"role": "clerk", "area": area}
    answers = list((await asked(benefits, person, **clerk)).values())
    answers.append(await hand_in(benefits, person, **clerk))
    repair = {"person_id": str(person), "participation_id": str(paid_for), "benefit_year": 2024, "years": 1}
    answers.append(await benefits.call("POST", "/repairs", json=repair, headers=key(), **clerk))
    for path, form in (("decision", {"decision": "APPROVE"}), ("corrections", FORM), ("end", None)):
        answers.append(await benefits.call("POST", f"/filings/{filing}/{path}", json=form, headers=key(), **clerk))
    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize("area", ["440783", "4407", ""])
async def test_a_run_is_for_who_serves_the_whole_installation(benefits: RunningBenefits, area: str) -> None:
    assert (await benefits.call("POST", "/runs", json={}, area=area)).status_code == 403


async def test_nobody_decides_on_what_he_filed_or_corrected(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    one: dict[str, Any] = {"role": "clerk", "subject": "clerk-one"}
    other: dict[str, Any] = {"role": "clerk", "subject": "clerk-other"}
    path = f"/filings/{(await hand_in(benefits, person, **one)).json()['filing_id']}"
    refused = await benefits.call("POST", f"{path}/decision", json={"decision": "APPROVE"}, **one)
    assert (refused.status_code, refused.json()["code"]) == (409, "FILER_DECIDES")
    assert (
        await benefits.call("POST", f"{path}/decision", json={"decision": "NEEDS_CORRECTION", "note": "请补正"}, **other)
    ).status_code == 200
    assert (await benefits.call("POST", f"{path}/corrections", json=FORM, headers=key(), **other)).status_code == 200
    for clerk, status in ((one, 409), (other, 409), ({"role": "reviewer", "subject": "reviewer"}, 200)):
        assert (await benefits.call("POST", f"{path}/decision", json={"decision": "APPROVE"}, **clerk)).status_code == status


async def test_nobody_decides_on_himself_or_for_whom_he_has_a_mandate(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    path = f"/filings/{(await hand_in(benefits, person, role='clerk')).json()['filing_id']}"
    await benefits.publish(mandate(person, "father-and-reviewer"))
    await until(benefits, f"/entitlements/{person}", 200, role="citizen", area="", subject="father-and-reviewer")
    reject = {"decision": "REJECT", "note": "不符合条件"}
    for own in ({"documents": [token_of(person)]}, {"subject": "father-and-reviewer"}):
        refused = await benefits.call("POST", f"{path}/decision", role="reviewer", json=reject, **own)
        assert (refused.status_code, refused.json()["code"]) == (409, "FILER_DECIDES")
    assert (
        await benefits.call("POST", f"{path}/decision", role="reviewer", json={"decision": "REJECT", "note": "不符合条件"})
    ).status_code == 200
