"""From when to when a paid participation gives benefits: the clauses put together, the most favourable first (R-063)."""

from collections.abc import Sequence
from datetime import date, timedelta

from benefits.domain.case import NO_RARE_FACTS, Case, Decision, Opening, Pause, Wait
from benefits.domain.exemptions import SWITCH, switched_on
from benefits.domain.newborns import explain_expected, opens_for_newborn, was_billed_before_birth
from benefits.domain.permits import permit_allows
from benefits.domain.repair import opening_after_wait
from benefits.domain.rule import Rule, Step, Why
from benefits.domain.subsidised import opens_when_marked, subsidised_level
from benefits.domain.suspension import interruption_steps, last_day_of, rests_of
from benefits.domain.terms import Terms
from benefits.domain.waiting import START, evaluate_wait
from benefits.domain.windows import DEEMED, FRESHMEN, IN_WINDOW, MIDYEAR, ordinary_start

NOT_PAID = Rule(
    "R-061",
    "S3 第十二条；S0",
    "参保登记审核通过后，通过税务缴费服务渠道完成缴费",
    {"unpaid": "{year}年度尚无到账缴费，未享受待遇"},
)
TAKEN_BACK = Rule(
    "R-073",
    "S3 第二十六条",
    "在暂停或终止相关居民医保参保关系的同时",
    {"taken_back": "{year}年度缴费已于{on}退回，待遇自始取消"},
)
FAVOURABLE = Rule(
    "R-104",
    "S3 第十九条（一）；PROPOSED 多条规则同时适用时从优",
    "属于新生儿等特殊群体的，不设置待遇等待期",
    {"chosen": "同时符合{number}条规则，适用开始最早的一条（{rule}）"},
)
GAP = Rule(
    "R-104",
    "PROPOSED H3",
    "",
    {"back": "职工医保待遇于{ended}结束，在规定时间内转入，中断期间一并计入，自{start}起享受"},
    ("waiting.switch_start",),
)
END = Rule(
    "R-103",
    "国办发〔2024〕38号；S2 附件1",
    "至当年12月31日",
    {"end": "待遇至{last}止", "none": "{year}年度没有可享受的待遇期"},
)
_DAY = timedelta(days=1)


def decide(case: Case, terms: Terms, why: Why = None) -> Decision:
    """Facts and terms in, decision out; with `why` a list, also every step that led to it."""
    opening = open_cover(case, terms, why)
    if opening is None:
        return Decision(terms.year, None, None, revoked=case.rare.revoked_on is not None, flags=case.rare.flags)
    if opening.starts_on > terms.last_day:
        return _empty(case, opening, terms)
    if case.rare is NO_RARE_FACTS:
        if why is not None:
            why.append(END.step("end", last=terms.last_day))
        return Decision(terms.year, opening.starts_on, terms.last_day, opening.ordinary, opening.wait, counts=True)
    return _close(case, opening, terms, why)


def open_cover(case: Case, terms: Terms, why: Why = None) -> Opening | None:
    """The earliest day among all rules that apply to this person, after a wait of the year before; None if nothing is paid or may begin."""
    if case.carried is None or not terms.carries_over:
        return _open(case, terms, why)
    steps: Why = None if why is None else []
    opening, carried = _open(case, terms, steps), case.carried
    is_carried = opening is not None and opening.rule == "R-032" and not opening.wait.exempt and opening.starts_on < carried.until
    if why is not None:
        why += [step for step in steps or [] if not is_carried or step.rule in (IN_WINDOW, MIDYEAR, DEEMED, FRESHMEN)]
    if opening is None or not is_carried:
        return opening
    if why is not None:
        why.append(START.step("carried", start=carried.until).resting_on("waiting.unfinished"))
    return Opening(carried.until, opening.ordinary, carried.wait, opening.rule)


def _open(case: Case, terms: Terms, why: Why) -> Opening | None:
    rare = case.rare
    if rare is not NO_RARE_FACTS and rare.revoked_on is not None:
        if why is not None:
            why.append(TAKEN_BACK.step("taken_back", year=terms.year, on=rare.revoked_on))
        return None
    if case.expected is not None:
        explain_expected(case.expected, why)
        return None
    if case.born is not None and case.born.year >= terms.year - 1:
        if was_billed_before_birth(case, terms, why):
            return None
    elif not rare.marks:
        return None if rare.permits and not permit_allows(case, terms, why) else _ordinary(case, terms, why)
    return _most_favourable(case, terms, why) if permit_allows(case, terms, why) else None


def _ordinary(case: Case, terms: Terms, why: Why) -> Opening | None:
    """R-032, R-034, R-100 … R-107: by the day the money arrived."""
    arrival = case.arrival
    if arrival is None:
        if why is not None:
            why.append(NOT_PAID.step("unpaid", year=terms.year))
        return None
    ordinary, in_time = ordinary_start(case, arrival, terms, why)
    wait = evaluate_wait(case, arrival, in_time, terms, why)
    if wait.total:
        return opening_after_wait(ordinary, arrival, wait, in_time, case.rare.repairs, terms, why)
    if wait.exempt == SWITCH and terms.switch_covers_gap:
        return _over_the_gap(case, arrival, ordinary, wait, terms, why)
    return Opening(ordinary, ordinary, wait)


def _over_the_gap(case: Case, arrival: date, ordinary: date, wait: Wait, terms: Terms, why: Why) -> Opening:
    """R-104, H3: who changes the scheme in time has no gap: covered back to the day after employee benefits ended."""
    ended = switched_on(case, arrival, terms)
    start = ordinary if ended is None else min(ordinary, max(ended + _DAY, terms.first_day))
    if why is not None and start < ordinary:
        why.append(GAP.step("back", ended=ended, start=start))
    return Opening(start, start, wait)


def _most_favourable(case: Case, terms: Terms, why: Why) -> Opening | None:
    """Several clauses may open the cover of a child or a marked person: the one that opens it first holds."""
    if case.arrival is not None and case.born is not None and case.born.year >= terms.year - 1:
        opening = opens_for_newborn(case, case.born, case.arrival, terms, why)
        if opening is not None:
            return opening  # from birth or from 1 January: no rule can open it earlier
    found: list[tuple[Opening, list[Step]]] = []
    for rule in (opens_when_marked, _ordinary):
        steps: Why = None if why is None else []
        opening = rule(case, terms, steps)
        if opening is not None:
            found.append((opening, steps or []))
    if not found:
        return _ordinary(case, terms, why)
    best, because = min(found, key=lambda pair: pair[0].starts_on)
    if why is not None:
        why += because
        if len(found) > 1:
            why.append(FAVOURABLE.step("chosen", number=len(found), rule=best.rule))
    return best


def _empty(case: Case, opening: Opening, terms: Terms) -> Decision:
    """R-103, F-24: the wait passes 31 December: nothing in this year, nothing carried over, the year counts."""
    return Decision(
        terms.year, None, None, opening.ordinary, opening.wait,
        would_start=opening.starts_on, flags=case.rare.flags, counts=terms.empty_counts,
    )  # fmt: skip


def _close(case: Case, opening: Opening, terms: Terms, why: Why) -> Decision:
    """The end, the pauses and the levels of a cover that opens in its year."""
    starts_on, ends_on = opening.starts_on, last_day_of(case, terms)
    rests = [rest for rest in rests_of(case, starts_on, terms) if rest.pause.last >= starts_on]
    pauses = tuple(rest.pause for rest in rests)
    last_covered = _before_trailing(pauses, ends_on)
    covered = starts_on <= last_covered
    if why is not None:
        why += interruption_steps(case, rests, starts_on, last_covered, terms)
    levels = subsidised_level(case.rare.marks, starts_on, last_covered, terms, why) if covered else ()
    if why is not None:
        why.append(END.step("end", last=last_covered) if covered else END.step("none", year=terms.year))
    return Decision(
        terms.year, starts_on if covered else None, last_covered if covered or ends_on < terms.last_day else None,
        opening.ordinary, opening.wait, pauses=pauses, subsidised=levels, flags=case.rare.flags, counts=True,
    )  # fmt: skip


def _before_trailing(pauses: Sequence[Pause], ends_on: date) -> date:
    """A pause that reaches the end of the cover ends it the day before."""
    for pause in reversed(pauses):
        if pause.last >= ends_on:
            ends_on = min(ends_on, pause.first - _DAY)
    return ends_on
