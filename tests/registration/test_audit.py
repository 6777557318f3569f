"""R-009 「谁办理、谁负责」: every act leaves a row that says who did what to whom."""

from datetime import timedelta
from typing import Any

from enrolment_terms.reasons import ReasonCode
from tests.registration.builders import check_completed, form, hit, insured, settled
from tests.registration.world import World

BLOCKED = (hit(ReasonCode.CANCEL_OR_REFUND_FIRST),)


async def acts(world: World, subject: object) -> list[tuple[Any, ...]]:
    """What was done to it, and by whom, oldest first."""
    rows = await world.rows("SELECT action, actor, purpose FROM audit_rows WHERE subject = $1 ORDER BY id", str(subject))
    return [tuple(row.values()) for row in rows]


async def test_every_act_on_an_application(world: World) -> None:
    application_id = await world.apply(world.as_("citizen", "wx:1"))
    await world.hear(check_completed(application_id, hits=BLOCKED))
    await world.post(f"/applications/{application_id}/corrections", form(), world.as_("citizen", "wx:1"))
    await world.hear(check_completed(application_id, 2))
    body = {"decision": "NEEDS_CORRECTION", "reasons": [{"code": "OTHER"}]}
    await world.post(f"/applications/{application_id}/decision", body, world.as_("reviewer"))
    await world.post(f"/applications/{application_id}/withdraw", {}, world.as_("citizen", "wx:1"))
    assert await acts(world, application_id) == [
        ("application.submitted", "wx:1", None),
        ("application.corrected", "wx:1", None),
        ("application.decided", "reviewer:1", None),
        ("application.withdrawn", "wx:1", None),
    ]


async def test_each_of_many_decisions(world: World) -> None:
    filed = [await world.apply() for _ in range(2)]
    await world.hear(*(check_completed(found) for found in filed))
    decisions = [{"application_id": found, "decision": "APPROVE"} for found in filed]
    await world.post("/decisions", {"decisions": decisions}, world.as_("clerk"))
    for found in filed:
        assert (await acts(world, found))[-1] == ("application.decided", "clerk:1", None)


async def test_a_stop_says_why_under_seal(world: World) -> None:
    _, participation_id = await world.register()
    await world.hear(settled(participation_id))
    await world.post(f"/participations/{participation_id}/stop", {"reason": "户籍迁出"}, world.as_("clerk"))
    assert await acts(world, participation_id) == [("participation.stopped", "clerk:1", None)]
    [*_, line] = await world.rows("SELECT note FROM participation_acts WHERE participation_id::text = $1", participation_id)
    assert world.read(line["note"], "stop_reason", participation_id) == "户籍迁出"


async def test_acts_in_bulk(world: World) -> None:
    town = "440783112"
    await world.imports({"benefit_year": 2023, "people": [insured(area=town)]})
    await world.post("/renewals", {"benefit_year": 2024, "area": town}, world.as_("operator"))
    world.clock.move_to(world.clock.now() + timedelta(minutes=1))
    await world.post("/overdue-corrections", {"area": town}, world.as_("operator"))
    assert (await acts(world, 2023))[-1] == ("participations.imported", "operator:1", None)
    assert await acts(world, town) == [("participations.renewed", "operator:1", None), ("applications.overdue", "operator:1", None)]
