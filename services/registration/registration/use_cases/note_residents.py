"""Keep whom a roster names, so that towns can call on those whom nobody has registered (B33, H-B33)."""

from collections.abc import Sequence

from enrolment_terms.identifiers import new_id
from registration.domain.listed_people import Values
from registration.domain.listed_residents import KnownResident, resident_in
from registration.domain.lists import ApplyOutcome, FiledList, RowState
from registration.repository.resident_rows import SealedResident, Whereabouts, make_residents, move_residents, residents_among
from service_runtime import Transaction, Vault


async def note_residents(tx: Transaction, filed: FiledList, rows: Sequence[Values]) -> list[ApplyOutcome]:
    """Outcomes in the order of the rows: they tell of the roster alone, never of who is registered. What was told later holds."""
    told = [resident_in(values, filed) for values in rows]
    tokens = [tx.vault.identity_tokens(one.document) for one in told]
    known = await residents_among(tx.driver, [token for each in tokens for token in each], filed.benefit_year)
    there = [next((known[token] for token in each if token in known), None) for each in tokens]
    new = {place: _sealed(tx.vault, one) for place, one in enumerate(told) if there[place] is None}
    made = await make_residents(tx.driver, list(new.values()), filed.benefit_year)
    moved = {place: now for place, one in enumerate(told) if (now := _moved(one, there[place]))}
    await move_residents(tx.driver, list(moved.values()))
    changed = {place for place, one in new.items() if one.resident_id in made} | moved.keys()
    return [ApplyOutcome(RowState.APPLIED if place in changed else RowState.ALREADY_THERE) for place in range(len(rows))]


def _moved(told: KnownResident, known: Whereabouts | None) -> Whereabouts | None:
    """None where nothing is another, or what is known was told later."""
    if known is None or known.told_at >= told.told_at or (known.known_as, known.area) == (told.known_as, told.area):
        return None
    return Whereabouts(known.resident_id, known.token, told.known_as, told.area, told.told_at)


def _sealed(vault: Vault, told: KnownResident) -> SealedResident:
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
    )
