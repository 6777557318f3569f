"""The simulated regions: whatever goes wrong on the way ends in the same index, and notices are answered in every manner."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from dedup.domain.relations import relations_of
from dedup.domain.spell import Spell
from dedup.domain.told_by_regions import OutgoingNotice, ToldSpell
from dedup.gateways.other_regions import OtherRegions
from enrolment_events.duplicates import NoticeKind, NoticeState
from enrolment_terms.scheme import ParticipationState, Scheme
from tests.other_regions.platforms import OUT_SECRET, Ear, Strings, notice, platform, relation, token

PEOPLE = 60
DAY = "2024-04-10"


@pytest.fixture
async def strings() -> AsyncIterator[Strings]:
    async with platform() as one:
        await one.at(DAY)
        yield one


async def tell(strings: Strings, one: OutgoingNotice) -> UUID:
    ours = OtherRegions(strings.url, OUT_SECRET, seconds=5.0)
    await ours.tell(one)
    await ours.close()
    await strings.until_quiet()
    return one.notice_id


async def story(strings: Strings) -> None:
    """People with a relation, corrections, some that never were; every step is pushed, and what was kept back with the last."""
    await strings.hold(*(relation(number, area=("450102", "430102")[number % 2], paid=number % 3 > 0) for number in range(PEOPLE)))
    await strings.push()
    await strings.hold(*(relation(number, area=("450102", "430102")[number % 2], paid=True) for number in range(0, PEOPLE, 3)))
    await strings.push()
    await strings.control("/relations/gone", {"refs": [f"GX-{number}" for number in range(0, PEOPLE, 10)]})
    for _ in range(3):
        await strings.push()


async def index_of(feeds: dict[str, Any], ear: Ear | None = None) -> Ear:
    async with platform(ear) as strings:
        await strings.misbehave(seed=7, feeds=feeds)
        await story(strings)
        return strings.ear


DISORDER: list[dict[str, Any]] = [
    {"twice": 1.0},
    {"out_of_order": 1.0},
    {"kept_back": 0.5},
    {"wrong_first": 1.0},
    {"wrong_first": 1.0, "out_of_order": 1.0},
    {"taken_back": 1.0},
    {"unreadable": 1.0},
    {"batch": 1},
    {"twice": 0.5, "out_of_order": 0.5, "kept_back": 0.3, "wrong_first": 0.5, "taken_back": 0.5, "unreadable": 0.5, "batch": 7},
]


@pytest.mark.parametrize("feeds", DISORDER, ids=str)
async def test_a_feed_that_is_sent_twice_out_of_order_or_half_ends_in_the_same_index(feeds: dict[str, Any]) -> None:
    """R-120; bad input: a feed sent twice, out of order or half, with corrections and deletions."""
    expected, found = (await index_of({})).index, await index_of(feeds)
    assert len(expected) == PEOPLE - PEOPLE // 10
    assert found.index == expected
    assert bool(found.refused) is ("unreadable" in feeds)


async def test_a_relation_under_two_references_is_one() -> None:
    """R-120: told under a second reference, or by the national platform: as many relations, believed as before."""
    plain, twice = (await index_of({})).index, (await index_of({"two_references": 1.0})).index
    assert len(twice) == 2 * len(plain)
    assert {source for source, _ in twice} == {"REGION-450100", "REGION-430100", "NATIONAL"}
    assert _relations(twice) == _relations(plain)


def _relations(index: dict[tuple[str, str], ToldSpell]) -> dict[str, list[tuple[str, Spell]]]:
    by_person: dict[str, list[Spell]] = {}
    for (source, _), one in index.items():
        by_person.setdefault(one.tokens[0], []).append(
            replace(one.spell, spell_ref=f"{source}/{one.spell.spell_ref}", authority=2 if source == "NATIONAL" else 1)
        )
    return {
        person: [(found.name, replace(found.spell, spell_ref="", authority=0)) for found in relations_of(spells)]
        for person, spells in by_person.items()
    }


async def test_the_same_seed_misbehaves_in_the_same_way() -> None:
    one, other = [await index_of({"kept_back": 0.5, "wrong_first": 0.5, "batch": 9}) for _ in range(2)]
    assert [len(body) for body in one.bodies] == [len(body) for body in other.bodies]
    assert {key: version for key, (version, _) in one.spells.items()} == {key: version for key, (version, _) in other.spells.items()}


async def test_what_is_not_taken_comes_again_until_it_is() -> None:
    """At least once: a dedup that is down, busy or has no such address yet loses nothing."""
    troubled = Ear(answers=lambda call: {1: 503, 2: 404, 3: 401, 4: 500}.get(call, 202))
    assert (await index_of({}, troubled)).index == (await index_of({})).index


async def test_what_is_refused_for_good_is_not_sent_again() -> None:
    async with platform(Ear(answers=lambda call: 422 if call == 1 else 202)) as strings:
        await strings.hold(relation())
        await strings.push()
        assert [(one["status"], one["attempts"]) for one in await strings.see("/sent")] == [(422, 1), (202, 1)]


async def test_a_region_that_is_silent_tells_neither_spells_nor_freshness(strings: Strings) -> None:
    """V-71: it has not answered; what it did not tell comes when it speaks again."""
    await strings.control("/regions", {"regions": ["450100", "430100", "440000"]})
    await strings.hold(relation(1), relation(2, area="430102"))
    await strings.misbehave(feeds={"silent": ["430100"]})
    await strings.at("2024-05-01")
    assert [key[1] for key in strings.ear.index] == ["GX-1"]
    assert set(strings.ear.fresh) == {"450100", "440000"}
    assert strings.ear.fresh["450100"] == datetime(2024, 5, 1, 1, tzinfo=UTC)
    await strings.misbehave()
    await strings.at("2024-05-02")
    assert [key[1] for key in strings.ear.index] == ["GX-1", "GX-2"]
    assert set(strings.ear.fresh) == {"450100", "430100", "440000"}


async def test_a_region_of_which_something_is_kept_back_is_not_fresh(strings: Strings) -> None:
    """V-71: who has not told everything does not say so."""
    await strings.misbehave(feeds={"kept_back": 1.0})
    await strings.hold(relation(1))
    await strings.push()
    assert (strings.ear.index, strings.ear.fresh) == ({}, {})
    await strings.push()
    assert (len(strings.ear.index), set(strings.ear.fresh)) == (1, {"450100"})


async def stands(strings: Strings, ref: str = "GX-1") -> Spell:
    """What dedup then knows of a relation."""
    await strings.push()
    return strings.ear.index["REGION-450100", ref].spell


async def test_what_is_acknowledged_is_done_and_told(strings: Strings) -> None:
    """R-087, R-128: the dropped relation is really suspended, its last day is the one before."""
    await strings.hold(relation())
    notice_id = await tell(strings, notice())
    assert [(one.notice_id, one.state) for one in strings.ear.answered] == [(notice_id, NoticeState.ACKNOWLEDGED)]
    spell = await stands(strings)
    assert (spell.state, spell.ends_on) == (ParticipationState.SUSPENDED, date(2024, 4, 30))


async def test_a_duplicate_is_terminated(strings: Strings) -> None:
    """R-128: one that began later than that never covered a day beside its first."""
    await strings.hold(relation(starts_on="2024-06-01"))
    await tell(strings, notice(kind=NoticeKind.TERMINATE_DUPLICATE))
    spell = await stands(strings)
    assert (spell.state, spell.ends_on) == (ParticipationState.TERMINATED, date(2024, 6, 1))


async def test_a_withdrawn_notice_is_undone(strings: Strings) -> None:
    """Withdrawn notices give back what was suspended because of them."""
    await strings.hold(relation())
    notice_id = await tell(strings, notice())
    await tell(strings, notice(notice_id=notice_id, version=2, withdrawn=True))
    assert [(one.version, one.state) for one in strings.ear.answered] == [(1, NoticeState.ACKNOWLEDGED), (2, NoticeState.ACKNOWLEDGED)]
    spell = await stands(strings)
    assert (spell.state, spell.ends_on) == (ParticipationState.ACTIVE, date(2024, 12, 31))


async def test_a_corrected_notice_is_done_instead(strings: Strings) -> None:
    await strings.hold(relation())
    notice_id = await tell(strings, notice())
    await tell(strings, notice(notice_id=notice_id, version=2, effective_on=date(2024, 7, 1)))
    assert (await stands(strings)).ends_on == date(2024, 6, 30)


async def test_what_the_region_has_changed_since_is_not_undone(strings: Strings) -> None:
    await strings.hold(relation())
    notice_id = await tell(strings, notice())
    await strings.hold(relation(state="TERMINATED", ends_on="2024-03-01"))
    await tell(strings, notice(notice_id=notice_id, version=2, withdrawn=True))
    assert (await stands(strings)).ends_on == date(2024, 3, 1)


async def test_a_relation_is_resumed(strings: Strings) -> None:
    """R-131, R-134: suspended for a job, back on the day after it."""
    await strings.hold(relation())
    await tell(strings, notice())
    resume = notice(kind=NoticeKind.RESUME_RELATION, effective_on=date(2024, 9, 1))
    await tell(strings, resume)
    assert [one.state for one in strings.ear.answered] == [NoticeState.ACKNOWLEDGED] * 2
    await strings.push()
    spells = {ref: one.spell for (_, ref), one in strings.ear.index.items()}
    assert {ref: (one.starts_on, one.ends_on, one.state) for ref, one in spells.items()} == {
        "GX-1": (date(2024, 1, 1), date(2024, 4, 30), ParticipationState.SUSPENDED),
        "GX-1-20240901": (date(2024, 9, 1), date(2024, 12, 31), ParticipationState.ACTIVE),
    }
    await tell(strings, notice(notice_id=resume.notice_id, kind=NoticeKind.RESUME_RELATION, version=2, withdrawn=True))
    await strings.push()
    assert [ref for _, ref in strings.ear.index] == ["GX-1"]


async def test_what_stands_is_not_resumed(strings: Strings) -> None:
    await strings.hold(relation())
    await tell(strings, notice(kind=NoticeKind.RESUME_RELATION))
    assert [one.state for one in strings.ear.answered] == [NoticeState.REFUSED]


@pytest.mark.parametrize(
    "differently",
    [{"tokens": (token(2),)}, {"area": "460102"}, {"benefit_year": 2023}, {"scheme": Scheme.EMPLOYEE, "benefit_year": None}],
    ids=str,
)
async def test_a_notice_that_names_no_relation_is_refused(strings: Strings, differently: dict[str, Any]) -> None:
    await strings.hold(relation())
    await tell(strings, notice(**differently))
    (answer,) = strings.ear.answered
    assert (answer.state, answer.reason) == (NoticeState.REFUSED, "该人员在本地已无此参保关系")
    assert (await stands(strings)).state is ParticipationState.ACTIVE


async def test_of_several_relations_the_one_of_that_day_is_meant(strings: Strings) -> None:
    """R-121: two workplaces in one region."""
    works: dict[str, Any] = {"scheme": "EMPLOYEE", "benefit_year": None, "ends_on": None}
    await strings.hold(relation(1, spell_ref="GX-a", starts_on="2023-01-01", **works), relation(1, spell_ref="GX-b", **works))
    await tell(strings, notice(scheme=Scheme.EMPLOYEE, benefit_year=None, starts_on=date(2023, 1, 1)))
    await strings.push()
    states = {ref: one.spell.state for (_, ref), one in strings.ear.index.items()}
    assert states == {"GX-a": ParticipationState.SUSPENDED, "GX-b": ParticipationState.ACTIVE}


@pytest.mark.parametrize(
    ("manner", "answers", "state"),
    [
        ("REFUSES", [NoticeState.REFUSED], ParticipationState.ACTIVE),
        ("REFUSES_AT_FIRST", [NoticeState.REFUSED, NoticeState.ACKNOWLEDGED], ParticipationState.SUSPENDED),
        ("NEVER_ANSWERS", [], ParticipationState.ACTIVE),
        ("DOES_NOTHING", [NoticeState.ACKNOWLEDGED], ParticipationState.ACTIVE),
        ("CHANGES_ITS_MIND", [NoticeState.ACKNOWLEDGED, NoticeState.REFUSED], ParticipationState.ACTIVE),
        ("ACKNOWLEDGES", [NoticeState.ACKNOWLEDGED], ParticipationState.SUSPENDED),
    ],
)
async def test_regions_answer_in_every_manner(strings: Strings, manner: str, answers: list[NoticeState], state: ParticipationState) -> None:
    """R-132: no acknowledgement, a no, an acknowledgement that nothing follows."""
    await strings.misbehave(offices={"pinned": {"4501": manner}})
    await strings.hold(relation())
    await tell(strings, notice())
    for day in ("2024-04-11", "2024-04-12"):
        await strings.at(day)
    assert [one.state for one in strings.ear.answered] == answers
    assert (await stands(strings)).state is state


async def test_an_answer_comes_late(strings: Strings) -> None:
    """R-132: after three days."""
    await strings.misbehave(offices={"late": 1.0})
    await strings.hold(relation())
    await tell(strings, notice())
    await strings.at("2024-04-12")
    assert strings.ear.answered == []
    await strings.at("2024-04-13")
    assert [one.answered_on for one in strings.ear.answered] == [date(2024, 4, 13)]


async def test_shares_choose_among_notices(strings: Strings) -> None:
    await strings.misbehave(seed=3, offices={"refuses": 0.5})
    await strings.hold(*(relation(number) for number in range(40)))
    for number in range(40):
        await tell(strings, notice(number, notice_id=UUID(int=number)))
    told = {state: sum(one.state is state for one in strings.ear.answered) for state in (NoticeState.REFUSED, NoticeState.ACKNOWLEDGED)}
    assert sum(told.values()) == 40
    assert min(told.values()) > 5


async def test_requests_to_us_have_versions_and_are_withdrawn(strings: Strings) -> None:
    """Notices in from other regions: asked, asked otherwise, taken back."""
    asked = {
        "source": "GD-440100",
        "notice_ref": "N-1",
        "kind": "SUSPEND_DUPLICATE",
        "tokens": [token(1)],
        "area": "440783",
        "scheme": "RESIDENT",
        "benefit_year": 2024,
        "effective_on": "2024-04-01",
        "asked_by_area": "440106",
        "due_on": "2024-04-15",
        "reason": "学籍地已参保",
    }
    for differently in ({}, {"effective_on": "2024-05-01"}, {"effective_on": "2024-05-01", "withdrawn": True}):
        await strings.control("/notices", [asked | differently])
    await strings.until_quiet()
    assert [(one.version, one.effective_on.month, one.withdrawn) for one in strings.ear.asked] == [
        (1, 4, False),
        (2, 5, False),
        (3, 5, True),
    ]
    (shown,) = await strings.see("/asked")
    assert (shown["version"], shown["answer"]) == (3, None)
