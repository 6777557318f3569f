"""A duplicate case as the person or his guardian sees it: the relations side by side, what is asked, until when, what happens otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

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
GUARDIAN_PROMISE = (
    "本人作为参保人的监护人，已知晓参保人同一时间段内只能保留一个参保关系，自愿代其选择保留本次所选的参保关系，"
    "同意暂停或终止其余重复的参保关系，承诺参保人不再就其余参保关系享受待遇，并同意将本承诺交医疗保障部门留存备案。"
)
"""The same by the guardian of a child."""
_EDITION = "1"
"""Of the texts of the promise: it goes up with every change of them."""


@dataclass(frozen=True, slots=True)
class OwnPeople:
    """Whose cases a login may see and decide: of himself, by nodes, and of the persons he is guardian of."""

    himself: frozenset[UUID]
    wards: frozenset[UUID]

    @property
    def nodes(self) -> frozenset[UUID]:
        """Of all of them."""
        return self.himself | self.wards

    def ward_of(self, number: int, numbers: Mapping[UUID, int]) -> UUID | None:
        """Whose guardian he is, of the person with this number; None if that is he himself."""
        his = {node for node in self.nodes if numbers.get(node) == number}
        return min(his & self.wards, default=None) if his.isdisjoint(self.himself) else None


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


def question_of(relations: Sequence[Relation], ruling: Ruling | None, facts: CaseFacts, *, of_ward: bool = False) -> Question | None:
    """None where the person is not asked, or has answered, or a principle has decided (R-122, R-124, R-125, R-127).

    `of_ward`: his guardian is asked.
    """
    choice = ruling.choice if ruling and ruling.kept is None else None
    if choice is None or choice.due_on is None or facts.asked_on is None:
        return None
    who, asked = ("您监护的参保人", "请代其选择") if of_ward else ("您", "请选择")
    promise = "，并作出书面承诺" if choice.promise else ""
    return Question(
        text=f"{who}有{len(choice.among)}个参保关系在同一时间段内重复，{asked}保留哪一个{promise}。",
        due_on=choice.due_on,
        if_silent=_if_silent(choice, choice.due_on, {one.name: one for one in relations}),
        promise=(GUARDIAN_PROMISE if of_ward else PROMISE) if choice.promise else None,
    )


def promise_number(case_id: str, on: date, *, of_ward: bool = False) -> str:
    """Under which the promise that a person or guardian has made online is kept: which text, on which day, in which case."""
    return f"{'监护人' if of_ward else ''}网上承诺{_EDITION}-{on:%Y%m%d}-{case_id[-12:]}"


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
