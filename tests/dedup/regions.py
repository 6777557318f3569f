"""Dedup and the simulated platform of other regions, each as it is: use cases on a real database, calls over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import SecretStr

from dedup.gateways.other_regions import OtherRegions
from dedup.settings import Settings
from dedup.use_cases.answer_regions import answer_regions
from dedup.use_cases.send_notices import send_notices
from enrolment_events.benefits import EntitlementChangedV1, EntitlementState
from enrolment_events.envelope import Event, new_event
from enrolment_terms.identifiers import new_id
from policy_parameters import load_policy_book
from service_runtime import Database, MovableClock, Runtime, Safe, generate_storage_keys
from tests.conftest import FreshDatabase
from tests.dedup.builders import HUNAN, MORNING, hours_later, participation, reported, submitted, token
from tests.dedup.conftest import DedupFacts
from tests.other_regions.platforms import OUT_SECRET, Strings, platform

ROW = "SELECT * FROM notices"


class Mover:
    """Somebody who is insured in Hunan for 2023, and here by application."""

    def __init__(self, word: str) -> None:
        self.word, self.document = word, token(word)
        self.person, self.application, self.participation = new_id(), new_id(), new_id()

    @property
    def relation(self) -> dict[str, Any]:
        """The old relation, as the simulated platform holds it."""
        return {
            "spell_ref": self.word,
            "token": self.document,
            "scheme": "RESIDENT",
            "area": HUNAN,
            "benefit_year": 2023,
            "starts_on": "2023-01-01",
            "ends_on": "2023-12-31",
        }


class Desk:
    """What one installation does with its platform."""

    def __init__(self, facts: DedupFacts, strings: Strings) -> None:
        self.facts, self.strings = facts, strings
        self.seconds = 1000.0
        """The clock by which a platform that fails rests."""
        self.ours = OtherRegions(strings.url, OUT_SECRET, seconds=5.0, now=lambda: self.seconds)
        settings = Settings(database_url="postgresql://", storage_keys=SecretStr(generate_storage_keys()), jwks_file=Path("none"))
        self.runtime = Runtime("dedup", settings, facts.database, facts.clock, load_policy_book())

    async def mover(self, word: str, *, covered_from: date | None = date(2023, 11, 1)) -> Mover:
        """R-087: by consent; the notice is open, and may be told if the new cover has a first day."""
        one = Mover(word)
        await self.strings.hold(one.relation)
        await self.facts.report(reported(word, one.document, area=HUNAN, year=2023))
        await self.facts.hear(submitted(one.application, one.person, one.document, benefit_year=2023, consent_signed_on=MORNING.date()))
        await self.facts.hear(self.registered(one))
        if covered_from:
            await self.facts.hear(covered(one.participation, one.person, covered_from))
        return one

    def registered(self, one: Mover, version: int = 1, **changed: Any) -> Event[Any]:
        """The new relation."""
        told = {"benefit_year": 2023, "application_id": one.application, "version": version, **changed}
        return participation(one.participation, one.person, one.document, at=hours_later(version), **told)

    async def send(self, *, due: bool = False) -> int:
        """All that is due is sent or asked for once; `due`: whatever waits for its time is due now."""
        if due:
            await self.change("UPDATE notices SET next_at = now() WHERE next_at IS NOT NULL")
        return await send_notices(self.runtime, self.ours)

    async def answer(self, *, due: bool = False) -> int:
        """The same of answers to their requests."""
        if due:
            await self.change("UPDATE received_notices SET next_at = now() WHERE next_at IS NOT NULL")
        return await answer_regions(self.runtime, self.ours)

    async def notice(self, one: Mover) -> Any:
        """The notice to the old region, as it stands."""
        [row] = await self.facts.rows(f"{ROW} WHERE application_id = :id AND case_id IS NULL", id=one.application)
        return row

    async def change(self, sql: str) -> None:
        """As whoever was killed, or an hour, would have left it."""
        async with self.facts.database.transaction() as tx:
            await tx.driver.execute(sql)


def covered(participation_id: UUID, person: UUID, starts_on: date | None, version: int = 1) -> Event[EntitlementChangedV1]:
    """Benefits say from which day the participation gives cover; None: from none."""
    state = EntitlementState.PENDING if starts_on else EntitlementState.NONE
    data = EntitlementChangedV1(
        participation_id=participation_id, benefit_year=2023, state=state, starts_on=starts_on, ends_on=None, wait_months=0, rules=()
    )
    moment: dict[str, Any] = {"occurred_at": hours_later(1), "recorded_at": hours_later(1)}
    return new_event(data, aggregate_id=participation_id, aggregate_version=version, person_id=person, region="440700", **moment)


@asynccontextmanager
async def desk(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    """A database of its own, and a platform that does everything right, in Hunan."""
    clock = MovableClock(MORNING)
    safe = Safe.from_json(generate_storage_keys())
    database = Database(await fresh_database("dedup", "dedup.migrations"), clock, policy=load_policy_book(), safe=safe)
    async with platform() as strings:
        await strings.at(MORNING.date().isoformat())
        one = Desk(DedupFacts(database, clock), strings)
        ours = one.ours
        yield one
        await ours.close()
    await database.close()
