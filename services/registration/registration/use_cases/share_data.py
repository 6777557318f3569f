"""Put what registers say into a form: from answers that are on file, else by asking, before anything of the request is written."""

from collections.abc import Iterable
from datetime import timedelta

from enrolment_terms.documents import Document
from registration.domain.application_form import Faults, FormAnswers
from registration.domain.registers import REGISTER_OF, Question, Register, RegisterAnswer
from registration.domain.shared_data import kinds_to_ask, with_proofs
from registration.repository.register_rows import newest_answers
from registration.use_cases.ask_registers import Questions, answer_in, subject_of
from service_runtime import Transaction
from service_runtime.outside import AskOutside

_REUSED_FOR = timedelta(days=1)
"""A proof is not asked for again the same day; whoever was not on record may have been put there since."""


async def share_data(tx: Transaction, form: FormAnswers, document: Document | None, faults: Faults, asked_by: str) -> FormAnswers:
    """The form with what registers prove of its person. Raises AskOutside, once, for what they have not proved yet.

    To be called for those only who may file for the person: an answer tells of him.
    """
    kinds, name = kinds_to_ask(form, faults), (form.name or "").strip()
    if document is None or not document.has_valid_checksum or not name:
        kinds = ()
    registers = tuple(dict.fromkeys(REGISTER_OF[kind] for kind in kinds))
    proofs = await _proofs(tx, document, name, registers) if document and registers else {}
    if document and tx.may_ask_outside and (unproved := [one for one in registers if one not in proofs]):
        raise AskOutside(Questions(tuple(Question(register, document, name) for register in unproved), asked_by))
    return with_proofs(form, {kind: proofs[REGISTER_OF[kind]].answer_id for kind in kinds if REGISTER_OF[kind] in proofs})


async def _proofs(tx: Transaction, document: Document, name: str, registers: Iterable[Register]) -> dict[Register, RegisterAnswer]:
    rows = await newest_answers(tx.driver, subject_of(tx.safe, document, name), list(registers), tx.now - _REUSED_FOR)
    answers = (answer_in(tx, row) for row in rows)
    return {one.register: one for one in answers if one.proves(tx.now.date())}
