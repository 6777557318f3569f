"""A form without faults becomes an application: names and numbers leave this module sealed for it, or as keyed digests only."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from enrolment_terms.documents import Document
from enrolment_terms.identifiers import new_id
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.sealed import Sealed
from registration.domain.application import NewApplication, Traces
from registration.domain.application_form import FormAnswers
from registration.domain.application_states import ApplicationState
from registration.domain.eligibility import FormVerdict
from service_runtime import ReadConnection, Vault


def seal_application(
    form: FormAnswers,
    verdict: FormVerdict,
    read: ReadConnection,
    *,
    application_id: UUID,
    filed_by: str,
    submitted_at: datetime,
    submit_no: int = 1,
    version: int = 1,
) -> NewApplication:
    """The application as it is written; `person_id` is a fresh one."""
    assert form.area is not None
    assert verdict.benefit_year is not None
    identity = verdict.identity
    assert identity is not None
    traces = traces_of(read.vault, identity.document, form.name or "", identity.birth_date)

    def sealed(text: str | None, purpose: str) -> Sealed:
        return read.vault.seal((text or "").strip(), purpose, application_id)

    def kept(text: str | None, purpose: str) -> Sealed | None:
        return read.safe.seal(text, purpose, application_id) if text else None

    return NewApplication(
        application_id=application_id,
        person_id=new_id(),
        traces=traces,
        token=traces.tokens[0],
        document_kind=identity.document.kind,
        number=sealed(identity.document.number, "document"),
        name=sealed(form.name, "name"),
        sex=identity.sex,
        birth_date=identity.birth_date,
        of_foreigners=form.foreign,
        state=ApplicationState.CHECK_PENDING,
        version=version,
        submit_no=submit_no,
        kind=verdict.kind,
        category=verdict.category,
        benefit_year=verdict.benefit_year,
        region=pooling_region_of(form.area),
        area=form.area,
        channel=form.channel,
        filed_by=filed_by,
        applied_on=submitted_at.date(),
        submitted_at=submitted_at,
        checked_at=None,
        holder=sealed(form.account_holder, "holder"),
        bank=sealed(form.bank, "bank"),
        account_number=sealed("".join((form.account_number or "").split()), "account"),
        phone=sealed(form.phone, "phone"),
        address=sealed(form.household_address, "address"),
        household_area=(form.household_area or "").strip(),
        household_no=sealed(form.household_no, "household") if form.household_no else None,
        event_date=form.event_date,
        permit_valid_to=form.permit_valid_to,
        consent_signed_on=form.consent_signed_on,
        consent_old_unit=kept(form.consent_old_unit, "old_unit"),
        employee_stop_proved=form.employee_stop_proof,
        materials=kept(msgspec.json.encode(form.materials).decode() if form.materials else None, "materials"),
    )


def traces_of(vault: Vault, document: Document, name: str, birth_date: date) -> Traces:
    """By what this identity is found again. The birth date salts the index of the name: equal names say little (docs/decisions/0012)."""
    return Traces(vault.identity_tokens(document), vault.blind_indexes(name.strip(), "name", birth_date))
