"""Rows of a list whose person is registered where the list is of, and what is done to each."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from enrolment_terms.reasons import ReasonCode, reason
from enrolment_terms.regions import area_prefix
from registration.domain.listed_people import Values, document_in
from registration.domain.lists import ApplyOutcome, FiledList, RowState
from registration.domain.stopping import is_of_earlier
from registration.errors import EnrolledAgain
from registration.repository.participation_rows import ListedYear, enrolled_again_at, listed_years, lock_years
from registration.repository.person_keys import holders_of
from service_runtime import Transaction

Act = Callable[[Transaction, FiledList, ListedYear, Values], Awaitable[ApplyOutcome]]
_IN_FORCE = ("REGISTERED", "ACTIVE")
_EARLIER = ApplyOutcome(RowState.REFUSED, reasons=(reason(ReasonCode.OTHER, rule="R-003", msg=EnrolledAgain.msg),))


async def people_of_rows(tx: Transaction, rows: Sequence[Values]) -> list[UUID | None]:
    """Who each row is about; None for somebody who is in no file."""
    tokens = [tx.vault.identity_tokens(document) if (document := document_in(values)) else () for values in rows]
    holders = await holders_of(tx.driver, [token for each in tokens for token in each])
    return [next((holders[token] for token in each if token in holders), None) for each in tokens]


async def act_on_registered(
    tx: Transaction, filed: FiledList, rows: Sequence[Values], act: Act, not_here: ApplyOutcome
) -> list[ApplyOutcome]:
    """Outcomes in the order of the rows. A list asks nothing of whom has enrolled again since it was handed in (R-003)."""
    outcomes, found = [not_here] * len(rows), await registered_rows(tx, filed, rows)
    again = await enrolled_again_at(tx.driver, [one.participation_id for one, _ in found if one.state in _IN_FORCE])
    for one, place in found:
        is_earlier = is_of_earlier(filed.filed_at, again.get(one.participation_id))
        outcomes[place] = _EARLIER if is_earlier else await act(tx, filed, one, rows[place])
    return outcomes


async def registered_rows(tx: Transaction, filed: FiledList, rows: Sequence[Values]) -> list[tuple[ListedYear, int]]:
    """The participation of the list's year, and the place of its row; in the order in which participations are locked."""
    people = await people_of_rows(tx, rows)
    known = [person for person in people if person]
    await lock_years(tx.driver, known, filed.benefit_year)
    found = await listed_years(tx.driver, known, filed.benefit_year, area_prefix(filed.area))
    return sorted((found[person], place) for place, person in enumerate(people) if person in found)
