"""R-080, R-082: what the relations of people in the employee scheme meet is noted; nothing is blocked by it."""

from collections.abc import Sequence
from uuid import UUID

from registration.domain.employee_notice import notices_of
from registration.repository.employee_notices import employments_told, replace_notices, residents_elsewhere
from service_runtime import Transaction


async def note_employments(tx: Transaction, people: Sequence[UUID]) -> None:
    """Any order, any repetition: the notices that follow from all relations now."""
    employments, residents = await employments_told(tx.driver, people), await residents_elsewhere(tx.driver, people)
    notices = [
        notice
        for person_id in people
        for notice in notices_of(
            [one for one in employments if one.person_id == person_id], [one for one in residents if one.person_id == person_id]
        )
    ]
    await replace_notices(tx.driver, people, sorted(notices, key=lambda one: one.notice_id), tx.now)
