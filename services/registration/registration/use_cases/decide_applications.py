"""Decide on applications, one or five hundred: approve into participations, ask for correction, reject."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from enrolment_terms.identifiers import new_id
from registration.domain.application import Application, Transition
from registration.domain.application_states import ENROLS, ApplicationState
from registration.domain.circumstance import Circumstance, circumstance_of
from registration.domain.four_eyes import entry_and_check_differ
from registration.domain.participation import Approval
from registration.domain.residence_permit import ResidencePermit
from registration.domain.review import EVENTS, CheckStatus, Decision, Verdict, check_status, lacks_reasons, state_after
from registration.domain.scope import Scope
from registration.errors import (
    CheckIsPending,
    CheckIsStale,
    CheckTurned,
    ConsentLacksUnits,
    DecisionNeedsReasons,
    FilerDecides,
    PersonAlreadyRegistered,
    TransitionNotAllowed,
)
from registration.repository.application_rows import lock_applications, lock_applications_for_facts
from registration.repository.application_transitions import start_checks_again
from registration.repository.consent_rows import consents_of
from registration.repository.own_hand import of_own_hand
from registration.repository.person_facts_lock import PERSON_FACTS
from registration.use_cases.admit_applicants import admit_applicants
from registration.use_cases.apply_check_answers import NOTHING_APPLIED, apply_to_locked
from registration.use_cases.apply_services import apply_services
from registration.use_cases.ask_conflict_check import ask_again
from registration.use_cases.keep_households import keep_households
from registration.use_cases.looks import LOOKS
from registration.use_cases.pre_enrol import bind_mothers
from registration.use_cases.publish_mandates import publish_mandates_of
from registration.use_cases.record_circumstances import record_circumstances
from registration.use_cases.record_permits import record_permits
from registration.use_cases.record_transitions import record_transitions
from registration.use_cases.refuse_transitions import transitions_refused
from registration.use_cases.register_applicants import register_applicants
from service_runtime import NotFound, Refusal, Transaction

Applications = Mapping[UUID, Application]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where an application stands after its decision; `refused` says why the decision did not hold."""

    application_id: UUID
    state: ApplicationState | None
    participation_id: UUID | None = None
    refused: Refusal | None = None


async def decide_applications(tx: Transaction, decisions: Sequence[Decision], scope: Scope) -> list[Outcome]:
    """Set-based: one locking reading, one registration, one writing. What is refused stands alone, the others go on."""
    found = await lock_applications(tx.driver, [decision.application_id for decision in decisions], scope)
    own = await of_own_hand(tx.driver, list(found), scope)
    refused = {decision.application_id: _refusal(tx, decision, found, own, scope.filed_by) for decision in decisions}
    refused |= await _without_units(tx, [one for one in decisions if refused[one.application_id] is None], found)
    newer = await _apply_newer_answers(tx, [one for one in decisions if refused[one.application_id] is None], found)
    refused |= newer.refused
    held = [decision for decision in decisions if refused[decision.application_id] is None]
    registered, not_admitted = await _register(tx, held, found, scope)
    stale = [known for known, reason in (refused | not_admitted).items() if isinstance(reason, CheckIsStale)]
    await _check_again(tx, [found[known] for known in stale if known not in newer.refused])
    transitions = []
    for decision in held:
        if decision.verdict is Verdict.APPROVE and decision.application_id not in registered:
            refused[decision.application_id] = not_admitted.get(decision.application_id, PersonAlreadyRegistered())
        else:
            transitions.append(_transition(decision, found[decision.application_id], registered, scope.filed_by))
    await record_transitions(tx, transitions)
    await publish_mandates_of(tx, [found[application_id].token for application_id in registered])
    _audit(tx, transitions)
    states = {known: application.state for known, application in found.items()} | {
        step.application_id: step.to_state for step in (*newer.steps, *transitions)
    }
    ids = [decision.application_id for decision in decisions]
    return [Outcome(known, states.get(known), registered.get(known), refused[known]) for known in ids]


def _refusal(tx: Transaction, decision: Decision, found: Applications, own: Set[UUID], actor: str) -> Refusal | None:
    application = found.get(decision.application_id)
    if application is None:
        LOOKS.miss(tx, actor, "application")
        return NotFound()
    try:
        with transitions_refused(application.application_id, actor):
            state_after(application.state, decision.verdict)
    except TransitionNotAllowed as refused:
        return refused
    if application.application_id in own and entry_and_check_differ(tx.policy, application.area, application.benefit_year):
        return FilerDecides()
    if lacks_reasons(decision):
        return DecisionNeedsReasons()
    return _check_refusal(tx, application) if decision.verdict is Verdict.APPROVE else None


async def _without_units(tx: Transaction, held: Sequence[Decision], found: Applications) -> dict[UUID, Refusal]:
    """B22: a consent is used only with both units in it."""
    approved = [one.application_id for one in held if one.verdict is Verdict.APPROVE]
    signed = [known for known in approved if found[known].consent_signed_on is not None]
    consents = await consents_of(tx.driver, signed) if signed else {}
    return {known: ConsentLacksUnits() for known in signed if known in consents and not consents[known].names_units}


def _check_refusal(tx: Transaction, application: Application) -> Refusal | None:
    """D1 approve [check repeated, not older than policy]. What registers nobody is not checked."""
    if application.kind not in ENROLS:
        return None
    max_age = tx.policy.value("conflict.check_max_age_minutes", region=application.area, year=application.benefit_year).value
    status = check_status(application.checked_at, tx.now, max_age)
    if status is CheckStatus.PENDING:
        return CheckIsPending()
    return CheckIsStale() if status is CheckStatus.STALE else None


@dataclass(frozen=True, slots=True)
class _Newer:
    """Steps that answers took before the decision, and why they leave no approval."""

    steps: Sequence[Transition]
    refused: dict[UUID, Refusal]


async def _apply_newer_answers(tx: Transaction, held: Sequence[Decision], found: Applications) -> _Newer:
    """C8: no approval stands on a check that a later answer has turned, be it applied yet or not. The applications are locked."""
    approved = {one.application_id: found[one.application_id] for one in held if one.verdict is Verdict.APPROVE}
    applied = await apply_to_locked(tx, approved) if approved else NOTHING_APPLIED
    refused: dict[UUID, Refusal] = {one.application_id: CheckTurned() for one in applied.steps}
    return _Newer(applied.steps, refused | {known: CheckIsStale() for known in applied.asked_again})


async def _check_again(tx: Transaction, stale: Sequence[Application]) -> None:
    """A stale check is asked for anew; the application stays under review until the answer."""
    if not stale:
        return
    ids = [application.application_id for application in stale]
    await start_checks_again(tx.driver, ids, tx.now)
    await ask_again(tx, list((await lock_applications_for_facts(tx.driver, ids)).values()))


async def _register(
    tx: Transaction, held: Sequence[Decision], found: Applications, scope: Scope
) -> tuple[dict[UUID, UUID], dict[UUID, Refusal]]:
    """Application -> participation, and why others were not admitted; whoever is in neither is registered already."""
    approved = [found[decision.application_id] for decision in held if decision.verdict is Verdict.APPROVE]
    if not approved:
        return {}, {}
    await PERSON_FACTS.hold(tx)
    admitted = await admit_applicants(tx, [one for one in approved if one.kind in ENROLS])
    registered = await register_applicants(tx, admitted, scope.filed_by)
    await bind_mothers(tx, [one for one in admitted.expected if one.application.application_id in registered], scope.filed_by)
    await record_permits(tx, list(_permits(admitted.approvals, registered, found)))
    await record_circumstances(tx, list(_circumstances(tx, admitted.approvals, registered, found, scope.filed_by)))
    served = await apply_services(tx, [one for one in approved if one.kind not in ENROLS], scope)
    done = registered | served.done
    await keep_households(tx, [told for known, told in (admitted.households | served.households).items() if known in done])
    return done, admitted.refused | served.refused


def _permits(approvals: Sequence[Approval], registered: Mapping[UUID, UUID], found: Applications) -> Iterator[ResidencePermit]:
    """R-036: what was handed in with an enrolment."""
    for one in approvals:
        application = found[one.application_id]
        if one.application_id in registered and (valid_to := application.permit_valid_to) is not None:
            yield ResidencePermit(new_id(), one.person_id, application.region, application.applied_on, valid_to)


def _circumstances(
    tx: Transaction, approvals: Sequence[Approval], registered: Mapping[UUID, UUID], found: Applications, actor: str
) -> Iterator[Circumstance]:
    """R-104: the event by which somebody enrolled, for what its day decides."""
    for one in approvals:
        event = circumstance_of(found[one.application_id], one.person_id, actor, tx.now)
        if one.application_id in registered and event is not None:
            yield event


def _transition(decision: Decision, application: Application, registered: Mapping[UUID, UUID], actor: str) -> Transition:
    return Transition(
        application_id=application.application_id,
        from_state=application.state,
        to_state=state_after(application.state, decision.verdict),
        event=EVENTS[decision.verdict],
        actor=actor,
        note=decision.note,
        faults=decision.faults,
        participation_id=registered.get(application.application_id),
        decided=True,
    )


def _audit(tx: Transaction, transitions: Sequence[Transition]) -> None:
    """R-009 「谁办理、谁负责」: the operator stands on every decision."""
    for step in transitions:
        tx.audit("application.decided", subject=str(step.application_id), actor=step.actor, detail={"state": step.to_state})
