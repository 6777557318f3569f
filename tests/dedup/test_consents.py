"""A consent is the right to have a relation elsewhere suspended; one that is withdrawn is none (B22, B23, R-087)."""

import asyncio
from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from dedup.consumers import HANDLERS
from enrolment_events.envelope import Event, new_event
from enrolment_events.registration import ConsentSignedV1, InsuringUnit
from enrolment_terms.identifiers import new_id
from tests.dedup.builders import HUNAN, MORNING, hours_later, participation, reported, submitted, token
from tests.dedup.conftest import DedupFacts
from tests.dedup.test_guards import waiting


def consent(application: UUID, consent_id: UUID, version: int = 1, withdrawn_on: date | None = None) -> Event[ConsentSignedV1]:
    """Of somebody insured in Hunan; from the second version on the agency has named the unit."""
    data = ConsentSignedV1(
        consent_id=consent_id,
        application_id=application,
        text_version="2025",
        signed_on=MORNING.date(),
        signed_by="LOGIN",
        old_unit=InsuringUnit(code=HUNAN, name="长沙市") if version > 1 else None,
        withdrawn_on=withdrawn_on,
    )
    moment: dict[str, Any] = {"occurred_at": hours_later(version), "recorded_at": hours_later(version)}
    return new_event(data, aggregate_id=consent_id, aggregate_version=version, person_id=new_id(), region="440700", **moment)


async def notices(facts: DedupFacts, application: UUID) -> list[tuple[str, str, UUID | None]]:
    rows = await facts.rows("SELECT rule, state, consent_id FROM notices WHERE application_id = :id", id=application)
    return [tuple(row) for row in rows]


async def standing(facts: DedupFacts, application: UUID) -> list[tuple[str, str, UUID | None]]:
    """What is asked of the other region; a notice that never stood, and one that was withdrawn, ask for nothing."""
    return [one for one in await notices(facts, application) if one[1] != "WITHDRAWN"]


async def movers(facts: DedupFacts, word: str) -> tuple[UUID, UUID, list[Event[Any]]]:
    """Application and consent of somebody who is insured in Hunan, and what is told of him, in its order."""
    application, person, document, consent_id = new_id(), new_id(), token(word), new_id()
    await facts.report(reported(word, document, area=HUNAN, year=2023))
    submit = submitted(application, person, document, benefit_year=2023, consent_signed_on=MORNING.date())
    registered = participation(new_id(), person, document, benefit_year=2023, application_id=application, at=hours_later(3))
    return application, consent_id, [submit, consent(application, consent_id), registered]


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_notice_names_its_consent_whatever_came_first(facts: DedupFacts, order: tuple[int, ...]) -> None:
    """B22, B23, R-087, registration.consent.signed: kept as authority; told again nothing changes."""
    application, consent_id, told = await movers(facts, f"order-{order}")
    for number in (*order, *order):
        await facts.hear(told[number])
    assert await notices(facts, application) == [("R-087", "OPEN", consent_id)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_withdrawn_consent_ends_it_whatever_came_first(facts: DedupFacts, order: tuple[int, ...]) -> None:
    """B22, registration.consent.signed: an older telling that comes later gives the right back to nobody."""
    application, consent_id, (submit, signed, registered) = await movers(facts, f"withdrawn-{order}")
    taken = consent(application, consent_id, 2, MORNING.date())
    await facts.hear(submit)
    for number in order:
        await facts.hear((signed, taken, registered)[number])
    await facts.hear(signed)
    assert await standing(facts, application) == []


async def test_without_the_right_two_relations_that_stand_are_a_case(facts: DedupFacts) -> None:
    """B22, R-120: nobody is asked any more to suspend the one in Hunan; once the right is back nothing is to be decided."""
    application, consent_id, (submit, signed, registered) = await movers(facts, "a-case")
    for event in (submit, signed, registered):
        await facts.hear(event)
    states = "SELECT c.state FROM cases AS c JOIN identities AS i USING (number) WHERE i.node = :person"
    assert await facts.rows(states, person=submit.personid) == []
    await facts.hear(consent(application, consent_id, 2, MORNING.date()))
    assert [row["state"] for row in await facts.rows(states, person=submit.personid)] != ["CLOSED"]
    await facts.hear(consent(application, consent_id, 3))
    assert [row["state"] for row in await facts.rows(states, person=submit.personid)] == ["CLOSED"]


async def test_signed_again_it_is_a_right_again(facts: DedupFacts) -> None:
    application, consent_id, told = await movers(facts, "again")
    for event in (*told, consent(application, consent_id, 2, MORNING.date()), consent(application, consent_id, 3)):
        await facts.hear(event)
    assert [state for _, state, _ in await notices(facts, application)] == ["OPEN"]


async def test_what_needs_no_consent_does_not_hang_on_one(facts: DedupFacts) -> None:
    """R-088: at the end of the year the person asks himself."""
    application, person, document, consent_id = new_id(), new_id(), token("no-need"), new_id()
    await facts.report(reported("no-need", document, area=HUNAN, year=2023))
    await facts.hear(submitted(application, person, document))
    await facts.hear(participation(new_id(), person, document, application_id=application, at=hours_later(2)))
    await facts.hear(consent(application, consent_id, 2, MORNING.date()))
    assert await notices(facts, application) == [("R-088", "OPEN", None)]


@pytest.mark.parametrize("crossing", ["registration", "submit"])
@pytest.mark.parametrize("taken_first", [True, False])
async def test_what_crosses_with_a_withdrawal_ends_without_the_right(facts: DedupFacts, crossing: str, *, taken_first: bool) -> None:
    """B22: whichever transaction is later sees what the earlier one wrote. Of an application that is not heard of yet nobody is held: the
    application is.
    """
    application, consent_id, (submit, signed, registered) = await movers(facts, f"{crossing}-{taken_first}")
    taken = consent(application, consent_id, 2, MORNING.date())
    heard, crosses = (submit, registered) if crossing == "registration" else (registered, submit)
    await facts.hear(heard)
    await facts.hear(signed)
    first, second = (taken, crosses) if taken_first else (crosses, taken)
    async with facts.database.transaction() as one:
        await HANDLERS[type(first.data)](one, [first])
        later = asyncio.create_task(facts.hear(second))
        await waiting(facts, 1)
    await later
    assert await standing(facts, application) == []
