"""Whom a town calls on, why, and how far it is (B33, B34, R-060). It is no list that somebody keeps: it follows from the facts."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from enrolment_terms.labels import labelled
from enrolment_terms.scheme import FailureCause, ParticipationState
from enrolment_terms.sealed import Sealed
from registration.domain.listed_residents import ResidentGroup
from registration.domain.participation_states import StateReason

_S = ParticipationState
_PAID = {_S.ACTIVE, _S.STOPPED, _S.SUSPENDED}


class DropOutReason(StrEnum):
    """Why somebody is not insured this year. ENDED: his relation of last year was ended, and there is nobody to call on."""

    DEDUCTION_FAILED = "DEDUCTION_FAILED"
    UNPAID = "UNPAID"
    LAPSED = "LAPSED"
    CANCELLED = "CANCELLED"
    STOPPED = "STOPPED"
    NOT_REGISTERED = "NOT_REGISTERED"
    ENDED = "ENDED"
    KNOWN_BY_DATA = "KNOWN_BY_DATA"


_R = DropOutReason
labelled(
    DropOutReason,
    "未参保原因",
    {
        _R.DEDUCTION_FAILED: "扣费失败",
        _R.UNPAID: "已登记未缴费",
        _R.LAPSED: "视为自动弃保",
        _R.CANCELLED: "已取消登记",
        _R.STOPPED: "上年度已停保或暂停",
        _R.NOT_REGISTERED: "未登记",
        _R.ENDED: "参保关系已终止",
        _R.KNOWN_BY_DATA: "共享数据掌握，未参保",
    },
)


class OutreachState(StrEnum):
    """How far the town is with a person."""

    OPEN = "OPEN"
    CONTACTED = "CONTACTED"
    REFUSED = "REFUSED"
    PAID = "PAID"


_O = OutreachState
labelled(OutreachState, "宣传发动状态", {_O.OPEN: "待联系", _O.CONTACTED: "已联系", _O.REFUSED: "不愿参保", _O.PAID: "已缴费"})


class VisitResult(StrEnum):
    """What came of a visit; that somebody has paid is told by his money."""

    CONTACTED = "CONTACTED"
    REFUSED = "REFUSED"


labelled(VisitResult, "走访结果", {VisitResult.CONTACTED: "已联系", VisitResult.REFUSED: "不愿参保"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachPerson:
    """What is known of one person: how he stood last year, how he stands for this one, and the latest visit."""

    person_id: UUID
    area: str
    name: Sealed
    last_state: ParticipationState | None
    last_reason: StateReason | None
    state: ParticipationState | None
    state_reason: str | None
    failure_cause: FailureCause | None
    result: VisitResult | None
    visited_on: date | None
    known_as: ResidentGroup | None = None
    """Of somebody who took part neither last year nor this: as whom a roster knows him."""
    born_on: date | None = None
    document_kind: str | None = None

    @property
    def is_paid(self) -> bool:
        """Insured for the year."""
        return self.state in _PAID

    @property
    def why(self) -> DropOutReason | None:
        """None for who is insured."""
        if self.is_paid:
            return None
        if self.state in _OF_THIS_YEAR:
            return _R.DEDUCTION_FAILED if self.state is _S.REGISTERED and self.failure_cause else _OF_THIS_YEAR[self.state]
        if _S.TERMINATED in (self.state, self.last_state):
            return _R.ENDED
        if self.last_state is None:
            return _R.KNOWN_BY_DATA
        gone = self.last_state in (_S.STOPPED, _S.SUSPENDED) and self.last_reason is not StateReason.YEAR_END
        return _R.STOPPED if gone else _R.NOT_REGISTERED

    @property
    def progress(self) -> OutreachState:
        """B34: OPEN, then what the latest visit told, and PAID whatever it told."""
        if self.is_paid:
            return _O.PAID
        return _O(self.result) if self.result else _O.OPEN


_OF_THIS_YEAR = {_S.REGISTERED: _R.UNPAID, _S.LAPSED: _R.LAPSED, _S.CANCELLED: _R.CANCELLED}
