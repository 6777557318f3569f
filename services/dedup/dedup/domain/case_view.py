"""A duplicate case as a clerk looks at it: the records side by side, what matched, the principle, and who must do what by when."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dedup.domain.case_facts import CaseFacts
from dedup.domain.case_ruling import Ruling
from dedup.domain.case_steps import NextStep, next_steps
from dedup.domain.cases import CaseStanding
from dedup.domain.cover_days import cover_from, first_double_day
from dedup.domain.explanations import PRINCIPLES
from dedup.domain.relations import Relation
from dedup.domain.ruling_texts import relation_text
from dedup.domain.spell import Spell
from enrolment_events.duplicates import DuplicateCaseKind, DuplicateCaseState
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import DocumentType
from enrolment_terms.labels import label_of, labelled
from policy_parameters import PolicyBook, full_area_name


class MatchBasis(StrEnum):
    """By whose word the records are one person's."""

    OFFICE = "OFFICE"
    OUR_PERSON = "OUR_PERSON"
    APPLICATION = "APPLICATION"
    OTHER_SOURCE = "OTHER_SOURCE"


labelled(
    MatchBasis,
    "认定为同一人的依据",
    {
        MatchBasis.OFFICE: "经办机构核实为同一人",
        MatchBasis.OUR_PERSON: "本地参保人员的证件",
        MatchBasis.APPLICATION: "参保申请所附证件",
        MatchBasis.OTHER_SOURCE: "其他统筹区或国家平台报送的证件",
    },
)


class RecordRole(StrEnum):
    """What becomes of a record."""

    KEPT = "KEPT"
    DROPPED = "DROPPED"
    OPEN = "OPEN"
    UNTOUCHED = "UNTOUCHED"


labelled(
    RecordRole,
    "参保记录的处理结果",
    {RecordRole.KEPT: "保留", RecordRole.DROPPED: "暂停或终止", RecordRole.OPEN: "待确定", RecordRole.UNTOUCHED: "不处理"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One thing by which the records are one person's: the kind of a document that is equal, never its number or token."""

    basis: MatchBasis
    document: DocumentType | None = None
    known_since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordColumn:
    """One record as the head of a column."""

    relation: str
    title: str
    role: RecordRole
    ours: bool
    """A participation of the own registration; else another region or scheme tells of it."""
    references: int
    """Under how many references, or by how many sources, it is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field of all records, in the order of the columns; None where it is not told."""

    field: str
    label: str
    values: tuple[str | None, ...]
    equal: bool
    """All records have the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """Everything that the console shows of a case."""

    state: DuplicateCaseState
    escalated: bool
    kind: DuplicateCaseKind | None
    columns: tuple[RecordColumn, ...]
    rows: tuple[FieldRow, ...]
    double_from: date | None
    """First day on which two of the records count."""
    double_since: date | None
    """Decided, and still double since this day."""
    matches: tuple[Match, ...]
    principle: str | None
    principle_text: str | None
    clause: str | None
    explanation: tuple[str, ...]
    steps: tuple[NextStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What is looked at: relations, facts, ruling and standing of one case on one day; by relation, when its region agreed to act."""

    relations: Sequence[Relation]
    facts: CaseFacts
    ruling: Ruling | None
    standing: CaseStanding
    today: date
    promised: Mapping[str, date] = field(default_factory=dict)


def view_of(looked: Looked, matches: Iterable[Match], policy: PolicyBook) -> CaseView:
    """The view of a case. Records stand in the order of the ruling: best first. Raises PolicyNotKnown."""
    ruling, standing = looked.ruling, looked.standing
    shown = _shown(looked)
    return CaseView(
        state=standing.state,
        escalated=standing.escalated,
        kind=ruling.kind if ruling else None,
        columns=tuple(_column(one, looked) for one in shown),
        rows=tuple(_rows([one.spell for one in shown], looked.facts)),
        double_from=first_double_day(shown, date.min),
        double_since=standing.double_since,
        matches=tuple(sorted(matches, key=lambda match: (match.basis, match.document or "", match.known_since or date.max))),
        principle=ruling.principle if ruling else None,
        principle_text=PRINCIPLES[ruling.principle] if ruling else None,
        clause=ruling.clause if ruling else None,
        explanation=ruling.explanation if ruling else (),
        steps=next_steps(looked.relations, looked.facts, ruling, standing, looked.today, policy, looked.promised),
    )


def _shown(looked: Looked) -> list[Relation]:
    """The records of the case: those that the ruling names; without a ruling those that count, of a case that is over all."""
    ruling = looked.ruling
    if ruling is None:
        is_over = looked.standing.state in (DuplicateCaseState.CLOSED, DuplicateCaseState.FALSE_POSITIVE)
        return [one for one in looked.relations if one.spell.counts or is_over]
    named = (*ruling.order, *(name for name in ruling.dropped if name not in ruling.order))
    known = {one.name: one for one in looked.relations}
    return [known[name] for name in named]


def _column(one: Relation, looked: Looked) -> RecordColumn:
    return RecordColumn(
        relation=one.name,
        title=relation_text(one),
        role=_role(one.name, looked.ruling),
        ours=one.spell.authority == 0,
        references=len(one.refs),
    )


def _role(name: str, ruling: Ruling | None) -> RecordRole:
    if ruling is None or (ruling.kept is None and name in ruling.order):
        return RecordRole.OPEN
    if name == ruling.kept:
        return RecordRole.KEPT
    return RecordRole.DROPPED if name in ruling.dropped else RecordRole.UNTOUCHED


def _rows(spells: Sequence[Spell], facts: CaseFacts) -> Iterable[FieldRow]:
    for name, label, told in _FIELDS:
        values = tuple(told(spell, facts) for spell in spells)
        if any(value is not None for value in values):
            yield FieldRow(field=name, label=label, values=values, equal=len(set(values)) == 1)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _yes(flag: bool) -> str:
    return "是" if flag else "否"


def _rests(spell: Spell) -> str | None:
    return "；".join(f"{first}至{last}" for first, last in spell.rests) or None


_FIELDS: tuple[tuple[str, str, Callable[[Spell, CaseFacts], str | None]], ...] = (
    ("scheme", "险种", lambda spell, _: label_of(spell.scheme)),
    ("identity", "职工医保身份", lambda spell, _: label_of(spell.identity)),
    ("region", "统筹区", lambda spell, _: full_area_name(spell.region) or spell.region),
    ("area", "参保地", lambda spell, _: full_area_name(spell.area) or spell.area),
    ("benefit_year", "参保年度", lambda spell, _: str(spell.benefit_year) if spell.benefit_year is not None else None),
    ("starts_on", "起始日期", lambda spell, _: _day(spell.starts_on)),
    ("ends_on", "终止日期", lambda spell, _: _day(spell.ends_on)),
    ("rests", "已恢复的暂停期间", lambda spell, _: _rests(spell)),
    ("state", "参保状态", lambda spell, _: label_of(spell.state)),
    ("paid", "已缴费", lambda spell, _: _yes(spell.paid)),
    ("first_paid_on", "首次缴费日期", lambda spell, _: _day(spell.first_paid_on)),
    ("cover_from", "待遇起始日", lambda spell, facts: _day(cover_from(spell, facts))),
    ("employer", "用人单位代码", lambda spell, _: spell.employer),
    ("left_on", "在该单位工作的末日", lambda spell, _: _day(spell.left_on)),
    ("months_paid", "连续参加职工医保的月数", lambda spell, _: str(spell.months_paid) if spell.months_paid is not None else None),
    ("student", "学籍地参保的学生", lambda spell, _: _yes(spell.student)),
    ("subsidised", "资助参保", lambda spell, _: _yes(spell.subsidised)),
    ("government_until", "政府缴费截止日期", lambda spell, _: _day(spell.government_until)),
    ("told_on", "报送日期", lambda spell, _: _day(spell.told_at.astimezone(SHANGHAI).date()) if spell.told_at else None),
)
"""What a clerk compares, in the order in which it stands on the page."""
