"""Another region, the national platform or the employee scheme tells of coverage spells."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto
from uuid import UUID

from dedup.domain.nodes import holder_of, node_of
from dedup.domain.spell import Spell
from dedup.repository.identities import numbers_of
from dedup.repository.locks import lock_keys, lock_numbers
from dedup.repository.told_spells import Reference, ToldSpell, newest_tellings, save_tellings, source_key, spell_key
from dedup.use_cases.identify_people import Named, hold, settle
from dedup.use_cases.look_at_people import look_at
from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.regions import is_area_code, pooling_region_of
from enrolment_terms.scheme import Scheme
from enrolment_terms.sealed import IdentityToken
from policy_parameters import is_known_area
from service_runtime import Safe, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a source tells of a spell. `spell.spell_ref` is its reference, `spell.employer` its code in clear.

    `version`: counts what the source tells under this reference; None: later is newer. `deleted`: it never was, told in error.
    """

    tokens: tuple[IdentityToken, ...]
    source: str
    spell: Spell
    version: int | None = None
    deleted: bool = False


class Outcome(Enum):
    """What became of a report: kept; known already; older than what is known."""

    ACCEPTED = auto()
    UNCHANGED = auto()
    STALE = auto()


@dataclass(frozen=True, slots=True)
class Receipt:
    """How many were taken, and how; the refused by reference, each with all its reasons (R-004)."""

    outcomes: Mapping[Outcome, int]
    refused: list[tuple[str, list[Reason]]]

    @property
    def accepted(self) -> int:
        """Those that make sense, whether they were known or not."""
        return sum(self.outcomes.values())


async def report_spells(tx: Transaction, reported: Sequence[Report]) -> Receipt:
    """Take every spell that makes sense; one that does not keeps no other from being taken. Twice, out of order, half: the same index."""
    refused, good = [], dict[UUID, Report]()
    outcomes: Counter[Outcome] = Counter()
    for one in reported:
        if faults := list(_faults(one, tx.now.date())):
            refused.append((one.spell.spell_ref, faults))
            continue
        key = spell_key(tx.safe, Reference(one.source, one.spell.spell_ref))
        before = good.get(key)
        if before is not None:
            outcomes[Outcome.STALE] += 1
        if before is None or (one.version or 0) >= (before.version or 0):
            good[key] = one
    if good:
        outcomes += await _keep(tx, good)
    return Receipt(outcomes, refused)


async def _keep(tx: Transaction, reports: Mapping[UUID, Report]) -> Counter[Outcome]:
    await lock_keys(tx.driver, reports.keys())
    known = await newest_tellings(tx.driver, reports.keys())
    named = [Named(tuple(map(node_of, one.tokens))) for one in reports.values()]
    moved = [Named(one.nodes, may_part=True) for one in known.values()]
    held = await hold(tx, [*named, *moved])
    apart = await numbers_of(tx.driver, {_holder(tx.safe, one) for one in reports.values()})
    await lock_numbers(tx.driver, apart.values())
    judged = {key: _told(tx, key, one, known.get(key), {**held, **apart}) for key, one in reports.items()}
    fresh = [one for one in judged.values() if isinstance(one, ToldSpell)]
    if fresh:
        references = {one.spell_key: Reference(reports[one.spell_key].source, reports[one.spell_key].spell.spell_ref) for one in fresh}
        await save_tellings(tx.driver, tx.safe, fresh, references, tx.now)
        named = [Named((*([one.holder] if one.holder in apart else []), *one.nodes)) for one in fresh]
        moved = [Named(known[one.spell_key].nodes, may_part=True) for one in fresh if one.spell_key in known]
        await look_at(tx, await settle(tx, [*named, *moved], {**held, **apart}))
    return Counter(Outcome.ACCEPTED if isinstance(one, ToldSpell) else one for one in judged.values())


def _told(tx: Transaction, key: UUID, one: Report, known: ToldSpell | None, held: Mapping[UUID, int]) -> ToldSpell | Outcome:
    """The next version of the spell, or why there is none."""
    nodes = tuple(dict.fromkeys(map(node_of, one.tokens)))
    holder = _holder(tx.safe, one)
    spell = _kept(tx.safe, one)
    told = ToldSpell(key, one.version or 1, held.get(holder, held[nodes[0]]), holder, nodes, one.deleted, tx.now, spell)
    if known is None:
        return told
    same = (known.nodes, known.deleted, replace(known.spell, told_at=None)) == (nodes, one.deleted, spell)
    if same or (one.version is not None and one.version == known.version):
        return Outcome.UNCHANGED
    if one.version is not None and one.version < known.version:
        return Outcome.STALE
    return replace(told, version=one.version or known.version + 1)


def _kept(safe: Safe, one: Report) -> Spell:
    """As it is kept: a digest for the employer, and whose word it is."""
    spell, place = one.spell, one.source[-6:]
    of_itself = is_area_code(place) and pooling_region_of(place) == spell.region
    employer = safe.digest(f"{one.source}\0{spell.employer}", "employer") if spell.employer else None
    ref = str(spell_key(safe, Reference(one.source, spell.spell_ref)))
    return replace(spell, spell_ref=ref, employer=employer, authority=1 if of_itself else 2)


def _holder(safe: Safe, one: Report) -> UUID:
    return holder_of(source_key(safe, one.source), node_of(one.tokens[0]))


def _faults(report: Report, today: date) -> Iterable[Reason]:
    spell = report.spell
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
