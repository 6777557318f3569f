"""Where a participation stands: money and acts laid out by their business dates, whatever the order in which they were told (D2)."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter

from enrolment_terms.scheme import ParticipationState
from registration.domain.participation_acts import ActFact, ParticipationActKind
from registration.domain.participation_states import ParticipationEvent, StateReason

_S, _K, _E = ParticipationState, ParticipationActKind, ParticipationEvent
_DAY, _NEVER = timedelta(days=1), datetime.min.replace(tzinfo=UTC)
_ON_ONE_DAY = {_K.CANCEL: 0, _K.STOP: 2, _K.SUSPEND: 3, _K.RESUME: 4, _K.REENROL: 5, _K.END: 6}
"""Order of what happened on one day. A cancellation was recorded while nothing was paid: it comes before the money of that day."""
_MONEY, _GIVEN_UP = 1, 7


@dataclass(frozen=True, slots=True)
class Paid:
    """Paid on that day."""

    on: date
    event: ParticipationEvent
    by_mark: bool = False
    """No money yet: finance pays, and the mark opens the participation at once (R-042 「先登记参保、后补助缴费」)."""


@dataclass(frozen=True, slots=True)
class Unpaid:
    """Not paid; given up for good on that day, if there is one."""

    given_up_on: date | None = None
    event: ParticipationEvent | None = None
    reason: StateReason | None = None


_Step = tuple[date, int, int, str, ActFact | Paid | Unpaid]


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days on which a paid relation rests, both included; without `until` it still does."""

    reason: StateReason
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Held:
    """Something that holds since a day."""

    on: date
    reason: StateReason | None


@dataclass(frozen=True, slots=True)
class _Walk:
    """How far the dated facts have been followed. `event`: the last that made a difference."""

    registered_on: date
    paid_on: date | None = None
    by_mark: bool = False
    lapsed: _Held | None = None
    year_over: _Held | None = None
    """The end of the year, while nothing had been paid."""
    cancelled: _Held | None = None
    stopped: _Held | None = None
    ended: _Held | None = None
    resumed_on: date | None = None
    suspended: tuple[tuple[str | None, _Held], ...] = ()
    """Open suspensions by matter, in the order of their days."""
    past: tuple[Suspension, ...] = field(default=())
    event: ParticipationEvent | None = None

    @property
    def is_over(self) -> bool:
        return self.ended is not None or self.cancelled is not None


@dataclass(frozen=True, slots=True)
class Standing:
    """State and reason, since when, paid when, and by which event of D2; all suspensions there were."""

    state: ParticipationState
    reason: StateReason | None
    effective_on: date
    paid_on: date | None
    resumed_on: date | None
    event: ParticipationEvent | None
    suspensions: tuple[Suspension, ...]


def standing_of(money: Paid | Unpaid, acts: Iterable[ActFact], registered_on: date) -> Standing:
    """The same for any order and any repetition of the acts."""
    steps = _laid_out(set(acts))
    if isinstance(money, Paid):
        steps.append((money.on, 0, _MONEY, "", money))
    elif money.given_up_on is not None:
        steps.append((money.given_up_on, 0, _GIVEN_UP, "", money))
    walk = _Walk(registered_on)
    for *_, step in sorted(steps, key=itemgetter(0, 1, 2, 3)):
        if not walk.is_over:
            walk = _follow(walk, step)
    return _standing(walk)


def _laid_out(acts: Set[ActFact]) -> list[_Step]:
    """R-003: what was done here after the person had enrolled again or was resumed that day belongs to what goes on: it comes after."""
    again = [act for act in acts if act.is_done_here and act.kind in (_K.REENROL, _K.RESUME)]

    def times_gone_on(act: ActFact) -> int:
        if not act.is_done_here or act.kind is _K.CANCEL:
            return 0
        return sum(one.happened_on == act.happened_on and _moment(one) < _moment(act) for one in again)

    return [(act.happened_on, times_gone_on(act), _ON_ONE_DAY[act.kind], f"{act.cause}{act.matter}", act) for act in acts]


def _moment(act: ActFact) -> datetime:
    return act.recorded_at or _NEVER


def _follow(walk: _Walk, step: ActFact | Paid | Unpaid) -> _Walk:
    if isinstance(step, Paid):
        return _pay(walk, step)
    if isinstance(step, Unpaid):
        assert step.given_up_on is not None
        return replace(walk, lapsed=_Held(step.given_up_on, step.reason), event=step.event)
    if walk.paid_on is None:
        return _follow_unpaid(walk, step)
    return _FOLLOW[step.kind](walk, step)


def _pay(walk: _Walk, money: Paid) -> _Walk:
    """Money after the end of the year, as of a newborn's birth year (R-024), opens what was; the year stays over (R-086)."""
    paid = replace(walk, paid_on=money.on, by_mark=money.by_mark, lapsed=None, event=money.event)
    if walk.year_over is None:
        return paid
    return replace(paid, suspended=(*walk.suspended, (None, walk.year_over)), event=_E.YEAR_END)


def _follow_unpaid(walk: _Walk, act: ActFact) -> _Walk:
    """Nothing was paid: a death ends it, the end of the year lets it lapse, whatever else stops or suspends cancels it."""
    held = _Held(act.happened_on, act.cause)
    if act.event in (_E.DEATH, _E.ENDED):
        return replace(walk, ended=held, event=act.event)
    if act.event is _E.YEAR_END:
        return replace(walk, lapsed=walk.lapsed or held, year_over=held, event=walk.event if walk.lapsed else act.event)
    if walk.lapsed is not None or act.kind in (_K.RESUME, _K.REENROL):
        return walk
    return replace(walk, cancelled=held, event=act.event)


def _stop(walk: _Walk, act: ActFact) -> _Walk:
    return replace(walk, stopped=walk.stopped or _Held(act.happened_on, act.cause), event=act.event)


def _suspend(walk: _Walk, act: ActFact) -> _Walk:
    told = act.matter, _Held(act.happened_on, act.cause)
    return replace(walk, suspended=walk.suspended if told in walk.suspended else (*walk.suspended, told), event=act.event)


def _resume(walk: _Walk, act: ActFact) -> _Walk:
    """The suspensions of its own matter end the day before; others, and a stop, go on."""

    def is_meant(matter: str | None, held: _Held) -> bool:
        return held.reason is act.cause and act.matter in (None, matter)

    ended = [(matter, held) for matter, held in walk.suspended if is_meant(matter, held)]
    return _resumed(walk, act, ended, walk.stopped) if ended else walk


def _reenrol(walk: _Walk, act: ActFact) -> _Walk:
    """R-003, V-41: registered again; the year is over for good only when it is over."""
    if any(held.reason is StateReason.YEAR_END for _, held in walk.suspended) or not (walk.suspended or walk.stopped):
        return walk
    return _resumed(walk, act, list(walk.suspended), None)


def _resumed(walk: _Walk, act: ActFact, ended: list[tuple[str | None, _Held]], stopped: _Held | None) -> _Walk:
    last = act.happened_on - _DAY
    past = tuple(Suspension(held.reason, held.on, last) for _, held in ended if held.reason is not None and held.on <= last)
    left = tuple(one for one in walk.suspended if one not in ended)
    is_active = not left and stopped is None
    return replace(
        walk,
        suspended=left,
        stopped=stopped,
        past=(*walk.past, *past),
        resumed_on=act.happened_on if is_active else walk.resumed_on,
        event=act.event,
    )


def _end(walk: _Walk, act: ActFact) -> _Walk:
    return replace(walk, ended=_Held(act.happened_on, act.cause), event=act.event)


_FOLLOW = {_K.CANCEL: _stop, _K.STOP: _stop, _K.SUSPEND: _suspend, _K.RESUME: _resume, _K.REENROL: _reenrol, _K.END: _end}


def _standing(walk: _Walk) -> Standing:
    state, held = _state(walk)
    is_active = state is _S.ACTIVE
    open_ones = tuple(Suspension(one.reason, one.on) for _, one in walk.suspended if one.reason is not None)
    return Standing(
        state=state,
        reason=held.reason,
        effective_on=walk.resumed_on if is_active and walk.resumed_on else held.on,
        paid_on=None if walk.by_mark else walk.paid_on,
        resumed_on=walk.resumed_on if is_active else None,
        event=walk.event,
        suspensions=tuple(sorted((*walk.past, *open_ones), key=lambda one: (one.from_on, one.reason))),
    )


def _state(walk: _Walk) -> tuple[ParticipationState, _Held]:
    if walk.ended is not None:
        return _S.TERMINATED, walk.ended
    if walk.cancelled is not None:
        return _S.CANCELLED, walk.cancelled
    if walk.suspended:
        return _S.SUSPENDED, walk.suspended[-1][1]
    if walk.stopped is not None:
        return _S.STOPPED, walk.stopped
    if walk.paid_on is not None:
        return _S.ACTIVE, _Held(walk.paid_on, None)
    if walk.lapsed is not None:
        return _S.LAPSED, walk.lapsed
    return _S.REGISTERED, _Held(walk.registered_on, None)
