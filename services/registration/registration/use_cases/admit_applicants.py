"""An approval brings who an application names into the file of persons: somebody known, or a new person (R-010)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from enrolment_terms.documents import Document, Sex
from enrolment_terms.identifiers import new_id
from enrolment_terms.sealed import Sealed
from registration.domain.application import Application
from registration.domain.eligibility import payer_of
from registration.domain.participation import Approval
from registration.domain.person import NewPerson, ToldIdentity
from registration.errors import ApplicationNotReadable, IdentityDiffers
from registration.repository.applicant_rows import ApplicantRow, read_applicants
from registration.repository.person_writes import lock_identities, make_persons
from registration.use_cases.claim_documents import claim_documents
from service_runtime import CannotOpen, Refusal, Transaction, Vault, get_logger

_log = get_logger("registration")
_TEXTS = {
    "name": "name",
    "phone": "phone",
    "address": "address",
    "holder": "holder",
    "bank": "bank",
    "account_number": "account",
    "household_no": "household",
}
"""Column -> purpose of its seal: what reaches the person and the participation."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """Approvals of those whose identity holds, and why the others are refused."""

    approvals: list[Approval]
    refused: dict[UUID, Refusal]


@dataclass(frozen=True, slots=True)
class _Applicant:
    """Who an application names, opened."""

    application: Application
    document: Document
    texts: Mapping[str, str | None]
    identity: ToldIdentity
    of_foreigners: bool


async def admit_applicants(tx: Transaction, applications: Sequence[Application]) -> Admitted:
    """Set-based: one locked look-up of all documents. Of two that show one new document the first makes the person."""
    rows = await read_applicants(tx.driver, [one.application_id for one in applications])
    opened = [_opened(tx.vault, one, rows[one.application_id]) for one in applications]
    refused: dict[UUID, Refusal] = {
        one.application_id: ApplicationNotReadable() for one, found in zip(applications, opened, strict=True) if found is None
    }
    applicants = [one for one in opened if one is not None]
    wanted = [one.application.person_id for one in applicants]
    people = await claim_documents(tx, [one.document for one in applicants], wanted)
    known, made, approvals = await lock_identities(tx.driver, people), [], []
    for applicant, person_id in zip(applicants, people, strict=True):
        if person_id not in known:
            made.append(_person(tx.vault, applicant, person_id))
            known[person_id] = applicant.identity.as_known
        elif applicant.identity.differs_from(known[person_id]):
            refused[applicant.application.application_id] = IdentityDiffers()
            continue
        approvals.append(_approval(tx.vault, applicant, person_id))
    await make_persons(tx.driver, made, tx.now)
    return Admitted(approvals, refused)


def _opened(vault: Vault, application: Application, row: ApplicantRow) -> _Applicant | None:
    owner = application.application_id
    try:
        texts = {name: _text(vault, getattr(row, name), purpose, owner) for name, purpose in _TEXTS.items()}
        document = Document(application.document_kind, vault.open(application.number, "document", owner))
    except CannotOpen:
        _log.error("application.not_readable", application_id=str(owner))
        return None
    names = vault.blind_indexes(texts["name"] or "", "name", row.birth_date)
    return _Applicant(application, document, texts, ToldIdentity(names, Sex(row.sex), row.birth_date), row.of_foreigners)


def _text(vault: Vault, sealed: str | None, purpose: str, owner: UUID) -> str | None:
    return None if sealed is None else vault.open_text(sealed, purpose, owner)


def _person(vault: Vault, one: _Applicant, person_id: UUID) -> NewPerson:
    return NewPerson(
        person_id=person_id,
        name=vault.seal(one.texts["name"] or "", "name", person_id),
        name_index=one.identity.names[0],
        sex=one.identity.sex,
        birth_date=one.identity.birth_date,
        of_foreigners=one.of_foreigners,
        phone=None,
        address=None,
    )


def _approval(vault: Vault, one: _Applicant, person_id: UUID) -> Approval:
    def sealed(name: str) -> Sealed:
        return vault.seal(one.texts[name] or "", _TEXTS[name], person_id)

    return Approval(
        application_id=one.application.application_id,
        participation_id=new_id(),
        payer=payer_of(one.application.category, one.application.channel),
        person_id=person_id,
        household_no=sealed("household_no") if one.texts["household_no"] else None,
        holder=sealed("holder"),
        bank=sealed("bank"),
        account_number=sealed("account_number"),
        phone=sealed("phone"),
        address=sealed("address"),
    )
