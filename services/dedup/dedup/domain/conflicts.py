"""Conflicts at registration (C8): the decision table for a resident application, one verdict for each spell found."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from dedup.domain.relations import Relation, relations_of
from dedup.domain.spell import Spell
from enrolment_events.dedup import Hit
from enrolment_terms.benefit_year import first_day, last_day
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.regions import pooling_region_of, same_province
from enrolment_terms.scheme import EmployeeIdentity, Scheme
from policy_parameters import PolicyBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What an application asks: may this person be a resident insured of `area` for `benefit_year`?"""

    area: str
    benefit_year: int
    applied_on: date
    asked_on: date | None = None
    """The day of the question, where it is not that of the application: a consent counts from its signing on (H2 R-087)."""
    consent_signed_on: date | None = None
    employee_stop_proved: bool = False
    region_allows_second: bool = False
    """确需: the region lets a person of another region of the province register in the same year (R-085)."""

    @property
    def is_for_next_year(self) -> bool:
        """True for the column of Art. 11, False for that of Art. 10."""
        return self.applied_on < first_day(self.benefit_year)

    @property
    def earliest_cover(self) -> date:
        """First day on which another cover would overlap: a relation that ends on the day of application does not (R-002)."""
        return max(self.applied_on + timedelta(days=1), first_day(self.benefit_year))


class Found(Enum):
    """What was found elsewhere: the rows of the table."""

    FLEXIBLE = auto()
    WORKER = auto()
    EMPLOYEE = auto()
    RESIDENT_IN_PROVINCE = auto()
    RESIDENT_OUT_OF_PROVINCE = auto()
    RESIDENT_OF_NEXT_YEAR = auto()
    RESIDENT_OF_THIS_REGION = auto()
    UNPAID = auto()


class Column(Enum):
    """For which year: the columns of the table."""

    CURRENT_YEAR = auto()
    NEXT_YEAR = auto()


Cure = Callable[[Question], bool]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The clause that applies, the refusal it gives (None: no hindrance) and what lifts the refusal."""

    rule: str
    code: ReasonCode | None = None
    cure: Cure | None = None


def _stop_is_proved(question: Question) -> bool:
    return question.employee_stop_proved


def _region_allows(question: Question) -> bool:
    return question.region_allows_second


def _consent_is_signed(question: Question) -> bool:
    signed_on = question.consent_signed_on
    return signed_on is not None and signed_on <= (question.asked_on or question.applied_on)


_FLEXIBLE = Verdict("R-083", ReasonCode.STOP_EMPLOYEE_FIRST, _stop_is_proved)
_WORKER = Verdict("R-084", ReasonCode.STILL_EMPLOYED, _stop_is_proved)
_EMPLOYEE = Verdict("R-002", ReasonCode.EMPLOYEE_ACTIVE, _stop_is_proved)
_SAME_REGION = Verdict("R-008")
_UNPAID = Verdict("R-120")

DECISION_TABLE: Mapping[Found, Mapping[Column, Verdict]] = {
    # found                          current year (Art. 10)                     next year (Art. 11)
    Found.FLEXIBLE: {Column.CURRENT_YEAR: _FLEXIBLE, Column.NEXT_YEAR: _FLEXIBLE},
    Found.WORKER: {Column.CURRENT_YEAR: _WORKER, Column.NEXT_YEAR: _WORKER},
    Found.EMPLOYEE: {Column.CURRENT_YEAR: _EMPLOYEE, Column.NEXT_YEAR: _EMPLOYEE},
    Found.RESIDENT_IN_PROVINCE: {
        Column.CURRENT_YEAR: Verdict("R-085", ReasonCode.USE_REMOTE_CARE, _region_allows),
        Column.NEXT_YEAR: Verdict("R-086"),
    },
    Found.RESIDENT_OUT_OF_PROVINCE: {
        Column.CURRENT_YEAR: Verdict("R-087", ReasonCode.CONSENT_REQUIRED, _consent_is_signed),
        Column.NEXT_YEAR: Verdict("R-088"),
    },
    Found.RESIDENT_OF_NEXT_YEAR: {Column.NEXT_YEAR: Verdict("R-089", ReasonCode.CANCEL_OR_REFUND_FIRST)},
    Found.RESIDENT_OF_THIS_REGION: {Column.CURRENT_YEAR: _SAME_REGION, Column.NEXT_YEAR: _SAME_REGION},
    Found.UNPAID: {Column.CURRENT_YEAR: _UNPAID, Column.NEXT_YEAR: _UNPAID},
}

_EMPLOYEE_ROWS = {EmployeeIdentity.FLEXIBLE: Found.FLEXIBLE, EmployeeIdentity.WORKER: Found.WORKER, None: Found.EMPLOYEE}


def judge(question: Question, spells: Iterable[Spell]) -> tuple[Hit, ...]:
    """All hits at once (R-004), one for each relation, each with its verdict; in a fixed order, the same for the same spells."""
    judged = (_hit(question, relation) for relation in sorted(relations_of(spells), key=_order))
    return tuple(hit for hit in judged if hit is not None)


def is_clear(hits: Iterable[Hit]) -> bool:
    """Registration only if every hit is solvable (C8)."""
    return all(hit.code is None for hit in hits)


def is_second_registration_allowed(policy: PolicyBook, area: str, benefit_year: int) -> bool:
    """确需 (R-085): the region's switch. Raises PolicyNotKnown for a place or year outside the book."""
    allowed: bool = policy.value("resident.cross_region_in_province_allowed", region=area, year=benefit_year).value
    return allowed


def _hit(question: Question, relation: Relation) -> Hit | None:
    spell = relation.spell
    found = _row(question, spell)
    if found is None:
        return None
    column = Column.NEXT_YEAR if question.is_for_next_year else Column.CURRENT_YEAR
    verdict = DECISION_TABLE[found][column]
    cured = verdict.cure is not None and verdict.cure(question)
    return Hit(
        area=spell.area,
        same_region=_same_region(question, spell),
        in_province=same_province(question.area, spell.area),
        scheme=spell.scheme,
        identity=spell.identity,
        benefit_year=spell.benefit_year,
        paid=spell.paid,
        starts_on=spell.starts_on,
        ends_on=spell.ends_on,
        rule=verdict.rule,
        code=None if cured else verdict.code,
        relation=relation.name,
        fresh_at=spell.told_at,
    )


def _row(question: Question, spell: Spell) -> Found | None:
    """The row a spell stands in, None if it does not concern the question."""
    if not spell.is_normal:
        return None
    return _employee_row(question, spell) if spell.scheme is Scheme.EMPLOYEE else _resident_row(question, spell)


def _employee_row(question: Question, spell: Spell) -> Found | None:
    """Same region and other regions are treated alike (S2 五(四)(3)); registered and not paid hinders nothing (R-081)."""
    if not spell.lasts_to(question.earliest_cover) or spell.starts_on > last_day(question.benefit_year):
        return None
    return _EMPLOYEE_ROWS[spell.identity] if spell.counts else Found.UNPAID


def _resident_row(question: Question, spell: Spell) -> Found | None:
    is_of_asked_year = spell.covers_year(question.benefit_year) and spell.lasts_to(question.earliest_cover)
    is_running = spell.covers_year(question.applied_on.year) and spell.lasts_to(question.applied_on)
    if not (is_of_asked_year or (question.is_for_next_year and is_running)):
        return None
    if _same_region(question, spell):
        return Found.RESIDENT_OF_THIS_REGION
    if question.is_for_next_year and is_of_asked_year:
        return Found.RESIDENT_OF_NEXT_YEAR
    if not spell.counts:
        return Found.UNPAID
    return Found.RESIDENT_IN_PROVINCE if same_province(question.area, spell.area) else Found.RESIDENT_OUT_OF_PROVINCE


def _same_region(question: Question, spell: Spell) -> bool:
    return pooling_region_of(question.area) == pooling_region_of(spell.area)


def _order(relation: Relation) -> tuple[date, str, str, str]:
    """By content: references must not decide."""
    spell = relation.spell
    return spell.starts_on, spell.area, spell.scheme, relation.name
