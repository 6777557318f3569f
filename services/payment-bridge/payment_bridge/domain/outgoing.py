"""What we tell the tax office: how a message stands, when it is sent again, and when it is asked what became of it.

Whatever is not answered may have been received: it is UNKNOWN and is asked for, never sent under another id. What certainly did not
arrive is sent again on the schedule of Standard Webhooks. All of it is real time.
"""

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from enrolment_terms.labels import labelled

SCHEDULE = (0.0, 5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 50400.0, 72000.0, 86400.0)
"""Seconds before each sending, counted from the one before (Standard Webhooks): immediately, 5 s, 5 min, 30 min, 2, 5, 10, 14, 20, 24 h."""
QUERIES = (1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 1800.0, 3600.0)
"""Seconds before each question what became of a message; the last again and again, until there is an answer."""
JITTER = 0.1
"""A pause is longer or shorter by this share at most, so that many messages do not come back together."""


class OutgoingState(StrEnum):
    """How a message to the tax office stands."""

    PENDING = "PENDING"
    UNKNOWN = "UNKNOWN"
    ANSWERED = "ANSWERED"
    REFUSED = "REFUSED"
    EXHAUSTED = "EXHAUSTED"


class Contact(StrEnum):
    """What one attempt was: the message itself, or the question what became of it."""

    SEND = "SEND"
    QUERY = "QUERY"


labelled(
    OutgoingState,
    "税务报文状态",
    {
        OutgoingState.PENDING: "待发送",
        OutgoingState.UNKNOWN: "结果不明，查询中",
        OutgoingState.ANSWERED: "已答复",
        OutgoingState.REFUSED: "被拒绝",
        OutgoingState.EXHAUSTED: "多次发送未成功",
    },
)
labelled(Contact, "税务报文联系方式", {Contact.SEND: "发送", Contact.QUERY: "查询结果"})


class Claimed(NamedTuple):
    """A message that nobody else is at: `was` PENDING is to be sent, `was` UNKNOWN to be asked for.

    `tries` and `asked` count since it was made or replayed, `no` all attempts there ever were.
    """

    message_id: UUID
    was: OutgoingState
    body_sealed: str | None
    size: int
    tries: int
    asked: int
    no: int


def pause_before_sending(tries: int, chance: float, wish: float | None = None) -> float | None:
    """Seconds until a message that was sent so often in vain is sent again; None if it is not any more.

    `chance`: from 0 to 1, spreads the pause; `wish`: seconds that the tax office asked for (Retry-After), already bounded.
    """
    if tries >= len(SCHEDULE):
        return None
    pause = SCHEDULE[tries] * (1 + JITTER * (2 * chance - 1))
    return max(pause, wish or 0.0)


def pause_before_asking(asked: int, chance: float, wish: float | None = None) -> float:
    """Seconds until the tax office is asked (again) what became of a message, after so many questions."""
    pause = QUERIES[min(asked, len(QUERIES) - 1)] * (1 + JITTER * (2 * chance - 1))
    return max(pause, wish or 0.0)
