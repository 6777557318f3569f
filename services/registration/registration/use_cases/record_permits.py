"""A residence permit was handed in, with an enrolment or to go on with one: kept once and told (R-035, R-036)."""

from collections.abc import Sequence

from enrolment_events.envelope import new_event
from enrolment_events.registration import PermitRecordedV1
from registration.domain.residence_permit import ResidencePermit
from registration.repository.permit_rows import keep_permits
from service_runtime import Transaction


async def record_permits(tx: Transaction, permits: Sequence[ResidencePermit]) -> None:
    """Nothing is told of a permit that was told before, for whichever year it was handed in."""
    if not permits:
        return
    for permit in await keep_permits(tx.driver, permits, tx.now):
        tx.publish(
            new_event(
                PermitRecordedV1(permit_id=permit.permit_id, filed_on=permit.filed_on, valid_to=permit.valid_to),
                aggregate_id=permit.permit_id,
                aggregate_version=1,
                person_id=permit.person_id,
                region=permit.region,
                occurred_at=tx.now,
                recorded_at=tx.now,
            )
        )
