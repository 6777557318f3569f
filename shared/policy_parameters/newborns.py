"""Newborns in the policy book: until when money covers from birth, by the document with which the child is known (R-022, R-023, F-07)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from enrolment_terms.benefit_year import add_months, first_of_next_month

NewbornDocument = Literal["HOUSEHOLD_BOOK", "BIRTH_CERT"]
"""户口簿 (the child has an ID number), or 出生医学证明 only."""


@dataclass(frozen=True, slots=True)
class NewbornWindow:
    """Whole months from the 1st of the month after birth, or `from_birth`; or days from birth (the day of birth not counted)."""

    months: int | None
    days: int | None
    from_birth: bool = False

    def last_day(self, birth: date) -> date:
        """The last day on which money covers from birth."""
        if self.months is not None and self.from_birth:
            return add_months(birth, self.months)
        if self.months is not None:
            return add_months(first_of_next_month(birth), self.months) - timedelta(days=1)
        return birth + timedelta(days=self.days or 0)


@dataclass(frozen=True, slots=True)
class NewbornRules:
    """R-020 ... R-026."""

    windows: Mapping[str, NewbornWindow]
    """By document."""
    foreigner_window_days: int
    late_max_age_months: int
    late_start: Literal["NEXT_MONTH", "NEXT_DAY"]
    pre_enrolment_min_weeks: int
    term_weeks: int
    provisional_documents: tuple[str, ...]
    only_next_year_paid_covers_next_year: bool

    def window_end(self, birth: date, foreign: bool, document: NewbornDocument | None = None) -> date:
        """R-022, R-023: the last day on which money covers from birth; where the document is not known, by the longest window."""
        if foreign:
            return birth + timedelta(days=self.foreigner_window_days)
        if document is not None:
            return self.windows[document].last_day(birth)
        return max(window.last_day(birth) for window in self.windows.values())
