"""Hand in an application: all faults at once, or the application with its conflict check asked for."""

from dataclasses import replace
from uuid import UUID

from enrolment_terms.identifiers import new_id
from enrolment_terms.regions import pooling_region_of
from registration.domain.application import Application, PersonFound
from registration.domain.application_form import Faults, FormAnswers, document_of
from registration.domain.eligibility import FormVerdict, judge_form
from registration.domain.filer import ASK_OFFICE, Filer, faults_on_file, filing_faults
from registration.errors import ApplicationHasFaults
from registration.repository.application_writes import file_application, look_up
from registration.use_cases.ask_conflict_check import submitted_event
from registration.use_cases.check_filer import is_bound
from registration.use_cases.looks import LOOKS
from registration.use_cases.name_materials import name_files, unusable_files
from registration.use_cases.seal_application import seal_application, traces_of
from service_runtime import Transaction


async def submit_application(tx: Transaction, form: FormAnswers, filer: Filer) -> Application:
    """The application in CHECK_PENDING. Raises ApplicationHasFaults; then nothing is written."""
    verdict, bound = await accept_form(tx, form, filer)
    new = seal_application(form, verdict, tx, application_id=new_id(), filed_by=filer.subject, submitted_at=tx.now)
    found = await file_application(tx.driver, new)
    if found.person_id is None:
        raise refusal_on_file(tx, found, filer, bound)
    await name_files(tx, new.application_id, form.materials)
    application = new if found.person_id == new.person_id else replace(new, person_id=found.person_id)
    tx.publish(submitted_event(application, (*new.traces.tokens, *found.tokens), tx.now))
    tx.audit("application.submitted", subject=str(new.application_id), actor=filer.subject, detail={"channel": form.channel})
    return application


async def accept_form(
    tx: Transaction, form: FormAnswers, filer: Filer, before: str | None = None, application_id: UUID | None = None
) -> tuple[FormVerdict, bool]:
    """The verdict on a form without faults, and whether the filer is bound to its person.

    Raises ApplicationHasFaults: those of the form, of the filer, and those on file, in one answer. Whoever may not file learns nothing of
    the file. `before` is the document of the application that is corrected, `application_id` its id. Whether
    the e-credential is active is what the sign-on says of the filer, whatever the form says (R-011).
    """
    form = replace(form, credential_active=filer.credential_active)
    verdict = judge_form(form, tx.now.date(), tx.policy)
    document = document_of(form)
    bound = await is_bound(tx, filer, document, before)
    not_allowed = filing_faults(filer, bound, document is not None, form.area)
    unusable = Faults(await unusable_files(tx, form.materials, filer.subject, application_id))
    if verdict.faults or unusable or not_allowed:
        faults = verdict.faults + unusable + (not_allowed or await _faults_on_file(tx, form, verdict, filer, bound))
        raise ApplicationHasFaults(reasons=faults.reasons, missing=faults.missing)
    return verdict, bound


def refusal_on_file(tx: Transaction, found: PersonFound, filer: Filer, bound: bool) -> ApplicationHasFaults:
    """What only the file of persons and participations can tell, as far as the filer may hear it."""
    return ApplicationHasFaults(reasons=_told(tx, found, filer, bound).reasons)


def _told(tx: Transaction, found: PersonFound, filer: Filer, bound: bool) -> Faults:
    faults = faults_on_file(found, filer, bound)
    if ASK_OFFICE in faults.reasons:
        LOOKS.miss(tx, filer.subject, "filing")
    return faults


async def _faults_on_file(tx: Transaction, form: FormAnswers, verdict: FormVerdict, filer: Filer, bound: bool) -> Faults:
    """For a form refused anyway: whatever else stands against it, as far as the form can be read (R-004)."""
    identity, year = verdict.identity, verdict.benefit_year
    if identity is None or year is None or not form.name or not identity.document.has_valid_checksum:
        return Faults()
    try:
        region = pooling_region_of(form.area or "")
    except ValueError:
        return Faults()
    traces = traces_of(tx.vault, identity.document, form.name, identity.birth_date)
    return _told(tx, await look_up(tx.driver, traces, identity.sex, identity.birth_date, region, year), filer, bound)
