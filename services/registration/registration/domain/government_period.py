"""Until when the government pays for a land-expropriated farmer (政府代缴医保费期间, R-131)."""

from datetime import date, timedelta

from enrolment_terms.benefit_year import first_day
from enrolment_terms.reasons import ReasonCode, reason
from enrolment_terms.scheme import Category
from registration.domain.application_form import Faults, FormAnswers
from registration.domain.item_check import day_of

GOVERNMENT_UNTIL = "government_until"
LONGEST = timedelta(days=10958)
"""Thirty years: a day further ahead is a slip of the pen."""


def told_until(form: FormAnswers) -> date | None:
    """The last day that the proof names, as the form tells it."""
    told = form.told.get(GOVERNMENT_UNTIL)
    return day_of(told) if told is not None else None


def government_pays(year: int, until: date | None) -> bool:
    """R-131, R-044: who pays is settled when the year begins, on a day of the period. Where no end is on file none has come."""
    return until is None or until >= first_day(year)


def period_faults(form: FormAnswers, category: Category, year: int) -> Faults:
    """Whose period ends before the year is an ordinary resident of that year."""
    if category is not Category.LAND_EXPROPRIATED or government_pays(year, told_until(form)):
        return Faults()
    msg = f"政府缴费在{year}年度开始前已到期，请按其他参保类别办理"
    return Faults((reason(ReasonCode.OTHER, field=GOVERNMENT_UNTIL, rule="R-131", msg=msg),))
