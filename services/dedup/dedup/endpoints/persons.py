"""One person's way through the service."""

from uuid import UUID

from dedup.domain.explanations import verdict_text
from dedup.domain.notices import NoticeKind
from dedup.errors import PersonNotKnown
from dedup.repository.checks import Check
from dedup.repository.notices import NoticeRow
from dedup.repository.people import checks_of_person, is_person_in, notices_of_person
from dedup.schemas import Timeline, TimelineItem
from policy_parameters import full_area_name
from service_runtime import Caller, Reading, allow, service_router

router = service_router("/dedup/v1/persons", tags=["persons"])
_NOTICE_TEXTS = {
    NoticeKind.SUSPEND_OLD_RELATION: "通知{area}暂停原参保关系",
    NoticeKind.SUSPEND_AT_YEAR_END: "待申请将{area}当年12月31日参保状态改为“暂停参保”",
}


@router.get("/{person_id}/timeline", operation_id="getDedupTimeline", dependencies=[allow("clerk", "reviewer", "operator", "auditor")])
async def timeline(person_id: UUID, reading: Reading, caller: Caller) -> Timeline:
    """Checks and notices of a person of the caller's areas, the oldest first."""
    if not await is_person_in(reading, person_id, caller.area_patterns):
        raise PersonNotKnown()
    checks = await checks_of_person(reading, person_id, caller.area_patterns)
    notices = await notices_of_person(reading, person_id, caller.area_patterns)
    items = [*filter(None, map(_of_check, checks)), *map(_of_notice, notices)]
    return Timeline(items=sorted(items, key=lambda item: item.at))


def _of_check(check: Check) -> TimelineItem | None:
    if check.hits is None or check.checked_at is None:
        return None
    reasons = "；".join(dict.fromkeys(verdict_text(hit) for hit in check.hits if hit.code))
    return TimelineItem(
        at=check.checked_at,
        recorded_at=check.checked_at,
        service="dedup",
        what="重复参保校验通过" if check.clear else f"重复参保校验未通过：{reasons}",
        code="CHECK_CLEAR" if check.clear else "CHECK_CONFLICT",
        detail={
            "application_id": str(check.application_id),
            "submit_no": check.submit_no,
            "benefit_year": check.benefit_year,
            "hits": len(check.hits),
            "rules": " ".join(dict.fromkeys(hit.rule for hit in check.hits)),
        },
    )


def _of_notice(notice: NoticeRow) -> TimelineItem:
    return TimelineItem(
        at=notice.opened_at,
        recorded_at=notice.opened_at,
        service="dedup",
        what=_NOTICE_TEXTS[NoticeKind(notice.kind)].format(area=full_area_name(notice.to_area) or notice.to_area),
        code=notice.kind,
        detail={"notice_id": str(notice.notice_id), "rule": notice.rule, "state": notice.state, "to_area": notice.to_area},
    )
