"""What is to be told to another region once the new registration is complete: never before it (C8: no gap)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from enrolment_events.dedup import Hit
from enrolment_events.duplicates import NoticeKind, NoticeState, SuspendAction
from enrolment_terms.benefit_year import first_day
from enrolment_terms.scheme import ParticipationState, Scheme

NOTICE_BY_RULE: Mapping[str, NoticeKind] = {
    "R-085": NoticeKind.SUSPEND_OLD_RELATION,  # 确需: register, old one suspended automatically
    "R-087": NoticeKind.SUSPEND_OLD_RELATION,  # 签订知情同意书: then the system suspends the old one
    "R-088": NoticeKind.SUSPEND_AT_YEAR_END,  # 将其原参保地当年12月31日参保状态改为“暂停参保”
}
NOTICE_BY_ACTION: Mapping[SuspendAction, NoticeKind] = {
    SuspendAction.SUSPEND: NoticeKind.SUSPEND_DUPLICATE,
    SuspendAction.TERMINATE: NoticeKind.TERMINATE_DUPLICATE,
    SuspendAction.RESUME: NoticeKind.RESUME_RELATION,
}
_CAME_TO_NOTHING = {ParticipationState.CANCELLED, ParticipationState.LAPSED}
BY_CONSENT = "R-087"
"""The rule by which a relation elsewhere is suspended because its person has agreed to it."""


STEPS = 1000
"""Of one version of a notice, at most: sent, escalated, answered, answered otherwise."""


@dataclass(frozen=True, slots=True)
class Due:
    """One notice to the region of `area` about the relation in force there since `hit.starts_on`."""

    kind: NoticeKind
    area: str
    hit_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice as it stands, by a registration or by a duplicate case.

    `effective_on`: the first day on which the relation is to rest, or gives cover again; None: the new cover has no first day yet, so
    nobody is told. `told_version`: the newest that the other region has, or may have; `next_at`: when it is sent or asked for again, in
    real time. `attempts`: how often this version was sent, `asked`: how often it was asked for since; `step` grows with every change of
    the version that is published. `error`: a code of what came instead of an answer. `answer_reason` is sealed. `answered_on` of a notice
    that is asked for again is the day on which the region agreed to the version before.
    """

    notice_id: UUID
    application_id: UUID | None
    participation_id: UUID | None
    case_id: UUID | None
    person_id: UUID
    kind: NoticeKind
    rule: str
    to_area: str
    from_area: str
    scheme: Scheme | None
    benefit_year: int | None
    relation: str | None
    relation_starts_on: date
    effective_on: date | None
    due_on: date | None
    consent_id: UUID | None
    state: NoticeState
    opened_at: datetime
    version: int = 1
    told_version: int = 0
    attempts: int = 0
    next_at: datetime | None = None
    answered_on: date | None = None
    answer_reason: str | None = None
    step: int = 0
    asked: int = 0
    error: str | None = None

    @property
    def promised_on(self) -> date | None:
        """When the region agreed to do it; None if it never did, refuses now, or is not asked any more."""
        return None if self.state in (NoticeState.REFUSED, NoticeState.WITHDRAWN) else self.answered_on


def notices_for(hits: Iterable[Hit]) -> tuple[Due, ...]:
    """The notices that a registration over these hits brings; a refused hit brings none."""
    return tuple(
        Due(NOTICE_BY_RULE[hit.rule], hit.area, number)
        for number, hit in enumerate(hits)
        if hit.code is None and hit.rule in NOTICE_BY_RULE
    )


AT_YEAR_END = "R-086"
"""在原参保关系当年度待遇享受期结束后由国家医保信息平台定期归集并暂停: found by the sweep of the year's end."""


def year_end_notices(hits: Iterable[Hit], swept: Collection[str]) -> tuple[Due, ...]:
    """R-086: relations of the year that is over of people who are insured here now. `swept`: not suspended yet, or because we asked."""
    found = ((number, hit) for number, hit in enumerate(hits) if hit.rule == AT_YEAR_END and hit.relation in swept)
    return tuple(Due(NoticeKind.SUSPEND_AT_YEAR_END, hit.area, number) for number, hit in found)


def stands(participation: ParticipationState, rule: str, *, consent_withdrawn: bool) -> bool:
    """True while the new registration does, and the consent where it is told by one (B22, B23)."""
    return participation not in _CAME_TO_NOTHING and not (consent_withdrawn and rule == BY_CONSENT)


def effective_day(kind: NoticeKind, benefit_year: int, cover_starts_on: date | None) -> date | None:
    """H R-087 「确保群众待遇不受影响」: the old relation ends the day before the new cover starts; R-088: at the end of the year."""
    return first_day(benefit_year) if kind is NoticeKind.SUSPEND_AT_YEAR_END else cover_starts_on


def changes(
    wanted: Iterable[Notice], known: Mapping[UUID, Notice], now: datetime, real_now: datetime, days: int
) -> list[Notice]:  # fmt: skip
    """New, changed, revived and withdrawn notices, each one version further. `days`: within which an answer is waited for (R-132).

    A region that was told and is to wait now, because the new cover has no first day any more, is told that it is taken back (no gap).
    """
    told = {one.notice_id: one for one in wanted}
    found = []
    for notice_id, one in told.items():
        before = known.get(notice_id)
        if before is None:
            found.append(_opened(one, now.date(), real_now, days))
        elif one.effective_on is None and before.told_version:
            found += [] if before.state is NoticeState.WITHDRAWN else [_withdrawn(before, real_now)]
        elif before.state is NoticeState.WITHDRAWN or _content(before) != _content(one):
            again = replace(one, version=before.version + 1, told_version=before.told_version, opened_at=before.opened_at)
            found.append(_opened(again, now.date(), real_now, days))
    gone = (before for before in known.values() if before.notice_id not in told and before.state is not NoticeState.WITHDRAWN)
    return found + [_withdrawn(before, real_now) for before in gone]


def _opened(one: Notice, today: date, real_now: datetime, days: int) -> Notice:
    due_on = None if one.effective_on is None else max(today + timedelta(days=days), one.effective_on)
    next_at = real_now if one.effective_on is not None else None
    return replace(one, state=NoticeState.OPEN, due_on=due_on, next_at=next_at)


def _withdrawn(before: Notice, real_now: datetime) -> Notice:
    """Whoever was told, or may have been, is told that it is taken back."""
    next_at = real_now if before.told_version else None
    anew = replace(before, version=before.version + 1, attempts=0, asked=0, step=0, error=None)
    return replace(anew, state=NoticeState.WITHDRAWN, next_at=next_at)


def _content(one: Notice) -> tuple[object, ...]:
    return one.kind, one.rule, one.to_area, one.from_area, one.relation, one.effective_on, one.consent_id, one.participation_id
