"""Keep whom a roster names, so that towns can call on those whom nobody has registered (B33, H-B33)."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import msgspec

from enrolment_terms.documents import Document
from enrolment_terms.identifiers import new_id
from enrolment_terms.sealed import IdentityToken, Sealed
from registration.domain.listed_people import Values
from registration.domain.listed_residents import KnownResident, resident_in
from registration.domain.lists import ApplyOutcome, FiledList, RowState
from registration.repository.resident_rows import (
    SealedResident,
    Whereabouts,
    make_residents,
    move_residents,
    name_subsidised,
    residents_among,
)
from registration.use_cases.record_mandate import SealedDocument
from service_runtime import Transaction


async def note_residents(tx: Transaction, filed: FiledList, rows: Sequence[Values]) -> list[ApplyOutcome]:
    """Outcomes in the order of the rows: they tell of the roster alone, never of who is registered."""
    changed = await keep_residents(tx, [resident_in(values, filed) for values in rows], filed.benefit_year)
    return [ApplyOutcome(RowState.APPLIED if place in changed else RowState.ALREADY_THERE) for place in range(len(rows))]


async def keep_residents(tx: Transaction, told: Sequence[KnownResident], benefit_year: int) -> set[int]:
    """The places of those who are new or elsewhere. What was told later holds."""
    tokens = [tx.vault.identity_tokens(one.document) for one in told]
    known = await residents_among(tx.driver, [token for each in tokens for token in each], benefit_year)
    there = [next((known[token] for token in each if token in known), None) for each in tokens]
    new = {place: _sealed(tx, one) for place, one in enumerate(told) if there[place] is None}
    made = await make_residents(tx.driver, list(new.values()), benefit_year)
    moved = {place: now for place, one in enumerate(told) if (now := _moved(tx, one, there[place]))}
    await move_residents(tx.driver, list(moved.values()))
    named = [(token, one.category) for one, each in zip(told, tokens, strict=True) if one.category for token in each]
    await name_subsidised(tx.driver, named, benefit_year)
    return {place for place, one in new.items() if one.resident_id in made} | moved.keys()


def _moved(tx: Transaction, told: KnownResident, known: Whereabouts | None) -> Whereabouts | None:
    """None where nothing is another, or what is known was told later. A parent who was told stays until another is.

    A department tells where somebody is, and takes nothing else from a roster.
    """
    if known is None or known.told_at >= told.told_at:
        return None
    now = replace(known, area=told.area)
    if told.category is None:
        now = replace(now, known_as=told.known_as, birth_date=told.born_on)
    if told.parent and known.parent_token not in tx.vault.identity_tokens(told.parent):
        token, sealed = _parent(tx, told.parent, known.resident_id)
        now = replace(now, parent_token=token, parent=sealed)
    return replace(now, told_at=told.told_at) if now != known else None


def _sealed(tx: Transaction, told: KnownResident) -> SealedResident:
    resident_id = new_id()
    token, parent = _parent(tx, told.parent, resident_id)
    return SealedResident(
        resident_id=resident_id,
        token=tx.vault.identity_token(told.document),
        document_kind=told.document.kind,
        number=tx.vault.seal(told.document.number, "document", resident_id),
        name=tx.vault.seal(told.name, "name", resident_id),
        known_as=told.known_as,
        area=told.area,
        told_at=told.told_at,
        birth_date=told.born_on,
        parent_token=token,
        parent=parent,
    )


def _parent(tx: Transaction, document: Document | None, resident_id: UUID) -> tuple[IdentityToken | None, Sealed | None]:
    """H-B7: known or not, he is found by the token once he is."""
    if document is None:
        return None, None
    shown = msgspec.json.encode(SealedDocument(document.kind, document.number)).decode()
    return tx.vault.identity_token(document), tx.safe.seal(shown, "resident.parent", resident_id)
