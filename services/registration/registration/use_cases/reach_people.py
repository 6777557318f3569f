"""Calling on people, and the plans of the towns for it (B33, B34, R-060, R-114)."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from enrolment_terms.identifiers import new_id
from enrolment_terms.reasons import Reason, ReasonCode, reason
from registration.domain.outreach import VisitResult
from registration.errors import OutreachHasFaults
from registration.repository.outreach_rows import FiledPlan, Visit, area_to_visit_in, keep_plan, keep_visit
from registration.repository.person_facts_lock import PERSON_FACTS
from service_runtime import NotFound, Transaction

_TOWN_DIGITS = 9


async def record_visit(
    tx: Transaction,
    person_id: UUID,
    benefit_year: int,
    visited_on: date,
    result: VisitResult,
    note: str | None,
    patterns: list[str],
    actor: str,
) -> UUID:
    """One more visit; the latest tells how far it is. Raises NotFound for somebody elsewhere, OutreachHasFaults."""
    await PERSON_FACTS.hold(tx)
    area = await area_to_visit_in(tx.driver, person_id, benefit_year, patterns)
    if area is None:
        raise NotFound()
    if faults := tuple(_date_faults(visited_on, benefit_year, tx.now.date())):
        raise OutreachHasFaults(reasons=faults)
    visit_id = new_id()
    visit = Visit(
        visit_id=visit_id,
        person_id=person_id,
        benefit_year=benefit_year,
        area=area,
        visited_on=visited_on,
        result=result,
        note=tx.safe.seal(note, "visit_note", visit_id) if note else None,
        visited_by=actor,
        recorded_at=tx.now,
    )
    await keep_visit(tx.driver, visit)
    tx.audit("outreach.visited", subject=str(person_id), actor=actor, detail={"benefit_year": benefit_year, "result": result})
    return visit_id


async def file_plan(tx: Transaction, town: str, benefit_year: int, plan: str, actor: str) -> FiledPlan:
    """R-114: each town files its own; filed again, the newest stands."""
    today = tx.now.date()
    if faults := tuple(_plan_faults(town, benefit_year, today)):
        raise OutreachHasFaults(reasons=faults)
    plan_id = new_id()
    filed = FiledPlan(town, plan_id, tx.safe.seal(plan, "plan", plan_id), today, actor)
    await keep_plan(tx.driver, filed, benefit_year, tx.now)
    tx.audit("outreach.plan_filed", subject=town, actor=actor, detail={"benefit_year": benefit_year})
    return filed


def _plan_faults(town: str, benefit_year: int, today: date) -> Iterator[Reason]:
    if len(town) < _TOWN_DIGITS:
        yield reason(ReasonCode.UNKNOWN_AREA, field="area", rule="R-114")
    if not benefit_year - 1 <= today.year <= benefit_year:
        yield reason(ReasonCode.YEAR_NOT_OPEN, field="benefit_year", rule="R-114")


def _date_faults(visited_on: date, benefit_year: int, today: date) -> Iterator[Reason]:
    if visited_on > today:
        yield reason(ReasonCode.OTHER, field="visited_on", rule="R-060", msg="走访日期不得晚于今日")
    if visited_on < date(benefit_year - 1, 1, 1):
        yield reason(ReasonCode.OTHER, field="visited_on", rule="R-060", msg=f"走访日期不得早于{benefit_year - 1}年1月1日")
