"""A state machine is a table: what it does not list is refused (D1 to D9)."""

from collections.abc import Mapping
from typing import TypeVar

State = TypeVar("State", bound=str)
Event = TypeVar("Event", bound=str)


class TransitionRefused(Exception):
    """The table has no such transition; nothing was changed."""

    def __init__(self, state: str, event: str, what: str = "") -> None:
        self.rule = f"{what}{': ' if what else ''}no transition from {state} by {event}"
        super().__init__(self.rule)
        self.state = state
        self.event = event


def next_state(table: Mapping[tuple[State, Event], State], state: State, event: Event, what: str = "") -> State:
    """The state after the event. `what` names the machine in the refusal. Raises TransitionRefused for what the table does not list."""
    try:
        return table[state, event]
    except KeyError:
        raise TransitionRefused(state, event, what) from None
