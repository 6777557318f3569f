"""The book by subject: one frozen record per subject, region and year, cached by `book.read(levy_rules, area, year)`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from enrolment_terms.money import fen_of
from policy_parameters.newborns import NewbornRules, NewbornWindow
from policy_parameters.periods import Start, Windows, period_of
from policy_parameters.policy_book import PolicyBook
from policy_parameters.target_table import TargetTable, town_target


@dataclass(frozen=True, slots=True)
class CategoryRate:
    """What one category pays (H3), in fen. `rate` None: the personal rate; `subsidy`: fixed part that finance pays of it."""

    rate: int | None
    portion: Literal["FULL", "HALF_YEAR", "REMAINING_MONTHS", "FROM_REGISTRATION_MONTH", "FROM_BIRTH_MONTH"]
    subsidy: int


@dataclass(frozen=True, slots=True)
class LevyRules:
    """What is owed and how a bill is sent. Money in fen."""

    personal_rate: int
    unified_check_required: bool
    personal_failure_abandons_at: Literal["PERIOD_END", "FIRST_FAILURE"]
    resend_deemed_in_window: bool
    midyear_bill_days: int
    result_grace_days: int
    early_self_payment: bool
    by_category: Mapping[str, CategoryRate]
    birth_year_free: bool
    surcharge: int
    surcharge_after: date


@dataclass(frozen=True, slots=True)
class Material:
    """A material an applicant hands in: code and Chinese name."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class MidyearCategory:
    """One line of the list of mid-year categories (R-033); any one of `proofs` is enough."""

    code: str
    label: str
    local_household: bool
    place: str
    event: str
    event_in_year: bool
    proofs: tuple[Material, ...]


@dataclass(frozen=True, slots=True)
class MidyearRules:
    """Who may enrol outside the concentrated period. `open_to_all` from the year on in which everybody may."""

    open_to_all: bool
    event_lookback_months: int
    refuse_december: bool
    start: Start
    freshman_start: Literal["AS_OTHERS", "FIRST_OF_SEPTEMBER"]
    categories: Mapping[str, MidyearCategory]


Anchor = Literal[
    "ORDINARY_START", "FIRST_OF_YEAR", "ARRIVAL_DATE", "ARRIVAL_DAY_AFTER", "PAYMENT_MONTH", "NEXT_MONTH", "ARRIVAL_NEXT_FIRST"
]  # fmt: skip
"""From when the months of a wait count (F-02, H3)."""


@dataclass(frozen=True, slots=True)
class ExemptGroup:
    """A group that waits for nothing (F-05): its Chinese name, and how long after its event; None: as long as it is proved."""

    code: str
    label: str
    days: int | None
    months: int | None
    years: int | None
    """Calendar years after that of the event."""


@dataclass(frozen=True, slots=True)
class WaitingRules:
    """R-100 ... R-107. Before the first benefit year `applies` is False and every number is 0."""

    applies: bool
    first_benefit_year: int
    fixed_months: int = 0
    months_per_missed_year: int = 0
    variable_mode: Literal["ADDITIONAL", "EVERY"] = "ADDITIONAL"
    gap_count_from_year: int = 0
    never_insured_is_gap: bool = False
    floor_missed_years: int = 0
    floor_months: int = 0
    missed_period_is_gap: bool = False
    anchor_in_period: Anchor = "ORDINARY_START"
    anchor_late: Anchor = "ORDINARY_START"
    unfinished: Literal["ENDS_WITH_YEAR", "CARRY_OVER"] = "ENDS_WITH_YEAR"
    empty_cover: Literal["WARN_AND_COUNT", "WARN_AND_NOT_COUNT"] = "WARN_AND_COUNT"
    repair_months_per_year: int = 0
    repair_price: Literal["CURRENT_YEAR_RATE", "MISSED_YEAR_RATE"] = "CURRENT_YEAR_RATE"
    repair_effect: Literal["NOT_BEFORE_ARRIVAL", "NEW_START"] = "NOT_BEFORE_ARRIVAL"
    exempt: frozenset[str] = frozenset()
    exempt_groups: Mapping[str, ExemptGroup] = field(default_factory=dict)
    switch_max_break_months: int = 0
    switch_min_insured_months: int = 0
    switch_start: Literal["NEXT_MONTH", "DAY_AFTER_EMPLOYEE_BENEFITS"] = "NEXT_MONTH"
    switch_late_months: int = 0
    excused_absences: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class IncentiveRules:
    """R-140 ... R-147. Money in fen. Before the first benefit year `applies` is False and no step is earned."""

    applies: bool
    first_benefit_year: int
    first_zero_claim_year: int
    serious_illness_base_cap: int
    step_continuous: int = 0
    step_zero_claim: int = 0
    cap_ratio: Decimal = Decimal(0)
    free_years: int = 0
    employee_years: Literal["NEUTRAL", "COUNT", "BREAK"] = "NEUTRAL"
    keep_zero_claim_after_break: bool = True
    break_penalty: int = 0
    break_penalty_counts: Literal["ONCE", "PER_MISSED_YEAR"] = "ONCE"
    break_penalty_spares_aided: bool = False
    aided_uncapped: bool = False


@dataclass(frozen=True, slots=True)
class SubsidyCategory:
    """One of the ten categories (R-040) and the department that may report it."""

    code: str
    label: str
    authority: str


@dataclass(frozen=True, slots=True)
class SubsidyRules:
    """R-040 ... R-044."""

    categories: Mapping[str, SubsidyCategory]
    same_day_categories: frozenset[str]
    paid_start: Start
    list_due_day: int
    personal_share: Decimal
    extra_level_ends: Literal["NEXT_MONTH_OF_RECEIPT", "NEXT_MONTH_OF_LOSS"]


@dataclass(frozen=True, slots=True)
class RefundGround:
    """One of the five grounds (R-070)."""

    code: str
    number: int
    label: str
    needs_flag: bool


@dataclass(frozen=True, slots=True)
class RefundRules:
    """R-070 ... R-076."""

    grounds: Mapping[str, RefundGround]
    local_other_allowed: bool
    death_decided_by: Literal["DATE_OF_DEATH", "APPLICATION_DATE"]
    double_payment_any_time: bool
    papers: Mapping[str, tuple[Material, ...]]
    """By ground."""


@dataclass(frozen=True, slots=True)
class DuplicateRules:
    """R-121 ... R-133: months and days, and the readings where the sources are silent."""

    employee_continuous_keep_months: int
    short_employee_keeps: Literal["EMPLOYEE", "RESIDENT"]
    residence_unknown: Literal["LATEST", "EARLIEST"]
    choice_days: int
    notice_escalation_days: int


def levy_rules(book: PolicyBook, area: str, year: int) -> LevyRules:
    """Rate and sending rules. Raises PolicyNotKnown."""
    found = _fields(book, "levy", LevyRules, area, year)
    found["by_category"] = {row["category"]: _category_rate(row) for row in found["by_category"]}
    return LevyRules(**found)


def _category_rate(row: Mapping[str, Any]) -> CategoryRate:
    rate = None if row["rate"] is None else fen_of(row["rate"])
    return CategoryRate(rate, row["portion"], fen_of(row["subsidy"]) if row["subsidy"] else 0)


def windows(book: PolicyBook, area: str, year: int) -> Windows:
    """The dates of a benefit year's campaign. Raises PolicyNotKnown."""
    found = _fields(book, "windows", Windows, area, year)
    return Windows(**found | {"further_periods": tuple(period_of(row, year) for row in found["further_periods"])})


def newborn_rules(book: PolicyBook, area: str, year: int) -> NewbornRules:
    """Windows and documents of newborns. Raises PolicyNotKnown."""
    found = _fields(book, "newborn", NewbornRules, area, year)
    rows = {row["document"]: row for row in found["windows"]}
    ends = {document: NewbornWindow(row["months"], row["days"], row.get("from_birth", False)) for document, row in rows.items()}
    return NewbornRules(**found | {"windows": ends})


def midyear_rules(book: PolicyBook, area: str, year: int) -> MidyearRules:
    """The closed list, or the open door from `open_from_year`. Raises PolicyNotKnown."""

    def value(name: str) -> Any:
        return book.value(f"midyear.{name}", region=area, year=year).value

    categories = (MidyearCategory(**{**row, "proofs": _materials(row["proofs"])}) for row in value("categories"))
    return MidyearRules(
        open_to_all=year >= book.value("midyear.open_from_year", region=area, year=year).value,
        event_lookback_months=value("event_lookback_months"),
        refuse_december=value("refuse_december"),
        start=value("start"),
        freshman_start=value("freshman_start"),
        categories={category.code: category for category in categories},
    )


def waiting_rules(book: PolicyBook, area: str, year: int) -> WaitingRules:
    """How long a person waits. Raises PolicyNotKnown."""
    first = book.value("waiting.first_benefit_year", region=area, year=year).value
    if year < first:
        return WaitingRules(applies=False, first_benefit_year=first)
    found = _fields(book, "waiting", WaitingRules, area, year, without={"applies", "first_benefit_year"})
    found["exempt"] = frozenset(found["exempt"])
    found["excused_absences"] = frozenset(found["excused_absences"])
    found["exempt_groups"] = {row["code"]: ExemptGroup(**row) for row in found["exempt_groups"]}
    return WaitingRules(applies=True, first_benefit_year=first, **found)


def incentive_rules(book: PolicyBook, area: str, year: int) -> IncentiveRules:
    """Steps, cap and first years of the two incentives. Raises PolicyNotKnown."""
    always = {"first_benefit_year", "first_zero_claim_year", "serious_illness_base_cap"}
    found = {name: book.value(f"incentives.{name}", region=area, year=year).value for name in always}
    applies = year >= found["first_benefit_year"]
    if applies:
        found |= _fields(book, "incentives", IncentiveRules, area, year, without={"applies", *always})
    return IncentiveRules(applies=applies, **found)


def subsidy_rules(book: PolicyBook, area: str, year: int) -> SubsidyRules:
    """Categories, departments and dates of subsidised persons. Raises PolicyNotKnown."""
    found = _fields(book, "subsidy", SubsidyRules, area, year)
    found["categories"] = {row["code"]: SubsidyCategory(**row) for row in found["categories"]}
    found["same_day_categories"] = frozenset(found["same_day_categories"])
    return SubsidyRules(**found)


def refund_rules(book: PolicyBook, area: str, year: int) -> RefundRules:
    """Grounds and dates of refunds. Raises PolicyNotKnown."""
    found = _fields(book, "refund", RefundRules, area, year)
    found["grounds"] = {row["code"]: RefundGround(**row) for row in found["grounds"]}
    papers: dict[str, tuple[Material, ...]] = {}
    for row in found["papers"]:
        papers[row["ground"]] = (*papers.get(row["ground"], ()), Material(row["code"], row["label"]))
    return RefundRules(**found | {"papers": papers})


def duplicate_rules(book: PolicyBook, area: str, year: int) -> DuplicateRules:
    """Which relation of a duplicate is kept, and how long people and regions have to answer. Raises PolicyNotKnown."""
    return DuplicateRules(**_fields(book, "duplicate", DuplicateRules, area, year))


def targets(book: PolicyBook, area: str, year: int) -> TargetTable:
    """The towns with the printed totals beside them (S2 附件3). Raises PolicyNotKnown."""
    rows = book.value("targets.towns", region=area, year=year).value
    printed = book.value("targets.printed_totals", region=area, year=year).value
    return TargetTable(tuple(town_target(row) for row in rows), town_target(printed))


def _materials(rows: Any) -> tuple[Material, ...]:
    return tuple(Material(row["code"], row["label"]) for row in rows)


def _fields(book: PolicyBook, subject: str, record: Any, area: str, year: int, without: set[str] | None = None) -> dict[str, Any]:
    """The parameters `subject.field` for every field of a record."""
    names = [name for name in record.__dataclass_fields__ if name not in (without or ())]
    return {name: book.value(f"{subject}.{name}", region=area, year=year).value for name in names}
