"""A duplicate case as the console shows it, with what was asked of whom, and every state that it was in."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dedup.domain.case_matches import matches_of
from dedup.domain.case_view import CaseView, Looked, view_of
from dedup.domain.notices import Notice
from dedup.domain.suspend_requests import SuspendRequest
from dedup.repository.area_scope import EVERYWHERE
from dedup.repository.cases import Version, history_of
from dedup.repository.identities import kinds_of, nodes_of, statements_on, ties_of
from dedup.repository.notices import notices_of_case
from dedup.repository.suspend_requests import requests_of_cases
from dedup.use_cases.read_case import KnownCase, read_case, relations_shown
from service_runtime import ReadConnection


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
    notices = tuple(await notices_of_case(read.driver, case_id, EVERYWHERE))
    matches = matches_of(ties, await kinds_of(read.driver, [number]))
    return CasePicture(
        known=known,
        view=view_of(_looked(known, notices, read), matches, read.policy),
        notices=notices,
        requests=tuple(await requests_of_cases(read.driver, [case_id])),
        history=tuple(await history_of(read.driver, read.safe, case_id)),
    )


def _looked(known: KnownCase, notices: Sequence[Notice], read: ReadConnection) -> Looked:
    judged = known.judged
    return Looked(
        relations=relations_shown(known),
        facts=judged.facts,
        ruling=judged.ruling,
        standing=judged.standing,
        today=read.now.date(),
        promised={one.relation: one.promised_on for one in notices if one.relation and one.promised_on},
    )
