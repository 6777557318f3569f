"""Execute what cases have decided: our own relations by a request to registration, others by a notice to their region (R-128, R-132)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from dedup.domain.case_events import participation_of
from dedup.domain.case_ruling import Ruling
from dedup.domain.cases import OPEN, CaseStanding
from dedup.domain.individuals import Individual
from dedup.domain.relations import Relation
from dedup.domain.suspend_requests import SuspendRequest
from dedup.repository.cases import Case
from dedup.repository.suspend_requests import requests_of_cases
from dedup.use_cases.ask_suspensions import tell_differences
from dedup.use_cases.notify_regions import CaseNotice, keep_case_notices
from enrolment_events.duplicates import CaseRemedy, DuplicateCaseState
from enrolment_events.envelope import Event
from enrolment_terms.identifiers import named_id
from service_runtime import Transaction

BECAUSE_OF_A_DUPLICATE = "DUPLICATE"


@dataclass(frozen=True, slots=True)
class Led:
    """A case as it stands now, whose it is, the relations and the ruling that it stands on."""

    case: Case
    individual: Individual
    relations: tuple[Relation, ...]
    standing: CaseStanding
    ruling: Ruling | None

    @property
    def is_open(self) -> bool:
        """True while something is to be done."""
        return DuplicateCaseState(self.case.state) in OPEN


async def execute(tx: Transaction, led: Sequence[Led], causes: Mapping[UUID, Event[Any]]) -> None:
    """What the open cases want is compared with what was asked; what a closed one asked stays, as long as it makes sense."""
    asked = await requests_of_cases(tx.driver, [one.case.case_id for one in led])
    wanted = [request for one in led for request in _requests(one, tx.now)]
    stays = [request for request in asked for one in led if request.case_id == one.case.case_id and _stays(request, one)]
    known = {request.request_id for request in wanted}
    await tell_differences(tx, [*wanted, *(one for one in stays if one.request_id not in known)], asked, causes)
    await keep_case_notices(tx, [one.case.case_id for one in led], [notice for one in led for notice in _notices(one)], _closed(led))


def _requests(one: Led, now: datetime) -> Iterator[SuspendRequest]:
    """Not before the kept relation stands: a suspension waits for its cover to begin (no gap)."""
    for remedy, relation, kept in _to_do(one):
        participation_id = participation_of(relation)
        if participation_id is None:
            continue
        yield SuspendRequest(
            request_id=named_id(one.case.case_id, f"{participation_id}/{remedy.action}"),
            case_id=one.case.case_id,
            participation_id=participation_id,
            person_id=one.case.person_id,
            relation=kept.name,
            reason=BECAUSE_OF_A_DUPLICATE,
            area=relation.spell.area,
            asked_by_area=kept.spell.area,
            action=remedy.action,
            effective_on=remedy.from_on,
            withdrawn=False,
            version=1,
            recorded_at=now,
        )


def _notices(one: Led) -> Iterator[CaseNotice]:
    for remedy, relation, kept in _to_do(one):
        if participation_of(relation) is None and one.individual.persons:
            yield CaseNotice(one.case, relation, kept, remedy, one.ruling.principle if one.ruling else "R-128")


def _to_do(one: Led) -> Iterator[tuple[CaseRemedy, Relation, Relation]]:
    """Remedies of an open case, each with its relation and the one that is kept; of several rests of one relation the next."""
    named = {relation.name: relation for relation in one.relations} | {relation.name: relation for relation in one.individual.relations}
    ruling = one.ruling
    if not one.is_open or ruling is None or ruling.kept not in named:
        return
    seen: set[tuple[str, str]] = set()
    for remedy in ruling.remedies:
        if remedy.relation in named and (remedy.relation, remedy.action) not in seen:
            seen.add((remedy.relation, remedy.action))
            yield remedy, named[remedy.relation], named[ruling.kept]


def _stays(request: SuspendRequest, one: Led) -> bool:
    """Of a closed case: what was done is not undone, as long as the relation that it was done for covers its day."""
    if one.is_open or DuplicateCaseState(one.case.state) is DuplicateCaseState.FALSE_POSITIVE or request.withdrawn:
        return False
    kept = next((relation for relation in one.individual.relations if relation.name == request.relation), None)
    return kept is not None and _covers(kept, request.effective_on)


def _covers(relation: Relation, day: date) -> bool:
    return any(first <= day <= last for first, last in relation.spell.stretches)


def _closed(led: Iterable[Led]) -> list[UUID]:
    """Cases whose notices stay as they are: they are done, or answered."""
    return [one.case.case_id for one in led if one.case.state == DuplicateCaseState.CLOSED.value]
