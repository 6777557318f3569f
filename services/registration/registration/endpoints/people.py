"""Views of people by place, household and employer (H-R-092), and the office's work list (H-R-051)."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from enrolment_terms.masking import mask_name
from registration.domain.employee_notice import RULES
from registration.domain.work_list import OpenWork, deadlines_of, is_overdue
from registration.endpoints.scopes import office_scope_of, require_area
from registration.errors import AreaNotFound
from registration.repository.employee_notices import ShownNotice, notices_in
from registration.repository.people_rows import ListedPerson, people_in, people_of_household, sees_household, staff_of
from registration.repository.work_rows import work_in
from registration.schemas.people import EmployeeNoticeResponse, ListedPersonResponse, StaffResponse, WorkResponse
from registration.use_cases.looks import LOOKS
from row_sets import values_of
from service_runtime import Caller, NotFound, Read, ReadConnection, YearNotOpen, allow, limited, refusals, service_router
from service_runtime.rest import After, Area, AreaPrefix, Limit, Page, Year, page_of

router = service_router("/registration/v1", tags=["一村一户一企一档"])
_OFFICES = ("clerk", "reviewer", "operator", "auditor")
_FIRST = UUID(int=0)
_WithoutEnd = Annotated[bool, Query(title="只列政府缴费而未登记截止日期的")]


@router.get("/people", operation_id="listPeopleOfArea", dependencies=[allow(*_OFFICES)], responses=refusals(AreaNotFound))
async def list_of_area(
    area: Area,
    benefit_year: Year,
    read: Read,
    caller: Caller,
    without_government_until: _WithoutEnd = False,
    after: After = None,
    limit: Limit = 100,
) -> Page[ListedPersonResponse]:
    """查询村（居）、镇（街）的人员（一村一档）

    该年度或上一年度在此登记的人员，及其该年度的参保状态；可只列该年度由政府缴费而未登记截止日期的被征地农民，以便补登。
    """
    require_area(caller, area)
    found = await people_in(read.driver, area, benefit_year, after or _FIRST, limit + 1, without_end=without_government_until)
    LOOKS.note_list(read, caller, "people", [one.person_id for one in found[:limit]])
    return page_of(found, limit, lambda one: _answer(one, read), lambda one: one.person_id)


@router.get(
    "/households/{household_id}/people",
    operation_id="listPeopleOfHousehold",
    dependencies=[allow(*_OFFICES), limited("look_up")],
    responses=refusals(NotFound),
)
async def list_of_household(household_id: UUID, benefit_year: Year, read: Read, caller: Caller) -> Page[ListedPersonResponse]:
    """查询家庭户成员（一户一档）"""
    if not await sees_household(read.driver, household_id, office_scope_of(caller, read, *_OFFICES).patterns):
        LOOKS.miss(read, caller, "person")
        raise NotFound()
    found = await people_of_household(read.driver, household_id, benefit_year)
    LOOKS.note_list(read, caller, "people", [one.person_id for one in found])
    return Page(items=[_answer(one, read) for one in found])


@router.get("/own-staff", operation_id="listOwnStaff", dependencies=[allow("employer")])
async def list_staff(benefit_year: Year, read: Read, caller: Caller, after: After = None, limit: Limit = 100) -> Page[StaffResponse]:
    """查询本单位在职人员（一企一档）

    单位以登录信息为准；只列今日在职的人员，供核对是否重复参加居民医保。
    """
    employer = caller.organisation
    found = await staff_of(read.driver, employer, read.now.date(), benefit_year, after or _FIRST, limit + 1) if employer else []
    LOOKS.note_list(read, caller, "people", [one.person_id for one in found[:limit]])

    def item(one: ListedPerson) -> StaffResponse:
        return StaffResponse(person_id=str(one.person_id), name_masked=_name(one, read), state=one.state)

    return page_of(found, limit, item, lambda one: one.person_id)


@router.get("/work-list", operation_id="getWorkList", dependencies=[allow(*_OFFICES)], responses=refusals(YearNotOpen))
async def work_list(
    area: AreaPrefix, benefit_year: Year, read: Read, caller: Caller, after: After = None, limit: Limit = 100
) -> Page[WorkResponse]:
    """查询待录入、待审核事项

    在期限内受理或提交的变更、停保和新参保，按办结期限和受理先后排列；经办机构的录入期限与申请期限相同（变更、停保为10月7日）。
    户主已故的家庭户，以及预产期已过28日仍未登记出生的预参保婴儿，列在次年度。
    """
    last, today = deadlines_of(area, benefit_year, read.policy), read.now.date()
    scope = office_scope_of(caller, read, *_OFFICES)
    found = await work_in(read.driver, area, benefit_year, last, scope, today, after or _FIRST, limit + 1)

    def item(one: OpenWork) -> WorkResponse:
        due_on = last.of(one.is_new)
        told = {name: told for name, told in values_of(one).items() if name not in ("id", "is_new")}
        return WorkResponse(**told, work_id=str(one.id), due_on=due_on, overdue=is_overdue(one.filed_on, due_on, today))

    return page_of(found, limit, item, lambda one: one.id)


@router.get("/employee-notices", operation_id="listEmployeeNotices", dependencies=[allow(*_OFFICES)], responses=refusals(AreaNotFound))
async def list_notices(area: Area, read: Read, caller: Caller, after: After = None, limit: Limit = 100) -> Page[EmployeeNoticeResponse]:
    """查询职工参保核查提示

    新登记职工医保时，已有其他职工医保关系的，由税务部门提醒先办理停保；省外有居民医保关系的，不影响登记。经办机构只作记录，不阻断。
    """
    require_area(caller, area)
    found = await notices_in(read.driver, area, office_scope_of(caller, read, *_OFFICES), after or _FIRST, limit + 1)
    LOOKS.note_list(read, caller, "people", [one.person_id for one in found[:limit]])

    def item(one: ShownNotice) -> EmployeeNoticeResponse:
        told = {name: told for name, told in values_of(one).items() if name not in ("name", "notice_id", "person_id")}
        ids = {"notice_id": str(one.notice_id), "person_id": str(one.person_id)}
        name = mask_name(read.vault.open(one.name, "name", one.person_id))
        return EmployeeNoticeResponse(**told, **ids, name_masked=name, rule=RULES[one.kind])

    return page_of(found, limit, item, lambda one: one.notice_id)


def _answer(one: ListedPerson, read: ReadConnection) -> ListedPersonResponse:
    told = {name: told for name, told in values_of(one).items() if name not in ("name", "birth_date")}
    return ListedPersonResponse(**told, name_masked=_name(one, read), birth_year=one.birth_date.year if one.birth_date else None)


def _name(one: ListedPerson, read: ReadConnection) -> str:
    return mask_name(read.vault.open(one.name, "name", one.person_id))
