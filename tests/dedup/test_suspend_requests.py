"""What registration is asked of its own participations because of a relation in the employee scheme that only the index knows."""

import asyncio
from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from dedup.domain.nodes import node_of
from dedup.repository.locks import lock_people
from enrolment_events.catalogue import decode
from enrolment_events.dedup import SuspendRequestedV1
from enrolment_events.duplicates import SuspendAction
from enrolment_events.envelope import Event
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Channel, ParticipationState
from tests.dedup.builders import MORNING, employed, participation, submitted, token
from tests.dedup.conftest import DedupFacts
from tests.dedup.test_guards import waiting

FIRST_PAID = date(2023, 9, 25)
RENEWED: dict[str, Any] = {"channel": Channel.RENEWAL, "state": ParticipationState.REGISTERED}
LAST_YEAR: dict[str, Any] = {"benefit_year": 2023, "channel": Channel.IMPORT, "registered_on": date(2022, 10, 15)}


async def told(facts: DedupFacts, participation_id: UUID) -> list[Event[SuspendRequestedV1]]:
    """All requests for a participation, by version."""
    events = [decode(row["event"]) for row in await facts.rows("SELECT event FROM outbox ORDER BY id")]
    mine = [one for one in events if isinstance(one.data, SuspendRequestedV1) and one.data.participation_id == participation_id]
    return sorted(mine, key=lambda one: one.aggregateversion)


async def asked(facts: DedupFacts, participation_id: UUID) -> list[tuple[SuspendAction, date, bool]]:
    """As registration stands after the newest version of each request."""
    newest = {event.data.request_id: event.data for event in await told(facts, participation_id)}
    return sorted((one.action, one.effective_on, one.withdrawn) for one in newest.values())


async def test_a_renewal_rests_for_a_job_that_only_the_index_knows(facts: DedupFacts) -> None:
    """R-050, R-081: first paid on 25 September, renewed on 11 October; the year that is running rests from the day of the payment."""
    person, document, renewed, running = new_id(), token("renewed"), new_id(), new_id()
    await facts.report(employed("renewed", document, starts_on=date(2023, 10, 1), first_paid_on=FIRST_PAID))
    await facts.hear(participation(running, person, document, **LAST_YEAR), participation(renewed, person, document, **RENEWED))
    assert await asked(facts, running) == [(SuspendAction.SUSPEND, FIRST_PAID, False)]
    assert await asked(facts, renewed) == [(SuspendAction.SUSPEND, MORNING.date(), False)]


async def test_whatever_comes_first_the_same_is_asked_once(facts: DedupFacts) -> None:
    for number, order in enumerate(permutations(("spell", "renewal", "answer"))):
        person, document, renewed = new_id(), token(f"order-{number}"), new_id()
        registered = participation(renewed, person, document, **RENEWED)
        cancelled = participation(renewed, person, document, version=2, **{**RENEWED, "state": ParticipationState.CANCELLED})
        for step in (*order, *order):
            if step == "spell":
                await facts.report(employed(f"order-{number}", document, first_paid_on=FIRST_PAID))
            else:
                await facts.hear(registered if step == "renewal" else cancelled)
        assert await asked(facts, renewed) == [(SuspendAction.SUSPEND, MORNING.date(), False)]
        assert [event.aggregateversion for event in await told(facts, renewed)] == [1]


async def test_a_spell_that_goes_takes_its_request_along(facts: DedupFacts) -> None:
    """It was an error, or it is somebody else's: the next version says that it never was asked."""
    person, other, document, his = new_id(), new_id(), token("goes"), token("goes-to")
    renewed, of_other = new_id(), new_id()
    await facts.report(employed("goes", document))
    await facts.hear(participation(renewed, person, document, **RENEWED), participation(of_other, other, his, **RENEWED))
    await facts.report(employed("goes", his))
    assert [withdrawn for *_, withdrawn in await asked(facts, renewed)] == [True]
    assert [withdrawn for *_, withdrawn in await asked(facts, of_other)] == [False]
    await facts.report(employed("goes", his, state=ParticipationState.CANCELLED))
    assert [withdrawn for *_, withdrawn in await asked(facts, of_other)] == [True]
    await facts.report(employed("goes", document))
    assert await asked(facts, renewed) == [(SuspendAction.SUSPEND, MORNING.date(), False)]


async def test_a_job_that_ends_inside_the_year_brings_it_back(facts: DedupFacts) -> None:
    """V-78, R-134: no gap, no overlap; by the same case."""
    person, document, one = new_id(), token("ends"), new_id()
    await facts.report(employed("ends", document, starts_on=date(2024, 2, 1), ends_on=date(2024, 5, 31), first_paid_on=date(2023, 10, 11)))
    await facts.hear(participation(one, person, document))
    assert await asked(facts, one) == [(SuspendAction.RESUME, date(2024, 6, 1), False), (SuspendAction.SUSPEND, date(2023, 10, 11), False)]
    assert len({event.data.case_id for event in await told(facts, one)}) == 1


@pytest.mark.parametrize(
    ("changed", "spell"),
    [
        ({}, {"first_paid_on": FIRST_PAID}),  # he applied, and the conflict check has looked at it
        (RENEWED, {"paid": False}),  # registered is not paid
        (RENEWED, {"ends_on": date(2023, 10, 10)}),  # over before the renewal
        (RENEWED, {"starts_on": date(2025, 1, 1)}),  # of a later year
        (RENEWED, {"state": ParticipationState.SUSPENDED}),  # rests itself, nobody knows since when
    ],
)
async def test_what_is_no_job_of_that_year_asks_nothing(facts: DedupFacts, changed: dict[str, Any], spell: dict[str, Any]) -> None:
    document, one = token(f"nothing {changed} {spell}"), new_id()
    await facts.report(employed(document, document, **spell))
    await facts.hear(participation(one, new_id(), document, **changed))
    assert await asked(facts, one) == []


async def test_a_document_that_is_learned_later_finds_the_job(facts: DedupFacts) -> None:
    """R-010, R-026: an application shows that two documents are one person's."""
    person, renewed = new_id(), new_id()
    await facts.report(employed("learned", token("passport")))
    await facts.hear(participation(renewed, person, token("resident-id"), **RENEWED))
    assert await asked(facts, renewed) == []
    await facts.hear(submitted(new_id(), person, token("resident-id"), token("passport"), benefit_year=2025))
    assert await asked(facts, renewed) == [(SuspendAction.SUSPEND, MORNING.date(), False)]


async def test_a_day_of_payment_is_not_in_the_future(facts: DedupFacts) -> None:
    facts.clock.move_to(MORNING)
    document, one = token("future"), new_id()
    await facts.report(
        employed("future", document, first_paid_on=date(2023, 10, 12)), employed("unpaid", document, paid=False, first_paid_on=FIRST_PAID)
    )
    await facts.hear(participation(one, new_id(), document, **RENEWED))
    assert await asked(facts, one) == []


async def test_a_report_waits_for_who_works_on_another_document_of_the_person(facts: DedupFacts) -> None:
    """Else neither the spell nor the renewal knows of the other."""
    person, first, second, renewed = new_id(), token("report-first"), token("report-second"), new_id()
    await facts.hear(participation(new_id(), person, first, second, **LAST_YEAR))
    async with facts.database.transaction() as tx:
        await lock_people(tx.driver, [node_of(first)])
        other = asyncio.create_task(facts.report(employed("report-waits", second)))
        await waiting(facts, 1)
    await other
    await facts.hear(participation(renewed, person, first, **RENEWED))
    assert len(await asked(facts, renewed)) == 1


async def test_one_at_a_time_asks_anything_of_a_person(facts: DedupFacts) -> None:
    """People who share a document are looked at by whoever hears of one of them."""
    person, document, renewed = new_id(), token("one-at-a-time"), new_id()
    await facts.report(employed("one-at-a-time", document))
    async with facts.database.transaction() as tx:
        await lock_people(tx.driver, [person])
        other = asyncio.create_task(facts.hear(participation(renewed, person, document, **RENEWED)))
        await waiting(facts, 1)
    await other
    assert len(await asked(facts, renewed)) == 1
