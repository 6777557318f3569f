"""What interrupts or ends a paid cover: the employee scheme, duplicates, transfer, death (S3 Art. 7, 15, 16, 23(4), 24, 32)."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from benefits.domain.case import Case, Pause
from benefits.domain.facts import EmployeeSpell, Participation, StateChange, Suspension
from benefits.domain.rule import Rule, Why
from benefits.domain.terms import Terms
from enrolment_terms.benefit_year import add_months, first_of_next_month
from enrolment_terms.scheme import ParticipationState

EMPLOYEE_SCHEME = Rule(
    "R-081",
    "S3 第七条（二）",
    "在其完成新的职工医保参保登记缴费后，立即暂停原居民医保参保关系",
    {"pause": "职工医保已于{paid}缴费，居民医保待遇至{until}止，职工医保待遇自{first}起"},
    ("resident.ends_with_employee_scheme",),
)
LAND_EXPROPRIATED = Rule(
    "R-131",
    "S3 第二十三条（四）",
    "及时恢复原居民医保待遇",
    {"pause": "被征地农民就业期间（{first}至{last}）暂停居民医保待遇，离职后恢复"},
)
RESUME = Rule(
    "R-134",
    "S3 第三十一条、第三十二条",
    "确保已缴费的参保人不受其参保状态影响",
    {
        "next_day": "职工医保待遇于{ended}结束，当年居民医保已缴费，自{resumed}起恢复，不再缴费、不设等待期",
        "late": "职工医保待遇于{ended}结束，{notice}才告知，已超过{months}个月，自{resumed}起恢复",
    },
    ("resident.resume_max_break_months", "resident.resume_without_second_bill"),
)
PAYMENT_DECIDES = Rule(
    "R-063",
    "S3 第三十二条",
    "确保已缴费的参保人不受其参保状态影响",
    {"kept": "参保状态变为{state}（{reason}），已缴费年度的待遇不受影响"},
)
DUPLICATE = Rule(
    "R-128",
    "S3 第二十四条",
    "保留一个……暂停或终止重复的参保关系",
    {"pause": "重复参保清理，{first}起暂停本参保关系待遇"},
)
TRANSFERRED = Rule(
    "R-090",
    "S3 第十五条",
    "转移接续完成后，转出地参保关系自动终止",
    {"ended": "转移接续于{effective}完成，待遇至{until}止"},
)
DEATH = Rule(
    "R-091",
    "S3 第十六条",
    "因死亡等原因终止参保关系的",
    {"ended": "于{died}死亡，待遇至当日止"},
)
_DAY = timedelta(days=1)
_EMPLOYED = "EMPLOYEE_SCHEME"
_TAKEN_OVER = {"DUPLICATE", "OTHER_REGION"}
_GONE = {"DUPLICATE", "OTHER_REGION", "TRANSFERRED"}


def pauses_of(case: Case, terms: Terms, why: Why = None) -> list[Pause]:
    """Every interval of the year in which the paid cover rests, in order; they may overlap."""
    paid = [spell for spell in case.rare.spells if spell.first_paid_on is not None]
    found = [pause for spell in paid if (pause := _while_employed(spell, terms, why)) is not None]
    found += _while_suspended(case, bool(paid), terms, why)
    return sorted(found, key=lambda pause: (pause.first, pause.last))


def _while_employed(spell: EmployeeSpell, terms: Terms, why: Why) -> Pause | None:
    """R-081, R-131, R-134: from the first day of employee benefits (F-23) to the day before the resident benefits come back."""
    assert spell.first_paid_on is not None
    first = _employee_benefits_from(spell, spell.first_paid_on, terms)
    last = _back_on(spell, terms, why) - _DAY if spell.benefits_until else terms.last_day
    if first > terms.last_day or last < terms.first_day:
        return None
    pause = Pause(max(first, terms.first_day), min(last, terms.last_day), _EMPLOYED)
    if why is not None:
        rule = LAND_EXPROPRIATED if spell.land_expropriated else EMPLOYEE_SCHEME
        why.append(rule.step("pause", paid=spell.first_paid_on, until=first - _DAY, first=pause.first, last=pause.last))
    return pause


def _employee_benefits_from(spell: EmployeeSpell, paid_on: date, terms: Terms) -> date:
    if spell.benefits_from is None:
        return first_of_next_month(paid_on)
    return spell.benefits_from if terms.ends_before_employee_benefits else paid_on


def _back_on(spell: EmployeeSpell, terms: Terms, why: Why) -> date:
    """R-134: the day after employee benefits end; told later than the longest break, the month after, and a fixed wait."""
    assert spell.benefits_until is not None
    ended, notice = spell.benefits_until, spell.ended_notice_on
    resumed = ended + _DAY
    late = notice is not None and not spell.land_expropriated and notice > add_months(ended, terms.resume_break_months)
    if late and notice is not None:
        resumed = add_months(first_of_next_month(notice), terms.fixed)
    if why is not None and resumed <= terms.last_day:
        outcome = "late" if late else "next_day"
        why.append(RESUME.step(outcome, ended=ended, notice=notice, resumed=resumed, months=terms.resume_break_months))
    return resumed


def suspensions_in(changes: Iterable[StateChange]) -> Iterator[Suspension]:
    """The suspensions that a row of changes tells, each to the day before the next change."""
    since: StateChange | None = None
    for change in sorted(changes, key=lambda change: change.version):
        if since is not None:
            yield Suspension(reason=since.reason or "", from_on=since.effective_on, until_on=change.effective_on - _DAY)
        since = change if change.state is ParticipationState.SUSPENDED else None
    if since is not None:
        yield Suspension(reason=since.reason or "", from_on=since.effective_on)


def _while_suspended(case: Case, employee_known: bool, terms: Terms, why: Why) -> list[Pause]:
    """R-128 and R-063: suspended as a duplicate counts, other changes of state do not touch what was paid for."""
    found: list[Pause] = []
    for suspension in case.rare.suspensions:
        first = _suspended_from(suspension, employee_known)
        if first is not None:
            last = min(suspension.until_on or terms.last_day, terms.last_day)
            pause = Pause(max(first, terms.first_day), last, suspension.reason)
            found += [pause] if pause.first <= pause.last else []
        elif why is not None:
            why.append(PAYMENT_DECIDES.step("kept", state=ParticipationState.SUSPENDED.value, reason=suspension.reason))
    if why is not None:
        why += [
            PAYMENT_DECIDES.step("kept", state=change.state.value, reason=change.reason)
            for change in case.rare.changes
            if change.state is ParticipationState.STOPPED
        ]
        why += [DUPLICATE.step("pause", first=pause.first) for pause in found if pause.reason in _TAKEN_OVER]
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


def last_day_of(case: Case, terms: Terms, why: Why = None) -> date:
    """31 December, or earlier: death (inclusive), transfer done or duplicate terminated (the day before)."""
    last = terms.last_day
    for change in case.rare.changes:
        if change.state is ParticipationState.TERMINATED and change.reason in _GONE and change.effective_on - _DAY < last:
            last = change.effective_on - _DAY
            if why is not None:
                rule = TRANSFERRED if change.reason == "TRANSFERRED" else DUPLICATE
                outcome = "ended" if change.reason == "TRANSFERRED" else "pause"
                why.append(rule.step(outcome, effective=change.effective_on, first=change.effective_on, until=last))
    if case.rare.died_on is not None and case.rare.died_on < last:
        last = case.rare.died_on
        if why is not None:
            why.append(DEATH.step("ended", died=last))
    return last
