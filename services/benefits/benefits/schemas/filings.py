"""Filings for care elsewhere (B30)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from benefits.domain.filing_states import FilingChannel, FilingEndReason, FilingVerdict, ValidityRule
from benefits.domain.filings import LONGEST_REMARK
from enrolment_events.benefits import FilingState
from service_runtime.dictionaries import CodeItem
from service_runtime.rest import Answer, Body, Day, Id, Moment, Number


class FilingValidityResponse(Answer):
    """一类备案自开始日期起有效多久；仅以个人承诺办理的，按 promise_only_months。"""

    validity_rule: Annotated[ValidityRule, Field(title="有效期规则")]
    validity_amount: Annotated[int | None, Field(title="有效月数或天数")]
    promise_only_months: int | None


class FilingTemplateResponse(Answer):
    """一种材料的模板，供查看和下载。"""

    material: Annotated[str, Field(examples=["PERSONAL_PROMISE"])]
    title: Annotated[str, Field(examples=["异地就医备案个人承诺书"])]
    lines: Annotated[list[str], Field(examples=[["本人承诺所填写的信息真实、准确。"]])]


class FilingTypeResponse(Answer):
    """一类备案的填写项和材料；每组材料提供其一即可。"""

    code: Annotated[str, Field(examples=["LONG_RESIDENT"])]
    label: Annotated[str, Field(examples=["异地长期居住人员"])]
    long_term: bool
    later_filing: bool
    min_stay_months: int
    fields: Annotated[list[CodeItem], Field(examples=[[{"code": "phone", "label": "联系电话"}]])]
    materials: Annotated[list[list[CodeItem]], Field(examples=[[[{"code": "RESIDENCE_PROOF", "label": "居住证明"}]]])]
    validity_rule: Annotated[ValidityRule, Field(title="省内有效期规则")]
    validity_amount: Annotated[int | None, Field(title="省内有效月数或天数")]
    promise_only_months: int | None
    across_provinces: Annotated[FilingValidityResponse, Field(title="跨省有效期")]


class FilingFormsResponse(Answer):
    """一个渠道的备案表单。"""

    channel: FilingChannel
    types: list[FilingTypeResponse]
    templates: list[FilingTemplateResponse]


class FilingRequest(Body):
    """异地就医备案。缺少的内容在一次答复中全部告知。"""

    type: Annotated[str, Field(max_length=30, title="备案类型")]
    channel: Annotated[FilingChannel | None, Field(title="办理渠道")] = None
    notice_accepted: Annotated[bool, Field(title="已阅读并同意备案告知书")] = False
    for_other: Annotated[bool, Field(title="代办")] = False
    agent_name: Annotated[str | None, Field(max_length=60, title="代办人姓名")] = None
    agent_document: Annotated[Number | None, Field(max_length=30, title="代办人证件号码")] = None
    phone: Annotated[Number | None, Field(max_length=20, title="联系电话")] = None
    address_here: Annotated[str | None, Field(max_length=200, title="参保地联系地址")] = None
    destination: Annotated[str | None, Field(max_length=12, title="转往就医地")] = None
    address_there: Annotated[str | None, Field(max_length=200, title="就医地联系地址")] = None
    starts_on: Annotated[Day | None, Field(title="备案开始日期")] = None
    ends_on: Annotated[Day | None, Field(title="结束日期")] = None
    bureau_there: Annotated[str | None, Field(max_length=100, title="就诊地医保局")] = None
    hospital: Annotated[str | None, Field(max_length=100, title="转往医疗机构")] = None
    hospital_area: Annotated[str | None, Field(max_length=12, title="医疗机构所在地")] = None
    reason: Annotated[str | None, Field(max_length=200, title="转诊原因")] = None
    remark: Annotated[str | None, Field(max_length=LONGEST_REMARK, title="备注")] = None
    materials: Annotated[list[str], Field(max_length=20, title="上传材料", default_factory=list, examples=[["RESIDENCE_PROOF"]])]
    proof_valid_to: Annotated[Day | None, Field(title="证明材料到期日")] = None
    retired: Annotated[bool | None, Field(title="已退休")] = None
    household_moved: Annotated[bool | None, Field(title="户籍已迁入就医地")] = None
    stay_months: Annotated[int | None, Field(ge=0, le=1200, title="居住或工作月数")] = None
    student: Annotated[bool, Field(title="学生")] = False
    in_hospital: Annotated[bool, Field(title="已住院")] = False


class NewFiling(FilingRequest):
    """为一人办理异地就医备案。"""

    person_id: Annotated[UUID, Field(title="人员编号")]


class FilingDecision(Body):
    """审核结果。"""

    decision: Annotated[FilingVerdict, Field(title="审核结果")]
    note: Annotated[str | None, Field(max_length=500, title="说明")] = None


class FilingMove(Answer):
    """备案的一次状态变化。"""

    at: Moment
    from_state: FilingState
    to_state: FilingState
    actor: str
    note: str | None


class FilingResponse(Answer):
    """一件备案及其今日状态；未生效即终止的没有结束日期，联系方式和代办人已遮蔽。"""

    filing_id: Id
    person_id: Id
    type: str
    channel: FilingChannel
    state: FilingState
    destination: str
    starts_on: date
    ends_on: date | None
    promise_only: bool
    end_reason: FilingEndReason | None
    history: list[FilingMove]
    phone_masked: str | None
    address_here_masked: str | None
    address_there_masked: str | None
    agent_name_masked: str | None
    agent_document_masked: str | None


class FilingAnswersResponse(Answer):
    """一件备案填写的全部内容，未遮蔽。"""

    filing_id: Id
    type: str
    channel: FilingChannel
    for_other: bool
    agent_name: str | None
    agent_document: str | None
    phone: str | None
    address_here: str | None
    destination: str | None
    address_there: str | None
    starts_on: Annotated[date | None, Field(title="备案开始日期")]
    ends_on: Annotated[date | None, Field(title="结束日期")]
    bureau_there: str | None
    hospital: str | None
    hospital_area: str | None
    reason: str | None
    remark: str | None
    materials: Annotated[list[str], Field(title="上传材料", examples=[["RESIDENCE_PROOF"]])]
    proof_valid_to: date | None
    retired: bool | None
    household_moved: bool | None
    stay_months: int | None
    student: bool
    in_hospital: bool
