"""The kinds of lists: their columns, and what a row of each says. A kind is a declaration here and a use case that applies its rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from enrolment_terms.documents import Document, DocumentType, Sex
from enrolment_terms.reasons import Reason
from enrolment_terms.scheme import Category
from registration.domain.import_row import ImportRow, told_reasons
from registration.domain.list_columns import CellKind, Column
from registration.domain.lists import Accepts, ListKind

PERSON = (
    Column("name", ("姓名", "参保人姓名", "人员姓名"), required=True, at_most=100),
    Column("document_type", ("证件类型", "身份证件类型"), CellKind.CODE, codes=DocumentType),
    Column(
        "document_number",
        ("证件号码", "身份证号码", "身份证号", "公民身份号码", "身份证件号码"),
        CellKind.LONG_NUMBER,
        required=True,
        at_most=64,
    ),
    Column("sex", ("性别",), CellKind.CODE, codes=Sex),
    Column("birth_date", ("出生日期", "出生年月日"), CellKind.DAY),
)
_ACCOUNT = (
    Column("account_holder", ("银行户名", "户名", "开户人"), at_most=100),
    Column("bank", ("开户银行", "缴费银行", "银行"), at_most=100),
    Column("account_number", ("银行账号", "账号", "银行帐号"), CellKind.LONG_NUMBER, at_most=64),
)
LAST_YEAR = (
    *PERSON,
    Column("area", ("参保区划", "行政区划代码", "参保地区划", "区划代码"), CellKind.NUMBER, required=True, at_most=12),
    Column("paid_on", ("到账日期", "缴费日期", "到账时间"), CellKind.DAY, required=True),
    Column("household_no", ("户号", "家庭户号", "组织编号"), CellKind.NUMBER, at_most=64),
    Column("phone", ("联系电话", "手机号码", "手机"), CellKind.NUMBER, at_most=32),
    *_ACCOUNT,
    Column("category", ("参保类别", "人员类别"), CellKind.CODE, codes=Category),
    Column("permit_valid_to", ("居住证有效期至", "居住证有效期"), CellKind.DAY),
    Column("foreign", ("外国人、华侨或其子女", "外国人或华侨"), CellKind.TICK),
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is particular to one kind."""

    columns: Sequence[Column]
    offices: tuple[str, ...]
    """Roles that may file and confirm it."""


DECLARATIONS: Mapping[ListKind, Declaration] = {ListKind.LAST_YEAR: Declaration(LAST_YEAR, ("operator",))}


def document_in(values: Mapping[str, Any]) -> Document | None:
    """The document of a row; a resident ID where the list does not say of what kind."""
    number = values["document_number"]
    return Document.read(values["document_type"] or DocumentType.RESIDENT_ID, number) if number else None


def reasons_of(values: Mapping[str, Any], benefit_year: int, today: date, accepts: Accepts) -> Iterator[Reason]:
    """What is wrong with what could be read of the row."""
    told = {name: values[name] for name in ("name", "sex", "birth_date", "area", "phone", "account_number", "paid_on")}
    return told_reasons(document_in(values), **told, benefit_year=benefit_year, today=today, accepts=accepts)


def import_row_of(values: Mapping[str, Any]) -> ImportRow | None:
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
