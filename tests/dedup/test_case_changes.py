"""Duplicate cases when what was told changes: records join, regions withdraw, cases revive, people turn out to be two, two act at once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest

from dedup.domain.nodes import node_of
from dedup.errors import CaseIsOver, NothingStated, PartingHasFaults
from dedup.repository.locks import lock_people
from dedup.repository.still_both import StillBoth, Told, still_both
from dedup.use_cases.state_identity import Speaker, state_identity, withdraw_identity
from enrolment_events.dedup import SuspendRequestedV1
from enrolment_events.duplicates import NoticeKind, NoticeState
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import ParticipationState
from tests.dedup.builders import GUANGZHOU, HUNAN, identity_updated, merged, reported, token
from tests.dedup.stories import EVERYWHERE, HOME, MARCH, Story, at, story
from tests.dedup.test_guards import waiting

__all__ = ["story"]
THERE, FAR = "RESIDENT/440100/2024", "RESIDENT/430100/2024"
OPEN, WITHDRAWN = NoticeState.OPEN, NoticeState.WITHDRAWN
SUSPEND = NoticeKind.SUSPEND_DUPLICATE
STUDENT: dict[str, Any] = {"student": True}
"""Kept by R-123: nobody need be asked."""


# A new record


async def test_a_new_record_joins_the_case_and_it_is_ruled_on_anew(story: Story) -> None:
    """R-120, R-123, D6, EXECUTING to CLASSIFIED: three regions, one case; what was asked before stands, if it still follows."""
    await story.insured()
    await story.told(GUANGZHOU)
    case = await story.case()
    await story.told(HUNAN, **STUDENT)
    assert await story.stands() == ("EXECUTING", "R-123", FAR)
    again = await story.case()
    assert (again.case_id, again.version) == (case.case_id, 2)
    assert [record.relation for record in again.told.records] == [HOME, FAR, THERE]
    assert await story.requests() == [("SUSPEND", date(2024, 1, 1), False)]
    assert await story.notices() == [(SUSPEND, THERE, date(2024, 1, 1), OPEN)]


async def test_one_relation_under_two_references_is_no_case(story: Story) -> None:
    """R-120: told by two sources, in other words."""
    await story.told(HUNAN)
    await story.told(HUNAN, "again", source="HN-430100")
    await story.insured(state=ParticipationState.REGISTERED, paid_on=None)
    assert await story.cases() == []


async def test_what_does_not_count_is_no_case(story: Story) -> None:
    """R-120, V-77: unpaid; suspended; touching days."""
    await story.insured()
    await story.told(GUANGZHOU, paid=False)
    await story.told(HUNAN, state=ParticipationState.SUSPENDED)
    await story.works("440300", date(2023, 1, 1), ends_on=date(2023, 12, 31))
    assert await story.cases() == []


# What is told is taken back


async def test_the_other_region_withdraws_and_nothing_rests(story: Story) -> None:
    """R-128, D6 EXECUTING→CLOSED: what was asked of registration is withdrawn, and so is the notice to the third region."""
    await story.insured()
    await story.told(GUANGZHOU, **STUDENT)
    await story.told(HUNAN)
    await story.gone(GUANGZHOU)
    assert (await story.stands())[0] == "AWAITING_CHOICE", "the other two are still double"
    assert await story.requests() == [("SUSPEND", date(2024, 1, 1), True)]
    assert await story.notices() == [(SUSPEND, FAR, date(2024, 1, 1), WITHDRAWN)]
    await story.gone(HUNAN)
    assert (await story.stands())[0] == "CLOSED"


async def test_what_rests_already_is_given_back(story: Story) -> None:
    """R-128: suspended, closed, and then the other region says that it was an error."""
    await story.insured()
    await story.told(GUANGZHOU, **STUDENT)
    await story.suspended(date(2024, 1, 1))
    assert (await story.stands())[0] == "CLOSED"
    assert await story.requests() == [("SUSPEND", date(2024, 1, 1), False)]
    await story.gone(GUANGZHOU)
    assert await story.requests() == [("SUSPEND", date(2024, 1, 1), True)]
    told = [event.data for event in await story.facts.told(SuspendRequestedV1) if event.data.participation_id == story.participation]
    assert [one.withdrawn for one in told] == [False, True]
    await story.insured()
    assert (await story.stands())[0] == "CLOSED"


async def test_a_case_that_revives_asks_anew(story: Story) -> None:
    """D6, CLOSED to CLASSIFIED: the same case; the person is asked anew, and notices that were withdrawn or answered are open again."""
    await story.insured()
    await story.told(HUNAN)
    await story.chooses(HOME, MARCH)
    await story.facts.rows(
        "UPDATE notices SET state = 'ACKNOWLEDGED', told_version = version, answered_on = '2024-03-02' WHERE case_id = :id",
        id=(await story.case()).case_id,
    )
    await story.told(HUNAN, state=ParticipationState.SUSPENDED)
    assert await story.notices() == [(SUSPEND, FAR, MARCH, NoticeState.ACKNOWLEDGED)]
    await story.on(date(2024, 5, 6))
    await story.told(HUNAN)
    assert await story.stands() == ("EXECUTING", "R-122", HOME), "the choice stays said"
    assert await story.notices() == [(SUSPEND, FAR, MARCH, OPEN)]
    assert await story.states() == ["AWAITING_CHOICE", "EXECUTING", "CLOSED", "EXECUTING"]


async def test_whoever_has_not_chosen_is_asked_anew(story: Story) -> None:
    """D6, CLOSED to CLASSIFIED, R-122: the first question is long overdue, and decides nothing."""
    await story.insured()
    await story.told(GUANGZHOU)
    await story.gone(GUANGZHOU)
    assert (await story.stands())[0] == "CLOSED"
    await story.on(date(2024, 6, 3))
    await story.told(GUANGZHOU)
    assert (await story.stands())[0] == "AWAITING_CHOICE"
    case = await story.case()
    assert case.told.choice is not None
    assert (case.told.choice.asked_on, case.told.choice.due_on) == (date(2024, 6, 3), date(2024, 6, 18))


async def test_an_overlap_of_another_year_is_another_case(story: Story) -> None:
    """R-129: the closed one is not touched."""
    await story.insured()
    await story.told(GUANGZHOU)
    await story.gone(GUANGZHOU)
    first = await story.case()
    await story.told(HUNAN)
    closed, opened = await story.cases()
    assert closed == first
    assert (closed.state, opened.state) == ("CLOSED", "AWAITING_CHOICE")


async def test_cleaned_data_are_kept(story: Story) -> None:
    """R-129: two years later each state can be read, with every record."""
    await story.insured()
    await story.told(GUANGZHOU, **STUDENT)
    await story.suspended(date(2024, 1, 1))
    await story.on(date(2026, 3, 2))
    history = await story.history()
    assert [(one.version, one.told.state.value, one.actor) for one in history] == [(1, "EXECUTING", "dedup"), (2, "CLOSED", "dedup")]
    assert [[record.state.value for record in one.told.records] for one in history] == [["ACTIVE", "ACTIVE"], ["SUSPENDED", "ACTIVE"]]


# Different people


async def test_two_people_with_one_wrong_number_are_kept_apart(story: Story) -> None:
    """R-010, D6, EXECUTING to FALSE_POSITIVE: nothing rests, and the same source may tell it again."""
    await story.insured()
    await story.told(GUANGZHOU, **STUDENT)
    await story.told(GUANGZHOU, "of-another-source", source="GD-440100", **STUDENT)
    await story.parted()
    assert (await story.stands())[0] == "FALSE_POSITIVE"
    assert await story.requests() == [("SUSPEND", date(2024, 1, 1), True)]
    await story.told(GUANGZHOU, "once-more", **STUDENT)
    assert (await story.stands())[0] == "FALSE_POSITIVE", "whom this source means by the number stays another"
    assert await story.requests() == [("SUSPEND", date(2024, 1, 1), True)]
    with pytest.raises(CaseIsOver):
        await story.parted()


async def test_the_word_may_be_taken_back(story: Story) -> None:
    """D6, FALSE_POSITIVE to DETECTED: what follows from the documents holds again."""
    await story.insured()
    await story.told(GUANGZHOU, **STUDENT)
    await story.parted()
    await story.joined()
    assert await story.stands() == ("EXECUTING", "R-123", THERE)
    assert await story.requests() == [("SUSPEND", date(2024, 1, 1), False)]
    assert await story.states() == ["EXECUTING", "FALSE_POSITIVE", "EXECUTING"]
    assert [one.actor for one in await story.history()] == ["dedup", "clerk-1", "clerk-1"]
    with pytest.raises(NothingStated):
        await story.joined()


async def test_of_three_records_the_two_that_are_left_are_still_double(story: Story) -> None:
    """D6: one of them was another's; nobody names him, or names all of them: refused."""
    await story.insured()
    await story.told(GUANGZHOU)
    await story.told(HUNAN, source="HN-430100")
    for named in ((), (HOME, THERE, FAR), ("RESIDENT/440300/2024",)):
        with pytest.raises(PartingHasFaults):
            await story.parted(*named)
    await story.parted(FAR)
    assert (await story.stands())[0] == "AWAITING_CHOICE"
    assert [record.relation for record in (await story.case()).told.records] == [HOME, THERE]
    await story.gone(GUANGZHOU)
    assert (await story.stands())[0] == "CLOSED", "and no false one: these two were his"


async def test_what_one_source_tells_of_one_person_is_its_own_to_correct(story: Story) -> None:
    """It says itself that both are one person's."""
    await story.told(GUANGZHOU)
    await story.told(HUNAN)
    await story.insured(state=ParticipationState.CANCELLED)
    with pytest.raises(PartingHasFaults) as refused:
        await story.parted()
    assert "由该来源更正" in refused.value.reasons[0].msg


async def test_what_was_cleaned_for_a_stranger_is_given_back(story: Story) -> None:
    """D6, CLOSED to FALSE_POSITIVE."""
    await story.insured()
    await story.told(GUANGZHOU, **STUDENT)
    await story.suspended(date(2024, 1, 1))
    await story.parted()
    assert (await story.stands())[0] == "FALSE_POSITIVE"
    assert await story.requests() == [("SUSPEND", date(2024, 1, 1), True)]


# Who is whom, by an office's word


def _says(one: Story, other: Story, *, same: bool) -> Callable[[], Awaitable[None]]:
    async def say() -> None:
        async with one.facts.database.transaction() as tx:
            await state_identity(tx, one.person, other.person, same=same, reason="核对", speaker=Speaker("clerk-1", EVERYWHERE))

    return say


async def test_an_office_joins_two_people_and_parts_them_again(story: Story) -> None:
    """R-010, R-026: their records are one person's from now on, and are not any more."""
    other = Story(story.facts)
    await story.insured()
    await other.insured(state=ParticipationState.CANCELLED)
    await other.told(GUANGZHOU, **STUDENT)
    assert [*await story.cases(), *await other.cases()] == []
    await _says(story, other, same=True)()
    assert await story.stands() == ("EXECUTING", "R-123", THERE)
    assert [case.case_id for case in await other.cases()] == [(await story.case()).case_id]
    await _says(story, other, same=False)()
    assert [case.state for case in [*await story.cases(), *await other.cases()]] == ["FALSE_POSITIVE"]
    assert await story.requests() == [("SUSPEND", date(2024, 1, 1), True)]
    async with story.facts.database.transaction() as tx:
        await withdraw_identity(tx, other.person, story.person, Speaker("clerk-1", EVERYWHERE))
    with pytest.raises(NothingStated):
        async with story.facts.database.transaction() as tx:
            await withdraw_identity(tx, other.person, story.person, Speaker("clerk-1", EVERYWHERE))


async def test_two_cases_of_people_who_turn_out_to_be_one_go_on_in_the_older(story: Story) -> None:
    """R-026, D6: one case a person; what the other one asked for is asked by this one alone. Two again: each has his own."""
    other = Story(story.facts)
    for one in (story, other):
        await one.insured()
        await one.told(GUANGZHOU, **STUDENT)
    await story.facts.hear(merged(story.person, other.person))
    first, second = sorted(await story.cases(), key=lambda case: case.state, reverse=True)
    assert (first.state, second.state, second.told.joined_case_id) == ("EXECUTING", "CLOSED", first.case_id)
    asked = [await story.requests(of=one.participation) for one in (story, other)]
    assert [[withdrawn for *_, withdrawn in one] for one in asked] in ([[False], [False, True]], [[False, True], [False]])


async def test_what_was_said_of_the_case_that_joins_is_said_of_the_older(story: Story) -> None:
    """R-026, R-122: he has chosen once, and is not asked again."""
    other = Story(story.facts)
    await story.insured()
    await story.told(GUANGZHOU)
    await other.on(date(2024, 3, 2))
    await other.insured()
    await other.told(GUANGZHOU)
    await other.chooses(THERE, date(2024, 3, 2))
    older = await story.case()
    assert older.told.kept is None
    await story.facts.hear(merged(story.person, other.person))
    [case] = [one for one in await story.cases() if one.case_id == older.case_id]
    assert (case.told.joined_case_id, case.told.kept, case.facts.chosen_on) == (None, THERE, date(2024, 3, 2))


async def test_a_look_that_changes_nothing_makes_no_version_and_no_later_day(story: Story) -> None:
    """D6, R-132: who must act was told on the first of March; an old job of his changes nothing."""
    await story.insured()
    await story.told(GUANGZHOU, **STUDENT)
    before = await story.case()
    assert before.facts.told_on == MARCH
    await story.on(date(2024, 3, 4))
    await story.works("440300", date(2020, 1, 1), ends_on=date(2020, 12, 31))
    assert await story.case() == before


async def test_a_document_that_is_no_longer_his_takes_its_records_along(story: Story) -> None:
    """V-31, R-026: an identity that is corrected parts what was connected by it."""
    await story.insured()
    await story.told(GUANGZHOU, **STUDENT)
    await story.facts.hear(identity_updated(story.person, token(f"{story.person}-new"), at=at(date(2024, 3, 2))))
    assert (await story.stands())[0] == "CLOSED"
    assert await story.requests() == [("SUSPEND", date(2024, 1, 1), True)]


# At once


@pytest.mark.parametrize("ours_first", [True, False])
async def test_two_regions_at_one_moment_are_one_case(story: Story, *, ours_first: bool) -> None:
    """R-120: whichever comes first; while one is being recorded the other waits."""
    ours, theirs = story.insured(), story.told(GUANGZHOU, **STUDENT)
    steps = (ours, theirs) if ours_first else (theirs, ours)
    async with story.facts.database.transaction() as tx:
        await lock_people(tx.driver, [node_of(story.document)])
        both = [asyncio.create_task(step) for step in steps]
        await waiting(story.facts, 2)
    await asyncio.gather(*both)
    assert await story.stands() == ("EXECUTING", "R-123", THERE)
    assert await story.requests() == [("SUSPEND", date(2024, 1, 1), False)]


async def test_many_regions_at_once_are_one_case(story: Story) -> None:
    """R-120: ten of them and our own, none waits for a turn."""
    places = ("440100", "440300", "440400", "440500", "440600", "440800", "441200", "441300", "441400", "430100")
    await asyncio.gather(story.insured(), *(story.told(place) for place in places))
    assert len((await story.case()).told.records) == 11


async def test_a_choice_waits_for_the_record_that_comes_in(story: Story) -> None:
    """R-122: what was seen is no longer what is there."""
    await story.insured()
    await story.told(GUANGZHOU)
    version = (await story.case()).version
    async with story.facts.database.transaction() as tx:
        await lock_people(tx.driver, [node_of(story.document)])
        record = asyncio.create_task(story.told(HUNAN))
        await waiting(story.facts, 1)
        choice = asyncio.create_task(story.chooses(THERE, MARCH, version=version))
        await waiting(story.facts, 2)
    await record
    with pytest.raises(Exception, match="CASE_CHANGED"):
        await choice


async def test_what_was_done_for_a_relation_that_did_not_cover_that_day_is_taken_back(story: Story) -> None:
    """R-128, no gap: the relation that ours rests for turns out to begin in June."""
    await story.insured()
    await story.told(GUANGZHOU, **STUDENT)
    await story.suspended(date(2024, 1, 1))
    assert await story.requests() == [("SUSPEND", date(2024, 1, 1), False)]
    await story.told(GUANGZHOU, **STUDENT, starts_on=date(2024, 6, 1))
    assert ("SUSPEND", date(2024, 1, 1), True) in await story.requests()


async def test_what_a_region_has_done_without_an_answer_is_not_taken_back(story: Story) -> None:
    """R-132, R-129: it tells of the suspended relation, and the case is over; to withdraw the notice would have it give it back."""
    await story.insured()
    await story.told(GUANGZHOU)
    await story.chooses(HOME, MARCH)
    await story.facts.rows("UPDATE notices SET state = 'SENT', told_version = version WHERE person_id = :id RETURNING 1", id=story.person)
    await story.told(GUANGZHOU, state=ParticipationState.SUSPENDED, ends_on=date(2024, 2, 29))
    assert (await story.stands())[0] == "CLOSED"
    assert [state for *_, state in await story.notices()] == ["SENT"]


# The list that must be empty


async def _both(story: Story, until: date) -> list[StillBoth]:
    async with story.facts.database.read() as read:
        found = await still_both(read.driver, EVERYWHERE, until, Told(at(MARCH), at(until)), 1000)
    return [one for one in found if one.person_id == story.person]


async def test_decided_and_both_active_is_seen_until_it_is_done(story: Story) -> None:
    """R-128, D6: nobody has suspended our relation; nor has a region that had said yes."""
    await story.insured()
    await story.told(GUANGZHOU, **STUDENT)
    await story.told(HUNAN)
    assert [(one.participation_id, one.effective_on) for one in await _both(story, MARCH)] == [(story.participation, date(2024, 1, 1))]
    await story.suspended(date(2024, 1, 1))
    assert await _both(story, MARCH) == []
    await story.facts.rows("UPDATE notices SET state = 'ACKNOWLEDGED', answered_on = '2024-03-04' WHERE person_id = :id", id=story.person)
    assert await _both(story, date(2024, 3, 3)) == []
    [both] = await _both(story, date(2024, 3, 4))
    assert (both.participation_id, both.notice_id is not None, both.told_on) == (None, True, date(2024, 3, 4))
    await story.facts.rows("UPDATE notices SET state = 'ESCALATED' WHERE person_id = :id", id=story.person)
    assert await _both(story, date(2024, 3, 4)) == [both], "asked for again: still not done"
    await story.told(HUNAN, state=ParticipationState.SUSPENDED)
    assert await _both(story, date(2024, 3, 4)) == []


async def test_nobody_is_asked_of_whom_nothing_is_known(story: Story) -> None:
    """R-010: an empty field connects nobody: two people whom one region tells without a document of ours."""
    stranger = token(str(new_id()))
    await story.insured()
    await story.facts.report(reported(str(new_id()), stranger))
    assert await story.cases() == []
