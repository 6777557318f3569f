"""A clerk's decision on an application (R-004, R-009, D1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from enrolment_terms.labels import labelled
from registration.domain.application_form import Faults
from registration.domain.application_states import ApplicationEvent, ApplicationState, next_state
from registration.domain.check_verdict import is_stale


class Verdict(StrEnum):
    """What a reviewer may say."""

    APPROVE = "APPROVE"
    NEEDS_CORRECTION = "NEEDS_CORRECTION"
    REJECT = "REJECT"


labelled(Verdict, "审核意见", {Verdict.APPROVE: "通过", Verdict.NEEDS_CORRECTION: "退回补正", Verdict.REJECT: "不予通过"})
EVENTS: dict[Verdict, ApplicationEvent] = {
    Verdict.APPROVE: ApplicationEvent.APPROVE,
    Verdict.NEEDS_CORRECTION: ApplicationEvent.ASK_CORRECTION,
    Verdict.REJECT: ApplicationEvent.REJECT,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; a refusal carries all its reasons and all missing things."""

    application_id: UUID
    verdict: Verdict
    faults: Faults
    note: str | None


class CheckStatus(StrEnum):
    """What the conflict check allows."""

    FRESH = "FRESH"
    PENDING = "PENDING"
    STALE = "STALE"


def check_status(checked_at: datetime | None, now: datetime, max_age_minutes: int) -> CheckStatus:
    """C8: repeat on approval; without an answer never approve blindly (V-71)."""
    if checked_at is None:
        return CheckStatus.PENDING
    return CheckStatus.STALE if is_stale(checked_at, now, max_age_minutes) else CheckStatus.FRESH


def lacks_reasons(decision: Decision) -> bool:
    """R-004: whoever is not approved is told why and what is missing."""
    return decision.verdict is not Verdict.APPROVE and not decision.faults


def state_after(state: ApplicationState, verdict: Verdict) -> ApplicationState:
    """D1. Raises TransitionRefused."""
    return next_state(state, EVENTS[verdict])


def without_repeats(decisions: Sequence[Decision]) -> list[Decision]:
    """The first decision on each application: a list does not decide one application twice."""
    first: dict[UUID, Decision] = {}
    for decision in decisions:
        first.setdefault(decision.application_id, decision)
    return list(first.values())
