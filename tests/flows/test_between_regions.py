"""What regions ask of one another, and what one knows of the other's people."""

import asyncio
from datetime import date
from typing import Any

import pytest

from enrolment_terms.documents import DocumentType
from enrolment_terms.fictitious import fictitious_id
from tests.flows.elsewhere import GUANGZHOU, HUNAN, Elsewhere
from tests.flows.kaiping import YEAR, Kaiping, one_of_two, refusal
from tests.flows.killing import killed_at
from tests.flows.test_afterwards import MOVED_IN, insured
from tests.flows.test_items_killed import begun

pytestmark = [pytest.mark.xdist_group("flows"), pytest.mark.timeout(240)]
HERE, THERE = "RESIDENT/440700/2024", "RESIDENT/440100/2024"


async def test_guangzhou_asks_that_a_relation_here_rests(kaiping: Kaiping, elsewhere: Elsewhere) -> None:
    """R-128, R-132, D2 ACTIVE→SUSPENDED(OTHER_REGION), dedup.external_notice.changed: an office looks, and of two clerks one decides.

    Nothing rests before the day that is asked for. Taken back by Guangzhou, it gives cover again as if nothing had been.
    """
    person, participation, person_id = await insured(kaiping)
    await kaiping.on(YEAR, 3, 5)
    request = await elsewhere.asks_of_us(person, effective_on="2024-03-10")
    seen = await elsewhere.received(request)
    assert (seen["proposed_participation_id"], seen["state"]) == (participation, "OPEN")
    in_taishan = kaiping.office("clerk", "taishan", area="440781")
    assert await refusal(elsewhere.answers(seen, "ACKNOWLEDGE", in_taishan)) == (404, ["NOTICE_NOT_KNOWN"])
    await one_of_two(elsewhere.answers(seen, "ACKNOWLEDGE"), elsewhere.answers(seen, "ACKNOWLEDGE"), "NOTICE_DECIDED")
    assert (await elsewhere.answered(request))["state"] == "ACKNOWLEDGED"
    assert (await kaiping.participation(participation, person_id, "ACTIVE"))["state"] == "ACTIVE"
    await kaiping.on(YEAR, 3, 10)
    rests = await kaiping.participation(participation, person_id, "SUSPENDED")
    assert (rests["state_reason"], rests["effective_on"]) == ("OTHER_REGION", "2024-03-10")
    await kaiping.covered(person, date(YEAR, 3, 10), expected=False)
    await kaiping.covered(person, date(YEAR, 3, 9))
    await elsewhere.asks_of_us(person, effective_on="2024-03-10", withdrawn=True)
    await kaiping.participation(participation, person_id, "ACTIVE")
    await kaiping.covered(person, date(YEAR, 3, 10))


async def test_an_office_refuses_what_guangzhou_asks(kaiping: Kaiping, elsewhere: Elsewhere) -> None:
    """R-128: with the reason, which Guangzhou is told; the participation stays. Of nobody whom we know there is nothing to do but that."""
    person, participation, person_id = await insured(kaiping)
    stranger = kaiping.somebody()
    for one, meant in ((person, 1), (stranger, 0)):
        request = await elsewhere.asks_of_us(one, effective_on="2024-01-01")
        seen = await elsewhere.received(request)
        assert len(seen["participations"]) == meant
        await elsewhere.answers(seen, "REFUSE", reason="参保人选择保留本地参保关系")
        told = await elsewhere.answered(request)
        assert (told["state"], told["reason"]) == ("REFUSED", "参保人选择保留本地参保关系")
    await kaiping.on(YEAR, 1, 1)
    await kaiping.covered(person, date(YEAR, 1, 1))
    assert (await kaiping.participation(participation, person_id, "ACTIVE"))["state"] == "ACTIVE"


async def test_whoever_moves_by_consent_has_no_gap(kaiping: Kaiping, elsewhere: Elsewhere) -> None:
    """R-087, V-67: Hunan is told when the cover here has a first day, and the old relation ends on the day before. No case is opened."""
    await kaiping.on(YEAR, 2, 20)
    person = kaiping.somebody()
    ref = await elsewhere.tells(person, HUNAN)
    application = await kaiping.apply(person, papers=["MOVE_IN_CERTIFICATE"], **MOVED_IN)
    await kaiping.application(application, "NEEDS_CORRECTION")
    consent = {"old_unit": "长沙市医疗保障事务中心", "signed_on": "2024-02-20"}
    await kaiping.correct(application, person, papers=["MOVE_IN_CERTIFICATE", "CONSENT"], **MOVED_IN, consent=consent)
    await kaiping.registration(f"/applications/{application}/consent/units", {"old_area": HUNAN}, kaiping.office())
    approved = await kaiping.approve(application)
    [waits] = await elsewhere.notices("OPEN", application_id=application)
    assert waits["effective_on"] is None
    await kaiping.on(YEAR, 2, 22)
    await kaiping.pay(approved["participation_id"], YEAR, 2, 22)
    [told] = await elsewhere.notices("ACKNOWLEDGED", application_id=application)
    assert (told["rule"], told["effective_on"]) == ("R-087", "2024-03-01")
    assert (await elsewhere.relation(ref, "SUSPENDED"))["ends_on"] == "2024-02-29"
    await kaiping.on(YEAR, 3, 1)
    assert (await kaiping.covered(person, date(YEAR, 3, 1)))["starts_on"] == "2024-03-01"
    assert await elsewhere.cases(approved["person_id"]) == []


async def test_a_child_is_one_by_certificate_and_by_number(kaiping: Kaiping, elsewhere: Elsewhere) -> None:
    """R-026, R-122, V-31: Guangzhou knows it by its certificate, we by its new number; one child, insured twice, and its mother chooses."""
    await kaiping.on(YEAR, 2, 20)
    child, known = kaiping.newborn(date(YEAR, 1, 15)), {"document_type": DocumentType.BIRTH_CERT, "birth_date": "2024-01-15"}
    parent = await kaiping.guardian(child, "mother")
    filed = await kaiping.approve(await kaiping.apply(child, parent, papers=["BIRTH_CERTIFICATE"], **known, category="NEWBORN"))
    await kaiping.pay(filed["participation_id"], YEAR, 2, 20)
    form = {"new_document_type": "RESIDENT_ID", "new_document_number": fictitious_id(child.birth, 71, child.sex)}
    await kaiping.approve(await kaiping.ask(child, "identity_change", token=parent, papers=["HOUSEHOLD_BOOK"], form=form, **known))
    await elsewhere.tells(child, GUANGZHOU, starts_on="2024-01-15")
    case = await elsewhere.case(filed["person_id"], "AWAITING_CHOICE")
    assert (case["relations"], case["double_from"]) == ([HERE, THERE], "2024-01-15")
    shown = await elsewhere.asked_himself(parent)
    assert (shown["case_id"], shown["person_id"]) == (case["case_id"], filed["person_id"])
    assert "请代其选择" in shown["question"]["text"]
    assert (await elsewhere.chooses_himself(parent, shown, HERE))["kept"] == HERE


async def test_a_year_in_guangzhou_is_a_year(kaiping: Kaiping, elsewhere: Elsewhere) -> None:
    """F-30, R-102, dedup.coverage_elsewhere.changed: two years in a row for who paid there last year; taken back, it is one."""
    person, _, person_id = await insured(kaiping)

    async def cover() -> dict[str, Any]:
        return await kaiping.look("benefits", f"/entitlements/{person_id}", kaiping.client.token("hospital"), on="2024-01-01")

    async def years(number: int) -> dict[str, Any]:
        return await kaiping.until(cover, lambda seen: bool(seen["ceiling"] and seen["ceiling"]["continuous_years"] == number))

    await years(1)
    ref = await elsewhere.tells(person, GUANGZHOU, benefit_year=2023)
    why = await years(2)
    assert any("2023年度在广东省广州市参加" in step["text"] for step in why["explanation"] if step["rule"] == "R-102")
    await elsewhere.controls("/relations/gone", {"refs": [ref]})
    await elsewhere.tell()
    await years(1)


async def test_cases_go_on_though_everything_dies(kaiping: Kaiping, elsewhere: Elsewhere) -> None:
    """B25 (killed), R-120, R-122, R-132: as cases are opened, as two people choose, as Guangzhou answers, as registration is asked."""
    (_, kept, stays), (leaver, dropped, leaves) = people = [await insured(kaiping) for _ in range(2)]
    refs = [await elsewhere.holds(person, GUANGZHOU) for person, _, _ in people]
    async with killed_at(kaiping, 1, "dedup", "cases"):
        await elsewhere.controls("/push", {})
    cases = [await elsewhere.case(who, "AWAITING_CHOICE") for who in (stays, leaves)]
    async with killed_at(kaiping, 2, "dedup", "cases"):
        wishes = zip(cases, (HERE, THERE), strict=True)
        chosen = begun(*(elsewhere.says(case, "choice", chosen=place, chosen_on="2023-10-10") for case, place in wishes))
    decided = await asyncio.gather(*chosen)
    assert [one["kept"] for one in decided] == [HERE, THERE]
    await elsewhere.relation(refs[0], "SUSPENDED")
    async with killed_at(kaiping, 1, "dedup", "told_spells"):
        await elsewhere.controls("/push", {})
    closed = await elsewhere.case(stays, "CLOSED")
    [notice] = closed["notices"]
    assert (notice["state"], notice["version"]) == ("ACKNOWLEDGED", 1)
    async with killed_at(kaiping, 1, "registration", "participations"):
        [moving] = begun(kaiping.on(YEAR, 1, 1))
    await moving
    await kaiping.participation(dropped, leaves, "SUSPENDED")
    ended = await elsewhere.case(leaves, "CLOSED")
    assert [one["version"] for one in ended["requests"]] == [1]
    assert [len(await elsewhere.cases(who)) for who in (stays, leaves)] == [1, 1]
    assert (await kaiping.participation(kept, stays, "ACTIVE"))["state"] == "ACTIVE"
    await kaiping.covered(leaver, date(YEAR, 1, 1), expected=False)
    assert [await elsewhere.still_both(who) for who in (stays, leaves)] == [[], []]
