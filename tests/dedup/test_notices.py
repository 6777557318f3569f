"""Other regions are told after the new registration is complete, never before."""

from uuid import UUID

import pytest

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import ParticipationState
from tests.dedup.builders import HUNAN, MORNING, hours_later, participation, reported, submitted, token
from tests.dedup.conftest import DedupFacts


async def notices(facts: DedupFacts, application: UUID) -> list[tuple[str, str, str, str]]:
    rows = await facts.rows("SELECT kind, rule, to_area, state FROM notices WHERE application_id = :id", id=application)
    return [tuple(row) for row in rows]


async def test_no_notice_before_the_registration_is_complete(facts: DedupFacts) -> None:
    application, document = new_id(), token("before")
    await facts.report(reported("before", document, area=HUNAN, year=2023))
    await facts.hear(submitted(application, new_id(), document))
    assert await notices(facts, application) == []


@pytest.mark.parametrize("check_first", [True, False])
async def test_a_registration_over_a_consent_opens_the_notice_in_either_order(facts: DedupFacts, check_first: bool) -> None:
    application, person, document = new_id(), new_id(), token(f"consent-{check_first}")
    await facts.report(reported(f"consent-{check_first}", document, area=HUNAN, year=2023))
    submit = submitted(application, person, document, benefit_year=2023, consent_signed_on=MORNING.date())
    registered = participation(new_id(), person, document, benefit_year=2023, application_id=application, at=hours_later(2))
    for event in (submit, registered) if check_first else (registered, submit):
        await facts.hear(event)
    assert await notices(facts, application) == [("SUSPEND_OLD_RELATION", "R-087", HUNAN, "OPEN")]


async def test_next_year_asks_the_person_to_have_the_year_end_state_changed(facts: DedupFacts) -> None:
    application, person, document = new_id(), new_id(), token("year-end")
    await facts.report(reported("year-end", document, area=HUNAN, year=2023))
    await facts.hear(submitted(application, person, document))
    await facts.hear(participation(new_id(), person, document, application_id=application, at=hours_later(2)))
    assert await notices(facts, application) == [("SUSPEND_AT_YEAR_END", "R-088", HUNAN, "OPEN")]


@pytest.mark.parametrize("state", [ParticipationState.CANCELLED, ParticipationState.LAPSED])
async def test_a_registration_that_came_to_nothing_withdraws_its_notice(facts: DedupFacts, state: ParticipationState) -> None:
    application, person, document, participation_id = new_id(), new_id(), token(f"nothing-{state}"), new_id()
    await facts.report(reported(f"nothing-{state}", document, area=HUNAN, year=2023))
    await facts.hear(submitted(application, person, document))
    await facts.hear(participation(participation_id, person, document, application_id=application, at=hours_later(2)))
    ended = participation(participation_id, person, document, application_id=application, version=2, state=state, at=hours_later(3))
    await facts.hear(ended)
    assert [notice[-1] for notice in await notices(facts, application)] == ["WITHDRAWN"]
