"""Questions about random people, put to the use case on the service's database; an event of a person, taken in."""

import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from canbao_suite.bench.checks_people import AREA, OF_OUR_CITY, people_with, person_of, tokens_of
from dedup.domain.conflicts import Question
from dedup.repository.individuals import individuals_of
from dedup.use_cases.look_at_people import look_at
from dedup.use_cases.preview_check import preview_checks
from dedup.use_cases.record_participations import record_participations
from enrolment_events.envelope import Event, new_event
from enrolment_events.registration import ParticipationRegisteredV1, PersonKey, PersonState
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import DocumentType, Sex
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Category, Channel, ParticipationState, Payer, Scheme
from enrolment_terms.sealed import IdentityToken, Sealed
from policy_parameters import load_policy_book
from process_runtime.collector import tame_the_collector
from service_runtime import Database, MovableClock, Safe, generate_storage_keys

CHECKS, BATCHES, OF_A_BATCH, EVENTS = 5_000, 300, 50, 300
UNKNOWN = 0.05
"""Share of those asked for whom nobody has told of; half of the others are people of our own city."""
_SEED, _EVENT_SPELLS, _STATEMENTS = 12, 3, 3
_NOW = datetime(2024, 6, 3, 9, tzinfo=SHANGHAI)
QUESTION = Question(area=AREA, benefit_year=2024, applied_on=_NOW.date())
Tokens = tuple[IdentityToken, ...]


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds of each of many."""

    each: Sequence[float]

    def at(self, share: float) -> float:
        """So many of all took no longer."""
        return round(sorted(self.each)[min(int(len(self.each) * share), len(self.each) - 1)], 2)

    def told(self, name: str) -> dict[str, float]:
        """Under this name."""
        return {f"{name}_p50_ms": self.at(0.5), f"{name}_p99_ms": self.at(0.99)}


def tokens_asked(people: int, many: int, seed: int) -> list[Tokens]:
    """Of random people, and of some whom nobody knows."""
    dice = random.Random(f"{_SEED} {seed}")  # noqa: S311
    return [_tokens(people, dice) for _ in range(many)]


def _tokens(people: int, dice: random.Random) -> Tokens:
    if dice.random() < UNKNOWN:
        return (IdentityToken(f"{dice.getrandbits(256):064x}"),)
    if dice.random() < 0.5:
        return tokens_of(dice.randrange(people // OF_OUR_CITY) * OF_OUR_CITY + OF_OUR_CITY)
    return tokens_of(dice.randrange(people) + 1)


async def ask_first(url: str, people: int) -> dict[str, Any]:
    """Of a server that has just started and whose files are in no memory."""
    async with _database(url) as database:
        checks, batches = tokens_asked(people, CHECKS, 1), tokens_asked(people, BATCHES * OF_A_BATCH, 2)
        return {
            **(await _checked(database, checks, 1)).told("check_cold"),
            **(await _checked(database, batches, OF_A_BATCH)).told("check_batch_cold"),
        }


async def ask(url: str, people: int) -> dict[str, Any]:
    """Other people, in ones and in batches; then events of people."""
    async with _database(url) as database:
        nothing: list[float] = []
        checks, batches = tokens_asked(people, CHECKS, 3), tokens_asked(people, BATCHES * OF_A_BATCH, 4)
        return {
            **(await _checked(database, checks, 1, nothing)).told("check"),
            **Spent(nothing).told("check_nothing"),
            **(await _checked(database, batches, OF_A_BATCH)).told("check_batch"),
            **await _looked_at(database, people_with(_EVENT_SPELLS, people, EVENTS)),
        }


@asynccontextmanager
async def _database(url: str) -> AsyncIterator[Database]:
    database = Database(url, MovableClock(_NOW), policy=load_policy_book(), safe=Safe.from_json(generate_storage_keys()))
    tame_the_collector()  # as the service does at its start
    try:
        yield database
    finally:
        await database.close()


async def _checked(database: Database, asked: Sequence[Tokens], at_once: int, nothing: list[float] | None = None) -> Spent:
    """As the endpoint does it: a transaction for one question or one batch. `nothing`: between them, what asking for nothing takes."""
    spent = []
    for place in range(0, len(asked), at_once):
        if nothing is not None:
            nothing.append(await _asked_nothing(database))
        some = [(QUESTION, tokens) for tokens in asked[place : place + at_once]]
        begun = time.perf_counter()
        async with database.transaction() as tx:
            await preview_checks(tx, some)
        spent.append((time.perf_counter() - begun) * 1000)
    return Spent(spent)


async def _asked_nothing(database: Database) -> float:
    """Milliseconds of a transaction with as many statements as a check has: the machine's part, and that of what else it does."""
    begun = time.perf_counter()
    async with database.transaction() as tx:
        for _ in range(_STATEMENTS):
            await tx.driver.fetchval("SELECT 1")
    return (time.perf_counter() - begun) * 1000


async def _looked_at(database: Database, numbers: Sequence[int]) -> dict[str, Any]:
    """People with three told spells: found, looked at, and an event of theirs taken in, each for the first time."""

    async def find(tx: Any, number: int) -> object:
        return await individuals_of(tx.driver, [number])

    async def look(tx: Any, number: int) -> object:
        return await look_at(tx, [number])

    async def take_in(tx: Any, number: int) -> None:
        await record_participations(tx, [_event(number)])

    found: dict[str, Any] = {}
    parts = {"individual": find, "look": look, "event": take_in}
    for place, (name, act) in enumerate(parts.items()):
        found |= (await _each(database, numbers[place :: len(parts)], act)).told(name)
    return found


async def _each(database: Database, numbers: Sequence[int], act: Callable[[Any, int], Awaitable[object]]) -> Spent:
    spent = []
    for number in numbers:
        begun = time.perf_counter()
        async with database.transaction() as tx:
            await act(tx, number)
        spent.append((time.perf_counter() - begun) * 1000)
    return Spent(spent)


def _event(number: int) -> Event[Any]:
    """Registered in our city for the year."""
    person, participation = person_of(number), new_id()
    keys = tuple(PersonKey(kind=DocumentType.RESIDENT_ID, token=token, number=Sealed("k.sealed")) for token in tokens_of(number))
    told = ParticipationRegisteredV1(
        participation_id=participation, state=ParticipationState.REGISTERED, benefit_year=2024, scheme=Scheme.RESIDENT, area=AREA,
        category=Category.GENERAL, channel=Channel.YUE_YIBAO, payer=Payer.PERSON, registered_on=_NOW.date(), effective_on=_NOW.date(),
        person=PersonState(person_id=person, name=Sealed("k.sealed"), sex=Sex.FEMALE, birth_date=date(1985, 5, 5), keys=keys),
    )  # fmt: skip
    return new_event(
        told, aggregate_id=participation, aggregate_version=1, person_id=person, region="440700", occurred_at=_NOW, recorded_at=_NOW
    )
