"""What the dedup service says no to."""

from service_runtime import NotFound


class CheckNotKnown(NotFound):
    """No conflict check of this application, or it is none of the caller's area."""

    code, msg = "CHECK_NOT_KNOWN", "未找到该申请的重复参保校验记录"


class PersonNotKnown(NotFound):
    """The person is not known here, or not in the caller's area."""

    code, msg = "PERSON_NOT_KNOWN", "未找到该人员的参保信息"
