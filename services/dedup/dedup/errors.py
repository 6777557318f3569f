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


class CaseNotKnown(NotFound):
    """There is no such duplicate case, or none of its relations is in the caller's area."""

    code, msg = "CASE_NOT_KNOWN", "未找到该重复参保案件"


class CaseChanged(Conflict):
    """Somebody, or a fact that came in, has changed it since it was looked at."""

    code, msg = "CASE_CHANGED", "案件已有变化，请刷新后再办理"


class CaseIsOver(Conflict):
    """It is closed, joined to another, or of different people."""

    code, msg = "CASE_IS_OVER", "案件已办结，不能再办理此操作"


class ChoiceHasFaults(Unprocessable):
    """What the person says is no answer to what was asked; with all reasons."""

    code, msg = "CHOICE_HAS_FAULTS", "参保人的选择未通过校验，请按提示处理"


class CaseFactsHaveFaults(Unprocessable):
    """Facts that contradict one another, or name no place; with all reasons."""

    code, msg = "CASE_FACTS_HAVE_FAULTS", "案件情况未通过校验，请按提示处理"


class PartingHasFaults(Unprocessable):
    """The records cannot be kept apart so; with all reasons."""

    code, msg = "PARTING_HAS_FAULTS", "不能将这些参保记录认定为不同人员，请按提示处理"


class NothingStated(Conflict):
    """Nobody has said anything that could be taken back."""

    code, msg = "NOTHING_STATED", "没有可以撤回的认定"


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

    code, msg = (
        "PARTICIPATION_NOT_MEANT",
        "所选的不是该人员与通知的参保地、年度相符的参保关系，或相符的不止一项而未选择；没有相符的，请不予办理并写明理由",
    )


class EmployeeSchemeElsewhere(Unprocessable):
    """The request is about the employee scheme: registration keeps no such relation, so that it can do nothing to it."""

    code, msg = (
        "EMPLOYEE_SCHEME_ELSEWHERE",
        "职工医保参保关系不由本系统登记，不能同意办理；请转告参保地职工医保经办机构，并写明理由答复对方",
    )


class NothingToResume(Unprocessable):
    """No standing request of that region suspended the participation."""

    code, msg = "NOTHING_TO_RESUME", "该参保关系未因对方的通知暂停，无可恢复"
