"""What the dedup service says no to."""

from service_runtime import Conflict, NotFound, Unauthenticated, Unprocessable


class CheckNotKnown(NotFound):
    """No conflict check of this application, or it is none of the caller's area."""

    code, msg = "CHECK_NOT_KNOWN", "未找到该申请的重复参保校验记录"


class PersonNotKnown(NotFound):
    """The person is not known here, or not in the caller's area."""

    code, msg = "PERSON_NOT_KNOWN", "未找到该人员的参保信息"


class NoticeNotKnown(NotFound):
    """There is no such notice, or it is none of the caller's area."""

    code, msg = "NOTICE_NOT_KNOWN", "未找到该异地通知"


class NothingToSend(Conflict):
    """The notice is answered, taken back, or has no day yet."""

    code, msg = "NOTICE_NOT_TO_BE_SENT", "该通知已答复、已撤回或尚未确定起始日，无须发送"


class SignatureInvalid(Unauthenticated):
    """A message that no secret of the platform has signed. Nothing was read."""

    code, msg = "SIGNATURE_INVALID", "签名无效或已过期"
    headers = {}  # noqa: RUF012


class OtherBody(Conflict):
    """A known webhook-id with another body: one id has one body for ever."""

    code, msg = "OTHER_BODY", "该报文编号已用于其他内容"


class MessageNotInContract(Unprocessable):
    """A signed message that is not in the contract; with all reasons."""

    code, msg = "NOT_IN_CONTRACT", "报文不符合接口约定"


class NoticeDecided(Conflict):
    """Another one has decided on it, or the other region has changed it meanwhile."""

    code, msg = "NOTICE_DECIDED", "该通知已有处理结果，或对方已变更，请刷新后查看"


class ParticipationNotMeant(Unprocessable):
    """What is to be suspended is no participation of this person, place and year; or nobody said which of several."""

    code, msg = "PARTICIPATION_NOT_MEANT", "请选择该人员与通知的参保地、年度相符的参保关系"


class NothingToResume(Unprocessable):
    """No standing request of that region suspended the participation."""

    code, msg = "NOTHING_TO_RESUME", "该参保关系未因对方的通知暂停，无可恢复"
