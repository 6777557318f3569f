"""Rows of `tax.employee.relations` in docs/contracts/tax-office.yaml: relations in the employee scheme (B20, B21)."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.scheme import EmployeeChangeKind, EmployeeIdentity
from payment_bridge.domain.employee_relation import Change, Relation, ToldRelation, spell_id_of

RelationNo = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,30}\Z")]
Employer = Annotated[str, Meta(pattern=r"^[0-9A-Z]{18}\Z")]
Area = Annotated[str, Meta(pattern=r"^[0-9]{6}([0-9]{3}){0,2}\Z")]
Number = Annotated[str, Meta(min_length=1, max_length=40)]


class ChangeEntry(Struct, frozen=True):
    """One change of the relation."""

    kind: EmployeeChangeKind
    changed_on: date
    former_employer: Employer | None = None


class EmployeeRow(Struct, frozen=True):
    """The whole state of one relation."""

    relation_no: RelationNo
    revision: Annotated[int, Meta(ge=1, le=1_000_000_000)]
    doc_type: Literal["RESIDENT_ID", "FOREIGN_PR", "CN_PASSPORT", "HMT_PERMIT"]
    doc_number: Number
    identity: EmployeeIdentity
    area: Area
    registered_on: date
    first_payment_on: date | None
    benefits_from: date | None
    benefits_until: date | None
    ended_notice_on: date | None
    employer: Employer | None
    land_expropriated: bool = False
    changes: Annotated[tuple[ChangeEntry, ...], Meta(max_length=200)] = ()


_SAME = [
    "identity", "area", "registered_on", "first_payment_on", "benefits_from", "benefits_until", "ended_notice_on", "employer",
    "land_expropriated",
]  # fmt: skip
_row = msgspec.json.Decoder(EmployeeRow)


def read_employee_row(row: msgspec.Raw, raw: bytes) -> ToldRelation:
    """What one row tells; `raw` is the row as it is kept. Raises MsgspecError."""
    told = _row.decode(row)
    changes = tuple(Change(one.kind, one.changed_on, one.former_employer) for one in told.changes)
    relation = Relation(spell_id=spell_id_of(told.relation_no), changes=changes, **{name: getattr(told, name) for name in _SAME})
    return ToldRelation(
        revision=told.revision, document=Document.read(DocumentType(told.doc_type), told.doc_number), relation=relation, raw=raw
    )
