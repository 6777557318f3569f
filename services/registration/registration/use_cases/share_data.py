"""Put what the state has into a form: what our own file says, then what registers say, from answers on file, else by asking.

Nothing of the request is written before.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from enrolment_terms.documents import Document
from registration.domain.application_form import Faults, FormAnswers
from registration.domain.materials import SUBSIDY_MARK, SatisfiedBy
from registration.domain.registers import REGISTER_OF, Question, Register, RegisterAnswer
from registration.domain.shared_data import Proof, kinds_to_ask, with_proofs
from registration.repository.register_rows import newest_answers
from registration.repository.subsidy_rows import mark_in_force
from registration.use_cases.ask_registers import Questions, answer_in, subject_of
from service_runtime import Transaction
from service_runtime.outside import AskOutside

_REUSED_FOR = timedelta(days=1)
"""A proof is not asked for again the same day; whoever was not on record may have been put there since."""


async def share_data(tx: Transaction, form: FormAnswers, document: Document | None, faults: Faults, asked_by: str) -> FormAnswers:
    """The form with what our file and registers prove of its person. Raises AskOutside, once, for what they have not proved yet.

    To be called for those only who may file for the person: an answer tells of him.
    """
    kinds, name = kinds_to_ask(form, faults), (form.name or "").strip()
    if document is None or not document.has_valid_checksum or not name:
        kinds = ()
    proofs = await _own_proofs(tx, document, kinds) if document and kinds else {}
    registers = tuple(dict.fromkeys(REGISTER_OF[kind] for kind in kinds if kind not in proofs))
    answers = await _answers(tx, document, name, registers) if document and registers else {}
    if document and tx.may_ask_outside and (unproved := [one for one in registers if one not in answers]):
        raise AskOutside(Questions(tuple(Question(register, document, name) for register in unproved), asked_by))
    shared = {kind: answers[REGISTER_OF[kind]] for kind in kinds if kind not in proofs and REGISTER_OF[kind] in answers}
    return with_proofs(form, proofs | {kind: Proof(SatisfiedBy.DATA_SHARING, one.answer_id) for kind, one in shared.items()})


async def _own_proofs(tx: Transaction, document: Document, kinds: Sequence[str]) -> dict[str, Proof]:
    """R-005, S3 Art. 4: an internal check counts where our own file says it."""
    mark = await mark_in_force(tx.driver, tx.vault.identity_tokens(document)) if SUBSIDY_MARK in kinds else None
    return {SUBSIDY_MARK: Proof(SatisfiedBy.INTERNAL_CHECK, mark)} if mark else {}


async def _answers(tx: Transaction, document: Document, name: str, registers: Iterable[Register]) -> dict[Register, RegisterAnswer]:
    rows = await newest_answers(tx.driver, subject_of(tx.safe, document, name), list(registers), tx.now - _REUSED_FOR)
    answers = (answer_in(tx, row) for row in rows)
    return {one.register: one for one in answers if one.proves(tx.now.date())}
