"""Yearly request for the subsidy of subsidised persons (R-045, H-R-045, S2 五（一）「每年6月30日前」): numbers and money, no names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from enrolment_terms.labels import labelled
from enrolment_terms.scheme import Category, Payer
from policy_parameters.rule_parameters import LevyRules


class SubsidyRequestState(StrEnum):
    """B11: DRAFT → SENT → FUNDED."""

    DRAFT = "DRAFT"
    SENT = "SENT"
    FUNDED = "FUNDED"


class FinanceLevel(StrEnum):
    """「各级财政」."""

    CENTRAL = "CENTRAL"
    PROVINCE = "PROVINCE"
    CITY = "CITY"
    COUNTY = "COUNTY"


class SheetKind(StrEnum):
    """As what file the request is handed on."""

    XLSX = "XLSX"
    CSV = "CSV"


labelled(SheetKind, "文件格式", {SheetKind.XLSX: "XLSX 工作簿", SheetKind.CSV: "CSV 文本"})
_S, _L = SubsidyRequestState, FinanceLevel
labelled(SubsidyRequestState, "资助资金申请状态", {_S.DRAFT: "草稿", _S.SENT: "已报财政部门", _S.FUNDED: "资金已下达"})
labelled(FinanceLevel, "财政级次", {_L.CENTRAL: "中央财政", _L.PROVINCE: "省级财政", _L.CITY: "市级财政", _L.COUNTY: "县级财政"})
FOLLOWS = {_S.SENT: _S.DRAFT, _S.FUNDED: _S.SENT}
"""State -> the one state that it may follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubsidyLine:
    """One category in one district. Money in fen; `billed` is what finance owes by the bills of these people, as payment-bridge told it.

    The category is that of the marks (困难身份类别), or, for what finance pays of everybody in it, the one as which they are enrolled.
    """

    district: str
    category: str
    people: int
    amount: int
    billed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelShare:
    """What one level of finance bears."""

    level: FinanceLevel
    percent: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubsidyRequest:
    """One version; a correction of one that was sent is the next version."""

    request_id: UUID
    region: str
    benefit_year: int
    version: int
    state: SubsidyRequestState
    as_of: date
    people: int
    amount: int
    prepared_by: str
    sent_by: str | None = None
    sent_on: date | None = None
    funded_on: date | None = None
    funded_amount: int | None = None


@dataclass(frozen=True, slots=True)
class OwnBills:
    """People of one district and category who are not subsidised themselves, by who pays their bills. `billed` in fen."""

    district: str
    category: Category
    payer: Payer
    people: int
    billed: int


def parts_of_finance(bills: Iterable[OwnBills], rules: LevyRules) -> list[SubsidyLine]:
    """H3, decision 0020: the fixed part beside each bill of a person, and the bills of which the person has nothing to pay."""
    lines: dict[tuple[str, Category], list[int]] = {}
    for one in bills:
        terms = rules.by_category.get(one.category)
        whole = one.billed if one.payer is Payer.FINANCE else 0
        part = one.people * terms.subsidy if terms and one.payer is Payer.PERSON else 0
        if whole or part:
            line = lines.setdefault((one.district, one.category), [0, 0, 0])
            lines[one.district, one.category] = [line[0] + one.people, line[1] + whole + part, line[2] + whole]
    return [
        SubsidyLine(district=district, category=category, people=people, amount=amount, billed=billed)
        for (district, category), (people, amount, billed) in sorted(lines.items())
    ]


def split(amount: int, shares: Sequence[tuple[FinanceLevel, int]]) -> tuple[LevelShare, ...]:
    """By whole percent, which together are 100; what is left by rounding is the last one's, so that not a fen is lost."""
    parts = [amount * percent // 100 for _, percent in shares]
    parts[-1] += amount - sum(parts)
    return tuple(LevelShare(level=level, percent=percent, amount=part) for (level, percent), part in zip(shares, parts, strict=True))


def is_late(benefit_year_due: date, sent: bool, today: date) -> bool:
    """R-045: not sent by the due day."""
    return not sent and today > benefit_year_due
