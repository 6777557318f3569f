"""Weak tokens go where probable duplicates are looked for; a kind that is not known here matches nobody."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from dedup.repository.weak_tokens import WeakTokens, keep_weak_tokens
from enrolment_events.registration import PersonState
from enrolment_terms.weak_identity import WeakKind
from service_runtime import Transaction

_PLACES = {kind.value: place for place, kind in enumerate(WeakKind)}


async def learn_of_persons(tx: Transaction, told: Iterable[tuple[PersonState, datetime]]) -> None:
    """What registration tells of its people, each at an instant."""
    rows = [_row(person.person_id, [(one.kind, one.token) for one in person.weak], at) for person, at in told]
    await keep_weak_tokens(tx.driver, rows)


async def learn_of_documents(tx: Transaction, told: Iterable[tuple[UUID, Sequence[tuple[str, str]]]]) -> None:
    """What other regions tell: the node of a document, and kinds with tokens."""
    await keep_weak_tokens(tx.driver, [_row(node, tokens, tx.now) for node, tokens in told])


def _row(node: UUID, tokens: Sequence[tuple[str, str]], at: datetime) -> WeakTokens:
    known = sorted({(_PLACES[kind], UUID(hex=token[:32])) for kind, token in tokens if kind in _PLACES})
    return WeakTokens(node, tuple(kind for kind, _ in known), tuple(token for _, token in known), at)
