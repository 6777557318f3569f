"""A consent is the right to suspend a relation elsewhere (B22, B23, R-087); a withdrawn one is none any more."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from dedup.repository.checks import people_of_checks
from dedup.repository.consents import ConsentRow, keep_consents
from dedup.repository.locks import lock_applications
from dedup.use_cases.identify_people import Named, hold
from dedup.use_cases.look_at_people import look_at
from dedup.use_cases.open_notices import open_notices
from enrolment_events.envelope import Event
from enrolment_events.registration import ConsentSignedV1
from service_runtime import Transaction


async def record_consents(tx: Transaction, signed: Sequence[Event[ConsentSignedV1]]) -> None:
    """Keep each as it stands, and derive again what follows: without the right, two relations that stand are a duplicate case."""
    causes: dict[UUID, Event[Any]] = {event.data.application_id: event for event in signed}
    held = await hold(tx, [Named((person_id,)) for person_id in await people_of_checks(tx.driver, causes)])
    await lock_applications(tx.driver, causes)
    await keep_consents(tx.driver, [_row(event) for event in signed])
    if held:
        await look_at(tx, set(held.values()), causes, [*causes])
    else:
        await open_notices(tx, [*causes])


def _row(event: Event[ConsentSignedV1]) -> ConsentRow:
    data = event.data
    return ConsentRow(
        application_id=data.application_id,
        consent_id=data.consent_id,
        version=event.aggregateversion,
        signed_on=data.signed_on,
        old_area=data.old_unit.code if data.old_unit else None,
        withdrawn_on=data.withdrawn_on,
        recorded_at=event.recordedtime,
    )
