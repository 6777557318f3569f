"""Who pays what is owed follows from the marks of a person: told by a list, or brought by another record of the same person (R-038)."""

from collections.abc import Mapping
from uuid import UUID

from enrolment_terms.scheme import Payer
from registration.domain.subsidy import Mark
from registration.repository.subsidy_rows import change_payers
from registration.use_cases.publish_participations import publish_changes
from service_runtime import Transaction

_NO_MORE = (Payer.PERSON, Payer.SCHOOL)
"""Who pays nothing more for somebody who is marked."""


async def follow_marks(tx: Transaction, marks: Mapping[UUID, tuple[Mark, ...]]) -> list[UUID]:
    """The participations whose payer is another from now on, told. `marks`: all of each person, past ones too; nobody else changes.

    What was paid stays as it is, and a year that runs is never charged to somebody again (R-044).
    """
    marked = [person for person, its in marks.items() if any(one.is_in_force for one in its)]
    no_more = [person for person in marks if person not in marked]
    changed = [one for payer in _NO_MORE for one in await change_payers(tx.driver, marked, payer, Payer.FINANCE, tx.now.year)]
    changed += await change_payers(tx.driver, no_more, Payer.FINANCE, Payer.PERSON, tx.now.year + 1)
    await publish_changes(tx, dict.fromkeys(changed, ("payer",)))
    return changed
