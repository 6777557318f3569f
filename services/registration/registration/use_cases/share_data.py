"""Put what the state has into a form: what our own file says, then what registers say, from answers on file, else by asking.

Nothing of the request is written before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from enrolment_terms.documents import Document
from enrolment_terms.regions import pooling_region_of
from policy_parameters import is_known_area
from registration.domain.application_form import Faults, FormAnswers
from registration.domain.employee_notice import all_stopped
from registration.domain.materials import PARENT_INSURED, STOP_PROOF, SUBSIDY_MARK, SatisfiedBy
from registration.domain.parent import parent_of
from registration.domain.registers import Named, Question, RegisterAnswer
from registration.domain.shared_data import Proof, kinds_to_ask, needs_of, proof_in, still_to_ask, with_proofs
from registration.repository.employee_notices import employments_told
from registration.repository.expected_children import is_insured_here
from registration.repository.person_keys import holders_of
from registration.repository.register_rows import newest_answers
from registration.repository.subsidy_rows import mark_in_force
from registration.use_cases.ask_registers import Questions, answer_in, subject_of
from service_runtime import Transaction
from service_runtime.outside import AskOutside

_REUSED_FOR = timedelta(days=1)
"""A proof is not asked for again the same day; whoever was not on record may have been put there since."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What may be proved although no fault of the form names it.

    `employed_in`: where a check has found an employee scheme; `unborn`: see needs_of.
    """

    kinds: tuple[str, ...] = ()
    employed_in: tuple[str, ...] = ()
    unborn: bool = False


_NOTHING = Beside()


async def share_data(
    tx: Transaction, form: FormAnswers, document: Document | None, faults: Faults, asked_by: str, beside: Beside = _NOTHING
) -> FormAnswers:
    """The form with what our file and registers prove of its person. Raises AskOutside, once, for what they have not proved yet.

    To be called for those only who may file for the person: an answer tells of him.
    """
    kinds, name = tuple(dict.fromkeys((*kinds_to_ask(form, faults), *beside.kinds))), (form.name or "").strip()
    if not (kinds or beside.employed_in) or document is None or not document.has_valid_checksum or not name:
        return with_proofs(form, {})
    person, parent = Named(document, name), parent_of(form)
    own = await own_proofs(tx, document, kinds) | await own_stop(tx, document, beside.employed_in)
    insured = PARENT_INSURED in kinds and parent is not None and await _is_insured(tx, parent, form.told.get("area", ""))
    needs = {
        kind: needs_of(kind, person, parent, insured=insured and kind == PARENT_INSURED, unborn=beside.unborn)
        for kind in kinds
        if kind not in own
    }
    answers = await answers_to(tx, [one for need in needs.values() for any_of in need for one in any_of])
    if tx.may_ask_outside and (unproved := still_to_ask(list(needs.values()), answers)):
        raise AskOutside(Questions(unproved, asked_by))
    proved = {kind: found for kind, need in needs.items() if (found := proof_in(need, answers))}
    checked = {PARENT_INSURED} if insured else set()
    shared = {
        kind: Proof(SatisfiedBy.INTERNAL_CHECK if kind in checked else SatisfiedBy.DATA_SHARING, found) for kind, found in proved.items()
    }
    return with_proofs(form, own | shared)


async def own_proofs(tx: Transaction, document: Document, kinds: Sequence[str]) -> dict[str, Proof]:
    """R-005, S3 Art. 4: an internal check counts where our own file says it."""
    mark = await mark_in_force(tx.driver, tx.vault.identity_tokens(document)) if SUBSIDY_MARK in kinds else None
    return {SUBSIDY_MARK: Proof(SatisfiedBy.INTERNAL_CHECK, mark)} if mark else {}


async def own_stop(tx: Transaction, document: Document, employed_in: Sequence[str]) -> dict[str, Proof]:
    """R-002, R-005: the tax office told us that each relation is stopped, and of one in every region in which the check found any."""
    holders = set((await holders_of(tx.driver, tx.vault.identity_tokens(document))).values()) if employed_in else set()
    stopped = all_stopped(await employments_told(tx.driver, sorted(holders)), employed_in, tx.now.date()) if holders else None
    return {STOP_PROOF: Proof(SatisfiedBy.INTERNAL_CHECK, stopped)} if stopped else {}


async def answers_to(tx: Transaction, questions: Sequence[Question]) -> dict[Question, RegisterAnswer]:
    """Of these the answers on file that prove something today."""
    if not questions:
        return {}
    asked = {(subject_of(tx.safe, one), one.register): one for one in questions}
    subjects, registers = ({key[part] for key in asked} for part in (0, 1))
    rows = await newest_answers(tx.driver, sorted(subjects), sorted(registers), tx.now - _REUSED_FOR)
    found = ((asked[row["subject"], row["register"]], answer_in(tx, row)) for row in rows if (row["subject"], row["register"]) in asked)
    return {one: answer for one, answer in found if answer.proves(tx.now.date())}


async def _is_insured(tx: Transaction, parent: Named, area: str) -> bool:
    """R-017, R-020: by our own file."""
    if not is_known_area(area):
        return False
    return await is_insured_here(tx.driver, tx.vault.identity_tokens(parent.document), pooling_region_of(area), tx.now.date())
