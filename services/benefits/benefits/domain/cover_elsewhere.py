"""Years insured in other pooling regions, as dedup's index of all regions tells them: such a year is not missed (F-30)."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from benefits.domain.facts import YearsElsewhere
from benefits.domain.rule import Rule, Step
from benefits.domain.years import ANY_YEAR, NO_YEARS, YearSet, before, listed
from enrolment_terms.labels import label_of
from enrolment_terms.regions import is_area_code
from enrolment_terms.scheme import Scheme
from policy_parameters import full_area_name

ELSEWHERE = Rule(
    "R-102",
    "PROPOSED F-30",
    "",
    {
        "insured": "{years}年度在{place}参加{scheme}并已缴费（外地参保信息，来源：重复参保校验），视为参保，不计断保",
        "running": "{year}年度只在{place}参保（来源：重复参保校验），不是本地参保年度，连续参保年限不增加，也不清零",
    },
)


class KnownYears(NamedTuple):
    """Every year in which a person was insured: here or by documents, by scheme; and those of which only dedup knows."""

    resident: YearSet
    employee: YearSet
    elsewhere: tuple[YearsElsewhere, ...] = ()


def only_elsewhere(told: Iterable[YearsElsewhere], known: YearSet, among: YearSet = ANY_YEAR) -> tuple[YearsElsewhere, ...]:
    """What of them is `among` these years, was paid for, and is not known otherwise: one entry for each place and scheme."""
    found: dict[tuple[str, Scheme], YearSet] = {}
    for one in told:
        years = YearSet(one.years & among & ~known) if one.paid else NO_YEARS
        if years:
            found[one.area, one.scheme] = YearSet(found.get((one.area, one.scheme), NO_YEARS) | years)
    return tuple(YearsElsewhere(area=area, scheme=scheme, years=found[area, scheme]) for area, scheme in sorted(found))


def years_in(elsewhere: Iterable[YearsElsewhere], scheme: Scheme | None = None) -> YearSet:
    """All their years, of one scheme or of both."""
    years = NO_YEARS
    for one in elsewhere:
        if scheme is None or one.scheme is scheme:
            years = YearSet(years | one.years)
    return years


def insured_steps(elsewhere: Iterable[YearsElsewhere], year: int) -> Iterator[Step]:
    """Why years before `year` are not missed: where the person was insured, and who says so."""
    for one in elsewhere:
        if years := listed(YearSet(one.years & before(year))):
            yield ELSEWHERE.step("insured", years=years, place=_place(one.area), scheme=label_of(one.scheme))


def running_step(elsewhere: Iterable[YearsElsewhere], year: int) -> Step:
    """That the person is insured in `year` in other places, and not here."""
    places = [_place(one.area) for one in elsewhere if year in listed(one.years)]
    return ELSEWHERE.step("running", year=year, place=list(dict.fromkeys(places)))


def _place(area: str) -> str:
    return full_area_name(area) or (area if is_area_code(area) else "外地")
