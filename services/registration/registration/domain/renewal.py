"""Continued registration: who is registered for the next year without asking (R-050, R-036)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enrolment_terms.benefit_year import last_day
from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.scheme import Category, Channel, ParticipationState, Payer
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import windows
from registration.domain.eligibility import payer_of
from registration.domain.government_period import government_pays
from registration.domain.midyear import MIDYEAR_ONLY
from registration.domain.participation_states import StateReason
from registration.domain.residence_permit import BY_PERMIT

_FIRST_YEAR_ONLY = {Category.NEWBORN, *MIDYEAR_ONLY}
_S = ParticipationState


@dataclass(frozen=True, slots=True)
class LastYear:
    """What renewal looks at: last year's participation, and whether anything stands for the new year already."""

    state: ParticipationState
    state_reason: StateReason | None
    effective_on: date
    category: Category
    permit_valid_to: date | None
    government_until: date | None
    registered_for_new_year: bool


@dataclass(frozen=True, slots=True)
class RenewalRules:
    """What region and year say of it."""

    stopped_by: date
    """R-051: a stop filed later does not keep anybody from the new year."""
    permit_renews_while_valid: bool
    after_lapse: bool
    """F-35: whether somebody who was not insured last year, because nothing was paid, is registered again."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """The participation that follows last year's."""

    last_id: UUID
    participation_id: UUID
    category: Category
    payer: Payer


def renewal_rules(policy: PolicyBook, area: str, year: int) -> RenewalRules:
    """Of the area and the new year. Raises PolicyNotKnown."""
    permits, lapsed = (
        bool(policy.value(name, region=area, year=year).value) for name in ("application.permit_renews_while_valid", "renewal.after_lapse")
    )
    return RenewalRules(policy.read(windows, area, year).change_stop_deadline, permits, lapsed)


def is_renewed(last: LastYear, year: int, rules: RenewalRules, *, is_employee: bool = False) -> bool:
    """R-050 「已参加…年居民医保的人员视为已办理…参保登记」, without those who stopped in time, are employees or hold an expired permit."""
    return not last.registered_for_new_year and why_not_renewed(last, year, rules, is_employee=is_employee) is None


def why_not_renewed(last: LastYear, year: int, rules: RenewalRules, *, is_employee: bool) -> Reason | None:
    """What keeps somebody from the new year who is not registered for it yet; None for whoever goes on."""
    if is_employee:
        return _EMPLOYEE
    if not _goes_on(last, rules):
        return _WHY_NOT.get(last.state, _NOT_INSURED)
    if last.category not in BY_PERMIT:
        return None
    # no levy after expiry; a permit valid on 31 December renews like others
    is_valid = last.permit_valid_to is not None and last.permit_valid_to >= last_day(year - 1)
    return None if rules.permit_renews_while_valid and is_valid else _PERMIT_OVER


def _goes_on(last: LastYear, rules: RenewalRules) -> bool:
    if last.state is _S.STOPPED:
        return last.state_reason is StateReason.OWN_REQUEST and last.effective_on > rules.stopped_by
    return last.state is _S.ACTIVE or (last.state is _S.LAPSED and rules.after_lapse)


def _not(msg: str, rule: str) -> Reason:
    return reason(ReasonCode.NOT_REGISTERED, field="document_number", rule=rule, msg=msg)


_EMPLOYEE = _not("已参加职工医保，不能续保", "R-081")
_PERMIT_OVER = _not("居住证已到期，须凭有效的居住证重新办理参保登记", "R-036")
_NOT_INSURED = _not("上年度没有正常的参保关系，须重新办理参保登记", "R-050")
_WHY_NOT = {
    _S.STOPPED: _not("上年度已停保，须重新办理参保登记", "R-051"),
    _S.LAPSED: _not("上年度未缴费（弃保），须重新办理参保登记", "F-35"),
    _S.REGISTERED: _not("上年度尚未缴费，缴费到账后才能续保", "R-050"),
}


def renewed_category(category: Category, year: int, government_until: date | None = None) -> Category:
    """The category of the new year: a permit stays one; what held for a first year, or a period of the government, only becomes general."""
    if category in BY_PERMIT:
        return Category.RESIDENCE_PERMIT
    if category is Category.LAND_EXPROPRIATED and not government_pays(year, government_until):
        return Category.GENERAL
    return Category.GENERAL if category in _FIRST_YEAR_ONLY else category


def renewed_as(last: LastYear, year: int, *, marked: bool = False) -> tuple[Category, Payer]:
    """Category and payer of the new year: who paid last year says nothing of who pays now (R-038, R-044, R-131). `marked`: today."""
    category = renewed_category(last.category, year, last.government_until)
    return category, payer_of(category, Channel.RENEWAL, marked=marked)
