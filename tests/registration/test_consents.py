"""Informed consent (B22, R-087): signed by login or with the letter, its units named by the agency, withdrawn until the approval."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from enrolment_events.registration import ConsentSignedV1
from enrolment_terms.reasons import ReasonCode
from registration.domain.application_form import Faults
from registration.domain.consent import text_version_of
from registration.domain.items import DateSense, FieldKind
from registration.domain.review import Decision, Verdict
from registration.domain.scope import Scope
from registration.items import declared_items
from registration.use_cases.decide_applications import decide_applications
from registration.use_cases.sign_consent import withdraw_consent
from service_runtime import Transaction
from tests.registration.answers import codes_of
from tests.registration.builders import AUTUMN, check_completed, form, fresh_number, hit
from tests.registration.test_at_once import at_once
from tests.registration.test_drafts import begun
from tests.registration.world import World

SIGNED = {"signed_on": "2023-10-09"}
NEEDED = (hit(ReasonCode.CONSENT_REQUIRED, area="430100", rule="R-087"),)
APPROVE = {"decision": "APPROVE"}


async def told(world: World, application_id: str) -> list[ConsentSignedV1]:
    """What was published of the consent of an application."""
    events = [event.data for event in await world.published()]
    return [data for data in events if isinstance(data, ConsentSignedV1) and str(data.application_id) == application_id]


async def test_it_is_signed_by_the_login_named_by_the_agency_and_used_by_the_approval(world: World) -> None:
    """B22, R-087, V-67: no approval before both units are named; each step is told, a repeated one is not."""
    number = fresh_number()
    mine, clerk = world.as_("citizen", "wx:hunan", documents=[number]), world.as_("clerk")
    application_id = await world.apply(mine, document_number=number, consent=SIGNED)
    await world.hear(check_completed(application_id))
    refused = await world.post(f"/applications/{application_id}/decision", APPROVE, clerk)
    assert (refused.status_code, refused.json()["code"]) == (409, "CONSENT_LACKS_UNITS")
    for _ in range(2):
        named = await world.post(f"/applications/{application_id}/consent/units", {"old_area": "430100"}, clerk)
        assert (named.status_code, named.json()["new_area"]) == (200, "440783115"), named.text
    assert (await world.post(f"/applications/{application_id}/decision", APPROVE, clerk)).status_code == 200
    [signed, complete] = await told(world, application_id)
    assert (signed.signed_on.isoformat(), signed.signed_by, signed.old_unit) == ("2023-10-09", "LOGIN", None)
    assert complete.old_unit is not None
    assert (complete.old_unit.code, complete.old_unit.name) == ("430100", "长沙市")
    assert complete.new_unit is not None
    assert complete.new_unit.code == "440783115"
    late = await world.post(f"/applications/{application_id}/consent/withdraw", {}, mine)
    assert late.status_code == 409, "it was used"
    assert (await world.get(f"/applications/{application_id}/consent", mine)).json()["withdrawn_on"] is None


async def test_an_office_needs_the_letter(world: World) -> None:
    """B22: a day on a form is no signature; at the counter the signed letter is shown."""
    number = fresh_number()
    without = await world.post("/applications", form(document_number=number, consent=SIGNED), world.as_("clerk"))
    assert [one["field"] for one in without.json()["missing"]] == ["materials.CONSENT"]
    letter = {"kind": "CONSENT", "satisfied_by": "ORIGINAL"}
    application_id = await world.apply(world.as_("clerk"), document_number=number, consent=SIGNED, materials=[letter])
    assert [data.signed_by for data in await told(world, application_id)] == ["PAPER"]


@pytest.mark.parametrize("day", ["2023-10-11", "2023-08-31", "2022-10-09", "1999-01-01"])
async def test_its_day_is_bounded(world: World, day: str) -> None:
    """R-087, H2: not of a day to come, and not before the year could be registered for (from 1 September)."""
    answer = await world.post("/applications", form(consent={"signed_on": day}), world.as_("citizen", "wx:days"))
    assert answer.status_code == 422
    assert "consent_signed_on" in [one["field"] for one in answer.json()["reasons"]]


def test_every_item_that_asks_for_a_consent_bounds_its_day() -> None:
    """H2 R-087: the declaration of the field refuses a day to come, whatever the item and the place."""
    asking = [item.fields["consent_signed_on"] for item in declared_items().declared.values() if "consent_signed_on" in item.fields]
    assert asking
    assert {(field.kind, field.sense) for field in asking} == {(FieldKind.DATE, DateSense.PAST)}


@pytest.mark.parametrize("way", ["citizen", "agent", "clerk", "correction", "draft"])
async def test_a_day_to_come_is_refused_on_every_way(world: World, way: str) -> None:
    """H2 R-087: at each door, however it comes; today is taken (it counts from its day on)."""
    number = fresh_number()
    role = way if way in ("agent", "clerk") else "citizen"
    caller = world.as_(role, f"{way}:consent", documents=[number])
    letter = [{"kind": "CONSENT", "satisfied_by": "ORIGINAL"}] if way == "clerk" else []
    path = "/applications"
    if way == "correction":
        path = f"/applications/{await world.apply(caller, document_number=number)}/corrections"
        await world.hear(check_completed(path.split("/")[2], hits=NEEDED))

    async def handed_in(day: str) -> httpx.Response:
        told = form(document_number=number, consent={"signed_on": day}, materials=letter)
        if way == "draft":
            return await world.post(f"/drafts/{await begun(world, caller, **told)}/submit", {}, caller)
        return await world.post(path, told, caller)

    refused = await handed_in("2023-10-11")
    assert (refused.status_code, [one["field"] for one in refused.json()["reasons"]]) == (422, ["consent_signed_on"]), refused.text
    assert (await handed_in("2023-10-10")).status_code == 202


async def test_withdrawn_before_the_approval_it_counts_no_more(world: World) -> None:
    """B22, R-087: dedup is asked again without it, and its answer sends the application back; a new one may be signed."""
    number = fresh_number()
    mine = world.as_("citizen", "wx:back", documents=[number])
    application_id = await world.apply(mine, document_number=number, consent=SIGNED)
    await world.hear(check_completed(application_id))
    for _ in range(2):
        withdrawn = await world.post(f"/applications/{application_id}/consent/withdraw", {}, mine)
        assert (withdrawn.status_code, withdrawn.json()["withdrawn_on"]) == (200, "2023-10-10")
    pending = await world.post(f"/applications/{application_id}/decision", APPROVE, world.as_("clerk"))
    assert (pending.status_code, pending.json()["code"]) == (409, "CHECK_PENDING")
    assert [event.data.consent_signed_on is not None for event in await world.asked(application_id)] == [True, False]
    await world.hear(check_completed(application_id, submit_no=2, hits=NEEDED, at=world.clock.now()))
    again = form(document_number=number, consent={"signed_on": "2023-10-10"})
    assert (await world.post(f"/applications/{application_id}/corrections", again, mine)).status_code == 202
    states = [(data.signed_on.isoformat(), data.withdrawn_on is not None) for data in await told(world, application_id)]
    assert states == [("2023-10-09", False), ("2023-10-09", True), ("2023-10-10", False)]


async def test_a_correction_that_leaves_it_out_takes_it_back(world: World) -> None:
    """R-004, R-087: the form that was handed in last is what counts; the same consent again is told once."""
    number = fresh_number()
    mine = world.as_("citizen", "wx:out", documents=[number])
    application_id = await world.apply(mine, document_number=number, consent=SIGNED)
    for submit_no, consent in ((1, SIGNED), (2, None)):
        await world.hear(check_completed(application_id, submit_no=submit_no, hits=NEEDED, at=world.clock.now()))
        body = form(document_number=number, consent=consent)
        assert (await world.post(f"/applications/{application_id}/corrections", body, mine)).status_code == 202
    assert [data.withdrawn_on is not None for data in await told(world, application_id)] == [False, True]


@pytest.mark.parametrize(("area", "code"), [("440799", "UNKNOWN_AREA"), ("440781", "OTHER"), ("440783115", "OTHER")])
async def test_the_old_unit_is_a_known_place_outside_of_the_region(world: World, area: str, code: str) -> None:
    """B22, R-008: inside one pooling region nobody needs a consent."""
    application_id = await world.apply(consent=SIGNED)
    path = f"/applications/{application_id}/consent/units"
    answer = await world.post(path, {"old_area": area}, world.as_("clerk"))
    assert await codes_of(answer) == [code]
    elsewhere = await world.post(path, {"old_area": "430100"}, world.as_("clerk", "clerk:t", ["440781"]))
    assert elsewhere.status_code == 404


async def test_of_an_approval_and_a_withdrawal_at_once_one_holds(world: World) -> None:
    """B22, R-087: whoever comes second is refused, and the participation says the same as the consent."""
    number = fresh_number()
    mine = world.as_("citizen", "wx:race", documents=[number])
    application_id = await world.apply(mine, document_number=number, consent=SIGNED)
    await world.hear(check_completed(application_id))
    await world.post(f"/applications/{application_id}/consent/units", {"old_area": "430100"}, world.as_("clerk"))
    known, scope = UUID(application_id), Scope("clerk:9", ["440783%"])

    async def withdraw(tx: Transaction) -> Any:
        return (await withdraw_consent(tx, known, scope)).withdrawn_on

    async def approve(tx: Transaction) -> Any:
        [outcome] = await decide_applications(tx, [Decision(known, Verdict.APPROVE, Faults(), None)], scope)
        return outcome.refused and outcome.refused.code

    withdrawn, refused, waited = await at_once(world, withdraw, approve)
    assert (withdrawn, refused, waited) == (AUTUMN.date(), "CHECK_PENDING", True)
    assert not await world.rows("SELECT FROM participations WHERE application_id = $1", known)


def test_other_words_are_another_version() -> None:
    """B22: what was promised is named with the consent; a county with its own words has a version of its own."""
    item = declared_items().find("resident_enrolment", "440783")
    assert item is not None
    assert text_version_of(item.texts) != text_version_of(item.texts | {"consent_2": "另一承诺"})
    assert text_version_of(item.texts) == text_version_of(item.texts | {"notice": "另一说明"})
