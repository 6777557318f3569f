"""What somebody is entitled to, and who asks."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from benefits.domain.answers import Cover
from benefits.domain.contradictions import Contradiction
from benefits.domain.states import Level
from benefits.errors import PersonNotKnownHere
from enrolment_events.benefits import EntitlementState
from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.labels import labelled
from enrolment_terms.scheme import Scheme
from policy_parameters.parameter import Status, Unit
from service_runtime.rest import Amount, Answer, Body, Day, Id, Moment, Token


class ParameterResponse(Answer):
    """一项政策参数及其出处和效力。"""

    name: Annotated[str, Field(title="参数名", examples=["levy.personal_rate"])]
    label: Annotated[str, Field(examples=["个人缴费标准"])]
    value: str
    unit: Unit
    region: str
    from_year: int
    source: str
    clause: str
    status: Status


class ExplanationStep(Answer):
    """适用的一条规则：条款和原文、中文说明，以及供程序使用的事实和参数。"""

    rule: Annotated[str, Field(examples=["R-100"])]
    clause: str
    quote: str
    text: str
    facts: dict[str, Any]
    parameters: list[ParameterResponse]


class FlagResponse(Answer):
    """相互矛盾的信息。"""

    code: Contradiction
    msg: str


class CeilingResponse(Answer):
    """大病保险最高支付限额及两项奖励；上年度未结清前为暂算。"""

    continuous_years: int
    continuous: Annotated[Amount, Field(title="连续参保奖励（元）")]
    zero_claim: Annotated[Amount, Field(title="零报销奖励（元）")]
    effective: Annotated[Amount, Field(title="有效奖励合计（元）")]
    ceiling: Annotated[Amount, Field(title="大病保险最高支付限额（元）")]
    provisional: bool
    uncapped: Annotated[bool, Field(title="不设最高支付限额", examples=[False])]


class FilingInForce(Answer):
    """当日有效的异地就医备案。"""

    filing_id: Id
    type: str
    destination: str
    starts_on: date
    ends_on: date | None
    promise_only: bool


class EntitlementResponse(Answer):
    """一人在某日的待遇及全部判定依据。known 为 false 的，本系统没有该年度的登记，不表示没有参保。"""

    person_id: Id
    on: date
    known_at: Moment
    known: bool
    covered: bool
    cover: Cover
    state: EntitlementState
    scheme: Scheme | None
    benefit_year: int
    starts_on: date | None
    ends_on: date | None
    wait_months: int
    level: Level | None
    ceiling: Annotated[CeilingResponse | None, Field(title="大病保险最高支付限额")]
    filing: FilingInForce | None
    contradictions: list[FlagResponse]
    explanation: list[ExplanationStep]


class PersonQuestion(Body):
    """一名人员：人员编号、身份标识令牌或证件之一。"""

    person_id: Annotated[UUID | None, Field(title="人员编号")] = None
    token: Token | None = None
    document_type: Annotated[DocumentType | None, Field(title="证件类型")] = None
    document_number: Annotated[str | None, Field(max_length=30, title="证件号码")] = None

    @property
    def document(self) -> Document | None:
        """The document, if one is named."""
        if self.document_type is None or self.document_number is None:
            return None
        return Document.read(self.document_type, self.document_number)


class BatchQuestion(Body):
    """某日最多五十人的待遇查询。"""

    on: Annotated[Day | None, Field(title="待遇日期")] = None
    people: Annotated[list[PersonQuestion], Field(min_length=1, max_length=50, title="人员")]


class ErrorResponse(Answer):
    """一人或一项不能办理的原因。"""

    code: Annotated[str, Field(examples=["PERSON_NOT_KNOWN_HERE"])]
    msg: Annotated[str, Field(examples=[PersonNotKnownHere.msg])]


class BatchItem(Answer):
    """一人的待遇或错误；index 为查询中的位置。"""

    index: int
    entitlement: EntitlementResponse | None
    error: Annotated[ErrorResponse | None, Field(title="错误")]


class BatchAnswer(Answer):
    """批量查询的结果，顺序与查询相同。"""

    results: list[BatchItem]


class EmergencyPurpose(StrEnum):
    """Why a hospital asks for somebody whom it otherwise may not see."""

    RESCUE = "EMERGENCY_RESCUE"
    ADMISSION = "EMERGENCY_ADMISSION"


labelled(EmergencyPurpose, "急诊查询目的", {EmergencyPurpose.RESCUE: "急诊抢救", EmergencyPurpose.ADMISSION: "急诊住院"})


class EmergencyQuestion(PersonQuestion):
    """急诊查询：一名人员和查询目的。"""

    purpose: Annotated[EmergencyPurpose, Field(title="急诊查询目的")]


class EmergencyResponse(Answer):
    """今日是否享受待遇及起止日期；known 为 false 的，本系统没有该年度的登记，不表示没有参保。"""

    on: date
    known: bool
    covered: bool
    cover: Cover
    starts_on: date | None
    ends_on: date | None
