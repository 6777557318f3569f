"""A job that a check has found, and of which the tax office told us that it is stopped, sends nobody back for a paper (R-002, R-005)."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from enrolment_terms.documents import Document
from enrolment_terms.sealed import Sealed
from registration.domain.application import Application
from registration.domain.check_verdict import CheckAnswer, jobs_in_the_way
from registration.domain.materials import STOP_PROOF, Material
from registration.repository.applicant_rows import read_applicants
from registration.repository.application_rows import lock_applications_for_facts
from registration.repository.application_transitions import start_checks_again
from registration.repository.application_writes import write_proved_stops
from registration.use_cases.ask_conflict_check import ask_again
from registration.use_cases.open_form import open_form
from registration.use_cases.seal_application import sealed_form
from registration.use_cases.share_data import own_stop
from service_runtime import CannotOpen, Transaction


async def prove_stops(tx: Transaction, answered: Sequence[tuple[Application, CheckAnswer]]) -> set[UUID]:
    """Applications whose check is asked for again, with the proof in their form. The applications are locked."""
    forms: dict[UUID, Sealed] = {}
    for one, answer in answered:
        jobs = () if one.employee_stop_proved else jobs_in_the_way(answer)
        if jobs and (form := await _proved(tx, one, jobs)) is not None:
            forms[one.application_id] = form
            tx.audit("application.stop_proved", subject=str(one.application_id), actor="registration", detail={"areas": list(jobs)})
    if forms:
        await write_proved_stops(tx.driver, forms)
        await start_checks_again(tx.driver, list(forms), tx.now)
        await ask_again(tx, list((await lock_applications_for_facts(tx.driver, list(forms))).values()))
    return set(forms)


async def _proved(tx: Transaction, one: Application, jobs: Sequence[str]) -> Sealed | None:
    owner = one.application_id
    row = (await read_applicants(tx.driver, [owner]))[owner]
    if row.form is None:
        return None
    try:
        document = Document(one.document_kind, tx.vault.open(one.number, "document", owner))
        form = open_form(tx.safe, row.form, owner)
    except CannotOpen:
        return None
    proof = (await own_stop(tx, document, jobs)).get(STOP_PROOF)
    if proof is None:
        return None
    material = Material(STOP_PROOF, proof.by, str(proof.reference))
    proved = replace(form, materials=(*form.materials, material), answered=(*form.answered, STOP_PROOF))
    return sealed_form(tx.safe, proved, owner)
