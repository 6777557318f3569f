"""Hand in an application: all faults at once, or the application with its conflict check asked for."""

from dataclasses import replace

from enrolment_terms.identifiers import new_id
from enrolment_terms.reasons import ReasonCode, reason
from enrolment_terms.regions import pooling_region_of
from registration.domain.application import Application, PersonFound
from registration.domain.application_form import Faults, FormAnswers
from registration.domain.eligibility import FormVerdict, judge_form
from registration.errors import ApplicationHasFaults
from registration.repository.application_writes import file_application, look_up
from registration.use_cases.ask_conflict_check import submitted_event
from registration.use_cases.seal_application import seal_application, traces_of
from service_runtime import Transaction


async def submit_application(tx: Transaction, form: FormAnswers, filed_by: str) -> Application:
    """The application in CHECK_PENDING. Raises ApplicationHasFaults; then nothing is written."""
    verdict = await accept_form(tx, form)
    new = seal_application(form, verdict, tx, application_id=new_id(), filed_by=filed_by, submitted_at=tx.now)
    found = await file_application(tx.driver, new)
    if found.person_id is None:
        raise refusal_on_file(found)
    application = new if found.person_id == new.person_id else replace(new, person_id=found.person_id)
    tx.publish(submitted_event(application, (*new.traces.tokens, *found.tokens), tx.now))
    tx.audit("application.submitted", subject=str(new.application_id), actor=filed_by, detail={"channel": form.channel})
    return application


async def accept_form(tx: Transaction, form: FormAnswers) -> FormVerdict:
    """The verdict on a form without faults. Raises ApplicationHasFaults: those of the form and those on file, in one answer."""
    verdict = judge_form(form, tx.now.date(), tx.policy)
    if verdict.faults:
        faults = verdict.faults + await _faults_on_file(tx, form, verdict)
        raise ApplicationHasFaults(reasons=faults.reasons, missing=faults.missing)
    return verdict


def refusal_on_file(found: PersonFound) -> ApplicationHasFaults:
    """What only the file of persons and participations can tell."""
    return ApplicationHasFaults(reasons=_found_faults(found).reasons)


def _found_faults(found: PersonFound) -> Faults:
    reasons = []
    if found.already_registered:
        reasons.append(reason(ReasonCode.ALREADY_REGISTERED, field="benefit_year", rule="R-001"))
    if found.identity_differs:
        reasons.append(reason(ReasonCode.IDENTITY_DIFFERS, field="name", rule="R-010"))
    return Faults(tuple(reasons))


async def _faults_on_file(tx: Transaction, form: FormAnswers, verdict: FormVerdict) -> Faults:
    """For a form refused anyway: whatever else stands against it, as far as the form can be read (R-004)."""
    identity, year = verdict.identity, verdict.benefit_year
    if identity is None or year is None or not form.name or not identity.document.has_valid_checksum:
        return Faults()
    try:
        region = pooling_region_of(form.area or "")
    except ValueError:
        return Faults()
    traces = traces_of(tx.vault, identity.document, form.name, identity.birth_date)
    return _found_faults(await look_up(tx.driver, traces, identity.sex, identity.birth_date, region, year))
