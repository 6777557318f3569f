"""What registration is asked to do with participations of our own, because of a relation in the employee scheme (R-081, R-134)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from dedup.domain.relations import Relation
from dedup.domain.spell import Spell
from enrolment_events.duplicates import SuspendAction
from enrolment_terms.benefit_year import first_day, last_day
from enrolment_terms.identifiers import named_id
from enrolment_terms.scheme import Channel, EmployeeIdentity, ParticipationState, Scheme
from policy_parameters import PolicyBook, PolicyNotKnown

_OURS = UUID("a53cf1f6-64a0-5c52-9a9d-6465647570aa")
_UNASKED = {Channel.RENEWAL, Channel.AUTHORITY}
"""Registered without an application: no conflict check came before."""
_OVER = {ParticipationState.STOPPED, ParticipationState.SUSPENDED, ParticipationState.TERMINATED}
BECAUSE_OF_A_JOB = "EMPLOYEE_SCHEME"
_RESUMES = "resident.resume_without_second_bill"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnParticipation:
    """A participation in the resident scheme: what never changes of it decides, so that its answer to a request is no new question."""

    participation_id: UUID
    person_id: UUID
    area: str
    benefit_year: int
    channel: Channel | None
    registered_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendRequest:
    """One request as it was asked last. `case_id` joins the suspension and the resumption for one relation.

    `relation` is what it rests for, None where the release before asked; `not_before`: the kept relation gives no cover before.
    """

    request_id: UUID
    case_id: UUID
    participation_id: UUID
    person_id: UUID
    relation: str | None
    reason: str | None = BECAUSE_OF_A_JOB
    area: str
    asked_by_area: str
    action: SuspendAction
    effective_on: date
    not_before: date | None = None
    withdrawn: bool
    version: int
    recorded_at: datetime


def requests_for(own: OwnParticipation, relations: Iterable[Relation], policy: PolicyBook, now: datetime) -> Iterator[SuspendRequest]:
    """All that is asked for this participation because of these relations: the same whoever tells of them, and how often."""
    for relation in relations:
        for action, day in _days(own, relation.spell, policy):
            case_id = named_id(_OURS, f"{own.participation_id}/{relation.name}")
            yield SuspendRequest(
                request_id=named_id(case_id, action),
                case_id=case_id,
                participation_id=own.participation_id,
                person_id=own.person_id,
                relation=relation.name,
                area=own.area,
                asked_by_area=relation.spell.area,
                action=action,
                effective_on=day,
                withdrawn=False,
                version=1,
                recorded_at=now,
            )


def _days(own: OwnParticipation, spell: Spell, policy: PolicyBook) -> Iterator[tuple[SuspendAction, date]]:
    """R-081 「在其完成新的职工医保参保登记缴费后，立即暂停」; R-134: back on the day after the other relation ends, inside the year.

    A relation paid before an application was approved is the conflict check's. Whoever was registered unasked rests from the first day.
    """
    if not _is_paid_relation(spell):
        return
    paid_on, year = spell.first_paid_on or spell.starts_on, own.benefit_year
    if paid_on > last_day(year) or (paid_on < own.registered_on and own.channel not in _UNASKED):
        return
    since = max(paid_on, own.registered_on)
    if spell.identity is EmployeeIdentity.FLEXIBLE:  # what cannot give benefits yet takes the place of nothing
        since = max(since, spell.benefits_from or since)
    if not spell.lasts_to(max(first_day(year), since)):
        return
    yield SuspendAction.SUSPEND, since
    if spell.ends_on is not None and spell.ends_on < last_day(year) and _resumes(own, policy):
        yield SuspendAction.RESUME, spell.ends_on + timedelta(days=1)


def _resumes(own: OwnParticipation, policy: PolicyBook) -> bool:
    """R-134: where the policy book says nothing of the place and the year nobody is asked to give anything back."""
    try:
        return bool(policy.value(_RESUMES, region=own.area, year=own.benefit_year).value)
    except PolicyNotKnown:
        return False


def _is_paid_relation(spell: Spell) -> bool:
    """Paid, and in force or over since a day that is known."""
    ended = spell.state in _OVER and spell.ends_on is not None
    return spell.scheme is Scheme.EMPLOYEE and spell.paid and (spell.state is ParticipationState.ACTIVE or ended)


def requests_to_tell(
    wanted: Iterable[SuspendRequest], asked: Iterable[SuspendRequest], now: datetime
) -> Iterator[SuspendRequest]:  # fmt: skip
    """What differs between what is to be asked now and what was asked: new, on another day, or withdrawn."""
    there, told = {one.request_id: one for one in asked}, {one.request_id: one for one in wanted}
    for request_id, one in told.items():
        known = there.get(request_id)
        if known is None:
            yield one
        elif known.withdrawn or _content(known) != _content(one):
            yield replace(one, version=known.version + 1)
    for known in there.values():
        if known.request_id not in told and not known.withdrawn:
            yield replace(known, withdrawn=True, version=known.version + 1, recorded_at=now)


def _content(one: SuspendRequest) -> tuple[object, ...]:
    return one.effective_on, one.not_before, one.relation, one.asked_by_area
