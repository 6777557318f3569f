"""States of a callback of the tax office."""

from dataclasses import dataclass
from enum import StrEnum

from enrolment_terms.labels import labelled


class CallbackState(StrEnum):
    """Stored, done, failed, given up by an operator, or set aside because its id was there with another body."""

    PENDING = "PENDING"
    PROCESSED = "PROCESSED"
    FAILED = "FAILED"
    DISCARDED = "DISCARDED"
    CONFLICT = "CONFLICT"


labelled(
    CallbackState,
    "税务回执状态",
    {
        CallbackState.PENDING: "待处理",
        CallbackState.PROCESSED: "已处理",
        CallbackState.FAILED: "处理失败",
        CallbackState.DISCARDED: "已作废",
        CallbackState.CONFLICT: "编号相同内容不同",
    },
)


class Kept(StrEnum):
    """What became of a callback that came."""

    NEW = "new"
    REPEATED = "repeated"
    CONFLICT = "another body under a known id"


@dataclass(frozen=True, slots=True)
class StoredCallback:
    """A callback, its body sealed."""

    webhook_id: str
    body: bytes
