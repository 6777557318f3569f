"""Rows as answers: sealed values are opened here, masked at once, and never leave whole."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import msgspec

from enrolment_terms.masking import mask_name, mask_number, mask_phone
from enrolment_terms.reasons import Missing, Reason
from enrolment_terms.scheme import ParticipationState, Scheme
from registration.domain.filer import neutral_missing, neutral_reasons
from registration.schemas.applications import ApplicantResponse, ApplicationItem, ApplicationResponse, ApplicationStep
from registration.schemas.mandates import MandateResponse
from registration.schemas.persons import DocumentResponse, ParticipationResponse, PersonResponse
from row_sets import Record
from service_runtime import Safe, Vault

_REASONS, _MISSING = msgspec.json.Decoder(list[Reason]), msgspec.json.Decoder(list[Missing])


def application_item(row: Record, vault: Vault) -> ApplicationItem:
    """An application in a list."""
    name, number = mask_name(vault.open(row["name"], "name")), mask_number(vault.open(row["number"], "document"))
    reasons, missing = _REASONS.decode(row["reasons"]), _MISSING.decode(row["missing"])
    told: dict[str, Any] = {"reasons": reasons, "missing": missing}
    if not row["proved"]:
        told = {"reasons": neutral_reasons(reasons), "missing": neutral_missing(missing), "person_id": None}
    told |= {name: [asdict(one) for one in told[name]] for name in ("reasons", "missing")}
    return ApplicationItem(**{**row, **told}, person=ApplicantResponse(name_masked=name, document_masked=number))


def application_response(row: Record, history: Sequence[Record], vault: Vault) -> ApplicationResponse:
    """One application with its way."""
    return ApplicationResponse(**dict(application_item(row, vault)), history=[ApplicationStep(**step) for step in history])


def person_response(row: Record, vault: Vault) -> PersonResponse:
    """A person, masked."""
    documents = zip(row["kinds"], row["numbers"], strict=True)
    return PersonResponse(
        **row,
        name_masked=mask_name(vault.open(row["name"], "name")),
        birth_year=row["birth_date"].year,
        documents=[DocumentResponse(kind=kind, number_masked=mask_number(vault.open(number, "document"))) for kind, number in documents],
        phone_masked=mask_phone(vault.open(row["phone"], "phone")) if row["phone"] else None,
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
