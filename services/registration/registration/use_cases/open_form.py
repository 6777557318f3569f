"""Opens the form of an application: what reaches the person and the participation when it is approved."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from enrolment_terms.sealed import Sealed
from registration.domain.application_form import FormAnswers
from registration.repository.applicant_rows import ApplicantRow
from service_runtime import Safe, Transaction, Vault

TEXTS = {
    "phone": "phone",
    "address": "address",
    "holder": "holder",
    "bank": "bank",
    "account_number": "account",
    "household_no": "household",
}
"""Column of person or participation -> purpose of its seal."""
_ANSWERS = {"address": "household_address", "holder": "account_holder"}
_form = msgspec.json.Decoder(FormAnswers)


def open_form(safe: Safe, sealed: Sealed, application_id: UUID) -> FormAnswers:
    """All answers and materials. Raises CannotOpen."""
    return _form.decode(safe.open(sealed, "form", application_id))


def form_of_row(tx: Transaction, row: ApplicantRow, application_id: UUID) -> FormAnswers:
    """The form of an application; of a row of before forms what its columns say of contact and account. Raises CannotOpen."""
    if row.form is not None:
        return open_form(tx.safe, row.form, application_id)
    texts: dict[str, Any] = {
        _ANSWERS.get(name, name): _opened(tx.vault, getattr(row, name), purpose, application_id) for name, purpose in TEXTS.items()
    }
    return FormAnswers(**texts)


def texts_of(form: FormAnswers) -> Mapping[str, str | None]:
    """Contact and account of a form."""
    texts = {name: form.told.get(_ANSWERS.get(name, name)) for name in TEXTS}
    return texts | {"account_number": "".join((form.account_number or "").split()) or None}


def _opened(vault: Vault, sealed: Sealed | None, purpose: str, owner: UUID) -> str | None:
    return None if sealed is None else vault.open_text(sealed, purpose, owner) or None
