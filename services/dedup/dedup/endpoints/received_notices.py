"""What other regions ask to be done with relations of ours: an office looks, and decides."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from dedup.domain.received_notices import ReceivedNotice, proposed, reason_to_refuse
from dedup.errors import EmployeeSchemeElsewhere, NothingToResume, NothingToSend, NoticeDecided, NoticeNotKnown, ParticipationNotMeant
from dedup.repository.received_notices import ACTOR, REASON, REQUEST, list_received, open_asker, open_word
from dedup.schemas.received_notices import MeantParticipation, NoticeDecision, ReceivedNoticeDetail, ReceivedNoticeResponse
from dedup.use_cases.answer_regions import answer_again
from dedup.use_cases.decide_received import Decision, Meaning, decide_received, read_received
from dedup.use_cases.looks import LOOKS
from enrolment_events.duplicates import NoticeState
from service_runtime import ALL_OF_IT, Caller, Read, Safe, Tx, allow, refusals, service_router
from service_runtime.rest import After, Limit, Page, page_of

router = service_router("/dedup/v1/received-notices", tags=["异地通知"])
_LOOK = allow("clerk", "reviewer", "operator", "auditor")
_KIND = "received_notice"


@router.get("", operation_id="listReceivedNotices", dependencies=[_LOOK])
async def received(
    read: Read,
    caller: Caller,
    state: Annotated[NoticeState | None, Query(title="状态")] = None,
    after: After = None,
    limit: Limit = 100,
) -> Page[ReceivedNoticeResponse]:
    """查询外地发来的通知

    限本区划的参保关系；待处理的状态为 OPEN。查询留痕。
    """
    rows = await list_received(read.driver, caller.area_patterns, state=state, after=after or UUID(int=0), limit=limit + 1)
    LOOKS.note_list(read, caller, _KIND, [row.notice_id for row in rows[:limit]])
    return page_of(rows, limit, lambda row: ReceivedNoticeResponse.model_validate(_shown(read.safe, row)), lambda row: row.notice_id)


@router.get("/{notice_id}", operation_id="getReceivedNotice", dependencies=[_LOOK], responses=refusals(NoticeNotKnown))
async def one(notice_id: UUID, read: Read, caller: Caller) -> ReceivedNoticeDetail:
    """查询外地发来的一条通知

    一并给出可能所指的参保关系：按通知所列证件匹配到人员，同统筹区、同险种、同年度；没有的，给出不予办理的参考理由。查询留痕。
    """
    with LOOKS.expecting(read, caller, _KIND):
        found = await read_received(read, notice_id, caller.area_patterns)
    LOOKS.note(read, caller, _KIND, [candidate.own.person_id for candidate in found.participations] or [notice_id])
    return _detail(read.safe, found)


@router.post(
    "/{notice_id}/decision",
    operation_id="decideReceivedNotice",
    dependencies=[allow("clerk", "reviewer")],
    responses=refusals(NoticeNotKnown, NoticeDecided, EmployeeSchemeElsewhere, ParticipationNotMeant, NothingToResume),
)
async def decide(notice_id: UUID, body: NoticeDecision, tx: Tx, caller: Caller) -> ReceivedNoticeDetail:
    """处理外地发来的通知

    同意的，通知参保登记按对方请求的起始日暂停、终止或恢复该参保关系；处理结果随即答复对方。每个版本只能处理一次。
    """
    said = Decision(body.version, body.participation_id, body.reason, caller.subject)
    decided = await decide_received(tx, notice_id, said, caller.area_patterns)
    tx.audit("received_notice.decided", subject=str(notice_id), actor=caller.subject, detail={"decision": body.decision})
    return _detail(tx.safe, decided)


@router.post(
    "/{notice_id}/answer",
    operation_id="sendReceivedNoticeAnswer",
    dependencies=[allow("operator"), ALL_OF_IT],
    responses=refusals(NoticeNotKnown, NothingToSend),
)
async def send(notice_id: UUID, tx: Tx, caller: Caller) -> ReceivedNoticeDetail:
    """立即重新发送对外地通知的答复

    用于对方拒收或多次发送未成功的答复；限辖区为整个部署范围的运行人员。
    """
    await answer_again(tx, notice_id)
    tx.audit("received_notice.answer_sent_again", subject=str(notice_id), actor=caller.subject)
    return _detail(tx.safe, await read_received(tx, notice_id, ["%"]))


def _detail(safe: Safe, found: Meaning) -> ReceivedNoticeDetail:
    shown = [
        MeantParticipation(
            participation_id=str(one.own.participation_id),
            person_id=str(one.own.person_id),
            area=one.own.area,
            benefit_year=one.own.benefit_year,
            state=one.state,
            registered_on=one.own.registered_on,
        )
        for one in found.participations
    ]
    only = proposed(found.participations)
    proposals = {
        "proposed_participation_id": only.own.participation_id if only else None,
        "proposed_reason": reason_to_refuse(found.notice, found.participations),
    }
    return ReceivedNoticeDetail.model_validate(_shown(safe, found.notice) | {"participations": shown} | proposals)


def _shown(safe: Safe, notice: ReceivedNotice) -> dict[str, object]:
    asker, notice_id = open_asker(safe, notice), notice.notice_id
    opened = {
        "source": asker.source,
        "notice_ref": asker.notice_ref,
        "request_reason": open_word(safe, REQUEST, notice.request_reason, notice_id),
        "reason": open_word(safe, REASON, notice.reason, notice_id),
        "decided_by": open_word(safe, ACTOR, notice.decided_by, notice_id),
        "answer_told": notice.told_version == notice.version and notice.answered_at is not None,
    }
    return {name: getattr(notice, name) for name in ReceivedNotice.__slots__ if name in ReceivedNoticeResponse.model_fields} | opened
