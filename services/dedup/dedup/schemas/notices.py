"""Notices to other regions."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from enrolment_events.duplicates import NoticeKind, NoticeState
from enrolment_terms.scheme import Scheme
from service_runtime.rest import Answer, Id, Moment


class NoticeResponse(Answer):
    """发往其他统筹区的一条通知。"""

    model_config = ConfigDict(from_attributes=True)

    notice_id: Id
    application_id: Annotated[Id | None, Field(title="登记申请编号")]
    participation_id: Annotated[Id | None, Field(title="参保关系编号")]
    case_id: Annotated[Id | None, Field(title="重复参保案件编号")] = None
    person_id: Id
    kind: NoticeKind
    rule: str
    to_area: str
    from_area: str
    relation_starts_on: date
    state: NoticeState
    opened_at: Moment
    consent_id: Annotated[Id | None, Field(title="知情同意书编号，通知的依据")]
    scheme: Annotated[Scheme | None, Field(title="险种", examples=["RESIDENT"])] = None
    benefit_year: Annotated[int | None, Field(examples=[2024])] = None
    effective_on: Annotated[date | None, Field(title="请对方暂停、终止或恢复的起始日")] = None
    due_on: Annotated[date | None, Field(title="答复期限")] = None
    attempts: Annotated[int, Field(title="发送次数", examples=[1])] = 0
    answered_on: Annotated[date | None, Field(title="对方答复日期")] = None
    version: Annotated[int, Field(title="通知版本", examples=[1])] = 1
    answer_reason: Annotated[str | None, Field(title="对方不予办理的理由", examples=["本地参保关系不予暂停"])] = None
    error: Annotated[str | None, Field(title="最近一次发送未获答复的原因代码", examples=["HTTP_502"])] = None
    next_at: Annotated[Moment | None, Field(title="下次发送或查询的时间")] = None
