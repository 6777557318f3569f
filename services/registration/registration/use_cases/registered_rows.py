"""Rows of a list whose person is registered where the list is of."""

from collections.abc import Sequence
from uuid import UUID

from enrolment_terms.regions import area_prefix
from registration.domain.listed_people import Values, document_in
from registration.domain.lists import FiledList
from registration.repository.participation_rows import ListedYear, listed_years, lock_years
from registration.repository.person_keys import holders_of
from service_runtime import Transaction


async def people_of_rows(tx: Transaction, rows: Sequence[Values]) -> list[UUID | None]:
    """Who each row is about; None for somebody who is in no file."""
    tokens = [tx.vault.identity_tokens(document) if (document := document_in(values)) else () for values in rows]
    holders = await holders_of(tx.driver, [token for each in tokens for token in each])
    return [next((holders[token] for token in each if token in holders), None) for each in tokens]


async def registered_rows(tx: Transaction, filed: FiledList, rows: Sequence[Values]) -> list[tuple[ListedYear, int]]:
    """The participation of the list's year, and the place of its row; in the order in which participations are locked."""
    people = await people_of_rows(tx, rows)
    known = [person for person in people if person]
    await lock_years(tx.driver, known, filed.benefit_year)
    found = await listed_years(tx.driver, known, filed.benefit_year, area_prefix(filed.area))
    return sorted((found[person], place) for place, person in enumerate(people) if person in found)
