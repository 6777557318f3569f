"""The state of an entitlement on a day (D8). It is derived anew from the decision, never moved: facts that come late may correct it."""

from datetime import date
from enum import StrEnum

from benefits.domain.case import Decision
from enrolment_events.benefits import EntitlementState
from enrolment_terms.labels import labelled


class Level(StrEnum):
    """How much the fund pays: as everybody, or as a subsidised person (R-042)."""

    BASE = "BASE"
    SUBSIDISED = "SUBSIDISED"


labelled(Level, "待遇档次", {Level.BASE: "普通居民待遇", Level.SUBSIDISED: "困难居民待遇"})
NONE, PENDING, WAITING, ACTIVE = EntitlementState.NONE, EntitlementState.PENDING, EntitlementState.WAITING, EntitlementState.ACTIVE
SUSPENDED, ENDED, REVOKED, EMPTY = EntitlementState.SUSPENDED, EntitlementState.ENDED, EntitlementState.REVOKED, EntitlementState.EMPTY


def state_on(decision: Decision, day: date) -> EntitlementState:
    """The state of a decision on a day; a function of the decision and the day only."""
    if decision.revoked:
        return REVOKED
    if decision.empty:
        return EMPTY if day.year <= decision.year else ENDED
    if any(pause.first <= day <= pause.last for pause in decision.pauses):
        return SUSPENDED
    if decision.ends_on is not None and day > decision.ends_on:
        return ENDED
    if decision.starts_on is not None:
        begun = decision.ordinary is not None and day >= decision.ordinary
        return ACTIVE if day >= decision.starts_on else WAITING if begun else PENDING
    if decision.ordinary is None or day.year > decision.year:
        return NONE
    return WAITING if decision.wait.total and day >= decision.ordinary else PENDING


def level_on(decision: Decision, day: date) -> Level:
    """BASE, or SUBSIDISED inside an interval of the mark (R-042, R-043)."""
    return Level.SUBSIDISED if any(first <= day <= last for first, last in decision.subsidised) else Level.BASE
