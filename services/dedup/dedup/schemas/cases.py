"""Duplicate cases as offices see them."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from dedup.domain.case_ruling import DecidedBy
from dedup.domain.case_steps import Actor
from dedup.domain.case_view import MatchBasis, RecordRole
from dedup.domain.explanations import CLAUSES
from dedup.schemas.notices import NoticeResponse
from enrolment_events.duplicates import DuplicateCaseKind, DuplicateCaseState, SuspendAction
from enrolment_terms.documents import DocumentType
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState, Scheme
from service_runtime.rest import Answer, Id, Moment

Relation = Annotated[str, Field(title="参保关系", serialization_alias="relation_name", examples=["RESIDENT/440100/2024"])]
Rule = Annotated[str | None, Field(title="处理原则所依据的规则", examples=["R-122"])]
Clause = Annotated[str | None, Field(examples=[CLAUSES["R-122"]])]
Kept = Annotated[str | None, Field(title="保留的参保关系", examples=["RESIDENT/440700/2024"])]
_FROM_ATTRIBUTES = ConfigDict(from_attributes=True)


class DuplicateCaseSummary(Answer):
    """一件重复参保案件；escalated 表示逾期未选择、不得自动处理，已上报督办。"""

    case_id: Annotated[Id, Field(title="案件编号")]
    version: Annotated[int, Field(title="案件版本", examples=[3])]
    person_id: Id
    state: DuplicateCaseState
    escalated: Annotated[bool, Field(title="已上报督办", examples=[False])]
    kind: DuplicateCaseKind | None
    principle: Rule
    areas: Annotated[list[str], Field(title="各参保关系所在区划", examples=[["440783115", "440100"]])]
    relations: Annotated[list[str], Field(title="参保关系", examples=[["RESIDENT/440700/2024", "RESIDENT/440100/2024"]])]
    kept: Kept
    opened_on: Annotated[date, Field(title="发现日期")]
    due_on: Annotated[date | None, Field(title="选择期限")]
    recorded_at: Annotated[Moment, Field(title="最近变化时间")]


class CaseRecordResponse(Answer):
    """一条参保记录；references 为报送它的来源或编号数。"""

    model_config = _FROM_ATTRIBUTES

    relation: Relation
    title: Annotated[str, Field(title="参保关系说明", examples=["广东省江门市居民医保（2024年度）"])]
    role: RecordRole
    ours: Annotated[bool, Field(title="本地参保登记", examples=[True])]
    references: Annotated[int, Field(title="报送的来源或编号数", examples=[1])]


class CaseFieldResponse(Answer):
    """一项内容在各条记录中的值，次序与 records 相同；未报送的为空。equal 表示各条记录一致。"""

    model_config = _FROM_ATTRIBUTES

    field: Annotated[str, Field(title="项目代码", examples=["starts_on"])]
    label: Annotated[str, Field(title="项目", examples=["起始日期"])]
    values: Annotated[list[str | None], Field(title="各条记录的值", examples=[["2024-01-01", "2024-03-01"]])]
    equal: Annotated[bool, Field(title="是否一致", examples=[False])]


class CaseMatchResponse(Answer):
    """认定为同一人的一项依据；不含证件号码。"""

    model_config = _FROM_ATTRIBUTES

    basis: MatchBasis
    document: Annotated[DocumentType | None, Field(title="证件类型", examples=[None])]
    known_since: Annotated[date | None, Field(title="得知日期", examples=[None])]


class CaseRemedyResponse(Answer):
    """一项处理：暂停、终止自 from_on 起，恢复自 from_on 起；until_on 为暂停的最后一日。"""

    model_config = _FROM_ATTRIBUTES

    relation: Relation
    action: Annotated[SuspendAction, Field(serialization_alias="remedy")]
    from_on: Annotated[date, Field(title="起始日")]
    until_on: Annotated[date | None, Field(title="最后一日", examples=[None])]


class CaseChoiceResponse(Answer):
    """征求参保人意愿的情况；fallback 为逾期未选择时保留的，为空的不得自动处理。"""

    among: Annotated[list[str], Field(title="可选择的参保关系", examples=[["RESIDENT/440700/2024"]])]
    promise: Annotated[bool, Field(title="须书面承诺", examples=[False])]
    times_out: Annotated[bool, Field(title="逾期按处理原则确定", examples=[True])]
    fallback: Annotated[str | None, Field(title="逾期未选择时保留的参保关系", examples=["RESIDENT/440700/2024"])]
    asked_on: Annotated[date | None, Field(title="征求日期")]
    due_on: Annotated[date | None, Field(title="选择期限")]
    chosen: Annotated[str | None, Field(title="所选的参保关系", examples=[None])]
    chosen_on: Annotated[date | None, Field(title="选择日期", examples=[None])]
    promise_ref: Annotated[str | None, Field(title="书面承诺编号", examples=[None])]


class CaseRefundResponse(Answer):
    """可以申请退费的一个年度；ground_no 为退费情形序号，until_on 为可申请的最后一日。"""

    model_config = _FROM_ATTRIBUTES

    relation: Relation
    benefit_year: int
    ground: Annotated[int, Field(title="退费情形序号", serialization_alias="ground_no", examples=[4])]
    until_on: Annotated[date, Field(title="可申请的最后一日")]


class CaseStepResponse(Answer):
    """接下来要办的一件事：由谁、最迟哪一日。"""

    model_config = _FROM_ATTRIBUTES

    actor: Annotated[Actor, Field(serialization_alias="party")]
    text: Annotated[str, Field(title="事项", examples=["选择保留哪一个参保关系"])]
    relation: Annotated[str | None, Field(title="参保关系", serialization_alias="relation_name", examples=["RESIDENT/440100/2024"])]
    due_on: Annotated[date | None, Field(title="最迟办理日期")]
    overdue: Annotated[bool, Field(title="已逾期", examples=[False])]


class CaseRequestResponse(Answer):
    """请本地参保登记办理的一项暂停、终止或恢复。"""

    model_config = _FROM_ATTRIBUTES

    request_id: Annotated[Id, Field(title="请求编号")]
    participation_id: Id
    action: Annotated[SuspendAction, Field(serialization_alias="remedy")]
    relation: Annotated[str | None, Field(title="因哪一参保关系", serialization_alias="relation_name", examples=["RESIDENT/440100/2024"])]
    effective_on: Annotated[date, Field(title="起始日")]
    withdrawn: Annotated[bool, Field(title="已撤回", examples=[False])]
    version: Annotated[int, Field(title="请求版本", examples=[1])]
    recorded_at: Annotated[Moment, Field(title="提出时间")]


class CaseFactsResponse(Answer):
    """经办机构了解到的参保人情况。"""

    model_config = _FROM_ATTRIBUTES

    residence_area: Annotated[str | None, Field(title="常住地", examples=["440783"])]
    special: Annotated[bool, Field(title="资助参保救助对象、残疾人等特殊人员", examples=[False])]
    identified_area: Annotated[str | None, Field(title="身份认定地区", examples=[None])]
    soldier: Annotated[bool, Field(title="退役军人或其配偶", examples=[False])]


class CaseSnapshotRecord(Answer):
    """一条参保记录当时的情况。"""

    model_config = _FROM_ATTRIBUTES

    relation: Relation
    scheme: Scheme
    identity: EmployeeIdentity | None
    area: str
    benefit_year: int | None
    starts_on: date
    ends_on: date | None
    state: ParticipationState
    paid: bool
    participation_id: Annotated[Id | None, Field(title="参保关系编号")]


class CaseVersionResponse(Answer):
    """案件的一个版本：当时的状态、各条参保记录、处理原则和处理，及由谁改变；清理的重复参保信息一直保存。"""

    version: Annotated[int, Field(title="案件版本", examples=[1])]
    state: DuplicateCaseState
    kind: DuplicateCaseKind | None
    principle: Rule
    clause: Clause
    kept: Kept
    records: Annotated[list[CaseSnapshotRecord], Field(title="参保记录")]
    remedies: Annotated[list[CaseRemedyResponse], Field(title="处理")]
    actor: Annotated[str, Field(title="经办人", examples=["clerk-1"])]
    recorded_at: Annotated[Moment, Field(title="记录时间")]


class CaseStepTaken(Answer):
    """案件经过的一步。"""

    version: Annotated[int, Field(title="案件版本", examples=[1])]
    state: DuplicateCaseState
    actor: Annotated[str, Field(title="经办人", examples=["clerk-1"])]
    recorded_at: Annotated[Moment, Field(title="记录时间")]


class DuplicateCaseDetail(DuplicateCaseSummary):
    """一件重复参保案件的全部情况：各条记录逐项对照、认定为同一人的依据、处理原则及条款、处理、下一步和经过。

    double_from 为重叠的第一日；double_since 为已确定保留关系、但仍重复的起始日，应当为空。
    """

    clause: Clause
    principle_text: Annotated[str | None, Field(title="处理原则", examples=["重复参加居民医保的，原则上保留常住地参保关系"])]
    decided_by: Annotated[DecidedBy | None, Field(title="保留关系的确定方式", serialization_alias="decided_how")]
    double_from: Annotated[date | None, Field(title="重叠的第一日")]
    double_since: Annotated[date | None, Field(title="已确定仍重复的起始日", examples=[None])]
    records: Annotated[list[CaseRecordResponse], Field(title="参保记录")]
    comparison: Annotated[list[CaseFieldResponse], Field(title="逐项对照")]
    matches: Annotated[list[CaseMatchResponse], Field(title="认定为同一人的依据")]
    explanation: Annotated[list[str], Field(title="说明", examples=[["查到2条参保缴费状态正常的参保信息记录"]])]
    remedies: Annotated[list[CaseRemedyResponse], Field(title="处理")]
    choice: Annotated[CaseChoiceResponse | None, Field(title="征求意愿")]
    refunds: Annotated[list[CaseRefundResponse], Field(title="可申请的退费")]
    facts: Annotated[CaseFactsResponse, Field(title="参保人情况")]
    steps: Annotated[list[CaseStepResponse], Field(title="下一步")]
    requests: Annotated[list[CaseRequestResponse], Field(title="对本地参保登记的请求")]
    notices: Annotated[list[NoticeResponse], Field(title="发往其他统筹区的通知")]
    history: Annotated[list[CaseStepTaken], Field(title="经过")]
    joined_case_id: Annotated[Id | None, Field(title="并入的案件编号", examples=[None])]


class StillBothResponse(Answer):
    """已确定暂停或终止、但仍然正常的一个参保关系：本地的有 participation_id，外地的有 notice_id。"""

    model_config = _FROM_ATTRIBUTES

    case_id: Annotated[Id, Field(title="案件编号")]
    participation_id: Annotated[Id | None, Field(title="参保关系编号")]
    notice_id: Annotated[Id | None, Field(title="通知编号")]
    person_id: Id
    area: str
    effective_on: Annotated[date, Field(title="应暂停或终止的起始日")]
    told_on: Annotated[date, Field(title="提出或对方确认的日期")]
