"""The two incentives on the serious-illness cap: continuous enrolment and zero claims (S3 Art. 18; 国办发〔2024〕38号)."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

import msgspec

from benefits.domain.cover_elsewhere import KnownYears, insured_steps, running_step, years_in
from benefits.domain.facts import Claim, Mark
from benefits.domain.rule import Rule, Why
from benefits.domain.subsidised import is_marked_on
from benefits.domain.terms import Terms
from benefits.domain.years import NO_YEARS, YearSet, listed, one
from enrolment_terms.scheme import Scheme

WHEN = Rule(
    "R-140",
    "S3 第十八条（一）",
    "缴费到账后校验上一年度是否基金零报销和连续参保年度",
    {"provisional": "{year}年1月1日前评定为暂定，上年度报销结清后重新评定", "final": "{year}年度评定"},
)
ZERO_CLAIM = Rule(
    "R-141",
    "国办发〔2024〕38号；S3 第十八条（二）",
    "对当年基金零报销的……次年可提高",
    {
        "step": "{earlier}年度基金零报销，零报销激励增加{step}元",
        "claims": "{earlier}年度有基金报销，不增加零报销激励",
        "unknown": "{earlier}年度在外地参保，当地基金报销情况未知，不增加零报销激励",
    },
    ("incentives.step_zero_claim", "incentives.first_zero_claim_year"),
)
RESET = Rule(
    "R-142",
    "S3 第十八条（二）",
    "上一年度发生大病保险报销并已使用奖励额度的，系统自动将零报销激励额度清零",
    {"reset": "{earlier}年度大病保险报销已使用奖励额度，零报销激励清零"},
)
CONTINUOUS = Rule(
    "R-143",
    "国办发〔2024〕38号；S3 第十八条（三）",
    "满4年……之后每连续参保1年",
    {"step": "至{year}年度连续参保{n}年，连续参保激励增加{step}元"},
    ("incentives.free_years", "incentives.step_continuous", "incentives.first_benefit_year"),
)
BREAK = Rule(
    "R-144",
    "S3 第十八条（三）",
    "断保情况，连续参保积累年限清零，前期激励额度继续保留",
    {
        "kept": "{year}年度断保，连续参保年限清零，已得激励保留",
        "zero_claim_lost": "{year}年度断保，连续参保年限和零报销激励清零，已得连续参保激励保留",
    },
    ("incentives.keep_zero_claim_after_break",),
)
CAP = Rule(
    "R-145",
    "国办发〔2024〕38号",
    "累计提高总额不超过所在统筹地区大病保险原封顶线的20%",
    {
        "cap": "激励合计{total}元，不超过{limit}元，按{effective}元计",
        "uncapped": "困难居民，大病保险不设最高支付限额",
    },
    ("incentives.cap_ratio", "incentives.serious_illness_base_cap", "incentives.aided_uncapped"),
)
EMPLOYEE = Rule(
    "R-146",
    "PROPOSED F-14",
    "",
    {
        "NEUTRAL": "{year}年度参加职工医保，不计入也不中断连续参保年限",
        "COUNT": "{year}年度参加职工医保，计入连续参保年限",
        "BREAK": "{year}年度参加职工医保，未参加居民医保，连续参保年限中断",
    },
    ("incentives.employee_years",),
)
PENALTY = Rule(
    "R-147",
    "国办发〔2024〕38号",
    "对断保人员再参保的，可降低大病保险最高支付限额",
    {
        "penalty": "断保{missed}年后再参保，大病保险最高支付限额降低{penalty}元",
        "spared": "断保后再参保，困难居民不降低大病保险最高支付限额",
    },
    ("incentives.break_penalty", "incentives.break_penalty_counts", "incentives.break_penalty_spares_aided"),
)
TermsOfYear = Callable[[int], Terms]


class Ledger(msgspec.Struct, frozen=True):
    """State of both ledgers for one benefit year, in fen and uncapped; `effective` and `ceiling` apply the cap on reading (R-145)."""

    benefit_year: int
    continuous_years: int
    continuous: int
    zero_claim: int
    effective: int
    ceiling: int
    provisional: bool
    uncapped: bool = False
    """No ceiling holds for this person (H3): of an aided person, where the region has none for them."""


def ledger_for(
    year: int,
    years: KnownYears,
    claims: Iterable[Claim],
    terms_of_year: TermsOfYear,
    on: date,
    why: Why = None,
    marks: tuple[Mark, ...] = (),
) -> Ledger:
    """Both ledgers for `year` as they stand on the day `on`, from every insured year, claim and mark up to then."""
    terms = terms_of_year(year)
    ledgers = _RunningLedgers(years, [claim for claim in claims if not claim.withdrawn], terms, terms_of_year, why)
    if why is not None:
        why += insured_steps(years.elsewhere, year)
    known = YearSet(years.resident | years.employee | years_in(years.elsewhere))
    first = listed(known)[0] if known else year
    for each in range(first, year + 1):
        ledgers.close(each)
    total = ledgers.continuous + ledgers.zero_claim
    limit = int(Decimal(terms.incentive.serious_illness_base_cap) * terms.incentive.cap_ratio)
    effective = min(total, limit)
    is_aided = bool(marks) and is_marked_on(marks, on, terms)
    if why is not None:
        why.append(WHEN.step("provisional" if on < terms.first_day else "final", year=terms.year))
        if total:
            why.append(CAP.step("cap", total=total // 100, limit=limit // 100, effective=effective // 100))
        if is_aided and terms.incentive.aided_uncapped:
            why.append(CAP.step("uncapped"))
    return Ledger(
        benefit_year=year,
        continuous_years=ledgers.n,
        continuous=ledgers.continuous,
        zero_claim=ledgers.zero_claim,
        effective=effective,
        ceiling=terms.incentive.serious_illness_base_cap + effective - _penalty(ledgers.missed_before, is_aided, terms, why),
        provisional=on < terms.first_day,
        uncapped=is_aided and terms.incentive.aided_uncapped,
    )


def _penalty(missed: YearSet | None, is_aided: bool, terms: Terms, why: Why) -> int:
    """R-147, H3: what the ceiling falls by in the year of the return, once or for each missed year that counts (F-03)."""
    if missed is None or not terms.incentive.break_penalty:
        return 0
    if is_aided and terms.incentive.break_penalty_spares_aided:
        if why is not None:
            why.append(PENALTY.step("spared"))
        return 0
    count = max((missed & terms.countable_gap).bit_count(), 1)
    penalty = terms.incentive.break_penalty * (count if terms.incentive.break_penalty_counts == "PER_MISSED_YEAR" else 1)
    if why is not None:
        why.append(PENALTY.step("penalty", missed=missed.bit_count(), penalty=penalty // 100))
    return penalty


def used_bonus(claims: Iterable[Claim], year: int, base_cap: int) -> bool:
    """R-142, H2: the serious-illness payments of a year went above the plain cap, or were said to."""
    of_year = [claim for claim in claims if claim.year == year]
    return is_above_cap(of_year, base_cap) or any(claim.bonus_used and claim.serious_paid for claim in of_year)


def is_above_cap(claims: Iterable[Claim], base_cap: int) -> bool:
    """Whether the serious-illness payments of one year, together, went above the plain cap."""
    return sum(claim.serious_paid for claim in claims) > base_cap


class _RunningLedgers:
    """The running ledgers, closed year by year."""

    def __init__(self, years: KnownYears, claims: list[Claim], terms: Terms, terms_of_year: TermsOfYear, why: Why) -> None:
        self._first_year, self._asked = terms.incentive.first_benefit_year, terms.year
        self.n = self.continuous = self.zero_claim = 0
        self.missed_before: YearSet | None = None
        """The years missed before the last year closed, if that is a return."""
        self._missing = NO_YEARS
        self._ever = False
        self._years, self._terms_of_year, self._why = years, terms_of_year, why
        elsewhere = years_in(years.elsewhere, Scheme.RESIDENT) & terms.earlier_years
        self._resident = YearSet(years.resident | elsewhere)
        self._employee = YearSet(years.employee | years_in(years.elsewhere, Scheme.EMPLOYEE) & terms.earlier_years)
        self._claims_unknown = YearSet(elsewhere & ~years.resident)
        self._paid: dict[int, int] = {}
        self._claims = claims
        for claim in claims:
            self._paid[claim.year] = self._paid.get(claim.year, 0) + claim.fund_paid + claim.serious_paid

    def close(self, year: int) -> None:
        """R-141 … R-144, R-146 for one year."""
        before = self._terms(year - 1) if self._claims else None
        if before is not None and used_bonus(self._claims, year - 1, before.incentive.serious_illness_base_cap):
            self.zero_claim = 0
            self._note(RESET, "reset", earlier=year - 1)
        if self._resident & one(year):
            self._insured(year)
        elif self._employee & one(year):
            self._employed(year)
        elif year == self._asked and years_in(self._years.elsewhere) & one(year):
            self._running_elsewhere(year)
        else:
            self._missed(year)

    def _insured(self, year: int) -> None:
        self.n += 1
        self.missed_before = self._missing if self.n == 1 and self._ever else None
        self._missing, self._ever = NO_YEARS, True
        if not (terms := self._terms(year)):
            return
        if self.n > terms.incentive.free_years:
            self.continuous += terms.incentive.step_continuous
            self._note(CONTINUOUS, "step", year=year, n=self.n, step=terms.incentive.step_continuous // 100)
        if year - 1 < terms.incentive.first_zero_claim_year or not self._resident & one(year - 1):
            return
        if self._paid.get(year - 1, 0):
            self._note(ZERO_CLAIM, "claims", earlier=year - 1)
        elif self._claims_unknown & one(year - 1):
            self._note(ZERO_CLAIM, "unknown", earlier=year - 1)
        else:
            self.zero_claim += terms.incentive.step_zero_claim
            self._note(ZERO_CLAIM, "step", earlier=year - 1, step=terms.incentive.step_zero_claim // 100)

    def _employed(self, year: int) -> None:
        mode = self._terms_of_year(max(year, self._first_year)).incentive.employee_years
        self._note(EMPLOYEE, mode, year=year)
        if mode == "COUNT":
            self.n += 1
        elif mode == "BREAK":
            self._missed(year)

    def _running_elsewhere(self, year: int) -> None:
        """F-30: the asked year is no year insured here, and no break."""
        if self._why is not None:
            self._why.append(running_step(self._years.elsewhere, year))

    def _missed(self, year: int) -> None:
        self.n, self.missed_before = 0, None
        self._missing = YearSet(self._missing | one(year))
        terms = self._terms(year)
        if terms and not terms.incentive.keep_zero_claim_after_break:
            self.zero_claim = 0
            self._note(BREAK, "zero_claim_lost", year=year)
        else:
            self._note(BREAK, "kept", year=year)

    def _terms(self, year: int) -> Terms | None:
        """The terms of a year in which incentives exist, None before."""
        return self._terms_of_year(year) if year >= self._first_year else None

    def _note(self, rule: Rule, outcome: str, **facts: object) -> None:
        if self._why is not None:
            self._why.append(rule.step(outcome, **facts))
