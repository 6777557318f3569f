"""Calling on people."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from enrolment_terms.scheme import FailureCause
from registration.domain.listed_residents import ResidentGroup
from registration.domain.outreach import DropOutReason, OutreachState, VisitResult
from service_runtime.rest import Answer, Area, Body, Day, Id, Line, Year


class OutreachPersonResponse(Answer):
    """一名需要走访的人员；why 为空的，今年已参保；known_as 为摸底名单或困难居民名单上的人群，未列入名单的为空；新生儿有 window_until。"""

    person_id: Id
    name_masked: str
    area: str
    why: DropOutReason | None
    known_as: ResidentGroup | None
    window_until: Annotated[date | None, Field(title="新生儿在此日前缴费的，自出生起享受待遇", examples=["2024-12-31"])]
    failure_cause: Annotated[FailureCause | None, Field(title="扣费失败原因")]
    state: Annotated[OutreachState, Field(title="走访状态")]
    visited_on: Annotated[date | None, Field(title="最近走访日期", examples=["2023-10-25"])]


class VisitForm(Body):
    """一次走访。"""

    person_id: Annotated[UUID, Field(strict=False)]
    benefit_year: Year
    visited_on: Annotated[Day, Field(title="走访日期", examples=["2023-10-25"])]
    result: Annotated[VisitResult, Field(title="走访结果", strict=False)]
    note: Annotated[Line | None, Field(title="走访情况", max_length=500, examples=["已提醒存入足额保费"])] = None


class VisitRecorded(Answer):
    """已登记的走访。"""

    visit_id: Annotated[Id, Field(title="走访编号", examples=["018f3f3e-0000-7000-8000-000000000001"])]


class PlanForm(Body):
    """镇街的参保宣传发动方案。"""

    area: Annotated[Area, Field(title="镇街代码", examples=["440783115"])]
    benefit_year: Year
    plan: Annotated[str, Field(title="方案内容", min_length=2, max_length=5000, examples=["九月起逐村入户宣传"])]


class PlanResponse(Answer):
    """一个镇街的方案；filed_on 为空的，尚未报送。"""

    area: str
    name: Annotated[str, Field(title="镇街名称", examples=["月山镇"])]
    filed_on: Annotated[date | None, Field(title="报送日期", examples=["2023-08-28"])]
    plan: Annotated[str | None, Field(title="方案内容", examples=["九月起逐村入户宣传"])]


class PlansResponse(Answer):
    """一个县（市、区）各镇街的方案。"""

    benefit_year: int
    area: str
    not_filed: Annotated[int, Field(title="尚未报送的镇街数", examples=[3])]
    plans: Annotated[list[PlanResponse], Field(title="各镇街方案")]


class VoidParticipationResponse(Answer):
    """一名长期登记而未缴费的人员，供核查；系统不作处理。"""

    person_id: Id
    area: str
    first_year: Annotated[int, Field(title="最早未缴费年度", examples=[2021])]
    unpaid_years: Annotated[int, Field(title="未缴费年度数", examples=[3])]
    registered_on: Annotated[date, Field(title="最早登记日期", examples=["2020-10-09"])]
