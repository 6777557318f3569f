"""REST bodies of the dedup service."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from dedup.domain.explanations import CLAUSES
from enrolment_events.duplicates import NoticeKind, NoticeState
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState, Scheme
from service_runtime.rest import Answer, Area, Body, Day, Id, Moment, PointInTime, ReasonResponse, Token, Year

Source = Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{1,40}$", title="数据来源代码", examples=["GX-450100"])]


class SpellReport(Body):
    """其他统筹区、国家平台或职工医保报来的一段参保信息；source 为报送方，spell_ref 为其编号。

    version 大的为准，不填的以后报的为准；deleted 表示报错撤销。token 之外的证件写在 more_tokens，空项不填。
    """

    spell_ref: Annotated[str, Field(min_length=1, max_length=120, title="参保信息编号")]
    token: Token
    more_tokens: Annotated[list[Token], Field(default_factory=list, max_length=19, title="同一人其他证件的令牌", examples=[["5b" * 32]])]
    scheme: Annotated[Scheme, Field(title="险种")]
    identity: Annotated[EmployeeIdentity | None, Field(title="职工参保身份")] = None
    area: Annotated[str, Field(max_length=12, title="参保区划")]
    benefit_year: Year | None = None
    starts_on: Annotated[Day, Field(title="参保开始日期")]
    ends_on: Annotated[Day | None, Field(title="参保结束日期")] = None
    paid: Annotated[bool, Field(title="是否已缴费")]
    first_paid_on: Annotated[Day | None, Field(title="首次缴费到账日期")] = None
    state: Annotated[ParticipationState, Field(title="参保状态")]
    employer: Annotated[str | None, Field(min_length=1, max_length=40, title="用人单位代码", examples=["E0001"])] = None
    left_on: Annotated[Day | None, Field(title="离职日期")] = None
    months_paid: Annotated[int | None, Field(ge=0, le=1200, title="连续参加职工医保月数", examples=[12])] = None
    benefits_from: Annotated[Day | None, Field(title="待遇开始日期")] = None
    student: Annotated[bool, Field(title="在学籍地参保的学生")] = False
    subsidised: Annotated[bool, Field(title="资助参保")] = False
    government_until: Annotated[Day | None, Field(title="政府代缴截止日期（被征地农民）")] = None
    version: Annotated[int | None, Field(ge=1, le=2**31 - 1, title="该编号的报送版本", examples=[1])] = None
    deleted: Annotated[bool, Field(title="报错撤销")] = False
    source: Source


class SpellReports(Body):
    """一批参保信息。"""

    spells: Annotated[list[SpellReport], Field(min_length=1, max_length=2000, title="参保信息")]


class RefusedSpell(Answer):
    """一条未接收的参保信息及全部原因。"""

    spell_ref: str
    reasons: list[ReasonResponse]


class SpellsReceipt(Answer):
    """接收的数量和未接收的参保信息；unchanged 为与已有信息相同，stale 为早于已有版本。"""

    accepted: int
    unchanged: Annotated[int, Field(title="与已有信息相同的条数", examples=[0])] = 0
    stale: Annotated[int, Field(title="早于已有版本的条数", examples=[0])] = 0
    refused: list[RefusedSpell]


class FeedExpectation(Body):
    """一个数据来源应报送的统筹区；expected 为真时，逾期未报的，校验不作答复。"""

    areas: Annotated[list[Area], Field(min_length=1, max_length=500, title="统筹区", examples=[["450100"]])]
    expected: Annotated[bool, Field(title="校验须等待其报送")] = True


class FeedFreshness(Body):
    """该来源已报齐 complete_until 之前发生的全部参保信息。"""

    areas: Annotated[list[Area], Field(min_length=1, max_length=500, title="统筹区", examples=[["450100"]])]
    complete_until: Annotated[PointInTime, Field(title="已报齐的时间")]


class FeedResponse(Answer):
    """一个数据来源在一个统筹区的报送情况；silent 为逾期未报。"""

    source: Annotated[str, Field(title="数据来源代码", examples=["GX-450100"])]
    area: str
    expected: Annotated[bool, Field(title="校验须等待其报送", examples=[True])]
    complete_until: Annotated[Moment | None, Field(title="已报齐的时间")]
    heard_at: Annotated[Moment | None, Field(title="最近一次报送时间")]
    silent: Annotated[bool, Field(title="逾期未报", examples=[False])]


class FeedList(Answer):
    """全部数据来源的报送情况。"""

    feeds: Annotated[list[FeedResponse], Field(title="数据来源")]


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
    relation: Annotated[str | None, Field(title="参保关系", examples=["RESIDENT/440100/2024"])] = None
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
    benefits_from: Annotated[date | None, Field(title="待遇开始日期")] = None
    student: bool = False
    subsidised: bool = False
    told_at: Annotated[Moment | None, Field(title="报送时间")] = None


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


class OverlapCount(Answer):
    """一个统筹区一类重复参保的人数；overlap 为 EMPLOYEE（职工与职工）、RESIDENT（居民与居民）、ACROSS（跨制度）。"""

    area: str
    overlap: Annotated[str, Field(title="重复类型", examples=["ACROSS"])]
    people: int


class SweepResponse(Answer):
    """一次全量排查；done/buckets 为进度，found 为重复参保人数，new 为其中新立案的人数。"""

    sweep_id: Annotated[Id, Field(title="排查编号")]
    day: Annotated[date, Field(title="排查日期")]
    buckets: Annotated[int, Field(title="总份数", examples=[64])]
    done: Annotated[int, Field(title="已完成份数", examples=[64])]
    spells: Annotated[int, Field(title="排查的参保信息段数", examples=[1200])]
    found: Annotated[int, Field(title="重复参保人数", examples=[3])]
    new: Annotated[int, Field(title="新立案人数", examples=[0])]
    by_area: Annotated[list[OverlapCount], Field(title="各统筹区人数")]
    started_at: Annotated[Moment, Field(title="开始时间")]
    ended_at: Annotated[Moment | None, Field(title="结束时间")]
