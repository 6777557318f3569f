"""One duplicate case as it stands today, for whoever looks at it and for whoever says something of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from dedup.domain.anticipated import anticipated
from dedup.domain.case_events import relation_as_told
from dedup.domain.cases import OPEN
from dedup.domain.individuals import Individual
from dedup.domain.nodes import node_of
from dedup.domain.own_case import OwnPeople
from dedup.domain.relations import Relation
from dedup.errors import CaseChanged, CaseNotKnown
from dedup.repository.area_scope import EVERYWHERE
from dedup.repository.bindings import MANDATES
from dedup.repository.cases import Case, case_in, cases_of
from dedup.repository.identities import numbers_of
from dedup.repository.individuals import individuals_of
from dedup.repository.settled import settled_of
from dedup.use_cases.identify_people import hold_numbers
from dedup.use_cases.judge_cases import Judged, judge
from enrolment_events.duplicates import DuplicateCaseState
from enrolment_events.registration import MandateKind
from service_runtime import Principal, ReadConnection, Transaction


@dataclass(frozen=True, slots=True)
class Act:
    """Who says something of a case, inside which areas (LIKE patterns), and which version of it he has seen.

    `nodes`: by what the person is known who says it, and the children he is guardian of; the case must be one of theirs. None: an office
    says it.
    """

    version: int
    actor: str
    areas: Sequence[str]
    nodes: Collection[UUID] | None = None


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case, whose it is, the relations as they will be, and how it is judged today."""

    case: Case
    individual: Individual
    relations: tuple[Relation, ...]
    judged: Judged


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case that a person sees; `ward`: he is the guardian of whose case it is."""

    known: KnownCase
    ward: UUID | None


def relations_shown(known: KnownCase) -> tuple[Relation, ...]:
    """As they will be; of a case that is over its snapshot: a record that is gone as it was told last (R-129)."""
    if known.judged.ruling is not None:
        return known.relations
    there = {relation.name: relation for relation in known.individual.relations}
    return tuple(there.get(record.relation) or relation_as_told(record) for record in known.case.told.records)


async def read_case(read: ReadConnection, case_id: UUID, areas: Sequence[str]) -> KnownCase:
    """Inside the areas. Raises CaseNotKnown."""
    return await _known(read, await _case(read, case_id, areas))


async def own_people(read: ReadConnection, caller: Principal) -> OwnPeople:
    """By the documents that the sign-on has verified, and by mandates that hold today.

    R-122 asks the person, R-124 for his own promise: whoever may file for somebody (AGENT) does not choose for him.
    """
    documents = {node_of(token) for token in caller.own_documents}
    himself = documents.union(await MANDATES.persons_of(read, caller, MandateKind.SELF))
    wards = await MANDATES.persons_of(read, caller, MandateKind.GUARDIAN)
    return OwnPeople(frozenset(himself), frozenset(wards) - himself)


async def read_own_cases(read: ReadConnection, own: OwnPeople) -> list[OwnCase]:
    """Those in which something is still to be done, the oldest first."""
    numbers = await numbers_of(read.driver, own.nodes)
    found = await cases_of(read.driver, read.safe, set(numbers.values())) if numbers else []
    still_open = [case for case in found if DuplicateCaseState(case.state) in OPEN]
    return [OwnCase(await _known(read, case), own.ward_of(case.number, numbers)) for case in still_open]


async def read_own_case(read: ReadConnection, case_id: UUID, own: OwnPeople) -> OwnCase:
    """Raises CaseNotKnown: also where it is somebody else's."""
    known = await _known(read, await _case(read, case_id, EVERYWHERE, own.nodes))
    return OwnCase(known, own.ward_of(known.case.number, await numbers_of(read.driver, own.nodes)))


async def hold_case(tx: Transaction, case_id: UUID, act: Act, strangers: Collection[UUID] = ()) -> KnownCase:
    """Nobody else works on its person, or on these nodes, until the transaction ends.

    Raises CaseNotKnown; CaseChanged: it is not the version that was seen.
    """
    case = await _case(tx, case_id, act.areas, act.nodes)
    while True:
        await hold_numbers(tx, {case.number, *(await numbers_of(tx.driver, strangers)).values()})
        held, case = case, await _case(tx, case_id, act.areas, act.nodes)
        if case.number == held.number:
            break
    if case.version != act.version:
        raise CaseChanged()
    return await _known(tx, case)


async def _case(read: ReadConnection, case_id: UUID, areas: Sequence[str], nodes: Collection[UUID] | None = None) -> Case:
    case = await case_in(read.driver, read.safe, case_id, areas)
    if case is None or (nodes is not None and case.number not in (await numbers_of(read.driver, nodes)).values()):
        raise CaseNotKnown()
    return case


async def _known(read: ReadConnection, case: Case) -> KnownCase:
    [individual] = await individuals_of(read.driver, [case.number])
    settled = await settled_of(read.driver, [case.number])
    relations = anticipated(individual.relations, settled.get(case.number, ()))
    return KnownCase(case, individual, relations, judge(case, individual, relations, read.now.date(), read.policy))
