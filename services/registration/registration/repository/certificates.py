"""Certificates that were issued: sealed, found again by the code that is printed on them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from enrolment_terms.sealed import Sealed
from registration.tables import certificates, persons
from row_sets import Driver, Statement, names_of, reader, row, value, values_of


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedCertificate:
    """One certificate; `code` and `statement` are sealed for it."""

    certificate_id: UUID
    person_id: UUID
    code_index: str
    code: Sealed
    statement: Sealed
    issued_to: str
    issued_at: datetime


c = certificates.c
_NAMES = names_of(IssuedCertificate)
_SHOWN = sa.select(*(c[name] for name in _NAMES))
_KEEP = Statement(sa.insert(certificates).values(row(certificates, *_NAMES)))
_PERSON = value("person_id", persons.c.person_id)
_OWN = sa.select(persons.c.person_id).where((persons.c.person_id == _PERSON) | (persons.c.merged_into == _PERSON))
_OF_PERSON = Statement(_SHOWN.where(c.certificate_id == value("certificate_id", c.certificate_id), c.person_id.in_(_OWN)))
_BY_CODE = Statement(_SHOWN.where(c.code_index == value("code_index", c.code_index)))
_issued = reader(IssuedCertificate)


async def keep_certificate(driver: Driver, issued: IssuedCertificate) -> None:
    """One more; it is never changed."""
    await _KEEP.run(driver, **values_of(issued))


async def certificate_of(driver: Driver, person_id: UUID, certificate_id: UUID) -> IssuedCertificate | None:
    """One of this person's, also one that was issued before two of his records became one."""
    found = await _OF_PERSON.row(driver, person_id=person_id, certificate_id=certificate_id)
    return _issued(found) if found else None


async def certificate_with(driver: Driver, code_index: str) -> IssuedCertificate | None:
    """By the digest of its code."""
    found = await _BY_CODE.row(driver, code_index=code_index)
    return _issued(found) if found else None
