"""Notices that came, and how the regions answer them: late, never, with a no, or by doing what is asked and telling it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec

from other_regions_platform.behaviour import Behaviour
from other_regions_platform.relations import Held, Relation, Relations

Day = date
NoticeKind = Literal["SUSPEND_OLD_RELATION", "SUSPEND_AT_YEAR_END", "SUSPEND_DUPLICATE", "TERMINATE_DUPLICATE", "RESUME_RELATION"]


class Notice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One notice, as the contract has it."""

    notice_id: UUID
    version: int
    withdrawn: bool
    kind: NoticeKind
    tokens: tuple[str, ...]
    area: str
    scheme: str
    benefit_year: int | None = None
    starts_on: Day
    from_area: str
    effective_on: Day
    due_on: Day
    reason_rule: str
    consent_signed_on: Day | None = None


class RequestAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What dedup answers to a request, as the contract has it."""

    source: str
    notice_ref: str
    version: int
    state: Literal["ACKNOWLEDGED", "REFUSED"]
    answered_on: Day
    reason: str | None = None


class OtherContent(Exception):
    """This version was told with other content."""


@dataclass(slots=True)
class Undoing:
    """How what was done is undone: the relation as it was before, None for one that was not there."""

    ref: str
    before: Relation | None
    version: int


@dataclass(slots=True)
class Received:
    """A notice as it stands here. `times`: how often this version came."""

    notice: Notice
    received_on: date
    times: int = 1
    state: str = "RECEIVED"
    reason: str | None = None
    answered_on: date | None = None
    undoing: Undoing | None = None

    @property
    def answer(self) -> dict[str, Any]:
        """As the contract tells it."""
        told = {"notice_id": str(self.notice.notice_id), "version": self.notice.version, "state": self.state, "reason": self.reason}
        told["answered_on"] = self.answered_on.isoformat() if self.answered_on else None
        return {name: one for name, one in told.items() if one is not None}


@dataclass(slots=True)
class Notices:
    """By id."""

    received: dict[UUID, Received] = field(default_factory=dict)

    def take(self, notice: Notice, today: date) -> Received:
        """Stores a version that is higher. Raises OtherContent."""
        there = self.received.get(notice.notice_id)
        if there is None:
            self.received[notice.notice_id] = there = Received(notice, today)
        elif notice.version > there.notice.version:
            self.received[notice.notice_id] = Received(notice, today, undoing=there.undoing)
            there = self.received[notice.notice_id]
        elif notice == there.notice:
            there.times += 1
        elif notice.version == there.notice.version:
            raise OtherContent()
        return there

    def work(self, relations: Relations, behaviour: Behaviour, today: date) -> list[Received]:
        """What is due is answered, and done; the answers to be told."""
        told = []
        for one in self.received.values():
            name = str(one.notice.notice_id)
            manner = behaviour.manner_of(name, one.notice.area)
            due = one.received_on + timedelta(days=behaviour.days_until_answer(name)) <= today
            if one.state == "RECEIVED" and manner != "NEVER_ANSWERS" and due:
                refuses = manner in ("REFUSES", "REFUSES_AT_FIRST")
                _answer(one, relations, today, refuses=refuses, does=manner != "DOES_NOTHING")
                told.append(one)
            elif one.state == "REFUSED" and manner == "REFUSES_AT_FIRST" and one.answered_on and one.answered_on < today:
                one.reason = None
                _answer(one, relations, today, refuses=False, does=True)
                told.append(one)
            elif one.state == "ACKNOWLEDGED" and manner == "CHANGES_ITS_MIND" and one.answered_on and one.answered_on < today:
                _undo(one, relations)
                one.state, one.reason, one.answered_on = "REFUSED", "经核实，本地参保关系应予保留", today
                told.append(one)
        return told


def _answer(one: Received, relations: Relations, today: date, *, refuses: bool, does: bool) -> None:
    one.answered_on = today
    if refuses and not one.notice.withdrawn:
        one.state, one.reason = "REFUSED", "本地参保关系不予暂停"
        return
    if does and not _do(one, relations):
        one.state, one.reason = "REFUSED", "该人员在本地已无此参保关系"
        return
    one.state = "ACKNOWLEDGED"


def _do(one: Received, relations: Relations) -> bool:
    """Does what is asked, after undoing what a version before had brought; False if there is nothing to do it to."""
    _undo(one, relations)
    notice = one.notice
    if notice.withdrawn:
        return True
    held = relations.named(notice.tokens, notice.scheme, notice.area, notice.benefit_year, notice.starts_on)
    if held is None:
        return False
    if notice.kind == "RESUME_RELATION":
        if held.relation.state == "ACTIVE":
            return False
        resumed = relations.resume(held, notice.effective_on)
        one.undoing = Undoing(resumed.relation.spell_ref, None, resumed.version)
        return True
    before = held.relation
    state = "TERMINATED" if notice.kind == "TERMINATE_DUPLICATE" else "SUSPENDED"
    relations.suspend(held, state, notice.effective_on - timedelta(days=1))
    one.undoing = Undoing(before.spell_ref, before, held.version)
    return True


def _undo(one: Received, relations: Relations) -> None:
    """Unless the story has changed the relation since."""
    undoing, one.undoing = one.undoing, None
    held: Held | None = relations.held.get(undoing.ref) if undoing else None
    if undoing is None or held is None or held.version != undoing.version:
        return
    if undoing.before is None:
        relations.drop([undoing.ref])
    else:
        relations.put(undoing.before)
