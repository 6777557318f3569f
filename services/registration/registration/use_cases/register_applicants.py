"""Approved applications become participations: a new one, or the one that was stopped or suspended goes on (R-003, V-41)."""

from collections.abc import Mapping, Sequence, Set
from uuid import UUID

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Payer
from registration.domain.participation import Approval
from registration.domain.participation_acts import ParticipationAct, ParticipationActKind
from registration.repository.participation_rows import lock_resting, register_applications, take_over_terms
from registration.use_cases.admit_applicants import Admitted
from registration.use_cases.follow_person_facts import follow_person_facts
from registration.use_cases.publish_participations import publish_participations
from registration.use_cases.record_acts import record_acts
from registration.use_cases.transfer_participation import give_up_transfers
from registration.use_cases.update_statuses import update_statuses
from service_runtime import Transaction


async def register_applicants(tx: Transaction, admitted: Admitted, actor: str) -> dict[UUID, UUID]:
    """Application -> participation; one whose person is registered already is not in it. All are told, first the persons who are new.

    Of a newborn's two years the application's own stands for the application; the other is registered beside it, or is there (R-024).
    The persons are locked by now.
    """
    if not admitted.approvals:
        return {}
    done = await _register(tx, admitted.approvals, actor, admitted.made)
    await _register(tx, [one for one in admitted.other_years if one.application_id in done], actor, frozenset())
    await follow_person_facts(tx, sorted({one.person_id for one in admitted.approvals}), actor)
    return done


async def _register(tx: Transaction, approvals: Sequence[Approval], actor: str, made: Set[UUID]) -> dict[UUID, UUID]:
    """Whoever was stopped or suspended in the same year has paid for it: the participation goes on under the new terms, without a second
    bill (R-036, R-134). Whoever is marked is covered from this day on (R-042).
    """
    if not approvals:
        return {}
    resting = await lock_resting(tx.driver, approvals)
    new = [one for one in approvals if one.application_id not in resting]
    registered = await register_applications(tx.driver, new, tx.now.date(), tx.now, actor) if new else {}
    await publish_participations(tx, list(registered.values()), made=made)
    await update_statuses(
        tx, [registered[one.application_id] for one in new if one.payer is Payer.FINANCE and one.application_id in registered], {}
    )
    again = await _go_on(tx, [one for one in approvals if one.application_id in resting], resting, actor)
    return registered | again


async def _go_on(tx: Transaction, approvals: Sequence[Approval], resting: Mapping[UUID, UUID], actor: str) -> dict[UUID, UUID]:
    """Of two applications for one participation the first is told of it."""
    first: dict[UUID, Approval] = {}
    for one in approvals:
        first.setdefault(resting[one.application_id], one)
    if not first:
        return {}
    await take_over_terms(tx.driver, list(first.values()), list(first))
    acts = await give_up_transfers(tx, list(first), actor)
    await record_acts(tx, [*acts, *(_reenrolled(tx, participation_id, one, actor) for participation_id, one in first.items())])
    return {one.application_id: participation_id for participation_id, one in first.items()}


def _reenrolled(tx: Transaction, participation_id: UUID, approval: Approval, actor: str) -> ParticipationAct:
    return ParticipationAct(
        act_id=new_id(),
        participation_id=participation_id,
        kind=ParticipationActKind.REENROL,
        cause=None,
        happened_on=tx.now.date(),
        matter=str(approval.application_id),
        actor=actor,
        recorded_at=tx.now,
    )
