"""What the benefits service says no to."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from enrolment_terms.reasons import Missing, Reason, ReasonCode, reason
from service_runtime import MOST_FAULTS, Conflict, NotFound, Unavailable, Unprocessable


class PersonNotKnownHere(NotFound):
    """Not known here, or not in the caller's areas: which is not the same as not covered."""

    code, msg = "PERSON_NOT_KNOWN_HERE", "本系统没有该人员的信息，不能据此判断其是否参保"


class DocumentsNotReadable(Unprocessable):
    """This deployment gave the service no identity key: it cannot make a token of a document."""

    code, msg = "ASK_BY_TOKEN", "本服务不持有身份密钥，请以身份标识令牌或人员编号查询"


class DocumentsAway(Unavailable):
    """The registration service does not tell the tokens of documents at the moment."""

    code, msg = "DOCUMENTS_AWAY", "暂时不能按证件查询，请稍后再试，或以身份标识令牌查询"


class ClaimFileBroken(Unprocessable):
    """A file of claims that cannot be read; the lines that are wrong, at once."""

    code, msg = "CLAIM_FILE", "结算文件有误"

    def __init__(self, faults: Sequence[str]) -> None:
        told = [reason(ReasonCode.OTHER, field="file", msg=fault) for fault in faults[:MOST_FAULTS]]
        super().__init__(reasons=told, more_faults=len(faults) - len(told))


class FilingNotKnown(NotFound):
    """No such filing, or none of the caller's."""

    code, msg = "FILING_NOT_KNOWN", "未找到该备案"


class FilingNotAcceptable(Unprocessable):
    """Everything that is wrong with the filing, at once (R-004)."""

    code, msg = "FILING_NOT_ACCEPTABLE", "备案信息不完整或不符合要求"

    def __init__(self, reasons: Sequence[Reason], missing: Sequence[Missing]) -> None:
        super().__init__(reasons=reasons, missing=missing)


class FilingStateForbids(Conflict):
    """D7 has no such transition."""

    code, msg = "FILING_STATE", "备案当前状态不允许此操作"


class DecisionNeedsNote(Unprocessable):
    """The person hears why a filing is sent back or refused."""

    code, msg = "NOTE_MISSING", "退回补正或不予备案的，须说明理由"

    def __init__(self) -> None:
        super().__init__(reasons=[reason(ReasonCode.OTHER, field="note", rule="R-004", msg=self.msg)])


class PurposeMissing(Unprocessable):
    """What is shown unmasked is shown for a purpose, which stands in the audit row."""

    code, msg = "PURPOSE_MISSING", "查看未遮蔽的内容，须以请求头 X-Purpose 说明用途（大写字母的代码，如 COMPLAINT）"


class FilerDecides(Conflict):
    """R-009 「谁办理、谁负责」: whoever filed or corrected it, is the person or acts for the person, does not decide on it."""

    code, msg = "FILER_DECIDES", "录入人、申请人本人与审核人须为不同人员，请由其他经办人员审核"


class ClaimHospitalWrong(Unprocessable):
    """A hospital reports its own claims; an operator says whose he reports."""

    code, msg = "CLAIM_HOSPITAL", "医疗机构一栏有误：代报的应当填写，医疗机构自报的只能为本机构"

    def __init__(self, fields: Sequence[str]) -> None:
        told = [reason(ReasonCode.OTHER, field=field, msg=self.msg) for field in fields[:MOST_FAULTS]]
        super().__init__(reasons=told, more_faults=len(fields) - len(told))


class DaysDoNotFit(Unprocessable):
    """Days of a supposition that lie beyond the year it is about, all at once."""

    code, msg = "DAYS_DO_NOT_FIT", "日期与参保年度不符"

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(reasons=[reason(ReasonCode.OTHER, field=field, msg=msg) for field, msg in faults.items()])


class PersonToChoose(Unprocessable):
    """The login is bound to several people and named none."""

    code, msg = "PERSON_TO_CHOOSE", "可办理的人员不止一人，请指明人员"


class RepairNotRegistered(Conflict):
    """Nothing to withdraw: none was registered, or the one that was is paid."""

    code, msg = "REPAIR_NOT_REGISTERED", "没有可撤回的修复登记"


class RepairWithdrawnAlready(Conflict):
    """It is wanted no more already."""

    code, msg = "REPAIR_WITHDRAWN", "该修复登记已撤回"


class RepairNotUseful(Unprocessable):
    """Nothing that repair could shorten, or not yet, or not any more (R-105, R-107)."""

    texts: ClassVar[Mapping[str, str]] = {
        "MAIN_BILL_NOT_SETTLED": "当年居民医保费尚未到账，缴费到账后才能修复待遇等待期",
        "WAIT_IS_OVER": "待遇等待期已届满，修复缴费不再产生效力",
        "NOTHING_TO_REPAIR": "没有可修复的变动待遇等待期，或者修复后当年也不能多享受待遇",
    }

    def __init__(self, why: str) -> None:
        text = self.texts[why]
        super().__init__(why, text, reasons=[reason(ReasonCode.OTHER, field="years", rule="R-105", msg=text)])
