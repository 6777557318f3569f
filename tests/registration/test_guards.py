"""What holds whatever comes at once, late or twice: versions, locks, lines of history, and what an approval carries over."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from enrolment_events.envelope import Event
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import BillState, FailureCause, Payer
from registration.domain.participation import Approval
from registration.domain.scope import Scope
from registration.repository.participation_facts import lock_facts
from registration.repository.participation_rows import register_applications
from tests.registration.builders import (
    AUTUMN,
    bill,
    check_completed,
    entitled,
    form,
    fresh_number,
    hit,
    insured,
    paid_twice,
    settled,
    unmatched,
    waits,
)
from tests.registration.world import World

BLOCKED = (hit(ReasonCode.CANCEL_OR_REFUND_FIRST),)
KAIPING = Scope("clerk:1", ["440783%"])
Told = Callable[[str, int, int], Event[Any]]
"""(id, version, a number from 1 that makes the content) -> event."""


def a_check(application_id: str, version: int, mark: int) -> Event[Any]:
    return check_completed(application_id, hits=BLOCKED * (mark % 2), at=datetime(2023, 10, mark, tzinfo=SHANGHAI), version=version)


def a_bill(participation_id: str, version: int, mark: int) -> Event[Any]:
    return bill(participation_id, BillState.SENT, version, resend_no=mark, on=date(2023, 10, mark))


def a_wait(participation_id: str, version: int, mark: int) -> Event[Any]:
    return waits(participation_id, version, mark)


def an_entitlement(participation_id: str, version: int, mark: int) -> Event[Any]:
    return entitled(participation_id, version, date(2024, mark, 1))


KEPT: dict[str, tuple[Told, str]] = {
    "check": (a_check, "SELECT version, extract(day FROM checked_at)::int AS mark FROM conflict_checks WHERE application_id = $1"),
    "bill": (a_bill, "SELECT version, resend_no AS mark FROM remote_bills WHERE participation_id = $1"),
    "wait": (a_wait, "SELECT version, total_months AS mark FROM remote_wait_years WHERE participation_id = $1"),
    "entitlement": (
        an_entitlement,
        "SELECT version, extract(month FROM starts_on)::int AS mark FROM remote_entitlement_years WHERE participation_id = $1",
    ),
}


@pytest.mark.parametrize("kind", KEPT)
async def test_the_newest_version_stays(world: World, kind: str) -> None:
    told, kept = KEPT[kind]
    subject = str(uuid4())

    async def after(*versions_and_marks: tuple[int, int]) -> dict[str, Any]:
        await world.hear_together(*(told(subject, version, mark) for version, mark in versions_and_marks))
        [row] = await world.rows(kept, UUID(subject))
        return row

    assert await after((2, 2)) == {"version": 2, "mark": 2}
    assert await after((1, 1)) == {"version": 2, "mark": 2}, "an older one comes late"
    assert await after((2, 3)) == {"version": 2, "mark": 2}, "the same one comes again"
    assert await after((3, 3), (5, 5), (4, 4)) == {"version": 5, "mark": 5}, "three come at once"
    assert await after((6, 6)) == {"version": 6, "mark": 6}


async def payment(world: World, payment_id: UUID) -> tuple[str, bool, int]:
    [row] = await world.rows("SELECT outcome, group_complete, version FROM remote_payments WHERE payment_id = $1", payment_id)
    return row["outcome"], row["group_complete"], row["version"]


async def test_the_newest_of_a_payment_stays(world: World) -> None:
    """R-061: money that had no bill is settled later, and may lose its bill again."""
    paid, stranger = uuid4(), uuid4()
    await world.hear(settled(stranger, payment_id=paid, version=2), unmatched(paid, 1))
    assert await payment(world, paid) == ("SETTLED", True, 2)
    await world.hear(unmatched(paid, 3), settled(stranger, payment_id=paid, version=2))
    assert await payment(world, paid) == ("UNMATCHED", False, 3)
    [row] = await world.rows("SELECT participation_id, bill_id FROM remote_payments WHERE payment_id = $1", paid)
    assert row == {"participation_id": None, "bill_id": None}


@pytest.mark.parametrize("settled_first", [True, False])
async def test_within_one_version_a_settled_payment_stays(world: World, settled_first: bool) -> None:
    paid, stranger = uuid4(), uuid4()
    events = [settled(stranger, payment_id=paid, group_complete=False), paid_twice(stranger, uuid4(), paid), unmatched(paid)]
    await world.hear(*(events if settled_first else reversed(events)))
    assert await payment(world, paid) == ("SETTLED", False, 1)


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("complete_first", [True, False])
async def test_within_one_version_a_complete_group_stays(world: World, together: bool, complete_first: bool) -> None:
    """R-024: the last of two bills completes the group of both."""
    paid, stranger = uuid4(), uuid4()
    events = [settled(stranger, payment_id=paid, group_complete=complete) for complete in (complete_first, not complete_first)]
    await (world.hear_together(*events) if together else world.hear(*events))
    assert await payment(world, paid) == ("SETTLED", True, 1)


async def test_money_that_is_not_settled_opens_nothing(world: World) -> None:
    _, participation_id = await world.register()
    await world.hear(
        paid_twice(participation_id, uuid4()), bill(participation_id, BillState.FAILED_SYSTEM, 3, cause=FailureCause.BANK_SYSTEM)
    )
    assert (await world.participation(participation_id))["state"] == "REGISTERED"
    async with world.database.transaction() as tx:
        [facts] = await lock_facts(tx.driver, [UUID(participation_id)], date.max)
    assert (facts.payments, len(facts.bills)) == ((), 1)


def in_words(line: dict[str, Any]) -> tuple[Any, ...]:
    """A line without its moments."""
    return tuple(value for name, value in line.items() if name not in ("at", "recorded_at"))


async def test_every_step_of_an_application_is_a_line_of_its_history(world: World) -> None:
    """R-006, R-009."""
    application_id = await world.apply(world.as_("citizen", "wx:1"))
    await world.hear(check_completed(application_id, hits=BLOCKED))
    world.clock.move_to(AUTUMN + timedelta(minutes=1))
    await world.post(f"/applications/{application_id}/corrections", form(), world.as_("citizen", "wx:1"))
    await world.hear(check_completed(application_id, 2))
    body = {"decision": "REJECT", "reasons": [{"code": "OTHER"}], "note": "材料不实"}
    await world.post(f"/applications/{application_id}/decision", body, world.as_("clerk"))
    lines = await world.history(application_id)
    assert [in_words(line) for line in lines] == [
        ("DRAFT", "SUBMITTED", "submit", "wx:1", None),
        ("SUBMITTED", "CHECK_PENDING", "check_sent", "wx:1", None),
        ("CHECK_PENDING", "NEEDS_CORRECTION", "check_blocking", "dedup", None),
        ("NEEDS_CORRECTION", "SUBMITTED", "resubmit", "wx:1", None),
        ("SUBMITTED", "CHECK_PENDING", "check_sent", "wx:1", None),
        ("CHECK_PENDING", "UNDER_REVIEW", "check_clear", "dedup", None),
        ("UNDER_REVIEW", "REJECTED", "reject", "clerk:1", "材料不实"),
    ]
    assert [line["at"] for line in lines] == [AUTUMN] * 3 + [AUTUMN + timedelta(minutes=1)] * 4


async def test_every_change_of_a_participation_is_a_line_of_its_history(world: World) -> None:
    """R-092: what others may see; a new cause of a failed deduction is no new state."""
    _, participation_id = await world.register()
    await world.hear(
        bill(participation_id, BillState.FAILED_PERSONAL, 3, cause=FailureCause.INSUFFICIENT_BALANCE),
        bill(participation_id, BillState.ABANDONED, 4, cause=FailureCause.INSUFFICIENT_BALANCE, on=date(2024, 1, 1)),
        settled(participation_id, on=date(2023, 12, 30)),
    )
    assert (await world.participation(participation_id))["version"] == 3
    new_year = AUTUMN.replace(year=2024, month=1, day=2)
    world.clock.move_to(new_year)
    await world.post(f"/participations/{participation_id}/stop", {"reason": "户籍迁出"}, world.as_("clerk"))
    lines = await world.steps(participation_id)
    assert [in_words(line) for line in lines] == [
        (AUTUMN.date(), None, "REGISTERED", "registered", None, "clerk:1"),
        (date(2024, 1, 1), "REGISTERED", "LAPSED", "bill_abandoned", "BILL_ABANDONED", "registration"),
        (date(2023, 12, 30), "LAPSED", "ACTIVE", "late_payment_settled", None, "registration"),
        (new_year.date(), "ACTIVE", "STOPPED", "own_stop", "OWN_REQUEST", "clerk:1"),
    ]
    assert {line["recorded_at"] for line in lines} == {AUTUMN, new_year}
    assert (await world.participation(participation_id))["version"] == 4


async def test_imports_and_renewals_are_lines_of_history(world: World) -> None:
    town = "440783109"
    await world.imports({"benefit_year": 2023, "people": [insured(area=town)]})
    await world.post("/renewals", {"benefit_year": 2024, "area": town}, world.as_("operator"))
    ids = await world.rows("SELECT participation_id FROM participations WHERE area = $1 ORDER BY benefit_year", town)
    [imported], [renewed] = [await world.steps(str(row["participation_id"])) for row in ids]
    assert in_words(imported) == (date(2022, 11, 15), None, "ACTIVE", "imported", None, "operator:1")
    assert in_words(renewed) == (AUTUMN.date(), None, "REGISTERED", "renewed", None, "operator:1")
    assert imported["recorded_at"] == renewed["recorded_at"] == AUTUMN


async def test_whoever_is_registered_by_now_is_not_registered_again(world: World) -> None:
    """R-001: what another way has registered meanwhile stands; the approval is told, and nothing fails."""
    application_id, participation_id = await world.register()
    there = await world.participation(participation_id)
    nothing = dict.fromkeys(("government_until", "household_no", "holder", "bank", "account_number", "phone", "address"))
    again = Approval(
        application_id=UUID(application_id),
        participation_id=uuid4(),
        benefit_year=there["benefit_year"],
        payer=Payer.PERSON,
        person_id=there["person_id"],
        **nothing,
    )
    async with world.database.transaction() as tx:
        assert await register_applications(tx.driver, [again], AUTUMN.date(), AUTUMN, "reviewer:9") == {}


async def test_an_approval_carries_phone_and_address_to_the_person(world: World) -> None:
    _, participation_id = await world.register(phone="10000000077", household_address="示例村 77 号")
    [person] = await world.rows(
        "SELECT person_id, phone, address FROM persons WHERE person_id = $1", (await world.participation(participation_id))["person_id"]
    )
    told = [world.opened(person[column], column, person["person_id"]) for column in ("phone", "address")]
    assert told == ["10000000077", "示例村 77 号"]


async def test_a_correction_does_not_rename_somebody_who_was_registered(world: World) -> None:
    world.clock.move_to(datetime(2023, 10, 7, 9, tzinfo=SHANGHAI))
    number = fresh_number()
    _, participation_id = await world.register(document_number=number)
    await world.post(f"/participations/{participation_id}/stop", {"reason": "入伍"}, world.as_("citizen", "wx:1"))
    again = await world.apply(document_number=number)
    await world.hear(check_completed(again, hits=BLOCKED))
    body = form(document_number=number, name="陈小文")
    answer = await world.post(f"/applications/{again}/corrections", body, world.as_("citizen", "wx:1"))
    assert (answer.status_code, [reason["code"] for reason in answer.json()["reasons"]]) == (422, ["IDENTITY_DIFFERS"])
    [person] = await world.rows(
        "SELECT person_id, p.name FROM persons AS p JOIN applications USING (person_id) WHERE application_id = $1", UUID(again)
    )
    assert world.opened(person["name"], "name", person["person_id"]) == "陈大文"


async def decided(world: World, application_id: str) -> tuple[Any, ...]:
    query = "SELECT decided_by, decided_at, checked_at, participation_id FROM applications WHERE application_id = $1"
    [row] = await world.rows(query, UUID(application_id))
    return tuple(row.values())


async def test_a_decision_says_who_and_when_and_what_became_of_it(world: World) -> None:
    application_id, participation_id = await world.register()
    assert await decided(world, application_id) == ("clerk:1", AUTUMN, AUTUMN, UUID(participation_id))


async def test_the_last_decision_stays_while_the_check_runs_again(world: World) -> None:
    application_id = await world.apply()
    await world.hear(check_completed(application_id))
    body = {"decision": "NEEDS_CORRECTION", "reasons": [{"code": "OTHER"}]}
    await world.post(f"/applications/{application_id}/decision", body, world.as_("clerk"))
    assert await decided(world, application_id) == ("clerk:1", AUTUMN, AUTUMN, None)
    await world.post(f"/applications/{application_id}/corrections", form(), world.as_("citizen", "wx:1"))
    assert await decided(world, application_id) == ("clerk:1", AUTUMN, None, None)
    world.clock.move_to(later := AUTUMN + timedelta(minutes=1))
    await world.hear(check_completed(application_id, 2, at=later))
    assert await decided(world, application_id) == ("clerk:1", AUTUMN, later, None)


async def test_a_new_application_asks_about_all_documents_of_the_person(world: World) -> None:
    number = fresh_number()
    first, _ = await world.register(document_number=number)
    await world.rows(
        "INSERT INTO person_keys (token, person_id, kind, number, added_at) "
        "SELECT 'another-token', person_id, 'PASSPORT', number, added_at FROM person_keys "
        "WHERE token = (SELECT token FROM applications WHERE application_id = $1)",
        UUID(first),
    )
    world.clock.move_to(datetime(2024, 10, 10, 9, tzinfo=SHANGHAI))
    [asked] = await world.published(await world.apply(document_number=number, benefit_year=2025))
    assert len(asked.data.tokens) == 2
    assert "another-token" in asked.data.tokens
