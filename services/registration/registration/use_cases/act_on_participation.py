"""Acts that an office records by hand, and the taking back of one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from enrolment_terms.benefit_year import SHANGHAI, last_day
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import ParticipationState
from registration.domain.office_acts import BY_HAND, act_faults, heard_faults, is_listed, rest_faults
from registration.domain.participation import Participation, suspensions_of
from registration.domain.participation_acts import ParticipationAct, ParticipationActKind
from registration.domain.participation_states import ENDED, StateReason
from registration.domain.person_end import ends_person
from registration.domain.scope import Scope
from registration.errors import ActHasFaults, OwnAct, TransitionNotAllowed
from registration.repository.employee_relations import lock_resident_years
from registration.repository.participation_acts import acts_on
from registration.repository.participation_facts import acts_of
from registration.repository.participation_rows import enrolled_again_at, load_participations, lock_participation, lock_renewals_of
from registration.repository.person_ends import lock_open_applications_of, person_of
from registration.use_cases.follow_end import follow_end
from registration.use_cases.looks import LOOKS
from registration.use_cases.record_acts import record_acts
from service_runtime import NotFound, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ActForm:
    """What an office filled in; without a day it is today."""

    kind: ParticipationActKind
    cause: StateReason
    happened_on: date | None
    reason: str | None


async def act_on_participation(tx: Transaction, participation_id: UUID, form: ActForm, scope: Scope) -> ParticipationState:
    """The state it has now. Raises NotFound, ActHasFaults, TransitionNotAllowed."""
    waiting = await _waiting(tx, participation_id, form.kind, form.cause)
    await _lock_years(tx, participation_id, form.kind)
    found = await _locked(tx, participation_id, scope)
    today = tx.now.date()
    happened_on = form.happened_on or today
    told = form.kind, form.cause, happened_on, form.reason
    began = await _began_on(tx, found, form)
    faults = act_faults(*told, began, found.benefit_year, today, born=found.birth_date is not None)
    faults += heard_faults(form.kind, form.cause, await acts_on(tx.driver, participation_id))
    if not faults and not is_listed(found.state, form.kind, form.cause):
        raise TransitionNotAllowed()
    done = await acts_of(tx.driver, [participation_id], today)
    faults += rest_faults(form.kind, form.cause, suspensions_of(found, done.get(participation_id, ())))
    if faults:
        raise ActHasFaults(reasons=faults.reasons, missing=faults.missing)
    days = {participation_id: happened_on} | await _other_years(tx, found, form, happened_on)
    await record_acts(tx, [_act(tx, one, form, day, scope.filed_by) for one, day in days.items()])
    if ends_person(form.kind, form.cause):
        await follow_end(tx, found.person_id, waiting, scope.filed_by)
    for one in days:
        tx.audit("participation.acted", subject=str(one), actor=scope.filed_by, detail={"kind": form.kind, "cause": form.cause})
    return await _state(tx, participation_id)


async def _began_on(tx: Transaction, found: Participation, form: ActForm) -> date:
    """R-003: what was before the person enrolled again belongs to the registration before; whoever is gone has none at all."""
    if ends_person(form.kind, form.cause):
        return found.registered_on
    again = await enrolled_again_at(tx.driver, [found.participation_id])
    return max([found.registered_on, *(one.astimezone(SHANGHAI).date() for one in again.values())])


async def _lock_years(tx: Transaction, participation_id: UUID, kind: ParticipationActKind | None) -> None:
    """What ends more than the year that it names locks all of them in the order of their keys."""
    if kind is ParticipationActKind.END and (person_id := await person_of(tx.driver, participation_id)) is not None:
        await lock_resident_years(tx.driver, [person_id])


async def _other_years(tx: Transaction, found: Participation, form: ActForm, on: date) -> dict[UUID, date]:
    """What ends along with it, and when.

    R-050: of a relation that ends, the renewal that nobody has paid for. R-091: with a person all years that are not over by then. R-021,
    R-024: a child that is not born has neither of its years.
    """
    if form.kind is not ParticipationActKind.END:
        return {}
    if not ends_person(form.kind, form.cause):
        return {one.participation_id: max(on, one.registered_on) for one in await lock_renewals_of(tx.driver, [found.participation_id])}
    locked = [one.participation_id for one in await lock_resident_years(tx.driver, [found.person_id])]
    others = await load_participations(tx.driver, [one for one in locked if one != found.participation_id])
    standing = [one for one in others if one.state not in ENDED]
    return {one.participation_id: on for one in standing if form.cause is StateReason.NOT_BORN or on <= last_day(one.benefit_year)}


async def _of_other_years(tx: Transaction, found: Participation, act: ParticipationAct) -> list[ParticipationAct]:
    """What was recorded of other years with it is taken back with it."""
    if act.kind is not ParticipationActKind.END:
        return []
    years = [one.participation_id for one in await lock_resident_years(tx.driver, [found.person_id])]
    acts = [one for known in years if known != found.participation_id for one in await acts_on(tx.driver, known)]
    told = act.kind, act.cause, act.recorded_at
    return [one for one in acts if (one.kind, one.cause, one.recorded_at) == told and not one.withdrawn]


def _act(tx: Transaction, participation_id: UUID, form: ActForm, happened_on: date, actor: str) -> ParticipationAct:
    return ParticipationAct(
        act_id=new_id(),
        participation_id=participation_id,
        kind=form.kind,
        cause=form.cause,
        happened_on=happened_on,
        actor=actor,
        recorded_at=tx.now,
        note=tx.safe.seal((form.reason or "").strip(), "stop_reason", participation_id),
    )


async def withdraw_act(tx: Transaction, participation_id: UUID, act_id: UUID, said: str, scope: Scope) -> ParticipationState:
    """An act recorded by mistake never was. Raises NotFound, OwnAct; acts that were heard are taken back where they come from."""
    before = next((one for one in await acts_on(tx.driver, participation_id) if one.act_id == act_id), None)
    await _lock_years(tx, participation_id, before.kind if before else None)
    found = await _locked(tx, participation_id, scope)
    act = next((one for one in await acts_on(tx.driver, participation_id) if one.act_id == act_id), None)
    if act is None:
        LOOKS.miss(tx, scope.filed_by, "act")
        raise NotFound()
    if act.withdrawn or not _is_by_hand(act):
        raise TransitionNotAllowed()
    if act.actor == scope.filed_by:
        raise OwnAct()
    mistaken = [act, *await _of_other_years(tx, found, act)]
    await record_acts(tx, [_undone(tx, one, said, scope.filed_by) for one in mistaken])
    if ends_person(act.kind, act.cause):
        await follow_end(tx, found.person_id, (), scope.filed_by)
    tx.audit("participation.act_withdrawn", subject=str(participation_id), actor=scope.filed_by, detail={"act": str(act_id)})
    return await _state(tx, participation_id)


def _undone(tx: Transaction, act: ParticipationAct, said: str, actor: str) -> ParticipationAct:
    note = tx.safe.seal(said.strip(), "stop_reason", act.participation_id)
    return replace(act, withdrawn=True, version=act.version + 1, actor=actor, recorded_at=tx.now, note=note)


async def _waiting(tx: Transaction, participation_id: UUID, kind: ParticipationActKind, cause: StateReason) -> Sequence[UUID]:
    """Open applications of the person, locked before the participation: in the order in which whoever decides locks them."""
    person_id = await person_of(tx.driver, participation_id) if ends_person(kind, cause) else None
    return await lock_open_applications_of(tx.driver, person_id) if person_id else ()


def _is_by_hand(act: ParticipationAct) -> bool:
    own = act.kind in (ParticipationActKind.CANCEL, ParticipationActKind.STOP) and act.cause is StateReason.OWN_REQUEST
    return own or (act.matter is None and act.cause in BY_HAND.get(act.kind, ()))


async def _locked(tx: Transaction, participation_id: UUID, scope: Scope) -> Participation:
    found = await lock_participation(tx.driver, participation_id, scope)
    if found is None:
        LOOKS.miss(tx, scope.filed_by, "participation")
        raise NotFound()
    return found


async def _state(tx: Transaction, participation_id: UUID) -> ParticipationState:
    [now] = await load_participations(tx.driver, [participation_id])
    return now.state
