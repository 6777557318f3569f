"""Circumstances that papers prove: told by mid-year applications and by offices, taken back by another (R-033, R-102, R-104, F-05)."""

import asyncio
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from enrolment_events.payment import RefundState
from enrolment_events.registration import CircumstanceRecordedV1
from enrolment_terms.benefit_year import SHANGHAI
from tests.registration.builders import check_completed, fresh_number, refund, settled
from tests.registration.test_merging import by_passport, merge, two_records
from tests.registration.world import World

DISCHARGED = {"category": "MY3", "event_date": "2024-03-01", "benefit_year": 2024, "item": "midyear_enrolment"}
SPOUSE = {"code": "VETERAN_SPOUSE", "from_on": "2023-09-01", "until_on": "2024-08-31"}
Told = tuple[str, date, date | None, bool, int]


def at(*day: int) -> datetime:
    return datetime(*day, 9, tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]


async def told(world: World, person_id: UUID) -> list[Told]:
    """What was told of the person, in order."""
    found = [one for one in await world.published() if isinstance(one.data, CircumstanceRecordedV1) and one.personid == person_id]
    assert all(one.subject == str(one.data.circumstance_id) for one in found)
    return [(one.data.kind, one.data.from_on, one.data.until_on, one.data.withdrawn, one.aggregateversion) for one in found]


async def midyear(world: World, paper: str, **changes: Any) -> tuple[UUID, str]:
    """(person, participation) of somebody who enrols in March, approved."""
    world.clock.move_to(at(2024, 3, 5))
    citizen = world.as_("citizen", "wx:event")
    application_id = await world.apply(citizen, materials=[await world.paper(paper, citizen)], **{**DISCHARGED, **changes})
    await world.hear(check_completed(application_id, at=world.clock.now()))
    answer = await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("clerk", "clerk:decides"))
    assert answer.status_code == 200, answer.text
    participation_id: str = answer.json()["participation_id"]
    return (await world.participation(participation_id))["person_id"], participation_id


async def someone(world: World, **changes: Any) -> UUID:
    """Somebody registered."""
    _, participation_id = await world.register(**changes)
    person_id: UUID = (await world.participation(participation_id))["person_id"]
    return person_id


async def record(world: World, person_id: UUID, clerk: dict[str, str] | None = None, **changes: Any) -> httpx.Response:
    """An office records one, by a paper that it has uploaded."""
    clerk = clerk or world.as_("clerk", "clerk:records")
    paper = {} if "proof_material" in changes else {"proof_material": (await world.paper("MARRIAGE_CERTIFICATE", clerk))["reference"]}
    return await world.post(f"/persons/{person_id}/circumstances", {**SPOUSE, **paper, **changes}, clerk)


@pytest.mark.parametrize(
    ("category", "paper", "kind"),
    [("MY3", "DISCHARGE_CERTIFICATE", "VETERAN"), ("MY1", "TERMINATION_PROOF", "MY1"), ("MY4", "RELEASE_CERTIFICATE", "MY4")],
)
async def test_an_approved_midyear_application_tells_its_event(world: World, category: str, paper: str, kind: str) -> None:
    """R-033, R-104: with its day, once, whoever approves again what is approved; money that goes back does not undo it."""
    person_id, participation_id = await midyear(world, paper, category=category)
    event = [(kind, date(2024, 3, 1), None, False, 1)]
    assert await told(world, person_id) == event
    await world.hear(settled(participation_id), refund(participation_id, RefundState.APPROVED, 1, on=date(2024, 3, 5)))
    assert await told(world, person_id) == event


async def test_whoever_is_not_approved_or_has_no_event_tells_nothing(world: World) -> None:
    """R-033: rejected; enrolled in the ordinary period."""
    world.clock.move_to(at(2024, 3, 5))
    citizen, before = world.as_("citizen", "wx:event"), await circumstances(world)
    application_id = await world.apply(citizen, materials=[await world.paper("DISCHARGE_CERTIFICATE", citizen)], **DISCHARGED)
    await world.hear(check_completed(application_id, at=world.clock.now()))
    reject = {"decision": "REJECT", "reasons": [{"code": "NOT_IN_SCOPE"}]}
    assert (await world.post(f"/applications/{application_id}/decision", reject, world.as_("clerk"))).status_code == 200
    world.clock.move_to(at(2023, 10, 10))
    await someone(world)
    assert await circumstances(world) == before


async def circumstances(world: World) -> int:
    """How many are kept."""
    [row] = await world.rows("SELECT count(*) AS many FROM circumstances")
    many: int = row["many"]
    return many


async def test_an_office_records_one_and_another_takes_it_back(world: World) -> None:
    """R-009, R-102, R-104: told with its last day; whoever recorded it does not withdraw it; of two at once one does."""
    person_id = await someone(world)
    reviewer = world.as_("clerk+reviewer", "reviewer:records")
    done = await record(world, person_id, reviewer)
    assert done.status_code == 201, done.text
    assert (done.json()["msg"], done.json()["withdrawn"], done.json()["application_id"]) == ("随军未就业军人配偶", False, None)
    path = f"/persons/{person_id}/circumstances"
    withdrawal = f"{path}/{done.json()['circumstance_id']}/withdrawal"
    own = await world.post(withdrawal, None, reviewer)
    assert (own.status_code, own.json()["code"]) == (409, "OWN_ACT")
    both = await asyncio.gather(*(world.post(withdrawal, None, world.as_("reviewer", f"reviewer:{n}")) for n in (2, 3)))
    assert sorted(one.status_code for one in both) == [204, 404]
    days = (date(2023, 9, 1), date(2024, 8, 31))
    assert await told(world, person_id) == [("VETERAN_SPOUSE", *days, False, 1), ("VETERAN_SPOUSE", *days, True, 2)]
    [listed] = (await world.get(path, world.as_("auditor"))).json()["items"]
    assert (listed["withdrawn"], listed["actor"]) == (True, "reviewer:records")
    assert (await record(world, person_id)).status_code == 201, "it may be recorded anew"


async def test_the_event_of_an_application_is_listed_and_taken_back(world: World) -> None:
    """R-104: a wrong day on the form that nobody saw."""
    person_id, _ = await midyear(world, "DISCHARGE_CERTIFICATE")
    path = f"/persons/{person_id}/circumstances"
    [listed] = (await world.get(path, world.as_("clerk"))).json()["items"]
    assert (listed["code"], listed["msg"], bool(listed["application_id"])) == ("VETERAN", "退役军人", True)
    assert (await world.post(f"{path}/{listed['circumstance_id']}/withdrawal", None, world.as_("reviewer"))).status_code == 204
    assert [one[3:] for one in await told(world, person_id)] == [(False, 1), (True, 2)]


async def test_all_that_is_wrong_is_told_at_once_in_chinese(world: World) -> None:
    """R-013, R-102, R-104: what follows from a birth, a list or a job is no paper's to say; nothing is kept."""
    person_id, before = await someone(world), await circumstances(world)
    wrong: dict[str, Any] = {"from_on": "2023-10-11", "until_on": "2023-10-10", "proof_material": str(uuid4())}
    for kind in ("SUBSIDISED", "NEWBORN", "SCHEME_SWITCH_LE_3M", "FRESHMAN"):
        refused = await record(world, person_id, code=kind, **wrong)
        assert (refused.status_code, refused.json()["code"]) == (422, "CIRCUMSTANCE_HAS_FAULTS")
        assert [one["field"] for one in refused.json()["reasons"]] == ["code", "from_on", "until_on", "proof_material"]
        assert not any(one["msg"].isascii() for one in refused.json()["reasons"])
    assert (await record(world, person_id, from_on="1900-01-01")).status_code == 422, "before he was born"
    assert await circumstances(world) == before


async def test_the_same_is_recorded_once_by_two_at_one_moment(world: World) -> None:
    """R-104: the second hears that it is there."""
    person_id = await someone(world)
    both = await asyncio.gather(*(record(world, person_id, world.as_("clerk", f"clerk:{n}")) for n in range(2)))
    assert sorted(one.status_code for one in both) == [201, 422]
    assert len(await told(world, person_id)) == 1


async def test_a_paper_proves_one_circumstance_and_is_seen_by_the_office(world: World) -> None:
    """R-013 「提供原件校验，收复印件」: a copy of its own, for others to look at; not for offices elsewhere."""
    person_id, clerk = await someone(world), world.as_("clerk", "clerk:records")
    paper = (await world.paper("MARRIAGE_CERTIFICATE", clerk))["reference"]
    assert (await record(world, person_id, clerk, proof_material=paper)).status_code == 201
    used = await record(world, person_id, clerk, code="ARMY", proof_material=paper)
    assert [one["field"] for one in used.json()["reasons"]] == ["proof_material"]
    assert (await world.get(f"/materials/{paper}", world.as_("reviewer", "reviewer:2"))).status_code == 200
    assert (await world.get(f"/materials/{paper}", world.as_("reviewer", "reviewer:3", ["4409"]))).status_code == 404


async def test_nobody_records_his_own_and_no_office_that_of_somebody_elsewhere(world: World) -> None:
    """R-009: elsewhere, unknown and foreign are one answer."""
    number = fresh_number()
    person_id = await someone(world, document_number=number)
    himself = await record(world, person_id, world.as_("clerk", "clerk:himself", documents=[number]))
    assert (himself.status_code, himself.json()["code"]) == (409, "FILER_DECIDES")
    elsewhere = world.as_("clerk+reviewer", "clerk:there", ["4409"])
    assert (await record(world, person_id, elsewhere)).status_code == 404
    assert (await world.get(f"/persons/{person_id}/circumstances", elsewhere)).status_code == 404
    [kept] = [(await record(world, person_id)).json()["circumstance_id"]]
    assert (await world.post(f"/persons/{person_id}/circumstances/{kept}/withdrawal", None, elsewhere)).status_code == 404
    stranger = await someone(world)
    assert (await world.post(f"/persons/{stranger}/circumstances/{kept}/withdrawal", None, world.as_("reviewer"))).status_code == 404


async def test_circumstances_of_merged_records_are_the_kept_persons(world: World) -> None:
    """R-026: listed under him, taken back under him."""
    last, this, passport, _ = await two_records(world)
    recorded = await record(world, last["person_id"], code="ARMY", from_on="2022-09-01", until_on=None)
    assert recorded.status_code == 201, recorded.text
    assert (await merge(world, this["person_id"], by_passport(passport))).status_code == 200
    path = f"/persons/{this['person_id']}/circumstances"
    [listed] = (await world.get(path, world.as_("clerk"))).json()["items"]
    assert (listed["circumstance_id"], listed["msg"]) == (recorded.json()["circumstance_id"], "服兵役")
    assert (await world.post(f"{path}/{listed['circumstance_id']}/withdrawal", None, world.as_("reviewer"))).status_code == 204
    assert [one[3:] for one in await told(world, this["person_id"])] == [(True, 2)]
