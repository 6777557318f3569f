"""The kinds of lists: their columns, and what a row of each says. A kind is a declaration here and a use case that applies its rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.scheme import Category
from policy_parameters import PolicyBook
from registration.domain.application_form import birth_reasons
from registration.domain.import_row import TOLD, ImportRow, document_reasons, told_reasons
from registration.domain.list_columns import CellKind, Column
from registration.domain.listed_changes import CHANGES, change_reasons
from registration.domain.listed_marks import MARKS, listed_mark_reasons
from registration.domain.listed_people import ACCOUNT, PERSON, Values, document_in
from registration.domain.listed_renewals import RENEWALS, listed_renewal_reasons
from registration.domain.listed_residents import ROSTER, roster_reasons
from registration.domain.listed_students import STUDENTS, student_reasons
from registration.domain.lists import FiledList, ListHead, ListKind
from registration.domain.subsidy import list_month_reasons

LAST_YEAR = (
    *PERSON,
    Column("area", ("参保区划", "行政区划代码", "参保地区划", "区划代码"), CellKind.NUMBER, required=True, at_most=12),
    Column("paid_on", ("到账日期", "缴费日期", "到账时间"), CellKind.DAY, required=True),
    Column("household_no", ("户号", "家庭户号", "组织编号"), CellKind.NUMBER, at_most=64),
    Column("phone", ("联系电话", "手机号码", "手机"), CellKind.NUMBER, at_most=32),
    *ACCOUNT,
    Column("category", ("参保类别", "人员类别"), CellKind.CODE, codes=Category),
    Column("permit_valid_to", ("居住证有效期至", "居住证有效期"), CellKind.DAY),
    Column("foreign", ("外国人、华侨或其子女", "外国人或华侨"), CellKind.TICK),
)


STOPS = (
    *PERSON,
    Column("insured", ("是否参保",), CellKind.TICK),
    Column("stop_reason", ("停保原因", "变更内容及停保原因", "原因"), required=True),
)
"""Annex 1: × in 是否参保 is a stop (B3)."""
AGENCY = ("clerk", "operator")
ORGANISED = frozenset({"school", "department"})
"""Roles that act for an organisation, which the token names."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is particular to one kind."""

    columns: Sequence[Column]
    filers: tuple[str, ...]
    """Roles that may hand it in and take it back."""
    confirmers: tuple[str, ...]
    """Roles that may confirm it, by somebody else than its filer."""
    years: range
    """Benefit years that it may be of, counted from the year of today."""
    reasons: Callable[[Values, FiledList, date, PolicyBook], Iterator[Reason]]
    """What is wrong with what could be read of a row; what could not be read is told already."""
    rows_at_once: int = 1_000
    """Applied in one transaction."""
    told_apart_by: tuple[str, ...] = ()
    """Fields by which one person may stand in it more than once."""
    monthly: bool = False

    @property
    def organised_filers(self) -> frozenset[str]:
        """Filers whose list is that of their school or department, and no other sees it."""
        return ORGANISED.intersection(self.filers)

    @property
    def agency_filers(self) -> frozenset[str]:
        """Filers whose list is that of the agency."""
        return frozenset(self.filers) - ORGANISED


def head_reasons(head: ListHead, today: date) -> Iterator[Reason]:
    """What is wrong with a list before it is read. R-041: a monthly one names a month that has begun, others name none."""
    yield from year_reasons(head.kind, head.benefit_year, today)
    if DECLARATIONS[head.kind].monthly != (head.list_month is not None):
        yield reason(ReasonCode.OTHER, field="list_month", rule="R-041", msg="月度名单须填写名单月份，其他名单不填")
    elif head.list_month is not None:
        yield from list_month_reasons(head.list_month, today)


def year_reasons(kind: ListKind, benefit_year: int, today: date) -> list[Reason]:
    """A list of a year that its kind cannot be of."""
    if benefit_year - today.year in DECLARATIONS[kind].years:
        return []
    return [reason(ReasonCode.YEAR_NOT_OPEN, field="benefit_year", msg="该年度不能提交这一种类的名单")]


def _last_year_reasons(values: Values, filed: FiledList, today: date, policy: PolicyBook) -> Iterator[Reason]:
    told = {name: values[name] for name in TOLD}
    return told_reasons(document_in(values), **told, benefit_year=filed.benefit_year, today=today, accepts=filed.accepts, policy=policy)


def _stop_reasons(values: Values, _: FiledList, today: date, _policy: PolicyBook) -> Iterator[Reason]:
    document = document_in(values)
    if document is not None:
        yield from document_reasons(document, values["sex"], values["birth_date"])
        yield from birth_reasons(document.birth_date or values["birth_date"], today)
    if values["insured"]:
        yield reason(ReasonCode.OTHER, field="insured", rule="B3", msg="“是否参保”为√的是新参保或变更，不在停保名单办理")


def import_row_of(values: Values) -> ImportRow | None:
    """The row of somebody insured last year; None if what it needs cannot be read."""
    document = document_in(values)
    sex = values["sex"] or (document.sex if document else None)
    if document is None or sex is None or None in (values["name"], values["area"], values["paid_on"]):
        return None
    told = {name: values[name] for name in _COPIED}
    return ImportRow(document=document, sex=sex, category=values["category"] or Category.GENERAL, foreign=bool(values["foreign"]), **told)


_COPIED = (
    "name", "birth_date", "area", "household_no", "phone", "account_holder", "bank", "account_number", "paid_on", "permit_valid_to",
)  # fmt: skip


DECLARATIONS: Mapping[ListKind, Declaration] = {
    ListKind.LAST_YEAR: Declaration(LAST_YEAR, ("operator",), ("operator",), range(-10, 1), _last_year_reasons),
    ListKind.STOPS: Declaration(STOPS, AGENCY, AGENCY, range(2), _stop_reasons, rows_at_once=200),
    ListKind.RENEWALS: Declaration(RENEWALS, (*AGENCY, "school"), AGENCY, range(1, 2), listed_renewal_reasons, rows_at_once=200),
    ListKind.CHANGES: Declaration(CHANGES, AGENCY, AGENCY, range(2), change_reasons, rows_at_once=200),
    ListKind.STUDENTS: Declaration(STUDENTS, ("school",), AGENCY, range(2), student_reasons, rows_at_once=100),
    ListKind.ROSTER: Declaration(ROSTER, (*AGENCY, "department"), AGENCY, range(2), roster_reasons, rows_at_once=500),
    ListKind.SUBSIDY: Declaration(
        MARKS,
        ("department",),
        ("department", "operator"),
        range(1),
        listed_mark_reasons,
        told_apart_by=("category",),
        monthly=True,
    ),
}
