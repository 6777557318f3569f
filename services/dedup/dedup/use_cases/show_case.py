"""A duplicate case as the console shows it, with what was asked of whom, and every state that it was in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from dedup.domain.case_matches import matches_of
from dedup.domain.case_view import CaseView, Looked, view_of
from dedup.domain.notices import Notice
from dedup.domain.relations import Relation
from dedup.domain.spell import Spell
from dedup.domain.suspend_requests import SuspendRequest
from dedup.repository.cases import Version, history_of
from dedup.repository.identities import nodes_of, statements_on, ties_of
from dedup.repository.notices import notices_of_case
from dedup.repository.suspend_requests import requests_of_cases
from dedup.use_cases.read_case import KnownCase, read_case
from enrolment_events.duplicates import CaseRecord
from service_runtime import ReadConnection

_EVERYWHERE = ["%"]


@dataclass(frozen=True, slots=True)
class CasePicture:
    """Everything that an office sees of a case."""

    known: KnownCase
    view: CaseView
    notices: tuple[Notice, ...]
    requests: tuple[SuspendRequest, ...]
    history: tuple[Version, ...]


async def show_case(read: ReadConnection, case_id: UUID, areas: Sequence[str]) -> CasePicture:
    """Inside the areas (LIKE patterns). Raises CaseNotKnown."""
    known = await read_case(read, case_id, areas)
    number = known.case.number
    same, _ = await statements_on(read.driver, (await nodes_of(read.driver, [number])).keys())
    ties = [*await ties_of(read.driver, [number]), *same]
    notices = tuple(await notices_of_case(read.driver, case_id, _EVERYWHERE))
    promised = {one.relation: one.promised_on for one in notices if one.relation and one.promised_on}
    return CasePicture(
        known=known,
        view=view_of(replace(_looked(known, read), promised=promised), matches_of(ties), read.policy),
        notices=notices,
        requests=tuple(await requests_of_cases(read.driver, [case_id])),
        history=tuple(await history_of(read.driver, read.safe, case_id)),
    )


def _looked(known: KnownCase, read: ReadConnection) -> Looked:
    """A case that is over shows its snapshot: a record that is gone as it was told last (R-129)."""
    judged = known.judged
    relations = known.relations
    if judged.ruling is None:
        there = {relation.name: relation for relation in known.individual.relations}
        relations = tuple(there.get(record.relation) or _as_told(record) for record in known.case.told.records)
    return Looked(relations=relations, facts=judged.facts, ruling=judged.ruling, standing=judged.standing, today=read.now.date())


def _as_told(record: CaseRecord) -> Relation:
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
