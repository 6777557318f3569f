"""People of a place, a household, an employer; and the office's work list."""

from datetime import date
from typing import Annotated

from pydantic import Field

from enrolment_terms.scheme import EmployeeIdentity, HouseholdRole, ParticipationState
from registration.domain.application_states import ApplicationState
from registration.domain.employee_notice import EmployeeNoticeKind
from registration.domain.work_list import OfficeTask
from service_runtime.rest import Answer, Id


class ListedPersonResponse(Answer):
    """一人（脱敏）及其在该年度的居民医保参保状态；没有登记的为空。"""

    person_id: Id
    name_masked: str
    birth_year: Annotated[int | None, Field(title="出生年份；尚未出生的为空", examples=[1990])]
    participation_id: Id | None
    state: Annotated[ParticipationState | None, Field(title="参保状态")]
    area: Annotated[str | None, Field(title="参保区划", examples=["440783115001"])]
    household_id: Id | None
    role: Annotated[HouseholdRole | None, Field(title="与户主关系")]


class StaffResponse(Answer):
    """用人单位的一名在职人员（脱敏）及其在该年度的居民医保参保状态；没有登记的为空。"""

    person_id: Id
    name_masked: str
    state: Annotated[ParticipationState | None, Field(title="居民医保参保状态")]


class EmployeeNoticeResponse(Answer):
    """一条职工参保核查提示（脱敏）。"""

    notice_id: Annotated[Id, Field(title="提示编号")]
    person_id: Id
    name_masked: str
    kind: Annotated[EmployeeNoticeKind, Field(title="提示类别", examples=["REMIND_EMPLOYER"])]
    rule: Annotated[str, Field(title="依据", examples=["R-080"])]
    identity: EmployeeIdentity
    area: Annotated[str, Field(title="新职工参保区划", examples=["440783"])]
    other_area: Annotated[str, Field(title="另一关系所在区划", examples=["440604"])]
    noted_on: Annotated[date, Field(title="新职工参保登记日期", examples=["2024-05-06"])]
    over_on: Annotated[date | None, Field(title="另一关系停保日期；未停保的为空", examples=["2024-05-09"])]


class WorkResponse(Answer):
    """一件待办：在期限内受理或提交，尚未录入或审核；家庭户待定新户主；预参保婴儿待核实出生情况。"""

    work_id: Annotated[Id, Field(title="登记表、申请、家庭户或人员编号")]
    task: Annotated[OfficeTask, Field(title="待办事项")]
    area: str
    benefit_year: int
    item: Annotated[str | None, Field(examples=["stop"])]
    state: Annotated[ApplicationState | None, Field(title="申请状态")]
    filed_on: Annotated[date, Field(title="受理日期", examples=["2023-10-06"])]
    due_on: Annotated[date, Field(title="办结期限", examples=["2023-10-07"])]
    overdue: Annotated[bool, Field(title="是否逾期", examples=[True])]
