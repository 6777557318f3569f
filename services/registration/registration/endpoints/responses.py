"""Rows as answers: sealed values are opened here, masked at once, and never leave whole."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from enrolment_terms.masking import mask_name, mask_number, mask_phone
from enrolment_terms.reasons import Missing, Reason
from enrolment_terms.scheme import ParticipationState, Scheme
from registration.domain.application_form import Faults
from registration.domain.filer import neutral_missing, neutral_reasons
from registration.domain.materials import SatisfiedBy
from registration.domain.submission import changed_answers
from registration.schemas.applications import (
    ApplicantResponse,
    ApplicationItem,
    ApplicationNotice,
    ApplicationResponse,
    ApplicationStep,
    ApplicationSubmission,
)
from registration.schemas.mandates import MandateResponse
from registration.schemas.me import MyBillResponse, MyParticipationResponse
from registration.schemas.persons import DocumentResponse, ParticipationResponse, PersonResponse
from registration.use_cases.open_form import open_form
from row_sets import Record
from service_runtime import Principal, ReadConnection, Safe, Vault

Fault = TypeVar("Fault", Reason, Missing)
_REASONS, _MISSING = msgspec.json.Decoder(list[Reason]), msgspec.json.Decoder(list[Missing])


def application_item(row: Record, read: ReadConnection) -> ApplicationItem:
    """An application in a list, with who it says is to be registered."""
    owner = row["application_id"]
    name, number = (read.vault.open(row[column], purpose, owner) for column, purpose in (("name", "name"), ("number", "document")))
    told = _faults_told(read.safe, row, row["proved"]) | ({} if row["proved"] else {"person_id": None})
    return ApplicationItem(**{**row, **told}, person=ApplicantResponse(name_masked=mask_name(name), document_masked=mask_number(number)))


def _faults(safe: Safe, row: Record, kind: str, decoder: msgspec.json.Decoder[list[Fault]]) -> list[Fault]:
    return decoder.decode(safe.open_text(row[kind], kind, row["application_id"])) if row[kind] else []


def faults_of(safe: Safe, row: Record) -> Faults:
    """What was told of an application last, to its own office."""
    return Faults(tuple(_faults(safe, row, "reasons", _REASONS)), tuple(_faults(safe, row, "missing", _MISSING)))


def _faults_told(safe: Safe, row: Record, proved: bool) -> dict[str, Any]:
    """Reasons and missing things of a row, as somebody may hear them."""
    reasons: Sequence[Reason] = _faults(safe, row, "reasons", _REASONS)
    missing: Sequence[Missing] = _faults(safe, row, "missing", _MISSING)
    if not proved:
        reasons, missing = neutral_reasons(reasons), neutral_missing(missing)
    return {"reasons": [asdict(one) for one in reasons], "missing": [asdict(one) for one in missing]}


@dataclass(frozen=True, slots=True)
class Way:
    """What happened to an application: its steps, all that was handed in, and all that was told of it."""

    history: Sequence[Record]
    submissions: Sequence[Record]
    notices: Sequence[Record]


def application_response(row: Record, way: Way, read: ReadConnection, caller: Principal) -> ApplicationResponse:
    """One application with its way."""
    owner = row["application_id"]
    steps = [ApplicationStep(**{**step, "note": _note(read.safe, step["note"], owner), **_who(step, caller)}) for step in way.history]
    notices = [ApplicationNotice(**{**one, **_faults_told(read.safe, one, row["proved"]), **_who(one, caller)}) for one in way.notices]
    handed_in = _submissions(way.submissions, owner, read.safe, caller)
    return ApplicationResponse(**dict(application_item(row, read)), history=steps, submissions=handed_in, notices=notices)


def _who(row: Record, caller: Principal) -> dict[str, str]:
    return {"actor": caller.reads_actor(row["actor"])}


def _submissions(rows: Sequence[Record], application_id: UUID, safe: Safe, caller: Principal) -> list[ApplicationSubmission]:
    forms = [open_form(safe, row["form"], application_id) for row in rows]
    changed = changed_answers(forms)
    return [
        ApplicationSubmission(
            **{**row, **_who(row, caller)}, changed=list(fields), materials=[material.kind for material in form.materials]
        )
        for row, form, fields in zip(rows, forms, changed, strict=True)
    ]


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
        birth_year=row["birth_date"].year if row["birth_date"] else None,
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
        provided_by=paper.get("provided_by", SatisfiedBy.COPY),
    )


def bills_in(row: Record) -> list[dict[str, Any]]:
    """The bills of a row that has them as JSON."""
    bills: list[dict[str, Any]] = msgspec.json.decode(row["bills"] or "[]")
    return bills


def participation_with_bills(row: Record, bills: Sequence[dict[str, Any]]) -> MyParticipationResponse:
    """A participation as its person sees it."""
    return MyParticipationResponse(**dict(participation_response(row)), bills=[MyBillResponse(**bill) for bill in bills])
