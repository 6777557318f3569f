"""Two participations of our own registration for one year, in one pooling region: found, asked, decided and carried out (R-001)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from dedup.repository.cases import cases_of
from dedup.use_cases.show_case import show_case
from dedup.use_cases.state_identity import Speaker, state_identity
from enrolment_terms.scheme import Channel, ParticipationState
from tests.dedup.builders import GUANGZHOU, identity_updated, merged
from tests.dedup.conftest import DedupFacts
from tests.dedup.stories import EVERYWHERE, HOME, MARCH, Story, at, story

__all__ = ["story"]
ENPING = "440785"
THERE = "RESIDENT/440100/2024"


def second_of(story: Story) -> str:
    """The name of the relation that another participation of this year is."""
    return f"{HOME}/{story.participation}"


@pytest.fixture
async def imported(facts: DedupFacts, story: Story) -> Story:
    """Another person id with the same document, as an import makes it: insured in Enping for the same year."""
    return Story(facts, document=str(story.person))


async def test_an_import_beside_a_registration_is_found_and_led_to_its_end(story: Story, imported: Story) -> None:
    """R-001, R-120, R-122, D6 CLASSIFIED→AWAITING_CHOICE, D6 AWAITING_CHOICE→DECIDED, D6 EXECUTING→CLOSED."""
    await story.insured()
    await imported.insured(area=ENPING, channel=Channel.AUTHORITY)
    assert await story.stands() == ("AWAITING_CHOICE", "R-122", None)
    records = (await story.case()).told.records
    assert [(one.relation, one.area, one.participation_id) for one in records] == [
        (HOME, "440783115", story.participation),
        (second_of(imported), ENPING, imported.participation),
    ]
    await story.chooses(second_of(imported), MARCH)
    assert await story.stands() == ("EXECUTING", "R-122", second_of(imported))
    assert await story.requests() == [("SUSPEND", MARCH, False)]
    assert [*await story.requests(of=imported.participation), *await story.notices()] == []
    await story.suspended(MARCH)
    assert await story.states() == ["AWAITING_CHOICE", "EXECUTING", "CLOSED"]
    assert await story.requests() == [("SUSPEND", MARCH, False)], "what was done is not undone"


async def test_the_first_may_be_chosen_and_silence_keeps_what_was_registered_first(story: Story, imported: Story) -> None:
    """R-122, D6 AWAITING_CHOICE→DECIDED: one of the same place, day and payment; nobody lives in one of the two counties."""
    await story.insured()
    await imported.insured()
    await story.on(date(2024, 3, 17))
    assert await story.stands() == ("EXECUTING", "R-122", HOME)
    assert await story.requests(of=imported.participation) == [("SUSPEND", date(2024, 3, 17), False)]
    assert await story.requests() == []
    await imported.suspended(date(2024, 3, 17))
    assert (await story.stands())[0] == "CLOSED"


async def test_what_others_tell_of_our_region_is_one_of_ours(story: Story, imported: Story) -> None:
    """R-120: told back before and afterwards, by two sources; no third record."""
    await story.told("440700")
    await story.insured()
    await story.told("440785", ref="again", source="platform")
    assert await story.cases() == []
    await imported.insured(area=ENPING)
    assert [one.relation for one in (await story.case()).told.records] == [HOME, second_of(imported)]


async def test_two_records_that_turn_out_to_be_one_person(facts: DedupFacts, story: Story) -> None:
    """V-31, R-026, D6 EXECUTING→CLOSED: registration finds it, and ends one of the two; until that is heard it is a duplicate."""
    other = Story(facts)
    await story.insured()
    await other.insured(area=ENPING)
    assert await story.cases() == []
    await facts.hear(merged(story.person, other.person))
    assert (await story.stands())[:2] == ("AWAITING_CHOICE", "R-122")
    await other.insured(area=ENPING, state=ParticipationState.TERMINATED, effective_on=MARCH)
    assert (await story.stands())[0] == "CLOSED"


async def test_an_office_that_says_so_or_a_document_makes_them_one(facts: DedupFacts, story: Story) -> None:
    """R-010, R-120: and different people again, as soon as the document is corrected."""
    other = Story(facts)
    await story.insured()
    await other.insured()
    async with facts.database.transaction() as tx:
        await state_identity(tx, story.person, other.person, same=True, reason="同一人", speaker=Speaker("clerk-1", EVERYWHERE))
    assert (await story.stands())[0] == "AWAITING_CHOICE"
    third = Story(facts)
    await third.insured()
    await facts.hear(identity_updated(third.person, third.document, story.document, at=at(MARCH)))
    assert [one.relation for one in (await story.case()).told.records] == [HOME, second_of(other), second_of(third)]


@pytest.mark.parametrize(
    "before",
    [
        {"state": ParticipationState.CANCELLED},
        {"state": ParticipationState.LAPSED, "paid_on": None},
        {"state": ParticipationState.REGISTERED},
        {"state": ParticipationState.TERMINATED, "effective_on": date(2024, 2, 29)},
        {"state": ParticipationState.SUSPENDED, "effective_on": date(2024, 2, 29)},
    ],
    ids=lambda told: str(told["state"]),
)
async def test_a_later_participation_is_no_duplicate(story: Story, imported: Story, before: dict[str, Any]) -> None:
    """R-001, R-003, V-77: after one that was cancelled, was not paid, ended the day before, or rests."""
    await story.insured(**before)
    await imported.insured(registered_on=MARCH, paid_on=MARCH, effective_on=MARCH)
    assert await story.cases() == []


async def test_a_move_within_the_region_is_none(story: Story) -> None:
    """R-008: it is the same participation."""
    await story.insured()
    await story.insured(area=ENPING)
    assert await story.cases() == []


async def test_a_job_that_is_told_in_time_lets_each_rest_by_its_own_request(story: Story, imported: Story) -> None:
    """R-081: the second participation of the year, after one that was cancelled, is settled by the request about it."""
    await story.insured(state=ParticipationState.CANCELLED)
    await imported.insured()
    await story.works("440300", date(2024, 2, 1), first_paid_on=date(2024, 2, 20))
    assert await asked_because_of_a_job(story.facts, imported.participation) == [("SUSPEND", date(2024, 2, 20))]
    assert await story.cases() == []


async def asked_because_of_a_job(facts: DedupFacts, participation: UUID) -> list[tuple[str, date]]:
    rows = await facts.rows("SELECT action, effective_on FROM suspend_requests WHERE participation_id = :id", id=participation)
    return [(row["action"], row["effective_on"]) for row in rows]


async def test_both_rest_where_another_region_is_chosen(story: Story, imported: Story) -> None:
    """R-122, R-128: three records; each of ours is asked for by itself, and the case goes on until both rest."""
    await story.insured()
    await imported.insured(area=ENPING)
    await story.told(GUANGZHOU)
    await story.chooses(THERE, MARCH)
    assert await story.requests() == await story.requests(of=imported.participation) == [("SUSPEND", MARCH, False)]
    await story.suspended(MARCH)
    assert (await story.stands())[0] == "EXECUTING"
    await imported.suspended(MARCH, area=ENPING)
    assert (await story.stands())[0] == "CLOSED"


async def test_the_console_tells_the_two_apart(story: Story, imported: Story) -> None:
    """R-128: titles, sentences and steps name place and day of the second."""
    await story.insured()
    await imported.insured(area=ENPING)
    await story.chooses(HOME, MARCH)
    async with story.facts.database.read() as read:
        picture = await show_case(read, (await story.case()).case_id, EVERYWHERE)
    assert [column.title for column in picture.view.columns] == [
        "广东省江门市居民医保（2024年度）",
        "广东省江门市居民医保（2024年度，广东省江门市恩平市，2024-01-01起）",
    ]
    assert any("，2024-01-01起）自2024-03-01起暂停" in step.text for step in picture.view.steps)
    assert [column.ours for column in picture.view.columns] == [True, True]


async def test_different_people_again(story: Story, imported: Story) -> None:
    """R-010, D6 DETECTED→FALSE_POSITIVE: one wrong number in the import; nothing is asked of either any more."""
    await story.insured()
    await imported.insured(area=ENPING)
    await story.chooses(HOME, MARCH)
    await story.parted(second_of(imported))
    assert (await story.stands())[0] == "FALSE_POSITIVE"
    assert await story.requests(of=imported.participation) == [("SUSPEND", MARCH, True)]
    await imported.insured(area=ENPING)
    async with story.facts.database.read() as read:
        numbers = await story.facts.rows("SELECT number FROM identities WHERE node = ANY(:ids)", ids=[story.person, imported.person])
        assert len({row["number"] for row in numbers}) == 2
        assert [case.state for case in await cases_of(read.driver, read.safe, [row["number"] for row in numbers])] == ["FALSE_POSITIVE"]
