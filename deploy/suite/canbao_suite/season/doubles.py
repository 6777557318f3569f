"""People of the season who are insured elsewhere, too: all made up, a few for each way in which that happens, and what must come of it.

What must come of it holds for whoever has paid here by the end: nobody else is insured twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple

from canbao_suite.season.population import Person

HERE = "RESIDENT/440700/2024"
GUANGZHOU, SHENZHEN, FOSHAN, ZHANJIANG, ZHONGSHAN, NANNING = "440106", "440305", "440604", "440803", "442000", "450103"
RESTS, RESTS_FOR_A_JOB, RESTS_FOR_A_REGION = ("SUSPENDED", "DUPLICATE"), ("SUSPENDED", "EMPLOYEE_SCHEME"), ("SUSPENDED", "OTHER_REGION")
_ONE_IN, _FEWEST, _MOST = 2_000, 2, 40
"""Of each kind one in so many of all people, but at least two and at most forty."""


class Who(StrEnum):
    """Of whom in the season's plan."""

    INSURED = "INSURED"
    APPLICANT = "APPLICANT"
    STUDENT = "STUDENT"
    MARKED = "MARKED"


class When(StrEnum):
    """When it is told: before the season begins, or after the person is registered here."""

    EARLY = "EARLY"
    LATE = "LATE"


class Act(StrEnum):
    """What the person, or the office, says of the case when somebody is asked."""

    NOTHING = "NOTHING"
    CHOOSES_HERE = "CHOOSES_HERE"
    CHOOSES_THERE = "CHOOSES_THERE"
    DIFFERENT_PEOPLE = "DIFFERENT_PEOPLE"


class Later(StrEnum):
    """What becomes of the relation elsewhere in December."""

    GONE = "GONE"
    UNPAID = "UNPAID"


class Outcome(NamedTuple):
    """A case as it must end. `kept` is HERE or THERE; None: nothing is decided."""

    kind: str | None
    principle: str | None
    decided_by: str | None
    kept: str | None
    state: str = "CLOSED"
    escalated: bool = False


@dataclass(frozen=True, slots=True)
class Double:
    """One way of being insured twice. `leaves`: state and reason of the participation here afterwards, if it is not ACTIVE."""

    name: str
    who: Who
    relations: tuple[Mapping[str, Any], ...]
    outcome: Outcome | None = None
    act: Act = Act.NOTHING
    when: When = When.EARLY
    later: Later | None = None
    leaves: tuple[str, str | None] = ("ACTIVE", None)
    asked_to_rest: str | None = None
    """What an office here says to the other region, which asks that the participation rests: ACKNOWLEDGE or REFUSE."""


def resident(area: str, year: int = 2024, **told: Any) -> Mapping[str, Any]:
    """A relation in the resident scheme for a year."""
    days = {"benefit_year": year, "starts_on": f"{year}-01-01", "ends_on": f"{year}-12-31"}
    return MappingProxyType({"scheme": "RESIDENT", "area": area, **days, "first_paid_on": f"{year - 1}-08-25", **told})


def job(area: str, since: str, **told: Any) -> Mapping[str, Any]:
    """A relation in the employee scheme since a day."""
    of_job = {"identity": "WORKER", "employer": f"E-{area}", "starts_on": since, "first_paid_on": since}
    return MappingProxyType({"scheme": "EMPLOYEE", "area": area, **of_job, **told})


_WITHIN, _ACROSS = "WITHIN_SCHEME", "CROSS_SCHEME"
_NOT_PAID: dict[str, Any] = {"paid": False, "first_paid_on": None}
DOUBLES = (
    Double(
        "chooses here", Who.INSURED, (resident(GUANGZHOU),),
        Outcome(_WITHIN, "R-122", "CHOICE", "HERE"), Act.CHOOSES_HERE,
    ),
    Double(
        "chooses there", Who.INSURED, (resident(NANNING),),
        Outcome(_WITHIN, "R-122", "CHOICE", "THERE"), Act.CHOOSES_THERE, leaves=RESTS,
    ),
    Double("says nothing", Who.INSURED, (resident(GUANGZHOU),), Outcome(_WITHIN, "R-122", "TIME_OUT", "HERE")),
    Double(
        "three relations", Who.INSURED, (resident(GUANGZHOU), resident(SHENZHEN)),
        Outcome(_WITHIN, "R-122", "CHOICE", "HERE"), Act.CHOOSES_HERE, When.LATE,
    ),
    Double(
        "refused at first", Who.INSURED, (resident(FOSHAN),),
        Outcome(_WITHIN, "R-122", "CHOICE", "HERE"), Act.CHOOSES_HERE,
    ),
    Double(
        "student away", Who.INSURED, (resident(GUANGZHOU, student=True),),
        Outcome(_WITHIN, "R-123", "PRINCIPLE", "THERE"), leaves=RESTS,
    ),
    Double("student here", Who.STUDENT, (resident(ZHANJIANG),), Outcome(_WITHIN, "R-123", "PRINCIPLE", "HERE"), when=When.LATE),
    Double(
        "subsidised in both", Who.MARKED, (resident(NANNING, subsidised=True),),
        Outcome(_WITHIN, "R-124", "CHOICE", "HERE"), Act.CHOOSES_HERE,
    ),
    Double(
        "subsidised, says nothing", Who.MARKED, (resident(GUANGZHOU),),
        Outcome(_WITHIN, "R-124", None, None, "AWAITING_CHOICE", escalated=True),
    ),
    Double(
        "employee for years", Who.APPLICANT, (job(SHENZHEN, "2022-03-01"),),
        Outcome(_ACROSS, "R-126", "PRINCIPLE", "THERE"), when=When.LATE, leaves=RESTS,
    ),
    Double(
        "employee for months", Who.APPLICANT, (job(NANNING, "2023-08-01"),),
        Outcome(_ACROSS, "R-128", "PRINCIPLE", "THERE"), when=When.LATE, leaves=RESTS,
    ),
    Double(
        "flexible in its wait", Who.APPLICANT, (job(SHENZHEN, "2023-09-01", identity="FLEXIBLE", benefits_from="2024-04-01"),),
        Outcome(_ACROSS, "R-127", "PRINCIPLE", "THERE", "EXECUTING"), when=When.LATE,
    ),
    Double("a job begins", Who.INSURED, (job(SHENZHEN, "2023-10-01", first_paid_on="2023-10-16"),), when=When.LATE, leaves=RESTS_FOR_A_JOB),
    Double(
        "somebody else", Who.INSURED, (resident(ZHANJIANG),),
        Outcome(_WITHIN, "R-122", None, None, "FALSE_POSITIVE"), Act.DIFFERENT_PEOPLE,
    ),
    Double(
        "taken back", Who.INSURED, (resident(GUANGZHOU, student=True),),
        Outcome(_WITHIN, "R-123", "PRINCIPLE", "THERE"), later=Later.GONE,
    ),
    Double(
        "never paid there", Who.INSURED, (resident(NANNING, student=True),),
        Outcome(_WITHIN, "R-123", "PRINCIPLE", "THERE"), later=Later.UNPAID,
    ),
    Double("a job that ends the day before", Who.APPLICANT, (job(SHENZHEN, "2022-03-01", ends_on="2023-12-31"),)),
    Double("unpaid", Who.INSURED, (resident(GUANGZHOU, **_NOT_PAID),)),
    Double("suspended", Who.INSURED, (resident(NANNING, state="SUSPENDED", ends_on="2024-01-01"),)),
    Double("asked to rest", Who.INSURED, (), leaves=RESTS_FOR_A_REGION, asked_to_rest="ACKNOWLEDGE"),
    Double("asked to rest, refused", Who.INSURED, (), asked_to_rest="REFUSE"),
)  # fmt: skip
"""Those without an outcome are no duplicate (R-120), or settled without a case (R-081, R-128)."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A person and the way in which he is insured twice."""

    person: Person
    double: Double


def plant(people: Mapping[Who, Iterator[Person]], of_all: int) -> list[Planted]:
    """Takes people for each way; fewer where there are not so many of them."""
    number = min(max(of_all // _ONE_IN, _FEWEST), _MOST)
    return [Planted(person, double) for double in DOUBLES for person in islice(people[double.who], number)]


def told_when(planted: Sequence[Planted], when: When) -> list[Planted]:
    """Those whose relations elsewhere are told then."""
    return [one for one in planted if one.double.when is when and one.double.relations]
