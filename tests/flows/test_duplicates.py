"""People who are insured twice, here and in another region: found, asked, decided, carried out and closed."""

import asyncio
from datetime import date
from typing import Any

import pytest

from canbao_suite.season.client import Refused
from tests.flows.elsewhere import GUANGXI, GUANGZHOU, SHENZHEN, Elsewhere
from tests.flows.kaiping import YEAR, Kaiping, one_of_two, refusal
from tests.flows.test_afterwards import insured
from tests.flows.test_refunds import bill_of, review, stands

pytestmark = [pytest.mark.xdist_group("flows"), pytest.mark.timeout(240)]
HERE, THERE = "RESIDENT/440700/2024", "RESIDENT/440100/2024"
NEW_YEAR, OCTOBER = date(YEAR, 1, 1), "2023-10-10"
JOB: dict[str, Any] = {"scheme": "EMPLOYEE", "identity": "WORKER", "employer": "E-0071"}


async def test_who_is_insured_in_guangzhou_too_stays_here(kaiping: Kaiping, elsewhere: Elsewhere) -> None:
    """B25 (done, refused, twice), R-120, R-122, R-132: asked, the choice kept with the promise, Guangzhou told, told back by its feed.

    D6 DETECTED→CLASSIFIED, D6 CLASSIFIED→AWAITING_CHOICE, D6 AWAITING_CHOICE→DECIDED, D6 DECIDED→EXECUTING, D6 EXECUTING→CLOSED,
    dedup.case.changed, dedup.external_notice.changed.
    """
    person, participation, person_id = await insured(kaiping)
    ref = await elsewhere.tells(person, GUANGZHOU)
    case = await elsewhere.case(person_id, "AWAITING_CHOICE")
    assert (case["kind"], case["principle"], case["double_from"]) == ("WITHIN_SCHEME", "R-122", "2024-01-01")

    def chooses(place: str, on: str = OCTOBER) -> Any:
        return elsewhere.says(case, "choice", chosen=place, chosen_on=on, promise_ref="承诺2023-001")

    wrong = await refusal(chooses("RESIDENT/450100/2024", "2023-10-11"))
    assert (wrong[0], len(wrong[1])) == (422, 2), "another place, and a day to come"
    in_shenzhen = kaiping.office("clerk", "shenzhen", area="4403")
    assert (await refusal(elsewhere.says(case, "choice", in_shenzhen, chosen=HERE, chosen_on=OCTOBER)))[0] == 404
    done = await one_of_two(chooses(HERE), chooses(HERE), "CASE_CHANGED")
    assert (done["kept"], done["decided_how"], done["choice"]["promise_ref"]) == (HERE, "CHOICE", "承诺2023-001")
    [notice] = await elsewhere.notices("ACKNOWLEDGED", case_id=case["case_id"])
    assert (notice["kind"], notice["effective_on"]) == ("SUSPEND_DUPLICATE", "2024-01-01")
    await elsewhere.relation(ref, "SUSPENDED")
    await kaiping.on(2023, 10, 11)
    closed = await elsewhere.case(person_id, "CLOSED")
    assert [step["state"] for step in closed["history"]] == ["AWAITING_CHOICE", "EXECUTING", "CLOSED"]
    await kaiping.on(YEAR, 1, 1)
    await kaiping.covered(person, NEW_YEAR)
    assert (await kaiping.participation(participation, person_id, "ACTIVE"))["state_reason"] is None
    assert await elsewhere.still_both(person_id) == []


async def test_who_chooses_guangzhou_rests_here(kaiping: Kaiping, elsewhere: Elsewhere) -> None:
    """R-122, R-128, D2 ACTIVE→SUSPENDED(DUPLICATE), dedup.suspend.requested: from the day on which Guangzhou covers him, with no gap."""
    person, participation, person_id = await insured(kaiping)
    await elsewhere.tells(person, GUANGZHOU)
    decided = await elsewhere.says(await elsewhere.case(person_id, "AWAITING_CHOICE"), "choice", chosen=THERE, chosen_on=OCTOBER)
    assert [(one["ground_no"], one["until_on"]) for one in decided["refunds"]] == [(4, "2023-12-31")]
    await kaiping.on(2023, 12, 31)
    assert (await kaiping.participation(participation, person_id, "ACTIVE"))["state"] == "ACTIVE"
    await kaiping.on(YEAR, 1, 1)
    rests = await kaiping.participation(participation, person_id, "SUSPENDED")
    assert (rests["state_reason"], rests["effective_on"]) == ("DUPLICATE", "2024-01-01")
    await kaiping.covered(person, NEW_YEAR, expected=False)
    await elsewhere.case(person_id, "CLOSED")
    assert await elsewhere.still_both(person_id) == []


async def test_he_chooses_in_the_mini_program_himself(kaiping: Kaiping, elsewhere: Elsewhere) -> None:
    """B25 (done, refused, twice), R-122, R-124: by WeChat he sees both and promises; Guangzhou is told; nobody else finds it."""
    person, _, person_id = await insured(kaiping)
    session = await kaiping.log_in("openid-double", person)
    ref = await elsewhere.tells(person, GUANGZHOU, subsidised=True)
    himself = session["access_token"]
    case = await elsewhere.asked_himself(himself)
    assert [(one["relation_name"], one["may_be_chosen"]) for one in case["records"]] == [(THERE, True), (HERE, True)]
    assert "承诺" in case["question"]["promise"]
    assert await refusal(elsewhere.chooses_himself(kaiping.login(kaiping.somebody()), case, HERE)) == (404, ["CASE_NOT_KNOWN"])
    assert await refusal(elsewhere.chooses_himself(himself, case, HERE)) == (422, ["OTHER"])

    def chooses() -> Any:
        return elsewhere.chooses_himself(himself, case, HERE, promise_accepted=True)

    done = await one_of_two(chooses(), chooses(), "CASE_CHANGED")
    assert (done["state"], done["kept"], done["chosen_on"], done["question"]) == ("EXECUTING", HERE, OCTOBER, None)
    await elsewhere.relation(ref, "SUSPENDED")
    shown = await elsewhere.case(person_id)
    assert (shown["principle"], shown["decided_how"], shown["choice"]["promise_ref"][:4]) == ("R-124", "CHOICE", "网上承诺")
    assert shown["history"][1]["actor"] == session["subject"]
    await kaiping.on(2023, 10, 11)
    await elsewhere.case(person_id, "CLOSED")


async def test_two_records_of_ours_are_one_person(kaiping: Kaiping, elsewhere: Elsewhere) -> None:
    """R-001, R-010, R-120, D2 ACTIVE→SUSPENDED(DUPLICATE): both paid for in Kaiping; one rests, the other covers the year."""
    (first, kept, first_id), (second, dropped, second_id) = [await insured(kaiping) for _ in range(2)]
    said = {"one": first_id, "other": second_id, "same": True, "reason": "经核对，系同一人"}
    await kaiping.client.post("dedup", "/statements", said, kaiping.office())
    case = await elsewhere.asked_himself(kaiping.login(second))
    assert [one["area_name"] for one in case["records"]] == ["广东省江门市开平市月山镇"] * 2
    assert case["records"][0]["title"] != case["records"][1]["title"]
    assert case["case_id"] == (await elsewhere.asked_himself(kaiping.login(first)))["case_id"]
    done = await elsewhere.chooses_himself(kaiping.login(second), case, HERE)
    assert (done["state"], done["kept"]) == ("EXECUTING", HERE)
    await kaiping.on(YEAR, 1, 1)
    rests = await kaiping.participation(dropped, second_id, "SUSPENDED")
    assert (rests["state_reason"], rests["effective_on"]) == ("DUPLICATE", "2024-01-01")
    assert (await kaiping.participation(kept, first_id, "ACTIVE"))["state"] == "ACTIVE"
    await kaiping.covered(first, NEW_YEAR)
    await kaiping.until(
        lambda: kaiping.look("dedup", f"/cases/{case['case_id']}"), lambda seen: seen["state"] == "CLOSED"
    )  # fmt: skip
    assert await elsewhere.still_both(first_id) == []


async def test_a_student_stays_where_the_college_is(kaiping: Kaiping, elsewhere: Elsewhere) -> None:
    """R-123, V-76, R-133, D6 CLASSIFIED→DECIDED: nobody is asked; what was paid here goes back on ground 4, with the case as its proof."""
    person, participation, person_id = await insured(kaiping)
    back = {"bill_id": await bill_of(kaiping, participation), "ground": "OTHER_REGION"}

    def asks() -> Any:
        return kaiping.client.post("payment-bridge", "/refunds", back, kaiping.login(person))

    async def accepted() -> str:
        try:
            return str((await asks())["refund_id"])
        except Refused:
            return ""

    assert await refusal(asks()) == (422, ["fact_on", "OTHER_REGION_PROOF"])
    await elsewhere.tells(person, GUANGZHOU, student=True)
    case = await elsewhere.case(person_id, "EXECUTING")
    assert (case["principle"], case["kept"], case["choice"]) == ("R-123", THERE, None)
    refund = await kaiping.until(accepted, bool)
    await stands(kaiping, person, refund, "AGENCY_SECOND_REVIEW")
    await review(kaiping, refund)
    await stands(kaiping, person, refund, "PAID_BACK")
    ended = await kaiping.participation(participation, person_id, "TERMINATED")
    assert ended["state_reason"] == "REFUNDED"
    await elsewhere.case(person_id, "CLOSED")
    await kaiping.covered(person, NEW_YEAR, expected=False)


async def test_a_disabled_student_may_choose(kaiping: Kaiping, elsewhere: Elsewhere) -> None:
    """R-125, V-76, D6 OPEN→CLASSIFIED: what an office learns later re-classifies; the request is taken back."""
    person, participation, person_id = await insured(kaiping)
    ref = await elsewhere.tells(person, GUANGZHOU, student=True)
    case = await elsewhere.case(person_id, "EXECUTING")
    asked = await elsewhere.says(case, "facts", special=True, identified_area="440783")
    assert (asked["state"], asked["principle"]) == ("AWAITING_CHOICE", "R-125")
    assert [one["withdrawn"] for one in asked["requests"]] == [True]
    await elsewhere.says(asked, "choice", chosen=HERE, chosen_on=OCTOBER)
    await elsewhere.relation(ref, "SUSPENDED")
    await kaiping.on(YEAR, 1, 1)
    await elsewhere.case(person_id, "CLOSED")
    await kaiping.covered(person, NEW_YEAR)
    assert (await kaiping.participation(participation, person_id, "ACTIVE"))["state"] == "ACTIVE"


async def test_who_is_subsidised_is_waited_for(kaiping: Kaiping, elsewhere: Elsewhere) -> None:
    """R-124, R-122, D6 AWAITING_CHOICE→DECIDED: the first is decided without an answer, the subsidised one never.

    Without the written promise his choice is not taken.
    """
    (_, _, general), (_, _, subsidised) = people = [await insured(kaiping) for _ in range(2)]
    refs = [await elsewhere.holds(person, GUANGZHOU, subsidised=who == subsidised) for person, _, who in people]
    await elsewhere.tell()
    for who, principle in ((general, "R-122"), (subsidised, "R-124")):
        assert (await elsewhere.case(who, "AWAITING_CHOICE"))["principle"] == principle
    await kaiping.on(2023, 10, 26)
    decided = await elsewhere.case(general, "EXECUTING")
    assert decided["decided_how"] == "TIME_OUT"
    waits = await elsewhere.case(subsidised, "AWAITING_CHOICE")
    assert (waits["escalated"], waits["kept"], waits["remedies"]) == (True, None, [])
    assert (await refusal(elsewhere.says(waits, "choice", chosen=HERE, chosen_on="2023-10-26")))[0] == 422
    await elsewhere.says(waits, "choice", chosen=HERE, chosen_on="2023-10-26", promise_ref="承诺2023-002")
    await elsewhere.relation(refs[1], "SUSPENDED")
    await kaiping.on(2023, 10, 27)
    await elsewhere.case(subsidised, "CLOSED")


@pytest.mark.parametrize(
    ("since", "principle", "area"), [("2023-01-01", "R-126", GUANGXI), ("2023-07-01", "R-128", SHENZHEN)], ids=["14 months", "8 months"]
)
async def test_a_job_in_another_region_that_is_found_late(
    kaiping: Kaiping, elsewhere: Elsewhere, since: str, principle: str, area: str
) -> None:
    """R-126, R-128, R-082, V-74: told by a feed when the year has begun; the employee scheme is kept, the participation here rests."""
    person, participation, person_id = await insured(kaiping)
    await kaiping.on(YEAR, 3, 5)
    await elsewhere.tells(person, area, **JOB, starts_on=since, first_paid_on=since)
    rests = await kaiping.participation(participation, person_id, "SUSPENDED")
    assert rests["state_reason"] == "DUPLICATE"
    case = await elsewhere.case(person_id, "CLOSED")
    assert (case["kind"], case["principle"], case["decided_how"]) == ("CROSS_SCHEME", principle, "PRINCIPLE")
    assert any("连续参加职工医保" in sentence for sentence in case["explanation"])


async def test_a_job_in_another_region_that_begins(kaiping: Kaiping, elsewhere: Elsewhere) -> None:
    """R-081, R-134: told in time it is no case; the participation rests while it lasts, covered up to its first day, and comes back."""
    person, participation, person_id = await insured(kaiping)
    await kaiping.on(YEAR, 3, 5)
    job: dict[str, Any] = JOB | {"starts_on": "2024-02-01", "first_paid_on": "2024-02-20", "benefits_from": "2024-03-01"}
    await elsewhere.tells(person, SHENZHEN, **job)
    rests = await kaiping.participation(participation, person_id, "SUSPENDED")
    assert (rests["state_reason"], rests["effective_on"]) == ("EMPLOYEE_SCHEME", "2024-02-20")
    await kaiping.covered(person, date(YEAR, 3, 1), expected=False)
    await kaiping.covered(person, date(YEAR, 2, 29))
    await kaiping.on(YEAR, 6, 5)
    await elsewhere.tells(person, SHENZHEN, **job, ends_on="2024-05-31", state="TERMINATED")
    await kaiping.participation(participation, person_id, "ACTIVE")
    await kaiping.covered(person, date(YEAR, 6, 1))
    await kaiping.covered(person, date(YEAR, 5, 31), expected=False)
    assert await elsewhere.cases(person_id) == []


async def test_two_regions_register_him_at_one_moment(kaiping: Kaiping, elsewhere: Elsewhere) -> None:
    """R-120: while an office here approves, Guangzhou tells of its own; there is one case, and not before it is paid for here."""
    await kaiping.on(2023, 10, 10)
    person = kaiping.somebody()
    application = await kaiping.apply(person)
    await kaiping.application(application, "UNDER_REVIEW")
    approve = kaiping.registration(f"/applications/{application}/decision", {"decision": "APPROVE"}, kaiping.office("reviewer", "second"))
    await asyncio.gather(approve, elsewhere.tells(person, GUANGZHOU), return_exceptions=True)
    done = await kaiping.application(application, "APPROVED", "NEEDS_CORRECTION")
    person_id = done["person_id"]
    assert await elsewhere.cases(person_id) == []
    if done["state"] == "APPROVED":
        await kaiping.pay(done["participation_id"], 2023, 10, 10)
        assert (await elsewhere.case(person_id, "AWAITING_CHOICE"))["principle"] == "R-122"
    else:
        assert [one["code"] for one in done["notices"][0]["reasons"]] == ["CANCEL_OR_REFUND_FIRST"]


async def test_guangzhou_takes_back_what_it_told(kaiping: Kaiping, elsewhere: Elsewhere) -> None:
    """R-129, D6 EXECUTING→CLOSED: decided for Guangzhou, which was wrong: nothing rests here. Told again, the case goes on."""
    person, participation, person_id = await insured(kaiping)
    ref = await elsewhere.tells(person, GUANGZHOU, student=True)
    case = await elsewhere.case(person_id, "EXECUTING")
    await elsewhere.controls("/relations/gone", {"refs": [ref]})
    await elsewhere.tell()
    closed = await elsewhere.case(person_id, "CLOSED")
    assert [one["withdrawn"] for one in closed["requests"]] == [True]
    await kaiping.on(YEAR, 1, 1)
    await kaiping.covered(person, NEW_YEAR)
    assert (await kaiping.participation(participation, person_id, "ACTIVE"))["state"] == "ACTIVE"
    await elsewhere.tells(person, GUANGZHOU, student=True)
    await kaiping.participation(participation, person_id, "SUSPENDED")
    again = await elsewhere.case(person_id, "CLOSED")
    assert again["case_id"] == case["case_id"]


async def test_two_people_with_one_wrong_number(kaiping: Kaiping, elsewhere: Elsewhere) -> None:
    """R-010, V-31, D6 DETECTED→FALSE_POSITIVE: a clerk says that Guangzhou means somebody else; that stays said when it tells again."""
    person, participation, person_id = await insured(kaiping)
    ref = await elsewhere.tells(person, GUANGZHOU, student=True)
    case = await elsewhere.case(person_id, "EXECUTING")
    parted = await elsewhere.says(case, "different-people", reason="经核对，证件号码登记有误")
    assert (parted["state"], [one["withdrawn"] for one in parted["requests"]]) == ("FALSE_POSITIVE", [True])
    await elsewhere.tells(person, GUANGZHOU, spell_ref=ref, student=True, first_paid_on="2023-09-20")
    await elsewhere.tells(person, GUANGZHOU, spell_ref=f"{ref}-B", student=True)
    await kaiping.on(YEAR, 1, 1)
    await kaiping.covered(person, NEW_YEAR)
    assert (await kaiping.participation(participation, person_id, "ACTIVE"))["state"] == "ACTIVE"
    assert [one["state"] for one in await elsewhere.cases(person_id)] == ["FALSE_POSITIVE"]


async def test_one_relation_under_two_references_is_none_of_two(kaiping: Kaiping, elsewhere: Elsewhere) -> None:
    """R-120, R-001, V-77: no duplicate is a relation told twice, an unpaid one, a suspended one, one that ends the day before."""
    person, _, person_id = await insured(kaiping)
    unpaid, rested, before = [await insured(kaiping) for _ in range(3)]
    await elsewhere.holds(unpaid[0], GUANGZHOU, paid=False)
    await elsewhere.holds(rested[0], GUANGZHOU, state="SUSPENDED", ends_on="2024-01-31")
    await elsewhere.holds(before[0], SHENZHEN, **JOB, starts_on="2022-03-01", ends_on="2023-12-31", first_paid_on="2022-03-10")
    ref = await elsewhere.holds(person, GUANGZHOU, student=True)
    await elsewhere.holds(person, GUANGZHOU, student=True, spell_ref=f"{ref}-B")
    await elsewhere.holds(person, GUANGZHOU, student=True, source="NATIONAL", spell_ref=f"N-{ref}")
    await elsewhere.tell()
    case = await elsewhere.case(person_id, "EXECUTING")
    assert [(one["relation_name"], one["references"]) for one in case["records"] if not one["ours"]] == [(THERE, 3)]
    for one in (unpaid, rested, before):
        assert await elsewhere.cases(one[2]) == []
