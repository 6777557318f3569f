"""A residence permit (居住证) that was handed in (R-035, R-036)."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from enrolment_terms.scheme import Category

BY_PERMIT = frozenset({Category.RESIDENCE_PERMIT, Category.MY7})
"""Who is insured by his permit, and no longer than it lasts."""
PERMIT_LASTS = timedelta(days=7305)
"""Twenty years: a day further ahead is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class ResidencePermit:
    """One permit of a person. `filed_on`: the day on which it was handed in, which decides whether a year is kept."""

    permit_id: UUID
    person_id: UUID
    region: str
    filed_on: date
    valid_to: date
