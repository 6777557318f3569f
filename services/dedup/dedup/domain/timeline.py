"""Checks and notices as sentences of a person's timeline."""

from collections.abc import Iterable

from dedup.domain.explanations import verdict_text
from enrolment_events.dedup import Hit
from enrolment_events.duplicates import NoticeKind
from policy_parameters import full_area_name

_NOTICE_TEXTS = {
    NoticeKind.SUSPEND_OLD_RELATION: "通知{area}暂停原参保关系",
    NoticeKind.SUSPEND_AT_YEAR_END: "待申请将{area}当年12月31日参保状态改为“暂停参保”",
    NoticeKind.SUSPEND_DUPLICATE: "通知{area}暂停重复的参保关系",
    NoticeKind.TERMINATE_DUPLICATE: "通知{area}终止重复的参保关系",
    NoticeKind.RESUME_RELATION: "通知{area}恢复参保关系",
}


def check_text(hits: Iterable[Hit]) -> str:
    """What the check found; each reason once."""
    reasons = "；".join(dict.fromkeys(verdict_text(hit) for hit in hits if hit.code))
    return f"重复参保校验未通过：{reasons}" if reasons else "重复参保校验通过"


def notice_text(kind: NoticeKind, to_area: str) -> str:
    """What the region is told, or is to be told."""
    return _NOTICE_TEXTS[kind].format(area=full_area_name(to_area) or to_area)
