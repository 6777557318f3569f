"""One person's story: what registration and other regions tell of him day by day, and what the dedup service makes of it."""

from collections.abc import AsyncIterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from dedup.domain.choices import Answer
from dedup.repository.cases import Case, Version, cases_of, history_of
from dedup.repository.identities import numbers_of
from dedup.use_cases.look_at_due_cases import DUE_CASES
from dedup.use_cases.read_case import Act
from dedup.use_cases.record_case_facts import record_case_facts
from dedup.use_cases.record_choice import record_choice
from dedup.use_cases.state_identity import join_case, part_case
from enrolment_events.duplicates import NoticeKind, NoticeState
from enrolment_terms.benefit_year import SHANGHAI, first_day
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState
from service_runtime import Run
from tests.dedup.builders import KAIPING, MORNING, employed, gone, participation, reported, token
from tests.dedup.conftest import DedupFacts

HOME = "RESIDENT/440700/2024"
MARCH = date(2024, 3, 1)
EVERYWHERE = ["%"]
Request = tuple[str, date, bool]
"""What is asked of a participation, from which day, and whether that is withdrawn."""
Told = tuple[NoticeKind, str, date | None, NoticeState]
"""A notice: what, about which relation, from which day, and how it stands."""


def at(day: date) -> datetime:
    """Nine o'clock on that day."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)


class Story:
    """A person with one document, and one participation of his in Kaiping for 2024, which may be told."""

    def __init__(self, facts: DedupFacts, person: UUID | None = None, document: str | None = None) -> None:
        self.facts, self.person = facts, person or new_id()
        self.document = token(document or str(self.person))
        self.participation = new_id()
        self.version = 0

    async def on(self, day: date) -> None:
        """From now on it is that day; the daily job has run."""
        self.facts.clock.move_to(at(day))
        async with self.facts.database.transaction() as tx:
            await DUE_CASES.step(tx, Run(0, "look_at_due_cases", "440000", day, None, 0))

    async def insured(self, **changed: Any) -> None:
        """Our registration tells of the participation: registered at the end of the year before, and paid."""
        self.version += 1
        usual: dict[str, Any] = {"registered_on": date(2023, 11, 1), "paid_on": date(2023, 11, 2), "effective_on": date(2023, 11, 2)}
        now = self.facts.clock.now()
        given = {**usual, **changed}
        await self.facts.hear(participation(self.participation, self.person, self.document, version=self.version, at=now, **given))

    async def suspended(self, on: date, **changed: Any) -> None:
        """Our registration has done what it was asked to."""
        await self.insured(state=ParticipationState.SUSPENDED, effective_on=on, **changed)

    async def told(self, area: str, ref: str = "", source: str = "tests", **changed: Any) -> None:
        """Another region tells of a resident relation, of 2024 and paid unless changed."""
        await self.facts.report(reported(f"{self.person}-{area}-{ref}", self.document, area=area, source=source, **changed))

    async def works(self, area: str, starts_on: date, **changed: Any) -> None:
        """The employee scheme tells of a job, paid since it began unless changed."""
        identity = changed.pop("identity", EmployeeIdentity.WORKER)
        ref = f"{self.person}-job-{area}-{changed.pop('ref', '')}"
        await self.facts.report(employed(ref, self.document, identity, area=area, starts_on=starts_on, **changed))

    async def gone(self, area: str, ref: str = "") -> None:
        """The other region takes back what it told."""
        await self.facts.report(gone(f"{self.person}-{area}-{ref}"))

    async def cases(self) -> list[Case]:
        """All of his, the oldest first."""
        async with self.facts.database.read() as read:
            numbers = await numbers_of(read.driver, [self.person])
            return await cases_of(read.driver, read.safe, list(numbers.values()))

    async def case(self) -> Case:
        """The only one that he has."""
        [case] = await self.cases()
        return case

    async def stands(self) -> tuple[str, str | None, str | None]:
        """State, principle, and what is kept."""
        told = (await self.case()).told
        return told.state.value, told.principle, told.kept

    async def states(self) -> list[str]:
        """Those that the case was in, one after the other."""
        return [one.told.state.value for one in await self.history()]

    async def history(self) -> list[Version]:
        """Every version of the case."""
        case = await self.case()
        async with self.facts.database.read() as read:
            return await history_of(read.driver, read.safe, case.case_id)

    async def requests(self, *, of: UUID | None = None) -> list[Request]:
        """What registration is asked to do with the participation because of duplicates."""
        rows = await self.facts.rows(
            "SELECT action, effective_on, withdrawn FROM suspend_requests WHERE participation_id = :id AND reason = 'DUPLICATE'"
            " ORDER BY action, effective_on, withdrawn",
            id=of or self.participation,
        )
        return [(row["action"], row["effective_on"], row["withdrawn"]) for row in rows]

    async def notices(self) -> list[Told]:
        """What other regions are told because of his cases."""
        rows = await self.facts.rows(
            "SELECT kind, relation, effective_on, state FROM notices WHERE case_id = ANY(:ids) ORDER BY relation, kind",
            ids=[case.case_id for case in await self.cases()],
        )
        return [(NoticeKind(row["kind"]), row["relation"], row["effective_on"], NoticeState(row["state"])) for row in rows]

    async def chooses(self, relation: str, on: date, promise: str | None = None, *, version: int | None = None) -> None:
        """A clerk files what the person says."""
        async with self.facts.database.transaction() as tx:
            await record_choice(tx, await self._id(), Answer(chosen=relation, chosen_on=on, promise_ref=promise), await self._act(version))

    async def known(self, told: Mapping[str, Any]) -> None:
        """A clerk tells what he knows of the person."""
        async with self.facts.database.transaction() as tx:
            await record_case_facts(tx, await self._id(), told, await self._act(None))

    async def parted(self, *relations: str) -> None:
        """A clerk says that these records, or the last of two, are of another person."""
        async with self.facts.database.transaction() as tx:
            await part_case(tx, await self._id(), relations, "核对有误", await self._act(None))

    async def joined(self) -> None:
        """He takes it back."""
        async with self.facts.database.transaction() as tx:
            await join_case(tx, await self._id(), await self._act(None))

    async def _id(self) -> UUID:
        return (await self.cases())[-1].case_id

    async def _act(self, version: int | None) -> Act:
        return Act(version or (await self.cases())[-1].version, "clerk-1", EVERYWHERE)


@pytest.fixture
async def story(facts: DedupFacts) -> AsyncIterator[Story]:
    """On 1 March 2024."""
    facts.clock.move_to(at(MARCH))
    yield Story(facts)
    facts.clock.move_to(MORNING)


__all__ = ["HOME", "KAIPING", "MARCH", "Story", "at", "first_day", "story"]
