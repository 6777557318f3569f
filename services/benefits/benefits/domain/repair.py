"""Repair of the waiting period by paying for missed years (待遇等待期缴费修复, S3 Art. 20)."""

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from benefits.domain.case import Opening, Wait
from benefits.domain.facts import Payment
from benefits.domain.rule import Rule, Why
from benefits.domain.terms import Terms
from benefits.domain.waiting import start_after_wait, start_step

REPAIR = Rule(
    "R-105",
    "S3 第二十条",
    "每多缴纳1年可减少1个月待遇变动等待期",
    {"paid": "{arrival}修复缴费{years}年到账，待遇等待期由{before}个月减为{after}个月"},
    ("waiting.repair_months_per_year", "waiting.repair_price"),
)
EFFECT = Rule(
    "R-107",
    "S3 第二十条",
    "国家医保信息平台显示修复缴费到账后，自动为居民修复缴费",
    {
        "new_start": "修复后自{start}起享受",
        "too_late": "{arrival}修复缴费到账时等待期已于{start}届满，不产生效力，应退还",
    },
    ("waiting.repair_effect",),
)
TOLD = Rule(
    "R-109",
    "S3 第二十条（一）",
    "告知参保人",
    {"offer": "待遇等待期共{total}个月（固定{fixed}、变动{variable}），自{start}起享受，可修复{useful}年，每年{rate}"},
    ("levy.personal_rate",),
)

NOT_RESTORED = Rule(
    "R-108",
    "PROPOSED",
    "",
    {"kept": "修复缴费只缩短等待期，不恢复断保年度的参保年限，也不开放断保年度的待遇"},
)
"""Kept by construction: repair money is no payment of a benefit year, so `person.decide_person` never counts a year for it."""


def opening_after_wait(
    ordinary: date, arrival: date, wait: Wait, in_time: bool, repairs: Sequence[Payment], terms: Terms, why: Why = None
) -> Opening:
    """R-103, R-105, R-107: the start after the wait and every repair that came in time, in the order in which the money arrived."""
    opening = Opening(start_after_wait(ordinary, arrival, wait.total, in_time, terms, None if repairs else why), ordinary, wait)
    if repairs:
        opening = _after_repairs(opening, arrival, in_time, repairs, terms, why)
    if opening.starts_on > terms.last_day and opening.wait.useful_repairs:
        opening = _with_useful_repairs(opening, arrival, in_time, terms)
    return opening


def _after_repairs(opening: Opening, arrival: date, in_time: bool, repairs: Sequence[Payment], terms: Terms, why: Why) -> Opening:
    unrepaired = opening.wait.total
    for repair in sorted(repairs, key=lambda payment: (payment.arrival, payment.id)):
        opening = _after_one(opening, arrival, in_time, repair, terms, why)
    if why is not None:
        start, months = opening.starts_on, opening.wait.total
        is_shorter = months < unrepaired and start <= terms.last_day
        why.append(EFFECT.step("new_start", start=start) if is_shorter else start_step(months, start, in_time, terms))
    return opening


def _with_useful_repairs(opening: Opening, arrival: date, in_time: bool, terms: Terms) -> Opening:
    """H2 R-106: years whose repair wins no covered day are of no use."""
    if _start_after(opening, arrival, in_time, opening.wait.useful_repairs, terms) <= terms.last_day:
        return opening
    return replace(opening, wait=replace(opening.wait, useful_repairs=0))


def _start_after(opening: Opening, arrival: date, in_time: bool, years: int, terms: Terms) -> date:
    total = max(opening.wait.total - years * terms.repair_months, opening.wait.fixed)
    return start_after_wait(opening.ordinary, arrival, total, in_time, terms)


def _after_one(opening: Opening, arrival: date, in_time: bool, repair: Payment, terms: Terms, why: Why) -> Opening:
    if repair.arrival >= opening.starts_on:
        if why is not None:
            why.append(EFFECT.step("too_late", arrival=repair.arrival, start=opening.starts_on))
        return opening
    wait = opening.wait
    paid_years = repair.repair_years or (repair.amount // terms.rate if terms.rate else 0)
    years = min(paid_years, wait.useful_repairs)
    if years <= 0:
        return opening
    total = max(wait.total - years * terms.repair_months, wait.fixed)
    start = _start_after(opening, arrival, in_time, years, terms)
    if terms.repair_not_before_arrival:
        start = max(start, repair.arrival)
    if why is not None:
        why.append(REPAIR.step("paid", arrival=repair.arrival, years=years, before=wait.total, after=total))
    shorter = Wait(wait.fixed, total - wait.fixed, total, wait.missed, wait.exempt, wait.useful_repairs - years)
    return Opening(start, opening.ordinary, shorter, opening.rule)
