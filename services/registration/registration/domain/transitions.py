"""A state machine is a table: what it does not list is refused (D1, D2)."""

from collections.abc import Mapping
from typing import TypeVar

S = TypeVar("S", bound=str)
E = TypeVar("E", bound=str)


class TransitionRefused(Exception):
    """The table has no such transition."""

    def __init__(self, state: str, event: str) -> None:
        self.rule = f"no transition from {state} by {event}"
        super().__init__(self.rule)
        self.state = state
        self.event = event


def next_state(table: Mapping[tuple[S, E], S], state: S, event: E) -> S:
    """The state after the event. Raises TransitionRefused for anything the table does not list."""
    try:
        return table[state, event]
    except KeyError:
        raise TransitionRefused(state, event) from None
