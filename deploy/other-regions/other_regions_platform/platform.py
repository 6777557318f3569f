"""The state of the process: relations, notices, behaviour, what is to be sent, and the business time."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from enrolment_terms.benefit_year import SHANGHAI
from other_regions_platform.behaviour import Behaviour, How
from other_regions_platform.deliveries import Postman
from other_regions_platform.feeds import Feeder, Message
from other_regions_platform.notices import Notice, Notices
from other_regions_platform.relations import Relations
from other_regions_platform.settings import Settings


@dataclass(slots=True)
class Platform:
    """`regions` are the pooling regions that the platform speaks for, beside those of relations it holds."""

    settings: Settings
    postman: Postman
    relations: Relations = field(default_factory=Relations)
    notices: Notices = field(default_factory=Notices)
    feeder: Feeder = field(default_factory=Feeder)
    behaviour: Behaviour = field(default_factory=Behaviour)
    regions: tuple[str, ...] = ()
    set_to: datetime | None = None
    asked: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    """Requests to dedup, by source and reference, as told last."""
    answers: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    """What dedup answered to them last."""

    @property
    def now(self) -> datetime:
        """Business time: that of the story, or what it is."""
        return self.set_to or datetime.now(SHANGHAI)

    def how(self) -> How:
        """How the next call is answered."""
        waiting = self.behaviour.calls.next
        return waiting.pop(0) if waiting else self.behaviour.calls.always

    def take(self, notice: Notice) -> int:
        """Stores a notice; what is answered at once is called back. The version that stands. Raises OtherContent."""
        received = self.notices.take(notice, self.now.date())
        self.work()
        return received.notice.version

    def work(self) -> None:
        """Answers what is due by now."""
        answered = self.notices.work(self.relations, self.behaviour, self.now.date())
        self.postman.post([Message("notice.answered", one.answer) for one in answered], self.behaviour)

    def push(self) -> int:
        """Tells what has changed; how many messages that are."""
        held = {one.relation.region for one in self.relations.held.values()}
        messages = self.feeder.push(self.relations, sorted({*self.regions, *held}), self.behaviour, self.now)
        self.postman.post(messages, self.behaviour)
        return len(messages)

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """A request about a relation of the installation, in its next version."""
        key = request["source"], request["notice_ref"]
        told = {**request, "version": self.asked.get(key, {}).get("version", 0) + 1}
        self.asked[key] = told
        self.postman.post([Message("notice", told)], self.behaviour)
        return told

    def hear(self, answer: dict[str, Any]) -> bool:
        """Keeps dedup's answer to a request; False if it was never asked for."""
        key = answer["source"], answer["notice_ref"]
        if answer["version"] > self.asked.get(key, {}).get("version", 0):
            return False
        if answer["version"] >= self.answers.get(key, {}).get("version", 0):
            self.answers[key] = answer
        return True
