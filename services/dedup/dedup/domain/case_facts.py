"""What people and offices have said of a duplicate case, beside the records themselves."""

from dataclasses import dataclass
from datetime import date

from enrolment_terms.regions import pooling_region_of

_COUNTY = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """All facts of one case with their days. The days decide, never the order in which the facts were heard."""

    area: str
    """Whose numbers of the policy book hold: the place of the office that leads the case."""
    detected_on: date | None = None
    """When the case was opened. Months and waits are counted to this day (R-126, R-127); None: to the day of the ruling."""
    asked_on: date | None = None
    """When the person was asked (征求参保人意愿)."""
    chosen: str | None = None
    """Name of the relation that the person wants to keep."""
    chosen_on: date | None = None
    promise_ref: str | None = None
    """Number of the written promise in the archive (R-124)."""
    residence_area: str | None = None
    """Where the person lives (常住地), if that is known."""
    special: bool = False
    """资助参保救助对象、残疾人等特殊人员 (R-125)."""
    identified_area: str | None = None
    """Where the person is identified as such (身份认定地区)."""
    soldier: bool = False
    """A discharged soldier, or the spouse of one who has found work: no wait (R-130)."""
    cleaned: frozenset[str] = frozenset()
    """Relations that rest or ended because this case asked for it: they are judged as if they still counted."""
    told_on: date | None = None
    """When those who must act were told: registration by a request, another region by a notice."""

    def judged_on(self, today: date) -> date:
        """The day to which months and waits are counted."""
        return min(self.detected_on or today, today)

    def lives_in(self, area: str) -> bool:
        """True if the person lives in the pooling region of the area."""
        return self.residence_area is not None and pooling_region_of(self.residence_area) == pooling_region_of(area)

    def lives_in_county_of(self, area: str) -> bool:
        """True if the person lives in the county or district of the area."""
        return self.residence_area is not None and self.residence_area[:_COUNTY] == area[:_COUNTY]

    def is_identified_in(self, area: str) -> bool:
        """R-125: True if a special person is identified in the pooling region of the area."""
        known = self.special and self.identified_area is not None
        return known and pooling_region_of(self.identified_area or "") == pooling_region_of(area)
