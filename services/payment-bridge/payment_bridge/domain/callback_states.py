"""States of a callback of the tax office."""

from enum import StrEnum

from enrolment_terms.labels import labelled


class CallbackState(StrEnum):
    """Stored, done, failed, or given up by an operator."""

    PENDING = "PENDING"
    PROCESSED = "PROCESSED"
    FAILED = "FAILED"
    DISCARDED = "DISCARDED"


labelled(
    CallbackState,
    "税务回执状态",
    {
        CallbackState.PENDING: "待处理",
        CallbackState.PROCESSED: "已处理",
        CallbackState.FAILED: "处理失败",
        CallbackState.DISCARDED: "已作废",
    },
)
