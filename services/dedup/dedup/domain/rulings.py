"""Rulings on duplicates (S3 Art. 21-24): which relation is kept, and what is done with the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dedup.domain.case_facts import CaseFacts
from dedup.domain.case_ruling import ChoiceAsked, DecidedBy, Ruling
from dedup.domain.cover_days import DAY, as_judged, cover_from, covers, first_double_day, is_in_force
from dedup.domain.explanations import CLAUSES
from dedup.domain.principles import Principle, Situation, principle_of
from dedup.domain.relations import Relation, overlapping
from dedup.domain.remedies import Clearing, refunds_of, remedies_of
from dedup.domain.ruling_texts import Telling, sentences
from enrolment_events.duplicates import DuplicateCaseKind
from enrolment_terms.scheme import Scheme
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import duplicate_rules

_RESUMES = "resident.resume_without_second_bill"


def rule_on(relations: Iterable[Relation], facts: CaseFacts, today: date, policy: PolicyBook) -> Ruling | None:
    """What follows from the relations of one person; None if nothing overlaps (R-120). Raises PolicyNotKnown.

    Overlaps that have nothing to do with one another are ruled on one after the other, by their days: the first one is the case's.
    What the others need is added as soon as it is decided.
    """
    known = sorted(relations, key=lambda one: (one.spell.starts_on, one.name))
    told = tuple(as_judged(one, facts, today) for one in known)
    twice = overlapping(told)
    if not twice:
        return None
    counting = frozenset(one.name for one in known if one.spell.counts)
    bench = _Bench(told=told, twice=twice, counting=counting, facts=facts, today=today, policy=policy)
    first, *others = (bench.rule(group) for group in _overlaps_by_day(twice, counting, today))
    settled = [first, *(one for one in others if one.remedies)]
    return replace(
        first,
        remedies=tuple(remedy for one in settled for remedy in one.remedies),
        refunds=tuple(refund for one in settled for refund in one.refunds),
        explanation=tuple(sentence for one in settled for sentence in one.explanation),
    )


def _overlaps_by_day(twice: Iterable[Relation], counting: frozenset[str], today: date) -> list[tuple[Relation, ...]]:
    """Relations that overlap directly or through one another: first what is double soonest, then what is cleaned, then what is over."""
    groups: list[list[Relation]] = []
    for one in twice:
        near = [group for group in groups if any(one.spell.meets(other.spell) for other in group)]
        groups = [group for group in groups if group not in near] + [[one, *(other for group in near for other in group)]]
    found = [tuple(sorted(group, key=lambda one: (one.spell.starts_on, one.name))) for group in groups]
    return sorted(found, key=lambda group: (*_nearness(group, counting, today), group[0].name))


def _nearness(group: Sequence[Relation], counting: frozenset[str], today: date) -> tuple[int, int]:
    """0: double from today on; 1: only if what was cleaned still counted; 2: over. Then how many days away."""
    for rank, relations in enumerate(([one for one in group if one.name in counting], group)):
        first = first_double_day(relations, today)
        if first is not None:
            return rank, (first - today).days
    return 2, (today - max(one.spell.starts_on for one in group)).days


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """How the choice stands: in which order the relations are kept, once that is decided."""

    order: tuple[Relation, ...] | None
    by: DecidedBy | None
    decided_on: date | None
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    """Everything that one ruling needs beside the overlapping relations themselves."""

    told: tuple[Relation, ...]
    twice: tuple[Relation, ...]
    counting: frozenset[str]
    """What really counts; the rest was cleaned by this case, or is over."""
    facts: CaseFacts
    today: date
    policy: PolicyBook

    @property
    def resting(self) -> frozenset[str]:
        """What rests or ended because this case asked for it."""
        return self.facts.cleaned - self.counting

    def rule(self, group: tuple[Relation, ...]) -> Ruling:
        """The ruling on relations that overlap with one another."""
        on = self.facts.judged_on(self.today)
        rules = self.policy.read(duplicate_rules, self.facts.area, on.year)
        principle = self._standing_first(principle_of(group, Situation(told=self.told, facts=self.facts, rules=rules, on=on)))
        answer = self._answer(principle, rules.choice_days)
        schemes = {one.spell.scheme for one in group}
        also = (*principle.also, "R-130") if self.facts.soldier else principle.also
        ruling = Ruling(
            kind=DuplicateCaseKind.CROSS_SCHEME if len(schemes) > 1 else DuplicateCaseKind.WITHIN_SCHEME,
            principle=principle.rule,
            rules=(principle.rule, *also),
            clause=CLAUSES[principle.rule],
            order=tuple(one.name for one in answer.order or principle.order),
            decided_by=answer.by,
            decided_on=answer.decided_on,
            choice=self._choice(principle, answer) if principle.asked else None,
        )
        return self._told(ruling if answer.order is None else self._kept(ruling, answer.order))

    def _told(self, ruling: Ruling) -> Ruling:
        relations = {one.name: one for one in self.told}
        telling = Telling(relations=relations, facts=self.facts, today=self.today, policy=self.policy)
        return replace(ruling, explanation=sentences(ruling, telling))

    def _standing_first(self, principle: Principle) -> Principle:
        """What this case has cleaned does not come back by another order: the best of the others stands first."""
        first = next((one for one in principle.order if one.name not in self.resting), principle.order[0])
        return replace(principle, order=(first, *(one for one in principle.order if one is not first)))

    def _answer(self, principle: Principle, days: int) -> _Answer:
        due_on = self.facts.asked_on + timedelta(days=days) if self.facts.asked_on else None
        if not principle.asked:
            return _Answer(order=principle.order, by=DecidedBy.PRINCIPLE, decided_on=None, due_on=None)
        chosen = self._chosen(principle, due_on)
        if chosen is not None:
            order = tuple(sorted(principle.order, key=lambda one: one not in principle.asked or not _same_place(one, chosen)))
            return _Answer(order=order, by=DecidedBy.CHOICE, decided_on=self.facts.chosen_on, due_on=due_on)
        if principle.times_out and due_on is not None and due_on < self.today:
            return _Answer(order=principle.order, by=DecidedBy.TIME_OUT, decided_on=due_on + DAY, due_on=due_on)
        if sum(one.name in self.counting for one in principle.asked) < 2:
            return _Answer(order=principle.order, by=DecidedBy.PRINCIPLE, decided_on=None, due_on=due_on)
        return _Answer(order=None, by=None, decided_on=None, due_on=due_on)

    def _chosen(self, principle: Principle, due_on: date | None) -> Relation | None:
        """R-122: a choice made in time, and not dated in the future; R-124: with the promise, whenever it comes."""
        facts = self.facts
        chosen = next((one for one in self.twice if one.name == facts.chosen), None)
        if chosen is None or chosen.name in self.resting or facts.chosen_on is None or facts.chosen_on > self.today:
            return None
        late = principle.times_out and due_on is not None and facts.chosen_on > due_on
        if late or (principle.promise and not facts.promise_ref):
            return None
        return chosen if any(_same_place(one, chosen) for one in principle.asked) else None

    def _choice(self, principle: Principle, answer: _Answer) -> ChoiceAsked:
        return ChoiceAsked(
            among=tuple(one.name for one in principle.asked if one.name in self.counting),
            promise=principle.promise,
            times_out=principle.times_out,
            fallback=principle.order[0].name if principle.times_out else None,
            due_on=answer.due_on,
        )

    def _kept(self, ruling: Ruling, order: tuple[Relation, ...]) -> Ruling:
        kept = _standing(order, self.today)
        since = cover_from(kept.spell, self.facts)
        clearing = Clearing(
            order=order,
            facts=self.facts,
            decided_on=ruling.decided_on,
            resumes=self.policy.value(_RESUMES, region=self.facts.area, year=self.facts.judged_on(self.today).year).value,
            resting=self.resting,
            today=self.today,
        )
        return replace(
            ruling,
            kept=kept.name,
            meanwhile=None if since <= self.today else self._meanwhile(kept, order),
            kept_stands=since <= self.today and kept.name in self.counting,
            not_before=since,
            remedies=remedies_of(clearing),
            refunds=refunds_of(clearing),
        )

    def _meanwhile(self, kept: Relation, order: Iterable[Relation]) -> str | None:
        """R-127: what gives cover today, until the kept one does."""
        standing = (
            one.name for one in order if one is not kept and one.name in self.counting and covers(one.spell, self.today, self.facts)
        )
        return next(standing, None)


def _standing(order: Sequence[Relation], today: date) -> Relation:
    """The best one; of several years, or jobs, the one that counts when the overlap is due."""
    day = first_double_day(order, today)
    same_scheme = (one for one in order if one.spell.scheme is order[0].spell.scheme)
    return next((one for one in same_scheme if day is not None and is_in_force(one.spell, day)), order[0])


def _same_place(one: Relation, other: Relation) -> bool:
    """The person chooses where to be insured: another year there is the same choice. A job is one of its own; so is one of two
    participations of one year (R-001).
    """
    residents = one.spell.scheme is other.spell.scheme is Scheme.RESIDENT and one.spell.benefit_year != other.spell.benefit_year
    return one.name == other.name or (residents and one.spell.region == other.spell.region)
