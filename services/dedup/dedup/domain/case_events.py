"""A case as it is told to others: codes, days and places of its relations, never who it is about beside the person's id."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from dedup.domain.case_facts import CaseFacts
from dedup.domain.case_ruling import Ruling
from dedup.domain.cases import CaseStanding
from dedup.domain.relations import Relation, overlapping
from dedup.domain.spell import Spell
from enrolment_events.duplicates import CaseChangedV1, CaseChoice, CaseRecord, DuplicateCaseState

_ENDED = (DuplicateCaseState.CLOSED, DuplicateCaseState.FALSE_POSITIVE)


def event_of(
    before: CaseChangedV1, relations: Sequence[Relation], facts: CaseFacts, ruling: Ruling | None, standing: CaseStanding
) -> CaseChangedV1:
    """The event of the case today. Where nothing overlaps any more, what was ruled on stays to be read (R-129)."""
    if ruling is None and standing.state in _ENDED:
        there = {one.name: record_of(one) for one in relations}
        records = tuple(there.get(record.relation, record) for record in before.records)
        return msgspec.structs.replace(before, state=standing.state, records=records, joined_case_id=None)
    names = {one.name for one in overlapping(relations)} | ({*ruling.order, *ruling.dropped} if ruling else set())
    return CaseChangedV1(
        case_id=before.case_id,
        state=standing.state,
        kind=ruling.kind if ruling else None,
        principle=ruling.principle if ruling else None,
        clause=ruling.clause if ruling else None,
        records=tuple(record_of(one) for one in ours_first(relations) if one.name in names),
        kept=ruling.kept if ruling else None,
        dropped=ruling.remedies if ruling else (),
        choice=_choice(facts, ruling) if ruling else None,
        opened_on=before.opened_on,
    )


def record_of(relation: Relation) -> CaseRecord:
    """The relation as an event names it."""
    spell = relation.spell
    return CaseRecord(
        relation=relation.name,
        scheme=spell.scheme,
        identity=spell.identity,
        area=spell.area,
        benefit_year=spell.benefit_year,
        starts_on=spell.starts_on,
        ends_on=spell.ends_on,
        state=spell.state,
        paid=spell.paid,
        participation_id=participation_of(relation),
    )


def relation_as_told(record: CaseRecord) -> Relation:
    """The relation as an event has named it: where nobody tells of it any more."""
    spell = Spell(
        spell_ref="",
        scheme=record.scheme,
        identity=record.identity,
        area=record.area,
        benefit_year=record.benefit_year,
        starts_on=record.starts_on,
        ends_on=record.ends_on,
        paid=record.paid,
        state=record.state,
        authority=0 if record.participation_id else 1,
    )
    return Relation(name=record.relation, spell=spell, refs=())


def participation_of(relation: Relation) -> UUID | None:
    """The participation of our own that the relation is; None for one of another region."""
    return UUID(relation.spell.spell_ref) if relation.spell.authority == 0 else None


def _choice(facts: CaseFacts, ruling: Ruling) -> CaseChoice | None:
    if ruling.choice is None or facts.asked_on is None or ruling.choice.due_on is None:
        return None
    return CaseChoice(
        asked_on=facts.asked_on,
        due_on=ruling.choice.due_on,
        chosen=facts.chosen,
        chosen_on=facts.chosen_on,
    )


def ours_first(relations: Iterable[Relation]) -> list[Relation]:
    """Relations of our own before others, each by start and name: the first says whose office leads the case."""
    return sorted(relations, key=lambda one: (one.spell.authority != 0, one.spell.starts_on, one.name))
