"""A person's end ends what nobody goes on with: membership, mandates, open applications. One that is taken back gives them back.

What holds follows from the facts recorded, in any order; applications that were withdrawn stay so, and may be handed in anew.
"""

from collections.abc import Sequence
from uuid import UUID

from registration.domain.person_end import withdrawn_by_end
from registration.repository.application_rows import lock_applications_for_facts
from registration.repository.person_ends import ended_on, set_mandates, set_memberships
from registration.use_cases.keep_households import tell_households
from registration.use_cases.publish_mandates import publish_mandates
from registration.use_cases.record_transitions import record_transitions
from service_runtime import Transaction


async def follow_end(tx: Transaction, person_id: UUID, open_applications: Sequence[UUID], actor: str) -> None:
    """Behind participations. `open_applications` were locked before them."""
    day = await ended_on(tx.driver, person_id)
    if day is not None and open_applications:
        found = await lock_applications_for_facts(tx.driver, open_applications)
        await record_transitions(tx, [withdrawn_by_end(one, actor) for one in found.values()])
    publish_mandates(tx, await set_mandates(tx.driver, person_id, day, tx.now))
    await tell_households(tx, await set_memberships(tx.driver, person_id, day))
