"""Monthly lists of the four departments (B10): columns, what is wrong with a row, and the mark that it asks for."""

from collections.abc import Iterator
from datetime import date

from enrolment_terms.reasons import Reason, ReasonCode, reason
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import SubsidyRules, subsidy_rules
from registration.domain.list_columns import CellKind, Column
from registration.domain.listed_people import PERSON, Values, document_in
from registration.domain.lists import FiledList
from registration.domain.subsidy import MarkAction, MarkRow, mark_reasons

MARKS = (
    *PERSON,
    Column("category", ("困难身份类别", "困难类别", "对象类别"), required=True),
    Column("action", ("变动", "变动类型", "新增或减员"), CellKind.CODE, required=True, codes=MarkAction),
    Column("effective_on", ("生效日期", "认定或退出日期", "变动日期"), CellKind.DAY, required=True),
    Column("area", ("户籍所在区划", "户籍区划", "户口所在地"), CellKind.NUMBER, required=True, at_most=12),
)


def listed_mark_reasons(values: Values, filed: FiledList, today: date, policy: PolicyBook) -> Iterator[Reason]:
    """R-040: the same faults as over REST, once the row can be read."""
    rules = policy.read(subsidy_rules, filed.area, today.year)
    row = mark_row(values, rules)
    if row is not None:
        yield from mark_reasons(row, filed.organisation or "", today, rules, filed.accepts)
    elif values["category"] is not None and category_in(values, rules) not in rules.categories:
        yield reason(ReasonCode.OTHER, field="category", rule="R-040", msg="困难身份类别不在可用范围")


def mark_row(values: Values, rules: SubsidyRules) -> MarkRow | None:
    """None if a cell that it needs cannot be read."""
    document = document_in(values)
    told = {name: values[name] for name in ("name", "action", "effective_on", "area")}
    category = category_in(values, rules)
    if document is None or category is None or None in told.values():
        return None
    return MarkRow(document=document, category=category, **told)


def category_in(values: Values, rules: SubsidyRules) -> str | None:
    """By its code, or by its name: SUB01 or 最低生活保障对象."""
    told = values["category"]
    return next((code for code, category in rules.categories.items() if told == category.label), told)
