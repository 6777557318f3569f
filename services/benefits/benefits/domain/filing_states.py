"""The states of a filing (D7) as a table; anything else is refused."""

from datetime import date

from enrolment_events.benefits import FilingState

S = FilingState
TRANSITIONS: dict[tuple[FilingState, str], FilingState] = {
    (S.DRAFT, "submit"): S.SUBMITTED,
    (S.SUBMITTED, "open"): S.UNDER_REVIEW,
    (S.UNDER_REVIEW, "approve"): S.EFFECTIVE,
    (S.UNDER_REVIEW, "approve_ahead"): S.SCHEDULED,
    (S.UNDER_REVIEW, "needs_correction"): S.NEEDS_CORRECTION,
    (S.UNDER_REVIEW, "reject"): S.REJECTED,
    (S.NEEDS_CORRECTION, "submit"): S.SUBMITTED,
    (S.SCHEDULED, "start_reached"): S.EFFECTIVE,
    (S.SCHEDULED, "end"): S.ENDED,
    (S.EFFECTIVE, "end_reached"): S.EXPIRED,
    (S.EFFECTIVE, "end"): S.ENDED,
}


class TransitionRefused(Exception):
    """D7 has no such transition."""

    def __init__(self, state: FilingState, event: str) -> None:
        self.rule = f"{state} has no {event}"
        super().__init__(self.rule)
        self.state = state
        self.event = event


def moved(state: FilingState, event: str) -> FilingState:
    """The next state. Raises TransitionRefused."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise TransitionRefused(state, event) from None


def by_the_calendar(state: FilingState, starts_on: date, ends_on: date | None, day: date) -> FilingState:
    """What a day has made of an approved filing: scheduled ones begin, effective ones expire."""
    if state is S.SCHEDULED and day >= starts_on:
        state = moved(state, "start_reached")
    if state is S.EFFECTIVE and ends_on is not None and day > ends_on:
        state = moved(state, "end_reached")
    return state
