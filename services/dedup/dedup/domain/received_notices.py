"""What other regions ask to be done with relations of ours: an office decides, and its answer is told back (R-128, R-132)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from dedup.domain.notice_sending import ANSWERED, Failure, Occasion, send_later
from dedup.domain.suspend_requests import OwnParticipation, SuspendRequest
from enrolment_events.duplicates import NoticeKind, NoticeState, SuspendAction
from enrolment_terms.identifiers import named_id
from enrolment_terms.labels import labelled
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.scheme import ParticipationState, Scheme

BECAUSE_OF_ANOTHER_REGION = "OTHER_REGION"
ACTION_BY_NOTICE: Mapping[NoticeKind, SuspendAction] = {
    NoticeKind.SUSPEND_OLD_RELATION: SuspendAction.SUSPEND,
    NoticeKind.SUSPEND_AT_YEAR_END: SuspendAction.SUSPEND,
    NoticeKind.SUSPEND_DUPLICATE: SuspendAction.SUSPEND,
    NoticeKind.TERMINATE_DUPLICATE: SuspendAction.TERMINATE,
    NoticeKind.RESUME_RELATION: SuspendAction.RESUME,
}


class NoticeVerdict(StrEnum):
    """What an office says to a request."""

    ACKNOWLEDGE = "ACKNOWLEDGE"
    REFUSE = "REFUSE"


labelled(NoticeVerdict, "外地通知处理结果", {NoticeVerdict.ACKNOWLEDGE: "同意办理", NoticeVerdict.REFUSE: "不予办理"})
_NOTHING = {ParticipationState.CANCELLED, ParticipationState.LAPSED, ParticipationState.TERMINATED}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedNotice:
    """A request as it stands: OPEN until an office has decided, WITHDRAWN if the other region takes it back.

    `nodes`: whom it is about; `person_id` and `participation_id` are what an office has confirmed. `reference`, `decided_by`, `reason` and
    `request_reason` are sealed. `told_version`: of the answer that the other region has; `next_at`: when it is sent, in real time.
    """

    notice_id: UUID
    reference: str
    version: int
    kind: NoticeKind
    nodes: tuple[UUID, ...]
    area: str
    other_area: str
    scheme: Scheme
    benefit_year: int | None
    effective_on: date
    due_on: date | None
    withdrawn: bool
    state: NoticeState
    received_at: datetime
    request_reason: str | None = None
    participation_id: UUID | None = None
    person_id: UUID | None = None
    decided_by: str | None = None
    reason: str | None = None
    answered_at: datetime | None = None
    told_version: int = 0
    step: int = 0
    attempts: int = 0
    next_at: datetime | None = None
    error: str | None = None

    @property
    def action(self) -> SuspendAction:
        """What is to be done."""
        return ACTION_BY_NOTICE[self.kind]

    @property
    def request_id(self) -> UUID | None:
        """Of what registration was asked because of it; None unless it was acknowledged."""
        if self.state is not NoticeState.ACKNOWLEDGED or self.participation_id is None:
            return None
        return named_id(self.notice_id, f"{self.participation_id}/{self.action}")


class Candidate(NamedTuple):
    """A participation that a request can mean, and its state now."""

    own: OwnParticipation
    state: ParticipationState


def meant(notice: ReceivedNotice, own: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Which participations of the person the request can mean: of its scheme, pooling region and year, unless they came to nothing.

    The employee scheme is not ours.
    """
    if notice.scheme is not Scheme.RESIDENT:
        return ()
    wanted = pooling_region_of(notice.area), notice.benefit_year or notice.effective_on.year
    there = (one for one in own if one.state not in _NOTHING)
    return tuple(one for one in there if (pooling_region_of(one.own.area), one.own.benefit_year) == wanted)


def reason_to_refuse(notice: ReceivedNotice, found: Sequence[Candidate]) -> str | None:
    """What an office may answer where it can do nothing (R-125, R-132); None where a participation fits."""
    if notice.scheme is not Scheme.RESIDENT:
        return "所涉为职工医保参保关系，不由本地居民医保登记经办，请与参保地职工医保经办机构联系"
    return None if found else "该人员在本地没有与通知的参保地、年度相符的居民医保参保关系"


def proposed(found: Sequence[Candidate]) -> Candidate | None:
    """The only one that is meant; None if an office has to choose, or there is none."""
    return found[0] if len(found) == 1 else None


def acknowledged(
    notice: ReceivedNotice, own: OwnParticipation, decided_by: str, now: datetime, real_now: datetime
) -> ReceivedNotice:  # fmt: skip
    """An office does what is asked."""
    done = replace(notice, participation_id=own.participation_id, person_id=own.person_id, decided_by=decided_by)
    return _decided(done, NoticeState.ACKNOWLEDGED, now, real_now)


def refused(notice: ReceivedNotice, reason: str, decided_by: str, now: datetime, real_now: datetime) -> ReceivedNotice:
    """An office does not, and says why."""
    return _decided(replace(notice, reason=reason, decided_by=decided_by), NoticeState.REFUSED, now, real_now)


def request_of(notice: ReceivedNotice, own: OwnParticipation, matter: UUID, now: datetime) -> SuspendRequest | None:
    """What registration is asked because of an acknowledged request; None of any other. `matter` joins suspension and resumption.

    Never before the day that the other region asks for: until then nobody else covers the person (no gap).
    """
    if notice.request_id is None:
        return None
    return SuspendRequest(
        request_id=notice.request_id,
        case_id=matter,
        participation_id=own.participation_id,
        person_id=own.person_id,
        relation=None,
        reason=BECAUSE_OF_ANOTHER_REGION,
        area=own.area,
        asked_by_area=notice.other_area,
        action=notice.action,
        effective_on=notice.effective_on,
        withdrawn=False,
        version=1,
        recorded_at=now,
    )


def matter_to_resume(notice: ReceivedNotice, asked: Iterable[SuspendRequest]) -> UUID | None:
    """The matter by which that region had the participation suspended, the newest; None if it had not."""
    region = pooling_region_of(notice.other_area)
    of_region = [one for one in asked if not one.withdrawn and pooling_region_of(one.asked_by_area) == region]
    suspended = [one for one in of_region if one.action is SuspendAction.SUSPEND]
    return max(suspended, key=lambda one: one.recorded_at).case_id if suspended else None


def stored(notice: ReceivedNotice) -> ReceivedNotice:
    """The other region has our answer."""
    return replace(notice, told_version=notice.version, next_at=None, error=None)


def not_stored(notice: ReceivedNotice, failure: Failure, when: Occasion) -> ReceivedNotice:
    """It is told again later, under the same id."""
    tried = notice if failure.tried else replace(notice, attempts=notice.attempts - 1)
    return replace(tried, error=failure.error, next_at=send_later(tried.attempts, failure, when))


def not_taken(notice: ReceivedNotice, error: str) -> ReceivedNotice:
    """A definite no: nothing is tried until an operator has it sent again."""
    return replace(notice, error=error, next_at=None)


def answered_again(notice: ReceivedNotice, real_now: datetime) -> ReceivedNotice | None:
    """By an operator, at once; None if there is nothing to tell."""
    if notice.state not in ANSWERED or notice.told_version == notice.version:
        return None
    return replace(notice, attempts=0, error=None, next_at=real_now)


def _decided(notice: ReceivedNotice, state: NoticeState, now: datetime, real_now: datetime) -> ReceivedNotice:
    return replace(notice, state=state, answered_at=now, step=notice.step + 1, attempts=0, error=None, next_at=real_now)
