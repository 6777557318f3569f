"""居住证: expiry stops the levy relation, not the paid year; the next year needs a valid permit (S2 五(二))."""

from benefits.domain.case import Case
from benefits.domain.rule import Rule, Why
from benefits.domain.terms import Terms
from enrolment_terms.benefit_year import last_day
from enrolment_terms.scheme import Category

PAID_YEAR_STAYS = Rule(
    "R-035",
    "S2 五（二）",
    "自动停保当年若已缴费成功可按规定享受当年全年医保待遇",
    {"stays": "居住证于{valid_to}到期，{year}年度已缴费，待遇至{last}不变"},
)
NEEDS_PERMIT = Rule(
    "R-036",
    "S2 五（二）",
    "次年未重新申请参保的停止享受待遇……应持新的有效居住证重新办理",
    {
        "valid": "{deadline}居住证有效（至{valid_to}），{year}年度缴费有效",
        "expired": "居住证于{valid_to}到期，至{deadline}未持新的有效居住证重新办理，{year}年度不享受",
    },
)


def permit_allows(case: Case, terms: Terms, why: Why = None) -> bool:
    """R-035, R-036: a holder whose year was paid before it began needs a permit valid on the last day before it, filed by then.

    Of whom no permit was told until then, such as somebody taken over from another system, no permit ends the year.
    """
    permits = case.rare.permits
    if case.category is not Category.RESIDENCE_PERMIT or not permits:
        return True
    deadline = last_day(terms.year - 1)
    newest = max(permits, key=lambda permit: permit.valid_to)
    if case.arrival is not None and case.arrival > deadline:
        return True
    known = [permit for permit in permits if permit.filed_on <= deadline]
    if not known:
        return True
    filed = [permit for permit in known if permit.valid_to >= deadline]
    if why is not None:
        outcome = "valid" if filed else "expired"
        why.append(NEEDS_PERMIT.step(outcome, deadline=deadline, valid_to=newest.valid_to, year=terms.year))
        if filed and newest.valid_to < terms.last_day:
            why.append(PAID_YEAR_STAYS.step("stays", valid_to=newest.valid_to, year=terms.year, last=terms.last_day))
    return bool(filed)
