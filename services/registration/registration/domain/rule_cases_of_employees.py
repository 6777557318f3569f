"""What a new relation in the employee scheme meets, under a name, for rule cases written by clerks (R-080, R-082)."""

from datetime import date
from uuid import UUID

from enrolment_terms.scheme import EmployeeIdentity
from policy_parameters import Answer, Area, Decision, Facts
from registration.domain.employee_notice import RULES, EmployeeNoticeKind, Employment, ResidentElsewhere, notices_of

_NOBODY = UUID(int=0)


class RelationTold(Facts, frozen=True):
    """A relation in the employee scheme, as the tax office tells it."""

    identity: EmployeeIdentity
    area: Area
    registered_on: date
    stopped_on: date | None = None
    employer: str | None = None

    def fact(self, number: int) -> Employment:
        """As the rules read it."""
        return Employment(
            spell_id=UUID(int=number),
            person_id=_NOBODY,
            identity=self.identity,
            area=self.area,
            registered_on=self.registered_on,
            ended_notice_on=self.stopped_on,
            employer=self.employer,
        )


class ResidentTold(Facts, frozen=True):
    """A resident relation that a check found in another province."""

    area: Area
    starts_on: date
    ends_on: date | None = None


class NoticesFound(Answer, frozen=True):
    """What is noted of it, by kind and rule."""

    notices: tuple[EmployeeNoticeKind, ...]
    rules: tuple[str, ...]


def employee_notices(relations: tuple[RelationTold, ...], residents: tuple[ResidentTold, ...] = ()) -> NoticesFound:
    """All relations of one person; nothing is blocked by us."""
    elsewhere = [ResidentElsewhere(person_id=_NOBODY, area=one.area, starts_on=one.starts_on, ends_on=one.ends_on) for one in residents]
    found = list(notices_of([one.fact(number) for number, one in enumerate(relations)], elsewhere))
    kinds = tuple(one.kind for one in found)
    return NoticesFound(kinds, tuple(RULES[kind] for kind in kinds))


EMPLOYEE_DECISIONS = {"employee_notices": Decision.of("职工参保登记遇其他参保关系的提示", employee_notices)}
