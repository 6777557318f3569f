"""Whatever this service has decided, told anew: as it was told last, with a new id."""

from collections.abc import Sequence
from uuid import UUID

from dedup.repository.cases import cases_after
from dedup.repository.notices import notices_after
from dedup.repository.received_notices import received_after
from dedup.repository.told_anew import VERSIONS, answers_after
from dedup.use_cases.answer_checks import completed
from dedup.use_cases.ask_suspensions import tell_requests
from dedup.use_cases.lead_cases import case_event
from dedup.use_cases.notify_regions import notice_event
from dedup.use_cases.receive_notices import received_event
from dedup.use_cases.tell_coverage import tell_coverage_anew
from service_runtime import Transaction
from service_runtime.retelling import Aggregates, Wanted


async def tell_checks(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """The newest answer to the newest submit; a stale one is of no use to anybody."""
    told = await answers_after(tx.driver, wanted)
    tx.publish(*(completed(one, one.checked_at or tx.now, {}) for one in told))
    return [one.application_id for one in told]


async def tell_cases(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """As they stand, those that are over too."""
    told = await cases_after(tx.driver, tx.safe, wanted)
    tx.publish(*(case_event(one, {}) for one in told))
    return [one.case_id for one in told]


async def tell_notices(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """As they stand; of a notice it is not kept when it changed last, so that all are told."""
    told = await notices_after(tx.driver, wanted)
    tx.publish(*(notice_event(one, tx.now) for one in told))
    return [one.notice_id for one in told]


async def tell_received_notices(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """Requests of other regions as they stand; of these, too, it is not kept when they changed last."""
    told = await received_after(tx.driver, wanted)
    tx.publish(*(received_event(one, tx.now) for one in told))
    return [one.notice_id for one in told]


AGGREGATES = Aggregates(
    told={
        "check": tell_checks,
        "suspend_request": tell_requests,
        "coverage_elsewhere": tell_coverage_anew,
        "case": tell_cases,
        "notice": tell_notices,
        "received_notice": tell_received_notices,
    },
    versions=VERSIONS,
)
