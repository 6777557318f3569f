"""A certificate is issued: what it states is kept as it was said, so that it can be printed again and checked (B28, B35)."""

import secrets
from uuid import UUID

import msgspec

from enrolment_terms.identifiers import new_id
from enrolment_terms.masking import mask_number
from registration.domain.certificate import ALPHABET, CODE_LETTERS, CertificateKind, CoverYear, Stated, StatedLine, code_of, code_read
from registration.domain.rights_record import RightsKind
from registration.domain.scope import Scope
from registration.repository.certificates import IssuedCertificate, certificate_with, keep_certificate
from registration.repository.participation_rows import participations_of_person
from registration.repository.person_rows import read_person
from registration.repository.rights_rows import lines_of
from registration.use_cases.looks import LOOKS
from row_sets import Record
from service_runtime import NotFound, ReadConnection, Transaction

CODE, STATEMENT = "certificate.code", "certificate.statement"


async def issue_certificate(tx: Transaction, person_id: UUID, kind: CertificateKind, scope: Scope) -> tuple[UUID, str, Stated]:
    """Its id, the code that is printed on it, and what it states. Raises NotFound."""
    person = await read_person(tx.driver, person_id, scope)
    if person is None:
        LOOKS.miss(tx, scope.filed_by, "person")
        raise NotFound()
    certificate_id, code = new_id(), code_of(secrets.choice(ALPHABET) for _ in range(CODE_LETTERS))
    statement = await _statement(tx, person, kind)
    issued = IssuedCertificate(
        certificate_id=certificate_id,
        person_id=person_id,
        code_index=tx.safe.digest(code, CODE),
        code=tx.safe.seal(code, CODE, certificate_id),
        statement=tx.safe.seal(msgspec.json.encode(statement).decode(), STATEMENT, certificate_id),
        issued_to=scope.filed_by,
        issued_at=tx.now,
    )
    await keep_certificate(tx.driver, issued)
    tx.audit("certificate.issued", subject=str(person_id), actor=scope.filed_by, detail={"kind": kind})
    return certificate_id, code, statement


async def checked_statement(read: ReadConnection, typed: str) -> Stated | None:
    """What the certificate with this code states; None if there is none."""
    found = await certificate_with(read.driver, read.safe.digest(code_read(typed), CODE))
    return opened(read, found)[1] if found else None


def opened(read: ReadConnection, issued: IssuedCertificate) -> tuple[str, Stated]:
    """Code and statement."""
    owner = issued.certificate_id
    text = read.safe.open_text(issued.statement, STATEMENT, owner)
    return read.safe.open_text(issued.code, CODE, owner), msgspec.json.decode(text, type=Stated)


async def _statement(tx: Transaction, person: Record, kind: CertificateKind) -> Stated:
    person_id = person["person_id"]
    years = [_year(row) for row in await participations_of_person(tx.driver, person_id)]
    lines = await lines_of(tx.driver, person_id, list(RightsKind)) if kind is CertificateKind.RIGHTS else []
    return Stated(
        kind=kind,
        issued_on=tx.now.date(),
        name=tx.vault.open(person["name"], "name", person_id),
        number_masked=mask_number(tx.vault.open(person["numbers"][0], "document", person_id)),
        years=tuple(years),
        lines=tuple(StatedLine(one.happened_on, one.kind, one.sentence) for one in lines),
    )


def _year(row: Record) -> CoverYear:
    return msgspec.convert({name: row[name] for name in CoverYear.__struct_fields__}, CoverYear)
