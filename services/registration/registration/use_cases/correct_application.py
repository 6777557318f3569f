"""Hand in a corrected form: the whole check runs again (R-004 "correction re-runs the whole check")."""

from dataclasses import replace
from uuid import UUID

from registration.domain.application import Application, NewApplication
from registration.domain.application_form import FormAnswers
from registration.domain.application_states import ApplicationEvent, next_state
from registration.domain.filer import Filer
from registration.domain.scope import Scope
from registration.repository.application_rows import lock_applications
from registration.repository.application_writes import look_up, resubmit_application
from registration.use_cases.ask_conflict_check import submitted_event
from registration.use_cases.looks import LOOKS
from registration.use_cases.name_materials import name_files
from registration.use_cases.refuse_transitions import transitions_refused
from registration.use_cases.seal_application import seal_application
from registration.use_cases.submit_application import accept_form, refusal_on_file
from service_runtime import NotFound, Transaction


async def correct_application(tx: Transaction, application_id: UUID, form: FormAnswers, filer: Filer, scope: Scope) -> Application:
    """The application in CHECK_PENDING with the next submit number. Raises NotFound, TransitionNotAllowed, ApplicationHasFaults."""
    before = (await lock_applications(tx.driver, [application_id], scope)).get(application_id)
    if before is None:
        LOOKS.miss(tx, scope.filed_by, "application")
        raise NotFound()
    with transitions_refused(application_id, scope.filed_by):
        next_state(before.state, ApplicationEvent.RESUBMIT)
    verdict, bound = await accept_form(tx, form, filer, before.token, application_id)
    numbers = {"submit_no": before.submit_no + 1, "version": before.version + 1}
    new = seal_application(form, verdict, tx, application_id=application_id, filed_by=before.filed_by, submitted_at=tx.now, **numbers)
    found = await look_up(tx.driver, new.traces, new.sex, new.birth_date, new.region, new.benefit_year)
    if found.already_registered or found.identity_differs:
        raise refusal_on_file(tx, found, filer, bound)
    corrected = replace(new, person_id=found.person_id or _nobodys_id(before, new))
    await resubmit_application(tx.driver, corrected, scope.filed_by)
    await name_files(tx, application_id, form.materials)
    tx.publish(submitted_event(corrected, (*new.traces.tokens, *found.tokens), tx.now))
    tx.audit("application.corrected", subject=str(application_id), actor=scope.filed_by, detail={"submit_no": corrected.submit_no})
    return corrected


def _nobodys_id(before: Application, new: NewApplication) -> UUID:
    """Another document is another provisional person: a correction never links two documents."""
    return before.person_id if before.token in new.traces.tokens else new.person_id
