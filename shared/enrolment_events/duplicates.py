"""Events of the dedup service about duplicate cases, about notices between regions, and about cover elsewhere."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import msgspec

from enrolment_events.envelope import EventData
from enrolment_terms.labels import labelled
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState, Scheme


class DuplicateCaseState(StrEnum):
    """States of D6. What is over keeps its snapshot (R-129)."""

    DETECTED = "DETECTED"
    CLASSIFIED = "CLASSIFIED"
    AWAITING_CHOICE = "AWAITING_CHOICE"
    DECIDED = "DECIDED"
    EXECUTING = "EXECUTING"
    CLOSED = "CLOSED"
    FALSE_POSITIVE = "FALSE_POSITIVE"


class DuplicateCaseKind(StrEnum):
    """R-120: 制度内 or 跨制度."""

    WITHIN_SCHEME = "WITHIN_SCHEME"
    CROSS_SCHEME = "CROSS_SCHEME"


class SuspendAction(StrEnum):
    """What is done with a relation that is not kept (R-128), and what gives it back (R-127, R-131, R-134)."""

    SUSPEND = "SUSPEND"
    TERMINATE = "TERMINATE"
    RESUME = "RESUME"


class NoticeDirection(StrEnum):
    """To another region, or from one."""

    OUT = "OUT"
    IN = "IN"


class NoticeKind(StrEnum):
    """What a region asks of another: of the old relation of whoever has moved (R-085, R-087, B23), or of a duplicate (R-128, R-132)."""

    SUSPEND_OLD_RELATION = "SUSPEND_OLD_RELATION"
    SUSPEND_AT_YEAR_END = "SUSPEND_AT_YEAR_END"
    SUSPEND_DUPLICATE = "SUSPEND_DUPLICATE"
    TERMINATE_DUPLICATE = "TERMINATE_DUPLICATE"
    RESUME_RELATION = "RESUME_RELATION"


class NoticeState(StrEnum):
    """OPEN until the other region has it, SENT until it answers, ESCALATED if it does not in time. The others are the end."""

    OPEN = "OPEN"
    SENT = "SENT"
    ESCALATED = "ESCALATED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


class CaseRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One relation of a case. `relation` names it inside the case; `participation_id` is there for one of our own."""

    relation: str
    scheme: Scheme
    identity: EmployeeIdentity | None = None
    area: str
    benefit_year: int | None = None
    starts_on: date
    ends_on: date | None = None
    state: ParticipationState
    paid: bool
    participation_id: UUID | None = None


class CaseRemedy(msgspec.Struct, frozen=True, kw_only=True):
    """What is done with a relation that is not kept; both days included, without `until_on` it stays so."""

    relation: str
    action: SuspendAction
    from_on: date
    until_on: date | None = None


class CaseChoice(msgspec.Struct, frozen=True, kw_only=True):
    """The person is asked where to stay insured (R-122, R-124, R-127). `promise_ref`: number of the written promise in the archive."""

    asked_on: date
    due_on: date
    chosen: str | None = None
    chosen_on: date | None = None
    promise_ref: str | None = None


class CaseChangedV1(EventData, frozen=True, kw_only=True):
    """A duplicate case as it stands (D6). The aggregate is the case; one person has one that is open, whatever joins it.

    `kept` and `dropped` name relations of `records`. `joined_case_id`: goes on in that case, the two people are one.
    """

    event_type: ClassVar[str] = "dedup.case.changed.v1"

    case_id: UUID
    state: DuplicateCaseState
    kind: DuplicateCaseKind | None = None
    principle: str | None = None
    """Rule id, R-121 … R-131."""
    clause: str | None = None
    records: tuple[CaseRecord, ...]
    kept: str | None = None
    dropped: tuple[CaseRemedy, ...] = ()
    choice: CaseChoice | None = None
    opened_on: date
    joined_case_id: UUID | None = None


class ExternalNoticeChangedV1(EventData, frozen=True, kw_only=True):
    """A notice to or from another region as it stands (R-132). The aggregate is the notice.

    `area` is where the relation is that it is about, `other_area` the place that asks for it.
    """

    event_type: ClassVar[str] = "dedup.external_notice.changed.v1"

    notice_id: UUID
    direction: NoticeDirection
    kind: NoticeKind
    state: NoticeState
    area: str
    other_area: str
    attempts: int = 0
    due_on: date | None = None
    case_id: UUID | None = None
    participation_id: UUID | None = None


class CoverPeriod(msgspec.Struct, frozen=True, kw_only=True):
    """Between which days a person was insured; without a last day it goes on."""

    first_on: date
    last_on: date | None


class CoverElsewhere(msgspec.Struct, frozen=True, kw_only=True):
    """Years in which a person was insured in one scheme in another pooling region; `paid` if the cover of all of them was paid for.

    `periods`: all that cover, by its first days (R-104); none where the days were not told.
    """

    area: str
    scheme: Scheme
    years: tuple[int, ...]
    paid: bool
    periods: tuple[CoverPeriod, ...] = ()


class CoverageElsewhereChangedV1(EventData, frozen=True, kw_only=True):
    """What the index knows of a person's cover elsewhere (F-30): a year insured there is not missed. The aggregate is the person."""

    event_type: ClassVar[str] = "dedup.coverage_elsewhere.changed.v1"

    spells: tuple[CoverElsewhere, ...]


labelled(
    DuplicateCaseState,
    "重复参保案件状态",
    {
        DuplicateCaseState.DETECTED: "已发现",
        DuplicateCaseState.CLASSIFIED: "已分类",
        DuplicateCaseState.AWAITING_CHOICE: "待参保人选择",
        DuplicateCaseState.DECIDED: "已确定保留关系",
        DuplicateCaseState.EXECUTING: "清理中",
        DuplicateCaseState.CLOSED: "已办结",
        DuplicateCaseState.FALSE_POSITIVE: "非重复参保",
    },
)
labelled(
    DuplicateCaseKind, "重复参保类型", {DuplicateCaseKind.WITHIN_SCHEME: "制度内重复参保", DuplicateCaseKind.CROSS_SCHEME: "跨制度重复参保"}
)
labelled(
    SuspendAction,
    "重复参保处理方式",
    {SuspendAction.SUSPEND: "暂停", SuspendAction.TERMINATE: "终止", SuspendAction.RESUME: "恢复"},
)
labelled(NoticeDirection, "通知方向", {NoticeDirection.OUT: "发往外地", NoticeDirection.IN: "外地发来"})
labelled(
    NoticeKind,
    "通知类别",
    {
        NoticeKind.SUSPEND_OLD_RELATION: "暂停原参保关系",
        NoticeKind.SUSPEND_AT_YEAR_END: "年末暂停原参保关系",
        NoticeKind.SUSPEND_DUPLICATE: "暂停重复参保关系",
        NoticeKind.TERMINATE_DUPLICATE: "终止重复参保关系",
        NoticeKind.RESUME_RELATION: "恢复参保关系",
    },
)
labelled(
    NoticeState,
    "通知状态",
    {
        NoticeState.OPEN: "待发送",
        NoticeState.SENT: "待对方确认",
        NoticeState.ESCALATED: "逾期未确认，已上报",
        NoticeState.ACKNOWLEDGED: "已确认",
        NoticeState.REFUSED: "对方不予办理",
        NoticeState.WITHDRAWN: "已撤回",
    },
)

PUBLISHED: tuple[type[EventData], ...] = (CaseChangedV1, ExternalNoticeChangedV1, CoverageElsewhereChangedV1)
