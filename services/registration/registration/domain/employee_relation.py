"""What a relation in the employee scheme does to participations in the resident scheme (R-081, R-131, R-134)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from enrolment_terms.benefit_year import first_day, last_day
from enrolment_terms.scheme import Channel
from policy_parameters import PolicyBook
from registration.domain.participation_acts import ActFact, ParticipationActKind
from registration.domain.participation_states import StateReason

_UNASKED = {Channel.RENEWAL, Channel.AUTHORITY}
"""Registered without an application: nobody showed that an older relation had ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeRelation:
    """One relation, as the tax office told it last. Registration alone does nothing; the first payment does (R-081)."""

    spell_id: UUID
    person_id: UUID
    version: int
    first_payment_on: date | None
    benefits_until: date | None

    def covers(self, day: date) -> bool:
        """Paid by that day, and its benefits not over before it."""
        paid = self.first_payment_on is not None and self.first_payment_on <= day
        return paid and (self.benefits_until is None or self.benefits_until >= day)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentYear:
    """A participation that such a relation may concern."""

    participation_id: UUID
    person_id: UUID
    benefit_year: int
    area: str
    channel: Channel
    registered_on: date


def acts_of_relation(relation: EmployeeRelation, year: ResidentYear, policy: PolicyBook) -> Iterator[ActFact]:
    """R-081 「在其完成新的职工医保参保登记缴费后，立即暂停」: suspended on the day of the payment; what nobody has paid is cancelled by it.

    R-131, R-134 「及时恢复」: back on the day after the employee benefits end, if that lies in the same year. A relation paid before an
    application was approved is the conflict check's, which the approval waited for.
    """
    paid_on, ended_on = relation.first_payment_on, relation.benefits_until
    if paid_on is None or paid_on > last_day(year.benefit_year):
        return
    if paid_on < year.registered_on and year.channel not in _UNASKED:
        return
    since = max(paid_on, year.registered_on)
    if ended_on is not None and ended_on < max(first_day(year.benefit_year), since):
        return
    matter, cause = str(relation.spell_id), StateReason.EMPLOYEE_SCHEME
    yield ActFact(ParticipationActKind.SUSPEND, cause, since, matter)
    resumes = policy.value("resident.resume_without_second_bill", region=year.area, year=year.benefit_year).value
    if ended_on is not None and ended_on < last_day(year.benefit_year) and resumes:
        yield ActFact(ParticipationActKind.RESUME, cause, ended_on + timedelta(days=1), matter)
