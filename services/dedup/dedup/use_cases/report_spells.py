"""Another region, the national platform or the employee scheme tells of coverage spells."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto
from typing import NamedTuple
from uuid import UUID

from dedup.domain.nodes import holder_of, node_of
from dedup.domain.spell import Spell
from dedup.domain.told_by_regions import GoneSpell, ToldSpell, authority_of
from dedup.repository.identities import numbers_of
from dedup.repository.locks import lock_keys, lock_numbers
from dedup.repository.told_spells import (
    Known,
    Reference,
    Telling,
    employer_code,
    known_tellings,
    name_references,
    save_tellings,
    source_key,
    spell_key,
    take_back,
)
from dedup.use_cases.identify_people import Named, hold, settle
from dedup.use_cases.learn_weak_tokens import learn_of_documents
from dedup.use_cases.look_at_people import look_at
from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.regions import is_area_code
from enrolment_terms.scheme import Scheme
from policy_parameters import is_known_area
from service_runtime import Safe, Transaction


class Outcome(Enum):
    """What became of a report: kept; known already; older than what is known."""

    ACCEPTED = auto()
    UNCHANGED = auto()
    STALE = auto()


class Refused(NamedTuple):
    """A spell that makes no sense, by its place among those that were told and its reference, with all reasons (R-004)."""

    place: int
    spell_ref: str
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class Receipt:
    """How many were taken, and how."""

    outcomes: Mapping[Outcome, int]
    refused: list[Refused]

    @property
    def accepted(self) -> int:
        """Those that make sense, whether they were known or not."""
        return sum(self.outcomes.values())


async def report_spells(tx: Transaction, told: Sequence[ToldSpell], gone: Sequence[GoneSpell] = ()) -> Receipt:
    """Take every spell that makes sense; one that does not keeps no other from being taken. Twice, out of order, half: the same index."""
    refused, outcomes = [], Counter[Outcome]()
    good: dict[UUID, ToldSpell | GoneSpell] = {}
    every: list[ToldSpell | GoneSpell] = [*told, *gone]
    for place, one in enumerate(every):
        if faults := list(_faults(one.spell, tx.now.date())) if isinstance(one, ToldSpell) else []:
            refused.append(Refused(place, _reference(one).spell_ref, faults))
            continue
        key = spell_key(tx.safe, _reference(one))
        before = good.get(key)
        outcomes[Outcome.STALE] += before is not None
        if before is None or (one.version or 0) >= (before.version or 0):
            good[key] = one
    if good:
        outcomes += await _keep(tx, good)
    return Receipt(outcomes, refused)


async def _keep(tx: Transaction, good: Mapping[UUID, ToldSpell | GoneSpell]) -> Counter[Outcome]:
    await lock_keys(tx.driver, good.keys())
    known = await known_tellings(tx.driver, good.keys())
    outcomes = {key: _outcome(tx.safe, key, one, known[key]) for key, one in good.items()}
    fresh = {key: good[key] for key, outcome in outcomes.items() if outcome is Outcome.ACCEPTED}
    if fresh:
        await _keep_fresh(tx, fresh, known)
    return Counter(outcomes.values())


async def _keep_fresh(tx: Transaction, fresh: Mapping[UUID, ToldSpell | GoneSpell], known: Mapping[UUID, Known]) -> None:
    """What is stale names nobody: its documents may be another person's by now."""
    told = {key: one for key, one in fresh.items() if isinstance(one, ToldSpell)}
    moved = [Named(newest.nodes, may_part=True) for newest in (known[key].newest for key in fresh) if newest]
    held = await hold(tx, [*(Named(tuple(map(node_of, one.tokens))) for one in told.values()), *moved])
    apart = await numbers_of(tx.driver, {_holder(tx.safe, one) for one in told.values()})
    await lock_numbers(tx.driver, apart.values())
    tellings = [_telling(tx, key, one, known[key], {**held, **apart}) for key, one in told.items()]
    gone = {key: one.version or known[key].version for key, one in fresh.items() if key not in told}
    await save_tellings(tx.driver, tellings)
    await take_back(tx.driver, gone.keys(), tx.now)
    await learn_of_documents(tx, [(node_of(one.tokens[0]), one.weak_tokens) for one in told.values()])
    await name_references(tx.driver, tx.safe, {key: _reference(one) for key, one in fresh.items()}, gone)
    of_holders = [Named((*([one.holder] if one.holder in apart else []), *one.nodes)) for one in tellings]
    await look_at(tx, await settle(tx, [*of_holders, *moved], {**held, **apart}))


def _outcome(safe: Safe, key: UUID, one: ToldSpell | GoneSpell, known: Known) -> Outcome:
    """A version that is known says nothing new, whatever stands in it; without a version the content decides."""
    standing = known.standing
    if one.version is not None:
        return Outcome.ACCEPTED if one.version > known.version else Outcome.UNCHANGED if one.version == known.version else Outcome.STALE
    if isinstance(one, GoneSpell):
        return Outcome.ACCEPTED if standing else Outcome.UNCHANGED
    if standing is None:
        return Outcome.ACCEPTED
    same = (standing.nodes, replace(standing.spell, told_at=None)) == (_nodes(one), _kept(safe, key, one))
    return Outcome.UNCHANGED if same else Outcome.ACCEPTED


def _telling(tx: Transaction, key: UUID, one: ToldSpell, known: Known, held: Mapping[UUID, int]) -> Telling:
    nodes, holder = _nodes(one), _holder(tx.safe, one)
    number = held.get(holder, held[nodes[0]])
    return Telling(key, one.version or known.version + 1, number, holder, nodes, tx.now, _kept(tx.safe, key, one))


def _kept(safe: Safe, key: UUID, one: ToldSpell) -> Spell:
    """As it is kept: a digest for the employer, and whose word it is."""
    spell = one.spell
    employer = employer_code(safe, one.source, spell.employer) if spell.employer else None
    return replace(spell, spell_ref=str(key), employer=employer, authority=authority_of(one.source, spell.area), told_at=None)


def _reference(one: ToldSpell | GoneSpell) -> Reference:
    return Reference(one.source, one.spell.spell_ref if isinstance(one, ToldSpell) else one.spell_ref)


def _nodes(one: ToldSpell) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(map(node_of, one.tokens)))


def _holder(safe: Safe, one: ToldSpell) -> UUID:
    return holder_of(source_key(safe, one.source), node_of(one.tokens[0]))


def _faults(spell: Spell, today: date) -> Iterable[Reason]:
    if not (is_area_code(spell.area) and is_known_area(spell.area[:2] + "0000")):
        yield reason(ReasonCode.UNKNOWN_AREA, field="area")
    if not spell.lasts_to(spell.starts_on):
        yield reason(ReasonCode.OTHER, field="ends_on", msg="参保结束日期早于开始日期")
    if spell.first_paid_on is not None and not (spell.paid and spell.first_paid_on <= today):
        yield reason(ReasonCode.OTHER, field="first_paid_on", msg="首次缴费日期须不晚于今日，且参保信息为已缴费")
    if spell.benefits_from is not None and not (spell.starts_on <= spell.benefits_from):
        yield reason(ReasonCode.OTHER, field="benefits_from", msg="待遇开始日期早于参保开始日期")
    if spell.left_on is not None and spell.left_on < spell.starts_on:
        yield reason(ReasonCode.OTHER, field="left_on", msg="离职日期早于参保开始日期")
    if spell.scheme is Scheme.RESIDENT:
        yield from _faults_of_residents(spell)
    elif spell.student or spell.subsidised or spell.government_until:
        yield reason(ReasonCode.OTHER, field="scheme", msg="学生、资助参保、政府代缴只用于居民医保")


def _faults_of_residents(spell: Spell) -> Iterable[Reason]:
    if spell.identity is not None:
        yield reason(ReasonCode.OTHER, field="identity", msg="居民医保没有职工参保身份")
    for field in ("employer", "left_on", "months_paid"):
        if getattr(spell, field) is not None:
            yield reason(ReasonCode.OTHER, field=field, msg="居民医保没有用人单位、离职日期和连续参保月数")
