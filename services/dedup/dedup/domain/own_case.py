"""A duplicate case as the person sees it: which relations stand side by side, what is asked, until when, and what happens otherwise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dedup.domain.case_facts import CaseFacts
from dedup.domain.case_ruling import ChoiceAsked, Ruling
from dedup.domain.relations import Relation
from dedup.domain.ruling_texts import relation_text
from enrolment_terms.scheme import ParticipationState, Scheme
from policy_parameters import full_area_name

PROMISE = (
    "本人已知晓同一时间段内只能保留一个参保关系，自愿选择保留本次所选的参保关系，"
    "同意暂停或终止其余重复的参保关系，承诺不再就其余参保关系享受待遇，并同意将本承诺交医疗保障部门留存备案。"
)
"""R-124 「由本人作出书面承诺交医疗保障部门留存备案」: the statement that the person makes."""
_EDITION = "1"
"""Of the text of the promise: it goes up with every change of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRecord:
    """One relation of the person. Days: first and last, None is open-ended. No reference of anybody."""

    relation: str
    title: str
    scheme: Scheme
    area: str
    area_name: str
    benefit_year: int | None
    starts_on: date
    ends_on: date | None
    state: ParticipationState
    may_be_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the person is asked: `due_on` is the last day for the answer, `promise` the statement that must be made with it."""

    text: str
    due_on: date
    if_silent: str
    promise: str | None


def records_of(relations: Iterable[Relation], ruling: Ruling | None) -> tuple[OwnRecord, ...]:
    """Those that the ruling names, or all where there is none: side by side, by start and name."""
    named = {*ruling.order, *ruling.dropped} if ruling else None
    among = ruling.choice.among if ruling and ruling.choice and ruling.kept is None else ()
    shown = (one for one in relations if named is None or one.name in named)
    return tuple(_record(one, among) for one in sorted(shown, key=lambda one: (one.spell.starts_on, one.name)))


def question_of(relations: Sequence[Relation], ruling: Ruling | None, facts: CaseFacts) -> Question | None:
    """None where the person is not asked, or has answered, or a principle has decided (R-122, R-124, R-125, R-127)."""
    choice = ruling.choice if ruling and ruling.kept is None else None
    if choice is None or choice.due_on is None or facts.asked_on is None:
        return None
    promise = "，并作出书面承诺" if choice.promise else ""
    return Question(
        text=f"您有{len(choice.among)}个参保关系在同一时间段内重复，请选择保留哪一个{promise}。",
        due_on=choice.due_on,
        if_silent=_if_silent(choice, choice.due_on, {one.name: one for one in relations}),
        promise=PROMISE if choice.promise else None,
    )


def promise_number(case_id: str, on: date) -> str:
    """Under which the promise that a person has made online is kept: which text, on which day, in which case."""
    return f"网上承诺{_EDITION}-{on:%Y%m%d}-{case_id[-12:]}"


def _record(one: Relation, among: Sequence[str]) -> OwnRecord:
    spell = one.spell
    return OwnRecord(
        relation=one.name,
        title=relation_text(one),
        scheme=spell.scheme,
        area=spell.area,
        area_name=full_area_name(spell.area) or spell.area,
        benefit_year=spell.benefit_year,
        starts_on=spell.starts_on,
        ends_on=spell.ends_on,
        state=spell.state,
        may_be_chosen=one.name in among,
    )


def _if_silent(choice: ChoiceAsked, due_on: date, named: dict[str, Relation]) -> str:
    if choice.fallback is None:
        return f"至{due_on}（含当日）未选择的，不会自动处理，由经办机构与您联系。"
    kept = relation_text(named[choice.fallback])
    return f"至{due_on}（含当日）未选择的，按处理原则保留{kept}，其余的暂停或终止。"
