"""Two records of one person: which participations stand, where both have one for the same year and region (R-001, R-026, R-128)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enrolment_terms.scheme import ParticipationState, Scheme
from registration.domain.participation_states import ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldYear:
    """A participation of one of the two records."""

    participation_id: UUID
    region: str
    scheme: Scheme
    benefit_year: int
    state: ParticipationState
    registered_on: date
    paid_on: date | None


def yielding(held: Iterable[HeldYear]) -> Iterator[UUID]:
    """Of each year all but one: what is paid stands before what is not, then what was paid or registered first."""
    years: dict[tuple[str, Scheme, int], list[HeldYear]] = defaultdict(list)
    for one in held:
        if one.state not in ENDED:
            years[one.region, one.scheme, one.benefit_year].append(one)
    for same in years.values():
        for one in sorted(same, key=_standing_first)[1:]:
            yield one.participation_id


def _standing_first(one: HeldYear) -> tuple[bool, date, date, UUID]:
    return one.paid_on is None, one.paid_on or one.registered_on, one.registered_on, one.participation_id
