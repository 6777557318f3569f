"""A form without faults becomes an application: names and numbers leave this module sealed or as keyed digests only."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from enrolment_terms.documents import Document, Sex
from enrolment_terms.identifiers import new_id
from enrolment_terms.regions import pooling_region_of
from registration.domain.application import NewApplication, NewPerson, SealedDocument
from registration.domain.application_form import FormAnswers
from registration.domain.application_states import ApplicationState
from registration.domain.eligibility import FormVerdict
from service_runtime import Vault


def seal_application(
    form: FormAnswers,
    verdict: FormVerdict,
    vault: Vault,
    *,
    application_id: UUID,
    filed_by: str,
    submitted_at: datetime,
    submit_no: int = 1,
    version: int = 1,
) -> NewApplication:
    """The application as it is written."""
    assert form.area is not None
    assert form.bank is not None
    assert form.household_area is not None
    assert verdict.benefit_year is not None
    identity = verdict.identity
    assert identity is not None
    person = seal_person(vault, form.name or "", identity.document, identity.sex, identity.birth_date, form.foreign)
    return NewApplication(
        application_id=application_id,
        person_id=person.person_id,
        person=person,
        token=person.document.token,
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
        holder=vault.seal((form.account_holder or "").strip(), "holder"),
        bank=form.bank.strip(),
        account_number=vault.seal("".join((form.account_number or "").split()), "account"),
        phone=vault.seal((form.phone or "").strip(), "phone"),
        address=vault.seal((form.household_address or "").strip(), "address"),
        household_area=form.household_area.strip(),
        household_no=form.household_no,
        event_date=form.event_date,
        permit_valid_to=form.permit_valid_to,
        consent_signed_on=form.consent_signed_on,
        consent_old_unit=form.consent_old_unit,
        employee_stop_proved=form.employee_stop_proof,
        materials=msgspec.json.encode(form.materials).decode(),
    )


def seal_person(vault: Vault, name: str, document: Document, sex: Sex, birth_date: date, of_foreigners: bool) -> NewPerson:
    """Somebody with one document, under a fresh id."""
    told = name.strip()
    return NewPerson(
        person_id=new_id(),
        name=vault.seal(told, "name"),
        name_index=vault.blind_index(told, "name"),
        sex=sex,
        birth_date=birth_date,
        of_foreigners=of_foreigners,
        document=SealedDocument(document.kind, vault.identity_token(document), vault.seal(document.number, "document")),
    )
