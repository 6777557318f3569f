"""R-091 「因死亡等原因终止参保关系的」: what a death does to participations, and what may be recorded of one."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from uuid import UUID

from enrolment_terms.benefit_year import last_day
from enrolment_terms.labels import labelled
from enrolment_terms.reasons import ReasonCode, reason
from registration.domain.application_form import Faults
from registration.domain.participation_acts import ActFact, ParticipationActKind
from registration.domain.participation_states import StateReason


class DeathSource(StrEnum):
    """Who told of it."""

    PUBLIC_SECURITY = "PUBLIC_SECURITY"
    HEALTH = "HEALTH"
    CIVIL_AFFAIRS = "CIVIL_AFFAIRS"
    FAMILY = "FAMILY"


labelled(
    DeathSource,
    "死亡信息来源",
    {
        DeathSource.PUBLIC_SECURITY: "公安部门",
        DeathSource.HEALTH: "卫生健康部门",
        DeathSource.CIVIL_AFFAIRS: "民政部门",
        DeathSource.FAMILY: "家属申报",
    },
)


def acts_of_death(person_id: UUID, died_on: date, benefit_year: int) -> Iterator[ActFact]:
    """Ended on the day of death, also if that is told late; a year that was over by then stays as it was."""
    if died_on <= last_day(benefit_year):
        yield ActFact(ParticipationActKind.END, StateReason.DEATH, died_on, str(person_id))


def death_faults(died_on: date | None, born: date | None, known: date | None, today: date) -> Faults:
    """A day between birth and today; None takes back what was recorded by mistake."""
    if died_on is None:
        return Faults() if known else Faults((reason(ReasonCode.OTHER, field="died_on", rule="R-091", msg="没有可撤销的死亡登记"),))
    if born is None:
        return Faults((reason(ReasonCode.OTHER, field="died_on", rule="R-021", msg="尚未登记出生；未出生的，请办理预参保终止"),))
    if not born <= died_on <= today:
        return Faults((reason(ReasonCode.OTHER, field="died_on", rule="R-091", msg="死亡日期须在出生日期与今日之间"),))
    return Faults()
