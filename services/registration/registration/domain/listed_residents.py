"""Rosters of residents (摸底, H-B33): columns, what is wrong with a row, and who it names."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.labels import labelled
from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.regions import is_area_code
from policy_parameters import PolicyBook, is_known_area
from registration.domain.application_form import birth_reasons
from registration.domain.benefit_year_choice import unknown_year_reasons
from registration.domain.import_row import document_reasons
from registration.domain.list_columns import CellKind, Column
from registration.domain.listed_people import PERSON, Values, document_in
from registration.domain.lists import FiledList
from registration.domain.newborn_years import Birth
from registration.domain.parent import parent_document_reasons


class ResidentGroup(StrEnum):
    """S2 「聚焦本市就读学生、新生儿、流动人口等群体」: as whom a roster knows somebody."""

    STUDENT = "STUDENT"
    NEWBORN = "NEWBORN"
    MIGRANT = "MIGRANT"
    RESIDENT = "RESIDENT"
    SUBSIDISED = "SUBSIDISED"
    """Whom a department's monthly list names and no file knows (R-046)."""


labelled(
    ResidentGroup,
    "摸底人群",
    {
        ResidentGroup.STUDENT: "本市就读学生",
        ResidentGroup.NEWBORN: "新生儿",
        ResidentGroup.MIGRANT: "流动人口",
        ResidentGroup.RESIDENT: "户籍居民",
        ResidentGroup.SUBSIDISED: "困难居民",
    },
)
ROSTER = (
    *PERSON,
    Column("known_as", ("人群", "人群类别", "摸底人群"), CellKind.CODE, required=True, codes=ResidentGroup),
    Column("area", ("所在区划", "居住区划", "户籍区划", "户籍所在区划"), CellKind.NUMBER, required=True, at_most=12),
    Column("parent_document_type", ("父亲或母亲证件类型", "父母证件类型"), CellKind.CODE, codes=DocumentType),
    Column("parent_document_number", ("父亲或母亲证件号码", "父母证件号码", "母亲证件号码"), CellKind.LONG_NUMBER, at_most=64),
)
"""The parent of a newborn is reminded of it, if he is known here (H-B7); of others it is not looked at."""
_OF_FOREIGNERS = {DocumentType.FOREIGN_PR, DocumentType.CN_PASSPORT}


@dataclass(frozen=True, slots=True)
class KnownResident:
    """Somebody whom a roster or a department's list names, unsealed; `born_on` and `parent` of a newborn, `category` of the subsidised."""

    document: Document
    name: str
    known_as: ResidentGroup
    area: str
    told_at: datetime
    born_on: date | None = None
    parent: Document | None = None
    category: str | None = None


def roster_reasons(values: Values, filed: FiledList, today: date, _: PolicyBook) -> Iterator[Reason]:
    """All that can be told of a row: it is compared with nothing that is on file."""
    document = document_in(values)
    if document is not None:
        yield from document_reasons(document, values["sex"], values["birth_date"])
        yield from birth_reasons(document.birth_date or values["birth_date"], today)
    area = values["area"]
    if area is not None and not (is_area_code(area) and is_known_area(area) and filed.accepts(area)):
        yield reason(ReasonCode.UNKNOWN_AREA, field="area", rule="R-012")
    if (parent := _parent_in(values)) is not None:
        yield from parent_document_reasons(parent, document)


def resident_in(values: Values, filed: FiledList) -> KnownResident:
    """Of a good row."""
    document = document_in(values)
    assert document is not None
    told = KnownResident(document, values["name"], values["known_as"], values["area"], filed.filed_at)
    if told.known_as is not ResidentGroup.NEWBORN:
        return told
    return replace(told, born_on=document.birth_date or values["birth_date"], parent=_parent_in(values))


def _parent_in(values: Values) -> Document | None:
    """A resident ID where the roster does not say of what kind."""
    number = values["parent_document_number"]
    return Document.read(values["parent_document_type"] or DocumentType.RESIDENT_ID, number) if number else None


def newborn_window(born_on: date | None, document_kind: str | None, area: str, policy: PolicyBook) -> date | None:
    """R-022, R-023: until when somebody whom a roster knows as a newborn is paid for, to be covered from birth. None for others, and for a
    year that the book does not tell of.
    """
    if born_on is None or any(unknown_year_reasons(born_on.year, area, policy)):
        return None
    return Birth(born_on, document_kind in _OF_FOREIGNERS, area).window_end(policy)
