"""What a login sees of those it is bound to, without knowing an id."""

from datetime import date
from typing import Annotated

from pydantic import Field

from enrolment_events.registration import MandateKind
from enrolment_terms.scheme import BillKind, BillState, EmployeeChangeKind, EmployeeIdentity, Payer
from registration.domain.my_tasks import TaskKind
from registration.schemas.applications import ApplicationItem
from registration.schemas.persons import ParticipationResponse
from service_runtime.rest import Amount, Answer, Id


class MyBillResponse(Answer):
    """一笔应征账单。"""

    bill_id: Id
    state: BillState
    kind: BillKind
    payer: Payer
    benefit_year: int
    amount: Amount


class MyParticipationResponse(ParticipationResponse):
    """一段参保关系及其账单。"""

    bills: Annotated[list[MyBillResponse], Field(title="账单")]


class EmployeeChangeResponse(Answer):
    """税务部门传递的一项职工参保信息变更；具体内容以税务部门为准。"""

    kind: Annotated[EmployeeChangeKind, Field(title="变更类别", examples=["EMPLOYER_MERGED"])]
    changed_on: Annotated[date, Field(title="变更日期", examples=["2024-06-11"])]
    former_employer: Annotated[str | None, Field(title="原用人单位统一社会信用代码", examples=[None])] = None


class EmploymentResponse(Answer):
    """一段职工医保参保关系。"""

    identity: EmployeeIdentity
    registered_on: date
    first_payment_on: Annotated[date | None, Field(title="首次缴费到账日期", examples=["2024-04-18"])]
    benefits_until: Annotated[date | None, Field(title="职工医保待遇截止日期", examples=[None])]
    changes: Annotated[list[EmployeeChangeResponse], Field(title="税务部门传递的变更")]


class InsuredYearsResponse(Answer):
    """转入时接续的一次参保年度。"""

    history_id: Annotated[Id, Field(title="转入记录编号", examples=["018f3f3e-0000-7000-8000-000000000001"])]
    from_area: Annotated[str, Field(title="转出地区划", examples=["450100"])]
    resident_years: Annotated[list[int], Field(title="居民医保参保年度", examples=[[2021, 2022]])]
    employee_years: Annotated[list[int], Field(title="职工医保参保年度", examples=[[2020]])]


class InsuranceResponse(Answer):
    """一人的参保信息：各年度居民医保参保关系及账单，职工医保参保关系，转入时接续的参保年度。"""

    participations: Annotated[list[MyParticipationResponse], Field(title="居民医保参保关系")]
    employments: Annotated[list[EmploymentResponse], Field(title="职工医保参保关系")]
    transferred_in: Annotated[list[InsuredYearsResponse], Field(title="转入接续的参保年度")]


class MyPersonResponse(Answer):
    """本人，或由本人代办的一人（脱敏）；person_id 为空的，尚无档案。"""

    person_id: Id | None
    relation: MandateKind
    mandate_id: Id | None
    until_on: Annotated[date | None, Field(title="代办截止日期（含当日）", examples=["2025-12-31"])]
    name_masked: str | None
    number_masked: str | None
    participations: Annotated[list[MyParticipationResponse], Field(title="参保关系")]


class TaskResponse(Answer):
    """一项待办：何事、为谁、何日截止。"""

    kind: Annotated[TaskKind, Field(title="待办事项", examples=["BILL_TO_PAY"])]
    person_id: Id | None
    msg: Annotated[str, Field(title="待办说明", examples=["2024年度医保费380.00元待缴，请于2023-12-31前足额缴纳，未缴的不能享受待遇"])]
    due_on: Annotated[date | None, Field(title="截止日期", examples=["2023-12-31"])]
    application_id: Id | None
    participation_id: Id | None
    bill_id: Id | None


class MeResponse(Answer):
    """本账号可办理的人员、申请、参保关系、账单和待办。"""

    subject: Annotated[str, Field(title="登录账号", examples=["wx:0001"])]
    credential_active: bool
    persons: Annotated[list[MyPersonResponse], Field(title="可办理的人员")]
    applications: Annotated[list[ApplicationItem], Field(title="申请")]
    tasks: Annotated[list[TaskResponse], Field(title="待办事项")]
