"""A documented circumstance of a person that changes a rule: who waits for nothing, and what is not missed (R-102, R-104, F-05)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from enrolment_terms.identifiers import named_id
from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.scheme import Category
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import waiting_rules
from registration.domain.application import Application
from registration.domain.application_form import Faults
from registration.domain.midyear import MIDYEAR_ONLY

_ABSENCES = {"ABROAD": "在国（境）外", "ARMY": "服兵役", "PRISON": "服刑"}
_TOLD_OTHERWISE = ("NEWBORN", "SUBSIDISED", "SCHEME_SWITCH_LE_3M")
"""Follow from a birth, a department's list, the tax office's messages: no paper says them here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstance:
    """One circumstance of one person; `application_id`: the application that proved it, None if an office recorded it."""

    circumstance_id: UUID
    person_id: UUID
    region: str
    kind: str
    from_on: date
    until_on: date | None
    application_id: UUID | None
    recorded_by: str
    recorded_at: datetime
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None

    @property
    def is_withdrawn(self) -> bool:
        """It counts as if it had never been recorded."""
        return self.withdrawn_at is not None

    @property
    def version(self) -> int:
        """It is recorded, and withdrawn once."""
        return 1 + self.is_withdrawn

    @property
    def told_at(self) -> datetime:
        """When it changed last."""
        return self.withdrawn_at or self.recorded_at

    @property
    def source(self) -> str:
        """Who says so."""
        return "中途参保申请" if self.application_id else "经办机构登记"


def circumstance_of(application: Application, person_id: UUID, actor: str, now: datetime) -> Circumstance | None:
    """R-033: the event by which somebody enrols in the middle of a year, as his paper proved it; None if his category has none.

    What happened stays so, whatever becomes of the participation; an error is taken back by an office.
    """
    category = application.category
    if application.event_date is None or category not in MIDYEAR_ONLY:
        return None
    return Circumstance(
        circumstance_id=named_id(application.application_id, "circumstance"),
        person_id=person_id,
        region=application.region,
        kind="VETERAN" if category is Category.MY3 else category.value,
        from_on=application.event_date,
        until_on=None,
        application_id=application.application_id,
        recorded_by=actor,
        recorded_at=now,
    )


def circumstance_labels(policy: PolicyBook, region: str, today: date) -> Mapping[str, str]:
    """What an office may record there: code and Chinese name of exempt groups, excused absences, freshmen. Raises PolicyNotKnown."""
    rules = policy.read(waiting_rules, region, today.year)
    if not rules.applies:  # before the first year of waits its rules are known
        rules = policy.read(waiting_rules, region, rules.first_benefit_year)
    groups = {code: group.label for code, group in rules.exempt_groups.items() if code not in _TOLD_OTHERWISE}
    absences = {code: _ABSENCES.get(code, code) for code in sorted(rules.excused_absences)}
    freshmen = policy.value("midyear.freshman_start", region=region, year=today.year).value == "FIRST_OF_SEPTEMBER"
    return groups | absences | ({"FRESHMAN": "新入学的学生"} if freshmen else {})


def circumstance_faults(
    kind: str,
    from_on: date,
    until_on: date | None,
    known: Sequence[Circumstance],
    allowed: Collection[str],
    birth: date | None,
    today: date,
) -> Faults:
    """All at once: a kind that the region does not know, days that cannot be, the same recorded before."""
    faults = []
    if kind not in allowed:
        faults.append(_fault("code", "本统筹区没有这种特殊情形"))
    if from_on > today or (birth is not None and from_on < birth):
        faults.append(_fault("from_on", "发生日期须在出生日期与今日之间"))
    if until_on is not None and until_on < from_on:
        faults.append(_fault("until_on", "终止日期不能早于发生日期"))
    if any((one.kind, one.from_on, one.is_withdrawn) == (kind, from_on, False) for one in known):
        faults.append(_fault("from_on", "同一情形已登记，无需重复登记；原登记有误的，请先撤销"))
    return Faults(tuple(faults))


def _fault(field: str, msg: str) -> Reason:
    return reason(ReasonCode.OTHER, field=field, rule="R-104", msg=msg)
