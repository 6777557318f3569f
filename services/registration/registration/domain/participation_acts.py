"""What happens to a participation after it was registered, besides money: dated facts, none of which erases another (D2)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from enrolment_terms.identifiers import named_id
from enrolment_terms.labels import labelled
from enrolment_terms.sealed import Sealed
from registration.domain.participation_states import ParticipationEvent, StateReason

_HEARD = UUID("4d3b6a0e-54b7-5d0e-8a2c-43616e62616f")


class ParticipationActKind(StrEnum):
    """What an act does. CANCEL: recorded while nothing was paid. REENROL: registered again inside a paid year."""

    CANCEL = "CANCEL"
    STOP = "STOP"
    SUSPEND = "SUSPEND"
    RESUME = "RESUME"
    REENROL = "REENROL"
    END = "END"


_K, _E, _R = ParticipationActKind, ParticipationEvent, StateReason
labelled(
    ParticipationActKind,
    "参保关系变动",
    {_K.CANCEL: "取消登记", _K.STOP: "停保", _K.SUSPEND: "暂停参保", _K.RESUME: "恢复参保", _K.REENROL: "重新参保", _K.END: "终止参保"},
)

EVENTS: Mapping[tuple[ParticipationActKind, StateReason | None], ParticipationEvent] = {
    (_K.CANCEL, _R.OWN_REQUEST): _E.CANCEL,
    (_K.STOP, _R.OWN_REQUEST): _E.OWN_STOP,
    (_K.STOP, _R.RESIDENCE_PERMIT_EXPIRED): _E.PERMIT_EXPIRED,
    (_K.SUSPEND, _R.EMPLOYEE_SCHEME): _E.EMPLOYEE_PAID,
    (_K.SUSPEND, _R.OTHER_REGION): _E.REGISTERED_ELSEWHERE,
    (_K.SUSPEND, _R.DUPLICATE): _E.DUPLICATE_SUSPENDED,
    (_K.SUSPEND, _R.TRANSFER): _E.TRANSFER_REQUESTED,
    (_K.SUSPEND, _R.REFUNDED): _E.REFUND_SUSPENDED,
    (_K.SUSPEND, _R.YEAR_END): _E.YEAR_END,
    (_K.RESUME, _R.EMPLOYEE_SCHEME): _E.EMPLOYEE_ENDED,
    (_K.RESUME, _R.OTHER_REGION): _E.RESUMED,
    (_K.RESUME, _R.DUPLICATE): _E.RESUMED,
    (_K.RESUME, _R.TRANSFER): _E.TRANSFER_WITHDRAWN,
    (_K.REENROL, None): _E.REENROLLED,
    (_K.END, _R.DUPLICATE): _E.DUPLICATE_TERMINATED,
    (_K.END, _R.TRANSFERRED): _E.TRANSFER_COMPLETED,
    (_K.END, _R.REFUNDED): _E.REFUNDED,
    (_K.END, _R.DEATH): _E.DEATH,
    (_K.END, _R.EMIGRATED): _E.ENDED,
    (_K.END, _R.ELIGIBILITY_LOST): _E.ENDED,
    (_K.END, _R.NOT_BORN): _E.ENDED,  # R-021, F-27
    (_K.END, _R.OTHER): _E.ENDED,
}
"""Every act there is: what it does and why -> the event of D2. Further reasons of an end are added here (S3 第十六条 「死亡等原因」)."""


@dataclass(frozen=True, slots=True)
class ActFact:
    """One act as the standing follows from it. `happened_on`: the first day on which it holds."""

    kind: ParticipationActKind
    cause: StateReason | None
    happened_on: date
    matter: str | None = None
    """What it belongs to: a relation in the employee scheme, a case, a transfer. A resumption ends the suspension of its own matter."""
    recorded_at: datetime | None = None

    @property
    def is_done_here(self) -> bool:
        """By an application or an office, at the moment of its record; others are heard, or follow from a day."""
        if self.kind is ParticipationActKind.REENROL or self.cause in (StateReason.OWN_REQUEST, StateReason.TRANSFER):
            return True
        return self.matter is None and self.cause is not StateReason.YEAR_END

    @property
    def event(self) -> ParticipationEvent:
        """The event of D2."""
        return EVENTS[self.kind, self.cause]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipationAct:
    """An act as it is written. One that is told again with a greater version replaces what was told; `withdrawn`: it never was."""

    act_id: UUID
    participation_id: UUID
    kind: ParticipationActKind
    cause: StateReason | None
    happened_on: date
    matter: str | None = None
    withdrawn: bool = False
    is_ahead: bool = False
    """Its day has not come: it holds from then on, and not before."""
    version: int = 1
    actor: str
    recorded_at: datetime
    note: Sealed | None = None


def as_of(act: ParticipationAct, today: date) -> ParticipationAct:
    """The act, with whether it still waits for its day."""
    return replace(act, is_ahead=act.happened_on > today and not act.withdrawn)


def act_id_of(participation_id: UUID, fact: ActFact) -> UUID:
    """One act per participation, kind, cause and matter: hearing it twice makes the same."""
    return named_id(_HEARD, f"{participation_id}/{fact.kind}/{fact.cause}/{fact.matter}")


def acts_to_keep(
    following: Mapping[UUID, Sequence[ActFact]], recorded: Sequence[ParticipationAct], actor: str, now: datetime
) -> Iterator[ParticipationAct]:
    """What differs between the acts that follow from what is known now, by participation, and those that were recorded of it before.

    An act that is new or on another day; and one that follows no more, withdrawn.
    """
    there = {act.act_id: act for act in recorded}
    told = {act_id_of(found, fact): (found, fact) for found, acts in following.items() for fact in acts}
    for act_id, (found, fact) in told.items():
        known = there.get(act_id)
        if known is None:
            yield act_of(found, fact, actor, now)
        elif known.withdrawn or known.happened_on != fact.happened_on:
            yield replace(known, happened_on=fact.happened_on, withdrawn=False, version=known.version + 1, actor=actor, recorded_at=now)
    for known in there.values():
        if known.act_id not in told and not known.withdrawn:
            yield replace(known, withdrawn=True, version=known.version + 1, actor=actor, recorded_at=now)


def act_of(participation_id: UUID, fact: ActFact, actor: str, now: datetime) -> ParticipationAct:
    """The act that a fact is, to be recorded; told again it is the same."""
    return ParticipationAct(
        act_id=act_id_of(participation_id, fact),
        participation_id=participation_id,
        kind=fact.kind,
        cause=fact.cause,
        happened_on=fact.happened_on,
        matter=fact.matter,
        actor=actor,
        recorded_at=now,
    )
