"""What other regions ask of us, and what an office says to it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from dedup.domain.received_notices import NoticeVerdict
from enrolment_events.duplicates import NoticeKind, NoticeState
from enrolment_terms.scheme import ParticipationState, Scheme
from service_runtime.rest import Answer, Body, Id, Line, Moment

_Reason = Annotated[Line, Field(min_length=1, max_length=200, title="不予办理的理由", examples=["参保人选择保留本地参保关系"])]


class ReceivedNoticeResponse(Answer):
    """外地发来的一条通知；answer_told 表示答复已送达对方。"""

    notice_id: Id
    version: Annotated[int, Field(title="对方的通知版本", examples=[1])]
    source: Annotated[str, Field(title="数据来源代码", examples=["GD-440100"])]
    notice_ref: Annotated[str, Field(title="对方的通知编号", examples=["N-2024-0001"])]
    kind: NoticeKind
    area: str
    other_area: Annotated[str, Field(title="提出地区", examples=["440106"])]
    scheme: Annotated[Scheme, Field(title="险种", examples=["RESIDENT"])]
    benefit_year: int | None
    effective_on: Annotated[date, Field(title="请求暂停、终止或恢复的起始日")]
    due_on: Annotated[date | None, Field(title="答复期限")]
    request_reason: Annotated[str | None, Field(title="对方的理由", examples=["学籍地已参保"])]
    state: NoticeState
    received_at: Annotated[Moment, Field(title="收到时间")]
    participation_id: Annotated[Id | None, Field(title="参保关系编号")]
    person_id: Annotated[Id | None, Field(title="人员编号")]
    reason: Annotated[str | None, Field(title="不予办理的理由", examples=[None])]
    decided_by: Annotated[str | None, Field(title="经办人", examples=["clerk-1"])]
    answered_at: Annotated[Moment | None, Field(title="处理时间")]
    answer_told: Annotated[bool, Field(title="答复已送达对方", examples=[False])]


class MeantParticipation(Answer):
    """通知可能所指的一项本地参保关系。"""

    participation_id: Id
    person_id: Id
    area: str
    benefit_year: int
    state: ParticipationState
    registered_on: Annotated[date, Field(title="登记日期")]


class ReceivedNoticeDetail(ReceivedNoticeResponse):
    """外地发来的一条通知及其可能所指的参保关系；只有一项时为建议的参保关系。"""

    participations: Annotated[list[MeantParticipation], Field(title="可能所指的参保关系")]
    proposed_participation_id: Annotated[Id | None, Field(title="建议的参保关系编号")]
    proposed_reason: Annotated[str | None, Field(title="不予办理的参考理由", examples=[None])] = None


class NoticeDecision(Body):
    """对外地通知的处理；同意的，参保关系不止一项时须选择，不予办理的，须写明理由。version 为所见的通知版本。"""

    decision: Annotated[NoticeVerdict, Field(title="处理结果")]
    version: Annotated[int, Field(ge=1, title="所见的通知版本", examples=[1])]
    participation_id: Annotated[UUID | None, Field(title="参保关系编号", strict=False)] = None
    reason: _Reason | None = None

    @model_validator(mode="after")
    def _says_why(self) -> "NoticeDecision":
        """Raises ValueError."""
        if (self.decision is NoticeVerdict.REFUSE) != (self.reason is not None):
            raise ValueError("不予办理的须写明理由，同意办理的不写理由")
        return self
