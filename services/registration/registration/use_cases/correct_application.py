"""Hand in a corrected form: the whole check runs again (R-004 "correction re-runs the whole check")."""

from dataclasses import replace
from uuid import UUID

from enrolment_terms.writing import normal_name
from registration.domain.application import Application, NewApplication, PersonFound
from registration.domain.application_form import FormAnswers
from registration.domain.application_states import ApplicationEvent, next_state
from registration.domain.filer import Filer
from registration.domain.items import Items
from registration.domain.scope import Scope
from registration.repository.application_rows import lock_applications
from registration.repository.application_writes import asked_of, look_up, resubmit_application
from registration.use_cases.ask_conflict_check import submitted_event
from registration.use_cases.looks import LOOKS
from registration.use_cases.name_materials import name_files
from registration.use_cases.refuse_transitions import transitions_refused
from registration.use_cases.seal_application import Submission, seal_application
from registration.use_cases.sign_consent import sign_consent
from registration.use_cases.submit_application import accept_form, refusal_on_file
from service_runtime import NotFound, Transaction


async def correct_application(
    tx: Transaction, items: Items, application_id: UUID, form: FormAnswers, filer: Filer, scope: Scope
) -> Application:
    """The application with the next submit number. Raises NotFound, TransitionNotAllowed, ApplicationHasFaults."""
    before = (await lock_applications(tx.driver, [application_id], scope)).get(application_id)
    if before is None:
        LOOKS.miss(tx, scope.filed_by, "application")
        raise NotFound()
    with transitions_refused(application_id, scope.filed_by):
        next_state(before.state, ApplicationEvent.RESUBMIT)
    told = await accept_form(tx, items, form, filer, before, own=application_id)
    submission = Submission(
        application_id=application_id,
        filed_by=before.filed_by,
        submitted_at=tx.now,
        applied_on=before.applied_on,
        submit_no=before.submit_no + 1,
        version=before.version + 1,
    )
    new = seal_application(told.form, told.item, told.verdict, submission, tx)
    found = await _found(tx, before, new)
    if found.stands_against:
        raise refusal_on_file(tx, found, filer, told.bound)
    corrected = replace(new, person_id=found.person_id or _nobodys_id(before, new))
    if not await resubmit_application(tx.driver, corrected, scope.filed_by, told.item.event_of_submit):
        raise refusal_on_file(tx, replace(found, open_areas=(new.area,)), filer, told.bound)
    await name_files(tx, application_id, told.form.materials)
    await sign_consent(tx, corrected, told.item, told.signed_by)
    if told.item.conflict_check:
        tx.publish(submitted_event(corrected, (*new.traces.tokens, *found.tokens), tx.now))
    tx.audit("application.corrected", subject=str(application_id), actor=scope.filed_by, detail={"submit_no": corrected.submit_no})
    return corrected


async def _found(tx: Transaction, before: Application, new: NewApplication) -> PersonFound:
    """What is on file of whom the form names now. An application never moves to another person: that is IDENTITY_DIFFERS."""
    found = await look_up(tx.driver, asked_of(new))
    return replace(found, identity_differs=True) if _moves(tx, before, new) else found


def _moves(tx: Transaction, before: Application, new: NewApplication) -> bool:
    """True if number and name are both others: a slip of the pen is in one of them, never in both."""
    if before.token in new.traces.tokens:
        return False
    names = [normal_name(tx.vault.open(one.name, "name", before.application_id)) for one in (before, new)]
    return names[0] != names[1]


def _nobodys_id(before: Application, new: NewApplication) -> UUID:
    """Another document is another provisional person: a correction never links two documents."""
    return before.person_id if before.token in new.traces.tokens else new.person_id
