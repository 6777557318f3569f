"""Who a row of a list says somebody is: the columns that all kinds of lists share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from enrolment_terms.documents import Document, DocumentType, Sex
from registration.domain.list_columns import Cell, CellKind, Column, Reading, read_row

Values = Mapping[str, Any]
PERSON = (
    Column("name", ("姓名", "参保人姓名", "人员姓名", "学生姓名"), CellKind.NAME, required=True, at_most=100),
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
ACCOUNT = (
    Column("account_holder", ("银行户名", "户名", "开户人"), CellKind.NAME, at_most=100),
    Column("bank", ("开户银行", "缴费银行", "银行"), at_most=100),
    Column("account_number", ("银行账号", "账号", "银行帐号"), CellKind.LONG_NUMBER, at_most=64),
)


def read_person(columns: Sequence[Column], places: Mapping[str, int], cells: Sequence[Cell]) -> Reading:
    """All that a row says, and the document that it shows: a resident ID where the list does not say of what kind."""
    reading = read_row(columns, places, cells)
    number, kind = reading.values["document_number"], reading.values["document_type"] or DocumentType.RESIDENT_ID
    return Reading({**reading.values, "document": Document.read(kind, number) if number else None}, reading.reasons)


def document_in(values: Values) -> Document | None:
    """The document of a row."""
    found: Document | None = values["document"]
    return found


@dataclass(frozen=True, slots=True)
class ToldPerson:
    """Who a row says somebody is, as far as it can be compared with the file."""

    document: Document
    name: str
    sex: Sex
    birth_date: date


def person_in(values: Values) -> ToldPerson | None:
    """None if the row does not say enough, or what cannot be."""
    document = document_in(values)
    if document is None or not values["name"] or not document.has_valid_checksum:
        return None
    sex, birth = values["sex"] or document.sex, document.birth_date or values["birth_date"]
    return ToldPerson(document, values["name"], sex, birth) if sex and birth else None
