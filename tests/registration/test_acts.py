"""What happens to participations besides money: R-073, R-081, R-090, R-091, R-128, R-131, R-134, and how it is told."""

import asyncio
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrolment_events.duplicates import SuspendAction
from enrolment_events.envelope import Event
from enrolment_events.payment import RefundEnd, RefundState
from enrolment_events.registration import (
    DeathRecordedV1,
    ParticipationActivatedV1,
    ParticipationCancelledV1,
    ParticipationResumedV1,
    ParticipationSuspendedV1,
    ParticipationTerminatedV1,
    Suspension,
)
from enrolment_terms.benefit_year import SHANGHAI
from registration.errors import ParticipationNotKnown
from tests.registration.builders import check_completed, employed, fresh_number, insured, refund, settled, suspend_requested
from tests.registration.world import World


def at(*day: int) -> datetime:
    return datetime(*day, 9, tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]


async def paid(world: World, **form: str) -> tuple[str, UUID]:
    """(participation of 2024, person)."""
    _, participation_id = await world.register(**form)
    await world.hear(settled(participation_id))
    return participation_id, (await world.participation(participation_id))["person_id"]


async def stands(world: World, participation_id: str) -> tuple[str, str | None, date]:
    row = await world.participation(participation_id)
    return row["state"], row["state_reason"], row["effective_on"]


async def acted(world: World, participation_id: str, kind: str, cause: str, **more: str) -> dict[str, str]:
    body = {"kind": kind, "cause": cause, "reason": "办理业务", **more}
    answer = await world.post(f"/participations/{participation_id}/acts", body, world.as_("clerk"))
    assert answer.status_code == 200, answer.text
    told: dict[str, str] = answer.json()
    return told


async def test_the_employee_scheme_suspends_with_its_first_payment_and_resumes_in_the_same_year(world: World) -> None:
    """V-72, V-78, R-134: no second bill, and the resumption is told as one.

    registration.participation.suspended, registration.participation.resumed.
    """
    participation_id, person_id = await paid(world)
    world.clock.move_to(at(2024, 9, 2))
    await world.hear(employed(person_id, 1, paid_on=None))
    assert (await stands(world, participation_id))[0] == "ACTIVE"
    await world.hear(employed(person_id, 2))
    assert await stands(world, participation_id) == ("SUSPENDED", "EMPLOYEE_SCHEME", date(2024, 4, 18))
    assert isinstance((await world.published(participation_id))[-1].data, ParticipationSuspendedV1)
    await world.hear(employed(person_id, 3, until=date(2024, 8, 31)))
    assert await stands(world, participation_id) == ("ACTIVE", None, date(2024, 9, 1))
    told = (await world.published(participation_id))[-1].data
    assert isinstance(told, ParticipationResumedV1)
    assert told.suspensions == (Suspension(reason="EMPLOYEE_SCHEME", from_on=date(2024, 4, 18), until_on=date(2024, 8, 31)),)


async def test_paid_before_registered_is_one_suspension(world: World) -> None:
    """V-73: whatever the order of the tax office's messages."""
    participation_id, person_id = await paid(world)
    world.clock.move_to(at(2024, 4, 20))
    await world.hear(employed(person_id, 2), employed(person_id, 1, paid_on=None), employed(person_id, 2))
    assert await stands(world, participation_id) == ("SUSPENDED", "EMPLOYEE_SCHEME", date(2024, 4, 18))
    assert [line["event"] for line in await world.steps(participation_id)].count("employee_paid") == 1


async def test_an_unpaid_registration_is_cancelled_by_it_and_stands_again_if_it_was_an_error(world: World) -> None:
    """registration.participation.cancelled."""
    _, participation_id = await world.register()
    person_id = (await world.participation(participation_id))["person_id"]
    world.clock.move_to(at(2023, 12, 15))
    await world.hear(employed(person_id, 1, paid_on=date(2023, 12, 15)))
    assert await stands(world, participation_id) == ("CANCELLED", "EMPLOYEE_SCHEME", date(2023, 12, 15))
    assert isinstance((await world.published(participation_id))[-1].data, ParticipationCancelledV1)
    await world.hear(employed(person_id, 2, paid_on=None))
    assert (await stands(world, participation_id))[0] == "REGISTERED"


async def test_whoever_is_an_employee_is_not_renewed(world: World) -> None:
    """R-050, R-081: first paid on 25 September, run on 8 October."""
    town = "440783104"
    await world.imports({"benefit_year": 2023, "people": [insured(area=town), insured(area=town)]}, ["440783"])
    [person] = await world.rows("SELECT person_id FROM participations WHERE area = $1 LIMIT 1", town)
    await world.hear(employed(person["person_id"], 1, paid_on=date(2023, 9, 25)))
    answer = await world.post("/renewals", {"benefit_year": 2024, "area": town}, world.as_("operator"))
    assert answer.json() == {"renewed": 1, "remaining": 0}, "of two insured last year"
    renewed = await world.rows("SELECT state, person_id FROM participations WHERE benefit_year = 2024 AND area = $1", town)
    assert [(row["state"], row["person_id"] == person["person_id"]) for row in renewed] == [("REGISTERED", False)]


async def test_whom_only_the_index_of_dedup_knows_as_an_employee_is_not_renewed(world: World) -> None:
    """R-050, R-081: asked to rest since the first payment of 25 September, so there is nothing to renew on 8 October."""
    town = "440783116"
    await world.imports({"benefit_year": 2023, "people": [insured(area=town)]}, ["440783"])
    [last] = await world.rows("SELECT participation_id::text FROM participations WHERE area = $1", town)
    request = suspend_requested(last["participation_id"], SuspendAction.SUSPEND, date(2023, 9, 25), reason="EMPLOYEE_SCHEME")
    await world.hear(request, request)
    assert await stands(world, last["participation_id"]) == ("SUSPENDED", "EMPLOYEE_SCHEME", date(2023, 9, 25))
    answer = await world.post("/renewals", {"benefit_year": 2024, "area": town}, world.as_("operator"))
    assert answer.json() == {"renewed": 0, "remaining": 0}


async def test_a_relation_that_is_told_after_the_renewal_cancels_it(world: World) -> None:
    town = "440783105"
    await world.imports({"benefit_year": 2023, "people": [insured(area=town)]}, ["440783"])
    await world.post("/renewals", {"benefit_year": 2024, "area": town}, world.as_("operator"))
    [renewed] = await world.rows("SELECT participation_id, person_id FROM participations WHERE benefit_year = 2024 AND area = $1", town)
    await world.hear(employed(renewed["person_id"], 1, paid_on=date(2023, 9, 25)))
    assert await stands(world, str(renewed["participation_id"])) == ("CANCELLED", "EMPLOYEE_SCHEME", date(2023, 10, 10))


@pytest.mark.parametrize("stop_first", [True, False])
async def test_a_stop_in_time_keeps_from_the_next_year_whatever_comes_first(world: World, stop_first: bool) -> None:
    """R-050, R-051: the renewal and the stop in either order."""
    world.clock.move_to(at(2023, 10, 7))
    town = "440783106" if stop_first else "440783107"
    await world.imports({"benefit_year": 2023, "people": [insured(area=town)]}, ["440783"])
    [last] = await world.rows("SELECT participation_id::text FROM participations WHERE area = $1", town)

    async def stop() -> None:
        told = {"reason": "入伍"}
        answer = await world.post(f"/participations/{last['participation_id']}/stop", told, world.as_("clerk"))
        assert answer.json()["state"] == "STOPPED"

    async def renew() -> None:
        await world.post("/renewals", {"benefit_year": 2024, "area": town}, world.as_("operator"))

    for step in (stop, renew) if stop_first else (renew, stop):
        await step()
    states = await world.rows("SELECT benefit_year, state FROM participations WHERE area = $1 ORDER BY benefit_year", town)
    assert [row["state"] for row in states if row["benefit_year"] == 2023] == ["STOPPED"]
    assert [row["state"] for row in states if row["benefit_year"] == 2024] in ([], ["CANCELLED"])


async def test_after_a_stop_one_registers_again_in_the_same_year_without_a_second_bill(world: World) -> None:
    """R-003, R-036: the same participation goes on under the new terms."""
    number = fresh_number()
    participation_id, _ = await paid(world, document_number=number)
    world.clock.move_to(at(2023, 11, 1))
    await world.post(f"/participations/{participation_id}/stop", {"reason": "户籍迁出"}, world.as_("clerk"))
    world.clock.move_to(at(2023, 12, 20))
    _, again = await world.register(document_number=number, area="440783109", account_number="9900000000000009")
    assert again == participation_id
    row = await world.participation(participation_id)
    assert (row["state"], row["resumed_on"], row["paid_on"], row["area"]) == ("ACTIVE", date(2023, 12, 20), date(2023, 10, 20), "440783109")
    assert world.opened(row["account_number"], "account", row["person_id"]) == "9900000000000009"
    assert isinstance((await world.published(participation_id))[-1].data, ParticipationResumedV1)


async def test_a_transfer_rests_and_then_ends_the_relation(world: World) -> None:
    """V-79, R-090, registration.participation.terminated."""
    participation_id, _ = await paid(world)
    world.clock.move_to(at(2024, 6, 3))
    assert (await acted(world, participation_id, "SUSPEND", "TRANSFER"))["state"] == "SUSPENDED"
    world.clock.move_to(at(2024, 6, 20))
    assert (await acted(world, participation_id, "END", "TRANSFERRED"))["state"] == "TERMINATED"
    assert await stands(world, participation_id) == ("TERMINATED", "TRANSFERRED", date(2024, 6, 20))
    assert isinstance((await world.published(participation_id))[-1].data, ParticipationTerminatedV1)
    listed = (await world.get(f"/participations/{participation_id}/acts", world.as_("auditor"))).json()["items"]
    assert [(one["kind"], one["cause"], one["happened_on"]) for one in listed] == [
        ("SUSPEND", "TRANSFER", "2024-06-03"),
        ("END", "TRANSFERRED", "2024-06-20"),
    ]


async def test_a_transfer_that_is_withdrawn_goes_on(world: World) -> None:
    participation_id, _ = await paid(world)
    world.clock.move_to(at(2024, 6, 3))
    await acted(world, participation_id, "SUSPEND", "TRANSFER")
    world.clock.move_to(at(2024, 6, 10))
    assert (await acted(world, participation_id, "RESUME", "TRANSFER"))["state"] == "ACTIVE"


async def test_all_faults_of_an_act_are_told_at_once(world: World) -> None:
    participation_id, _ = await paid(world)
    body = {"kind": "END", "cause": "DEATH", "happened_on": "2030-01-01"}
    answer = await world.post(f"/participations/{participation_id}/acts", body, world.as_("clerk"))
    assert (answer.status_code, answer.json()["code"]) == (422, "ACT_HAS_FAULTS")
    assert [one["field"] for one in answer.json()["reasons"]] == ["cause", "happened_on"]
    assert [one["label"] for one in answer.json()["missing"]] == ["变动原因说明"]


async def test_what_d2_does_not_list_is_refused(world: World) -> None:
    participation_id, _ = await paid(world)
    world.clock.move_to(at(2024, 6, 3))
    body = {"kind": "RESUME", "cause": "TRANSFER", "reason": "试"}
    answer = await world.post(f"/participations/{participation_id}/acts", body, world.as_("clerk"))
    assert (answer.status_code, answer.json()["code"]) == (409, "TRANSITION_REFUSED")


async def test_an_act_of_an_office_is_taken_back_by_somebody_else(world: World) -> None:
    participation_id, _ = await paid(world)
    world.clock.move_to(at(2024, 6, 3))
    both = world.as_("clerk+reviewer", "clerk:both")
    await world.post(f"/participations/{participation_id}/acts", {"kind": "END", "cause": "OTHER", "reason": "误办"}, both)
    [act] = (await world.get(f"/participations/{participation_id}/acts", world.as_("auditor"))).json()["items"]
    path = f"/participations/{participation_id}/acts/{act['act_id']}/withdrawal"
    refused = await world.post(path, {"reason": "误登记"}, both)
    assert (refused.status_code, refused.json()["code"]) == (409, "OWN_ACT")
    assert (await world.post(path, {"reason": "误登记"}, world.as_("reviewer"))).json()["state"] == "ACTIVE"
    assert isinstance((await world.published(participation_id))[-1].data, ParticipationActivatedV1)
    assert (await world.steps(participation_id))[-1]["event"] == "facts_revised"
    again = await world.post(path, {"reason": "误登记"}, world.as_("reviewer"))
    assert (again.status_code, again.json()["code"]) == (409, "TRANSITION_REFUSED")


async def test_what_was_heard_is_not_taken_back_by_hand(world: World) -> None:
    participation_id, person_id = await paid(world)
    await world.hear(employed(person_id))
    [act] = (await world.get(f"/participations/{participation_id}/acts", world.as_("auditor"))).json()["items"]
    path = f"/participations/{participation_id}/acts/{act['act_id']}/withdrawal"
    assert (await world.post(path, {"reason": "试"}, world.as_("reviewer"))).status_code == 409


async def test_a_death_ends_every_year_on_its_day_and_can_be_taken_back(world: World) -> None:
    """R-091, registration.death.recorded: told late, dated back; 2024 was paid already."""
    participation_id, person_id = await paid(world)
    world.clock.move_to(at(2023, 11, 20))
    answer = await world.post(f"/persons/{person_id}/death", {"died_on": "2023-11-02", "source": "PUBLIC_SECURITY"}, world.as_("reviewer"))
    assert answer.status_code == 200, answer.text
    assert await stands(world, participation_id) == ("TERMINATED", "DEATH", date(2023, 11, 2))
    [told] = [event for event in await world.published(person_id) if isinstance(event.data, DeathRecordedV1)]
    assert told.data.died_on == date(2023, 11, 2)
    await world.post(f"/persons/{person_id}/death", {"died_on": None, "source": "PUBLIC_SECURITY"}, world.as_("reviewer"))
    assert await stands(world, participation_id) == ("ACTIVE", None, date(2023, 10, 20))


@pytest.mark.parametrize("died_on", ["2030-01-01", "1900-01-01", None])
async def test_a_day_of_death_that_cannot_be_is_refused(world: World, died_on: str | None) -> None:
    _, person_id = await paid(world)
    answer = await world.post(f"/persons/{person_id}/death", {"died_on": died_on, "source": "HEALTH"}, world.as_("reviewer"))
    assert (answer.status_code, [one["field"] for one in answer.json()["reasons"]]) == (422, ["died_on"])


async def test_nobody_is_registered_after_a_death_that_was_told_before(world: World) -> None:
    number = fresh_number()
    _, person_id = await paid(world, document_number=number)
    world.clock.move_to(at(2024, 10, 8))
    await world.post(f"/persons/{person_id}/death", {"died_on": "2024-10-01", "source": "FAMILY"}, world.as_("reviewer"))
    _, later = await world.register(document_number=number, benefit_year=2025)
    assert await stands(world, later) == ("TERMINATED", "DEATH", date(2024, 10, 1))


async def test_a_refund_ends_the_participation_when_it_is_granted(world: World) -> None:
    """R-073: in the act of the second review, not at the pay-out; the refund of a double payment ends nothing."""
    participation_id, _ = await paid(world)
    world.clock.move_to(at(2023, 11, 20))
    await world.hear(refund(participation_id, RefundState.AGENCY_SECOND_REVIEW, 2))
    assert (await stands(world, participation_id))[0] == "ACTIVE"
    await world.hear(refund(participation_id, RefundState.APPROVED, 3), refund(participation_id, RefundState.PAID_BACK, 4))
    assert await stands(world, participation_id) == ("TERMINATED", "REFUNDED", date(2023, 11, 20))
    kept, _ = await paid(world)
    await world.hear(refund(kept, RefundState.APPROVED, 3, ends=RefundEnd.KEEP))
    assert (await stands(world, kept))[0] == "ACTIVE"


async def test_a_duplicate_rests_until_its_case_lets_it_go_on(world: World) -> None:
    """R-128: no earlier than the new relation is complete."""
    participation_id, _ = await paid(world)
    world.clock.move_to(at(2024, 4, 1))
    rests = suspend_requested(participation_id, SuspendAction.SUSPEND, date(2024, 3, 1), not_before=date(2024, 3, 5))
    await world.hear(rests)
    assert await stands(world, participation_id) == ("SUSPENDED", "DUPLICATE", date(2024, 3, 5))
    await world.hear(suspend_requested(participation_id, SuspendAction.RESUME, date(2024, 4, 1)))
    assert await stands(world, participation_id) == ("ACTIVE", None, date(2024, 4, 1))


async def test_what_was_told_from_outside_is_not_lifted_by_the_word_of_an_office(world: World) -> None:
    """R-081, R-128, R-090: a job that goes on, a case that is open; a transfer is withdrawn, not overruled."""
    employee, person = await paid(world)
    duplicate, _ = await paid(world)
    mover, _ = await paid(world)
    world.clock.move_to(at(2024, 6, 3))
    await world.hear(employed(person), suspend_requested(duplicate, SuspendAction.SUSPEND, date(2024, 5, 1)))
    assert (await world.post(f"/participations/{mover}/transfers", {"to_area": "450103"}, world.as_("clerk"))).status_code == 201
    for suspended, cause in ((employee, "EMPLOYEE_SCHEME"), (duplicate, "DUPLICATE"), (mover, "TRANSFER")):
        body = {"kind": "RESUME", "cause": cause, "reason": "本人要求"}
        answer = await world.post(f"/participations/{suspended}/acts", body, world.as_("clerk"))
        assert (answer.status_code, [one["field"] for one in answer.json()["reasons"]]) == (422, ["cause"])
        assert (await stands(world, suspended))[:2] == ("SUSPENDED", cause)
    await world.hear(suspend_requested(duplicate, SuspendAction.RESUME, date(2024, 6, 3)))
    await acted(world, duplicate, "SUSPEND", "DUPLICATE")
    assert (await acted(world, duplicate, "RESUME", "DUPLICATE"))["state"] == "ACTIVE", "its own word it takes back"


async def test_a_request_for_nobody_is_set_aside(world: World) -> None:
    with pytest.raises(ParticipationNotKnown):
        await world.hear(suspend_requested(uuid4(), SuspendAction.SUSPEND, date(2024, 3, 1)))


@given(data=st.data(), together=st.booleans())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_order_of_what_is_heard_is_the_same(module_world: World, data: st.DataObject, together: bool) -> None:
    world = module_world
    ends = []
    for shuffled in (False, True):
        _, participation_id = await world.register()
        person_id = (await world.participation(participation_id))["person_id"]
        events: list[Event[Any]] = [
            settled(participation_id),
            employed(person_id, 1, paid_on=None),
            employed(person_id, 2),
            employed(person_id, 3, until=date(2024, 8, 31)),
            suspend_requested(participation_id, SuspendAction.SUSPEND, date(2024, 3, 1)),
            suspend_requested(participation_id, SuspendAction.RESUME, date(2024, 10, 1)),
            refund(participation_id, RefundState.APPROVED, 3, on=date(2024, 11, 5)),
        ]
        told = data.draw(st.permutations(events + data.draw(st.lists(st.sampled_from(events), max_size=3)))) if shuffled else events
        await (world.hear_together(*told) if together and shuffled else world.hear(*told))
        last = (await world.published(participation_id))[-1].data
        ends.append((await stands(world, participation_id), last.suspensions))
    assert ends[0] == ends[1]


async def test_an_approval_and_a_relation_at_once_do_not_miss_each_other(world: World) -> None:
    """Whoever comes second sees the other (repository/person_facts_lock.py)."""
    number = fresh_number()
    participation_id, person_id = await paid(world, document_number=number)
    world.clock.move_to(at(2024, 10, 8))
    application_id = await world.apply(document_number=number, benefit_year=2025)
    await world.hear(check_completed(application_id, at=world.clock.now()))
    await world.hear(employed(person_id, 1, paid_on=date(2024, 10, 8)))
    await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("clerk"))
    [later] = await world.rows("SELECT state FROM participations WHERE person_id = $1 AND benefit_year = 2025", person_id)
    assert later["state"] == "CANCELLED"
    assert (await stands(world, participation_id))[0] == "SUSPENDED"


async def test_an_act_without_a_day_lies_in_the_benefit_year_too(world: World) -> None:
    """D2: in January the year of before is no office's any more, named or not."""
    participation_id, _ = await paid(world)
    world.clock.move_to(at(2025, 1, 2))
    body = {"kind": "SUSPEND", "cause": "TRANSFER", "reason": "迁往外地"}
    answer = await world.post(f"/participations/{participation_id}/acts", body, world.as_("clerk"))
    assert (answer.status_code, [one["field"] for one in answer.json()["reasons"]]) == (422, ["happened_on"])
    assert await world.rows("SELECT FROM participation_acts WHERE participation_id::text = $1", participation_id) == []


@pytest.mark.parametrize(("kind", "cause", "status"), [("SUSPEND", "DUPLICATE", 422), ("END", "OTHER", 409), ("END", "EMIGRATED", 409)])
async def test_of_two_clerks_who_record_the_same_one_is_told_that_it_is_so(world: World, kind: str, cause: str, status: int) -> None:
    """D2, R-009: at once, and on another day; one act stays, and taking it back leaves nothing."""
    participation_id, _ = await paid(world)
    world.clock.move_to(at(2024, 6, 3))
    body = {"kind": kind, "cause": cause, "reason": "办理业务"}
    path = f"/participations/{participation_id}/acts"
    answers = await asyncio.gather(*(world.post(path, body, world.as_("clerk", f"clerk:{one}")) for one in range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, status]
    world.clock.move_to(at(2024, 6, 10))
    earlier = body | {"happened_on": "2024-06-01"}
    assert (await world.post(path, earlier, world.as_("clerk", "clerk:3"))).status_code == status
    [act] = (await world.get(path, world.as_("auditor"))).json()["items"]
    answer = await world.post(f"{path}/{act['act_id']}/withdrawal", {"reason": "误登记"}, world.as_("reviewer", "reviewer:2"))
    assert answer.json()["state"] == "ACTIVE"


async def test_what_rests_by_one_cause_may_rest_by_another_and_is_resumed_once(world: World) -> None:
    """D2, R-087, R-128: another region and a duplicate are two causes; after both nothing is left to resume."""
    participation_id, _ = await paid(world)
    world.clock.move_to(at(2024, 6, 3))
    for cause in ("DUPLICATE", "OTHER_REGION"):
        assert (await acted(world, participation_id, "SUSPEND", cause))["state"] == "SUSPENDED"
    world.clock.move_to(at(2024, 6, 10))
    assert (await acted(world, participation_id, "RESUME", "DUPLICATE"))["state"] == "SUSPENDED"
    body = {"kind": "RESUME", "cause": "DUPLICATE", "reason": "办理业务"}
    assert (await world.post(f"/participations/{participation_id}/acts", body, world.as_("clerk"))).status_code == 422
    assert (await acted(world, participation_id, "RESUME", "OTHER_REGION"))["state"] == "ACTIVE"
    world.clock.move_to(datetime(2024, 6, 10, 10, tzinfo=SHANGHAI))
    assert (await acted(world, participation_id, "SUSPEND", "DUPLICATE"))["state"] == "SUSPENDED"
