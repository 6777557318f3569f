"""D1: the states of an application and the only ways between them."""

from enum import StrEnum

from enrolment_terms import state_table
from enrolment_terms.labels import labelled


class ApplicationKind(StrEnum):
    """What an application asks for (D1)."""

    NEW = "NEW"
    CHANGE = "CHANGE"
    STOP = "STOP"
    NEWBORN = "NEWBORN"
    PRE_NEWBORN = "PRE_NEWBORN"
    MIDYEAR = "MIDYEAR"
    RENEWAL = "RENEWAL"
    CANCEL_NEXT_YEAR = "CANCEL_NEXT_YEAR"
    TRANSFER_IN = "TRANSFER_IN"


_K = ApplicationKind
ENROLS = frozenset({_K.NEW, _K.NEWBORN, _K.PRE_NEWBORN, _K.MIDYEAR, _K.RENEWAL})
"""An approval registers somebody."""


class ApplicationState(StrEnum):
    """States of D1. A draft stands in a table of its own, under the id of the application that it becomes with `submit`."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    CHECK_PENDING = "CHECK_PENDING"
    UNDER_REVIEW = "UNDER_REVIEW"
    NEEDS_CORRECTION = "NEEDS_CORRECTION"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


class ApplicationEvent(StrEnum):
    """What moves an application."""

    SUBMIT = "submit"
    CHECK_SENT = "check_sent"
    CHECK_NOT_ASKED = "check_not_asked"
    CHECK_CLEAR = "check_clear"
    CHECK_BLOCKING = "check_blocking"
    APPROVE = "approve"
    ASK_CORRECTION = "ask_correction"
    REJECT = "reject"
    RESUBMIT = "resubmit"
    CORRECTION_OVERDUE = "correction_overdue"
    WITHDRAW = "withdraw"


_S, _E = ApplicationState, ApplicationEvent

TRANSITIONS: dict[tuple[ApplicationState, ApplicationEvent], ApplicationState] = {
    (_S.DRAFT, _E.SUBMIT): _S.SUBMITTED,
    (_S.SUBMITTED, _E.CHECK_SENT): _S.CHECK_PENDING,
    (_S.SUBMITTED, _E.CHECK_NOT_ASKED): _S.UNDER_REVIEW,  # the item registers nobody: nothing to ask dedup
    (_S.CHECK_PENDING, _E.CHECK_CLEAR): _S.UNDER_REVIEW,
    (_S.CHECK_PENDING, _E.CHECK_BLOCKING): _S.NEEDS_CORRECTION,
    (_S.UNDER_REVIEW, _E.CHECK_CLEAR): _S.UNDER_REVIEW,  # the check repeated on approval (D1, C8 "repeat on approval")
    (_S.UNDER_REVIEW, _E.CHECK_BLOCKING): _S.NEEDS_CORRECTION,
    (_S.UNDER_REVIEW, _E.APPROVE): _S.APPROVED,
    (_S.UNDER_REVIEW, _E.ASK_CORRECTION): _S.NEEDS_CORRECTION,
    (_S.UNDER_REVIEW, _E.REJECT): _S.REJECTED,
    (_S.NEEDS_CORRECTION, _E.RESUBMIT): _S.SUBMITTED,
    (_S.NEEDS_CORRECTION, _E.CORRECTION_OVERDUE): _S.REJECTED,
    (_S.DRAFT, _E.WITHDRAW): _S.WITHDRAWN,
    (_S.SUBMITTED, _E.WITHDRAW): _S.WITHDRAWN,
    (_S.CHECK_PENDING, _E.WITHDRAW): _S.WITHDRAWN,
    (_S.UNDER_REVIEW, _E.WITHDRAW): _S.WITHDRAWN,
    (_S.NEEDS_CORRECTION, _E.WITHDRAW): _S.WITHDRAWN,
}

UNDECIDED = (_S.SUBMITTED, _S.CHECK_PENDING, _S.UNDER_REVIEW, _S.NEEDS_CORRECTION)
"""An office has something to do with them."""

labelled(
    ApplicationKind,
    "申请类别",
    {
        _K.NEW: "参保登记",
        _K.CHANGE: "信息变更",
        _K.STOP: "停保",
        _K.NEWBORN: "新生儿参保",
        _K.PRE_NEWBORN: "新生儿预参保",
        _K.MIDYEAR: "中途参保",
        _K.RENEWAL: "续保",
        _K.CANCEL_NEXT_YEAR: "取消下一年度参保登记",
        _K.TRANSFER_IN: "关系转入接续",
    },
)
APPLICATION_STATES = labelled(
    ApplicationState,
    "申请状态",
    {
        _S.DRAFT: "草稿",
        _S.SUBMITTED: "已提交",
        _S.CHECK_PENDING: "重复参保校验中",
        _S.UNDER_REVIEW: "审核中",
        _S.NEEDS_CORRECTION: "待补正",
        _S.APPROVED: "审核通过",
        _S.REJECTED: "审核不通过",
        _S.WITHDRAWN: "已撤回",
    },
)
labelled(
    ApplicationEvent,
    "申请事件",
    {
        _E.SUBMIT: "提交申请",
        _E.CHECK_SENT: "发起重复参保校验",
        _E.CHECK_NOT_ASKED: "无需重复参保校验，进入审核",
        _E.CHECK_CLEAR: "重复参保校验通过",
        _E.CHECK_BLOCKING: "重复参保校验未通过",
        _E.APPROVE: "审核通过",
        _E.ASK_CORRECTION: "退回补正",
        _E.REJECT: "审核不予通过",
        _E.RESUBMIT: "重新提交",
        _E.CORRECTION_OVERDUE: "逾期未补正",
        _E.WITHDRAW: "撤回申请",
    },
)


def next_state(state: ApplicationState, event: ApplicationEvent) -> ApplicationState:
    """The state after the event. Raises TransitionRefused."""
    return state_table.next_state(TRANSITIONS, state, event)
