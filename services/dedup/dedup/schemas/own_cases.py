"""Duplicate cases as the person sees his own, and those of whom he is guardian of."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from dedup.domain.own_case import PROMISE
from dedup.schemas.case_forms import RelationName, Version
from enrolment_events.duplicates import DuplicateCaseState
from enrolment_terms.scheme import ParticipationState, Scheme
from service_runtime.rest import Answer, Body, Id

_FROM_ATTRIBUTES = ConfigDict(from_attributes=True)


class OwnCaseRecord(Answer):
    """本人重复的一个参保关系；may_be_chosen 表示可以选择保留它。"""

    model_config = _FROM_ATTRIBUTES

    relation: Annotated[str, Field(title="参保关系", serialization_alias="relation_name", examples=["RESIDENT/440100/2024"])]
    title: Annotated[str, Field(title="参保关系说明", examples=["广东省广州市居民医保（2024年度）"])]
    scheme: Scheme
    area: str
    area_name: Annotated[str, Field(title="参保地", examples=["广东省广州市"])]
    benefit_year: int | None
    starts_on: date
    ends_on: date | None
    state: ParticipationState
    may_be_chosen: Annotated[bool, Field(title="可以选择保留", examples=[True])]


class OwnCaseQuestion(Answer):
    """请本人选择保留哪一个参保关系：最迟哪一日、逾期未选择怎样处理；promise 为须一并作出的书面承诺，为空的不需要。"""

    model_config = _FROM_ATTRIBUTES

    text: Annotated[str, Field(title="询问", examples=["您有2个参保关系在同一时间段内重复，请选择保留哪一个。"])]
    due_on: Annotated[date, Field(title="选择期限")]
    if_silent: Annotated[
        str,
        Field(
            title="逾期未选择的处理",
            examples=["至2024-03-16（含当日）未选择的，按处理原则保留广东省江门市居民医保（2024年度），其余的暂停或终止。"],
        ),
    ]
    promise: Annotated[str | None, Field(title="须作出的书面承诺", examples=[PROMISE])]


class OwnCaseResponse(Answer):
    """本人或所监护的人的一件重复参保案件；question 为空的，不需要本人选择，kept 为已确定保留的参保关系。"""

    case_id: Annotated[Id, Field(title="案件编号")]
    person_id: Annotated[Id | None, Field(title="所监护的人，本人的为空", examples=[None])]
    version: Annotated[int, Field(title="案件版本", examples=[3])]
    state: DuplicateCaseState
    opened_on: Annotated[date, Field(title="发现日期")]
    records: Annotated[list[OwnCaseRecord], Field(title="参保记录")]
    question: Annotated[OwnCaseQuestion | None, Field(title="请本人选择")]
    kept: Annotated[str | None, Field(title="保留的参保关系", examples=["RESIDENT/440700/2024"])]
    chosen: Annotated[str | None, Field(title="所选的参保关系", examples=[None])]
    chosen_on: Annotated[date | None, Field(title="选择日期", examples=[None])]


class OwnChoiceForm(Body):
    """本人或其监护人的选择，选择日期为当日；须作出书面承诺的，promise_accepted 为真表示选择的人作出所示的承诺。"""

    version: Version
    chosen: Annotated[RelationName, Field(title="所选的参保关系", examples=["RESIDENT/440100/2024"])]
    promise_accepted: Annotated[bool, Field(title="作出所示的书面承诺", examples=[False])] = False
