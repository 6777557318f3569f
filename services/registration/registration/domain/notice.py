"""What is sent to people beside the suite's own pages: a template, its values, and what became of it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from enrolment_terms.labels import labelled
from enrolment_terms.sealed import Sealed
from registration.domain.login import LoginWay


class NoticeState(StrEnum):
    """A notice is sent at most once: what may have been sent is UNKNOWN and stays so."""

    WAITING = "WAITING"
    SENDING = "SENDING"
    SENT = "SENT"
    REFUSED = "REFUSED"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


class Template(StrEnum):
    """What may be sent; the texts are in `gateways/notice_templates.yaml`."""

    LOGIN_CODE = "LOGIN_CODE"
    APPLICATION_DECIDED = "APPLICATION_DECIDED"
    CORRECTION_ASKED = "CORRECTION_ASKED"
    BILL_TO_PAY = "BILL_TO_PAY"
    REMINDER = "REMINDER"


SUBSCRIBED = (Template.APPLICATION_DECIDED, Template.CORRECTION_ASKED, Template.BILL_TO_PAY, Template.REMINDER)
"""Those that people agree to, once for each message."""
labelled(
    Template,
    "通知模板",
    {
        Template.LOGIN_CODE: "登录验证码",
        Template.APPLICATION_DECIDED: "申请审核结果",
        Template.CORRECTION_ASKED: "申请补正提醒",
        Template.BILL_TO_PAY: "医保缴费提醒",
        Template.REMINDER: "医保办理期限提醒",
    },
)


class Outcome(StrEnum):
    """What the platform said: REFUSED by the user for good, LATER it may be tried again, UNKNOWN it may have been sent."""

    SENT = "SENT"
    REFUSED = "REFUSED"
    LATER = "LATER"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to one recipient. `fact` names what happened: no second notice of it is ever made with this template.

    `life` is real time: what was not sent by then is not sent at all.
    """

    notice_id: UUID
    recipient: str
    fact: str
    template: Template
    way: LoginWay
    content: Sealed
    life: timedelta


MOST_TRIES = 8
STUCK_AFTER = timedelta(minutes=5)
"""So long after a sender has taken a notice without saying what became of it, nobody will know."""


def state_after(outcome: Outcome, tries: int) -> NoticeState:
    """Where a notice stands after so many tries."""
    if outcome is Outcome.LATER:
        return NoticeState.WAITING if tries < MOST_TRIES else NoticeState.FAILED
    return NoticeState(outcome.value)


def pause_after(tries: int) -> timedelta:
    """Until the next try: 2, 4, 8 … seconds, at most five minutes."""
    return timedelta(seconds=min(2.0**tries, 300.0))
