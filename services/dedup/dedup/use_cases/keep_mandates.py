"""Registration tells who may act for whom."""

from collections.abc import Sequence

from dedup.repository import bindings
from enrolment_events.envelope import Event
from enrolment_events.registration import MandateChangedV1
from service_runtime import Transaction


async def keep_mandates(tx: Transaction, events: Sequence[Event[MandateChangedV1]]) -> None:
    """The newest state of each, in any order and however often it is told."""
    await bindings.keep_mandates(tx.driver, events, tx.now)
