"""Tell other regions what they are asked for, and ask what has become of it, until each notice is answered (R-085, R-087, R-132).

A notice is claimed in one transaction, told outside of any, and settled in another. Whoever is killed in between leaves one that may have
arrived: it is asked for, and sent again under the same version if it has not.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from dedup.domain.notice_sending import Claimed, Failure, Occasion, heard, refused, unanswered
from dedup.domain.notices import Notice
from dedup.domain.told_by_regions import NoticeAnswer, OutgoingNotice
from dedup.gateways.other_regions import OtherRegions, RegionsAway, RegionsRefused, RegionsRest
from dedup.repository.identities import numbers_of, tokens_of
from dedup.repository.notice_sending import claim_notices, signing_days
from dedup.use_cases.settle_notices import occasion, seal_reason, settle
from enrolment_events.duplicates import NoticeState
from event_bus.supervision import all_settled
from row_sets import Driver
from service_runtime import Runtime

AT_ONCE = 8
"""Notices that are on their way at the same time."""
MARGIN = timedelta(seconds=20)
"""What a claim holds for beside the time that a call may take."""
_REST = 300.0
"""Seconds until a platform that wants no calls is tried again, by a process that has started since."""
_MOST_TOKENS = 20
_OTHER_CONTENT = 409


async def send_notices(runtime: Runtime, regions: OtherRegions) -> int:
    """Send, or ask for, what is due; how many were answered: 0 if nothing is due, or nobody answers."""
    now = datetime.now(UTC)
    lease = now + timedelta(seconds=runtime.settings.other_regions_seconds) + MARGIN
    async with runtime.database.transaction() as tx:
        claimed = await claim_notices(tx.driver, now, lease, AT_ONCE)
        outgoing = await _outgoing(tx.driver, [one.notice for one in claimed])
    answered: list[Claimed] = []

    async def attempt(one: Claimed, told: OutgoingNotice | None) -> None:
        if await _attempt(runtime, regions, one, told):
            answered.append(one)

    await all_settled([attempt(one, told) for one, told in zip(claimed, outgoing, strict=True)])
    return len(answered)


async def _attempt(runtime: Runtime, regions: OtherRegions, one: Claimed, told: OutgoingNotice | None) -> bool:
    """One call and what becomes of it; True if it was answered."""
    answer: NoticeAnswer | None = None
    failure: RegionsAway | RegionsRefused | None = None
    try:
        if one.is_new and told is None:
            failure = RegionsAway("no document", status="NO DOCUMENT", received=False)
        elif one.is_new and told is not None:
            answer = await regions.tell(told)
        else:
            answer = await regions.what_became_of(one.notice.notice_id)
    except (RegionsAway, RegionsRefused) as error:
        failure = error
    async with runtime.database.transaction() as tx:
        reason, when = seal_reason(tx.safe, answer), occasion(tx.now.date())
        if failure is None:
            await settle(tx, one.notice, lambda standing: heard(standing, answer, reason, when, called=True))
        else:
            await settle(tx, one.notice, lambda standing: _after(standing, one, failure, when))
    return failure is None


def _after(standing: Notice, one: Claimed, failure: RegionsAway | RegionsRefused, when: Occasion) -> Notice:
    if isinstance(failure, RegionsRefused):
        other_content = one.is_new and failure.status == _OTHER_CONTENT
        return refused(standing, one, f"HTTP_{failure.status}", when, other_content=other_content)
    return unanswered(standing, one, failure_of(failure, sent=one.is_new), when)


def failure_of(failure: RegionsAway, *, sent: bool) -> Failure:
    """What came instead of an answer, as it is kept: HTTP_502, ANSWER_NOT_UNDERSTOOD, NOT_REACHED, RESTS. `sent`: it was no question."""
    if isinstance(failure, RegionsRest):
        return Failure("RESTS", wish=_REST if failure.seconds is None else failure.seconds, tried=False)
    return Failure((failure.status or "not reached").upper().replace(" ", "_"), sent and failure.received, failure.retry_after)


async def _outgoing(driver: Driver, notices: Sequence[Notice]) -> list[OutgoingNotice | None]:
    """As they are told, in their order; None where nothing is known by which another region would find the person."""
    numbers = await numbers_of(driver, {one.person_id for one in notices})
    tokens = await tokens_of(driver, set(numbers.values())) if numbers else {}
    signed = await signing_days(driver, {one.application_id for one in notices if one.consent_id and one.application_id})
    found: list[OutgoingNotice | None] = []
    for one in notices:
        documents = tokens.get(numbers.get(one.person_id, 0), [])[:_MOST_TOKENS]
        if not documents or one.scheme is None or one.effective_on is None or one.due_on is None:
            found.append(None)
            continue
        outgoing = OutgoingNotice(
            notice_id=one.notice_id,
            version=one.version,
            withdrawn=one.state is NoticeState.WITHDRAWN,
            kind=one.kind,
            tokens=tuple(documents),
            area=one.to_area,
            scheme=one.scheme,
            benefit_year=one.benefit_year,
            starts_on=one.relation_starts_on,
            from_area=one.from_area,
            effective_on=one.effective_on,
            due_on=one.due_on,
            rule=one.rule,
            consent_signed_on=signed.get(one.consent_id) if one.consent_id else None,
        )
        found.append(outgoing)
    return found
