"""Execute what cases have decided: our own relations by a request to registration, others by a notice to their region (R-128, R-132)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from dedup.domain.case_events import participation_of
from dedup.domain.case_ruling import Ruling
from dedup.domain.cases import OPEN
from dedup.domain.individuals import Individual
from dedup.domain.notices import Notice
from dedup.domain.relations import Relation
from dedup.domain.spell import Spell
from dedup.domain.suspend_requests import SuspendRequest
from dedup.repository.cases import Case
from dedup.repository.notices import notices_of_cases
from dedup.repository.suspend_requests import requests_of_cases
from dedup.use_cases.ask_suspensions import tell_differences
from dedup.use_cases.notify_regions import CaseNotice, keep_case_notices
from enrolment_events.duplicates import CaseRemedy, DuplicateCaseState, NoticeKind, NoticeState, SuspendAction
from enrolment_events.envelope import Event
from enrolment_terms.benefit_year import last_day
from enrolment_terms.identifiers import named_id
from service_runtime import Transaction

BECAUSE_OF_A_DUPLICATE = "DUPLICATE"
_ANSWERED = {NoticeState.ACKNOWLEDGED, NoticeState.REFUSED}
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Led:
    """A case as it stands now, whose it is, the relations and the ruling that it stands on. `revived`: it was over before."""

    case: Case
    individual: Individual
    relations: tuple[Relation, ...]
    ruling: Ruling | None
    revived: bool = False

    @property
    def is_open(self) -> bool:
        """True while something is to be done."""
        return DuplicateCaseState(self.case.state) in OPEN

    @property
    def acts(self) -> bool:
        """True unless it is of different people, or goes on in another case."""
        return DuplicateCaseState(self.case.state) is not DuplicateCaseState.FALSE_POSITIVE and self.case.told.joined_case_id is None

    def relation_told_by(self, spell_ref: str) -> Relation | None:
        """The relation as it is today."""
        return next((one for one in self.individual.relations if spell_ref in one.refs), None)

    def relation_named(self, name: str | None) -> Relation | None:
        """The relation as it is today."""
        return next((one for one in self.individual.relations if one.name == name), None)


async def execute(tx: Transaction, led: Sequence[Led], causes: Mapping[UUID, Event[Any]]) -> None:
    """What the cases want is compared with what was asked; what is done already stays as long as it makes sense."""
    cases = {one.case.case_id: one for one in led}
    asked = await requests_of_cases(tx.driver, list(cases))
    known = {(request.case_id, request.participation_id) for request in asked}
    wanted = {request.request_id: request for one in led for request in _requests(one, known, tx.now)}
    stays = (request for request in asked if request.request_id not in wanted and _stays(request, cases[request.case_id], tx.now.date()))
    await tell_differences(tx, [*wanted.values(), *stays], asked, causes)
    told = {key: (notice, cases[case_id]) for key, case_id, notice in _of_cases(await notices_of_cases(tx.driver, list(cases)))}
    remain = {key for key, (notice, one) in told.items() if _remains(notice, one)}
    there = {key: _reopened(notice) if one.revived else notice for key, (notice, one) in told.items()}
    await keep_case_notices(tx, [notice for one in led for notice in _notices(one)], there, remain)


def _of_cases(known: Mapping[UUID, Notice]) -> Iterator[tuple[UUID, UUID, Notice]]:
    return ((key, notice.case_id, notice) for key, notice in known.items() if notice.case_id is not None)


def _requests(one: Led, known: Collection[tuple[UUID, UUID]], now: datetime) -> Iterator[SuspendRequest]:
    """Not before the kept relation stands: a suspension waits for its cover to begin (no gap).

    `known`: of which case what was asked of which.
    """
    own = {spell.spell_ref: spell for spell in one.individual.spells if spell.authority == 0}
    for remedy, relation, kept in _to_do(one):
        for spell in (own[ref] for ref in relation.refs if ref in own):
            participation_id = UUID(spell.spell_ref)
            if spell.counts or (spell.is_over and (one.case.case_id, participation_id) in known):
                yield _request(one.case, spell, remedy, kept, now)


def _request(case: Case, spell: Spell, remedy: CaseRemedy, kept: Relation, now: datetime) -> SuspendRequest:
    return SuspendRequest(
        request_id=named_id(case.case_id, f"{spell.spell_ref}/{remedy.action}"),
        case_id=case.case_id,
        participation_id=UUID(spell.spell_ref),
        person_id=case.person_id,
        relation=kept.name,
        reason=BECAUSE_OF_A_DUPLICATE,
        area=spell.area,
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
    """Remedies, each with its relation and the one that is kept; of several rests of one relation the next.

    A closed case only sees to it that what rests because of it comes back.
    """
    named = {relation.name: relation for relation in (*one.relations, *one.individual.relations)}
    ruling = one.ruling
    if not one.acts or ruling is None or ruling.kept not in named:
        return
    seen: set[tuple[str, str]] = set()
    for remedy in ruling.remedies:
        of_case = one.is_open or (remedy.action is SuspendAction.RESUME and remedy.relation in one.case.facts.asked)
        if of_case and remedy.relation in named and (remedy.relation, remedy.action) not in seen:
            seen.add((remedy.relation, remedy.action))
            yield remedy, named[remedy.relation], named[ruling.kept]


def _stays(request: SuspendRequest, one: Led, today: date) -> bool:
    """What was done is not undone, as long as the relation that it was done for covers its day."""
    if request.withdrawn or DuplicateCaseState(one.case.state) is DuplicateCaseState.FALSE_POSITIVE:
        return False
    relation, kept = one.relation_told_by(str(request.participation_id)), one.relation_named(request.relation)
    if relation is None or kept is None or not _covers(kept, request.effective_on, request.action):
        return False
    if not relation.spell.is_over:
        return bool(relation.spell.rests)
    year = relation.spell.benefit_year
    rests_on = not one.is_open and request.action is not SuspendAction.RESUME
    return rests_on or (year is not None and last_day(year) < today)


def _remains(notice: Notice, one: Led) -> bool:
    """Of a closed case: what was answered, or done without an answer, as long as the relation that it was told for covers its day."""
    kept = one.relation_named(one.case.told.kept)
    if one.is_open or not one.acts or kept is None or notice.effective_on is None:
        return False
    dropped = one.relation_named(notice.relation)
    done = notice.told_version > 0 and dropped is not None and dropped.spell.is_over
    action = SuspendAction.RESUME if notice.kind is NoticeKind.RESUME_RELATION else SuspendAction.SUSPEND
    return (done or notice.state in _ANSWERED) and _covers(kept, notice.effective_on, action)


def _reopened(notice: Notice) -> Notice:
    """What was answered before the case revived is asked again."""
    return replace(notice, state=NoticeState.WITHDRAWN) if notice.state in _ANSWERED else notice


def _covers(kept: Relation, day: date, action: SuspendAction) -> bool:
    """A relation comes back on the day after the other one ended."""
    last = day - _ONE_DAY if action is SuspendAction.RESUME else day
    return any(begin <= last <= end for begin, end in kept.spell.stretches)
