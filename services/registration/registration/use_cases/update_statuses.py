"""The status of participations follows from all facts known of them; what really changed is written and published."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from enrolment_events.envelope import Event
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import windows
from registration.domain.participation_states import ENDED
from registration.domain.participation_status import FACTS_REVISED, ParticipationFacts, StatusChange, status_change
from registration.domain.transfer import TransferState
from registration.repository.participation_facts import lock_facts, write_changes
from registration.repository.transfers import end_with_relations, give_back_with_relations
from registration.use_cases.publish_participations import publish_states
from service_runtime import Transaction

__all__ = ["FACTS_REVISED", "Cause", "update_statuses"]
Cause = Event[Any]
_ACTOR = "registration"


async def update_statuses(
    tx: Transaction,
    ids: Iterable[UUID],
    because_of: Mapping[UUID, Cause],
    *,
    acts: Mapping[UUID, str] | None = None,
    actors: Mapping[UUID, str] | None = None,
) -> None:
    """Set-based: one reading of the facts, plain Python for the decision, one writing of the changes.

    `acts`: what was done to a participation just now, and by whom, which is written and told in any case.
    """
    done, by = acts or {}, actors or {}
    found = await lock_facts(tx.driver, sorted(set(ids)), tx.now.date())
    changes = [change for facts in found if (change := _change(facts, tx.policy, done.get(facts.participation_id))) is not None]
    await write_changes(tx.driver, changes, tx.now, [by.get(change.participation_id, _ACTOR) for change in changes])
    await _follow_transfers(tx, changes)
    visible = [change.participation_id for change in changes if change.is_visible]
    if visible:
        await publish_states(tx, visible, because_of)


async def _follow_transfers(tx: Transaction, changes: Sequence[StatusChange]) -> None:
    """R-090, R-091: a relation that is over goes nowhere; one that stands again, because a fact was taken back, is on its way again."""
    over = [one.participation_id for one in changes if one.after.state in ENDED and one.from_state not in ENDED]
    again = [one.participation_id for one in changes if one.from_state in ENDED and one.after.state not in ENDED]
    ended = await end_with_relations(tx.driver, over, _ACTOR, tx.now.date()) if over else ()
    given_back = await give_back_with_relations(tx.driver, again) if again else ()
    for state, concerned in ((TransferState.WITHDRAWN, ended), (TransferState.REQUESTED, given_back)):
        for participation_id in concerned:
            tx.audit("transfer.followed", subject=str(participation_id), actor=_ACTOR, detail={"state": state})


def _change(facts: ParticipationFacts, policy: PolicyBook, act: str | None) -> StatusChange | None:
    return status_change(facts, policy.read(windows, facts.area, facts.own.benefit_year).period_end(), act)
