"""People of a place, a household, an employer; and the office's work list."""

from datetime import date
from typing import Annotated

from pydantic import Field

from enrolment_terms.scheme import HouseholdRole, ParticipationState
from registration.domain.application_states import ApplicationState
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


class WorkResponse(Answer):
    """一件待办：在期限内受理或提交，尚未录入或审核。"""

    work_id: Annotated[Id, Field(title="登记表编号或申请编号")]
    task: Annotated[OfficeTask, Field(title="待办事项")]
    area: str
    benefit_year: int
    item: Annotated[str | None, Field(examples=["stop"])]
    state: Annotated[ApplicationState | None, Field(title="申请状态")]
    filed_on: Annotated[date, Field(title="受理日期", examples=["2023-10-06"])]
    due_on: Annotated[date, Field(title="办结期限", examples=["2023-10-07"])]
    overdue: Annotated[bool, Field(title="是否逾期", examples=[True])]
