"""A form without faults, sealed."""

from datetime import datetime
from uuid import UUID

import msgspec

from enrolment_terms.identifiers import new_id
from enrolment_terms.regions import pooling_region_of
from registration.domain.application_form import FormAnswers
from registration.domain.eligibility import FormVerdict
from registration.domain.filing import FiledPerson, Filing
from service_runtime import Vault


def seal_filing(
    form: FormAnswers, verdict: FormVerdict, vault: Vault, *, application_id: UUID, filed_by: str, submitted_at: datetime
) -> Filing:
    """Names and numbers leave this function sealed or as keyed digests only."""
    assert form.area is not None
    assert form.bank is not None
    assert form.household_area is not None
    assert verdict.benefit_year is not None
    return Filing(
        application_id=application_id,
        person=_person(form, verdict, vault),
        kind=verdict.kind,
        category=verdict.category,
        benefit_year=verdict.benefit_year,
        region=pooling_region_of(form.area),
        area=form.area,
        channel=form.channel,
        filed_by=filed_by,
        submitted_at=submitted_at,
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


def _person(form: FormAnswers, verdict: FormVerdict, vault: Vault) -> FiledPerson:
    identity, name = verdict.identity, (form.name or "").strip()
    assert identity is not None
    return FiledPerson(
        person_id=new_id(),
        name=vault.seal(name, "name"),
        name_index=vault.blind_index(name, "name"),
        sex=identity.sex,
        birth_date=identity.birth_date,
        of_foreigners=form.foreign,
        token=vault.identity_token(identity.document),
        document_type=identity.document.kind,
        document_number=vault.seal(identity.document.number, "document"),
    )
