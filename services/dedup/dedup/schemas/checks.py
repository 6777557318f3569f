"""Conflict checks: asked on the spot, and those of applications."""

from datetime import date
from typing import Annotated

from pydantic import Field

from dedup.domain.explanations import CLAUSES
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import EmployeeIdentity, Scheme
from service_runtime.rest import Answer, Area, Body, Day, Id, Moment, Token, Year


class CheckRequest(Body):
    """某人可否在某区划参加某年度居民医保；scheme 为 EMPLOYEE 时，可否自申请日期起办理职工医保参保登记（第七条）。"""

    tokens: Annotated[list[Token], Field(min_length=1, max_length=20, title="身份标识令牌")]
    area: Area
    benefit_year: Year
    applied_on: Annotated[Day, Field(title="申请日期")]
    consent_signed_on: Annotated[Day | None, Field(title="知情同意书签署日期")] = None
    employee_stop_proved: Annotated[bool, Field(title="已提供职工医保停保凭证")] = False
    scheme: Annotated[Scheme, Field(title="险种")] = Scheme.RESIDENT


class CheckRequests(Body):
    """至多 50 人的校验。"""

    checks: Annotated[list[CheckRequest], Field(min_length=1, max_length=50, title="各人的校验")]


class HitResponse(Answer):
    """命中的一段参保信息及处理意见。"""

    area: str
    same_region: bool
    in_province: Annotated[bool, Field(examples=[True])]
    scheme: Scheme
    identity: Annotated[EmployeeIdentity | None, Field(examples=[None])]
    benefit_year: int | None
    paid: bool
    starts_on: date
    ends_on: date | None
    relation_ref: Annotated[str | None, Field(title="参保关系标识", examples=["RESIDENT/440100/2024"])] = None
    fresh_at: Annotated[Moment | None, Field(title="报送时间")] = None
    rule: Annotated[str, Field(examples=["R-085"])]
    clause: Annotated[str, Field(examples=[CLAUSES["R-085"]])]
    code: Annotated[ReasonCode | None, Field(examples=["USE_REMOTE_CARE"])]
    msg: str


class CheckAnswer(Answer):
    """即时校验的结果。"""

    clear: bool
    hits: list[HitResponse]
    checked_at: Moment
    scope: Annotated[str, Field(title="校验范围", examples=["NATION"])] = "NATION"
    unanswered: Annotated[list[str], Field(default_factory=list, title="未按时报送的统筹区", examples=[[]])]


class CheckOutcome(Answer):
    """一人的校验结果，或不能校验的原因；与请求的顺序相同。"""

    answer: Annotated[CheckAnswer | None, Field(title="校验结果")] = None
    code: Annotated[str | None, Field(title="不能校验的原因代码", examples=[None])] = None
    msg: Annotated[str | None, Field(title="不能校验的原因", examples=[None])] = None


class CheckOutcomes(Answer):
    """各人的校验结果。"""

    outcomes: Annotated[list[CheckOutcome], Field(title="各人的校验结果")]


class CheckResponse(Answer):
    """一次提交的重复参保校验；尚无结果时 clear 为空，unanswered 为未按时报送的统筹区。"""

    application_id: Id
    submit_no: int
    person_id: Id
    area: str
    benefit_year: int
    applied_on: date
    clear: bool | None
    hits: list[HitResponse]
    revision: int
    checked_at: Moment | None
    closed_at: Annotated[Moment | None, Field(title="审核办结时间")] = None
    unanswered: Annotated[list[str], Field(default_factory=list, title="未按时报送的统筹区", examples=[[]])]


class ApplicationChecks(Answer):
    """最近一次提交的校验，以及历次提交的校验。"""

    newest: CheckResponse
    checks: list[CheckResponse]
