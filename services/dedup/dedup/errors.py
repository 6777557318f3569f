"""What the dedup service says no to."""

from enrolment_terms.reasons import ReasonCode, reason
from service_runtime import NotFound, Unprocessable


class CheckNotKnown(NotFound):
    """No conflict check of this application, or it is none of the caller's area."""

    code, msg = "CHECK_NOT_KNOWN", "未找到该申请的重复参保校验记录"


class PersonNotKnown(NotFound):
    """The person is not known here, or not in the caller's area."""

    code, msg = "PERSON_NOT_KNOWN", "未找到该人员的参保信息"


class YearNotOpen(Unprocessable):
    """The policy book says nothing of that place and year; nothing is guessed."""

    def __init__(self, msg: str) -> None:
        super().__init__("YEAR_NOT_OPEN", msg, reasons=[reason(ReasonCode.YEAR_NOT_OPEN, field="benefit_year", msg=msg)])
