"""Judge a duplicate case: where it stands today, by all that is known of its person and all that was said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from dedup.domain.case_facts import CaseFacts
from dedup.domain.case_ruling import Ruling
from dedup.domain.cases import CaseStanding, standing_of
from dedup.domain.individuals import Individual
from dedup.domain.relations import Relation, overlapping
from dedup.domain.rulings import rule_on
from dedup.repository.cases import Case, Said
from policy_parameters import PolicyBook, PolicyNotKnown

_PROVINCE = "440000"


@dataclass(frozen=True, slots=True)
class Judged:
    """A case on one day. `said`: what was said of it, and what is asked for the first time today."""

    said: Said
    facts: CaseFacts
    ruling: Ruling | None
    standing: CaseStanding


def judge(case: Case, one: Individual, relations: Sequence[Relation], today: date, policy: PolicyBook) -> Judged:
    """By these relations of its person, as they will be. What it asks for the first time is one more fact."""
    said = case.facts
    if said.different_people and overlapping(relations):
        said = msgspec.structs.replace(said, different_people=False)
    area = _leading_area(one, today)
    facts = _facts(case, said, relations, area)
    ruling = _ruling(relations, facts, today, policy)
    now = _asking(said, ruling, today)
    if now != said:
        facts = _facts(case, now, relations, area)
        ruling = _ruling(relations, facts, today, policy)
    return Judged(now, facts, ruling, standing_of(relations, facts, ruling, today, false_positive=now.different_people))


def _leading_area(one: Individual, today: date) -> str:
    """Where the person is insured with us, today or ever; whoever is not at all is the province's."""
    own = [relation.spell for relation in one.relations if relation.spell.authority == 0]
    lasting = [spell for spell in own if spell.lasts_to(today)]
    return min(((spell.starts_on, spell.area) for spell in lasting or own), default=(today, _PROVINCE))[1]


def _asking(said: Said, ruling: Ruling | None, today: date) -> Said:
    """R-122, R-124: the person is asked; R-128: whoever must act is told."""
    if ruling is None:
        return said
    if ruling.choice is not None and ruling.kept is None and said.asked_on is None:
        said = msgspec.structs.replace(said, asked_on=today)
    if ruling.kept is not None and ruling.remedies:
        asked = tuple(sorted({*said.asked, *ruling.dropped}))
        said = msgspec.structs.replace(said, asked=asked, told_on=said.told_on or today)
    return said


def _ruling(relations: Sequence[Relation], facts: CaseFacts, today: date, policy: PolicyBook) -> Ruling | None:
    """None where nothing overlaps, and where the policy book says nothing of the place and the year: such a case waits for it."""
    try:
        return rule_on(relations, facts, today, policy)
    except PolicyNotKnown:
        return None


def _facts(case: Case, said: Said, relations: Sequence[Relation], area: str) -> CaseFacts:
    """What rests or ended because it was asked for is cleaned; what was cancelled or taken back is not."""
    return CaseFacts(
        area=area,
        detected_on=said.back_on or case.told.opened_on,
        asked_on=said.asked_on,
        chosen=said.chosen,
        chosen_on=said.chosen_on,
        promise_ref=case.promise,
        residence_area=said.residence_area,
        special=said.special,
        identified_area=said.identified_area,
        soldier=said.soldier,
        cleaned=frozenset(said.asked) & {one.name for one in relations if one.spell.is_over},
        told_on=said.told_on,
    )
