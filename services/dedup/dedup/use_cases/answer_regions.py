"""Tell other regions what became of their requests, each answer until it is stored there."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from dedup.domain.notice_sending import Occasion
from dedup.domain.received_notices import ReceivedNotice, answered_again, not_stored, not_taken, stored
from dedup.domain.told_by_regions import RequestAnswer
from dedup.errors import NothingToSend, NoticeNotKnown
from dedup.gateways.message_words import told_line
from dedup.gateways.other_regions import OtherRegions, RegionsAway, RegionsRefused
from dedup.repository.locks import lock_keys
from dedup.repository.received_notices import (
    REASON,
    claim_answers,
    keep_received,
    open_asker,
    open_word,
    received_notice,
    settle_answer,
)
from dedup.use_cases.send_notices import AT_ONCE, MARGIN, failure_of
from dedup.use_cases.settle_notices import occasion
from enrolment_terms.benefit_year import SHANGHAI
from event_bus.supervision import all_settled
from service_runtime import Runtime, Safe, Transaction

_LONGEST_REASON = 200


async def answer_regions(runtime: Runtime, regions: OtherRegions) -> int:
    """Send what is due; how many answers were stored."""
    now = datetime.now(UTC)
    lease = now + timedelta(seconds=runtime.settings.other_regions_seconds) + MARGIN
    async with runtime.database.transaction() as tx:
        claimed = await claim_answers(tx.driver, now, lease, AT_ONCE)
        told = [(one, _answer(tx.safe, one)) for one in claimed]
    there: list[UUID] = []

    async def attempt(one: ReceivedNotice, answer: RequestAnswer) -> None:
        failure = await _tell(regions, answer)
        async with runtime.database.transaction() as tx:
            await settle_answer(tx.driver, _after(one, failure, occasion(tx.now.date())))
        if failure is None:
            there.append(one.notice_id)

    await all_settled([attempt(*one) for one in told])
    return len(there)


async def answer_again(tx: Transaction, notice_id: UUID) -> None:
    """By an operator, at once. Raises NoticeNotKnown, NothingToSend."""
    await lock_keys(tx.driver, [notice_id])
    notice = await received_notice(tx.driver, notice_id)
    if notice is None:
        raise NoticeNotKnown()
    again = answered_again(notice, datetime.now(UTC))
    if again is None:
        raise NothingToSend()
    await keep_received(tx.driver, again, is_new=False)


async def _tell(regions: OtherRegions, answer: RequestAnswer) -> RegionsAway | RegionsRefused | None:
    """None: it is stored there."""
    try:
        await regions.answer(answer)
    except (RegionsAway, RegionsRefused) as failure:
        return failure
    return None


def _after(one: ReceivedNotice, failure: RegionsAway | RegionsRefused | None, when: Occasion) -> ReceivedNotice:
    if failure is None:
        return stored(one)
    if isinstance(failure, RegionsRefused):
        return not_taken(one, f"HTTP_{failure.status}")
    return not_stored(one, failure_of(failure, sent=True), when)


def _answer(safe: Safe, one: ReceivedNotice) -> RequestAnswer:
    assert one.answered_at is not None
    asker, reason = open_asker(safe, one), told_line(open_word(safe, REASON, one.reason, one.notice_id))
    return RequestAnswer(
        notice_id=one.notice_id,
        source=asker.source,
        notice_ref=asker.notice_ref,
        version=one.version,
        state=one.state,
        answered_on=one.answered_at.astimezone(SHANGHAI).date(),
        reason=reason[:_LONGEST_REASON] if reason else None,
    )
