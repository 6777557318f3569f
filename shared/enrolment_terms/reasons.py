"""Why something was refused and what is missing: codes for programs, Chinese for people, all at once (一次性告知, R-004)."""

from dataclasses import dataclass
from enum import StrEnum


class ReasonCode(StrEnum):
    """Rejection codes of the rule book (B0) and of the review."""

    ID_CHECKSUM = "ID_CHECKSUM"
    DOCUMENT_SHAPE = "DOCUMENT_SHAPE"
    SEX_MISMATCH = "SEX_MISMATCH"
    UNKNOWN_AREA = "UNKNOWN_AREA"
    NOT_CONFIRMED = "NOT_CONFIRMED"
    CREDENTIAL_INACTIVE = "CREDENTIAL_INACTIVE"
    EMPLOYEE_ACTIVE = "EMPLOYEE_ACTIVE"
    STOP_EMPLOYEE_FIRST = "STOP_EMPLOYEE_FIRST"
    STILL_EMPLOYED = "STILL_EMPLOYED"
    USE_REMOTE_CARE = "USE_REMOTE_CARE"
    CONSENT_REQUIRED = "CONSENT_REQUIRED"
    CANCEL_OR_REFUND_FIRST = "CANCEL_OR_REFUND_FIRST"
    ALREADY_REGISTERED = "ALREADY_REGISTERED"
    DEADLINE_PASSED = "DEADLINE_PASSED"
    NOT_MIDYEAR_ELIGIBLE = "NOT_MIDYEAR_ELIGIBLE"
    NO_REMAINING_COVER = "NO_REMAINING_COVER"
    PREGNANCY_TOO_EARLY = "PREGNANCY_TOO_EARLY"
    WRONG_AUTHORITY = "WRONG_AUTHORITY"
    BENEFIT_PERIOD_STARTED = "BENEFIT_PERIOD_STARTED"
    SAME_POOLING_REGION = "SAME_POOLING_REGION"
    NOTICE_NOT_ACCEPTED = "NOTICE_NOT_ACCEPTED"
    YEAR_NOT_OPEN = "YEAR_NOT_OPEN"
    NOT_YET_BORN = "NOT_YET_BORN"
    IDENTITY_DIFFERS = "IDENTITY_DIFFERS"
    MATERIAL_INVALID = "MATERIAL_INVALID"
    NOT_BOUND = "NOT_BOUND"
    ASK_OFFICE = "ASK_OFFICE"
    CELL_UNREADABLE = "CELL_UNREADABLE"
    TWICE_IN_LIST = "TWICE_IN_LIST"
    NOT_IN_SCOPE = "NOT_IN_SCOPE"
    APPLICATION_OPEN = "APPLICATION_OPEN"
    NOT_REGISTERED = "NOT_REGISTERED"
    USE_TAX_SYSTEM = "USE_TAX_SYSTEM"
    NO_REFUND_GROUND = "NO_REFUND_GROUND"
    NOTHING_TO_REFUND = "NOTHING_TO_REFUND"
    MONEY_MATCHED = "MONEY_MATCHED"
    NOT_PAID_BY_PERSON = "NOT_PAID_BY_PERSON"
    EMPLOYEE_REFUND_AT_TAX = "EMPLOYEE_REFUND_AT_TAX"
    DATE_IN_FUTURE = "DATE_IN_FUTURE"
    OTHER = "OTHER"


REASON_TEXTS: dict[ReasonCode, str] = {
    ReasonCode.ID_CHECKSUM: "证件号码校验位不正确，请核对后重新填写",
    ReasonCode.DOCUMENT_SHAPE: "证件号码格式与证件类型不符",
    ReasonCode.SEX_MISMATCH: "性别与身份证号码不一致",
    ReasonCode.UNKNOWN_AREA: "行政区划代码不存在或不在受理范围",
    ReasonCode.NOT_CONFIRMED: "请勾选“我确认以上信息填写无误”",
    ReasonCode.CREDENTIAL_INACTIVE: "首次使用需先激活医保电子凭证；外国人请到经办窗口激活",
    ReasonCode.EMPLOYEE_ACTIVE: "已参加职工医保，请提供职工医保停保凭证",
    ReasonCode.STOP_EMPLOYEE_FIRST: "请先中止原职工医保参保关系后再申请办理",
    ReasonCode.STILL_EMPLOYED: "仍处于在职参保状态，不符合暂停职工参保关系的条件",
    ReasonCode.USE_REMOTE_CARE: "同一年度内已在省内其他统筹区参加居民医保，原则上不再办理，请使用异地就医",
    ReasonCode.CONSENT_REQUIRED: "在省外参加居民医保，请先暂停原参保关系或签订知情同意书",
    ReasonCode.CANCEL_OR_REFUND_FIRST: "已在其他地区登记下一年度居民医保，请先取消原参保登记或申请退费",
    ReasonCode.ALREADY_REGISTERED: "该年度已登记参保，无需重复申请",
    ReasonCode.DEADLINE_PASSED: "已过办理期限",
    ReasonCode.NOT_MIDYEAR_ELIGIBLE: "不符合中途参保条件",
    ReasonCode.NO_REMAINING_COVER: "本年度已无可享受的待遇期，请办理下一年度参保",
    ReasonCode.PREGNANCY_TOO_EARLY: "孕期未满24周，暂不能办理预参保",
    ReasonCode.WRONG_AUTHORITY: "该类别人员名单不由本部门提供",
    ReasonCode.BENEFIT_PERIOD_STARTED: "已进入待遇享受期，个人缴费不再退回",
    ReasonCode.SAME_POOLING_REGION: "目的地与参保地在同一统筹区，无需备案",
    ReasonCode.NOTICE_NOT_ACCEPTED: "请阅读并同意备案告知书",
    ReasonCode.YEAR_NOT_OPEN: "该年度参保尚未开放或没有相应政策",
    ReasonCode.NOT_YET_BORN: "出生日期晚于申请日期",
    ReasonCode.IDENTITY_DIFFERS: "姓名、性别或出生日期与档案记录不一致",
    ReasonCode.MATERIAL_INVALID: "材料不符合要求",
    ReasonCode.NOT_BOUND: "只能为本人或已登记代办的人员办理，请到经办机构核实",
    ReasonCode.ASK_OFFICE: "请到经办机构核实",
    ReasonCode.CELL_UNREADABLE: "单元格无法识别",
    ReasonCode.TWICE_IN_LIST: "同一人在名单中出现多次",
    ReasonCode.NOT_IN_SCOPE: "不属于本地居民医保的参保对象：非本市户籍的，须持本市居住证、在本市就读，或父母在本市就业",
    ReasonCode.APPLICATION_OPEN: "该年度已有一件申请正在办理，请补正或撤回原申请，无需重复提交",
    ReasonCode.NOT_REGISTERED: "该年度没有可以办理此事项的参保登记",
    ReasonCode.USE_TAX_SYSTEM: "职工医保由用人单位或个体工商户通过省电子税务系统办理，经办窗口不受理",
    ReasonCode.NO_REFUND_GROUND: "不属于可以退费的情形",
    ReasonCode.NOTHING_TO_REFUND: "没有可以退还的款项",
    ReasonCode.MONEY_MATCHED: "款项已用于缴纳账单，不再退还；符合其他退费情形的，可以另行申请",
    ReasonCode.NOT_PAID_BY_PERSON: "由财政或政府代缴的费用不退给个人",
    ReasonCode.EMPLOYEE_REFUND_AT_TAX: "职工医保退费按有关规定向税务部门申请",
    ReasonCode.DATE_IN_FUTURE: "日期不能晚于今天",
    ReasonCode.OTHER: "其他原因",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a refusal. `field` names the form field it concerns, if one does; `rule` the clause it comes from."""

    code: ReasonCode
    msg: str
    field: str | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing the applicant has to add: a form field or a material, with its Chinese name."""

    field: str
    label: str
    rule: str | None = None


def reason(code: ReasonCode, *, field: str | None = None, rule: str | None = None, msg: str | None = None) -> Reason:
    """A reason with its standard text, or with a text of its own."""
    return Reason(code, msg or REASON_TEXTS[code], field, rule)
