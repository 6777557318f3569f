"""Spells of cover: as others report them, and as the index knows them."""

from datetime import date
from typing import Annotated

from pydantic import Field

from enrolment_terms.scheme import EmployeeIdentity, ParticipationState, Scheme
from service_runtime.rest import Answer, Body, Day, Moment, ReasonResponse, Token, Year

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
    student: Annotated[bool, Field(title="在学籍地参保的学生", examples=[False])] = False
    subsidised: Annotated[bool, Field(title="资助参保", examples=[False])] = False
    told_at: Annotated[Moment | None, Field(title="报送时间")] = None
