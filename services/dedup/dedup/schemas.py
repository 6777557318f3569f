"""REST bodies of the dedup service."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState, Scheme
from service_runtime.rest import Area, Body, Moment, Token, Year

Id = Annotated[str, BeforeValidator(str)]


class Response(BaseModel):
    """What goes out: made of an object that has the same fields."""

    model_config = ConfigDict(from_attributes=True)


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


class ReasonResponse(Response):
    """One reason of a refusal."""

    code: ReasonCode
    msg: str
    field: str | None


class RefusedSpell(BaseModel):
    """A spell that was not taken, with all reasons."""

    spell_ref: str
    reasons: list[ReasonResponse]


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


class HitResponse(BaseModel):
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
    hits: list[HitResponse]
    checked_at: Moment


class CheckResponse(BaseModel):
    """The conflict check of one submit; `clear` is null until it is answered."""

    application_id: str
    submit_no: int
    person_id: str
    area: str
    benefit_year: int
    applied_on: date
    clear: bool | None
    hits: list[HitResponse]
    revision: int
    checked_at: Moment | None


class ApplicationChecks(BaseModel):
    """The check of the newest submit, and those of all submits."""

    newest: CheckResponse
    checks: list[CheckResponse]


class SpellResponse(Response):
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


class NoticeResponse(Response):
    """A notice to another region."""

    notice_id: Id
    application_id: Id
    participation_id: Id
    person_id: Id
    kind: str
    rule: str
    to_area: str
    from_area: str
    relation_starts_on: date
    state: str
    opened_at: Moment
