"""Filings for care elsewhere (B30)."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from enrolment_events.benefits import FilingState
from service_runtime.rest import Body, Moment, Number


class MaterialResponse(BaseModel):
    """A field or material: code and Chinese name."""

    code: str
    label: str


class FilingTypeResponse(BaseModel):
    """What a frontend must ask for one type: fields, and groups of alternatives of which one is enough."""

    code: str
    label: str
    long_term: bool
    later_filing: bool
    min_stay_months: int
    fields: list[MaterialResponse]
    materials: list[list[MaterialResponse]]
    validity_rule: str
    validity_amount: int | None
    promise_only_months: int | None


class FilingFormsResponse(BaseModel):
    """The forms of a channel."""

    channel: str
    types: list[FilingTypeResponse]


class FilingRequest(Body):
    """A filing for care elsewhere. Everything may be left out: what is missing is told at once."""

    type: Annotated[str, Field(max_length=30, title="备案类型")]
    channel: Annotated[Literal["YUE_YIBAO", "KIOSK"], Field(title="办理渠道")] = "YUE_YIBAO"
    notice_accepted: Annotated[bool, Field(title="已阅读并同意备案告知书")] = False
    for_other: Annotated[bool, Field(title="代办")] = False
    agent_name: Annotated[str | None, Field(max_length=60, title="代办人姓名")] = None
    agent_document: Annotated[Number | None, Field(max_length=30, title="代办人证件号码")] = None
    phone: Annotated[Number | None, Field(max_length=20, title="联系电话")] = None
    address_here: Annotated[str | None, Field(max_length=200, title="参保地联系地址")] = None
    destination: Annotated[str | None, Field(max_length=12, title="转往就医地")] = None
    address_there: Annotated[str | None, Field(max_length=200, title="就医地联系地址")] = None
    starts_on: Annotated[date | None, Field(title="备案开始日期")] = None
    ends_on: Annotated[date | None, Field(title="结束日期")] = None
    hospital: Annotated[str | None, Field(max_length=100, title="转往医疗机构")] = None
    hospital_area: Annotated[str | None, Field(max_length=12, title="医疗机构所在地")] = None
    reason: Annotated[str | None, Field(max_length=200, title="转诊原因")] = None
    materials: Annotated[list[str], Field(max_length=20, title="上传材料", default_factory=list)]
    proof_valid_to: Annotated[date | None, Field(title="证明材料到期日")] = None
    retired: Annotated[bool | None, Field(title="已退休")] = None
    household_moved: Annotated[bool | None, Field(title="户籍已迁入就医地")] = None
    stay_months: Annotated[int | None, Field(ge=0, le=1200, title="居住或工作月数")] = None
    student: Annotated[bool, Field(title="学生")] = False
    in_hospital: Annotated[bool, Field(title="已住院")] = False


class NewFiling(FilingRequest):
    """A filing for a person."""

    person_id: Annotated[UUID, Field(title="人员编号")]


class FilingDecision(Body):
    """A clerk's decision."""

    decision: Annotated[Literal["APPROVE", "NEEDS_CORRECTION", "REJECT"], Field(title="审核结果")]
    note: Annotated[str | None, Field(max_length=500, title="说明")] = None


class FilingMove(BaseModel):
    """One change of state."""

    at: Moment
    from_state: FilingState
    to_state: FilingState
    actor: str
    note: str | None


class FilingResponse(BaseModel):
    """A filing in its state of today."""

    filing_id: str
    person_id: str
    type: str
    channel: str
    state: FilingState
    destination: str
    starts_on: date
    ends_on: date | None
    promise_only: bool
    end_reason: str | None
    history: list[FilingMove]
