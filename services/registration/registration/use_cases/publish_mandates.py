"""Mandates as events, told once the person of the document is known."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from enrolment_events.envelope import new_event
from enrolment_events.registration import MandateChangedV1
from registration.repository.mandate_rows import LockedMandate, take_all_persons, take_persons
from registration.repository.person_facts_lock import PERSON_FACTS
from service_runtime import Runtime, Transaction


def publish_mandates(tx: Transaction, mandates: Iterable[LockedMandate], at: datetime | None = None) -> None:
    """Those whose person is known; the others wait for the person. `at`: when they were told first, None: now."""
    for mandate in mandates:
        if mandate.person_id is None:
            continue
        data = MandateChangedV1(
            mandate_id=mandate.mandate_id,
            subject=mandate.subject,
            kind=mandate.kind,
            from_on=mandate.from_on,
            until_on=mandate.until_on,
        )
        tx.publish(
            new_event(
                data,
                aggregate_id=mandate.mandate_id,
                aggregate_version=mandate.version,
                person_id=mandate.person_id,
                region=mandate.region,
                occurred_at=at or tx.now,
                recorded_at=at or tx.now,
            )
        )


async def publish_mandates_of(tx: Transaction, tokens: Sequence[str]) -> None:
    """To be called when the persons of these documents have been made: mandates of before are told now."""
    if tokens:
        publish_mandates(tx, await take_persons(tx.driver, tokens, tx.now))


async def publish_late_mandates(runtime: Runtime) -> int:
    """The same for all documents: a mandate that was recorded while its person was being made, or imported, is found here."""
    async with runtime.database.transaction() as tx:
        await PERSON_FACTS.hold(tx)
        publish_mandates(tx, await take_all_persons(tx.driver, tx.now.date(), tx.now))
    return 0
