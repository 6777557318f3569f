"""Stop and change of a registration, and until when (B5, R-051, R-053)."""

from datetime import date, datetime

from enrolment_terms.reasons import Missing, ReasonCode, reason
from enrolment_terms.scheme import ParticipationState
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import windows
from registration.domain.application_form import Faults


def stop_faults(stop_reason: str | None, state: ParticipationState, year: int, filed_on: date, area: str, policy: PolicyBook) -> Faults:
    """B3: the reason is mandatory. R-051 「逾期将不再办理」: unpaid, until the deadline; a paid relation may be stopped any day."""
    faults = Faults() if (stop_reason or "").strip() else Faults((), (Missing("reason", "停保原因", "B3"),))
    return faults + stop_deadline_faults(state, year, filed_on, area, policy)


def is_of_earlier(filed_at: datetime, enrolled_again_at: datetime | None) -> bool:
    """R-003: what was filed before the person enrolled again for the year asks something of the registration before, not of this one."""
    return enrolled_again_at is not None and filed_at < enrolled_again_at


def stop_deadline_faults(state: ParticipationState, year: int, filed_on: date, area: str, policy: PolicyBook) -> Faults:
    """R-051: what is not paid yet may be stopped until the deadline, what is paid any day."""
    return _deadline_faults(year, filed_on, area, policy) if state is ParticipationState.REGISTERED else Faults()


def account_change_faults(year: int, filed_on: date, area: str, has_agreement: bool, policy: PolicyBook) -> Faults:
    """R-051: to 7 October for the next year, else the old account is used. R-053: a new account needs the tri-party agreement."""
    faults = _deadline_faults(year, filed_on, area, policy)
    if not has_agreement:
        faults += Faults((), (Missing("agreement", "委托商业银行（金融机构）划缴税（费）三方协议书", "R-053"),))
    return faults


def _deadline_faults(year: int, filed_on: date, area: str, policy: PolicyBook) -> Faults:
    if filed_on <= policy.read(windows, area, year).change_stop_deadline:
        return Faults()
    return Faults((reason(ReasonCode.DEADLINE_PASSED, rule="R-051"),))
