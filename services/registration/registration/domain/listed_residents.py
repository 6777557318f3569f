"""Rosters of residents (摸底, H-B33): columns, what is wrong with a row, and who it names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from enrolment_terms.documents import Document
from enrolment_terms.labels import labelled
from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.regions import is_area_code
from policy_parameters import PolicyBook, is_known_area
from registration.domain.application_form import birth_reasons
from registration.domain.import_row import document_reasons
from registration.domain.list_columns import CellKind, Column
from registration.domain.listed_people import PERSON, Values, document_in
from registration.domain.lists import FiledList


class ResidentGroup(StrEnum):
    """S2 「聚焦本市就读学生、新生儿、流动人口等群体」: as whom a roster knows somebody."""

    STUDENT = "STUDENT"
    NEWBORN = "NEWBORN"
    MIGRANT = "MIGRANT"
    RESIDENT = "RESIDENT"


labelled(
    ResidentGroup,
    "摸底人群",
    {
        ResidentGroup.STUDENT: "本市就读学生",
        ResidentGroup.NEWBORN: "新生儿",
        ResidentGroup.MIGRANT: "流动人口",
        ResidentGroup.RESIDENT: "户籍居民",
    },
)
ROSTER = (
    *PERSON,
    Column("known_as", ("人群", "人群类别", "摸底人群"), CellKind.CODE, required=True, codes=ResidentGroup),
    Column("area", ("所在区划", "居住区划", "户籍区划", "户籍所在区划"), CellKind.NUMBER, required=True, at_most=12),
)


@dataclass(frozen=True, slots=True)
class KnownResident:
    """Somebody whom a roster names, unsealed."""

    document: Document
    name: str
    known_as: ResidentGroup
    area: str
    told_at: datetime


def roster_reasons(values: Values, filed: FiledList, today: date, _: PolicyBook) -> Iterator[Reason]:
    """All that can be told of a row: it is compared with nothing that is on file."""
    document = document_in(values)
    if document is not None:
        yield from document_reasons(document, values["sex"], values["birth_date"])
        yield from birth_reasons(document.birth_date or values["birth_date"], today)
    area = values["area"]
    if area is not None and not (is_area_code(area) and is_known_area(area) and filed.accepts(area)):
        yield reason(ReasonCode.UNKNOWN_AREA, field="area", rule="R-012")


def resident_in(values: Values, filed: FiledList) -> KnownResident:
    """Of a good row."""
    document = document_in(values)
    assert document is not None
    return KnownResident(document, values["name"], values["known_as"], values["area"], filed.filed_at)
