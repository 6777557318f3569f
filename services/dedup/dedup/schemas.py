"""REST bodies of the dedup service."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from dedup.domain.explanations import CLAUSES
from enrolment_events.duplicates import NoticeKind, NoticeState
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState, Scheme
from service_runtime.rest import Answer, Area, Body, Day, Id, Moment, ReasonResponse, Token, Year


class SpellReport(Body):
    """其他统筹区或职工医保报来的一段参保信息；source 为报送方，spell_ref 为其编号。"""

    spell_ref: Annotated[str, Field(min_length=1, max_length=120, title="参保信息编号")]
    token: Token
    scheme: Annotated[Scheme, Field(title="险种")]
    identity: Annotated[EmployeeIdentity | None, Field(title="职工参保身份")] = None
    area: Annotated[str, Field(max_length=12, title="参保区划")]
    benefit_year: Year | None = None
    starts_on: Annotated[Day, Field(title="参保开始日期")]
    ends_on: Annotated[Day | None, Field(title="参保结束日期")] = None
    paid: Annotated[bool, Field(title="是否已缴费")]
    first_paid_on: Annotated[Day | None, Field(title="首次缴费到账日期")] = None
    state: Annotated[ParticipationState, Field(title="参保状态")]
    source: Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{1,40}$", title="数据来源代码", examples=["GX-450100"])]


class SpellReports(Body):
    """一批参保信息。"""

    spells: Annotated[list[SpellReport], Field(min_length=1, max_length=2000, title="参保信息")]


class RefusedSpell(Answer):
    """一条未接收的参保信息及全部原因。"""

    spell_ref: str
    reasons: list[ReasonResponse]


class SpellsReceipt(Answer):
    """接收的数量和未接收的参保信息。"""

    accepted: int
    refused: list[RefusedSpell]


class CheckRequest(Body):
    """某人可否在某区划参加某年度居民医保。"""

    tokens: Annotated[list[Token], Field(min_length=1, max_length=20, title="身份标识令牌")]
    area: Area
    benefit_year: Year
    applied_on: Annotated[Day, Field(title="申请日期")]
    consent_signed_on: Annotated[Day | None, Field(title="知情同意书签署日期")] = None
    employee_stop_proved: Annotated[bool, Field(title="已提供职工医保停保凭证")] = False


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
    rule: Annotated[str, Field(examples=["R-085"])]
    clause: Annotated[str, Field(examples=[CLAUSES["R-085"]])]
    code: Annotated[ReasonCode | None, Field(examples=["USE_REMOTE_CARE"])]
    msg: str


class CheckAnswer(Answer):
    """即时校验的结果。"""

    clear: bool
    hits: list[HitResponse]
    checked_at: Moment


class CheckResponse(Answer):
    """一次提交的重复参保校验；尚无结果时 clear 为空。"""

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


class ApplicationChecks(Answer):
    """最近一次提交的校验，以及历次提交的校验。"""

    newest: CheckResponse
    checks: list[CheckResponse]


class SpellResponse(Answer):
    """一段参保信息；本地参保的 source 为空，spell_ref 为参保关系编号。"""

    spell_ref: str
    source: Annotated[str | None, Field(title="数据来源代码", examples=["GX-450100"])]
    scheme: Scheme
    identity: EmployeeIdentity | None
    area: str
    benefit_year: int | None
    starts_on: date
    ends_on: date | None
    paid: bool
    first_paid_on: Annotated[date | None, Field(title="首次缴费到账日期")] = None
    state: ParticipationState


class NoticeResponse(Answer):
    """发往其他统筹区的一条通知。"""

    model_config = ConfigDict(from_attributes=True)

    notice_id: Id
    application_id: Id
    participation_id: Id
    person_id: Id
    kind: NoticeKind
    rule: str
    to_area: str
    from_area: str
    relation_starts_on: date
    state: NoticeState
    opened_at: Moment
    consent_id: Annotated[Id | None, Field(title="知情同意书编号，通知的依据")]
