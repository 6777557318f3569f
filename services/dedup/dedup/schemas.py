"""REST bodies of the dedup service."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState, Scheme

Token = Annotated[str, Field(min_length=16, max_length=128, pattern=r"^[\x21-\x7e]+$", title="身份标识令牌")]
Area = Annotated[str, Field(pattern=r"^[0-9]{6}([0-9]{3})?$", title="行政区划代码")]
Year = Annotated[int, Field(ge=1998, le=2100, title="参保年度")]


class Body(BaseModel):
    """A body that refuses fields it does not know."""

    model_config = ConfigDict(extra="forbid")


class SpellReport(Body):
    """One coverage spell as another region or the employee scheme reports it; `spell_ref` is the reporter's own reference."""

    spell_ref: Annotated[str, Field(min_length=1, max_length=120, title="参保信息编号")]
    token: Token
    scheme: Annotated[Scheme, Field(title="险种")]
    identity: Annotated[EmployeeIdentity | None, Field(title="职工参保身份")] = None
    area: Annotated[str, Field(max_length=12, title="参保区划")]
    benefit_year: Year | None = None
    starts_on: Annotated[date, Field(title="参保开始日期")]
    ends_on: Annotated[date | None, Field(title="参保结束日期")] = None
    paid: Annotated[bool, Field(title="是否已缴费")]
    state: Annotated[ParticipationState, Field(title="参保状态")]
    source: Annotated[str, Field(min_length=1, max_length=60, title="数据来源")]


class SpellReports(Body):
    """A feed of spells."""

    spells: Annotated[list[SpellReport], Field(min_length=1, max_length=2000, title="参保信息")]


class ReasonOut(BaseModel):
    """One reason of a refusal."""

    code: ReasonCode
    msg: str
    field: str | None


class RefusedSpell(BaseModel):
    """A spell that was not taken, with all reasons."""

    spell_ref: str
    reasons: list[ReasonOut]


class SpellsReceipt(BaseModel):
    """How many spells were taken, and which were not."""

    accepted: int
    refused: list[RefusedSpell]


class CheckRequest(Body):
    """May this person be insured as a resident of `area` for `benefit_year`?"""

    tokens: Annotated[list[Token], Field(min_length=1, max_length=20, title="身份标识令牌")]
    area: Area
    benefit_year: Year
    applied_on: Annotated[date, Field(title="申请日期")]
    consent_signed_on: Annotated[date | None, Field(title="知情同意书签署日期")] = None
    employee_stop_proved: Annotated[bool, Field(title="已提供职工医保停保凭证")] = False


class HitOut(BaseModel):
    """A participation found, with the verdict on it."""

    area: str
    same_region: bool
    in_province: bool
    scheme: Scheme
    identity: EmployeeIdentity | None
    benefit_year: int | None
    paid: bool
    starts_on: date
    ends_on: date | None
    rule: str
    clause: str
    code: ReasonCode | None
    msg: str


class CheckAnswer(BaseModel):
    """The answer to a question asked on the spot."""

    clear: bool
    hits: list[HitOut]
    checked_at: datetime


class CheckOut(BaseModel):
    """The conflict check of one submit; `clear` is null until it is answered."""

    application_id: str
    submit_no: int
    person_id: str
    area: str
    benefit_year: int
    applied_on: date
    clear: bool | None
    hits: list[HitOut]
    revision: int
    checked_at: datetime | None


class ApplicationChecks(BaseModel):
    """The check of the newest submit, and those of all submits."""

    newest: CheckOut
    checks: list[CheckOut]


class SpellOut(BaseModel):
    """A coverage spell of the index."""

    spell_ref: str
    scheme: Scheme
    identity: EmployeeIdentity | None
    area: str
    benefit_year: int | None
    starts_on: date
    ends_on: date | None
    paid: bool
    state: ParticipationState


class SpellList(BaseModel):
    """All spells known of a person, of all regions and both schemes."""

    items: list[SpellOut]


class NoticeOut(BaseModel):
    """A notice to another region."""

    notice_id: str
    application_id: str
    participation_id: str
    person_id: str
    kind: str
    rule: str
    to_area: str
    from_area: str
    relation_starts_on: date
    state: str
    opened_at: datetime


class NoticeList(BaseModel):
    """A page of notices; `next` is null on the last."""

    items: list[NoticeOut]
    next: str | None


class TimelineItem(BaseModel):
    """One thing that happened: when by the business clock, what in Chinese, and figures for programs."""

    at: datetime
    recorded_at: datetime
    service: str
    what: str
    code: str
    detail: dict[str, str | int | bool | None]


class Timeline(BaseModel):
    """A person's way through this service, the oldest first."""

    items: list[TimelineItem]
