"""Rows as answers: sealed values are opened here, masked at once, and never leave whole."""

from collections.abc import Mapping
from typing import Any

from enrolment_terms.masking import mask_name, mask_number, mask_phone
from enrolment_terms.scheme import ParticipationState, Scheme
from registration import schemas
from registration.domain.participation_states import STATE_LABELS
from service_runtime import Vault


def application_item(row: Mapping[str, Any], vault: Vault) -> dict[str, Any]:
    """The fields that list and single view share."""
    return {
        "application_id": str(row["application_id"]),
        "state": row["state"],
        "kind": row["kind"],
        "category": row["category"],
        "benefit_year": row["benefit_year"],
        "area": row["area"],
        "channel": row["channel"],
        "submit_no": row["submit_no"],
        "submitted_at": row["submitted_at"],
        "reasons": row["reasons"],
        "missing": row["missing"],
        "person_id": str(row["person_id"]),
        "person": {
            "name_masked": mask_name(vault.open(row["name"], "name")),
            "document_masked": mask_number(vault.open(row["number"], "document")),
        },
        "participation_id": str(row["participation_id"]) if row["participation_id"] else None,
    }


def person_shown(row: Mapping[str, Any], vault: Vault) -> schemas.PersonShown:
    """A person, masked."""
    documents = [
        schemas.DocumentShown(kind=kind, number_masked=mask_number(vault.open(number, "document")))
        for kind, number in zip(row["kinds"], row["numbers"], strict=True)
    ]
    return schemas.PersonShown(
        person_id=str(row["person_id"]),
        name_masked=mask_name(vault.open(row["name"], "name")),
        sex=row["sex"],
        birth_year=row["birth_date"].year,
        documents=documents,
        phone_masked=mask_phone(vault.open(row["phone"], "phone")) if row["phone"] else None,
    )


def participation_shown(row: Mapping[str, Any]) -> schemas.ParticipationShown:
    """A participation with national codes beside ours."""
    state = ParticipationState(row["state"])
    return schemas.ParticipationShown(
        **{
            **row,
            "participation_id": str(row["participation_id"]),
            "person_id": str(row["person_id"]),
            "application_id": str(row["application_id"]) if row["application_id"] else None,
            "insutype": Scheme(row["scheme"]).insutype,
            "state_label": STATE_LABELS[state],
            "psn_insu_stas": state.psn_insu_stas,
        }
    )
