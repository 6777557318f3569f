"""Calling on people: whom, what came of it, the plans of the towns; and registrations that nobody ever paid for."""

from uuid import UUID

from enrolment_terms.masking import mask_name
from registration.domain.listed_residents import newborn_window
from registration.domain.outreach import OutreachPerson
from registration.domain.void_participation import VoidParticipation, unpaid_since
from registration.endpoints.scopes import office_scope_of, require_area, require_area_or_parent
from registration.errors import AreaNotFound, OutreachHasFaults
from registration.repository.outreach_rows import people_to_reach, plans_in
from registration.repository.void_rows import void_participations
from registration.schemas import outreach as schemas
from registration.use_cases.looks import LOOKS
from registration.use_cases.reach_people import file_plan, record_visit
from registration.use_cases.read_targets import targets_on
from row_sets import values_of
from service_runtime import Caller, NotFound, Read, Tx, YearNotOpen, allow, idempotent, refusals, service_router
from service_runtime.rest import After, Area, Limit, Page, Year, page_of

router = service_router("/registration/v1", tags=["宣传发动"])
_VISITORS = allow("clerk", "department")
_FIRST = UUID(int=0)


@router.get(
    "/outreach",
    operation_id="listPeopleToReach",
    dependencies=[allow("clerk", "reviewer", "department", "operator", "auditor")],
    responses=refusals(AreaNotFound),
)
async def list_people(
    benefit_year: Year, area: Area, read: Read, caller: Caller, after: After = None, limit: Limit = 100
) -> Page[schemas.OutreachPersonResponse]:
    """查询镇街宣传发动名单

    上年度已参保而今年未参保的人员及原因，当日扣费失败的人员，摸底名单、困难居民名单和家庭户中从未参保的人员，以及已走访的人员。新生儿注明缴费期限。
    """
    require_area(caller, area)
    found = await people_to_reach(read.driver, area, benefit_year, after or _FIRST, limit + 1)
    LOOKS.note_list(read, caller, "people_to_reach", [one.person_id for one in found[:limit]])

    def item(one: OutreachPerson) -> schemas.OutreachPersonResponse:
        return schemas.OutreachPersonResponse(
            person_id=one.person_id,
            name_masked=mask_name(read.vault.open(one.name, "name", one.person_id)),
            area=one.area,
            why=one.why,
            known_as=one.known_as,
            window_until=newborn_window(one.born_on, one.document_kind, one.area, read.policy),
            failure_cause=one.failure_cause,
            state=one.progress,
            visited_on=one.visited_on,
        )

    return page_of(found, limit, item, lambda one: one.person_id)


@router.post(
    "/outreach/visits",
    status_code=201,
    operation_id="recordVisit",
    dependencies=[_VISITORS, idempotent],
    responses=refusals(NotFound, OutreachHasFaults),
)
async def visit(form: schemas.VisitForm, tx: Tx, caller: Caller) -> schemas.VisitRecorded:
    """登记走访结果

    以最近一次走访为准；是否缴费由到账情况得出，不必登记。
    """
    patterns = office_scope_of(caller, tx, "clerk", "department").patterns
    with LOOKS.expecting(tx, caller, "person"):
        visit_id = await record_visit(
            tx, form.person_id, form.benefit_year, form.visited_on, form.result, form.note, patterns, caller.subject
        )
    return schemas.VisitRecorded(visit_id=visit_id)


@router.post(
    "/outreach/plans",
    operation_id="fileOutreachPlan",
    dependencies=[_VISITORS],
    responses=refusals(AreaNotFound, OutreachHasFaults),
)
async def file(form: schemas.PlanForm, tx: Tx, caller: Caller) -> schemas.PlanResponse:
    """报送镇街宣传发动方案

    重复报送的，以最近一次为准。
    """
    require_area(caller, form.area)
    filed = await file_plan(tx, form.area, form.benefit_year, form.plan, caller.subject)
    return schemas.PlanResponse(area=form.area, name=form.area, filed_on=filed.filed_on, plan=form.plan)


@router.get(
    "/outreach/plans",
    operation_id="getOutreachPlans",
    dependencies=[allow("clerk", "reviewer", "department", "operator", "auditor")],
    responses=refusals(AreaNotFound),
)
async def plans(benefit_year: Year, area: Area, read: Read, caller: Caller) -> schemas.PlansResponse:
    """查询各镇街方案报送情况

    按任务表所列镇街；方案内容只显示本辖区的。
    """
    require_area_or_parent(caller, area)
    version = await targets_on(read, benefit_year, area, read.now.date())
    filed = await plans_in(read.driver, area, benefit_year)
    names = {town.code: town.town for town in version.table.towns if town.code.startswith(area)} if version else {}
    told = []
    for code in dict.fromkeys((*names, *filed)):
        plan = filed.get(code)
        text = read.safe.open_text(plan.plan, "plan", plan.plan_id) if plan and caller.covers(code) else None
        told.append(schemas.PlanResponse(area=code, name=names.get(code, code), filed_on=plan.filed_on if plan else None, plan=text))
    return schemas.PlansResponse(benefit_year=benefit_year, area=area, not_filed=sum(one.filed_on is None for one in told), plans=told)


@router.get(
    "/void-participations",
    operation_id="listVoidParticipations",
    dependencies=[allow("clerk", "reviewer", "operator", "auditor")],
    responses=refusals(AreaNotFound, YearNotOpen),
)
async def list_void(
    area: Area, read: Read, caller: Caller, after: After = None, limit: Limit = 100
) -> Page[schemas.VoidParticipationResponse]:
    """查询长期未缴费的参保登记

    登记已满规定年数而从未缴费的人员，供核查清理。
    """
    require_area(caller, area)
    today = read.now.date()
    years = read.policy.value("participation.arrears_review_years", region=area, year=today.year).value
    found = await void_participations(read.driver, area, unpaid_since(today, years), after or _FIRST, limit + 1)
    LOOKS.note_list(read, caller, "void_participations", [one.person_id for one in found[:limit]])

    def item(one: VoidParticipation) -> schemas.VoidParticipationResponse:
        return schemas.VoidParticipationResponse(**values_of(one))

    return page_of(found, limit, item, lambda one: one.person_id)
