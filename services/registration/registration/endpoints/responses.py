"""Rows as answers: sealed values are opened here, masked at once, and never leave whole."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from enrolment_terms.masking import mask_name, mask_number, mask_phone
from enrolment_terms.scheme import ParticipationState, Scheme
from registration.schemas.applications import ApplicantResponse, ApplicationItem, ApplicationResponse, ApplicationStep
from registration.schemas.persons import DocumentResponse, ParticipationResponse, PersonResponse
from row_sets import Record
from service_runtime import ReadConnection, Safe, Vault


def application_item(row: Record, read: ReadConnection) -> ApplicationItem:
    """An application in a list, with who it says is to be registered."""
    owner = row["application_id"]
    name, number = (read.vault.open(row[column], purpose, owner) for column, purpose in (("name", "name"), ("number", "document")))
    told = {told: _faults(read.safe, row[told], told, owner) for told in ("reasons", "missing")}
    return ApplicationItem(**{**row, **told}, person=ApplicantResponse(name_masked=mask_name(name), document_masked=mask_number(number)))


def _faults(safe: Safe, sealed: str | None, purpose: str, application_id: UUID) -> list[Any]:
    faults: list[Any] = msgspec.json.decode(safe.open_text(sealed, purpose, application_id)) if sealed else []
    return faults


def application_response(row: Record, history: Sequence[Record], read: ReadConnection) -> ApplicationResponse:
    """One application with its way."""
    steps = [ApplicationStep(**{**step, "note": _note(read.safe, step["note"], row["application_id"])}) for step in history]
    return ApplicationResponse(**dict(application_item(row, read)), history=steps)


def _note(safe: Safe, sealed: str | None, application_id: UUID) -> str | None:
    return safe.open_text(sealed, "note", application_id) if sealed else None


def person_response(row: Record, vault: Vault) -> PersonResponse:
    """A person, masked. A document has a row for each identity key, and is told once."""
    owner = row["person_id"]
    numbers = (vault.open(number, "document", owner) for number in row["numbers"])
    documents = dict.fromkeys(zip(row["kinds"], numbers, strict=True))
    return PersonResponse(
        **row,
        name_masked=mask_name(vault.open(row["name"], "name", owner)),
        birth_year=row["birth_date"].year,
        documents=[DocumentResponse(kind=kind, number_masked=mask_number(number)) for kind, number in documents],
        phone_masked=mask_phone(vault.open(row["phone"], "phone", owner)) if row["phone"] else None,
    )


def participation_response(row: Record) -> ParticipationResponse:
    """A participation with national codes beside ours."""
    state = ParticipationState(row["state"])
    codes = {"insutype": Scheme(row["scheme"]).insutype, "psn_insu_stas": state.psn_insu_stas}
    return ParticipationResponse(**row, **codes)
