"""Hand in an application: all faults at once, or the application with its conflict check asked for."""

from datetime import datetime
from uuid import UUID

from enrolment_terms.identifiers import new_id
from enrolment_terms.reasons import ReasonCode, reason
from enrolment_terms.regions import pooling_region_of
from policy_parameters import PolicyBook
from registration.domain.application_form import Faults, FormAnswers
from registration.domain.application_states import ApplicationState
from registration.domain.eligibility import FormVerdict, judge_form
from registration.domain.filing import Case, Filing
from registration.errors import ApplicationHasFaults
from registration.repository.application_filing import FilingOutcome, file_application, look_up
from registration.repository.connection import Driver
from registration.use_cases.ask_conflict_check import submitted_event
from registration.use_cases.seal_filing import seal_filing
from service_runtime import UnitOfWork, Vault


async def submit_application(tx: UnitOfWork, form: FormAnswers, filed_by: str, vault: Vault, policy: PolicyBook) -> Case:
    """The application in CHECK_PENDING. Raises ApplicationHasFaults; then nothing is written."""
    verdict = judge_form(form, tx.now.date(), policy)
    if verdict.faults:
        raise refusal(verdict.faults + await faults_on_file(tx.driver, form, verdict, vault))
    filing = seal_filing(form, verdict, vault, application_id=new_id(), filed_by=filed_by, submitted_at=tx.now)
    outcome = await file_application(tx.driver, filing)
    if outcome.person_id is None:
        raise refusal(outcome_faults(outcome))
    case = case_of(filing, outcome.person_id, submit_no=1, version=1)
    tx.publish(submitted_event(case, outcome.tokens, tx.now))
    tx.audit("application.submitted", subject=str(case.application_id), actor=filed_by, detail={"channel": form.channel})
    return case


def refusal(faults: Faults) -> ApplicationHasFaults:
    """All faults in one answer."""
    return ApplicationHasFaults(reasons=faults.reasons, missing=faults.missing)


def outcome_faults(outcome: FilingOutcome) -> Faults:
    """What only the file of persons and participations can tell."""
    reasons = []
    if outcome.already_registered:
        reasons.append(reason(ReasonCode.ALREADY_REGISTERED, field="benefit_year", rule="R-001"))
    if outcome.identity_differs:
        reasons.append(reason(ReasonCode.IDENTITY_DIFFERS, field="name", rule="R-010"))
    return Faults(tuple(reasons))


async def faults_on_file(driver: Driver, form: FormAnswers, verdict: FormVerdict, vault: Vault) -> Faults:
    """For a form refused anyway: whatever else stands against it, as far as the form can be read (R-004)."""
    identity, year = verdict.identity, verdict.benefit_year
    if identity is None or year is None or not form.name or not identity.document.has_valid_checksum:
        return Faults()
    try:
        region = pooling_region_of(form.area or "")
    except ValueError:
        return Faults()
    name_index = vault.blind_index(form.name.strip(), "name")
    return outcome_faults(await look_up(driver, vault.identity_token(identity.document), name_index, identity.sex, region, year))


def case_of(filing: Filing, person_id: UUID, *, submit_no: int, version: int, submitted_at: datetime | None = None) -> Case:
    """The application as it now stands."""
    return Case(
        application_id=filing.application_id,
        person_id=person_id,
        state=ApplicationState.CHECK_PENDING,
        version=version,
        submit_no=submit_no,
        benefit_year=filing.benefit_year,
        region=filing.region,
        area=filing.area,
        category=filing.category,
        channel=filing.channel,
        filed_by=filing.filed_by,
        applied_on=filing.applied_on,
        submitted_at=submitted_at or filing.submitted_at,
        checked_at=None,
        token=filing.person.token,
        consent_signed_on=filing.consent_signed_on,
        employee_stop_proved=filing.employee_stop_proved,
    )
