"""A relation goes to another region: requested, then completed or refused by the new place, or withdrawn (B26, R-090, V-79)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import ParticipationState
from registration.domain.participation_acts import ParticipationAct, act_of
from registration.domain.scope import Scope
from registration.domain.transfer import Transfer, TransferOutcome, TransferState, outcome_faults, request_faults
from registration.errors import ActHasFaults, FilerDecides, TransitionNotAllowed
from registration.repository.participation_acts import acts_about
from registration.repository.participation_facts import lock_facts
from registration.repository.participation_rows import lock_participation, lock_renewals_of
from registration.repository.person_indexes import read_keys
from registration.repository.transfers import (
    add_transfer,
    end_transfer,
    find_own_transfer,
    find_transfer,
    is_under_way,
    lock_transfer,
    lock_under_way,
)
from registration.use_cases.looks import LOOKS
from registration.use_cases.record_acts import record_acts
from service_runtime import NotFound, Transaction

_S = TransferState


async def request_transfer(tx: Transaction, participation_id: UUID, to_area: str, scope: Scope) -> Transfer:
    """The relation rests from today on; what was paid still gives benefits (R-063). Raises NotFound, ActHasFaults, TransitionNotAllowed."""
    found = await lock_participation(tx.driver, participation_id, scope)
    if found is None:
        LOOKS.miss(tx, scope.filed_by, "participation")
        raise NotFound()
    if faults := request_faults(found.area, to_area):
        raise ActHasFaults(reasons=faults.reasons, missing=faults.missing)
    if found.state is not ParticipationState.ACTIVE or await is_under_way(tx.driver, participation_id):
        raise TransitionNotAllowed()
    transfer = Transfer(
        transfer_id=new_id(),
        participation_id=participation_id,
        person_id=found.person_id,
        from_area=found.area,
        to_area=to_area,
        state=_S.REQUESTED,
        requested_on=tx.now.date(),
        requested_by=scope.filed_by,
    )
    await add_transfer(tx.driver, transfer, tx.now)
    await record_acts(tx, [act_of(participation_id, transfer.suspension, scope.filed_by, tx.now)])
    tx.audit("transfer.requested", subject=str(participation_id), actor=scope.filed_by, detail={"to_area": to_area})
    return transfer


async def decide_transfer(
    tx: Transaction,
    transfer_id: UUID,
    outcome: TransferOutcome,
    on: date | None,
    confirmation: str | None,
    covers: Callable[[str], bool],
    scope: Scope,
) -> Transfer:
    """Completed: the old one has ended, and with it a renewal that nobody has paid for (R-050). Refused: it never rested.

    Raises NotFound, FilerDecides, ActHasFaults, TransitionNotAllowed.
    """
    transfer = await _locked(tx, await find_transfer(tx.driver, transfer_id, scope), scope)
    shown = {key["token"] for key in await read_keys(tx.driver, [transfer.person_id])} & set(scope.shown)
    if transfer.requested_by == scope.filed_by or shown:
        raise FilerDecides()
    day = on or tx.now.date()
    if faults := outcome_faults(transfer, outcome, day, confirmation, covers(transfer.to_area), tx.now.date()):
        raise ActHasFaults(reasons=faults.reasons, missing=faults.missing)
    note = (confirmation or "").strip()
    sealed = tx.safe.seal(note, "transfer.confirmation", transfer_id) if note else None
    ended = replace(transfer, state=_S(outcome), ended_on=day, decided_by=scope.filed_by, confirmation=sealed)
    return await _end(tx, ended, scope.filed_by)


async def withdraw_transfer(tx: Transaction, transfer_id: UUID, scope: Scope) -> Transfer:
    """As if it had never been asked for. Raises NotFound, TransitionNotAllowed."""
    transfer = await _locked(tx, await find_own_transfer(tx.driver, transfer_id, scope), scope)
    return await _end(tx, _withdrawn(tx, transfer, scope.filed_by), scope.filed_by)


async def give_up_transfers(tx: Transaction, participations: Sequence[UUID], actor: str) -> list[ParticipationAct]:
    """R-003, R-090: whoever enrols again in the old place stays, and never rested. The participations are locked; record the acts."""
    acts: list[ParticipationAct] = []
    for transfer in await lock_under_way(tx.driver, participations):
        acts += await _acts_of_end(tx, _withdrawn(tx, transfer, actor), actor)
    return acts


def _withdrawn(tx: Transaction, transfer: Transfer, actor: str) -> Transfer:
    return replace(transfer, state=_S.WITHDRAWN, ended_on=tx.now.date(), decided_by=actor)


async def _locked(tx: Transaction, found: Transfer | None, scope: Scope) -> Transfer:
    """Participation first, then the transfer, as a request locks."""
    if found is None:
        LOOKS.miss(tx, scope.filed_by, "participation")
        raise NotFound()
    await lock_facts(tx.driver, [found.participation_id], tx.now.date())
    transfer = await lock_transfer(tx.driver, found.transfer_id)
    if transfer.state is not _S.REQUESTED:
        raise TransitionNotAllowed()
    return transfer


async def _end(tx: Transaction, transfer: Transfer, actor: str) -> Transfer:
    await record_acts(tx, await _acts_of_end(tx, transfer, actor))
    return transfer


async def _acts_of_end(tx: Transaction, transfer: Transfer, actor: str) -> list[ParticipationAct]:
    await end_transfer(tx.driver, transfer)
    if transfer.state is _S.COMPLETED:
        assert transfer.ended_on is not None
        end = transfer.end(transfer.ended_on)
        acts = [act_of(transfer.participation_id, end, actor, tx.now)]
        for renewed in await lock_renewals_of(tx.driver, [transfer.participation_id]):
            following = replace(end, happened_on=max(end.happened_on, renewed.registered_on))
            acts.append(act_of(renewed.participation_id, following, actor, tx.now))
    else:
        made = await acts_about(tx.driver, [transfer.participation_id], [str(transfer.transfer_id)])
        acts = [replace(act, withdrawn=True, version=act.version + 1, actor=actor, recorded_at=tx.now) for act in made]
    tx.audit("transfer.ended", subject=str(transfer.participation_id), actor=actor, detail={"state": transfer.state})
    return acts
