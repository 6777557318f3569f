"""A transition that no table lists becomes a refusal (409) and a line in the log (D1, D2)."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from enrolment_terms.state_table import TransitionRefused
from registration.errors import TransitionNotAllowed
from service_runtime import get_logger

_log = get_logger("registration")


@contextmanager
def transitions_refused(subject: UUID, actor: str) -> Iterator[None]:
    """Around the question to the table. Raises TransitionNotAllowed."""
    try:
        yield
    except TransitionRefused as refused:
        _log.warning("transition.refused", subject=str(subject), actor=actor, state=refused.state, transition=refused.event)
        raise TransitionNotAllowed() from refused
