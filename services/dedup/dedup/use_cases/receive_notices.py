"""Another region asks for something about a relation of ours: kept for the office of the place, once for each version."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from dedup.domain.nodes import node_of
from dedup.domain.notices import STEPS
from dedup.domain.received_notices import BECAUSE_OF_ANOTHER_REGION, ReceivedNotice
from dedup.domain.told_by_regions import NoticeAsked
from dedup.repository.locks import lock_keys, lock_people
from dedup.repository.received_notices import REQUEST, Asker, keep_received, notice_key, received_notice, seal_asker, seal_word
from dedup.repository.suspend_requests import requests_of
from dedup.use_cases.ask_suspensions import tell_differences
from dedup.use_cases.look_at_people import look_at
from enrolment_events.duplicates import ExternalNoticeChangedV1, NoticeDirection, NoticeState
from enrolment_events.envelope import Event, new_event
from enrolment_terms.regions import pooling_region_of
from service_runtime import Transaction


async def receive_notice(tx: Transaction, asked: NoticeAsked) -> bool:
    """Keep it, and take back what an older version has brought: a decision was on that version. False if it is not newer (C12)."""
    key = notice_key(tx.safe, Asker(asked.source, asked.notice_ref))
    await lock_keys(tx.driver, [key])
    before = await received_notice(tx.driver, key)
    if before is not None and asked.version <= before.version:
        return False
    notice = _notice(tx, key, asked, before)
    nodes = {*notice.nodes, *(before.nodes if before else ()), *([before.person_id] if before and before.person_id else [])}
    numbers = await lock_people(tx.driver, nodes)
    await keep_received(tx.driver, notice, is_new=before is None)
    tell_received(tx, notice)
    if before is not None and await take_back(tx, before):
        await look_at(tx, set(numbers.values()))
    return True


async def take_back(tx: Transaction, notice: ReceivedNotice) -> bool:
    """What registration was asked because of it never was asked; True if anything was."""
    if notice.request_id is None or notice.participation_id is None:
        return False
    asked = await requests_of(tx.driver, [notice.participation_id], BECAUSE_OF_ANOTHER_REGION)
    mine = [one for one in asked if one.request_id == notice.request_id]
    await tell_differences(tx, [], mine, {})
    return any(not one.withdrawn for one in mine)


def tell_received(tx: Transaction, notice: ReceivedNotice) -> None:
    """As it stands, as an event."""
    tx.publish(received_event(notice, tx.now))


def received_event(notice: ReceivedNotice, now: datetime) -> Event[ExternalNoticeChangedV1]:
    """The request as it stands: about the person of ours, or as long as none is confirmed about the document that it names."""
    data = ExternalNoticeChangedV1(
        notice_id=notice.notice_id,
        direction=NoticeDirection.IN,
        kind=notice.kind,
        state=notice.state,
        area=notice.area,
        other_area=notice.other_area,
        attempts=notice.attempts,
        due_on=notice.due_on,
        participation_id=notice.participation_id,
    )
    return new_event(
        data,
        aggregate_id=notice.notice_id,
        aggregate_version=notice.version * STEPS + notice.step,
        person_id=notice.person_id or notice.nodes[0],
        region=pooling_region_of(notice.area),
        occurred_at=now,
        recorded_at=now,
    )


def _notice(tx: Transaction, key: UUID, asked: NoticeAsked, before: ReceivedNotice | None) -> ReceivedNotice:
    """Open again in its new version, whatever was decided on the one before."""
    told = ReceivedNotice(
        notice_id=key,
        reference=seal_asker(tx.safe, Asker(asked.source, asked.notice_ref), key),
        version=asked.version,
        kind=asked.kind,
        nodes=tuple(dict.fromkeys(map(node_of, asked.tokens))),
        area=asked.area,
        other_area=asked.asked_by_area,
        scheme=asked.scheme,
        benefit_year=asked.benefit_year,
        effective_on=asked.effective_on,
        due_on=asked.due_on,
        withdrawn=asked.withdrawn,
        state=NoticeState.WITHDRAWN if asked.withdrawn else NoticeState.OPEN,
        received_at=tx.now,
        request_reason=seal_word(tx.safe, REQUEST, asked.reason, key) if asked.reason else None,
    )
    if before is None:
        return told
    anew = replace(told, received_at=before.received_at, told_version=before.told_version)
    return replace(anew, participation_id=before.participation_id, person_id=before.person_id) if asked.withdrawn else anew
