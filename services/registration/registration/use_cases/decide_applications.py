"""Decide on applications, one or five hundred: approve into participations, ask for correction, reject."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from enrolment_terms.identifiers import new_id
from policy_parameters import PolicyBook
from registration.domain.application_states import ApplicationState
from registration.domain.eligibility import payer_of
from registration.domain.filing import Case
from registration.domain.review import EVENTS, CheckStanding, Decision, Verdict, check_standing, lacks_reasons, state_after
from registration.domain.scope import Scope
from registration.errors import CheckIsPending, CheckIsStale, DecisionNeedsReasons, PersonAlreadyRegistered, TransitionNotAllowed
from registration.repository.application_filing import tokens_of
from registration.repository.application_moves import Move, move_applications, start_checks_again
from registration.repository.application_rows import lock_cases, lock_cases_for_facts
from registration.repository.participation_rows import register_applications
from registration.use_cases.ask_conflict_check import submitted_event
from registration.use_cases.publish_participations import publish_participations
from registration.use_cases.refuse_transitions import transitions_refused
from service_runtime import NotFound, Refusal, UnitOfWork


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where an application stands after its decision; `refused` says why the decision did not hold."""

    application_id: UUID
    state: ApplicationState | None
    participation_id: UUID | None = None
    refused: Refusal | None = None


async def decide_applications(tx: UnitOfWork, decisions: Sequence[Decision], scope: Scope, policy: PolicyBook) -> list[Outcome]:
    """Set-based: one locking reading, one registration, one move. What is refused stands alone, the others go on."""
    cases = await lock_cases(tx.driver, [decision.application_id for decision in decisions], scope)
    refused = {decision.application_id: _refusal(decision, cases, tx, policy, scope.filed_by) for decision in decisions}
    await _check_again(tx, [cases[found] for found, reason in refused.items() if isinstance(reason, CheckIsStale)])
    held = [decision for decision in decisions if refused[decision.application_id] is None]
    registered = await _register(tx, held, cases, scope.filed_by)
    moves = []
    for decision in held:
        if decision.verdict is Verdict.APPROVE and decision.application_id not in registered:
            refused[decision.application_id] = PersonAlreadyRegistered()
        else:
            moves.append(_move(decision, cases[decision.application_id], registered, scope.filed_by))
    await move_applications(tx.driver, moves, tx.now)
    await publish_participations(tx, tx.driver, list(registered.values()))
    _audit(tx, moves)
    states = {move.application_id: move.to_state for move in moves}
    return [_outcome(decision, cases, states, registered, refused[decision.application_id]) for decision in decisions]


def _refusal(decision: Decision, cases: Mapping[UUID, Case], tx: UnitOfWork, policy: PolicyBook, actor: str) -> Refusal | None:
    case = cases.get(decision.application_id)
    if case is None:
        return NotFound()
    try:
        with transitions_refused(case.application_id, actor):
            state_after(case.state, decision.verdict)
    except TransitionNotAllowed as refused:
        return refused
    if lacks_reasons(decision):
        return DecisionNeedsReasons()
    return _check_refusal(case, tx, policy) if decision.verdict is Verdict.APPROVE else None


def _check_refusal(case: Case, tx: UnitOfWork, policy: PolicyBook) -> Refusal | None:
    """D1 approve [check repeated, not older than policy]."""
    max_age = policy.value("conflict.check_max_age_minutes", region=case.area, year=case.benefit_year).value
    standing = check_standing(case.checked_at, tx.now, max_age)
    if standing is CheckStanding.PENDING:
        return CheckIsPending()
    return CheckIsStale() if standing is CheckStanding.STALE else None


async def _check_again(tx: UnitOfWork, cases: Sequence[Case]) -> None:
    """A stale check is asked for anew; the application stays under review until the answer."""
    if not cases:
        return
    ids = [case.application_id for case in cases]
    await start_checks_again(tx.driver, ids)
    for case in (await lock_cases_for_facts(tx.driver, ids)).values():
        tx.publish(submitted_event(case, await tokens_of(tx.driver, case.person_id), tx.now))


async def _register(tx: UnitOfWork, held: Sequence[Decision], cases: Mapping[UUID, Case], actor: str) -> dict[UUID, UUID]:
    approved = [cases[decision.application_id] for decision in held if decision.verdict is Verdict.APPROVE]
    if not approved:
        return {}
    rows = [(new_id(), case.application_id, payer_of(case.category, case.channel)) for case in approved]
    return await register_applications(tx.driver, rows, tx.now.date(), tx.now, actor)


def _move(decision: Decision, case: Case, registered: Mapping[UUID, UUID], actor: str) -> Move:
    return Move(
        application_id=case.application_id,
        from_state=case.state,
        to_state=state_after(case.state, decision.verdict),
        event=EVENTS[decision.verdict],
        actor=actor,
        note=decision.note,
        faults=decision.faults,
        participation_id=registered.get(case.application_id),
        decided=True,
    )


def _audit(tx: UnitOfWork, moves: Sequence[Move]) -> None:
    """R-009 「谁办理、谁负责」: the operator stands on every decision."""
    for move in moves:
        tx.audit("application.decided", subject=str(move.application_id), actor=move.actor, detail={"state": move.to_state})


def _outcome(
    decision: Decision,
    cases: Mapping[UUID, Case],
    states: Mapping[UUID, ApplicationState],
    registered: Mapping[UUID, UUID],
    refused: Refusal | None,
) -> Outcome:
    case = cases.get(decision.application_id)
    state = states.get(decision.application_id, case.state if case else None)
    return Outcome(decision.application_id, state, registered.get(decision.application_id), refused)
