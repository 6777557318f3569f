"""Facts that other services publish. Every event type is heard in the same way; what it tells stands in facts_from_events."""

from collections.abc import Sequence
from typing import Any

from benefits.use_cases.facts_from_events import FACTS_OF, FactsOf
from benefits.use_cases.hear_facts import hear_facts
from enrolment_events.envelope import Event
from event_bus import Handler, Handlers, Transaction
from service_runtime import Runtime


def handlers(runtime: Runtime) -> Handlers:
    """Event type -> handler."""

    def when_told(facts_of: FactsOf) -> Handler:
        async def keep_the_facts_and_derive(tx: Transaction, events: Sequence[Event[Any]]) -> None:
            await hear_facts(tx, events, facts_of, runtime.policy, runtime.clock.now())

        return keep_the_facts_and_derive

    return {event_type: when_told(facts_of) for event_type, facts_of in FACTS_OF.items()}
