"""What interrupts or ends a paid cover: the employee scheme, duplicates, transfer, death (S3 Art. 7, 15, 16, 23(4), 24, 32)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from benefits.domain.case import Case, Pause
from benefits.domain.facts import EmployeeSpell, Participation, StateChange, Suspension
from benefits.domain.rule import Rule, Step
from benefits.domain.terms import Terms
from enrolment_terms.benefit_year import add_months, first_of_next_month
from enrolment_terms.labels import label_of
from enrolment_terms.scheme import ParticipationState

EMPLOYEE_SCHEME = Rule(
    "R-081",
    "S3 第七条（二）",
    "在其完成新的职工医保参保登记缴费后，立即暂停原居民医保参保关系",
    {
        "pause": "职工医保已于{paid}缴费，居民医保待遇至{until}止，职工医保待遇自{first}起",
        "from_start": "职工医保已于{paid}缴费，职工医保待遇自{first}起，其间不享受居民医保待遇",
        "at_once": "职工医保已于{paid}缴费，居民医保参保关系随即暂停",
        "state": "因参加职工医保，居民医保参保关系自{first}起暂停",
    },
    ("resident.ends_with_employee_scheme",),
)
LAND_EXPROPRIATED = Rule(
    "R-131",
    "S3 第二十三条（四）",
    "及时恢复原居民医保待遇",
    {
        "pause": "被征地农民就业期间（{first}至{last}）暂停居民医保待遇",
        "open": "被征地农民自{first}起就业，就业期间暂停居民医保待遇",
    },
)
RESUME = Rule(
    "R-134",
    "S3 第三十一条、第三十二条",
    "确保已缴费的参保人不受其参保状态影响",
    {
        "next_day": "职工医保待遇于{ended}结束，当年居民医保已缴费，自{resumed}起恢复，不再缴费、不设等待期",
        "late": "职工医保待遇于{ended}结束，{notice}才告知，已超过{months}个月，自{resumed}起恢复",
        "begins": "职工医保待遇于{ended}结束，当年居民医保已缴费，自{resumed}起享受",
        "begins_late": "职工医保待遇于{ended}结束，{notice}才告知，已超过{months}个月，自{resumed}起享受",
    },
    ("resident.resume_max_break_months",),
)
PAYMENT_DECIDES = Rule(
    "R-063",
    "S3 第三十二条",
    "确保已缴费的参保人不受其参保状态影响",
    {"kept": "参保状态变为{state}，已缴费年度的待遇不受影响"},
)
DUPLICATE = Rule(
    "R-128",
    "S3 第二十四条",
    "保留一个……暂停或终止重复的参保关系",
    {"pause": "重复参保清理，{first}起暂停本参保关系待遇", "ended": "重复参保清理，本参保关系于{effective}终止"},
)
TRANSFERRED = Rule(
    "R-090",
    "S3 第十五条",
    "转移接续完成后，转出地参保关系自动终止",
    {"ended": "转移接续于{effective}完成，本参保关系终止"},
)
DEATH = Rule(
    "R-091",
    "S3 第十六条",
    "因死亡等原因终止参保关系的",
    {"ended": "于{died}死亡，参保关系终止"},
)
_DAY = timedelta(days=1)
_EMPLOYED = "EMPLOYEE_SCHEME"
_TAKEN_OVER = {"DUPLICATE", "OTHER_REGION"}
_GONE = {"DUPLICATE", "OTHER_REGION", "TRANSFERRED"}


class Rest(NamedTuple):
    """Days of the year on which the paid cover rests, and the job that is why, if one is."""

    pause: Pause
    spell: EmployeeSpell | None = None


def rests_of(case: Case, since: date, terms: Terms) -> list[Rest]:
    """Every interval of a cover that begins on `since` in which it rests, in order; they may overlap."""
    since = min(since, terms.first_day)
    paid = [spell for spell in case.rare.spells if spell.first_paid_on is not None]
    found = [rest for spell in paid if (rest := _while_employed(spell, since, terms)) is not None]
    found += _while_suspended(case, bool(paid), since, terms)
    return sorted(found, key=lambda rest: (rest.pause.first, rest.pause.last))


def _while_employed(spell: EmployeeSpell, since: date, terms: Terms) -> Rest | None:
    """R-081, R-131, R-134: from the first day of employee benefits (F-23) to the day before the resident benefits come back."""
    first = _rests_from(spell, terms)
    last = _back_on(spell, terms) - _DAY if spell.benefits_until else terms.last_day
    if first > terms.last_day or last < since or last < first:
        return None
    return Rest(Pause(max(first, since), min(last, terms.last_day), _EMPLOYED), spell)


def _rests_from(spell: EmployeeSpell, terms: Terms) -> date:
    assert spell.first_paid_on is not None
    return employee_benefits_from(spell) if terms.ends_before_employee_benefits or spell.benefits_from is None else spell.first_paid_on


def employee_benefits_from(spell: EmployeeSpell) -> date:
    """The first day of employee benefits; where nobody has told it, the 1st of the month after the first payment."""
    assert spell.first_paid_on is not None
    return spell.benefits_from or first_of_next_month(spell.first_paid_on)


def _back_on(spell: EmployeeSpell, terms: Terms) -> date:
    """R-134: the day after employee benefits end; told later than the longest break, the month after, and a fixed wait."""
    assert spell.benefits_until is not None
    notice = _late_notice(spell, terms)
    return spell.benefits_until + _DAY if notice is None else add_months(first_of_next_month(notice), terms.fixed)


def _late_notice(spell: EmployeeSpell, terms: Terms) -> date | None:
    """When the end was told, if that was too late for an immediate return (R-134)."""
    ended, notice = spell.benefits_until, spell.ended_notice_on
    if ended is None or notice is None or spell.land_expropriated:
        return None
    return notice if notice > add_months(ended, terms.resume_break_months) else None


def suspensions_in(changes: Iterable[StateChange]) -> Iterator[Suspension]:
    """The suspensions that a row of changes tells, each to the day before the next change."""
    since: StateChange | None = None
    for change in sorted(changes, key=lambda change: change.version):
        if since is not None:
            yield Suspension(reason=since.reason or "", from_on=since.effective_on, until_on=change.effective_on - _DAY)
        since = change if change.state is ParticipationState.SUSPENDED else None
    if since is not None:
        yield Suspension(reason=since.reason or "", from_on=since.effective_on)


def _while_suspended(case: Case, employee_known: bool, since: date, terms: Terms) -> list[Rest]:
    """R-128: suspended as a duplicate counts, other changes of state do not touch what was paid for (R-063)."""
    found: list[Rest] = []
    for suspension in case.rare.suspensions:
        first = _suspended_from(suspension, employee_known)
        if first is not None:
            last = min(suspension.until_on or terms.last_day, terms.last_day)
            pause = Pause(max(first, since), last, suspension.reason)
            found += [Rest(pause)] if pause.first <= pause.last else []
    return found


def interruptions_of(participation: Participation) -> object:
    """What of its newest state touches a cover that was paid for; equal for states between which nothing of that differs."""
    rests = [one for one in participation.suspensions or () if one.reason in _TAKEN_OVER or one.reason == _EMPLOYED]
    is_gone = participation.state is ParticipationState.TERMINATED and participation.state_reason in _GONE
    return rests, (participation.state_reason, participation.effective_on) if is_gone else None


def _suspended_from(suspension: Suspension, employee_known: bool) -> date | None:
    """From when a suspension touches benefits; the employee scheme's own facts are better than the state they caused."""
    if suspension.reason in _TAKEN_OVER:
        return suspension.from_on
    if suspension.reason == _EMPLOYED and not employee_known:
        return first_of_next_month(suspension.from_on)
    return None


def last_day_of(case: Case, terms: Terms) -> date:
    """31 December, or earlier: death (inclusive), transfer done or duplicate terminated (the day before)."""
    last = min([terms.last_day, *(change.effective_on - _DAY for change in _ends(case))])
    return last if case.rare.died_on is None else min(last, case.rare.died_on)


def _ends(case: Case) -> list[StateChange]:
    return [change for change in case.rare.changes if change.state is ParticipationState.TERMINATED and change.reason in _GONE]


def interruption_steps(case: Case, rests: Sequence[Rest], starts_on: date, last_covered: date, terms: Terms) -> Iterator[Step]:
    """Why a cover from `starts_on` to `last_covered` rests and ends. A return is told where it is one: on a covered day."""
    for change in _ends(case):
        if change.effective_on <= terms.last_day:
            yield (TRANSFERRED if change.reason == "TRANSFERRED" else DUPLICATE).step("ended", effective=change.effective_on)
    if case.rare.died_on is not None and case.rare.died_on < terms.last_day:
        yield DEATH.step("ended", died=case.rare.died_on)
    yield from _kept_steps(case)

    def is_covered(day: date) -> bool:
        return starts_on <= day <= last_covered and not any(rest.pause.first <= day <= rest.pause.last for rest in rests)

    for pause, spell in rests:
        if spell is not None:
            yield _employed_step(pause, spell, is_covered(pause.first - _DAY), terms)
            if is_covered(pause.last + _DAY):
                yield _return_step(pause, spell, starts_on, terms)
        elif pause.reason in _TAKEN_OVER:
            yield DUPLICATE.step("pause", first=pause.first)
        else:
            yield EMPLOYEE_SCHEME.step("state", first=pause.first)


def _kept_steps(case: Case) -> Iterator[Step]:
    """R-063: states that touch nothing that was paid for."""
    states = [ParticipationState.SUSPENDED for one in case.rare.suspensions if one.reason not in (*_TAKEN_OVER, _EMPLOYED)]
    states += [change.state for change in case.rare.changes if change.state is ParticipationState.STOPPED]
    for state in dict.fromkeys(states):
        yield PAYMENT_DECIDES.step("kept", state=label_of(state))


def _employed_step(pause: Pause, spell: EmployeeSpell, had_cover: bool, terms: Terms) -> Step:
    benefits_from = employee_benefits_from(spell)
    if spell.land_expropriated:
        return LAND_EXPROPRIATED.step("pause" if spell.benefits_until else "open", first=benefits_from, last=spell.benefits_until)
    if _rests_from(spell, terms) != benefits_from:
        return EMPLOYEE_SCHEME.step("at_once", paid=spell.first_paid_on)
    outcome = "pause" if had_cover else "from_start"
    return EMPLOYEE_SCHEME.step(outcome, paid=spell.first_paid_on, until=pause.first - _DAY, first=benefits_from)


def _return_step(pause: Pause, spell: EmployeeSpell, starts_on: date, terms: Terms) -> Step:
    """R-134: back to a cover that there was before, or the first day of one (a first change of the scheme)."""
    notice = _late_notice(spell, terms)
    outcome = "next_day" if notice is None else "late"
    if pause.first <= starts_on:
        outcome = "begins" if notice is None else "begins_late"
    return RESUME.step(
        outcome, ended=spell.benefits_until, notice=notice, resumed=pause.last + _DAY, months=terms.resume_break_months
    )  # fmt: skip
