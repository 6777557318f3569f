"""What the conflict check means for an application: all reasons of all hits, and what cures them (R-004, R-083 ... R-089)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from enrolment_events.dedup import Hit
from enrolment_terms.reasons import REASON_TEXTS, Missing, Reason, ReasonCode
from policy_parameters import area_name
from registration.domain.application_form import Faults
from registration.domain.application_states import ApplicationEvent
from registration.domain.materials import STOP_PROOF

_CURES: dict[ReasonCode, Missing] = {
    ReasonCode.EMPLOYEE_ACTIVE: Missing(f"materials.{STOP_PROOF}", "职工医保停保凭证", "R-002"),
    ReasonCode.STOP_EMPLOYEE_FIRST: Missing(f"materials.{STOP_PROOF}", "职工医保停保凭证", "R-083"),
    ReasonCode.CONSENT_REQUIRED: Missing("consent", "知情同意书", "R-087"),
}

_OF_JOBS = (ReasonCode.EMPLOYEE_ACTIVE, ReasonCode.STOP_EMPLOYEE_FIRST)


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """The answer to one check of one application."""

    clear: bool
    hits: tuple[Hit, ...]
    checked_at: datetime


def verdict_of(answer: CheckAnswer) -> tuple[ApplicationEvent, Faults]:
    """D1: clear or solvable -> review; a blocking hit -> correction, with the reasons of all hits."""
    faults = Faults(tuple(_reasons(answer.hits)), tuple(_cures(answer.hits)))
    if answer.clear and not faults:
        return ApplicationEvent.CHECK_CLEAR, faults
    return ApplicationEvent.CHECK_BLOCKING, faults


def jobs_in_the_way(answer: CheckAnswer) -> tuple[str, ...]:
    """R-002, R-083: areas in which a job was found that would have to be stopped first."""
    return tuple(dict.fromkeys(hit.area for hit in answer.hits if hit.code in _OF_JOBS))


def is_stale(checked_at: datetime, now: datetime, max_age_minutes: int) -> bool:
    """D1 「approve [check repeated, not older than policy]」: a check result is valid only for a moment (C8)."""
    return now - checked_at > timedelta(minutes=max_age_minutes)


def _reasons(hits: Iterable[Hit]) -> Iterator[Reason]:
    seen: set[tuple[ReasonCode, str]] = set()
    for hit in hits:
        if hit.code is None or (hit.code, hit.area) in seen:
            continue
        seen.add((hit.code, hit.area))
        place = area_name(hit.area)
        yield Reason(hit.code, REASON_TEXTS[hit.code] + (f"（{place}）" if place else ""), None, hit.rule)


def _cures(hits: Iterable[Hit]) -> Iterator[Missing]:
    codes = dict.fromkeys(hit.code for hit in hits if hit.code is not None)
    found = dict.fromkeys(_CURES[code] for code in codes if code in _CURES)
    named: set[str] = set()
    for cure in found:
        if cure.field not in named:
            named.add(cure.field)
            yield cure
