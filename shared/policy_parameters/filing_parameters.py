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
    in_province: FilingValidity
    across_provinces: FilingValidity


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

    validity = {name: {row["type"]: _validity(row) for row in value(f"validity_{name}")} for name in ("in_province", "across_provinces")}
    templates = tuple(FilingTemplate(row["material"], row["title"], tuple(row["lines"])) for row in value("templates"))
    types = {row["code"]: _type(row, value("materials"), validity) for row in value("types")}
    return FilingRules(types, templates, value("student_half_year_limit"), value("replaces_active"))


def is_in_the_book(book: PolicyBook, area: str, year: int) -> bool:
    """True if the book knows what holds for filings of the area in that year."""
    try:
        book.read(filing_rules, area, year)
    except PolicyNotKnown:
        return False
    return True


def _type(
    row: Mapping[str, Any], materials: Sequence[Mapping[str, Any]], validity: Mapping[str, Mapping[str, FilingValidity]]
) -> FilingType:
    mine = (entry for entry in materials if entry["type"] == row["code"])
    return FilingType(
        **{**row, "extra_fields": tuple(FilingField(**field) for field in row["extra_fields"])},
        **{name: by_type[row["code"]] for name, by_type in validity.items()},
        materials={entry["channel"]: tuple(tuple(Material(**one) for one in group) for group in entry["groups"]) for entry in mine},
    )


def _validity(row: Mapping[str, Any]) -> FilingValidity:
    return FilingValidity(row["rule"], row["amount"], row["promise_only_months"])
