"""How a notice goes out: sent under its version until it is answered, asked for where it may have arrived, escalated in time (R-132).

What is called back may be old and comes in any order: of one version the later day counts. What we are told when we ask is how it stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from dedup.domain.notices import Notice
from dedup.domain.told_by_regions import NoticeAnswer
from enrolment_events.duplicates import NoticeState

_SENDING = (5.0, 15.0, 60.0, 300.0, 1800.0, 3600.0)
"""Seconds before what has not arrived is sent again; the last again and again."""
_ASKING = (1.0, 5.0, 15.0, 60.0, 300.0, 1800.0, 3600.0)
"""Before it is asked whether it has arrived."""
_ANSWERING = (60.0, 300.0, 1800.0, 7200.0, 21600.0)
"""Before it is asked what has become of it: the answer is called back, mostly."""
_JITTER = 0.1
"""A pause is longer or shorter by this share at most, so that many notices do not come back together."""
_LONGEST_WISH = 3600.0
"""Seconds that the other side may ask for."""
DAYS_TO_DO_IT = 5
"""After the day that was asked for, and after the region has agreed: what it tells as before then is not done."""
TRIED_OFTEN = 5
"""So many times in vain: somebody should look."""
ANSWERED = frozenset((NoticeState.ACKNOWLEDGED, NoticeState.REFUSED))
_WAITS = frozenset((NoticeState.OPEN, NoticeState.SENT, NoticeState.ESCALATED))


class Claimed(NamedTuple):
    """A notice that nobody else is at. It may arrive from now on; `told_before` is the newest version that the region had before."""

    notice: Notice
    told_before: int

    @property
    def is_new(self) -> bool:
        """True if it is to be sent; else it is asked for."""
        return self.told_before < self.notice.version


@dataclass(frozen=True, slots=True)
class Occasion:
    """When something came: real time, the business day, and a chance from 0 to 1 that spreads pauses."""

    real_now: datetime
    today: date
    chance: float = 0.5

    def after(self, seconds: float) -> datetime:
        """So much later in real time."""
        return self.real_now + timedelta(seconds=seconds)

    def pause(self, schedule: Sequence[float], tries: int) -> float:
        """Seconds until the next try after so many."""
        return schedule[min(max(tries, 0), len(schedule) - 1)] * (1 + _JITTER * (2 * self.chance - 1))


class Failure(NamedTuple):
    """What came instead of an answer, as a code. `arrived`: the notice may be there all the same. `wish`: seconds that were asked for.

    `tried` False: nobody was called.
    """

    error: str
    arrived: bool = False
    wish: float | None = None
    tried: bool = True


def heard(one: Notice, answer: NoticeAnswer | None, reason: str | None, when: Occasion, *, called: bool) -> Notice:
    """The notice after an answer; None: it was never received. `reason` is sealed. `called`: we have asked, else it was called back."""
    version = answer.version if answer else 0
    if answer is None or version < one.version:
        return _to_send(one, version, when) if called else one
    if version > one.version:  # the other side is ahead, because our database was restored
        return _risen(one, version, when) if called else replace(one, next_at=when.real_now)
    if one.state is NoticeState.WITHDRAWN:
        return replace(one, told_version=version, next_at=None, error=None)
    if answer.state is NoticeState.SENT:
        return _received(one, when)
    return _answered(one, answer, reason, when, called=called)


def unanswered(one: Notice, claimed: Claimed, failure: Failure, when: Occasion) -> Notice:
    """Tried again later, for ever: sent if it has certainly not arrived, else asked for."""
    if one.state in ANSWERED:
        return one
    tried = one if failure.tried else replace(one, attempts=one.attempts - claimed.is_new, asked=one.asked - (not claimed.is_new))
    told = claimed.notice.version if failure.arrived else claimed.told_before
    if told == one.version:
        later = when.after(max(when.pause(_ASKING, tried.asked), _wish(failure)))
    else:
        later = send_later(tried.attempts, failure, when)
    return replace(tried, told_version=told, error=failure.error, next_at=later)


def refused(one: Notice, claimed: Claimed, error: str, when: Occasion, *, other_content: bool) -> Notice:
    """A definite no: nothing is tried until an operator has it sent again. `other_content`: its version was told otherwise, so it rises."""
    if one.state in ANSWERED:
        return one
    if other_content:
        return replace(_risen(one, one.version, when), error=error, next_at=send_later(one.attempts, Failure(error), when))
    return replace(one, told_version=claimed.told_before, error=error, next_at=None)


def sent_again(one: Notice, real_now: datetime) -> Notice | None:
    """By an operator, at once, as if it had never failed; None if there is nothing to send or to ask."""
    waits = one.state in _WAITS and one.effective_on is not None
    taken_back = one.state is NoticeState.WITHDRAWN and (one.error is not None or one.next_at is not None)
    return replace(one, attempts=0, asked=0, error=None, next_at=real_now) if waits or taken_back else None


def send_later(attempts: int, failure: Failure, when: Occasion) -> datetime:
    """When something that was sent so often in vain is sent again."""
    return when.after(max(when.pause(_SENDING, attempts - 1), _wish(failure)))


def escalated(one: Notice) -> Notice:
    """R-132: its day is over without an answer; it is sent and asked for as before."""
    return replace(one, state=NoticeState.ESCALATED, step=one.step + 1)


def demanded(one: Notice, today: date, days: int, real_now: datetime) -> Notice:
    """R-132: agreed to and not done. It is asked for again under the next version, and escalated. `days`: within which it is answered."""
    anew = replace(one, version=one.version + 1, state=NoticeState.ESCALATED, due_on=today + timedelta(days=days), next_at=real_now)
    return replace(anew, attempts=0, asked=0, step=0, error=None)


def _received(one: Notice, when: Occasion) -> Notice:
    """Stored there, not answered."""
    if one.state in ANSWERED:
        return replace(one, next_at=None)
    there = replace(one, told_version=one.version, error=None, next_at=when.after(when.pause(_ANSWERING, one.asked)))
    return replace(there, state=NoticeState.SENT, step=one.step + 1) if one.state is NoticeState.OPEN else there


def _answered(one: Notice, answer: NoticeAnswer, reason: str | None, when: Occasion, *, called: bool) -> Notice:
    """A region may change its mind: the later day counts. Of two answers of one day nobody knows the later: it is asked for."""
    on = answer.answered_on or when.today
    there = replace(one, told_version=one.version, error=None, next_at=None)
    if one.state in ANSWERED and one.answered_on is not None and on <= one.answered_on:
        if on < one.answered_on or answer.state is one.state:
            return there
        if not called:
            return replace(there, next_at=when.real_now)
    step = one.step + (answer.state is not one.state)
    return replace(there, state=answer.state, answered_on=on, answer_reason=reason, step=step)


def _to_send(one: Notice, version: int, when: Occasion) -> Notice:
    """The other side has an older version, or none: 0."""
    return replace(one, told_version=version, next_at=when.after(when.pause(_SENDING, one.attempts - 1)))


def _wish(failure: Failure) -> float:
    return min(failure.wish or 0.0, _LONGEST_WISH)


def _risen(one: Notice, above: int, when: Occasion) -> Notice:
    """The same once more, under a version that is higher than what the other side has."""
    state = one.state if one.state in (NoticeState.WITHDRAWN, NoticeState.ESCALATED) else NoticeState.OPEN
    promised_on = one.answered_on if one.state in _WAITS else None
    anew = replace(one, version=above + 1, told_version=above, state=state, step=0, answered_on=promised_on, answer_reason=None)
    return replace(anew, next_at=when.real_now, error=None)
