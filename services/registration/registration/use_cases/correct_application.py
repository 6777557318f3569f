"""Hand in a corrected form: the whole check runs again (R-004 "correction re-runs the whole check")."""

from uuid import UUID

from policy_parameters import PolicyBook
from registration.domain.application_form import FormAnswers
from registration.domain.application_states import ApplicationEvent, after
from registration.domain.eligibility import judge_form
from registration.domain.filing import Case
from registration.domain.scope import Scope
from registration.repository.application_filing import look_up, resubmit_application, tokens_of
from registration.repository.application_rows import lock_cases
from registration.use_cases.ask_conflict_check import submitted_event
from registration.use_cases.refuse_transitions import transitions_refused
from registration.use_cases.seal_filing import seal_filing
from registration.use_cases.submit_application import case_of, faults_on_file, outcome_faults, refusal
from service_runtime import NotFound, UnitOfWork, Vault


async def correct_application(
    tx: UnitOfWork, application_id: UUID, form: FormAnswers, scope: Scope, vault: Vault, policy: PolicyBook
) -> Case:
    """The application in CHECK_PENDING with the next submit number. Raises NotFound, TransitionNotAllowed, ApplicationHasFaults."""
    cases = await lock_cases(tx.driver, [application_id], scope)
    if application_id not in cases:
        raise NotFound()
    case = cases[application_id]
    with transitions_refused(application_id, scope.filed_by):
        after(case.state, ApplicationEvent.RESUBMIT)
    verdict = judge_form(form, tx.now.date(), policy)
    if verdict.faults:
        raise refusal(verdict.faults + await faults_on_file(tx.driver, form, verdict, vault))
    filing = seal_filing(form, verdict, vault, application_id=application_id, filed_by=case.filed_by, submitted_at=tx.now)
    person = filing.person
    outcome = await look_up(tx.driver, person.token, person.name_index, person.sex, filing.region, filing.benefit_year)
    if outcome.already_registered:
        raise refusal(outcome_faults(outcome))
    person_id = await resubmit_application(tx.driver, filing, scope.filed_by)
    corrected = case_of(filing, person_id, submit_no=case.submit_no + 1, version=case.version + 1)
    tx.publish(submitted_event(corrected, await tokens_of(tx.driver, person_id), tx.now))
    tx.audit("application.corrected", subject=str(application_id), actor=scope.filed_by, detail={"submit_no": corrected.submit_no})
    return corrected
