"""What the state already has is asked of nobody (R-005, S3 Art. 4): which registers a form calls for, and what their answers make of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from registration.domain.application_form import Faults, FormAnswers
from registration.domain.materials import SHARED, SUBSIDY_MARK, Material, SatisfiedBy
from registration.domain.registers import REGISTER_OF

_MATERIALS = "materials."
OWN_FILE = frozenset({SUBSIDY_MARK})
"""Kinds of materials that our own file may say."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What stands in for a paper: by which way, and the answer or the row of our own that says so."""

    by: SatisfiedBy
    reference: UUID


def kinds_to_ask(form: FormAnswers, faults: Faults) -> tuple[str, ...]:
    """Kinds of materials that a register or our own file may say: what is missing, and what the form claims that a register has."""
    missing = [kind for one in faults.missing if one.field.startswith(_MATERIALS) for kind in one.field[len(_MATERIALS) :].split("|")]
    claimed = [one.kind for one in form.materials if one.satisfied_by in SHARED]
    return tuple(dict.fromkeys(kind for kind in (*missing, *claimed) if kind in REGISTER_OF or kind in OWN_FILE))


def with_proofs(form: FormAnswers, proofs: Mapping[str, Proof]) -> FormAnswers:
    """The form with what is proved, each citing what says so. What the form only claimed is not in it any more.

    The form itself where there is neither.
    """
    own = tuple(one for one in form.materials if one.satisfied_by not in SHARED)
    if not proofs and len(own) == len(form.materials):
        return form
    shared = tuple(Material(kind, proof.by, str(proof.reference)) for kind, proof in proofs.items())
    return replace(form, materials=(*own, *shared), answered=tuple(proofs))
