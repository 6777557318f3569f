"""Rights records: five kinds, kept once and for good, free for the person, his office and his employer (B35, R-092, R-093)."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from enrolment_events.benefits import ClaimRecordedV1, EntitlementState
from enrolment_events.envelope import Event, new_event
from enrolment_events.payment import RefundPaidBackV1, RepairSettledV1
from enrolment_terms.scheme import BillState
from registration.domain.participation_states import ParticipationEvent
from registration.domain.rights_record import TEXTS
from tests.registration.builders import AUTUMN, bill, employed, entitled, settled, waits
from tests.registration.test_merging import by_passport, merge, two_records
from tests.registration.world import World

EMPLOYER = "91440783MA0000000X"


async def enrolled(world: World) -> tuple[str, UUID]:
    """(participation, person) of 2024."""
    _, participation_id = await world.register()
    return participation_id, (await world.participation(participation_id))["person_id"]


def of(person_id: UUID, event: Event[Any]) -> Event[Any]:
    return replace(event, personid=person_id)


def told(data: Any, aggregate: UUID, person_id: UUID, version: int = 1) -> Event[Any]:
    return new_event(
        data,
        aggregate_id=aggregate,
        aggregate_version=version,
        person_id=person_id,
        region="440700",
        occurred_at=AUTUMN,
        recorded_at=AUTUMN,
    )


def claim(ref: str, *, withdrawn: bool = False) -> ClaimRecordedV1:
    return ClaimRecordedV1(
        claim_ref=ref, benefit_year=2024, settled_on=date(2024, 2, 1), fund_paid=12345, serious_paid=655, withdrawn=withdrawn
    )


async def records(world: World, person_id: UUID, caller: dict[str, str] | None = None, **asked: str) -> list[dict[str, Any]]:
    answer = await world.get(f"/persons/{person_id}/rights-records", caller or world.as_("clerk"), **asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_each_fact_is_a_line_of_its_kind_with_day_and_source(world: World) -> None:
    """B35, R-092: a payment of 2023-10-11 is recorded as kind 2; residents have no personal account."""
    participation_id, person_id = await enrolled(world)
    await world.hear(
        of(person_id, settled(participation_id, on=date(2023, 10, 11))),
        of(person_id, waits(participation_id, 1, 3)),
        of(person_id, entitled(participation_id, 1, date(2024, 1, 1))),
        told(claim("1"), uuid4(), person_id),
    )
    lines = await records(world, person_id)
    assert [line["kind"] for line in lines].count("REGISTRATION") == 2
    [paid] = [line for line in lines if line["kind"] == "PAYMENT"]
    assert (paid["code"], paid["happened_on"], paid["amount"], paid["source"]) == (
        "payment.settled",
        "2023-10-11",
        "406.00",
        "/canbao/payment",
    )
    assert paid["msg"] == "2024年度缴费到账406.00元"
    assert {line["code"] for line in lines if line["kind"] == "BENEFIT"} == {"wait.evaluated", "entitlement.pending", "claim.recorded"}
    assert await records(world, person_id, kind="ACCOUNT") == []
    assert [line["code"] for line in await records(world, person_id, kind="PAYMENT")] == ["payment.settled"]
    assert [line["happened_on"] for line in lines] == sorted((line["happened_on"] for line in lines), reverse=True)


async def test_what_is_told_twice_together_or_in_the_other_order_is_the_same(world: World) -> None:
    """R-092 「准确」: one line for each version, a correction is a line more."""
    participation_id, person_id = await enrolled(world)
    ref, paid = uuid4(), of(person_id, settled(participation_id))
    first, taken_back = told(claim("1"), ref, person_id), told(claim("1", withdrawn=True), ref, person_id, 2)
    await world.hear(taken_back, first, paid)
    before = sorted((line["code"], line["happened_on"]) for line in await records(world, person_id))
    await asyncio.gather(*(world.hear(event) for event in (first, taken_back, paid)))
    await world.hear_together(first, paid, first)
    assert sorted((line["code"], line["happened_on"]) for line in await records(world, person_id)) == before
    codes = [code for code, _ in before]
    assert (codes.count("claim.recorded"), codes.count("claim.withdrawn"), codes.count("payment.settled")) == (1, 1, 1)


async def test_money_for_repairs_and_money_that_went_back_stand_too(world: World) -> None:
    """R-092, R-073, R-105."""
    participation_id, person_id = await enrolled(world)
    participation = UUID(participation_id)
    repair = RepairSettledV1(
        payment_id=uuid4(), bill_id=uuid4(), participation_id=participation, benefit_year=2024, repair_years=1, amount=40600,
        arrival_date=date(2023, 10, 12), tax_serial="1",
    )  # fmt: skip
    back = RefundPaidBackV1(
        refund_id=uuid4(), participation_id=participation, ground="DUPLICATE_PAYMENT", amount=40600, applied_on=date(2023, 10, 12),
        paid_back_on=date(2023, 10, 20),
    )  # fmt: skip
    await world.hear(told(repair, repair.payment_id, person_id), told(back, back.refund_id, person_id))
    assert [(line["code"], line["happened_on"]) for line in await records(world, person_id, kind="PAYMENT")] == [
        ("payment.refund", "2023-10-20"),
        ("payment.repair", "2023-10-12"),
    ]


async def test_the_database_refuses_to_change_a_line(world: World) -> None:
    """R-092: append-only, whoever asks."""
    participation_id, person_id = await enrolled(world)
    await world.hear(of(person_id, settled(participation_id)))
    for change in ("UPDATE rights_records SET amount = 1", "DELETE FROM rights_records", "TRUNCATE rights_records"):
        with pytest.raises(Exception, match="append-only"):
            await world.rows(change)


async def test_an_employer_sees_its_own_staff_and_no_more_than_it_needs(world: World) -> None:
    """R-093: registration and payments since the person began there, as long as the person works there."""
    participation_id, person_id = await enrolled(world)
    await world.hear(of(person_id, settled(participation_id)), told(claim("1"), uuid4(), person_id))
    mine, other = (world.as_("employer", organisation=code, areas=[]) for code in (EMPLOYER, "91440783MA0000001X"))
    world.clock.move_to(AUTUMN.replace(year=2024, month=5))
    await world.hear(employed(person_id, 1, employer=EMPLOYER))
    assert {line["code"] for line in await records(world, person_id, mine)} == {"employee.paid", "participation.employee_paid"}
    unknown = await world.get(f"/persons/{uuid4()}/rights-records", mine)
    for caller in (other, world.as_("employer", areas=[])):
        refused = await world.get(f"/persons/{person_id}/rights-records", caller)
        assert (refused.status_code, refused.json()["code"]) == (404, unknown.json()["code"])
    await world.hear(employed(person_id, 2, until=date(2024, 5, 31), employer=EMPLOYER))
    assert "employee.ended" in {line["code"] for line in await records(world, person_id, mine)}
    world.clock.move_to(AUTUMN.replace(year=2024, month=6))
    assert (await world.get(f"/persons/{person_id}/rights-records", mine)).status_code == 404


async def test_the_person_and_his_office_read_them_and_nobody_else(world: World) -> None:
    """R-093, B35: free for the person; an office in its areas; ids are no secrets."""
    _, person_id = await enrolled(world)
    assert await records(world, person_id, world.as_("citizen", "wx:1"))
    for caller in (world.as_("citizen", "wx:other", documents=()), world.as_("clerk", areas=["440781"])):
        answer = await world.get(f"/persons/{person_id}/rights-records", caller)
        assert answer.status_code == 404
    assert (await world.get(f"/persons/{person_id}/rights-records", world.as_("school"))).status_code == 403


async def test_who_was_merged_keeps_his_lines_and_the_person_shows_both(world: World) -> None:
    """R-026, R-092: also those that are told of the other record afterwards."""
    last, this, passport, _ = await two_records(world)
    kept, merged = this["person_id"], last["person_id"]
    await world.hear(of(merged, settled(str(last["participation_id"]))), of(kept, settled(str(this["participation_id"]))))
    await merge(world, kept, by_passport(passport))
    await world.hear(told(claim("1"), uuid4(), merged))
    codes = [line["code"] for line in await records(world, kept)]
    assert (codes.count("payment.settled"), codes.count("claim.recorded")) == (2, 1)
    assert {"participation.imported", "participation.registered", "identity.corrected"} <= set(codes)


def test_every_code_has_its_sentence() -> None:
    """R-092 「完整」."""
    assert {f"participation.{event}" for event in ParticipationEvent} <= TEXTS.keys()
    assert {f"entitlement.{state.lower()}" for state in EntitlementState} <= TEXTS.keys()


async def test_a_kiosk_shows_cover_bills_reasons_and_jobs_of_the_person_before_it(world: World) -> None:
    """B28: everything of one person by one call, employees too; nobody else's."""
    participation_id, person_id = await enrolled(world)
    job_began = employed(person_id, paid_on=date(2023, 10, 10))
    await world.hear(bill(participation_id, BillState.SENT, 1), job_began)
    told_there = (await world.get(f"/persons/{person_id}/insurance", world.as_("citizen", "wx:1"))).json()
    [year], [job] = told_there["participations"], told_there["employments"]
    assert (year["state"], year["state_reason"], len(year["bills"])) == ("CANCELLED", "EMPLOYEE_SCHEME", 1)
    assert (job["identity_label"], job["first_payment_on"], job["benefits_until"]) == ("职工", "2023-10-10", None)
    for caller in (world.as_("citizen", "wx:9", documents=()), world.as_("clerk", areas=["440781"])):
        assert (await world.get(f"/persons/{person_id}/insurance", caller)).status_code == 404
