"""Which relation of a duplicate is kept if nobody chooses, and who may choose: the principles in the order of R-128."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dedup.domain.case_facts import CaseFacts
from dedup.domain.cover_days import covers, in_place_since, months_in_employee_scheme
from dedup.domain.relations import Relation, overlapping
from enrolment_terms.scheme import EmployeeIdentity, Scheme
from policy_parameters.rule_parameters import DuplicateRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Principle:
    """One principle applied: `order` names whom it keeps, best first. `asked`: among these the person may choose."""

    rule: str
    order: tuple[Relation, ...]
    asked: tuple[Relation, ...] = ()
    promise: bool = False
    times_out: bool = True
    also: tuple[str, ...] = ()
    """Further rules that were used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the principles look at: all relations of the person, the facts, the numbers, and the day to which is counted."""

    told: tuple[Relation, ...]
    facts: CaseFacts
    rules: DuplicateRules
    on: date


def principle_of(overlap: Sequence[Relation], situation: Situation) -> Principle:
    """R-128: the first principle that fits these overlapping relations. Relations come by start and name."""
    residents = [one for one in overlap if one.spell.scheme is Scheme.RESIDENT]
    employees = [one for one in overlap if one.spell.scheme is Scheme.EMPLOYEE]
    if not employees:
        return _among_residents(residents, situation)
    if not residents:
        return _among_employees(employees, situation)
    return _across(_among_residents(residents, situation), _among_employees(employees, situation), situation)


def _among_employees(employees: Iterable[Relation], situation: Situation) -> Principle:
    """R-121 「原则上保留现就业地」: what lasts, what was not left, a job before flexible work, the later start."""

    def current(one: Relation) -> tuple[bool, bool, date, bool, date, date, str]:
        spell = one.spell
        left = spell.left_on
        worker = spell.identity is not EmployeeIdentity.FLEXIBLE
        return spell.lasts_to(situation.on), left is None, left or date.min, worker, *_registered(one), one.name

    return Principle(rule="R-121", order=tuple(sorted(employees, key=current, reverse=True)))


def _among_residents(residents: Sequence[Relation], situation: Situation) -> Principle:
    """R-124, then R-123 with its exception R-125, then R-122. Nobody is asked where no two of them overlap."""
    twice = overlapping(residents)
    order = _by_residence(residents, situation)
    if not twice:
        return Principle(rule="R-122", order=order)
    asked = tuple(one for one in order if one in twice)
    if any(one.spell.subsidised for one in twice):
        order = _first(order, lambda one: one.spell.subsidised)
        return Principle(rule="R-124", order=order, asked=asked, promise=True, times_out=False)
    if any(one.spell.student for one in twice):
        return _among_places_of_student(_first(order, lambda one: one.spell.student), asked, situation.facts)
    return Principle(rule="R-122", order=order, asked=asked)


def _among_places_of_student(order: tuple[Relation, ...], twice: tuple[Relation, ...], facts: CaseFacts) -> Principle:
    """R-123 「原则上保留学籍地」; R-125: special students 「可以选择在身份认定地区参保」."""
    identified = any(facts.is_identified_in(one.spell.area) and not one.spell.student for one in twice)
    if not identified:
        return Principle(rule="R-123", order=order)
    asked = tuple(one for one in twice if one.spell.student or facts.is_identified_in(one.spell.area))
    return Principle(rule="R-125", order=order, asked=asked, also=("R-123",))


def _by_residence(residents: Iterable[Relation], situation: Situation) -> tuple[Relation, ...]:
    """R-122 「原则上保留常住地」; where that is unknown, by the switch of the policy book: registered last, or first.

    Of two in the region where he lives (R-001): the one in his county.
    """
    latest = situation.rules.residence_unknown == "LATEST"
    order = sorted(residents, key=_registered, reverse=latest)
    near = _first(order, lambda one: situation.facts.lives_in_county_of(one.spell.area))
    return _first(near, lambda one: situation.facts.lives_in(one.spell.area))


def _registered(one: Relation) -> tuple[date, date]:
    return one.spell.starts_on, one.spell.first_paid_on or one.spell.starts_on


def _across(residents: Principle, employees: Principle, situation: Situation) -> Principle:
    """The first of the principles between the schemes that fits; the other scheme stands behind in its own order."""
    for judge in _BETWEEN_SCHEMES:
        found = judge(residents, employees, situation)
        if found is not None:
            used = (one.rule for one, scheme in ((residents, Scheme.RESIDENT), (employees, Scheme.EMPLOYEE)) if _is_double(one, scheme))
            return replace(found, also=tuple(rule for rule in dict.fromkeys((*found.also, *used)) if rule != found.rule))
    raise AssertionError("the last principle always fits")


def _is_double(principle: Principle, scheme: Scheme) -> bool:
    return bool(overlapping(one for one in principle.order if one.spell.scheme is scheme))


def _employee(rule: str, residents: Principle, employees: Principle) -> Principle:
    return Principle(rule=rule, order=employees.order + residents.order)


def _resident(rule: str, residents: Principle, employees: Principle) -> Principle:
    """Who of several residents is kept may still be the person's choice."""
    return replace(residents, rule=rule, order=residents.order + employees.order)


def _switch_of_subsidised(residents: Principle, employees: Principle, situation: Situation) -> Principle | None:
    """R-124 「切换参保险种…及时暂停原参保关系」: the scheme he went to last. Whoever still works has not left the employee scheme."""
    subsidised = [one for one in residents.order if one.spell.subsidised]
    if not subsidised:
        return None
    job = employees.order[0]
    if in_place_since(job, situation.told) >= min(in_place_since(one, situation.told) for one in subsidised):
        return _employee("R-124", residents, employees)
    free = job.spell.identity is EmployeeIdentity.FLEXIBLE or job.spell.left_on is not None
    return _resident("R-124", residents, employees) if free else None


def _graduate(residents: Principle, employees: Principle, _: Situation) -> Principle | None:
    """R-125 「就业后形成的重复参保，由就业地…通知原学籍地…暂停」. Flexible work of a student is R-127."""
    student = any(one.spell.student for one in residents.order)
    works = employees.order[0].spell.identity is not EmployeeIdentity.FLEXIBLE
    return _employee("R-125", residents, employees) if student and works else None


def _farmer(residents: Principle, employees: Principle, _: Situation) -> Principle | None:
    """R-131 「在政府代缴医保费期间就业并参加职工医保的…暂停原居民医保待遇」."""
    paid = [one.spell for one in residents.order if one.spell.government_until is not None]
    jobs = [one.spell for one in employees.order]
    hired = any((one.government_until or date.min) >= job.starts_on and one.meets(job) for one in paid for job in jobs)
    return _employee("R-131", residents, employees) if hired else None


def _flexible(residents: Principle, employees: Principle, situation: Situation) -> Principle | None:
    """R-127 「保留一个可享受待遇的参保关系」: one in its own wait follows the other; where both can be used the person chooses."""
    job = employees.order[0]
    if job.spell.identity is not EmployeeIdentity.FLEXIBLE:
        return None
    beside = [one.spell.starts_on for one in residents.order if one.spell.meets(job.spell)]
    day = max(situation.on, job.spell.starts_on, min(beside, default=job.spell.starts_on))
    usable = [one for one in residents.order if covers(one.spell, day, situation.facts)]
    if not usable or not covers(job.spell, day, situation.facts):
        return _employee("R-127", residents, employees)
    fallback = _unless_chosen(residents, employees, situation)
    return replace(fallback, rule="R-127", asked=fallback.order, also=(fallback.rule,))


def _unless_chosen(residents: Principle, employees: Principle, situation: Situation) -> Principle:
    """D6: the habitual residence, if only one scheme is there; else the principles that come after."""
    here = [any(situation.facts.lives_in(one.spell.area) for one in side.order) for side in (residents, employees)]
    if here[0] != here[1]:
        side = _resident if here[0] else _employee
        return side("R-122", residents, employees)
    return _long_employee(residents, employees, situation) or _short_employee(residents, employees, situation)


def _long_employee(residents: Principle, employees: Principle, situation: Situation) -> Principle | None:
    """R-126 「连续参加职工医保一年以上（含一年）的，原则上保留职工医保」."""
    months = months_in_employee_scheme(employees.order[0], situation.told, situation.on)
    return _employee("R-126", residents, employees) if months >= situation.rules.employee_continuous_keep_months else None


def _short_employee(residents: Principle, employees: Principle, situation: Situation) -> Principle:
    """F-22: less than a year keeps the employee scheme (S3 Art. 7(2)), unless the policy book says otherwise."""
    keeps = _employee if situation.rules.short_employee_keeps == "EMPLOYEE" else _resident
    return keeps("R-128", residents, employees)


_BETWEEN_SCHEMES: tuple[Callable[[Principle, Principle, Situation], Principle | None], ...] = (
    _switch_of_subsidised,
    _graduate,
    _farmer,
    _flexible,
    _long_employee,
    _short_employee,
)
"""R-128, in its order."""


def _first(order: Iterable[Relation], comes_first: Callable[[Relation], bool]) -> tuple[Relation, ...]:
    """Those first, all else in the order as it was."""
    return tuple(sorted(order, key=lambda one: not comes_first(one)))
