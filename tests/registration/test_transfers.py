"""A relation goes to another region and years of another region come: B26, R-090, V-79. Undone if it comes to nothing."""

import asyncio
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from enrolment_events.payment import RefundState
from enrolment_events.registration import (
    HistoryRecordedV1,
    ParticipationSuspendedV1,
    ParticipationTerminatedV1,
)
from enrolment_terms.benefit_year import SHANGHAI
from registration.domain.transfer import history_faults, request_faults, years_in
from service_runtime.migration import script_of
from tests.registration.builders import check_completed, form, fresh_number, refund, settled, taken_back
from tests.registration.world import World

NANNING = "450103"


def at(*day: int) -> datetime:
    return datetime(*day, 9, tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]


async def paid(world: World, **more: Any) -> tuple[str, UUID]:
    """(participation of 2024, person)."""
    _, participation_id = await world.register(**more)
    await world.hear(settled(participation_id))
    world.clock.move_to(at(2024, 6, 3))
    return participation_id, (await world.participation(participation_id))["person_id"]


async def requested(world: World, participation_id: str, to_area: str = NANNING, caller: dict[str, str] | None = None) -> dict[str, Any]:
    answer = await world.post(f"/participations/{participation_id}/transfers", {"to_area": to_area}, caller or world.as_("clerk"))
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def decided(world: World, transfer_id: str, outcome: str, reviewer: dict[str, str] | None = None, **more: str) -> Any:
    caller = reviewer or world.as_("reviewer", "reviewer:there", ["4501"])
    return await world.post(f"/transfers/{transfer_id}/outcome", {"outcome": outcome, **more}, caller)


async def stands(world: World, participation_id: str) -> tuple[str, str | None, date]:
    row = await world.participation(participation_id)
    return row["state"], row["state_reason"], row["effective_on"]


async def test_the_old_relation_rests_and_ends_when_the_new_place_has_completed_it(world: World) -> None:
    """V-79, R-090: requested 2024-06-03 → SUSPENDED; completed 06-20 → TERMINATED; the data is kept."""
    participation_id, person_id = await paid(world)
    transfer = await requested(world, participation_id, caller=world.as_("citizen", "wx:1"))
    assert await stands(world, participation_id) == ("SUSPENDED", "TRANSFER", date(2024, 6, 3))
    world.clock.move_to(at(2024, 6, 20))
    done = await decided(world, transfer["transfer_id"], "COMPLETED")
    assert (done.status_code, done.json()["state"], done.json()["ended_on"]) == (200, "COMPLETED", "2024-06-20")
    assert await stands(world, participation_id) == ("TERMINATED", "TRANSFERRED", date(2024, 6, 20))
    kinds = [type(event.data) for event in await world.published(participation_id)]
    assert kinds[-2:] == [ParticipationSuspendedV1, ParticipationTerminatedV1]
    assert (await world.get(f"/persons/{person_id}", world.as_("clerk"))).status_code == 200
    for outcome in ("COMPLETED", "REFUSED"):
        assert (await decided(world, transfer["transfer_id"], outcome)).status_code == 409


async def test_refused_or_withdrawn_it_never_rested(world: World) -> None:
    """R-090: no gap of cover by a transfer that came to nothing; then it can be asked for again."""
    participation_id, _ = await paid(world)
    for undo in ("REFUSED", "WITHDRAWN"):
        world.clock.move_to(at(2024, 6, 3))
        transfer = await requested(world, participation_id)
        world.clock.move_to(at(2024, 6, 20))
        if undo == "REFUSED":
            answer = await decided(world, transfer["transfer_id"], "REFUSED")
        else:
            answer = await world.post(f"/transfers/{transfer['transfer_id']}/withdrawal", None, world.as_("clerk"))
        assert (answer.status_code, answer.json()["state"]) == (200, undo)
        assert (await stands(world, participation_id))[:2] == ("ACTIVE", None)
        told = (await world.published(participation_id))[-1].data
        assert (told.state, told.suspensions) == ("ACTIVE", ())


async def test_the_old_place_completes_it_only_with_what_the_new_one_wrote_and_not_by_who_asked(world: World) -> None:
    """R-090 「在转入地经办机构完成接续前」, R-009."""
    participation_id, _ = await paid(world)
    transfer = await requested(world, participation_id, caller=world.as_("clerk+reviewer", "clerk:both"))
    here = world.as_("reviewer", "reviewer:here")
    lacking = await decided(world, transfer["transfer_id"], "COMPLETED", here, on="2024-06-02")
    assert lacking.status_code == 422
    assert [one["field"] for one in lacking.json()["reasons"]] == ["on"]
    assert [one["field"] for one in lacking.json()["missing"]] == ["confirmation"]
    assert (await decided(world, transfer["transfer_id"], "COMPLETED", world.as_("clerk+reviewer", "clerk:both"))).status_code == 409
    done = await decided(world, transfer["transfer_id"], "COMPLETED", here, confirmation="南宁联系函1号")
    assert done.status_code == 200, done.text
    [row] = await world.rows("SELECT confirmation FROM transfers WHERE transfer_id = $1", UUID(transfer["transfer_id"]))
    assert "南宁" not in row["confirmation"]
    assert world.read(row["confirmation"], "transfer.confirmation", UUID(transfer["transfer_id"])) == "南宁联系函1号"


async def test_two_at_once_are_one_transfer_and_one_outcome(world: World) -> None:
    """R-090: two requests together, then both outcomes together."""
    participation_id, _ = await paid(world)
    path, body = f"/participations/{participation_id}/transfers", {"to_area": NANNING}
    answers = await asyncio.gather(*(world.post(path, body, world.as_("clerk", f"clerk:{n}")) for n in range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    [transfer_id] = [answer.json()["transfer_id"] for answer in answers if answer.status_code == 201]
    ends = await asyncio.gather(
        decided(world, transfer_id, "COMPLETED"),
        decided(world, transfer_id, "REFUSED"),
        world.post(f"/transfers/{transfer_id}/withdrawal", None, world.as_("clerk")),
    )
    assert sorted(answer.status_code for answer in ends) == [200, 409, 409]
    [state] = [answer.json()["state"] for answer in ends if answer.status_code == 200]
    assert (await stands(world, participation_id))[0] == ("TERMINATED" if state == "COMPLETED" else "ACTIVE")


async def handed_over(world: World, number: str) -> tuple[str, str]:
    """(participation, transfer) of somebody paid for, whose transfer waits."""
    world.clock.move_to(at(2023, 11, 6))
    _, participation_id = await world.register(document_number=number)
    await world.hear(settled(participation_id))
    return participation_id, (await requested(world, participation_id))["transfer_id"]


async def test_whoever_enrols_again_meanwhile_gives_the_transfer_up(world: World) -> None:
    """R-003, R-090: active again, and never rested; the new place completes nothing any more, and another transfer may be asked for."""
    number = fresh_number()
    participation_id, transfer_id = await handed_over(world, number)
    world.clock.move_to(at(2023, 11, 7))
    _, again = await world.register(document_number=number)
    assert (again, (await stands(world, participation_id))[0]) == (participation_id, "ACTIVE")
    told = (await world.published(participation_id))[-1].data
    assert (told.state, told.suspensions) == ("ACTIVE", ())
    listed = (await world.get("/transfers", world.as_("clerk"), limit=1000)).json()["items"]
    assert {one["transfer_id"]: (one["state"], one["ended_on"]) for one in listed}[transfer_id] == ("WITHDRAWN", "2023-11-07")
    assert (await decided(world, transfer_id, "COMPLETED")).status_code == 409
    path, body = f"/participations/{participation_id}/transfers", {"to_area": NANNING}
    assert (await world.post(path, body, world.as_("clerk"))).status_code == 201


async def test_a_transfer_that_ends_before_the_enrolment_is_approved_has_ended(world: World) -> None:
    """R-003, R-090, the other order: completed, the old relation is over, and the enrolment makes another; withdrawn, it is registered."""
    for outcome, status in (("COMPLETED", 200), ("REFUSED", 409)):
        number = fresh_number()
        participation_id, transfer_id = await handed_over(world, number)
        application_id = await world.apply(document_number=number)
        await world.hear(check_completed(application_id, at=at(2023, 11, 6)))
        assert (await decided(world, transfer_id, outcome)).status_code == 200
        answer = await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("reviewer"))
        assert (answer.status_code, answer.json().get("participation_id") == participation_id) == (status, False), answer.text
        assert (await stands(world, participation_id))[0] == ("TERMINATED" if outcome == "COMPLETED" else "ACTIVE")


async def test_a_transfer_completed_while_the_enrolment_is_approved_is_one_of_two(world: World) -> None:
    """R-090: both at once; never an ended relation that was enrolled again."""
    number = fresh_number()
    participation_id, transfer_id = await handed_over(world, number)
    application_id = await world.apply(document_number=number)
    await world.hear(check_completed(application_id, at=at(2023, 11, 6)))
    completed, approved = await asyncio.gather(
        decided(world, transfer_id, "COMPLETED"),
        world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("reviewer", "reviewer:2")),
    )
    assert (completed.status_code, approved.status_code) in {(200, 200), (409, 200)}
    again = approved.json()["participation_id"]
    assert (completed.status_code == 409) == (again == participation_id)
    assert (await stands(world, again))[0] == ("ACTIVE" if again == participation_id else "REGISTERED")


async def of_transfer(world: World, transfer_id: str) -> tuple[str, date | None]:
    [row] = await world.rows("SELECT state, ended_on FROM transfers WHERE transfer_id = $1", UUID(transfer_id))
    return row["state"], row["ended_on"]


@pytest.mark.parametrize("first", ["DEATH", "EMIGRATED"])
async def test_a_transfer_ends_with_the_relation_and_comes_back_with_it(world: World, first: str) -> None:
    """R-090, R-091: whoever died or emigrated goes nowhere; a mistake that is taken back gives the transfer back, as it was."""
    participation_id, person_id = await paid(world)
    transfer_id = (await requested(world, participation_id))["transfer_id"]
    world.clock.move_to(at(2024, 6, 10))
    acts = f"/participations/{participation_id}/acts"

    async def dies(died_on: str | None) -> None:
        body = {"died_on": died_on, "source": "HEALTH"}
        answer = await world.post(f"/persons/{person_id}/death", body, world.as_("reviewer"))
        assert answer.status_code == 200, answer.text

    async def emigrates() -> None:
        body = {"kind": "END", "cause": "EMIGRATED", "reason": "出国定居"}
        assert (await world.post(acts, body, world.as_("clerk"))).status_code == 200

    async def stays() -> None:
        [act] = [one for one in (await world.get(acts, world.as_("auditor"))).json()["items"] if one["cause"] == "EMIGRATED"]
        answer = await world.post(f"{acts}/{act['act_id']}/withdrawal", {"reason": "误登记"}, world.as_("reviewer", "reviewer:2"))
        assert answer.status_code == 200, answer.text

    if first == "EMIGRATED":
        await emigrates()
        await dies("2024-06-01")
    else:
        await dies("2024-06-01")
        await dies("2024-06-08")
    assert await of_transfer(world, transfer_id) == ("WITHDRAWN", date(2024, 6, 10))
    assert (await decided(world, transfer_id, "COMPLETED")).status_code == 409
    if first == "EMIGRATED":
        await stays()
        assert (await of_transfer(world, transfer_id))[0] == "WITHDRAWN", "he is dead all the same"
    await dies(None)
    assert await of_transfer(world, transfer_id) == ("REQUESTED", None)
    assert await stands(world, participation_id) == ("SUSPENDED", "TRANSFER", date(2024, 6, 3))
    done = await decided(world, transfer_id, "COMPLETED")
    assert (done.status_code, (await stands(world, participation_id))[0]) == (200, "TERMINATED")
    await dies("2024-06-08")
    await dies(None)
    assert (await of_transfer(world, transfer_id))[0] == "COMPLETED", "what was decided stays"


async def test_a_transfer_ends_with_a_relation_that_was_refunded_or_never_paid(world: World) -> None:
    """R-073, R-090, D4: whatever ends the old relation; money that is taken back and comes again leaves it as it was."""
    _, participation_id = await world.register()
    money = settled(participation_id)
    await world.hear(money)
    world.clock.move_to(at(2024, 6, 3))
    transfer_id = (await requested(world, participation_id))["transfer_id"]
    await world.hear(taken_back(money, date(2024, 6, 3)))
    assert ((await stands(world, participation_id))[0], (await of_transfer(world, transfer_id))[0]) == ("CANCELLED", "WITHDRAWN")
    await world.hear(settled(participation_id))
    assert ((await stands(world, participation_id))[0], (await of_transfer(world, transfer_id))[0]) == ("SUSPENDED", "REQUESTED")
    granted = refund(participation_id, RefundState.APPROVED, 1, on=date(2024, 6, 3))
    await world.hear(granted, granted)
    assert ((await stands(world, participation_id))[0], (await of_transfer(world, transfer_id))[0]) == ("TERMINATED", "WITHDRAWN")


async def test_a_transfer_whose_relation_ended_before_is_given_up_by_the_upgrade(world: World) -> None:
    """R-090, R-091: once, by the day of the end; one that waits for a relation that stands waits on; a death taken back gives it back."""
    ended, person_id = await paid(world)
    world.clock.move_to(at(2023, 11, 6))
    stays, _ = await paid(world)
    gone, waits = [(await requested(world, one))["transfer_id"] for one in (ended, stays)]
    world.clock.move_to(at(2024, 6, 10))
    death = f"/persons/{person_id}/death"
    assert (await world.post(death, {"died_on": "2024-06-08", "source": "HEALTH"}, world.as_("reviewer"))).status_code == 200
    before = "UPDATE transfers SET state = 'REQUESTED', ended_on = NULL, decided_by = NULL, ended_with_relation = false"
    await world.rows(f"{before} WHERE transfer_id = $1", UUID(gone))
    [step] = [one for one in script_of("registration.migrations").walk_revisions() if one.revision == "202611291731"]
    for _ in range(2):
        await world.rows(step.module.GIVEN_UP)
        assert await of_transfer(world, gone) == ("WITHDRAWN", date(2024, 6, 8))
        assert await of_transfer(world, waits) == ("REQUESTED", None)
    assert (await world.post(death, {"died_on": None, "source": "HEALTH"}, world.as_("reviewer"))).status_code == 200
    assert await of_transfer(world, gone) == ("REQUESTED", None)
    assert await stands(world, ended) == ("SUSPENDED", "TRANSFER", date(2024, 6, 3))


async def test_who_enrols_for_next_year_alone_leaves_the_transfer_of_this_year(world: World) -> None:
    """R-086, R-090: this year's relation goes on its way, and what was applied for the next year stays when it is completed."""
    number = fresh_number()
    participation_id, _ = await paid(world, document_number=number)
    world.clock.move_to(at(2024, 10, 8))
    transfer_id = (await requested(world, participation_id))["transfer_id"]
    _, following = await world.register(document_number=number, benefit_year=2025)
    assert following != participation_id
    assert (await of_transfer(world, transfer_id))[0] == "REQUESTED"
    assert (await stands(world, participation_id))[:2] == ("SUSPENDED", "TRANSFER")
    assert (await decided(world, transfer_id, "COMPLETED")).status_code == 200
    assert [(await stands(world, one))[0] for one in (participation_id, following)] == ["TERMINATED", "REGISTERED"]


async def test_who_has_nothing_to_do_with_it_is_told_nothing(world: World) -> None:
    """R-090: the old place, the new one and the person; the new place takes nothing back."""
    participation_id, _ = await paid(world)
    for caller in (world.as_("clerk", areas=["440781"]), world.as_("citizen", "wx:7", documents=())):
        answer = await world.post(f"/participations/{participation_id}/transfers", {"to_area": NANNING}, caller)
        assert answer.status_code == 404
    transfer_id = (await requested(world, participation_id))["transfer_id"]
    assert (await decided(world, transfer_id, "REFUSED", world.as_("reviewer", "r:x", ["440781"]))).status_code == 404
    for caller in (world.as_("clerk", "clerk:there", ["4501"]), world.as_("citizen", "wx:7", documents=())):
        assert (await world.post(f"/transfers/{transfer_id}/withdrawal", None, caller)).status_code == 404
    seen = {
        name: [one["transfer_id"] for one in (await world.get("/transfers", caller, limit=1000)).json()["items"]]
        for name, caller in {
            "here": world.as_("clerk"),
            "there": world.as_("reviewer", areas=["4501"]),
            "elsewhere": world.as_("clerk", areas=["440781"]),
            "stranger": world.as_("citizen", "wx:7", documents=()),
        }.items()
    }
    assert transfer_id in seen["here"]
    assert transfer_id in seen["there"]
    assert (seen["elsewhere"], seen["stranger"]) == ([], [])


async def test_years_of_another_region_come_with_the_person_and_can_be_taken_back(world: World) -> None:
    """B26, R-090 「接续」: by an application with the certificate of the old place; told as one set of years."""
    number = fresh_number()
    _, person_id = await paid(world, document_number=number)
    clerk = world.as_("clerk", "clerk:files")
    told = {"from_area": NANNING, "resident_years": "2022、2021", "employee_years": "2020"}
    body = form(document_number=number, item="transfer_in", benefit_year=2024, channel="COUNTER", form=told)
    refused = await world.post("/applications", {**body, "form": {**told, "from_area": "440703", "resident_years": "2020、2031"}}, clerk)
    assert refused.status_code == 422
    faulty = {one["field"] for one in refused.json()["reasons"]} | {one["field"] for one in refused.json()["missing"]}
    assert {"materials.PARTICIPATION_CERTIFICATE"} <= faulty
    filed = await world.post("/applications", {**body, "materials": [await world.paper("PARTICIPATION_CERTIFICATE", clerk)]}, clerk)
    assert filed.status_code == 202, filed.text
    approved = await world.post(f"/applications/{filed.json()['application_id']}/decision", {"decision": "APPROVE"}, world.as_("reviewer"))
    assert approved.status_code == 200, approved.text
    [event] = [event for event in await world.published(person_id) if isinstance(event.data, HistoryRecordedV1)]
    assert (event.data.resident_years, event.data.employee_years) == ((2021, 2022), (2020,))
    [brought] = (await world.get(f"/persons/{person_id}/insurance", clerk)).json()["transferred_in"]
    path = f"/persons/{person_id}/insured-years/{brought['history_id']}/withdrawal"
    assert (await world.post(path, None, world.as_("reviewer"))).status_code == 409
    both = await asyncio.gather(*(world.post(path, None, world.as_("reviewer", f"reviewer:{n}")) for n in (2, 3)))
    assert sorted(answer.status_code for answer in both) == [204, 404]
    last = [event for event in await world.published(person_id) if isinstance(event.data, HistoryRecordedV1)][-1]
    assert (last.data.resident_years, last.aggregateversion) == ((), 2)
    assert (
        await world.post(f"/persons/{uuid4()}/insured-years/{brought['history_id']}/withdrawal", None, world.as_("reviewer"))
    ).status_code == 404


def test_what_is_asked_of_places_and_years() -> None:
    """R-008, R-090: all faults at once."""
    assert years_in("2022、2021,2022") == (2021, 2022)
    assert [one.field for one in request_faults("440783115", "440703").reasons] == ["to_area"]
    assert [one.field for one in request_faults("440783115", "999999").reasons] == ["to_area"]
    assert not request_faults("440783115", NANNING)
    faults = history_faults("440703", (2031, 2020), (2020, 1997), "440783115", date(2024, 6, 3))
    assert [one.field for one in faults.reasons] == ["from_area", "resident_years", "employee_years", "employee_years"]
    assert history_faults(NANNING, (), (), "440783115", date(2024, 6, 3)).reasons
