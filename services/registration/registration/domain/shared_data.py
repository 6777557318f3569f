"""What the state already has is asked of nobody (R-005, S3 Art. 4): which registers a form calls for, and what their answers make of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from registration.domain.application_form import Faults, FormAnswers
from registration.domain.materials import PARENT_INSURED, SHARED, SUBSIDY_MARK, Material, SatisfiedBy
from registration.domain.registers import KIN_OF_UNBORN, KINSHIP, OF_PARENT, REGISTER_OF, Named, Question, RegisterAnswer

_MATERIALS = "materials."
OWN_FILE = frozenset({SUBSIDY_MARK, PARENT_INSURED})
"""Kinds of materials that our own file may say, of the person or of a parent."""
Needs = tuple[tuple[Question, ...], ...]
"""What must be answered with a record, each by one of its registers."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What stands in for a paper: by which way, and the answer or the row of our own that says so."""

    by: SatisfiedBy
    reference: UUID


def kinds_to_ask(form: FormAnswers, faults: Faults) -> tuple[str, ...]:
    """Kinds of materials that a register or our own file may say: what is missing, and what the form claims that a register has."""
    missing = [kind for one in faults.missing if one.field.startswith(_MATERIALS) for kind in one.field[len(_MATERIALS) :].split("|")]
    claimed = [one.kind for one in form.materials if one.satisfied_by in SHARED]
    return tuple(dict.fromkeys(kind for kind in (*missing, *claimed) if kind in REGISTER_OF or kind in OWN_FILE or kind in OF_PARENT))


def needs_of(kind: str, person: Named, parent: Named | None, *, insured: bool = False, unborn: bool = False) -> Needs:
    """What proves a material of this kind; nothing can where it is empty.

    Of a parent it is proved only with the kinship, without which nobody is asked about him. `insured`: our own file has him insured here.
    `unborn`: the person is a mother, and the parent the father of the child that she expects.
    """
    if kind in REGISTER_OF:
        return ((Question(REGISTER_OF[kind], person.document, person.name),),)
    if kind not in OF_PARENT or parent is None:
        return ()
    kin = tuple(Question(register, person.document, person.name, parent) for register in (KIN_OF_UNBORN if unborn else KINSHIP))
    return (kin,) if insured else (kin, (Question(OF_PARENT[kind], parent.document, parent.name, only_if=kin),))


def still_to_ask(needs: Sequence[Needs], answers: Mapping[Question, RegisterAnswer]) -> tuple[Question, ...]:
    """What no answer on file proves yet. What hangs on an answer that is there hangs on nothing any more."""
    unproved = [one for need in needs for any_of in need if answers.keys().isdisjoint(any_of) for one in any_of]
    return tuple(replace(one, only_if=()) if not answers.keys().isdisjoint(one.only_if) else one for one in dict.fromkeys(unproved))


def proof_in(needs: Needs, answers: Mapping[Question, RegisterAnswer]) -> UUID | None:
    """The answer that proves it, the last of those that it takes; None if one of them is not there."""
    found = [next((answers[one].answer_id for one in any_of if one in answers), None) for any_of in needs]
    return found[-1] if found and None not in found else None


def with_proofs(form: FormAnswers, proofs: Mapping[str, Proof]) -> FormAnswers:
    """The form with what is proved, each citing what says so. What the form only claimed is not in it any more.

    The form itself where there is neither.
    """
    own = tuple(one for one in form.materials if one.satisfied_by not in SHARED)
    if not proofs and len(own) == len(form.materials):
        return form
    shared = tuple(Material(kind, proof.by, str(proof.reference)) for kind, proof in proofs.items())
    return replace(form, materials=(*own, *shared), answered=tuple(proofs))
