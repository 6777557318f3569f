"""What a login is told of its own people, without an id: cover on any day, filings, what if."""

import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from enrolment_events.payment import EmployeeRegisteredV1
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import EmployeeIdentity
from tests.benefits.builders import MORNING, at, event, participation, token_of
from tests.benefits.running import RunningBenefits
from tests.benefits.test_closed_doors import PREVIEW, content, hand_in, mandate, until
from tests.benefits.test_rest import FORM, insured, key


def login(*people: UUID, **more: Any) -> dict[str, Any]:
    """A citizen whose sign-on has verified these people's documents."""
    return {"role": "citizen", "area": "", "documents": [token_of(person) for person in people], **more}


async def covers(benefits: RunningBenefits, on: str, **caller: Any) -> dict[str, tuple[bool, bool, str]]:
    """By person: known, covered, and the first rule of the reasons."""
    answer = await benefits.call("GET", f"/me/entitlements?on={on}", **caller)
    assert answer.status_code == 200, answer.text
    return {one["person_id"]: (one["known"], one["covered"], one["explanation"][0]["rule"]) for one in answer.json()["items"]}


async def test_everybody_bound_with_the_reasons_on_any_day(benefits: RunningBenefits) -> None:
    benefits.clock.move_to(at("2024-01-10"))
    (child, _), (mother, _), (stranger, _) = [await insured(benefits) for _ in range(3)]
    parent = login(mother, subject=f"parent-of-{child}")
    await benefits.publish(mandate(child, parent["subject"]))
    await until(benefits, f"/entitlements/{child}", 200, **parent)
    assert await covers(benefits, "2024-03-01", **parent) == dict.fromkeys((str(child), str(mother)), (True, True, "R-032"))
    assert await covers(benefits, "2023-12-31", **parent) == dict.fromkeys((str(child), str(mother)), (False, False, "R-061"))
    for other in (login(), login(new_id()), {"role": "agent", "area": "440783"}):
        assert await covers(benefits, "2024-03-01", **other) == {}
    assert str(stranger) not in str(await covers(benefits, "2024-03-01", **parent))
    refused = await benefits.call("GET", "/me/entitlements?on=2050-01-01", **parent)
    assert (refused.status_code, refused.json()["code"]) == (422, "YEAR_NOT_OPEN")
    assert (await benefits.call("GET", "/me/entitlements", role="clerk")).status_code == 403


async def test_registered_and_unpaid_is_known_and_not_covered(benefits: RunningBenefits) -> None:
    """Unknown and not covered are told apart: by `known`, and by the reason in words."""
    person = new_id()
    await benefits.publish(participation(new_id(), person))
    await until(benefits, f"/entitlements/{person}?on=2024-03-01", 200, **login(person))
    unpaid, elsewhere = [
        (await benefits.call("GET", f"/me/entitlements?on={on}", **login(person))).json()["items"][0] for on in ("2024-03-01", "2026-03-01")
    ]
    assert [(one["known"], one["covered"], one["state"]) for one in (unpaid, elsewhere)] == [(True, False, "NONE"), (False, False, "NONE")]
    assert [one["cover"] for one in (unpaid, elsewhere)] == ["NOT_COVERED", "UNKNOWN"]
    assert elsewhere["cover_label"].startswith("无法判断")
    assert "尚无到账缴费" in unpaid["explanation"][0]["text"]
    assert "不能据此判断" in elsewhere["explanation"][0]["text"]


async def test_who_is_named_by_another_fact_alone_is_unknown(benefits: RunningBenefits) -> None:
    person = new_id()
    spell = EmployeeRegisteredV1(
        spell_id=new_id(), identity=EmployeeIdentity.WORKER, area="440783", registered_on=date(2023, 10, 1)
    )  # fmt: skip
    await benefits.publish(event(spell, spell.spell_id, 1, person, MORNING), mandate(person, f"of-{person}"))
    mother = {"role": "citizen", "area": "", "subject": f"of-{person}"}
    while not (told := await covers(benefits, "2024-03-01", **mother)):
        pass
    assert told == {str(person): (False, False, "R-061")}


async def test_filings_of_those_it_is_bound_to(benefits: RunningBenefits) -> None:
    benefits.clock.move_to(at("2024-01-10"))
    (person, _), (other, _) = [await insured(benefits) for _ in range(2)]
    filing = (await hand_in(benefits, person, **login(person))).json()["filing_id"]
    for whose, expected in ((person, [filing]), (other, [])):
        found = await benefits.call("GET", "/me/filings", **login(whose))
        assert [one["filing_id"] for one in found.json()["items"]] == expected


async def test_what_if_on_the_own_facts(benefits: RunningBenefits) -> None:
    (person, _), (other, _) = [await insured(benefits) for _ in range(2)]
    own = await benefits.call("POST", "/me/previews", json=PREVIEW, **login(person))
    assert (own.status_code, own.json()["years"][0]["starts_on"]) == (200, "2026-04-01"), "2025 is missed: that is known"
    both = login(person, other)
    assert content(await benefits.call("POST", "/me/previews", json=PREVIEW, **both))[1]["code"] == "PERSON_TO_CHOOSE"
    chosen = await benefits.call("POST", "/me/previews", json={**PREVIEW, "person_id": str(other)}, **both)
    assert chosen.json() == own.json()
    foreign, unknown = [
        await benefits.call("POST", "/me/previews", json={**PREVIEW, "person_id": str(whose)}, **login(person))
        for whose in (other, new_id())
    ]
    assert content(foreign) == content(unknown)
    assert foreign.status_code == 404
    assert (await benefits.call("POST", "/me/previews", json=PREVIEW, **login())).status_code == 404


async def test_days_of_a_supposition_that_fit_no_year(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    days = {"pay_on": "2100-12-31", "repair_on": "1900-01-01"}
    for path in ("/me/previews", "/previews"):
        refused = await benefits.call("POST", path, json={**PREVIEW, **days}, **login(person))
        assert (refused.status_code, [one["field"] for one in refused.json()["reasons"]]) == (422, ["pay_on", "repair_on"])
    born = await benefits.call("POST", "/previews", json={**PREVIEW, "birth_date": "2026-01-01"}, role="citizen")
    assert [one["field"] for one in born.json()["reasons"]] == ["birth_date"]


async def test_a_refusal_takes_the_same_work(benefits: RunningBenefits, capfd: pytest.CaptureFixture[str]) -> None:
    """As many statements for who is not there as for who is not theirs, by every way of asking; to hospitals, too."""
    benefits.clock.move_to(at("2024-01-10"))
    (person, paid_for), unknown = await insured(benefits), new_id()
    hospital = {"role": "hospital", "area": "650100", "subject": "far-hospital"}

    async def work(whose: UUID, path: str, body: dict[str, Any] | None, **caller: Any) -> int:
        capfd.readouterr()
        await benefits.call("POST" if body else "GET", path.format(whose), json=body, headers=key(), **caller)
        [told] = [line for line in capfd.readouterr().err.splitlines() if '"event": "request"' in line]
        return int(json.loads(told)["statements"])

    def asked(whose: UUID) -> list[tuple[str, dict[str, Any] | None, dict[str, Any]]]:
        named = {"person_id": str(whose)}
        repair = {**named, "participation_id": str(paid_for), "benefit_year": 2024}
        own = login(new_id())
        return [
            *((path, None, own) for path in ("/entitlements/{}", "/persons/{}/timeline", "/filings?person_id={}")),
            *((path, {**PREVIEW, **named}, own) for path in ("/previews", "/me/previews")),
            ("/repairs", {**repair, "years": 1}, own),
            ("/repairs/withdrawals", repair, own),
            ("/filings", {**FORM, **named}, own),
            ("/entitlements/{}", None, hospital),
            ("/entitlements/batch", {"people": [named]}, hospital),
        ]

    foreign = [await work(person, path, body, **caller) for path, body, caller in asked(person)]
    nobody = [await work(unknown, path, body, **caller) for path, body, caller in asked(unknown)]
    assert foreign == nobody
    assert all(foreign)
