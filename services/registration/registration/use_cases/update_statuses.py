"""The status of participations follows from all facts known of them; what really changed is written and published."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from enrolment_events.envelope import Event
from policy_parameters import PolicyBook
from registration.domain.participation_status import FACTS_REVISED, ParticipationFacts, StatusChange, status_change
from registration.repository.participation_facts import lock_facts, write_changes
from registration.use_cases.publish_participations import publish_participations
from service_runtime import Transaction

__all__ = ["FACTS_REVISED", "Cause", "update_statuses"]
Cause = Event[Any]


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
    await write_changes(tx.driver, changes, tx.now, [by.get(change.participation_id, "registration") for change in changes])
    visible = [change.participation_id for change in changes if change.is_visible]
    if visible:
        await publish_participations(tx, visible, because_of)


def _change(facts: ParticipationFacts, policy: PolicyBook, act: str | None) -> StatusChange | None:
    _, period_end = policy.concentrated_period(facts.area, facts.own.benefit_year)
    return status_change(facts, period_end, act)
