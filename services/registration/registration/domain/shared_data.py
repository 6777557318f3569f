"""What the state already has is asked of nobody (R-005, S3 Art. 4): which registers a form calls for, and what their answers make of it."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from registration.domain.application_form import Faults, FormAnswers
from registration.domain.materials import SHARED, Material, SatisfiedBy
from registration.domain.registers import REGISTER_OF

_MATERIALS = "materials."


def kinds_to_ask(form: FormAnswers, faults: Faults) -> tuple[str, ...]:
    """Kinds of materials that a register may say: what is missing, and what the form claims that a register has."""
    missing = [kind for one in faults.missing if one.field.startswith(_MATERIALS) for kind in one.field[len(_MATERIALS) :].split("|")]
    claimed = [one.kind for one in form.materials if one.satisfied_by in SHARED]
    return tuple(dict.fromkeys(kind for kind in (*missing, *claimed) if kind in REGISTER_OF))


def with_proofs(form: FormAnswers, proofs: Mapping[str, UUID]) -> FormAnswers:
    """The form with what registers proved, each citing its answer. What the form only claimed is not in it any more.

    The form itself where there is neither.
    """
    own = tuple(one for one in form.materials if one.satisfied_by not in SHARED)
    if not proofs and len(own) == len(form.materials):
        return form
    shared = tuple(Material(kind, SatisfiedBy.DATA_SHARING, str(answer_id)) for kind, answer_id in proofs.items())
    return replace(form, materials=(*own, *shared), answered=tuple(proofs))
