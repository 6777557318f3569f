"""Terms that change while a participation stands: B4, R-008, R-044, R-051, R-053, V-45, V-70."""

from datetime import datetime
from typing import Any

import msgspec
import pytest

from enrolment_events.registration import ParticipationChangedV1
from enrolment_terms.benefit_year import SHANGHAI
from tests.registration.builders import settled
from tests.registration.world import World

OCTOBER_7 = datetime(2023, 10, 7, 9, tzinfo=SHANGHAI)
ACCOUNT = {"account_holder": "陈大文", "bank": "开平农商银行", "account_number": "9900000000000077"}


async def change(world: World, participation_id: str, **body: Any) -> Any:
    return await world.post(f"/participations/{participation_id}/changes", body, world.as_("clerk"))


async def agreement(world: World) -> str:
    """The agreement of three, handed in at the counter."""
    reference: str = (await world.paper("TRIPARTITE_AGREEMENT", world.as_("clerk")))["reference"]
    return reference


async def proof(world: World, kind: str) -> str:
    """A paper handed in at the counter."""
    reference: str = (await world.paper(kind, world.as_("clerk")))["reference"]
    return reference


async def test_an_account_needs_the_agreement_itself_and_no_tick(world: World) -> None:
    """R-053: a file of this office, of that kind, which nothing else has named; the offices of the place may read it."""
    world.clock.move_to(OCTOBER_7)
    _, participation_id = await world.register()
    paper = await agreement(world)
    other_kind = (await world.paper("HOUSEHOLD_BOOK", world.as_("clerk")))["reference"]
    of_another = (await world.paper("TRIPARTITE_AGREEMENT", world.as_("clerk", "clerk:2")))["reference"]
    for told in ({}, {"agreement_material": other_kind}, {"agreement_material": of_another}, {"agreement_material": participation_id}):
        answer = await change(world, participation_id, account=ACCOUNT, **told)
        assert (answer.status_code, [one["field"] for one in answer.json()["missing"]]) == (422, ["agreement"])
        assert [one["code"] for one in answer.json()["reasons"]] == (["MATERIAL_INVALID"] if told else [])
    assert (await change(world, participation_id, account=ACCOUNT, agreement=True)).status_code == 422
    assert (await change(world, participation_id, account=ACCOUNT, agreement_material=paper)).status_code == 200
    again = await change(world, participation_id, account={**ACCOUNT, "account_number": "9900000000000078"}, agreement_material=paper)
    assert [one["code"] for one in again.json()["reasons"]] == ["MATERIAL_INVALID"]
    for areas, status in (("440783", 200), ("440902", 404)):
        read = await world.client.get(f"/registration/v1/materials/{paper}", headers=world.as_("clerk", "clerk:3", areas=[areas]))
        assert read.status_code == status


async def test_another_office_of_the_region_is_a_change_and_no_conflict(world: World) -> None:
    """V-70, registration.participation.changed: from Kaiping to Taishan, both 440700."""
    _, participation_id = await world.register()
    await world.hear(settled(participation_id))
    answer = await change(world, participation_id, area="440781")
    assert (answer.status_code, answer.json()["changed"]) == (200, ["area"])
    row = await world.participation(participation_id)
    assert (row["state"], row["area"], row["region"], row["version"]) == ("ACTIVE", "440781", "440700", 3)
    told = (await world.published(participation_id))[-1]
    assert isinstance(told.data, ParticipationChangedV1)
    assert (told.data.changed, told.data.area, told.aggregateversion) == (("area",), "440781", 3)
    assert (await world.steps(participation_id))[-1]["event"] == "changed"


async def test_a_new_account_is_sealed_told_and_what_it_was_is_kept(world: World) -> None:
    world.clock.move_to(OCTOBER_7)
    _, participation_id = await world.register()
    answer = await change(world, participation_id, account=ACCOUNT, agreement_material=await agreement(world))
    assert answer.json()["changed"] == ["account"]
    row = await world.participation(participation_id)
    assert world.opened(row["account_number"], "account", row["person_id"]) == "9900000000000077"
    [kept] = await world.rows(
        "SELECT changed, before, actor FROM participation_changes WHERE participation_id::text = $1", participation_id
    )
    before = msgspec.json.decode(world.read(kept["before"], "change", participation_id) or "")
    assert (kept["changed"], kept["actor"], before["account"]["number"]) == ("account", "clerk:1", "9900000000000001")
    assert "9900000000000077" not in str(await world.rows("SELECT event FROM outbox"))


@pytest.mark.parametrize(("day", "refused"), [(7, False), (8, True)])
async def test_an_account_for_a_year_that_is_not_paid_is_changed_until_its_deadline(world: World, day: int, refused: bool) -> None:
    """V-45: on 8 October the old account is used."""
    world.clock.move_to(OCTOBER_7.replace(day=day))
    _, participation_id = await world.register()
    answer = await change(world, participation_id, account=ACCOUNT, agreement_material=await agreement(world))
    assert (answer.status_code == 422) is refused
    if refused:
        assert [one["code"] for one in answer.json()["reasons"]] == ["DEADLINE_PASSED"]
        row = await world.participation(participation_id)
        assert world.opened(row["account_number"], "account", row["person_id"]) == "9900000000000001"


async def test_all_faults_are_told_at_once(world: World) -> None:
    _, participation_id = await world.register()
    body = {
        "area": "440902",
        "account": {**ACCOUNT, "account_holder": "12", "account_number": "十二"},
        "permit_valid_to": "2020-01-01",
        "payer": "FINANCE",
    }
    world.clock.move_to(datetime(2024, 1, 2, 9, tzinfo=SHANGHAI))
    answer = await change(world, participation_id, **body)
    assert (answer.status_code, answer.json()["code"]) == (422, "CHANGE_HAS_FAULTS")
    assert [one["field"] for one in answer.json()["reasons"]] == [
        "area",
        "payer",
        "payer",
        "permit_valid_to",
        "permit_valid_to",
        "account_number",
        "account_holder",
        None,
    ]
    assert [one["field"] for one in answer.json()["missing"]] == ["proof_material", "agreement"]


async def test_who_pays_is_settled_when_the_year_begins(world: World) -> None:
    """R-044."""
    _, participation_id = await world.register()
    assert (await change(world, participation_id, payer="SCHOOL")).json()["changed"] == ["payer"]
    world.clock.move_to(datetime(2024, 1, 1, 0, 5, tzinfo=SHANGHAI))
    answer = await change(world, participation_id, payer="PERSON")
    assert [(one["code"], one["field"]) for one in answer.json()["reasons"]] == [("DEADLINE_PASSED", "payer")]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"payer": "FINANCE"}, "payer"),
        ({"payer": "GOVERNMENT"}, "payer"),
        *(({"category": one}, "category") for one in ("MY8", "MY3", "NEWBORN", "LAND_EXPROPRIATED", "FOREIGNER")),
        ({"permit_valid_to": "2024-12-31"}, "permit_valid_to"),
        ({"permit_valid_to": "2098-01-01", "category": "RESIDENCE_PERMIT"}, "permit_valid_to"),
    ],
)
async def test_what_must_be_proved_is_no_mere_change(world: World, body: dict[str, str], field: str) -> None:
    """R-033, R-038, R-131: a word of a clerk makes nobody subsidised, land-expropriated, a newborn or a foreigner."""
    _, participation_id = await world.register()
    answer = await change(world, participation_id, **body)
    assert (answer.status_code, [one["field"] for one in answer.json()["reasons"]]) == (422, [field])


async def test_a_permit_holder_has_a_permit(world: World) -> None:
    """R-035: without its last day nothing would ever end it."""
    _, participation_id = await world.register()
    answer = await change(world, participation_id, category="RESIDENCE_PERMIT")
    assert [one["field"] for one in answer.json()["missing"]] == ["proof_material", "permit_valid_to"]
    told = {"category": "RESIDENCE_PERMIT", "permit_valid_to": "2024-12-31", "proof_material": await proof(world, "RESIDENCE_PERMIT")}
    assert (await change(world, participation_id, **told)).json()["changed"] == ["category", "permit_valid_to"]
    answer = await change(world, participation_id, permit_valid_to="2025-12-31")
    assert [one["label"] for one in answer.json()["missing"]] == ["有效的本市居住证"]
    paper = await proof(world, "RESIDENCE_PERMIT")
    answer = await change(world, participation_id, permit_valid_to="2025-12-31", proof_material=paper)
    assert answer.json()["changed"] == ["permit_valid_to"]


async def test_another_category_needs_its_paper_and_no_word(world: World) -> None:
    """B4, R-009, R-013: any one of the papers of its item, a file of this office; who becomes an ordinary person shows none."""
    _, participation_id = await world.register()
    other_kind = await proof(world, "HOUSEHOLD_BOOK")
    of_another = (await world.paper("WORK_PROOF", world.as_("clerk", "clerk:2")))["reference"]
    for told in ({}, {"proof_material": other_kind}, {"proof_material": of_another}):
        answer = await change(world, participation_id, category="MIGRANT_CHILD", **told)
        assert (answer.status_code, [one["field"] for one in answer.json()["missing"]]) == (422, ["proof_material"])
        assert [one["code"] for one in answer.json()["reasons"]] == (["MATERIAL_INVALID"] if told else [])
    answer = await change(world, participation_id, category="MIGRANT_CHILD", proof_material=await proof(world, "WORK_PROOF"))
    assert [(one["code"], one["field"]) for one in answer.json()["reasons"]] == [("NOT_IN_SCOPE", "category")], "a grown-up (B14)"
    paper = await proof(world, "SCHOOL_CERTIFICATE")
    answer = await change(world, participation_id, category="MIGRANT_CHILD", proof_material=paper)
    assert answer.json()["changed"] == ["category"], answer.text
    assert (await change(world, participation_id, category="STUDENT", proof_material=paper)).status_code == 422, "named once"
    assert (await change(world, participation_id, category="GENERAL")).json()["changed"] == ["category"]


async def test_nothing_to_change_and_nothing_that_stands_are_refused(world: World) -> None:
    world.clock.move_to(OCTOBER_7)
    _, participation_id = await world.register()
    assert [one["msg"] for one in (await change(world, participation_id)).json()["reasons"]] == ["没有需要变更的内容"]
    await world.post(f"/participations/{participation_id}/stop", {"reason": "入伍"}, world.as_("clerk"))
    answer = await change(world, participation_id, household_no="H9")
    assert (answer.status_code, answer.json()["code"]) == (409, "TRANSITION_REFUSED")


async def test_a_clerk_of_another_county_finds_nothing(world: World) -> None:
    _, participation_id = await world.register()
    path, body = f"/participations/{participation_id}/changes", {"household_no": "H9"}
    assert (await world.post(path, body, world.as_("clerk", "clerk:9", ["440781"]))).status_code == 404
