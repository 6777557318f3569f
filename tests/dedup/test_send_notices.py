"""Notices go out until they are answered: sent, asked for, sent again, escalated, taken back; against the simulated platform over HTTP."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from dedup.domain.told_by_regions import NoticeAnswer
from dedup.gateways.other_regions import OtherRegions
from dedup.repository.notice_sending import claim_notices
from dedup.use_cases.escalate_notices import ESCALATIONS
from dedup.use_cases.settle_notices import hear_answer, list_still_active, send_again
from enrolment_events.duplicates import ExternalNoticeChangedV1, NoticeState
from enrolment_terms.scheme import ParticipationState
from service_runtime import Run
from tests.conftest import FreshDatabase
from tests.dedup.builders import HUNAN, MORNING, decided, hours_later, identity_updated, reported, submitted, token
from tests.dedup.regions import Desk, Mover, covered, desk
from tests.dedup.test_consents import consent

LATER = MORNING + timedelta(days=30)


@pytest.fixture
async def regions(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    async with desk(fresh_database) as one:
        yield one


async def states(regions: Desk, one: Mover) -> list[str]:
    """Of the notice, as they were published, in the order of their versions."""
    notice_id = (await regions.notice(one))["notice_id"]
    told = [event for event in await regions.facts.told(ExternalNoticeChangedV1) if event.data.notice_id == notice_id]
    versions = [event.aggregateversion for event in told]
    assert versions == sorted(set(versions))
    return [event.data.state for event in told]


async def cases(regions: Desk) -> list[Any]:
    return list(await regions.facts.rows("SELECT state, areas FROM cases ORDER BY case_id"))


async def call_back(regions: Desk, one: Mover, state: NoticeState, day: int, version: int | None = None) -> bool:
    """The region's word about the notice, given on a day of October."""
    row = await regions.notice(one)
    answer = NoticeAnswer(row["notice_id"], version or row["version"], state, "理由", date(2023, 10, day))
    async with regions.facts.database.transaction() as tx:
        return await hear_answer(tx, answer)


async def test_a_notice_is_sent_and_its_answer_asked_for(regions: Desk) -> None:
    """R-087, R-132, V-67: told with all documents and the day of the consent, once the new cover has its first day; no gap."""
    one = await regions.mover("sent", covered_from=None)
    await regions.facts.hear(consent(one.application, one.person), identity_updated(one.person, one.document, token("renewed"), version=3))
    assert await regions.send() == 0
    await regions.facts.hear(covered(one.participation, one.person, date(2023, 11, 1)))
    assert await regions.send() == 1
    row = await regions.notice(one)
    there = await regions.strings.received(row["notice_id"])
    assert set(there["tokens"]) == {one.document, token("renewed")}
    told = {"area": HUNAN, "effective_on": "2023-11-01", "due_on": "2023-11-01", "reason_rule": "R-087", "consent_signed_on": "2023-10-11"}
    assert there | told == there
    assert (row["state"], row["told_version"], row["attempts"]) == ("SENT", row["version"], 1)
    assert await regions.send(due=True) == 1
    row = await regions.notice(one)
    assert (row["state"], row["answered_on"], row["next_at"]) == ("ACKNOWLEDGED", MORNING.date(), None)
    assert (await states(regions, one))[-2:] == ["SENT", "ACKNOWLEDGED"]
    assert await cases(regions) == []


@pytest.mark.parametrize("how", ["DOWN", "BUSY", "LIMITED", "FORBIDDEN", "REDIRECT", "NO_JSON", "HALF", "OTHER_NOTICE", "LOST"])
async def test_whatever_comes_instead_of_an_answer_the_notice_arrives_once(regions: Desk, how: str) -> None:
    """R-132: sent until answered; what may have arrived is asked for before it is sent again, so that nobody is told twice."""
    one = await regions.mover(how)
    await regions.strings.misbehave(calls={"next": [how, how]})
    answered = [await regions.send(due=True) for _ in range(4)]
    row = await regions.notice(one)
    there = await regions.strings.received(row["notice_id"])
    assert (answered[:2], row["error"], there["times"]) == ([0, 0], None, 1)
    assert row["state"] in ("SENT", "ACKNOWLEDGED")


async def test_pauses_grow_and_what_the_platform_asks_for_is_respected(regions: Desk) -> None:
    """R-132; the platform's Retry-After of twenty minutes is waited for, and an hour is the most."""
    one = await regions.mover("pauses")
    waits = []
    for wish in (None, None, "1200", "86400"):
        await regions.strings.misbehave(calls={"always": "BUSY", "retry_after": wish})
        await regions.send(due=True)
        regions.seconds += 4000
        [row] = await regions.facts.rows("SELECT error, extract(epoch FROM next_at - now())::float8 AS wait FROM notices")
        assert row["error"] == "HTTP_503"
        waits.append(row["wait"])
    assert 2 < waits[0] < 7 < 10 < waits[1] < 18
    assert 1190 < waits[2] <= 1201
    assert 3590 < waits[3] <= 3601
    assert (await regions.notice(one))["attempts"] == 4


async def test_a_platform_that_rests_counts_no_attempt(regions: Desk) -> None:
    """Five failures in a row: nobody is called for a while, and the notice waits as it is."""
    one = await regions.mover("rests")
    await regions.strings.misbehave(calls={"always": "DOWN"})
    for _ in range(9):
        await regions.send(due=True)
    row = await regions.notice(one)
    assert (row["attempts"] + row["asked"], row["error"]) == (5, "RESTS")
    regions.seconds += 60
    await regions.strings.misbehave()
    assert await regions.send(due=True) == 1


async def test_a_definite_no_stays_until_an_operator_sends_it_again(regions: Desk) -> None:
    """R-132: 422 says that the notice is not in the contract: it is not repeated, and not forgotten."""
    one = await regions.mover("definite")
    await regions.strings.misbehave(calls={"next": ["REFUSES"]})
    assert await regions.send() == 0
    row = await regions.notice(one)
    assert (row["state"], row["error"], row["next_at"], row["told_version"]) == ("OPEN", "HTTP_422", None, 0)
    assert await regions.send(due=True) == 0
    async with regions.facts.database.transaction() as tx:
        await send_again(tx, row["notice_id"], ["440783%"])
    assert await regions.send() == 1
    assert (await regions.notice(one))["state"] == "SENT"


async def test_a_version_that_was_told_otherwise_rises(regions: Desk) -> None:
    """409: after a restore of our database the same version would have two contents. The next one is told."""
    one = await regions.mover("risen")
    before = (await regions.notice(one))["version"]
    await regions.strings.misbehave(calls={"next": ["CONFLICT"]})
    assert [await regions.send(), await regions.send(due=True)] == [0, 1]
    row = await regions.notice(one)
    assert (row["state"], row["version"], row["told_version"], row["error"]) == ("SENT", before + 1, before + 1, None)


async def test_a_platform_that_is_ahead_is_told_a_higher_version(regions: Desk) -> None:
    """A restore of our database put the notice back: what we say next is newer than all that the platform has."""
    one = await regions.mover("ahead")
    await regions.send()
    await regions.change("UPDATE notices SET version = version + 5, state = 'OPEN', effective_on = '2023-12-01'")
    await regions.send(due=True)
    await regions.change("UPDATE notices SET version = version - 3, state = 'OPEN', told_version = 0")
    for _ in range(2):
        await regions.send(due=True)
    row = await regions.notice(one)
    there = await regions.strings.received(row["notice_id"])
    assert (there["version"], there["effective_on"], row["told_version"]) == (row["version"], "2023-12-01", row["version"])


async def test_killed_between_call_and_settlement_it_is_not_told_twice(regions: Desk) -> None:
    """R-132: the claim says that it may have arrived; after the lease it is asked for, and is under the same version there."""
    one = await regions.mover("killed")
    version = (await regions.notice(one))["version"]
    async with regions.facts.database.transaction() as tx:
        [row] = await tx.driver.fetch("SELECT now() AS now")
        [claimed] = await claim_notices(tx.driver, row["now"], row["now"] + timedelta(seconds=60), 8)
    assert claimed.is_new
    assert await regions.send() == 0, "the lease holds"
    assert await regions.send(due=True) == 1, "asked for: it was never received"
    assert await regions.send(due=True) == 1
    row = await regions.notice(one)
    there = await regions.strings.received(row["notice_id"])
    assert (row["state"], there["version"], there["times"]) == ("SENT", version, 1)


class Answering(OtherRegions):
    """Does something between the answer of the platform and its settlement."""

    def __init__(self, ours: OtherRegions, meanwhile: Any) -> None:
        self._ours, self._meanwhile = ours, meanwhile

    async def tell(self, notice: Any) -> NoticeAnswer:
        answer = await self._ours.tell(notice)
        await self._meanwhile()
        return answer


async def test_withdrawn_while_in_the_air_it_is_taken_back_there(regions: Desk) -> None:
    """D2, R-087: the registration is cancelled while the region stores the notice; the answer of before settles nothing."""
    one, ours = await regions.mover("in-the-air"), regions.ours

    async def cancel() -> None:
        await regions.facts.hear(regions.registered(one, 2, state=ParticipationState.CANCELLED))

    regions.ours = Answering(ours, cancel)
    await regions.send()
    row = await regions.notice(one)
    assert (row["state"], row["next_at"] is None) == ("WITHDRAWN", False)
    regions.ours = ours
    assert await regions.send() == 1
    await regions.strings.at("2023-10-12")
    row = await regions.notice(one)
    there = await regions.strings.received(row["notice_id"])
    assert (there["withdrawn"], there["version"], row["next_at"], row["state"]) == (True, row["version"], None, "WITHDRAWN")
    [old] = await regions.strings.see("/relations")
    assert (old["state"], old["ends_on"]) == ("ACTIVE", "2023-12-31")


async def test_whoever_may_have_been_told_is_told_that_it_is_taken_back(regions: Desk) -> None:
    """Killed after the call and cancelled then: nobody here knows that it arrived, and it is taken back all the same."""
    one, ours = await regions.mover("may-have"), regions.ours

    async def die() -> None:
        raise RuntimeError("killed")

    regions.ours = Answering(ours, die)
    with pytest.raises(RuntimeError):
        await regions.send()
    await regions.facts.hear(regions.registered(one, 2, state=ParticipationState.CANCELLED))
    regions.ours = ours
    await regions.send()
    assert (await regions.strings.received((await regions.notice(one))["notice_id"]))["withdrawn"] is True


async def test_cover_that_has_no_first_day_any_more_takes_the_notice_back(regions: Desk) -> None:
    """H R-087, no gap: the payment is reversed, so that the old relation must go on; with a new day it is asked for again."""
    one = await regions.mover("no-cover")
    await regions.send()
    await regions.facts.hear(covered(one.participation, one.person, None, version=2))
    assert (await regions.notice(one))["state"] == "WITHDRAWN"
    await regions.facts.hear(covered(one.participation, one.person, None, version=3))
    await regions.send()
    there = await regions.strings.received((await regions.notice(one))["notice_id"])
    assert (there["withdrawn"], there["effective_on"]) == (True, "2023-11-01")
    await regions.facts.hear(covered(one.participation, one.person, date(2023, 12, 1), version=4))
    await regions.send()
    there = await regions.strings.received((await regions.notice(one))["notice_id"])
    assert (there["withdrawn"], there["effective_on"]) == (False, "2023-12-01")


async def test_an_answer_to_an_older_version_says_nothing_of_the_next(regions: Desk) -> None:
    """R-132: the day has moved since; what was acknowledged was another one."""
    one = await regions.mover("older")
    await regions.send()
    old = (await regions.notice(one))["version"]
    await regions.facts.hear(covered(one.participation, one.person, date(2023, 12, 1), version=2))
    assert await call_back(regions, one, NoticeState.ACKNOWLEDGED, 12, version=old)
    assert (await regions.notice(one))["state"] == "OPEN"
    assert await call_back(regions, one, NoticeState.ACKNOWLEDGED, 12)
    assert (await regions.notice(one))["state"] == "ACKNOWLEDGED"


async def test_what_is_refused_is_a_case(regions: Desk) -> None:
    """R-120, R-132: both relations count from the day of the new cover; without the region's hand nothing ends by itself."""
    one = await regions.mover("refused")
    await regions.send()
    assert await cases(regions) == []
    assert await call_back(regions, one, NoticeState.REFUSED, 12)
    row = await regions.notice(one)
    assert (row["state"], row["answered_on"], row["next_at"]) == ("REFUSED", date(2023, 10, 12), None)
    assert "理由" not in row["answer_reason"]
    [case] = await cases(regions)
    assert HUNAN in case["areas"]


async def test_a_region_may_change_its_mind(regions: Desk) -> None:
    """The later day counts, in whichever order they come; of one day it is asked."""
    one = await regions.mover("mind")
    await regions.send()
    for state, day, stands in (("REFUSED", 14, "REFUSED"), ("ACKNOWLEDGED", 12, "REFUSED"), ("ACKNOWLEDGED", 15, "ACKNOWLEDGED")):
        await call_back(regions, one, NoticeState(state), day)
        row = await regions.notice(one)
        assert (row["state"], row["next_at"]) == (stands, None)
    await call_back(regions, one, NoticeState.REFUSED, 15)
    row = await regions.notice(one)
    assert (row["state"], row["next_at"] is None) == ("ACKNOWLEDGED", False)
    assert (await states(regions, one))[-3:] == ["SENT", "REFUSED", "ACKNOWLEDGED"]


async def test_an_answer_that_came_first_is_not_lost_to_the_receipt(regions: Desk) -> None:
    """The region calls back before we have noted that it has the notice."""
    one, ours = await regions.mover("first"), regions.ours

    async def hear() -> None:
        await call_back(regions, one, NoticeState.ACKNOWLEDGED, 11)

    regions.ours = Answering(ours, hear)
    await regions.send()
    row = await regions.notice(one)
    assert (row["state"], row["next_at"], row["told_version"]) == ("ACKNOWLEDGED", None, row["version"])


async def test_without_an_answer_in_time_it_is_escalated_and_still_asked_for(regions: Desk) -> None:
    """R-132, D6 EXECUTING: no acknowledgement until its day; it is told to operators, and a late answer counts."""
    one, never = await regions.mover("late"), await regions.mover("never-sent")
    await regions.send()
    await regions.change(f"UPDATE notices SET state = 'OPEN' WHERE application_id = '{never.application}'")
    job = ESCALATIONS
    run = Run(run_id=1, job=job.name, area="44", day=LATER.date(), cursor=None, done=0)
    for day, escalated in ((MORNING + timedelta(days=21), 0), (MORNING + timedelta(days=22), 2), (LATER, 0)):
        regions.facts.clock.move_to(day)
        async with regions.facts.database.transaction() as tx:
            assert (await job.step(tx, run)).done == escalated
    assert [(await regions.notice(each))["state"] for each in (one, never)] == ["ESCALATED", "ESCALATED"]
    assert (await states(regions, one))[-1] == "ESCALATED"
    await regions.strings.at("2023-11-10")
    await regions.send(due=True)
    assert (await states(regions, one))[-1] == "ACKNOWLEDGED"


async def test_a_platform_that_lost_a_notice_is_told_it_again(regions: Desk) -> None:
    """404 to the question: sent again under the same version."""
    one = await regions.mover("lost")
    await regions.change("UPDATE notices SET told_version = version, state = 'SENT', attempts = 1")
    assert [await regions.send(due=True), await regions.send(due=True)] == [1, 1]
    assert (await regions.strings.received((await regions.notice(one))["notice_id"]))["times"] == 1


async def test_nobody_is_told_of_a_number_that_two_people_share(regions: Desk) -> None:
    """V-31: a document that is another one's by an office's word does not stand in the notice."""
    one = await regions.mover("shares")
    shared = token("shared-number")
    await regions.facts.hear(identity_updated(one.person, one.document, shared, version=3, at=hours_later(5)))
    await regions.facts.report(reported("other", shared, area=HUNAN, year=2022))
    await regions.change(f"UPDATE identities SET number = 999 WHERE node = '{shared[:32]}'")
    await regions.send()
    assert (await regions.strings.received((await regions.notice(one))["notice_id"]))["tokens"] == [one.document]


async def test_what_was_acknowledged_and_never_done_is_a_list(regions: Desk) -> None:
    """R-132: the region said yes, and tells of an active relation six days after its day; what it has done is not in it."""
    done, nothing = await regions.mover("done"), await regions.mover("does-nothing")
    await regions.send()
    for one in (done, nothing):
        await call_back(regions, one, NoticeState.ACKNOWLEDGED, 12)
    regions.facts.clock.move_to(hours_later(5))
    await regions.facts.report(
        reported("done", done.document, area=HUNAN, year=2023, state=ParticipationState.SUSPENDED, ends_on=date(2023, 10, 31))
    )
    for day, found in ((date(2023, 11, 5), []), (date(2023, 11, 6), [nothing.application])):
        regions.facts.clock.move_to(datetime.combine(day, MORNING.timetz()))
        async with regions.facts.database.read() as read:
            assert [one.application_id for one in await list_still_active(read, ["4407%"], 10)] == found
            assert await list_still_active(read, ["4401%"], 10) == []


async def test_a_registration_that_is_heard_before_its_application_closes_the_check(regions: Desk) -> None:
    """R-087, D1: the submit comes late, and the decision later still: what the region has done meanwhile changes no answer."""
    one = Mover("late-submit")
    await regions.facts.report(reported(one.word, one.document, area=HUNAN, year=2023))
    await regions.facts.hear(regions.registered(one), covered(one.participation, one.person, date(2023, 11, 1)))
    await regions.facts.hear(submitted(one.application, one.person, one.document, benefit_year=2023, consent_signed_on=MORNING.date()))
    before = await regions.notice(one)
    regions.facts.clock.move_to(hours_later(5))
    await regions.facts.report(
        reported(one.word, one.document, area=HUNAN, year=2023, state=ParticipationState.SUSPENDED, ends_on=date(2023, 10, 31))
    )
    assert await regions.notice(one) == before


@pytest.mark.parametrize("decision_first", [True, False])
async def test_what_the_region_has_done_withdraws_nothing_before_the_decision_is_heard(regions: Desk, *, decision_first: bool) -> None:
    """R-087, R-132: the region tells of the suspended relation; whether the decision is heard before or after changes nothing."""
    one = await regions.mover("done-first")
    approved = decided(one.application, one.person, at=hours_later(1))
    await regions.send()
    await call_back(regions, one, NoticeState.ACKNOWLEDGED, 12)
    if decision_first:
        await regions.facts.hear(approved)
    regions.facts.clock.move_to(hours_later(5))
    await regions.facts.report(
        reported(one.word, one.document, area=HUNAN, year=2023, state=ParticipationState.SUSPENDED, ends_on=date(2023, 10, 31))
    )
    await regions.facts.hear(approved)
    assert (await states(regions, one))[-2:] == ["SENT", "ACKNOWLEDGED"]
    assert await regions.send(due=True) == 0
