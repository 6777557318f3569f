"""D6: the states of a duplicate case. The state follows from the facts; the table says between which states it may move."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from dedup.domain.case_facts import CaseFacts
from dedup.domain.case_ruling import Ruling
from dedup.domain.cover_days import DAY, first_double_day
from dedup.domain.relations import Relation
from enrolment_events.duplicates import CaseRemedy, DuplicateCaseState, SuspendAction
from enrolment_terms import state_table
from enrolment_terms.scheme import ParticipationState
from enrolment_terms.state_table import TransitionRefused


class CaseEvent(StrEnum):
    """What moves a case."""

    CLASSIFY = "classify"
    DIFFERENT_PEOPLE = "different_people"
    ASK = "ask"
    CHOOSE = "choose"
    TIME_OUT = "time_out"
    RULE = "rule"
    TELL = "tell"
    CLEANED = "cleaned"
    RECORD_JOINED = "record_joined"
    OVERLAP_GONE = "overlap_gone"
    OVERLAP_BACK = "overlap_back"
    SAME_PERSON = "same_person"


_S, _E = DuplicateCaseState, CaseEvent

OPEN = (_S.DETECTED, _S.CLASSIFIED, _S.AWAITING_CHOICE, _S.DECIDED, _S.EXECUTING)
"""States in which something is still to be done."""

TRANSITIONS: dict[tuple[DuplicateCaseState, CaseEvent], DuplicateCaseState] = {
    (_S.DETECTED, _E.CLASSIFY): _S.CLASSIFIED,
    (_S.CLASSIFIED, _E.ASK): _S.AWAITING_CHOICE,
    (_S.CLASSIFIED, _E.RULE): _S.DECIDED,
    (_S.AWAITING_CHOICE, _E.CHOOSE): _S.DECIDED,
    (_S.AWAITING_CHOICE, _E.TIME_OUT): _S.DECIDED,  # by the principle; never for the subsidised
    (_S.DECIDED, _E.TELL): _S.EXECUTING,
    (_S.EXECUTING, _E.CLEANED): _S.CLOSED,
    **{(state, _E.RECORD_JOINED): _S.CLASSIFIED for state in OPEN},  # a new record, or another fact: judged anew
    **{(state, _E.DIFFERENT_PEOPLE): _S.FALSE_POSITIVE for state in (*OPEN, _S.CLOSED)},  # and what was cleaned is given back
    **{(state, _E.OVERLAP_GONE): _S.CLOSED for state in OPEN},  # withdrawn or ended elsewhere: nothing is left to clean
    (_S.CLOSED, _E.OVERLAP_BACK): _S.CLASSIFIED,
    (_S.FALSE_POSITIVE, _E.SAME_PERSON): _S.DETECTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStanding:
    """A case as it stands today."""

    state: DuplicateCaseState
    due_on: date | None = None
    """Last day for the person's answer, while it is waited for."""
    escalated: bool = False
    """The answer is overdue, and no day decides instead (R-124)."""
    to_do: tuple[CaseRemedy, ...] = ()
    """Remedies that have not been carried out."""
    double_since: date | None = None
    """Decided, and still both count: since this day. The list of these must be empty."""
    look_on: date | None = None
    """The next day on which time alone may change the case: a time-out, a day of its remedies, the end of a relation."""


def next_state(state: DuplicateCaseState, event: CaseEvent) -> DuplicateCaseState:
    """The state after the event. Raises TransitionRefused."""
    return state_table.next_state(TRANSITIONS, state, event)


def steps_between(before: DuplicateCaseState, after: DuplicateCaseState) -> tuple[CaseEvent, ...]:
    """The shortest way by the table; nothing for the same state. Raises TransitionRefused where there is none."""
    ways: deque[tuple[DuplicateCaseState, tuple[CaseEvent, ...]]] = deque([(before, ())])
    seen = {before}
    while ways:
        state, steps = ways.popleft()
        if state is after:
            return steps
        for (start, event), end in TRANSITIONS.items():
            if start is state and end not in seen:
                seen.add(end)
                ways.append((end, (*steps, event)))
    raise TransitionRefused(before, after)


def standing_of(
    relations: Iterable[Relation], facts: CaseFacts, ruling: Ruling | None, today: date, *, false_positive: bool = False
) -> CaseStanding:
    """Where the case stands today, and when to look at it again.

    `ruling`: of these relations and facts, today. None: nobody has judged them yet, or nothing overlaps.
    `false_positive`: an office has said that the records are of different people.
    """
    told = tuple(relations)
    if false_positive:
        return CaseStanding(state=DuplicateCaseState.FALSE_POSITIVE)
    standing = _standing(told, facts, ruling, today)
    days = _days(told, ruling, standing) if ruling else ()
    return replace(standing, look_on=min((day for day in days if day > today), default=None))


def _standing(told: tuple[Relation, ...], facts: CaseFacts, ruling: Ruling | None, today: date) -> CaseStanding:
    to_do = tuple(_to_do(told, facts, ruling, today)) if ruling else ()
    is_double = first_double_day((one for one in told if one.spell.counts), today) is not None
    if not to_do and not is_double:
        return CaseStanding(state=DuplicateCaseState.CLOSED)
    if ruling is None:
        return CaseStanding(state=DuplicateCaseState.DETECTED)
    if ruling.kept is None:
        return _awaiting(facts, ruling, to_do, today)
    if not to_do:
        return CaseStanding(state=DuplicateCaseState.CLOSED)  # what still counts twice is the wait of the kept one
    state = DuplicateCaseState.EXECUTING if facts.told_on is not None and facts.told_on <= today else DuplicateCaseState.DECIDED
    return CaseStanding(state=state, to_do=to_do, double_since=double_since(told, facts, ruling, today))


def double_since(relations: Iterable[Relation], facts: CaseFacts, ruling: Ruling, today: date) -> date | None:
    """Decided but both still active: the first day, once the case was known, on which a relation should rest that still counts.

    None: there is none.
    """
    counting = {one.name for one in relations if one.spell.counts}
    late = (one.from_on for one in ruling.remedies if _ends(one) and one.relation in counting and one.from_on <= today)
    first = min(late, default=None)
    return None if first is None else max(first, facts.judged_on(today))


def _awaiting(facts: CaseFacts, ruling: Ruling, to_do: tuple[CaseRemedy, ...], today: date) -> CaseStanding:
    choice = ruling.choice
    if choice is None or facts.asked_on is None or facts.asked_on > today:
        return CaseStanding(state=DuplicateCaseState.CLASSIFIED, to_do=to_do)
    overdue = choice.due_on is not None and choice.due_on < today
    return CaseStanding(state=DuplicateCaseState.AWAITING_CHOICE, due_on=choice.due_on, escalated=overdue, to_do=to_do)


def _days(relations: Iterable[Relation], ruling: Ruling, standing: CaseStanding) -> Iterator[date]:
    """On which time alone may change the case."""
    yield from (remedy.from_on for remedy in ruling.remedies)
    if standing.due_on is not None:
        yield standing.due_on + DAY
    if ruling.not_before is not None:
        yield ruling.not_before
    if standing.state in OPEN:
        yield from (one.spell.ends_on + DAY for one in relations if one.name in ruling.order and one.spell.ends_on is not None)


def _to_do(relations: Iterable[Relation], facts: CaseFacts, ruling: Ruling, today: date) -> Iterator[CaseRemedy]:
    """What ends is done when the relation does not count any more; what comes back is due on its day, if the relation rests."""
    counting = {one.name for one in relations if one.spell.counts}
    resting = {one.name for one in relations if one.spell.state is ParticipationState.SUSPENDED} & facts.cleaned
    for remedy in ruling.remedies:
        comes_back = not _ends(remedy) and remedy.from_on <= today and remedy.relation in resting
        if comes_back or (_ends(remedy) and remedy.relation in counting):
            yield remedy


def _ends(remedy: CaseRemedy) -> bool:
    return remedy.action is not SuspendAction.RESUME
