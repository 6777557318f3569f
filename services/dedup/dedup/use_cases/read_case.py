"""One duplicate case as it stands today, for whoever looks at it and for whoever says something of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from dedup.domain.anticipated import anticipated
from dedup.domain.individuals import Individual
from dedup.domain.relations import Relation
from dedup.errors import CaseChanged, CaseNotKnown
from dedup.repository.cases import Case, case_in
from dedup.repository.identities import numbers_of
from dedup.repository.individuals import individuals_of
from dedup.repository.settled import settled_of
from dedup.use_cases.identify_people import hold_numbers
from dedup.use_cases.judge_cases import Judged, judge
from service_runtime import ReadConnection, Transaction


@dataclass(frozen=True, slots=True)
class Act:
    """Who says something of a case, inside which areas (LIKE patterns), and which version of it he has seen."""

    version: int
    actor: str
    areas: Sequence[str]


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case, whose it is, the relations as they will be, and how it is judged today."""

    case: Case
    individual: Individual
    relations: tuple[Relation, ...]
    judged: Judged


async def read_case(read: ReadConnection, case_id: UUID, areas: Sequence[str]) -> KnownCase:
    """Inside the areas. Raises CaseNotKnown."""
    return await _known(read, await _case(read, case_id, areas))


async def hold_case(tx: Transaction, case_id: UUID, act: Act, strangers: Collection[UUID] = ()) -> KnownCase:
    """Nobody else works on its person, or on these nodes, until the transaction ends.

    Raises CaseNotKnown; CaseChanged: it is not the version that was seen.
    """
    case = await _case(tx, case_id, act.areas)
    while True:
        await hold_numbers(tx, {case.number, *(await numbers_of(tx.driver, strangers)).values()})
        held, case = case, await _case(tx, case_id, act.areas)
        if case.number == held.number:
            break
    if case.version != act.version:
        raise CaseChanged()
    return await _known(tx, case)


async def _case(read: ReadConnection, case_id: UUID, areas: Sequence[str]) -> Case:
    case = await case_in(read.driver, read.safe, case_id, areas)
    if case is None:
        raise CaseNotKnown()
    return case


async def _known(read: ReadConnection, case: Case) -> KnownCase:
    [individual] = await individuals_of(read.driver, [case.number])
    settled = await settled_of(read.driver, [case.number])
    relations = anticipated(individual.relations, settled.get(case.number, ()))
    return KnownCase(case, individual, relations, judge(case, individual, relations, read.now.date(), read.policy))
