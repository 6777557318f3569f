"""Transitions of applications are written with what was said, sealed: reasons, missing things and notes are read here only."""

from collections.abc import Sequence

import msgspec

from enrolment_terms.sealed import Sealed
from registration.domain.application import Transition
from registration.repository.application_transitions import apply_transitions
from registration.use_cases.publish_decisions import DECIDED, decided_event
from registration.use_cases.tell_people import tell_of_applications
from service_runtime import Safe, Transaction


async def record_transitions(tx: Transaction, transitions: Sequence[Transition]) -> None:
    """Applications locked before, and transitions that the domain has allowed; what decides is told to everybody.

    Whoever follows an application and has agreed to hear of it is told, too.
    """
    texts = {
        "reasons": [_sealed(tx.safe, step, "reasons", _json(step.faults.reasons)) for step in transitions],
        "missing": [_sealed(tx.safe, step, "missing", _json(step.faults.missing)) for step in transitions],
        "note": [_sealed(tx.safe, step, "note", step.note) for step in transitions],
    }
    moved = await apply_transitions(tx.driver, transitions, texts, tx.now)
    tx.publish(*(decided_event(step, moved[step.application_id], tx.now) for step in transitions if step.to_state in DECIDED))
    await tell_of_applications(tx, transitions)


def _sealed(safe: Safe, step: Transition, purpose: str, text: str | None) -> Sealed | None:
    return safe.seal(text, purpose, step.application_id) if text else None


def _json(told: Sequence[object]) -> str | None:
    return msgspec.json.encode(told).decode() if told else None
