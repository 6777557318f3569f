"""Who takes part in the season: the 15 towns of Annex 3 at a scale, and what fate each new applicant meets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count, islice
from random import Random

from canbao_suite.season.doubles import Planted, Who, plant
from canbao_suite.season.households import Household
from canbao_suite.season.newborns import before_school, born
from canbao_suite.season.population import Person, Population


class Story(StrEnum):
    """What happens to a new applicant before any money moves."""

    PLAIN = "PLAIN"
    EMPLOYEE_ELSEWHERE = "EMPLOYEE_ELSEWHERE"
    REGISTERED_ELSEWHERE = "REGISTERED_ELSEWHERE"
    OTHER_PROVINCE_THIS_YEAR = "OTHER_PROVINCE_THIS_YEAR"
    OTHER_CITY_THIS_YEAR = "OTHER_CITY_THIS_YEAR"
    WRONG_NUMBER = "WRONG_NUMBER"


class Wish(StrEnum):
    """What last year's insured ask before 7 October (R-051), by the item of their form."""

    STOP = "stop"
    ACCOUNT = "account_change"
    OFFICE = "office_change"


@dataclass(frozen=True, slots=True)
class Applicant:
    """A new applicant with a story, the channel he comes by and the group he belongs to."""

    person: Person
    story: Story
    channel: str
    category: str = "GENERAL"


@dataclass(frozen=True, slots=True)
class TownFigures:
    """A row of the target table: who paid last year, who shall be insured."""

    area: str
    name: str
    paid_last_year: int
    target: int


@dataclass(frozen=True, slots=True)
class SeasonPlan:
    """Last year's insured, new applicants, students of a school; of the insured those who ask, are marked or hand in a form."""

    scale: float
    seed: int
    insured: list[Person]
    applicants: list[Applicant]
    wishes: dict[Wish, list[Person]]
    marked: list[Person]
    students: list[Person]
    households: list[Household]
    refunding: list[Person]
    """Of last year's insured, those who ask for their money back once they have paid."""
    planted: list[Planted]
    """Of all of these, those who are insured elsewhere, too."""
    movers: list[Person]
    """Whoever comes from another province when the year has begun."""

    @property
    def people(self) -> int:
        """Number of people the season is about: the target at this scale, and those who are refused."""
        return len(self.insured) + len(self.applicants) + len(self.students) + len(self.households) + len(self.movers)

    @property
    def forms(self) -> int:
        """How many forms are filed."""
        return len(self.applicants) + sum(map(len, self.wishes.values())) + len(self.households) + len(self.movers)


WAVES = 4
"""In which new applicants come, one after another."""
_CHANNELS = ("YUE_YIBAO", "YUE_YIBAO", "YUE_YIBAO", "KIOSK", "COUNTER")
_GROUPS = {"RESIDENCE_PERMIT": 10, "MIGRANT_CHILD": 15}
_NEWBORNS = {"YUE_YIBAO": 400, "COUNTER": 400}
"""One in so many of the new applicants, by the channel their parents come by."""
_WISHES = {Wish.STOP: 100, Wish.ACCOUNT: 80, Wish.OFFICE: 120}
_MARKED, _STUDENTS = 40, 60
"""One in so many: of the new applicants, and of last year's insured."""
_HOUSEHOLDS, _IN_ONE = 150, 4
"""One in so many of last year's households, of about four people."""
_REFUNDING, _FEWEST, _MOST = 400, 14, 60
"""One in so many, but enough that each case comes up, though some have not paid, and not so many that they take long."""

_MOVERS = 4


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
    asking = iter(random.sample(insured, len(insured)))
    wishes = {wish: list(islice(asking, _share(insured, one_in))) for wish, one_in in _WISHES.items()}
    marked = list(islice(asking, _share(insured, _MARKED)))
    students = list(population.people(insured[0].area, _share(insured, _STUDENTS)))
    heads = islice(asking, _share(insured, _HOUSEHOLDS * _IN_ONE))
    households = [Household(head, next(population.people(head.area, 1))) for head in heads]
    refunding = list(islice(asking, min(max(_share(insured, _REFUNDING), _FEWEST), _MOST)))
    applicants = _with_groups(applicants)
    doubled = {Who.INSURED: asking, Who.APPLICANT: _early(applicants), Who.STUDENT: iter(students), Who.MARKED: iter(marked)}
    planted = plant(doubled, len(insured))
    movers = list(population.people(insured[0].area, _MOVERS))
    return SeasonPlan(scale, seed, insured, applicants, wishes, marked, students, households, refunding, planted, movers)


def _early(applicants: Sequence[Applicant]) -> Iterator[Person]:
    """Of the first two waves, those without an obstacle and of no group."""
    plain = (one for number, one in enumerate(applicants) if number % WAVES < WAVES // 2 and one.story is Story.PLAIN)
    return (one.person for one in plain if one.category == "GENERAL")


def _share(people: Sequence[object], one_in: int) -> int:
    return max(1, len(people) // one_in)


def _with_groups(applicants: list[Applicant]) -> list[Applicant]:
    """Some of those without an obstacle hold a residence permit or are children of migrant workers; they show their papers at a counter.

    Some are newborns, whose parents come by either way.
    """
    plain = (number for number, applicant in enumerate(applicants) if applicant.story is Story.PLAIN)
    children = count()
    for category, one_in in _GROUPS.items():
        for number in islice(plain, _share(applicants, one_in)):
            person = applicants[number].person
            shown = before_school(person, next(children)) if category == "MIGRANT_CHILD" else person
            applicants[number] = replace(applicants[number], person=shown, channel="COUNTER", category=category)
    for channel, one_in in _NEWBORNS.items():
        for number in islice(plain, _share(applicants, one_in)):
            child = born(applicants[number].person, next(children), channel)
            applicants[number] = replace(applicants[number], person=child, channel=channel, category="NEWBORN")
    return applicants
