"""What happens next in a duplicate case: who must do what, by when."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dedup.domain.case_facts import CaseFacts
from dedup.domain.case_ruling import ChoiceAsked, Ruling
from dedup.domain.cases import CaseStanding
from dedup.domain.notice_sending import DAYS_TO_DO_IT
from dedup.domain.relations import Relation
from dedup.domain.ruling_texts import action_text, relation_text
from enrolment_events.duplicates import CaseRemedy, DuplicateCaseState, SuspendAction
from enrolment_terms.labels import labelled
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import duplicate_rules


class Actor(StrEnum):
    """Who must act."""

    PERSON = "PERSON"
    OFFICE = "OFFICE"
    REGISTRATION = "REGISTRATION"
    OTHER_REGION = "OTHER_REGION"


labelled(
    Actor,
    "办理方",
    {
        Actor.PERSON: "参保人",
        Actor.OFFICE: "经办机构",
        Actor.REGISTRATION: "本地参保登记",
        Actor.OTHER_REGION: "外地经办机构",
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One thing to do. `due_on`: the last day for it; None where no day is set."""

    actor: Actor
    text: str
    relation: str | None = None
    due_on: date | None = None
    overdue: bool = False


def next_steps(
    relations: Iterable[Relation],
    facts: CaseFacts,
    ruling: Ruling | None,
    standing: CaseStanding,
    today: date,
    policy: PolicyBook,
    promised: Mapping[str, date],
) -> tuple[NextStep, ...]:
    """In the order in which they fall due. Nothing of a case of different people. Raises PolicyNotKnown.

    `promised`: by relation, when its region agreed to do what it was asked for.
    """
    if standing.state is DuplicateCaseState.FALSE_POSITIVE:
        return ()
    if ruling is None:
        is_new = standing.state is DuplicateCaseState.DETECTED
        return (NextStep(actor=Actor.OFFICE, text="核实参保信息是否属于同一人"),) if is_new else ()
    named = {one.name: one for one in relations}
    days = policy.read(duplicate_rules, facts.area, facts.judged_on(today).year).notice_escalation_days
    answer_by = facts.told_on + timedelta(days=days) if facts.told_on and facts.told_on <= today else None
    steps = [*_choice(ruling, standing), *(_remedy(one, named[one.relation], answer_by, today) for one in standing.to_do)]
    steps += (_demand(one, named[one.relation], promised[one.relation]) for one in standing.to_do if _is_broken(one, promised, today))
    steps += (_later(one, named[one.relation]) for one in ruling.remedies if _comes_later(one, today))
    steps += _refunds(ruling, named)
    return tuple(sorted(steps, key=lambda step: (not step.overdue, step.due_on or date.max, step.actor, step.text)))


def _choice(ruling: Ruling, standing: CaseStanding) -> Iterator[NextStep]:
    if ruling.kept is not None or ruling.choice is None:
        return
    promise = "，并作出书面承诺留存备案" if ruling.choice.promise else ""
    if standing.state is not DuplicateCaseState.AWAITING_CHOICE:
        yield NextStep(actor=Actor.OFFICE, text=f"征求参保人意愿，请其选择保留哪一个参保关系{promise}")
        return
    overdue = standing.escalated
    yield NextStep(actor=Actor.PERSON, text=f"选择保留哪一个参保关系{promise}", due_on=ruling.choice.due_on, overdue=overdue)
    yield from _after_silence(ruling.choice, overdue=overdue)


def _after_silence(choice: ChoiceAsked, *, overdue: bool) -> Iterator[NextStep]:
    if overdue:
        yield NextStep(actor=Actor.OFFICE, text="参保人逾期未选择，不得自动处理，上报督办", overdue=True)
    elif choice.fallback is not None and choice.due_on is not None:
        yield NextStep(
            actor=Actor.OFFICE, text="参保人未选择的，按处理原则确定", relation=choice.fallback, due_on=choice.due_on + timedelta(days=1)
        )


def _remedy(remedy: CaseRemedy, relation: Relation, answer_by: date | None, today: date) -> NextStep:
    """R-132: another region answers in the days of the policy book, or from the day of the remedy if that is later."""
    what = action_text(remedy, relation)
    if answer_by is None:
        return NextStep(actor=Actor.OFFICE, text=f"通知办理：{what}", relation=remedy.relation)
    ours = relation.spell.authority == 0
    due_on = remedy.from_on if ours else max(answer_by, remedy.from_on)
    actor = Actor.REGISTRATION if ours else Actor.OTHER_REGION
    return NextStep(actor=actor, text=what, relation=remedy.relation, due_on=due_on, overdue=due_on < today)


def _is_broken(remedy: CaseRemedy, promised: Mapping[str, date], today: date) -> bool:
    agreed_on = promised.get(remedy.relation)
    return agreed_on is not None and max(agreed_on, remedy.from_on) + timedelta(days=DAYS_TO_DO_IT) <= today


def _demand(remedy: CaseRemedy, relation: Relation, agreed_on: date) -> NextStep:
    """R-132: the region is asked again by itself; the office turns to the authority above."""
    due_on = max(agreed_on, remedy.from_on) + timedelta(days=DAYS_TO_DO_IT)
    text = f"对方已于{agreed_on}同意办理而仍未办结，系统再次通知，请上报督办：{action_text(remedy, relation)}"
    return NextStep(actor=Actor.OFFICE, text=text, relation=remedy.relation, due_on=due_on, overdue=True)


def _comes_later(remedy: CaseRemedy, today: date) -> bool:
    return remedy.action is SuspendAction.RESUME and remedy.from_on > today


def _later(remedy: CaseRemedy, relation: Relation) -> NextStep:
    actor = Actor.REGISTRATION if relation.spell.authority == 0 else Actor.OTHER_REGION
    return NextStep(actor=actor, text=action_text(remedy, relation), relation=remedy.relation, due_on=remedy.from_on)


def _refunds(ruling: Ruling, named: dict[str, Relation]) -> Iterator[NextStep]:
    for hint in ruling.refunds:
        text = f"可申请退还{relation_text(named[hint.relation])}已缴的费用"
        yield NextStep(actor=Actor.PERSON, text=text, relation=hint.relation, due_on=hint.until_on)
