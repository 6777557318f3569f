"""A mandate: a login may act for the person of a document, on a paper that was shown, from and until a day."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from enrolment_events.registration import MandateKind
from enrolment_terms.benefit_year import add_months
from enrolment_terms.documents import Document
from enrolment_terms.labels import labelled
from enrolment_terms.reasons import Missing, Reason, ReasonCode, reason
from enrolment_terms.regions import is_area_code
from enrolment_terms.sealed import IdentityToken, Sealed
from policy_parameters import PolicyBook, is_known_area
from registration.domain.application_form import Faults, birth_reasons
from registration.domain.materials import SHARED, Material, SatisfiedBy
from registration.domain.registers import Named, Question, Register, RegisterAnswer


class MandateState(StrEnum):
    """Where a mandate stands; one whose last day has passed is told as ENDED."""

    REQUESTED = "REQUESTED"
    IN_FORCE = "IN_FORCE"
    REFUSED = "REFUSED"
    ENDED = "ENDED"


class PaperKind(StrEnum):
    """What was shown for it."""

    IDENTITY_DOCUMENT = "IDENTITY_DOCUMENT"
    HOUSEHOLD_BOOK = "HOUSEHOLD_BOOK"
    BIRTH_CERT = "BIRTH_CERT"
    GUARDIAN_PROOF = "GUARDIAN_PROOF"
    POWER_OF_ATTORNEY = "POWER_OF_ATTORNEY"


_S, _P = MandateState, PaperKind
labelled(MandateState, "代办关系状态", {_S.REQUESTED: "待确认", _S.IN_FORCE: "有效", _S.REFUSED: "不予确认", _S.ENDED: "已终止"})
labelled(
    PaperKind,
    "代办依据材料",
    {
        _P.IDENTITY_DOCUMENT: "有效身份证件",
        _P.HOUSEHOLD_BOOK: "户口簿",
        _P.BIRTH_CERT: "出生医学证明",
        _P.GUARDIAN_PROOF: "监护证明",
        _P.POWER_OF_ATTORNEY: "授权委托书",
    },
)
_K = MandateKind
PAPERS_OF: Mapping[MandateKind, frozenset[PaperKind]] = {
    _K.SELF: frozenset({_P.IDENTITY_DOCUMENT, _P.HOUSEHOLD_BOOK}),
    _K.GUARDIAN: frozenset({_P.HOUSEHOLD_BOOK, _P.BIRTH_CERT, _P.GUARDIAN_PROOF}),
    _K.AGENT: frozenset({_P.POWER_OF_ATTORNEY}),
}
"""What proves which relation (R-010, 民法典 第二十七条, 第一百六十五条)."""
PAPER_OF: Mapping[Register, PaperKind] = {Register.KINSHIP: _P.HOUSEHOLD_BOOK, Register.BIRTH_PARENT: _P.BIRTH_CERT}
"""What a register says in place of which paper."""
_UPLOADED = frozenset({_K.GUARDIAN, _K.AGENT})
"""Who acts for somebody else leaves the paper: whoever asks later by what right finds it on file (R-006, R-013)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateForm:
    """What was filled in. `subject` is the login that is to act; None is what was left out."""

    kind: MandateKind | None
    subject: str | None
    document: Document | None
    area: str | None
    paper: PaperKind | None
    reference: str | None
    from_on: date | None
    until_on: date | None
    at_counter: bool
    name: str | None = None
    guardian: Named | None = None
    provided_by: SatisfiedBy = SatisfiedBy.COPY

    @property
    def papers(self) -> tuple[Material, ...]:
        """The paper, as a copy that was uploaded. What a clerk only saw has a number of its own and names no file."""
        return (Material(self.paper, SatisfiedBy.COPY, self.reference),) if self.paper and self.provided_by not in SHARED else ()

    @property
    def kinship(self) -> tuple[Question, ...]:
        """R-005: registers that may say in place of a paper that who signed on is a parent of the child; none where he shows one."""
        child, named = self.document, self.name and self.guardian
        if self.kind is not MandateKind.GUARDIAN or self.at_counter or self.paper or self.reference or not named or child is None:
            return ()
        if not (child.has_valid_checksum and self.guardian and self.guardian.document.has_valid_checksum):
            return ()
        return tuple(Question(register, child, self.name or "", self.guardian) for register in PAPER_OF)

    def proved_by(self, answer: RegisterAnswer) -> "MandateForm":
        """With the answer in place of the paper that says the same."""
        return replace(self, paper=PAPER_OF[answer.register], reference=str(answer.answer_id), provided_by=SatisfiedBy.DATA_SHARING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """A mandate as it is written; document, paper and reasons are sealed for this service alone."""

    mandate_id: UUID
    subject: str
    token: IdentityToken
    kind: MandateKind
    region: str
    area: str
    document: Sealed
    paper: Sealed
    state: MandateState
    from_on: date
    until_on: date | None
    version: int
    recorded_by: str
    recorded_at: datetime
    confirmed_by: str | None


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a mandate may last (policy book: mandate.*)."""

    agent_months: int
    guardian_age: int


def limits_of(policy: PolicyBook, area: str, year: int) -> Limits:
    """Of the area and the year of the request."""
    months, age = (
        policy.value(name, region=area, year=year).value for name in ("mandate.agent_longest_months", "mandate.guardian_until_age")
    )
    return Limits(months, age)


_LABELS = {
    "kind": "代办关系",
    "subject": "代办人登录账号",
    "document": "被代办人证件类型和号码",
    "area": "办理区划",
    "paper": "代办依据材料",
    "reference": "材料编号",
}
_AHEAD_MONTHS = 12
"""A mandate begins within a year."""


def missing_parts(form: MandateForm) -> tuple[Missing, ...]:
    """What was left out. An agent's mandate has a last day (民法典 第一百六十五条: 授权委托书应当载明代理期限)."""
    missing = [Missing(name, label) for name, label in _LABELS.items() if not getattr(form, name)]
    if form.kind is MandateKind.AGENT and form.until_on is None:
        missing.append(Missing("until_on", "委托截止日期"))
    return tuple(missing)


def mandate_faults(form: MandateForm, caller: str, covers: Callable[[str], bool], today: date, policy: PolicyBook) -> Faults:
    """All faults at once; `covers` tells the areas of a clerk. Says nothing of whether anybody has the document."""
    reasons = [*_who_reasons(form, caller), *_document_reasons(form, today), *_area_reasons(form, covers)]
    reasons += (*_paper_reasons(form), *_start_reasons(form, today))
    if form.area and is_area_code(form.area) and is_known_area(form.area):
        reasons += _end_reasons(form, form.from_on or today, limits_of(policy, form.area, today.year))
    return Faults(tuple(reasons), missing_parts(form))


def _who_reasons(form: MandateForm, caller: str) -> Iterator[Reason]:
    if not form.at_counter and form.subject != caller:
        yield reason(ReasonCode.OTHER, field="subject", msg="只能为本人的登录账号申请代办")
    if not form.at_counter and form.kind is MandateKind.SELF:
        yield reason(ReasonCode.OTHER, field="kind", msg="本人绑定请使用实名登录，或到经办窗口办理")


def _document_reasons(form: MandateForm, today: date) -> Iterator[Reason]:
    if form.document is None:
        return
    if not form.document.has_valid_shape:
        yield reason(ReasonCode.DOCUMENT_SHAPE, field="document_number", rule="R-010")
    elif not form.document.has_valid_checksum:
        yield reason(ReasonCode.ID_CHECKSUM, field="document_number", rule="R-010")
    yield from birth_reasons(form.document.birth_date, today)


def _area_reasons(form: MandateForm, covers: Callable[[str], bool]) -> Iterator[Reason]:
    area = form.area
    if area and not (is_area_code(area) and is_known_area(area) and (covers(area) or not form.at_counter)):
        yield reason(ReasonCode.UNKNOWN_AREA, field="area")


def _paper_reasons(form: MandateForm) -> Iterator[Reason]:
    if form.kind is None or form.paper is None:
        return
    if form.paper not in PAPERS_OF[form.kind]:
        yield reason(ReasonCode.MATERIAL_INVALID, field="paper", rule="R-010", msg="该材料不能证明所选代办关系")
    if form.kind in _UPLOADED and form.reference and form.papers and form.papers[0].file_id is None:
        yield reason(ReasonCode.MATERIAL_INVALID, field="reference", rule="R-013", msg="请先上传代办依据材料，并填写材料编号")


def _start_reasons(form: MandateForm, today: date) -> Iterator[Reason]:
    if form.from_on and not today <= form.from_on <= add_months(today, _AHEAD_MONTHS):
        yield reason(ReasonCode.OTHER, field="from_on", msg="开始日期须为今日至一年以内")
    if form.until_on and form.until_on < (form.from_on or today):
        yield reason(ReasonCode.OTHER, field="until_on", msg="截止日期早于开始日期")


def _end_reasons(form: MandateForm, from_on: date, limits: Limits) -> Iterator[Reason]:
    last = longest(form, from_on, limits)
    if last is None:
        return
    if last < from_on:
        yield reason(ReasonCode.OTHER, field="kind", msg=f"被监护人已年满{limits.guardian_age}周岁，请按受托人办理")
    elif form.until_on and form.until_on > last:
        told = (
            f"受托期限最长{limits.agent_months}个月"
            if form.kind is MandateKind.AGENT
            else f"监护截止日期不晚于年满{limits.guardian_age}周岁"
        )
        yield reason(ReasonCode.OTHER, field="until_on", msg=told)


def longest(form: MandateForm, from_on: date, limits: Limits) -> date | None:
    """The last day that such a mandate may have: a guardian's is the child's birthday, as far as the document tells it."""
    if form.kind is MandateKind.AGENT:
        return _later(from_on, limits.agent_months)
    if form.kind is MandateKind.GUARDIAN:
        born = form.document.birth_date if form.document else None
        return guardian_until(born or from_on, limits)
    return None


def guardian_until(born: date, limits: Limits) -> date:
    """The birthday on which a child is of age."""
    return _later(born, 12 * limits.guardian_age)


def _later(day: date, months: int) -> date:
    return add_months(day, months) if day.year < date.max.year - months // 12 - 1 else date.max


def period_of(form: MandateForm, today: date, limits: Limits) -> tuple[date, date | None]:
    """First and last day of a mandate without faults."""
    from_on = form.from_on or today
    return from_on, form.until_on or longest(form, from_on, limits)
