"""Checks, notices and duplicate cases as sentences of a person's timeline."""

from collections.abc import Iterable

from dedup.domain.explanations import verdict_text
from enrolment_events.dedup import Hit
from enrolment_events.duplicates import CaseChangedV1, CaseRecord, DuplicateCaseState, NoticeKind
from enrolment_terms.scheme import Scheme
from policy_parameters import full_area_name

_NOTICE_TEXTS = {
    NoticeKind.SUSPEND_OLD_RELATION: "通知{area}暂停原参保关系",
    NoticeKind.SUSPEND_AT_YEAR_END: "待申请将{area}当年12月31日参保状态改为“暂停参保”",
    NoticeKind.SUSPEND_DUPLICATE: "通知{area}暂停重复的参保关系",
    NoticeKind.TERMINATE_DUPLICATE: "通知{area}终止重复的参保关系",
    NoticeKind.RESUME_RELATION: "通知{area}恢复参保关系",
}
_CASE_TEXTS = {
    DuplicateCaseState.DETECTED: "发现重复参保：{records}",
    DuplicateCaseState.CLASSIFIED: "认定重复参保：{records}",
    DuplicateCaseState.AWAITING_CHOICE: "征求参保人意愿，在{records}中选择保留一个{due}",
    DuplicateCaseState.DECIDED: "确定保留{kept}",
    DuplicateCaseState.EXECUTING: "确定保留{kept}，清理重复的参保关系",
    DuplicateCaseState.CLOSED: "重复参保案件办结",
    DuplicateCaseState.FALSE_POSITIVE: "核实为不同人员，不是重复参保",
}
_SCHEMES = {Scheme.RESIDENT: "居民医保", Scheme.EMPLOYEE: "职工医保"}


def check_text(hits: Iterable[Hit]) -> str:
    """What the check found; each reason once."""
    reasons = "；".join(dict.fromkeys(verdict_text(hit) for hit in hits if hit.code))
    return f"重复参保校验未通过：{reasons}" if reasons else "重复参保校验通过"


def notice_text(kind: NoticeKind, to_area: str) -> str:
    """What the region is told, or is to be told."""
    return _NOTICE_TEXTS[kind].format(area=full_area_name(to_area) or to_area)


def case_text(told: CaseChangedV1) -> str:
    """Where a duplicate case stands."""
    if told.joined_case_id is not None:
        return "重复参保案件并入同一人的另一案件"
    names = {record.relation: _record_text(record) for record in told.records}
    due = f"，期限至{told.choice.due_on}" if told.choice else ""
    return _CASE_TEXTS[told.state].format(records="、".join(names.values()), kept=names.get(told.kept or "", ""), due=due)


def _record_text(record: CaseRecord) -> str:
    place = full_area_name(record.area) or record.area
    when = f"{record.benefit_year}年度" if record.benefit_year is not None else f"{record.starts_on}起"
    return f"{place}{_SCHEMES[record.scheme]}（{when}）"
