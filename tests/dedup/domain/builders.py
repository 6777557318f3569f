"""Relations of one person and the facts of a case, with a word for everything that does not matter."""

from datetime import date
from typing import Any

from dedup.domain.case_facts import CaseFacts
from dedup.domain.case_ruling import Ruling
from dedup.domain.cases import CaseStanding, standing_of
from dedup.domain.relations import Relation, relations_of
from dedup.domain.rulings import rule_on
from dedup.domain.spell import Spell
from enrolment_terms.benefit_year import first_day, last_day
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState, Scheme
from policy_parameters import PolicyBook, load_policy_book

BOOK = load_policy_book()
KAIPING, GUANGZHOU, SHENZHEN, HUNAN = "440783115", "440100", "440300", "430100"
RESTS = ParticipationState.SUSPENDED


def resident(area: str, year: int = 2024, **told: Any) -> Spell:
    """A paid participation in the resident scheme, for the whole year unless it says otherwise."""
    days = {"starts_on": first_day(year), "ends_on": last_day(year)}
    return _spell(Scheme.RESIDENT, area, {"benefit_year": year} | days | told)


def employee(area: str, starts_on: date, **told: Any) -> Spell:
    """A paid job in the employee scheme that goes on, unless it says otherwise."""
    return _spell(Scheme.EMPLOYEE, area, {"identity": EmployeeIdentity.WORKER, "starts_on": starts_on} | told)


def flexible(area: str, starts_on: date, **told: Any) -> Spell:
    """Flexible work in the employee scheme."""
    return employee(area, starts_on, identity=EmployeeIdentity.FLEXIBLE, **told)


def _spell(scheme: Scheme, area: str, told: dict[str, Any]) -> Spell:
    ref = f"{scheme}/{area}/{told['starts_on']}"
    usual: dict[str, Any] = {"spell_ref": ref, "scheme": scheme, "area": area, "paid": True, "state": ParticipationState.ACTIVE}
    return Spell(**usual | told)


class Case:
    """One person's relations with what was said of them, and what follows on a day."""

    def __init__(self, *spells: Spell, policy: PolicyBook = BOOK, **facts: Any) -> None:
        self.relations: tuple[Relation, ...] = relations_of(spells)
        self.facts = CaseFacts(**{"area": KAIPING} | facts)
        self.policy = policy

    def rule(self, today: date) -> Ruling:
        """The ruling; there must be one."""
        ruling = rule_on(self.relations, self.facts, today, self.policy)
        assert ruling is not None
        return ruling

    def standing(self, today: date, *, false_positive: bool = False) -> CaseStanding:
        """Where the case stands."""
        ruling = rule_on(self.relations, self.facts, today, self.policy)
        return standing_of(self.relations, self.facts, ruling, today, false_positive=false_positive)
