"""A relation in the employee scheme, which the tax office registers and changes; the agency copies what it is told (S3 第七、八条)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enrolment_terms.documents import Document
from enrolment_terms.identifiers import named_id
from enrolment_terms.scheme import EmployeeChangeKind, EmployeeIdentity

_RELATIONS = UUID("4be6c1de-6b52-5d0c-8f0e-43616e62616f")


def spell_id_of(relation_no: str) -> UUID:
    """One relation for one number of the tax office."""
    return named_id(_RELATIONS, relation_no)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a relation that stands (B21)."""

    kind: EmployeeChangeKind
    changed_on: date
    former_employer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """All that is public of a relation."""

    spell_id: UUID
    identity: EmployeeIdentity
    area: str
    registered_on: date
    first_payment_on: date | None
    benefits_from: date | None
    benefits_until: date | None
    ended_notice_on: date | None
    land_expropriated: bool
    employer: str | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRelation:
    """A relation as one row of the tax office tells of it; the highest revision holds. `raw`: the row as it is kept when set aside."""

    revision: int
    document: Document
    relation: Relation
    raw: bytes


def fault_of_relation(one: Relation, today: date) -> tuple[str, str] | None:
    """Field and rule of the first day that makes no sense: a fact lies not in the future, a payment not before what it is for."""
    return next(_faults(one, today), None)


def _faults(one: Relation, today: date) -> Iterator[tuple[str, str]]:
    for name in ("registered_on", "first_payment_on", "ended_notice_on"):
        day = getattr(one, name)
        if day is not None and day > today:
            yield name, "it lies in the future"
    if any(change.changed_on > today for change in one.changes):
        yield "changes", "it lies in the future"
    if one.first_payment_on is not None and one.first_payment_on < one.registered_on:
        yield "first_payment_on", "nobody pays before being registered"
    if one.benefits_from is not None and one.first_payment_on is None:
        yield "benefits_from", "no benefits without a payment"
    if one.benefits_until is not None and one.benefits_until < (one.benefits_from or one.registered_on):
        yield "benefits_until", "it ends before it begins"
    if (one.identity is EmployeeIdentity.WORKER) == (one.employer is None):
        yield "employer", "a worker has an employer, and nobody else"
