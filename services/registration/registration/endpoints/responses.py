"""Rows as answers: sealed values are opened here, masked at once, and never leave whole."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from enrolment_terms.masking import mask_name, mask_number, mask_phone
from enrolment_terms.reasons import Missing, Reason
from enrolment_terms.scheme import ParticipationState, Scheme
from registration.domain.filer import neutral_missing, neutral_reasons
from registration.schemas.applications import ApplicantResponse, ApplicationItem, ApplicationResponse, ApplicationStep
from registration.schemas.mandates import MandateResponse
from registration.schemas.persons import DocumentResponse, ParticipationResponse, PersonResponse
from row_sets import Record
from service_runtime import ReadConnection, Safe, Vault

Fault = TypeVar("Fault", Reason, Missing)
_REASONS, _MISSING = msgspec.json.Decoder(list[Reason]), msgspec.json.Decoder(list[Missing])


def application_item(row: Record, read: ReadConnection) -> ApplicationItem:
    """An application in a list, with who it says is to be registered."""
    owner = row["application_id"]
    name, number = (read.vault.open(row[column], purpose, owner) for column, purpose in (("name", "name"), ("number", "document")))
    reasons, missing = _faults(read.safe, row, "reasons", _REASONS), _faults(read.safe, row, "missing", _MISSING)
    told: dict[str, Any] = {"reasons": reasons, "missing": missing}
    if not row["proved"]:
        told = {"reasons": neutral_reasons(reasons), "missing": neutral_missing(missing), "person_id": None}
    told |= {name: [asdict(one) for one in told[name]] for name in ("reasons", "missing")}
    return ApplicationItem(**{**row, **told}, person=ApplicantResponse(name_masked=mask_name(name), document_masked=mask_number(number)))


def _faults(safe: Safe, row: Record, kind: str, decoder: msgspec.json.Decoder[list[Fault]]) -> list[Fault]:
    return decoder.decode(safe.open_text(row[kind], kind, row["application_id"])) if row[kind] else []


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


def mandate_response(row: Record, safe: Safe) -> MandateResponse:
    """A mandate, its document masked."""
    mandate_id = row["mandate_id"]

    def opened(column: str) -> Any:  # noqa: ANN401 -- JSON
        return msgspec.json.decode(safe.open(row[column], f"mandate.{column}", mandate_id)) if row[column] else []

    document, paper = opened("document"), opened("paper")
    return MandateResponse(
        **{**row, "reasons": opened("reasons"), "paper": paper["kind"]},
        document_type=document["kind"],
        number_masked=mask_number(document["number"]),
        reference=paper["reference"],
    )
