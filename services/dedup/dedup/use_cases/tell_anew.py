"""Answers of conflict checks, requests to registration and cover elsewhere, told anew: as they were told last, with a new id."""

from collections.abc import Sequence
from uuid import UUID

from dedup.repository.told_anew import VERSIONS, answers_after
from dedup.use_cases.answer_checks import completed
from dedup.use_cases.ask_suspensions import tell_requests
from dedup.use_cases.tell_coverage import tell_coverage_anew
from service_runtime import Transaction
from service_runtime.retelling import Aggregates, Wanted


async def tell_checks(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """The newest answer to the newest submit; a stale one is of no use to anybody."""
    told = await answers_after(tx.driver, wanted)
    tx.publish(*(completed(one, one.checked_at or tx.now, {}) for one in told))
    return [one.application_id for one in told]


AGGREGATES = Aggregates(
    told={"check": tell_checks, "suspend_request": tell_requests, "coverage_elsewhere": tell_coverage_anew}, versions=VERSIONS
)
