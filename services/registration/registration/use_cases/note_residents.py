"""Keep whom a roster names, so that towns can call on those whom nobody has registered (B33, H-B33)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from enrolment_terms.identifiers import new_id
from enrolment_terms.sealed import IdentityToken
from registration.domain.listed_people import Values
from registration.domain.listed_residents import KnownResident, resident_in
from registration.domain.lists import ApplyOutcome, FiledList, RowState
from registration.repository.person_keys import holders_of
from registration.repository.resident_rows import SealedResident, Whereabouts, make_residents, move_residents, residents_among
from service_runtime import Transaction, Vault


async def note_residents(tx: Transaction, filed: FiledList, rows: Sequence[Values]) -> list[ApplyOutcome]:
    """Outcomes in the order of the rows: they tell of the roster alone, never of who is registered."""
    changed = await keep_residents(tx, [resident_in(values, filed) for values in rows], filed.benefit_year)
    return [ApplyOutcome(RowState.APPLIED if place in changed else RowState.ALREADY_THERE) for place in range(len(rows))]


async def keep_residents(tx: Transaction, told: Sequence[KnownResident], benefit_year: int) -> set[int]:
    """The places of those who are new or elsewhere. What was told later holds."""
    tokens = [tx.vault.identity_tokens(one.document) for one in told]
    known = await residents_among(tx.driver, [token for each in tokens for token in each], benefit_year)
    there = [next((known[token] for token in each if token in known), None) for each in tokens]
    parents = await _parents(tx, told)
    new = {place: _sealed(tx.vault, one, parents.get(place)) for place, one in enumerate(told) if there[place] is None}
    made = await make_residents(tx.driver, list(new.values()), benefit_year)
    moved = {place: now for place, one in enumerate(told) if (now := _moved(one, parents.get(place), there[place]))}
    await move_residents(tx.driver, list(moved.values()))
    return {place for place, one in new.items() if one.resident_id in made} | moved.keys()


async def _parents(tx: Transaction, told: Sequence[KnownResident]) -> Mapping[int, UUID]:
    """Who of ours is the parent, by place (H-B7)."""
    tokens: dict[int, tuple[IdentityToken, ...]] = {
        place: tx.vault.identity_tokens(one.parent) for place, one in enumerate(told) if one.parent
    }
    holders = await holders_of(tx.driver, [token for each in tokens.values() for token in each]) if tokens else {}
    found = {place: next((holders[token] for token in each if token in holders), None) for place, each in tokens.items()}
    return {place: person for place, person in found.items() if person}


def _moved(told: KnownResident, parent: UUID | None, known: Whereabouts | None) -> Whereabouts | None:
    """None where nothing is another, or what is known was told later. A parent who was told stays until another is."""
    if known is None or known.told_at >= told.told_at:
        return None
    parent = parent or known.parent_person_id
    now = Whereabouts(known.resident_id, known.token, told.known_as, told.area, told.told_at, told.born_on, parent)
    return now if replace(now, told_at=known.told_at) != known else None


def _sealed(vault: Vault, told: KnownResident, parent: UUID | None) -> SealedResident:
    resident_id = new_id()
    return SealedResident(
        resident_id=resident_id,
        token=vault.identity_token(told.document),
        document_kind=told.document.kind,
        number=vault.seal(told.document.number, "document", resident_id),
        name=vault.seal(told.name, "name", resident_id),
        known_as=told.known_as,
        area=told.area,
        told_at=told.told_at,
        birth_date=told.born_on,
        parent_person_id=parent,
    )
