"""Facts that other services publish are recorded in the same way; what each event tells stands in facts_from_events. And mandates."""

from collections.abc import Sequence
from typing import Any

from benefits.repository.bindings import MANDATES
from benefits.use_cases.facts_from_events import FACTS_OF
from benefits.use_cases.record_facts import record_facts
from enrolment_events.envelope import Event
from enrolment_events.registration import MandateChangedV1
from event_bus import Handlers
from service_runtime import Transaction


async def when_facts_are_told(tx: Transaction, events: Sequence[Event[Any]]) -> None:
    """Record them and derive again."""
    await record_facts(tx, events)


async def when_mandates_change(tx: Transaction, events: Sequence[Event[MandateChangedV1]]) -> None:
    """Who may act for whom."""
    await MANDATES.keep(tx.driver, events, tx.now)


HANDLERS: Handlers = {**dict.fromkeys(FACTS_OF, when_facts_are_told), MandateChangedV1: when_mandates_change}
