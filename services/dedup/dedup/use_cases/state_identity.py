"""An office says who is whom: the records of a case are of two people, two people are one; and it may take that back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import msgspec

from dedup.domain.cases import OPEN
from dedup.domain.different_people import faults_of_parting, others_of, pairs_apart
from dedup.errors import CaseIsOver, NothingStated, PartingHasFaults, PersonNotKnown
from dedup.repository.cases import Case, cases_of
from dedup.repository.identities import holders_of_spells, numbers_of
from dedup.repository.locks import lock_people
from dedup.repository.people import is_person_in
from dedup.repository.statements import Pair, Word, pair_of, pairs_of_case, said_of, say, take_back
from dedup.use_cases.identify_people import Named, settle
from dedup.use_cases.look_at_people import look_at, look_at_said
from dedup.use_cases.read_case import Act, KnownCase, hold_case
from enrolment_events.duplicates import DuplicateCaseState
from service_runtime import Transaction


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says something of two people, inside which areas (LIKE patterns). `everywhere`: his area holds the whole installation."""

    actor: str
    areas: Sequence[str]
    everywhere: bool = False


async def part_case(tx: Transaction, case_id: UUID, relations: Collection[str], reason: str, act: Act) -> None:
    """These records are of somebody else; what was asked because of them is taken back.

    Raises CaseNotKnown, CaseChanged, CaseIsOver; PartingHasFaults.
    """
    known = await hold_case(tx, case_id, act)
    state, joined = DuplicateCaseState(known.case.state), known.case.told.joined_case_id
    if joined is not None or state not in (*OPEN, DuplicateCaseState.CLOSED):
        raise CaseIsOver()
    pairs = await _pairs(tx, known, relations)
    await say(tx.driver, tx.safe, Word(pairs=sorted(pairs), same=False, by=act.actor, reason=reason, at=tx.now, case_id=case_id))
    tx.audit("duplicate_case.different_people", subject=str(case_id), actor=act.actor, detail={"pairs": len(pairs)})
    numbers = await _connect(tx, {known.case.person_id: known.case.number})
    await look_at_said(tx, numbers, [_marked(known.case, different=True)], act.actor)


async def join_case(tx: Transaction, case_id: UUID, act: Act) -> None:
    """It was wrong: nobody is kept apart any more because of this case. Raises CaseNotKnown, CaseChanged, NothingStated."""
    strangers = {node for pair in await pairs_of_case(tx.driver, case_id) for node in pair}
    known = await hold_case(tx, case_id, act, strangers)
    pairs = await pairs_of_case(tx.driver, case_id)
    if not pairs:
        raise NothingStated()
    held = await numbers_of(tx.driver, {known.case.person_id, *(node for pair in pairs for node in pair)})
    await take_back(tx.driver, pairs, tx.now)
    tx.audit("duplicate_case.different_people_withdrawn", subject=str(case_id), actor=act.actor, detail={"pairs": len(pairs)})
    await look_at_said(tx, await _connect(tx, held), [_marked(known.case, different=False)], act.actor)


async def state_identity(tx: Transaction, one: UUID, other: UUID, *, same: bool, reason: str, speaker: Speaker) -> None:
    """Two nodes are one person, or different people, whatever was said before. Raises PersonNotKnown."""
    held = await _hold(tx, one, other, speaker)
    pair = pair_of(one, other)
    await say(tx.driver, tx.safe, Word(pairs=[pair], same=same, by=speaker.actor, reason=reason, at=tx.now))
    tx.audit("identity.stated", subject=str(pair[0]), actor=speaker.actor, detail={"other": str(pair[1]), "same": same})
    await _look(tx, held, speaker.actor, different=not same)


async def withdraw_identity(tx: Transaction, one: UUID, other: UUID, speaker: Speaker) -> None:
    """Nothing is said of the two any more. Raises PersonNotKnown, NothingStated."""
    held = await _hold(tx, one, other, speaker)
    pair = pair_of(one, other)
    if await said_of(tx.driver, pair) is None:
        raise NothingStated()
    await take_back(tx.driver, [pair], tx.now)
    tx.audit("identity.withdrawn", subject=str(pair[0]), actor=speaker.actor, detail={"other": str(pair[1])})
    await _look(tx, held, speaker.actor, different=False)


async def _hold(tx: Transaction, one: UUID, other: UUID, speaker: Speaker) -> dict[UUID, int]:
    """Both are known, and one of them is a person inside the areas."""
    reaches = speaker.everywhere or await is_person_in(tx.driver, one, speaker.areas) or await is_person_in(tx.driver, other, speaker.areas)
    held = await lock_people(tx.driver, [one, other]) if reaches and one != other else {}
    if len(held) != 2:
        raise PersonNotKnown()
    return held


async def _look(tx: Transaction, held: dict[UUID, int], actor: str, *, different: bool) -> None:
    """Cases that are parted by this word are false ones."""
    numbers = await _connect(tx, held)
    open_cases = [case for case in await cases_of(tx.driver, tx.safe, numbers) if DuplicateCaseState(case.state) in OPEN]
    if different and open_cases:
        await look_at_said(tx, numbers, [_marked(case, different=True) for case in open_cases], actor)
    else:
        await look_at(tx, numbers)


async def _connect(tx: Transaction, held: dict[UUID, int]) -> set[int]:
    """Who is one individual now: the numbers of before and after."""
    return await settle(tx, [Named(tuple(held), may_part=True)], held)


async def _pairs(tx: Transaction, known: KnownCase, relations: Collection[str]) -> set[Pair]:
    """Whom those who tell of the records mean. Raises PartingHasFaults."""
    there = {relation.name: relation.refs for relation in known.individual.relations}
    records = [record.relation for record in known.case.told.records if record.relation in there]
    by_ref = await holders_of_spells(tx.driver, [ref for name in records for ref in there[name]])
    holders = {name: {by_ref[ref] for ref in there[name] if ref in by_ref} for name in records}
    others = others_of(records, relations)
    if faults := faults_of_parting(records, others, holders):
        raise PartingHasFaults(reasons=faults)
    return pairs_apart(records, others, holders)


def _marked(case: Case, *, different: bool) -> Case:
    return replace(case, facts=msgspec.structs.replace(case.facts, different_people=different))
