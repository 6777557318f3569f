"""The book on filings for care elsewhere (B30): types, fields, materials, templates, and how long each holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from policy_parameters.parameter import PolicyNotKnown
from policy_parameters.policy_book import PolicyBook
from policy_parameters.rule_parameters import Material


@dataclass(frozen=True, slots=True)
class FilingField:
    """One more field of the form of a type. `channel` None: in every channel."""

    code: str
    label: str
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class FilingValidity:
    """How long a filing holds (R-154). `amount`: months or days; `promise_only_months`: where a promise stands for the proof."""

    rule: Literal["OPEN", "PROOF_END", "MONTHS", "DAYS"]
    amount: int | None
    promise_only_months: int | None


@dataclass(frozen=True, slots=True)
class FilingType:
    """One type of filing for care elsewhere: whom it is for, groups of alternative materials per channel, and how long it holds (B30)."""

    code: str
    label: str
    long_term: bool
    retired: bool
    household_moved: bool | None
    min_stay_months: int
    later_filing: bool
    extra_fields: tuple[FilingField, ...]
    materials: Mapping[str, tuple[tuple[Material, ...], ...]]
    validity_in_province: FilingValidity
    validity_across_provinces: FilingValidity


@dataclass(frozen=True, slots=True)
class FilingTemplate:
    """What a material looks like, for people to copy (H-R-150)."""

    material: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilingRules:
    """All types by code, the templates, and the students' clause (R-153)."""

    types: Mapping[str, FilingType]
    templates: tuple[FilingTemplate, ...]
    student_half_year_limit: bool
    replaces_active: bool


def filing_rules(book: PolicyBook, area: str, year: int) -> FilingRules:
    """Types of filings with materials, templates and validity. Raises PolicyNotKnown."""

    def value(name: str) -> Any:
        return book.value(f"filings.{name}", region=area, year=year).value

    inside, across = (_by_type(value(name)) for name in ("validity_in_province", "validity_across_provinces"))
    templates = tuple(FilingTemplate(row["material"], row["title"], tuple(row["lines"])) for row in value("templates"))
    types = {row["code"]: _type(row, value("materials"), inside[row["code"]], across[row["code"]]) for row in value("types")}
    return FilingRules(types, templates, value("student_half_year_limit"), value("replaces_active"))


def is_in_the_book(book: PolicyBook, area: str, year: int) -> bool:
    """True if the book knows what holds for filings of the area in that year."""
    try:
        book.read(filing_rules, area, year)
    except PolicyNotKnown:
        return False
    return True


def _by_type(rows: Sequence[Mapping[str, Any]]) -> dict[str, FilingValidity]:
    return {row["type"]: FilingValidity(row["rule"], row["amount"], row["promise_only_months"]) for row in rows}


def _type(row: Mapping[str, Any], materials: Sequence[Mapping[str, Any]], inside: FilingValidity, across: FilingValidity) -> FilingType:
    mine = (entry for entry in materials if entry["type"] == row["code"])
    return FilingType(
        **{**row, "extra_fields": tuple(FilingField(**field) for field in row["extra_fields"])},
        materials={entry["channel"]: tuple(tuple(Material(**one) for one in group) for group in entry["groups"]) for entry in mine},
        validity_in_province=inside,
        validity_across_provinces=across,
    )
