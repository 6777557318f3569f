"""A filing for care elsewhere and its states (D7) as a table; anything else is refused."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from benefits.domain.filings import FilingSpan
from enrolment_events.benefits import FilingState
from enrolment_terms.labels import labelled
from enrolment_terms.state_table import next_state

S = FilingState
TRANSITIONS: dict[tuple[FilingState, str], FilingState] = {
    (S.DRAFT, "submit"): S.SUBMITTED,
    (S.SUBMITTED, "open"): S.UNDER_REVIEW,
    (S.UNDER_REVIEW, "approve"): S.EFFECTIVE,
    (S.UNDER_REVIEW, "approve_ahead"): S.SCHEDULED,
    (S.UNDER_REVIEW, "needs_correction"): S.NEEDS_CORRECTION,
    (S.UNDER_REVIEW, "reject"): S.REJECTED,
    (S.NEEDS_CORRECTION, "submit"): S.SUBMITTED,
    (S.SCHEDULED, "start_reached"): S.EFFECTIVE,
    (S.SCHEDULED, "end"): S.ENDED,
    (S.EFFECTIVE, "end_reached"): S.EXPIRED,
    (S.EFFECTIVE, "end"): S.ENDED,
}


NEVER_APPROVED = (S.DRAFT, S.SUBMITTED, S.UNDER_REVIEW, S.NEEDS_CORRECTION, S.REJECTED)
"""While a filing is in one of these, whoever handed it in may go on with it though he is not, or no longer, bound to the person."""


APPROVED = (S.SCHEDULED, S.EFFECTIVE, S.EXPIRED, S.ENDED)
"""Once a filing is in one of these, the person's other filings, cover and days decide which (`settled_filings`)."""


FILING_OFFICES = ("clerk", "reviewer", "operator")
"""Who files for the people of his areas."""


class FilingChannel(StrEnum):
    """Where a filing may be handed in."""

    YUE_YIBAO = "YUE_YIBAO"
    KIOSK = "KIOSK"


def channels_open_to(roles: frozenset[str]) -> tuple[FilingChannel, ...]:
    """B30: a person files by what he signed on with, the kiosk or the mini-program; an office by the form of either."""
    if "kiosk" in roles:
        return (FilingChannel.KIOSK,)
    return (FilingChannel.YUE_YIBAO,) if roles.isdisjoint(FILING_OFFICES) else tuple(FilingChannel)


class FilingVerdict(StrEnum):
    """What a clerk may say."""

    APPROVE = "APPROVE"
    NEEDS_CORRECTION = "NEEDS_CORRECTION"
    REJECT = "REJECT"


class FilingEndReason(StrEnum):
    """Why a filing ended before its last day."""

    OWN_REQUEST = "OWN_REQUEST"
    REPLACED = "REPLACED"
    NOT_INSURED = "NOT_INSURED"


class ValidityRule(StrEnum):
    """Until when a filing of a type holds."""

    OPEN = "OPEN"
    PROOF_END = "PROOF_END"
    MONTHS = "MONTHS"
    DAYS = "DAYS"


labelled(FilingChannel, "备案渠道", {FilingChannel.YUE_YIBAO: "粤医保", FilingChannel.KIOSK: "自助终端"})
labelled(
    FilingVerdict,
    "备案审核结果",
    {FilingVerdict.APPROVE: "通过", FilingVerdict.NEEDS_CORRECTION: "退回补正", FilingVerdict.REJECT: "不予备案"},
)
labelled(
    FilingEndReason,
    "备案结束原因",
    {FilingEndReason.OWN_REQUEST: "本人申请", FilingEndReason.REPLACED: "由新备案替代", FilingEndReason.NOT_INSURED: "不再参保"},
)
labelled(
    ValidityRule,
    "备案有效期规则",
    {
        ValidityRule.OPEN: "长期有效",
        ValidityRule.PROOF_END: "至证明材料到期日",
        ValidityRule.MONTHS: "按月数",
        ValidityRule.DAYS: "按天数",
    },
)


class Move(msgspec.Struct, frozen=True, rename={"from_state": "from", "to_state": "to"}):
    """One change of a filing's state."""

    at: datetime
    from_state: FilingState
    to_state: FilingState
    actor: str
    note: str | None = None


class Filing(NamedTuple):
    """One filing in its newest state. `history`: every move with its time and actor. `filed_by`: a digest of the login.

    `ends_on`: the last day as it stands; None without end, and of one that was ended before it began. `own_last`: the last day by its own
    terms, `date.max` without end. `withdrawn_on`: the day of the request to end it.
    """

    filing_id: UUID
    person_id: UUID
    version: int
    area: str
    type: str
    channel: str
    state: FilingState
    destination: str
    starts_on: date
    ends_on: date | None
    own_last: date
    withdrawn_on: date | None
    promise_only: bool
    form: dict[str, Any]
    end_reason: FilingEndReason | None
    filed_by: str
    filed_at: datetime
    changed_at: datetime
    history: tuple[Move, ...]

    @property
    def span(self) -> FilingSpan | None:
        """From when to when an approved one holds; None if it was ended before it began."""
        if self.state is S.ENDED and self.ends_on is None:
            return None
        return FilingSpan(str(self.filing_id), self.type, self.destination, self.starts_on, self.ends_on, self.promise_only)

    def in_state(self, state: FilingState, actor: str, at: datetime, note: str | None = None) -> "Filing":
        """The filing after a move, with the move in its history."""
        move = Move(at, self.state, state, actor, note)
        return self._replace(version=self.version + 1, state=state, changed_at=at, history=(*self.history, move))

    def with_event(self, event: str, actor: str, at: datetime, note: str | None = None) -> "Filing":
        """The filing after the event. Raises TransitionRefused."""
        return self.in_state(next_state(TRANSITIONS, self.state, event, "filing"), actor, at, note)


def by_the_calendar(state: FilingState, starts_on: date, ends_on: date | None, day: date) -> FilingState:
    """What a day has made of an approved filing: scheduled ones begin, effective ones expire."""
    if state is S.SCHEDULED and day >= starts_on:
        state = next_state(TRANSITIONS, state, "start_reached")
    if state is S.EFFECTIVE and ends_on is not None and day > ends_on:
        state = next_state(TRANSITIONS, state, "end_reached")
    return state
