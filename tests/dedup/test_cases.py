"""Duplicate cases from what is told to what is done: every step of D6, every principle, on the real database."""

from datetime import date

import pytest

from dedup.errors import CaseChanged, ChoiceHasFaults
from enrolment_events.dedup import SuspendRequestedV1
from enrolment_events.duplicates import CaseChangedV1, ExternalNoticeChangedV1, NoticeKind, NoticeState
from enrolment_events.registration import Suspension
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState, Payer
from tests.dedup.builders import GUANGZHOU, KAIPING
from tests.dedup.stories import HOME, MARCH, Story, story

__all__ = ["story"]
THERE, FAR = "RESIDENT/440100/2024", "RESIDENT/430100/2024"
SHENZHEN, FOSHAN = "440300", "440600"
SUSPENDED = ParticipationState.SUSPENDED
OPEN, WITHDRAWN = NoticeState.OPEN, NoticeState.WITHDRAWN


async def test_a_choice_decides_and_is_carried_out(story: Story) -> None:
    """R-120, R-122, D6 CLASSIFIED→AWAITING_CHOICE, D6 AWAITING_CHOICE→DECIDED, D6 EXECUTING→CLOSED: lives in Kaiping, chooses Guangzhou."""
    await story.insured()
    await story.told(GUANGZHOU)
    assert await story.stands() == ("AWAITING_CHOICE", "R-122", None)
    assert [*await story.requests(), *await story.notices()] == [], "nobody is asked to suspend before the decision"
    await story.on(date(2024, 3, 5))
    await story.chooses(THERE, date(2024, 3, 5))
    assert await story.stands() == ("EXECUTING", "R-122", THERE)
    assert await story.requests() == [("SUSPEND", date(2024, 3, 5), False)]
    await story.suspended(date(2024, 3, 5))
    assert await story.stands() == ("CLOSED", "R-122", THERE)
    assert await story.requests() == [("SUSPEND", date(2024, 3, 5), False)], "what was done is not undone"
    assert await story.states() == ["AWAITING_CHOICE", "EXECUTING", "CLOSED"]


async def test_what_is_told_to_others(story: Story) -> None:
    """R-128, R-129: each state with all records; one request, by the id of the case; a notice where the other one rests."""
    await story.insured()
    await story.told(GUANGZHOU)
    await story.chooses(HOME, MARCH)
    case = await story.case()
    cases = [event for event in await story.facts.told(CaseChangedV1) if event.data.case_id == case.case_id]
    assert [event.aggregateversion for event in cases] == [1, 2]
    assert [record.relation for record in cases[-1].data.records] == [HOME, THERE]
    assert cases[-1].data.records[0].participation_id == story.participation
    [notice] = [event for event in await story.facts.told(ExternalNoticeChangedV1) if event.data.case_id == case.case_id]
    assert (notice.data.kind, notice.data.area, notice.data.other_area) == (NoticeKind.SUSPEND_DUPLICATE, GUANGZHOU, KAIPING)
    assert await story.notices() == [(NoticeKind.SUSPEND_DUPLICATE, THERE, MARCH, OPEN)]
    assert [event for event in await story.facts.told(SuspendRequestedV1) if event.data.case_id == case.case_id] == []


async def test_a_time_out_decides_by_the_principle(story: Story) -> None:
    """R-122, D6 AWAITING_CHOICE→DECIDED: no answer by 16 March; the habitual residence, on the day after."""
    await story.insured()
    await story.told(GUANGZHOU)
    await story.known({"residence_area": "440103"})
    assert (await story.case()).look_on == date(2024, 3, 17)
    await story.on(date(2024, 3, 16))
    assert (await story.stands())[0] == "AWAITING_CHOICE"
    await story.on(date(2024, 3, 17))
    assert await story.stands() == ("EXECUTING", "R-122", THERE)
    assert await story.requests() == [("SUSPEND", date(2024, 3, 17), False)]


async def test_a_late_answer_is_none_and_all_reasons_come_at_once(story: Story) -> None:
    """R-004, R-122: dated after the last day, of a relation that was not asked for; a day before the question; in the future."""
    await story.insured()
    await story.told(GUANGZHOU)
    await story.on(date(2024, 3, 20))
    for relation, on, fields in (
        (FAR, date(2024, 3, 18), ["chosen", "chosen_on"]),
        (THERE, date(2024, 2, 29), ["chosen_on"]),
        (THERE, date(2024, 3, 21), ["chosen_on", "chosen_on"]),
    ):
        with pytest.raises(ChoiceHasFaults) as refused:
            await story.chooses(relation, on)
        assert [reason.field for reason in refused.value.reasons] == fields
    assert "2024-03-16" in refused.value.reasons[-1].msg
    await story.chooses(THERE, date(2024, 3, 15))
    assert await story.stands() == ("EXECUTING", "R-122", THERE), "chosen in time, filed late: the day decides"


async def test_nobody_is_asked_for_a_choice_where_none_is_his(story: Story) -> None:
    """R-123: the school's place is kept, whatever he says."""
    await story.insured()
    await story.told(GUANGZHOU, student=True)
    with pytest.raises(ChoiceHasFaults, match="CHOICE_HAS_FAULTS"):
        await story.chooses(HOME, MARCH)
    assert await story.stands() == ("EXECUTING", "R-123", THERE)


async def test_of_two_who_act_at_once_the_second_is_told(story: Story) -> None:
    """R-122: he has seen another version."""
    await story.insured()
    await story.told(GUANGZHOU)
    await story.chooses(THERE, MARCH, version=1)
    with pytest.raises(CaseChanged):
        await story.chooses(HOME, MARCH, version=1)
    assert await story.stands() == ("EXECUTING", "R-122", THERE)


async def test_employees_keep_the_place_where_they_work_now(story: Story) -> None:
    """R-121: Shenzhen was left on 29 February and is still paid for; it ends, and its region is told."""
    await story.insured(state=ParticipationState.CANCELLED)
    await story.works(SHENZHEN, date(2022, 1, 1), left_on=date(2024, 2, 29))
    await story.works(FOSHAN, date(2024, 2, 1))
    left = "EMPLOYEE/440300/2022-01-01"
    assert await story.stands() == ("EXECUTING", "R-121", "EMPLOYEE/440600/2024-02-01")
    assert await story.notices() == [(NoticeKind.TERMINATE_DUPLICATE, left, date(2024, 3, 1), OPEN)]


async def test_students_keep_the_place_of_their_school(story: Story) -> None:
    """R-123, V-76; R-125: whoever is disabled may choose the place where that was recognised."""
    await story.insured()
    await story.told(GUANGZHOU, student=True)
    assert await story.requests() == [("SUSPEND", date(2024, 1, 1), False)]
    await story.known({"special": True, "identified_area": "440783"})
    assert await story.stands() == ("AWAITING_CHOICE", "R-125", None)
    assert await story.requests() == [("SUSPEND", date(2024, 1, 1), True)], "asked anew, so nothing rests meanwhile"
    await story.chooses(HOME, MARCH)
    assert await story.stands() == ("EXECUTING", "R-125", HOME)
    assert await story.notices() == [(NoticeKind.SUSPEND_DUPLICATE, THERE, MARCH, OPEN)]


async def test_whoever_is_subsidised_is_never_decided_on_by_a_day(story: Story) -> None:
    """R-124, R-042: active by the mark before the money has come; escalated after the last day; only with the written promise."""
    await story.insured(payer=Payer.FINANCE, paid_on=None)
    await story.told(GUANGZHOU)
    assert await story.stands() == ("AWAITING_CHOICE", "R-124", None)
    await story.on(date(2024, 4, 20))
    assert (await story.stands())[0] == "AWAITING_CHOICE"
    assert (await story.case()).escalated
    with pytest.raises(ChoiceHasFaults) as refused:
        await story.chooses(HOME, date(2024, 4, 20))
    assert [(reason.field, reason.rule) for reason in refused.value.reasons] == [("promise_ref", "R-124")]
    await story.chooses(HOME, date(2024, 4, 20), "CN-2024-7")
    assert await story.stands() == ("EXECUTING", "R-124", HOME)
    case = await story.case()
    assert (case.promise, case.escalated) == ("CN-2024-7", False)
    [row] = await story.facts.rows("SELECT promise, facts::text AS facts FROM cases WHERE case_id = :id", id=case.case_id)
    assert "CN-2024-7" not in row["promise"] + row["facts"], "sealed"


@pytest.mark.parametrize(("since", "principle"), [(date(2023, 3, 1), "R-126"), (date(2023, 4, 1), "R-128")])
async def test_a_full_time_job_is_kept(story: Story, since: date, principle: str) -> None:
    """V-74, R-126: twelve months by 1 March; R-128, F-22: eleven."""
    await story.insured()
    await story.works(SHENZHEN, since)
    kept = f"EMPLOYEE/440300/{since}"
    assert await story.stands() == ("EXECUTING", principle, kept)
    assert await story.requests() == [("SUSPEND", date(2024, 1, 1), False)]


async def test_flexible_work_in_its_wait_takes_the_place_of_nothing_yet(story: Story) -> None:
    """V-75, R-127: resident until 31 August, the employee scheme from 1 September on; no day without cover."""
    await story.insured()
    await story.works(SHENZHEN, date(2023, 10, 1), identity=EmployeeIdentity.FLEXIBLE, benefits_from=date(2024, 9, 1))
    assert await story.stands() == ("EXECUTING", "R-127", "EMPLOYEE/440300/2023-10-01")
    assert await story.requests() == [("SUSPEND", date(2024, 9, 1), False)]


async def test_a_soldier_has_no_wait(story: Story) -> None:
    """R-130: the same work, and cover from the first day of it."""
    await story.insured()
    await story.works(SHENZHEN, date(2023, 10, 1), identity=EmployeeIdentity.FLEXIBLE, benefits_from=date(2024, 9, 1))
    await story.known({"soldier": True})
    await story.chooses("EMPLOYEE/440300/2023-10-01", MARCH)
    assert await story.requests() == [("SUSPEND", MARCH, False)]


async def test_what_the_government_pays_for_comes_back_after_the_job(story: Story) -> None:
    """V-78, R-131: employed from 1 April to 31 August; suspended, and restored on 1 September."""
    farmer = {"payer": Payer.GOVERNMENT, "government_until": date(2024, 12, 31), "registered_on": date(2024, 5, 1)}
    await story.on(date(2024, 5, 2))
    await story.insured(**farmer)
    await story.works(SHENZHEN, date(2024, 4, 1), first_paid_on=date(2024, 4, 1), ends_on=date(2024, 8, 31))
    asked = [("RESUME", date(2024, 9, 1), False), ("SUSPEND", date(2024, 5, 1), False)]
    assert (await story.stands())[1] == "R-131"
    assert await story.requests() == asked
    await story.suspended(date(2024, 5, 1), **farmer)
    assert (await story.stands())[0] == "CLOSED"
    assert await story.requests() == asked, "closed, and it comes back all the same"
    await story.on(date(2024, 9, 1))
    assert (await story.stands())[0] == "EXECUTING", "today it is due"
    over = Suspension(reason="DUPLICATE", from_on=date(2024, 5, 1), until_on=date(2024, 8, 31))
    await story.insured(**farmer, suspensions=(over,))
    assert (await story.stands())[0] == "CLOSED"
    assert await story.requests() == asked


async def test_a_job_that_turns_out_to_end_gives_back_what_rests_for_it(story: Story) -> None:
    """R-131, R-134: the case is closed long ago; its end is told later."""
    farmer = {"payer": Payer.GOVERNMENT, "government_until": date(2024, 12, 31), "registered_on": date(2024, 5, 1)}
    await story.on(date(2024, 5, 2))
    await story.insured(**farmer)
    await story.works(SHENZHEN, date(2024, 4, 1), first_paid_on=date(2024, 4, 1))
    await story.suspended(date(2024, 5, 1), **farmer)
    assert await story.requests() == [("SUSPEND", date(2024, 5, 1), False)]
    await story.on(date(2024, 9, 10))
    await story.works(SHENZHEN, date(2024, 4, 1), first_paid_on=date(2024, 4, 1), ends_on=date(2024, 8, 31))
    assert ("RESUME", date(2024, 9, 1), False) in await story.requests()
    assert (await story.stands())[0] == "EXECUTING"
