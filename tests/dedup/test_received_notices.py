"""Other regions ask for something about a relation of ours: an office decides, registration is asked, the answer is told back."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from dedup.domain.received_notices import reason_to_refuse
from dedup.domain.told_by_regions import NoticeAsked
from dedup.repository.received_notices import Asker, notice_key
from dedup.use_cases.answer_regions import answer_again
from dedup.use_cases.decide_received import Decision, Meaning, decide_received, read_received
from dedup.use_cases.receive_notices import receive_notice
from enrolment_events.dedup import SuspendRequestedV1
from enrolment_events.duplicates import ExternalNoticeChangedV1, NoticeDirection, NoticeKind, SuspendAction
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import ParticipationState, Scheme
from service_runtime import Conflict, NotFound, Unprocessable
from tests.conftest import FreshDatabase
from tests.dedup.builders import GUANGZHOU, hours_later, identity_updated, merged, participation, reported, token
from tests.dedup.regions import Desk, desk
from tests.dedup.running import RunningDedup
from tests.dedup.test_guards import waiting
from tests.dedup.wire import speaking, tell, wire

KAIPING, TAISHAN, CITY = ["440783%"], ["440781%"], ["4407%"]
CLERK = {"role": "clerk", "area": "440783"}


@pytest.fixture
async def regions(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    async with desk(fresh_database) as one:
        yield one


@dataclass
class Insured:
    """Somebody insured in Kaiping for 2024, whom Guangzhou asks about."""

    word: str
    person: UUID = field(default_factory=new_id)
    participation: UUID = field(default_factory=new_id)

    def asked(self, version: int = 1, **changed: Any) -> NoticeAsked:
        """Its request."""
        told: dict[str, Any] = {
            "source": "GD-440100",
            "notice_ref": f"N-{self.word}",
            "version": version,
            "withdrawn": False,
            "kind": NoticeKind.SUSPEND_DUPLICATE,
            "tokens": (token(self.word),),
            "area": "440783",
            "scheme": Scheme.RESIDENT,
            "benefit_year": 2024,
            "effective_on": date(2024, 4, 1),
            "asked_by_area": "440106",
            "due_on": date(2024, 4, 15),
            "reason": "学籍地已参保",
        }
        return NoticeAsked(**told | changed)


async def insured(regions: Desk, word: str, **changed: Any) -> Insured:
    one = Insured(word)
    await regions.facts.hear(participation(one.participation, one.person, token(word), **changed))
    return one


async def receive(regions: Desk, asked: NoticeAsked) -> UUID:
    async with regions.facts.database.transaction() as tx:
        await receive_notice(tx, asked)
        return notice_key(tx.safe, Asker(asked.source, asked.notice_ref))


async def look(regions: Desk, notice_id: UUID, areas: list[str]) -> Meaning:
    async with regions.facts.database.read() as read:
        return await read_received(read, notice_id, areas)


async def decide(regions: Desk, notice_id: UUID, areas: list[str] = KAIPING, **said: Any) -> Meaning:
    decision = Decision(**{"version": 1, "participation_id": None, "reason": None, "actor": "clerk-1", **said})
    async with regions.facts.database.transaction() as tx:
        return await decide_received(tx, notice_id, decision, areas)


async def asked_of(regions: Desk, participation_id: UUID) -> list[tuple[SuspendAction, str, date, bool]]:
    """As registration stands after the newest version of each request of another region."""
    told = [event for event in await regions.facts.told(SuspendRequestedV1) if event.data.participation_id == participation_id]
    newest = {event.data.request_id: event.data for event in sorted(told, key=lambda event: event.aggregateversion)}
    return [
        (one.action, one.asked_by_area or "", one.effective_on, one.withdrawn) for one in newest.values() if one.reason == "OTHER_REGION"
    ]


async def states(regions: Desk, notice_id: UUID) -> list[str]:
    told = [event for event in await regions.facts.told(ExternalNoticeChangedV1) if event.data.notice_id == notice_id]
    versions = [event.aggregateversion for event in told]
    assert versions == sorted(set(versions))
    assert {event.data.direction for event in told} == {NoticeDirection.IN}
    return [event.data.state for event in told]


SUSPENDED = (SuspendAction.SUSPEND, "440106", date(2024, 4, 1), False)


async def test_a_request_is_proposed_acknowledged_and_answered(regions: Desk) -> None:
    """R-128, R-132: the participation is found by the documents; registration is asked from the day that is asked for, never before."""
    one = await insured(regions, "acknowledged")
    await regions.strings.control("/notices", [told(one.asked())])
    notice_id = await receive(regions, one.asked())
    found = await look(regions, notice_id, KAIPING)
    assert [candidate.own.participation_id for candidate in found.participations] == [one.participation]
    await decide(regions, notice_id)
    assert await asked_of(regions, one.participation) == [SUSPENDED]
    assert await regions.answer() == 1
    [asked] = await regions.strings.see("/asked")
    assert (asked["answer"]["state"], asked["answer"]["answered_on"]) == ("ACKNOWLEDGED", "2023-10-11")
    assert await states(regions, notice_id) == ["OPEN", "ACKNOWLEDGED"]
    [row] = await regions.facts.rows("SELECT told_version, next_at, decided_by, reference, request_reason FROM received_notices")
    assert (row["told_version"], row["next_at"]) == (1, None)
    assert not any(word in str(tuple(row)) for word in ("clerk-1", "GD-440100", "学籍地"))


def told(asked: NoticeAsked) -> dict[str, Any]:
    """The request as the platform's strings take it."""
    return {name: getattr(asked, name) for name in NoticeAsked.__slots__ if name != "version"}


async def test_what_is_acknowledged_is_no_case(regions: Desk) -> None:
    """R-120: Guangzhou's relation begins where ours ends."""
    one = await insured(regions, "no-case")
    await regions.facts.report(reported("no-case", token("no-case"), area=GUANGZHOU, starts_on=date(2024, 4, 1)))
    [case] = await regions.facts.rows("SELECT state FROM cases")
    assert case["state"] != "CLOSED"
    await decide(regions, await receive(regions, one.asked()))
    [case] = await regions.facts.rows("SELECT state FROM cases")
    assert case["state"] == "CLOSED"


async def test_a_request_is_refused_with_the_reason(regions: Desk) -> None:
    """R-128: nothing of ours changes; a long number in what an office writes does not leave the house."""
    one = await insured(regions, "refused")
    await regions.strings.control("/notices", [told(one.asked())])
    notice_id = await receive(regions, one.asked())
    await decide(regions, notice_id, reason="本人选择保留，电话13800138000")
    assert await asked_of(regions, one.participation) == []
    await regions.answer()
    [asked] = await regions.strings.see("/asked")
    assert (asked["answer"]["state"], asked["answer"]["reason"]) == ("REFUSED", "本人选择保留,电话＊")


async def test_a_version_comes_once_and_an_older_one_is_lost(regions: Desk) -> None:
    """Idempotent by source, reference and version, in any order."""
    one = await insured(regions, "versions")
    notice_id = await receive(regions, one.asked(2, effective_on=date(2024, 5, 1)))
    for version in (2, 1):
        assert await receive(regions, one.asked(version)) == notice_id
    [row] = await regions.facts.rows("SELECT version, effective_on, state FROM received_notices")
    assert tuple(row) == (2, date(2024, 5, 1), "OPEN")
    assert await states(regions, notice_id) == ["OPEN"]


async def test_another_version_takes_the_decision_back(regions: Desk) -> None:
    """A decision is on one version: the day has moved, so that nothing is suspended until an office has seen it."""
    one = await insured(regions, "another")
    notice_id = await receive(regions, one.asked())
    await decide(regions, notice_id)
    await receive(regions, one.asked(2, effective_on=date(2024, 5, 1)))
    assert [withdrawn for *_, withdrawn in await asked_of(regions, one.participation)] == [True]
    with pytest.raises(Conflict):
        await decide(regions, notice_id, version=1)
    await decide(regions, notice_id, version=2)
    assert await asked_of(regions, one.participation) == [(SuspendAction.SUSPEND, "440106", date(2024, 5, 1), False)]


async def test_withdrawn_by_the_other_region_nothing_is_asked_any_more(regions: Desk) -> None:
    """R-128: the request never was; registration takes the act back."""
    one = await insured(regions, "withdrawn")
    notice_id = await receive(regions, one.asked())
    await decide(regions, notice_id)
    await receive(regions, one.asked(2, withdrawn=True))
    assert [withdrawn for *_, withdrawn in await asked_of(regions, one.participation)] == [True]
    assert await states(regions, notice_id) == ["OPEN", "ACKNOWLEDGED", "WITHDRAWN"]
    assert await regions.answer(due=True) == 0
    with pytest.raises(Conflict):
        await decide(regions, notice_id, version=2)


async def test_two_clerks_at_once_decide_once(regions: Desk) -> None:
    one = await insured(regions, "two-clerks")
    notice_id = await receive(regions, one.asked())
    ends = await asyncio.gather(decide(regions, notice_id), decide(regions, notice_id, reason="本人选择保留"), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["Meaning", "NoticeDecided"]
    assert len(await states(regions, notice_id)) == 2


async def test_a_decision_waits_for_a_withdrawal_that_comes_at_once(regions: Desk) -> None:
    """Else registration would be asked for what nobody wants any more."""
    one = await insured(regions, "at-once")
    notice_id = await receive(regions, one.asked())
    async with regions.facts.database.transaction() as tx:
        await receive_notice(tx, one.asked(2, withdrawn=True))
        other = asyncio.create_task(decide(regions, notice_id))
        await waiting(regions.facts, 1)
    with pytest.raises(Conflict):
        await other
    assert await asked_of(regions, one.participation) == []


async def test_the_person_is_found_by_whatever_documents_he_has_now(regions: Desk) -> None:
    """V-31, R-026: a renewed passport, a merge of two persons: the request follows the individual."""
    one = Insured("old-passport")
    notice_id = await receive(regions, one.asked())
    assert (await look(regions, notice_id, ["44%"])).participations == ()
    other = new_id()
    await regions.facts.hear(participation(one.participation, one.person, token("resident-id")))
    await regions.facts.hear(
        identity_updated(other, token("old-passport"), at=hours_later(1)), merged(one.person, other, at=hours_later(2))
    )
    assert [found.own.person_id for found in (await look(regions, notice_id, KAIPING)).participations] == [one.person]
    await decide(regions, notice_id)
    assert await asked_of(regions, one.participation) == [SUSPENDED]


@pytest.mark.parametrize(
    ("changed", "code", "says"),
    [
        ({"benefit_year": 2023}, "PARTICIPATION_NOT_MEANT", "没有与通知的参保地、年度相符"),
        ({"scheme": Scheme.EMPLOYEE, "benefit_year": None}, "EMPLOYEE_SCHEME_ELSEWHERE", "职工医保经办机构"),
        ({"tokens": (token("nobody-of-ours"),)}, "PARTICIPATION_NOT_MEANT", "没有与通知的参保地、年度相符"),
    ],
    ids=["of another year", "not kept by registration", "nobody"],
)
async def test_what_is_not_ours_cannot_be_acknowledged(regions: Desk, changed: dict[str, Any], code: str, says: str) -> None:
    """R-125, R-132: the office sees that nothing fits, and why, and refuses with that reason."""
    one = await insured(regions, "not-ours")
    notice_id = await receive(regions, one.asked(**changed))
    found = await look(regions, notice_id, KAIPING)
    assert found.participations == ()
    for participation_id in (None, one.participation):
        with pytest.raises(Unprocessable, match=code):
            await decide(regions, notice_id, participation_id=participation_id)
    reason = reason_to_refuse(found.notice, found.participations)
    assert reason is not None
    assert says in reason
    assert (await decide(regions, notice_id, reason=reason)).notice.state == "REFUSED"


async def test_of_several_an_office_chooses(regions: Desk) -> None:
    """Moved inside the pooling region: two participations of one year, of which the older came to an end is not proposed."""
    one = await insured(regions, "several")
    second = new_id()
    await regions.facts.hear(participation(second, one.person, token("several"), area="440781101"))
    notice_id = await receive(regions, one.asked(area="440700"))
    assert len((await look(regions, notice_id, CITY)).participations) == 2
    with pytest.raises(Unprocessable):
        await decide(regions, notice_id, CITY)
    with pytest.raises(Unprocessable):
        await decide(regions, notice_id, KAIPING, participation_id=second)
    await decide(regions, notice_id, TAISHAN, participation_id=second)
    assert await asked_of(regions, second) == [SUSPENDED]
    assert await asked_of(regions, one.participation) == []


async def test_an_office_elsewhere_does_not_see_it(regions: Desk) -> None:
    """404 for whoever has neither the place nor a participation that it can mean."""
    one = await insured(regions, "elsewhere")
    notice_id = await receive(regions, one.asked())
    for areas in (TAISHAN, ["4401%"], []):
        with pytest.raises(NotFound):
            await look(regions, notice_id, areas)
        with pytest.raises(NotFound):
            await decide(regions, notice_id, areas, reason="不是本人")


async def test_a_resumption_belongs_to_the_suspension_of_that_region(regions: Desk) -> None:
    """R-131, R-134: what was suspended at Guangzhou's request is given back by the same matter; nothing else can be."""
    one = await insured(regions, "resumed")
    back = one.asked(notice_ref="N-back", kind=NoticeKind.RESUME_RELATION, effective_on=date(2024, 9, 1))
    resume = await receive(regions, back)
    with pytest.raises(Unprocessable):
        await decide(regions, resume)
    await decide(regions, await receive(regions, one.asked()))
    await regions.facts.hear(participation(one.participation, one.person, token("resumed"), version=2, state=ParticipationState.SUSPENDED))
    await decide(regions, resume)
    assert await asked_of(regions, one.participation) == [SUSPENDED, (SuspendAction.RESUME, "440106", date(2024, 9, 1), False)]
    requests = [event.data for event in await regions.facts.told(SuspendRequestedV1) if event.data.participation_id == one.participation]
    assert len({request.case_id for request in requests}) == 1


async def test_an_answer_is_told_until_it_is_stored_there(regions: Desk) -> None:
    """R-132: 503, a lost answer; a definite no stays until an operator sends it again."""
    one = await insured(regions, "told-back")
    await regions.strings.control("/notices", [told(one.asked())])
    notice_id = await receive(regions, one.asked())
    await decide(regions, notice_id)
    await regions.strings.misbehave(calls={"next": ["BUSY", "LOST", "REFUSES"]})
    assert [await regions.answer(due=True) for _ in range(4)] == [0, 0, 0, 0]
    [row] = await regions.facts.rows("SELECT error, next_at, attempts FROM received_notices")
    assert tuple(row) == ("HTTP_422", None, 3)
    async with regions.facts.database.transaction() as tx:
        await answer_again(tx, notice_id)
    assert await regions.answer() == 1
    [row] = await regions.facts.rows("SELECT error, told_version FROM received_notices")
    assert tuple(row) == (None, 1)


# Over HTTP


@pytest.fixture(scope="module")
async def dedup(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningDedup]:
    async with speaking(fresh_database, tmp_path_factory.mktemp("issuer")) as running:
        yield running


def message(asked: NoticeAsked) -> dict[str, Any]:
    return told(asked) | {"version": asked.version}


async def test_a_clerk_reads_and_decides(dedup: RunningDedup) -> None:
    """R-128, R-132: what Guangzhou asks stands in the list of the place; the decision is audited, and made once."""
    one = Insured("clerk")
    await dedup.publish(participation(one.participation, one.person, token("clerk")))
    await dedup.until("SELECT 1 FROM participation_spells WHERE participation_id = :id", id=one.participation)
    assert (await tell(dedup, "notice", message(one.asked()))).status_code == 202
    [listed] = (await dedup.call("GET", "/received-notices?state=OPEN", **CLERK)).json()["items"]
    assert (listed["source"], listed["notice_ref"], listed["request_reason"]) == ("GD-440100", "N-clerk", "学籍地已参保")
    where = f"/received-notices/{listed['notice_id']}"
    shown = (await dedup.call("GET", where, **CLERK)).json()
    assert (shown["proposed_participation_id"], shown["participations"][0]["state"]) == (str(one.participation), "ACTIVE")
    assert [action for _, action in await dedup.audited(one.person)] == ["person.read"]
    assert (await dedup.call("GET", where, role="clerk", area="440781")).status_code == 404
    faulty = await dedup.call("POST", f"{where}/decision", json={"decision": "REFUSE", "version": 1}, **CLERK)
    assert faulty.status_code == 422
    body = {"decision": "ACKNOWLEDGE", "version": 1, "participation_id": str(one.participation)}
    decided = await dedup.call("POST", f"{where}/decision", json=body, **CLERK)
    assert (decided.status_code, decided.json()["state"], decided.json()["answer_told"]) == (200, "ACKNOWLEDGED", False)
    request = await dedup.asked_of(one.participation)
    assert (request.data.reason, request.data.asked_by_area, request.data.effective_on) == ("OTHER_REGION", "440106", date(2024, 4, 1))
    again = await dedup.call("POST", f"{where}/decision", json=body, **CLERK)
    assert (again.status_code, again.json()["code"]) == (409, "NOTICE_DECIDED")
    assert "received_notice.decided" in [action for _, action in await dedup.audited(listed["notice_id"])]


async def test_a_request_about_a_place_that_is_not_ours_is_refused(dedup: RunningDedup) -> None:
    answer = await tell(dedup, "notice", message(Insured("far").asked(area="450102")))
    assert (answer.status_code, [one["field"] for one in answer.json()["reasons"]]) == (422, ["data.area"])


async def test_health_says_what_waits_for_whom(dedup: RunningDedup) -> None:
    """R-132: without a platform's address nobody is told; a request whose day is over is a warning."""
    await tell(dedup, "notice", message(Insured("overdue").asked(due_on=date(2023, 10, 10))))
    checks = (await dedup.http.get("/readyz")).json()["checks"]
    told = {name: (check["status"], check.get("observedValue")) for name, [check] in checks.items()}
    assert told["other-regions:platform"] == ("pass", "none")
    assert told["received-notices:overdue"] == ("warn", 1)
    assert told["received-notices:waiting"][1] >= 1


async def test_the_whole_way_of_a_request(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    """R-128, R-132: asked by the platform, decided by a clerk, told back by the running service."""
    async with wire(fresh_database, tmp_path) as one:
        who = Insured("whole-way")
        await one.dedup.publish(participation(who.participation, who.person, token("whole-way")))
        await one.dedup.until("SELECT 1 FROM participation_spells")
        await one.strings.control("/notices", [told(who.asked())])
        notice = await one.dedup.until("SELECT notice_id FROM received_notices")
        body = {"decision": "ACKNOWLEDGE", "version": 1}
        assert (await one.dedup.call("POST", f"/received-notices/{notice['notice_id']}/decision", json=body, **CLERK)).status_code == 200
        await one.dedup.until("SELECT 1 FROM received_notices WHERE told_version = 1")
        [asked] = await one.strings.see("/asked")
        assert asked["answer"]["state"] == "ACKNOWLEDGED"
