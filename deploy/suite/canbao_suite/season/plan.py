"""Who takes part in the season: the 15 towns of Annex 3 at a scale, and what fate each new applicant meets."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from canbao_suite.season.population import Person, Population


class Story(StrEnum):
    """What happens to a new applicant before any money moves."""

    PLAIN = "PLAIN"
    EMPLOYEE_ELSEWHERE = "EMPLOYEE_ELSEWHERE"
    REGISTERED_ELSEWHERE = "REGISTERED_ELSEWHERE"
    OTHER_PROVINCE_THIS_YEAR = "OTHER_PROVINCE_THIS_YEAR"
    WRONG_NUMBER = "WRONG_NUMBER"


@dataclass(frozen=True, slots=True)
class Applicant:
    """A new applicant with a story and the channel he comes by."""

    person: Person
    story: Story
    channel: str


@dataclass(frozen=True, slots=True)
class TownFigures:
    """A row of the target table: who paid last year, who shall be insured."""

    area: str
    name: str
    paid_last_year: int
    target: int


@dataclass(frozen=True, slots=True)
class SeasonPlan:
    """Everybody in the season: last year's insured, and new applicants."""

    scale: float
    seed: int
    insured: list[Person]
    applicants: list[Applicant]

    @property
    def people(self) -> int:
        """Number of people the season is about: the target at this scale, and those who are refused."""
        return len(self.insured) + len(self.applicants)


_CHANNELS = ("YUE_YIBAO", "YUE_YIBAO", "YUE_YIBAO", "KIOSK", "COUNTER")


def plan_season(towns: Sequence[TownFigures], scale: float, seed: int) -> SeasonPlan:
    """The people of the season. At scale 1.0 as many as the target table names, and 3 in 100 new ones more who meet an obstacle."""
    population, random = Population(seed), Random(seed + 1)  # noqa: S311
    insured: list[Person] = []
    applicants: list[Applicant] = []
    for town in towns:
        old = max(1, round(town.paid_last_year * scale))
        new = max(1, round(town.target * scale) - old)
        insured += population.people(town.area, old)
        applicants += [Applicant(person, Story.PLAIN, random.choice(_CHANNELS)) for person in population.people(town.area, new)]
        hindered = population.people(town.area, max(1, round(new * 0.03)))
        applicants += [Applicant(person, random.choice(list(Story)[1:]), "YUE_YIBAO") for person in hindered]
    random.shuffle(applicants)
    return SeasonPlan(scale, seed, insured, applicants)
