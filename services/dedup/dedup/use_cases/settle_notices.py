"""What becomes of a notice: answered by the other region, sent again by an operator, escalated when its day is over (R-132)."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from dedup.domain.notice_sending import ANSWERED, DAYS_TO_DO_IT, Occasion, heard, sent_again
from dedup.domain.notices import Notice
from dedup.domain.told_by_regions import NoticeAnswer
from dedup.errors import NothingToSend, NoticeNotKnown
from dedup.repository.locks import lock_applications
from dedup.repository.notice_sending import lock_notice, read_notice, settle_notices, still_active
from dedup.repository.notices import notice_in
from dedup.use_cases.identify_people import Named, hold
from dedup.use_cases.look_at_people import look_at
from dedup.use_cases.notify_regions import tell_notices
from service_runtime import ReadConnection, Safe, Transaction

_START = UUID(int=0)
ANSWER = "notice_answer"
"""What reasons of other regions are sealed for."""


async def settle(tx: Transaction, known: Notice, change: Callable[[Notice], Notice]) -> Notice | None:
    """Change a notice as it stands once nobody else works on its person; how it stands then. None: it has another version by now.

    After an answer the person is looked at again: what is refused settles nothing, so that a case opens (R-120).
    """
    numbers = await hold(tx, [Named((known.person_id,))])
    applications = [known.application_id] if known.application_id else []
    await lock_applications(tx.driver, applications)
    standing = await lock_notice(tx.driver, known.notice_id)
    if standing is None or standing.version != known.version:
        return None
    settled = change(standing)
    if settled == standing:
        return settled
    await settle_notices(tx.driver, [settled])
    if (settled.version, settled.step) != (standing.version, standing.step):
        tell_notices(tx, [settled])
    if settled.state in ANSWERED and settled.state is not standing.state:
        await look_at(tx, set(numbers.values()), applications=applications)
    return settled


async def hear_answer(tx: Transaction, answer: NoticeAnswer) -> bool:
    """What a region calls back; False if there is no such notice. Of an older version it says nothing."""
    known = await read_notice(tx.driver, answer.notice_id)
    if known is None:
        return False
    reason, when = seal_reason(tx.safe, answer), occasion(tx.now.date())
    await settle(tx, known, lambda standing: heard(standing, answer, reason, when, called=False))
    return True


async def send_again(tx: Transaction, notice_id: UUID, areas: Sequence[str]) -> Notice:
    """By an operator, at once. Raises NoticeNotKnown, NothingToSend."""
    standing = await notice_in(tx.driver, notice_id, areas)
    if standing is None:
        raise NoticeNotKnown()
    again = sent_again(standing, datetime.now(UTC))
    if again is None:
        raise NothingToSend()
    await settle_notices(tx.driver, [again])
    return again


async def list_still_active(read: ReadConnection, areas: Sequence[str], most: int, after: UUID = _START) -> list[Notice]:
    """Agreed to by the other region and not done, some days after the day that was asked for; at most so many, by id."""
    return await still_active(read.driver, areas, read.now.date() - timedelta(days=DAYS_TO_DO_IT), after, most)


def seal_reason(safe: Safe, answer: NoticeAnswer | None) -> str | None:
    """Why a region does not do what it is asked, as it is kept."""
    return None if answer is None or answer.reason is None else safe.seal(answer.reason, ANSWER, str(answer.notice_id))


def open_reason(safe: Safe, notice: Notice) -> str | None:
    """The same, to be shown."""
    return None if notice.answer_reason is None else safe.open(notice.answer_reason, ANSWER, str(notice.notice_id))


def occasion(today: date) -> Occasion:
    """Now, with the chance that spreads pauses."""
    return Occasion(datetime.now(UTC), today, random.random())  # noqa: S311 -- no secret
