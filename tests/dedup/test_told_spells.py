"""What others tell of spells, in whichever order and however often: the same index, and nobody in it who is covered twice unseen."""

from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from dedup.use_cases.report_spells import Outcome
from enrolment_events.duplicates import DuplicateCaseState
from enrolment_terms.identifiers import new_id
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import Channel, EmployeeIdentity, ParticipationState, Payer
from tests.dedup.builders import (
    GUANGZHOU,
    HUNAN,
    MORNING,
    decided,
    employed,
    gone,
    hours_later,
    participation,
    reported,
    submitted,
    token,
)
from tests.dedup.conftest import DedupFacts

MAOMING = "440900"
ACTIVE, SUSPENDED = ParticipationState.ACTIVE, ParticipationState.SUSPENDED
OVER = {DuplicateCaseState.CLOSED, DuplicateCaseState.FALSE_POSITIVE}


async def standing(facts: DedupFacts, ref: str, source: str = "tests") -> list[tuple[Any, ...]]:
    """What is believed of this reference."""
    rows = await facts.rows(
        "SELECT version, state, paid FROM told_spells WHERE spell_key = :key AND superseded_at IS NULL", key=facts.key(ref, source)
    )
    return [tuple(row) for row in rows]


async def open_cases(facts: DedupFacts, person: UUID) -> list[list[str]]:
    """The places of the records of each open case."""
    rows = await facts.rows(
        "SELECT areas FROM cases WHERE number = (SELECT number FROM identities WHERE node = :person) AND state <> ALL(:over)",
        person=person,
        over=[state.value for state in OVER],
    )
    return [sorted(row["areas"]) for row in rows]


def rules(facts: DedupFacts, application: UUID) -> list[list[str]]:
    """Of all answers, the rules of the hits."""
    return [[hit.rule for hit in event.data.hits] for event in facts.published if event.data.application_id == application]


# Versions


VERSIONS = [
    ([1, 2, 3], (3, "ACTIVE", True)),
    ([1, 2, -3], None),
    ([1, -2, 3], (3, "ACTIVE", True)),
    ([-1, 2], (2, "SUSPENDED", True)),
    ([2, -1, -4, 3], None),
]


@pytest.mark.parametrize(("told", "believed"), VERSIONS, ids=str)
async def test_versions_end_in_the_same_index_in_any_order(facts: DedupFacts, told: list[int], believed: tuple[Any, ...] | None) -> None:
    """The highest stands; what is taken back (negative) was never told, even if it comes before what it takes back."""
    for place, order in enumerate(permutations(told)):
        ref, document = f"versions {told} {place}", token(f"versions {told} {place}")
        for _ in ("told", "told again"):
            for version in order:
                state = SUSPENDED if version == 2 else ACTIVE
                await facts.report(gone(ref, version=-version) if version < 0 else reported(ref, document, version=version, state=state))
            assert await standing(facts, ref) == ([believed] if believed else [])


async def test_half_of_a_feed_and_then_all_of_it_is_all_of_it(facts: DedupFacts) -> None:
    feed = [reported(f"half-{number}", token(f"half-{number % 3}"), version=number % 2 + 1) for number in range(6)]
    await facts.report(*feed[:3])
    receipt = await facts.report(*feed)
    assert receipt.outcomes == {Outcome.UNCHANGED: 3, Outcome.ACCEPTED: 3}
    assert receipt.accepted == 6
    assert [len(await standing(facts, f"half-{number}")) for number in range(6)] == [1] * 6


async def test_without_versions_what_is_told_later_is_newer(facts: DedupFacts) -> None:
    """The same again is nothing new, and makes no version."""
    document = token("no-version")
    outcomes = [
        (await facts.report(one)).outcomes
        for one in (
            reported("no-version", document),
            reported("no-version", document),
            reported("no-version", document, paid=False),
            gone("no-version"),
            gone("no-version"),
            reported("no-version", document),
        )
    ]
    accepted, unchanged = {Outcome.ACCEPTED: 1}, {Outcome.UNCHANGED: 1}
    assert outcomes == [accepted, unchanged, accepted, accepted, unchanged, accepted]
    assert await standing(facts, "no-version") == [(3, "ACTIVE", True)]


async def test_of_two_rows_in_one_feed_the_higher_version_stands(facts: DedupFacts) -> None:
    document = token("two-rows")
    await facts.report(reported("two-rows", document, version=2, paid=False), reported("two-rows", document, version=1))
    assert await standing(facts, "two-rows") == [(2, "ACTIVE", False)]


async def test_a_spell_that_becomes_anothers_is_not_the_firsts_any_more(facts: DedupFacts) -> None:
    one, other = new_id(), new_id()
    his, hers = token("becomes-his"), token("becomes-hers")
    await facts.hear(participation(new_id(), one, his, benefit_year=2023), participation(new_id(), other, hers, benefit_year=2023))
    await facts.report(reported("becomes", his, year=2023))
    assert (await open_cases(facts, one), await open_cases(facts, other)) == ([[GUANGZHOU, "440783115"]], [])
    await facts.report(reported("becomes", hers, year=2023))
    assert (await open_cases(facts, one), await open_cases(facts, other)) == ([], [[GUANGZHOU, "440783115"]])


async def test_a_region_is_believed_of_itself_before_the_platform(facts: DedupFacts) -> None:
    """Whatever the platform says later."""
    person, document, application = new_id(), token("authority"), new_id()
    await facts.report(reported("1", document, source="GD-440100", state=SUSPENDED))
    facts.clock.move_to(hours_later(1))
    await facts.report(reported("1", document, source="platform"))
    await facts.hear(submitted(application, person, document, at=hours_later(1)))
    assert rules(facts, application) == [[]]
    await facts.report(reported("1", document, source="GD-440100", version=2))
    assert rules(facts, application) == [[], ["R-089"]]
    facts.clock.move_to(MORNING)


async def test_registration_is_believed_of_its_own_before_all(facts: DedupFacts) -> None:
    """R-089: what it has cancelled is over, though the platform still tells of it."""
    person, document, application = new_id(), token("authority-own"), new_id()
    await facts.hear(participation(new_id(), person, document, area=MAOMING, state=ParticipationState.CANCELLED))
    await facts.report(
        reported("own", document, area=MAOMING, source="platform"), reported("own", document, area=MAOMING, source="GD-440900")
    )
    await facts.hear(submitted(application, person, document))
    assert rules(facts, application) == [[]]


# The faults of before


async def test_one_relation_under_two_references_is_counted_once_and_stops_nothing(facts: DedupFacts) -> None:
    """R-120: it is registered and activated all the same, and a filing in Maoming is not clear."""
    person, document, one, application = new_id(), token("two-references"), new_id(), new_id()
    await facts.report(reported("a", document, area=HUNAN, year=2023), reported("b", document, area="430102", year=2023))
    registered = participation(one, person, document, state=ParticipationState.REGISTERED, benefit_year=2023)
    await facts.hear(registered, participation(one, person, document, version=2, benefit_year=2023))
    assert [tuple(row) for row in await facts.rows("SELECT version FROM participation_spells WHERE participation_id = :id", id=one)] == [
        (1,),
        (2,),
    ]
    [[abroad, here]] = await open_cases(facts, person)
    assert (abroad[:4], here) == (HUNAN[:4], "440783115")
    await facts.hear(submitted(application, person, document, area=MAOMING, benefit_year=2023))
    assert rules(facts, application) == [["R-087", "R-085"]]


async def test_an_import_that_covers_somebody_twice_is_one_case(facts: DedupFacts) -> None:
    """R-120: active in Kaiping and in Maoming for 2023, in one batch of the import."""
    person, document = new_id(), token("imported")
    imported: dict[str, Any] = {"benefit_year": 2023, "channel": Channel.IMPORT}
    await facts.hear(*(participation(new_id(), person, document, area=area, **imported) for area in ("440783115", MAOMING)))
    assert await open_cases(facts, person) == [["440783115", MAOMING]]


async def test_two_paid_records_of_one_year_are_a_case(facts: DedupFacts) -> None:
    """R-120, R-122: neither is ours; it is found on the second."""
    document = token("two-paid")
    for area in (GUANGZHOU, HUNAN):
        await facts.report(reported(f"two-paid-{area}", document, area=area))
    assert await open_cases(facts, UUID(hex=document[:32])) == [[HUNAN, GUANGZHOU]]


async def test_who_is_active_by_a_mark_before_the_money_is_covered(facts: DedupFacts) -> None:
    """R-042, R-120: payer FINANCE, nothing paid yet; a person who has to pay himself is not."""
    for payer, found in ((Payer.FINANCE, 1), (Payer.PERSON, 0)):
        person, document = new_id(), token(f"mark-{payer}")
        await facts.report(reported(f"mark-{payer}", document))
        await facts.hear(participation(new_id(), person, document, payer=payer, paid_on=None))
        assert len(await open_cases(facts, person)) == found


@pytest.mark.parametrize("hour", [1, 9])
@pytest.mark.parametrize(("signed_on", "lifted"), [(date(2023, 10, 11), True), (date(2023, 10, 12), False), (date(2023, 10, 10), True)])
async def test_a_consent_counts_from_its_signing_on(facts: DedupFacts, signed_on: date, lifted: bool, hour: int) -> None:
    """R-087, V-67: that of tomorrow lifts nothing, that of today does, at every hour of the day."""
    document, application = token(f"consent-{signed_on}-{hour}"), new_id()
    await facts.report(reported(f"consent-{signed_on}-{hour}", document, area=HUNAN, year=2023))
    at = MORNING.replace(hour=hour)
    await facts.hear(submitted(application, new_id(), document, at=at, benefit_year=2023, consent_signed_on=signed_on))
    [answer] = [event for event in facts.published if event.data.application_id == application]
    assert [(hit.rule, hit.code) for hit in answer.data.hits] == [("R-087", None if lifted else ReasonCode.CONSENT_REQUIRED)]


@pytest.mark.parametrize("first", ["440783115", MAOMING])
async def test_two_regions_that_approve_a_day_apart_make_one_case(facts: DedupFacts, first: str) -> None:
    """R-120: both checks were clear when they were made; the second approval is found."""
    person, document = new_id(), token(f"a-day-apart-{first}")
    [second] = {"440783115", MAOMING} - {first}
    applications = {first: new_id(), second: new_id()}
    await facts.hear(*(submitted(one, person, document, area=area) for area, one in applications.items()))
    for area, hours in ((first, 1), (second, 24)):
        await facts.hear(decided(applications[area], person, at=hours_later(hours)))
        await facts.hear(participation(new_id(), person, document, area=area, application_id=applications[area], at=hours_later(hours)))
    assert await open_cases(facts, person) == [["440783115", MAOMING]]
    assert rules(facts, applications[second]) == [[], ["R-089"]], "it was open when the first was approved"


# Rows that make no sense


FAULTY: list[tuple[dict[str, Any], list[str]]] = [
    ({"area": "990100"}, ["area"]),
    ({"ends_on": date(2023, 12, 31), "area": "4401"}, ["area", "ends_on"]),
    ({"identity": EmployeeIdentity.WORKER, "employer": "E-1", "months_paid": 3}, ["identity", "employer", "months_paid"]),
    ({"left_on": date(2023, 1, 1)}, ["left_on", "left_on"]),
    ({"first_paid_on": date(2023, 10, 12)}, ["first_paid_on"]),
    ({"first_paid_on": date(2023, 10, 11), "paid": False}, ["first_paid_on"]),
    ({"benefits_from": date(2023, 12, 31)}, ["benefits_from"]),
]


@pytest.mark.parametrize(("changed", "fields"), FAULTY, ids=str)
async def test_a_senseless_row_comes_back_with_all_its_faults_in_chinese(
    facts: DedupFacts, changed: dict[str, Any], fields: list[str]
) -> None:
    """R-004; its neighbours are taken."""
    good, bad = token(f"neighbour {changed}"), token(f"senseless {changed}")
    receipt = await facts.report(reported(f"bad {changed}", bad, **changed), reported(f"good {changed}", good))
    [refused] = receipt.refused
    assert (receipt.accepted, refused.place, refused.spell_ref) == (1, 0, f"bad {changed}")
    assert [one.field for one in refused.reasons] == fields
    assert all("一" <= one.msg[0] <= "鿿" for one in refused.reasons)
    assert (len(await standing(facts, f"good {changed}")), await standing(facts, f"bad {changed}")) == (1, [])


@pytest.mark.parametrize("changed", [{"student": True}, {"subsidised": True}, {"government_until": date(2024, 1, 1)}], ids=str)
async def test_what_only_residents_have_is_refused_of_a_job(facts: DedupFacts, changed: dict[str, Any]) -> None:
    receipt = await facts.report(employed(f"job {changed}", token(f"job {changed}"), **changed))
    assert [[one.field for one in row.reasons] for row in receipt.refused] == [["scheme"]]


async def test_a_row_of_the_first_day_of_everything_is_taken(facts: DedupFacts) -> None:
    """Ends on the day on which it begins, first paid today."""
    day = MORNING.date()
    receipt = await facts.report(
        employed("one-day", token("one-day"), starts_on=day, ends_on=day, first_paid_on=day, benefits_from=day, left_on=day)
    )
    assert (receipt.accepted, receipt.refused) == (1, [])
