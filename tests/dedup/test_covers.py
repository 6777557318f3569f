"""An old relation rests from the first day of the new cover on: no gap, nothing twice (H R-087)."""

from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any
from uuid import UUID

from dedup.use_cases.execute_cases import BECAUSE_OF_A_DUPLICATE
from enrolment_events.benefits import EntitlementChangedV1, EntitlementState
from enrolment_events.envelope import Event, new_event
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import ParticipationState
from policy_parameters import load_policy_book
from policy_parameters.book_files import BOOK
from service_runtime import Database
from tests.dedup.builders import GUANGZHOU, HUNAN, MORNING, hours_later, participation, reported, submitted, token
from tests.dedup.conftest import DedupFacts

NOVEMBER, DECEMBER = date(2023, 11, 1), date(2023, 12, 1)
BY_CONSENT: dict[str, Any] = {"benefit_year": 2023, "consent_signed_on": MORNING.date()}


class Mover:
    """Somebody who is insured elsewhere for this year and registers here."""

    def __init__(self, word: str) -> None:
        self.word, self.document = word, token(word)
        self.person, self.application, self.participation = new_id(), new_id(), new_id()

    def registered(self, **changed: Any) -> Event[Any]:
        told = {"benefit_year": 2023, "application_id": self.application, "at": hours_later(1), **changed}
        return participation(self.participation, self.person, self.document, **told)

    def covered(self, starts_on: date | None, version: int = 1, state: EntitlementState = EntitlementState.PENDING) -> Event[Any]:
        """Benefits say from which day."""
        data = EntitlementChangedV1(
            participation_id=self.participation, benefit_year=2023, state=state, starts_on=starts_on, ends_on=None, wait_months=0, rules=()
        )
        moment: dict[str, Any] = {"occurred_at": hours_later(2), "recorded_at": hours_later(2)}
        return new_event(data, aggregate_id=self.participation, aggregate_version=version, person_id=self.person, region="440700", **moment)


async def mover(facts: DedupFacts, word: str, area: str = HUNAN) -> Mover:
    one = Mover(word)
    await facts.report(reported(word, one.document, area=area, year=2023))
    await facts.hear(submitted(one.application, one.person, one.document, **BY_CONSENT))
    return one


async def notices(facts: DedupFacts, application: UUID) -> list[tuple[Any, ...]]:
    """Rule, state, from which day, whether it waits to be sent, and how often it changed."""
    rows = await facts.rows(
        "SELECT rule, state, effective_on, next_at IS NOT NULL, version FROM notices WHERE application_id = :id", id=application
    )
    return [tuple(row) for row in rows]


async def test_nothing_is_sent_before_the_new_cover_has_a_first_day(facts: DedupFacts) -> None:
    """R-087: the notice is open and waits; registered, or paid, is no cover yet."""
    one = await mover(facts, "first-day")
    await facts.hear(one.registered(state=ParticipationState.REGISTERED), one.registered(version=2))
    assert await notices(facts, one.application) == [("R-087", "OPEN", None, False, 1)]
    await facts.hear(one.covered(NOVEMBER))
    assert await notices(facts, one.application) == [("R-087", "OPEN", NOVEMBER, True, 2)]
    await facts.hear(one.covered(NOVEMBER))
    assert await notices(facts, one.application) == [("R-087", "OPEN", NOVEMBER, True, 2)]


async def test_whichever_is_heard_first_the_day_is_that_of_the_cover(facts: DedupFacts) -> None:
    one = await mover(facts, "heard-first")
    await facts.hear(one.covered(NOVEMBER))
    assert await notices(facts, one.application) == []
    await facts.hear(one.registered())
    assert await notices(facts, one.application) == [("R-087", "OPEN", NOVEMBER, True, 1)]


async def test_another_first_day_is_another_version_and_the_newest_counts(facts: DedupFacts) -> None:
    """He has paid a month later than it was thought; an older telling changes nothing."""
    one = await mover(facts, "another-day")
    await facts.hear(one.registered(), one.covered(NOVEMBER))
    await facts.hear(one.covered(DECEMBER, 3))
    await facts.hear(one.covered(NOVEMBER, 2))
    assert await notices(facts, one.application) == [("R-087", "OPEN", DECEMBER, True, 2)]


async def test_a_cover_that_is_none_has_no_first_day(facts: DedupFacts) -> None:
    """Empty and revoked entitlements may name a day."""
    for state in (EntitlementState.NONE, EntitlementState.REVOKED, EntitlementState.EMPTY):
        one = await mover(facts, f"none-{state}")
        await facts.hear(one.registered(), one.covered(NOVEMBER, state=state))
        assert [notice[2:4] for notice in await notices(facts, one.application)] == [(None, False)]


async def test_who_waits_for_his_cover_is_no_duplicate(facts: DedupFacts) -> None:
    """R-120, H R-087: the old relation lasts until the day before, which is settled; nobody has anything to decide."""
    one = await mover(facts, "settled")
    for event in (one.registered(), one.covered(NOVEMBER), one.covered(DECEMBER, 2)):
        await facts.hear(event)
        assert (
            await facts.rows("SELECT FROM cases AS c JOIN identities AS i USING (number) WHERE i.node = :person", person=one.person) == []
        )
    asked = await facts.rows(
        "SELECT FROM suspend_requests WHERE reason = :reason AND person_id = :id", reason=BECAUSE_OF_A_DUPLICATE, id=one.person
    )
    assert asked == []


async def test_inside_the_province_the_region_says_whether_a_second_is_allowed(facts: DedupFacts) -> None:
    """R-085, V-65: Kaiping allows none, so nothing is asked of Guangzhou, and two that stand are a duplicate."""
    one = await mover(facts, "no-second", GUANGZHOU)
    await facts.hear(one.registered(), one.covered(NOVEMBER))
    assert await notices(facts, one.application) == []
    assert (
        len(await facts.rows("SELECT FROM cases AS c JOIN identities AS i USING (number) WHERE i.node = :person", person=one.person)) == 1
    )


async def test_where_the_region_allows_a_second_the_old_one_rests_without_a_consent(facts: DedupFacts, tmp_path: Path) -> None:
    """R-085 确需, V-65 flag on: registered here, Guangzhou suspended from the first day of the new cover on."""
    book = tmp_path / "book"
    copytree(BOOK, book)
    page = book / "440000/conflict.yaml"
    page.write_text(
        page.read_text(encoding="utf-8").replace(
            "value: false, source: S3, clause: 第十条 原则上不再办理", "value: true, source: S3, clause: 第十条 确需"
        )
    )
    known = facts.database.surroundings
    database = Database(facts.database.url, facts.clock, policy=load_policy_book(book), safe=known.safe)
    there = DedupFacts(database, facts.clock)
    one = Mover("a-second")
    await there.report(reported("a-second", one.document, area=GUANGZHOU, year=2023))
    await there.hear(submitted(one.application, one.person, one.document, benefit_year=2023))
    await there.hear(one.registered(), one.covered(NOVEMBER))
    assert await notices(there, one.application) == [("R-085", "OPEN", NOVEMBER, True, 1)]
    await database.close()


async def test_for_next_year_the_old_one_rests_from_the_first_of_january_on(facts: DedupFacts) -> None:
    """R-088: whatever the first day of the new cover is; it may be told at once."""
    one = Mover("next-year")
    await facts.report(reported("next-year", one.document, area=HUNAN, year=2023))
    await facts.hear(submitted(one.application, one.person, one.document))
    await facts.hear(one.registered(benefit_year=2024), one.covered(date(2024, 3, 1)))
    assert await notices(facts, one.application) == [("R-088", "OPEN", date(2024, 1, 1), True, 1)]
