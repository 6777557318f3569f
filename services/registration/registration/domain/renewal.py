"""Continued registration: who is registered for the next year without asking (R-050, R-036)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enrolment_terms.benefit_year import last_day
from enrolment_terms.scheme import Category, ParticipationState

_BY_PERMIT = {Category.RESIDENCE_PERMIT, Category.MY7}
_FIRST_YEAR_ONLY = {Category.NEWBORN, *(category for category in Category if category.startswith("MY"))}


@dataclass(frozen=True, slots=True)
class LastYear:
    """What renewal looks at: last year's participation, and whether anything stands for the new year already."""

    state: ParticipationState
    category: Category
    permit_valid_to: date | None
    registered_for_new_year: bool


@dataclass(frozen=True, slots=True)
class Renewal:
    """The participation that follows last year's."""

    last_id: UUID
    participation_id: UUID
    category: Category


def is_renewed(last: LastYear, year: int, permit_renews_while_valid: bool) -> bool:
    """R-050 「已参加…年居民医保的人员视为已办理…参保登记」, without those who stopped, changed or hold an expired permit."""
    if last.state is not ParticipationState.ACTIVE or last.registered_for_new_year:
        return False
    if last.category not in _BY_PERMIT:
        return True
    # no levy after expiry; a permit valid on 31 December renews like others
    return permit_renews_while_valid and last.permit_valid_to is not None and last.permit_valid_to >= last_day(year - 1)


def renewed_category(category: Category) -> Category:
    """The category of the new year: a permit stays one, what held for a first year only becomes general."""
    if category in _BY_PERMIT:
        return Category.RESIDENCE_PERMIT
    return Category.GENERAL if category in _FIRST_YEAR_ONLY else category
