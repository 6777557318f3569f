"""A form without faults becomes an application: names and numbers leave this module sealed for it, or as keyed digests only."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec

from enrolment_terms.identifiers import new_id
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.sealed import Sealed
from registration.domain.application import NewApplication, Traces
from registration.domain.application_form import FormAnswers, Identity
from registration.domain.application_states import ApplicationState, next_state
from registration.domain.eligibility import FormVerdict, is_of_foreigners, is_stop_proved
from registration.domain.items import Item
from service_runtime import ReadConnection, Safe, Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One handing in of a form: by whom, when, and as which one of its application."""

    application_id: UUID
    filed_by: str
    submitted_at: datetime
    applied_on: date
    """The day of the first one: it decides what was in time (R-033)."""
    list_id: UUID | None = None
    """The confirmed list that files it. What is corrected by hand is confirmed no more."""
    submit_no: int = 1
    version: int = 1


def seal_application(form: FormAnswers, item: Item, verdict: FormVerdict, submission: Submission, read: ReadConnection) -> NewApplication:
    """The application as it is written; `person_id` is a fresh one."""
    identity, area, application_id = verdict.identity, form.told["area"], submission.application_id
    assert identity is not None
    assert verdict.benefit_year is not None
    assert form.channel is not None
    traces, owner = traces_of(read.vault, identity), str(application_id)
    return NewApplication(
        application_id=application_id,
        person_id=new_id(),
        traces=traces,
        token=traces.tokens[0],
        document_kind=identity.document.kind,
        number=read.vault.seal(identity.document.number, "document", owner),
        name=read.vault.seal(identity.name, "name", owner),
        name_index=traces.names[0],
        sex=identity.sex,
        birth_date=identity.birth_date,
        expected_on=identity.expected_on,
        of_foreigners=is_of_foreigners(form),
        state=next_state(ApplicationState.SUBMITTED, item.event_of_submit),
        version=submission.version,
        submit_no=submission.submit_no,
        item=item.code,
        kind=verdict.kind,
        category=verdict.category,
        benefit_year=verdict.benefit_year,
        region=pooling_region_of(area),
        area=area,
        channel=form.channel,
        filed_by=submission.filed_by,
        list_id=submission.list_id,
        applied_on=submission.applied_on,
        submitted_at=submission.submitted_at,
        checked_at=None,
        event_date=form.event_date,
        permit_valid_to=form.permit_valid_to,
        consent_signed_on=form.consent_signed_on,
        employee_stop_proved=is_stop_proved(form),
        form=sealed_form(read.safe, form, owner),
    )


def sealed_form(safe: Safe, form: FormAnswers, application_id: UUID | str) -> Sealed:
    """All answers and materials, for `open_form`."""
    return safe.seal(msgspec.json.encode(form).decode(), "form", application_id)


def traces_of(vault: Vault, identity: Identity) -> Traces:
    """By what this identity is found again. The birth date salts the index of the name: equal names say little (docs/decisions/0012)."""
    names = vault.blind_indexes(identity.name.strip(), "name", identity.birth_date or "")
    return Traces(vault.identity_tokens(identity.document), names)
