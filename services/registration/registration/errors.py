"""Refusals of the registration service.

Refusal
├── Unprocessable (422)   ApplicationHasFaults  DecisionNeedsReasons  StopHasFaults  CorrectionHasFaults  MandateHasFaults  ConsentHasFaults
│                         ActHasFaults  ChangeHasFaults  MaterialHasFaults  TargetsHaveFaults  ListHasFaults
│                         OutreachHasFaults  HouseholdFormHasFaults  CircumstanceHasFaults  CodeRefused  TicketRefused  NoPhoneNumber
├── Unauthenticated (401) SessionOver
├── TooManyRequests (429) TooManyUploads
├── Unavailable (503)     UploadsNotPossible  LoginAway
├── Conflict (409)        TransitionNotAllowed  CheckIsStale  CheckTurned  CheckIsPending  PersonAlreadyRegistered
│                         FilerDecides  AskOffice  OwnMandate  MandateWaits  IdentityDiffers  ApplicationNotReadable  DocumentOfAnother
│                         OwnAct  ConsentLacksUnits  EnrolledAgain
│                         LoginNotOffered  ListNotReady  FilerConfirms
└── NotFound (404)       AreaNotFound  ParticipationNotKnown  TargetsNotSet  ListNotFound  ItemNotFound
"""

from enrolment_terms.reasons import REASON_TEXTS, ReasonCode
from service_runtime import Conflict, NotFound, TooManyRequests, Unauthenticated, Unavailable, Unprocessable


class ApplicationHasFaults(Unprocessable):
    """All reasons and all missing things of a form, at once (R-004)."""

    code, msg = "APPLICATION_HAS_FAULTS", "申请未通过校验，请按提示一次性补正"


class DecisionNeedsReasons(Unprocessable):
    """R-004 「提示失败原因，并一次性告知所需补正材料」: no refusal without a reason."""

    code, msg = "DECISION_NEEDS_REASONS", "退回补正或不予通过时，须写明原因或所需补正材料"


class StopHasFaults(Unprocessable):
    """A stop filed too late or without its reason."""

    code, msg = "STOP_HAS_FAULTS", "停保申请未通过校验，请按提示处理"


class ConsentHasFaults(Unprocessable):
    """The units that an agency fills in do not make sense (B22)."""

    code, msg = "CONSENT_HAS_FAULTS", "知情同意书的参保单位未通过校验，请按提示处理"


class ConsentLacksUnits(Conflict):
    """B22 「由经办机构填写」: both units are named before the approval."""

    code, msg = "CONSENT_LACKS_UNITS", "请先填写知情同意书的原参保单位和本次参保单位，再审核通过"


class ListHasFaults(Unprocessable):
    """The file, its kind, place or year: no row of the list is looked at."""

    code, msg = "LIST_HAS_FAULTS", "名单未被接收，请按提示处理"


class ListNotReady(Conflict):
    """Its state does not allow the act."""

    code, msg = "LIST_NOT_READY", "名单当前状态不能办理此操作"


class FilerConfirms(Conflict):
    """R-009: a second person confirms what the first one filed."""

    code, msg = "FILER_CONFIRMS", "名单须由另一名工作人员确认"


class ListNotFound(NotFound):
    """There is none, or not for this caller."""

    code, msg = "LIST_NOT_FOUND", "未找到该名单"


class HouseholdFormHasFaults(Unprocessable):
    """What is wrong with a form of Annex 1 as a whole, with the faults of all its rows, at once (R-004)."""

    code, msg = "HOUSEHOLD_FORM_HAS_FAULTS", "登记表未通过校验，请按提示一次性补正"


class TransitionNotAllowed(Conflict):
    """The table of transitions does not list it."""

    code, msg = "TRANSITION_REFUSED", "当前状态不能办理此操作"


class CheckIsStale(Conflict):
    """The conflict check is older than the policy allows; a new one has been started."""

    code, msg = "CHECK_STALE", "重复参保校验结果已过期，已重新发起校验，请稍后再审核"


class CheckTurned(Conflict):
    """A later answer found what hinders: the application went back for correction, with all reasons (C8)."""

    code, msg = "CHECK_TURNED", "重复参保校验有了新的结果，申请已退回补正，原因见申请详情"


class CheckIsPending(Conflict):
    """The conflict check is not answered yet: nothing is approved blindly (C8)."""

    code, msg = "CHECK_PENDING", "重复参保校验尚未返回结果，请稍后再审核"


class PersonAlreadyRegistered(Conflict):
    """Another application or the renewal was faster."""

    code, msg = "ALREADY_REGISTERED", "该年度已登记参保，无需重复办理"


class IdentityDiffers(Conflict):
    """R-010: the document is somebody's whose name, sex or birth date is another; a clerk clears up which is right."""

    code, msg = "IDENTITY_DIFFERS", "申请人的姓名、性别或出生日期与该证件在档信息不一致，请核实后更正档案或退回申请"


class ApplicationNotReadable(Conflict):
    """What the application says was changed from outside, or is sealed with a key that is gone."""

    code, msg = "APPLICATION_NOT_READABLE", "申请资料无法读取，请联系系统管理员核查"


class DocumentOfAnother(Conflict):
    """Two records of one person are an office's case of its own, never the by-product of a correction."""

    code, msg = "DOCUMENT_OF_ANOTHER", "该证件已登记在其他人员名下，请按重复人员处理"


class AskOffice(Conflict):
    """Something on file stands against it that the caller must not hear: it lies outside his areas."""

    code, msg = "ASK_OFFICE", REASON_TEXTS[ReasonCode.ASK_OFFICE]


class CorrectionHasFaults(Unprocessable):
    """A correction of an identity without a reason, without a change, or that a document contradicts."""

    code, msg = "CORRECTION_HAS_FAULTS", "更正内容未通过校验，请按提示处理"


class FilerDecides(Conflict):
    """R-009 「谁办理、谁负责」: whoever filed or corrected it, or is the person himself, does not decide on it."""

    code, msg = "FILER_DECIDES", "录入人、申请人本人与审核人须为不同人员，请由其他经办人员审核"


class MandateHasFaults(Unprocessable):
    """All reasons and all missing things of a mandate, at once."""

    code, msg = "MANDATE_HAS_FAULTS", "代办关系未通过校验，请按提示一次性补正"


class OwnMandate(Conflict):
    """Nobody records a mandate for his own login at the counter."""

    code, msg = "OWN_MANDATE", "不能为本人账号登记代办关系，请由其他经办人员办理"


class MandateWaits(Conflict):
    """The login has asked for the same already."""

    code, msg = "MANDATE_WAITS", "相同的代办申请正在等待确认，无需重复提交"


class ParticipationNotKnown(NotFound):
    """Somebody asks for an act on a participation that there is not: the event is set aside until an operator has looked."""

    code, msg = "PARTICIPATION_NOT_KNOWN", "未找到该参保关系"


class ActHasFaults(Unprocessable):
    """An act of an office, or a death, whose dates or reasons do not hold; all at once."""

    code, msg = "ACT_HAS_FAULTS", "参保关系变动未通过校验，请按提示处理"


class CircumstanceHasFaults(Unprocessable):
    """A circumstance that the region does not know, whose days cannot be, or without its paper; all at once."""

    code, msg = "CIRCUMSTANCE_HAS_FAULTS", "特殊情形登记未通过校验，请按提示处理"


class ChangeHasFaults(Unprocessable):
    """A change of terms that is filed too late, or does not hold; all at once."""

    code, msg = "CHANGE_HAS_FAULTS", "参保信息变更未通过校验，请按提示一次性补正"


class OwnAct(Conflict):
    """R-009: whoever recorded an act does not withdraw it alone."""

    code, msg = "OWN_ACT", "登记人与撤销人须为不同人员，请由其他经办人员撤销"


class MaterialHasFaults(Unprocessable):
    """No file, no kind, or a file that is not what may be handed in."""

    code, msg = "MATERIAL_HAS_FAULTS", "材料未能接收，请按提示处理"


class TooManyUploads(TooManyRequests):
    """More files of one login on one day than it may hand in."""

    code, msg = "TOO_MANY_UPLOADS", "今日上传材料的数量已达上限，请明日再试或到经办窗口办理"


class UploadsNotPossible(Unavailable):
    """No store is set up or it is away, or the scanner that every file must pass does not answer."""

    code, msg = "UPLOADS_NOT_POSSIBLE", "暂时不能接收或调阅材料，请稍后再试"


class TargetsHaveFaults(Unprocessable):
    """All that keeps a target table from being recorded, at once."""

    code, msg = "TARGETS_HAVE_FAULTS", "任务表未通过校验，请按提示处理"


class TargetsNotSet(NotFound):
    """The policy book has no targets for this area and year, and nobody has recorded any."""

    code, msg = "TARGETS_NOT_SET", "该地区该年度尚未下达参保任务"


class OutreachHasFaults(Unprocessable):
    """A visit or a plan whose dates do not hold; all at once."""

    code, msg = "OUTREACH_HAS_FAULTS", "走访或方案未通过校验，请按提示处理"


class AreaNotFound(NotFound):
    """An area outside the caller's areas is not there for him."""

    code, msg = "AREA_NOT_FOUND", "未找到该参保区划"


class CodeRefused(Unprocessable):
    """The code of WeChat or of the text message is wrong, too old, used, or was tried too often: which of it is not told."""

    code, msg = "LOGIN_CODE_REFUSED", "登录凭证无效或已过期，请重新获取"


class TicketRefused(Unprocessable):
    """The sign-on does not know the ticket."""

    code, msg = "REAL_NAME_TICKET_REFUSED", "实名认证已失效，请重新认证"


class NoPhoneNumber(Unprocessable):
    """It is no mobile number."""

    code, msg = "NO_PHONE_NUMBER", "请填写正确的手机号码"


class SessionOver(Unauthenticated):
    """The session has ended, or there never was one."""

    code, msg = "SESSION_OVER", "登录已失效，请重新登录"


class LoginNotOffered(Conflict):
    """This installation has no such way of logging in."""

    code, msg = "LOGIN_NOT_OFFERED", "本系统未开通此登录方式"


class LoginAway(Unavailable):
    """WeChat or the sign-on does not answer as it should."""

    code, msg = "LOGIN_AWAY", "登录服务繁忙，请稍后再试"


class NotRegistered(Conflict):
    """What an application asks something of is no longer in force."""

    code, msg = "NOT_REGISTERED", REASON_TEXTS[ReasonCode.NOT_REGISTERED]


class EnrolledAgain(Conflict):
    """R-003: it was filed for an earlier registration of the year, and asks nothing of the one that stands."""

    code, msg = "ENROLLED_AGAIN", "申请提交后，该人员已重新参保登记，申请所指的原登记已结束，不再办理"


class SubsidyRequestHasFaults(Unprocessable):
    """R-045: what does not add up, or a day outside the request."""

    code, msg = "SUBSIDY_REQUEST_HAS_FAULTS", "资助资金申请的内容有误"


class BundleKindNotFound(NotFound):
    """No such one-thing service is declared."""

    code, msg = "BUNDLE_KIND_NOT_FOUND", "没有这一联办事项"


class ItemNotFound(NotFound):
    """No such item is declared in the area."""

    code, msg = "ITEM_NOT_FOUND", "没有这一服务事项"
