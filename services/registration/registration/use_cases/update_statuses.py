"""The status of participations follows from all facts known of them; what really changed is written and published."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from enrolment_events.envelope import Event
from enrolment_events.payment import BillData, PaymentSettledV1
from policy_parameters import PolicyBook
from registration.domain.participation_states import event_between
from registration.domain.participation_status import ParticipationFacts, StatusChange, status_of
from registration.repository.participation_facts import lock_facts, write_changes
from registration.use_cases.publish_participations import publish_participations
from service_runtime import Transaction

Cause = Event[BillData] | Event[PaymentSettledV1]


async def update_statuses(tx: Transaction, ids: Iterable[UUID], because_of: Mapping[UUID, Cause]) -> None:
    """Set-based: one reading of the facts, plain Python for the decision, one writing of the changes."""
    found = await lock_facts(tx.driver, sorted(set(ids)))
    changes = [change for facts in found if (change := _change(facts, tx.policy)) is not None]
    await write_changes(tx.driver, changes, tx.now, "registration")
    visible = [change.participation_id for change in changes if change.is_visible]
    if visible:
        await publish_participations(tx, visible, because_of)


def _change(facts: ParticipationFacts, policy: PolicyBook) -> StatusChange | None:
    _, period_end = policy.concentrated_period(facts.area, facts.own.benefit_year)
    after = status_of(facts.own, facts.payments, facts.bills, period_end)
    if after == facts.before:
        return None
    return StatusChange(facts.participation_id, facts.before, after, event_between(facts.before.state, after.state))
