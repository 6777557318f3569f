"""Enumerations in Chinese, as people read them: 业务编码的中文名称. The one registry of all services; each enumeration is in it once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from enrolment_terms.documents import DocumentType, Sex
from enrolment_terms.reasons import REASON_TEXTS, ReasonCode
from enrolment_terms.scheme import (
    BillKind,
    BillState,
    Category,
    Channel,
    EmployeeChangeKind,
    EmployeeIdentity,
    FailureCause,
    HouseholdRole,
    Insutype,
    ParticipationState,
    Payer,
    PaymentChannel,
    PsnInsuStas,
    Scheme,
)

Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """One enumeration: its name in addresses ("bill-state"), what it is, and the label of each code."""

    kind: str
    title: str
    labels: Mapping[StrEnum, str]


DICTIONARIES: dict[type[StrEnum], Dictionary] = {}
_BY_NAME: dict[str, type[StrEnum]] = {}


def labelled(codes: type[Code], title: str, labels: Mapping[Code, str]) -> Mapping[Code, str]:
    """Put an enumeration into the registry. Raises ValueError if a code has no label, or another enumeration has this name."""
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", codes.__name__).lower()
    if set(labels) != set(codes):
        raise ValueError(f"{codes.__name__} has codes without a label")
    if _BY_NAME.setdefault(codes.__name__, codes) is not codes:
        raise ValueError(f"there are two enumerations {codes.__name__}")
    DICTIONARIES[codes] = Dictionary(kind, title, dict(labels.items()))
    return labels


def label_of(code: StrEnum | None) -> str | None:
    """The Chinese label of a code, None for None."""
    return None if code is None else DICTIONARIES[type(code)].labels[code]


def dictionary_named(name: str) -> Dictionary | None:
    """The dictionary of an enumeration by its name in contracts ("BillState"), None if there is no such one."""
    codes = _BY_NAME.get(name)
    return DICTIONARIES[codes] if codes else None


FAILURE_CAUSES = labelled(
    FailureCause,
    "扣费失败原因",
    {
        FailureCause.INSUFFICIENT_BALANCE: "账户余额不足",
        FailureCause.ACCOUNT_ABNORMAL: "账户状态不正常",
        FailureCause.OTHER_PERSONAL: "其他个人原因",
        FailureCause.BANK_SYSTEM: "银行系统原因",
        FailureCause.TAX_SYSTEM: "税务系统原因",
        FailureCause.DATA_ERROR: "应征数据有误",
    },
)
BILL_KINDS = labelled(
    BillKind,
    "应征类别",
    {
        BillKind.NORMAL: "居民医保",
        BillKind.MIDYEAR: "中途参保",
        BillKind.NEWBORN_BIRTHYEAR: "新生儿出生当年",
        BillKind.REPAIR: "待遇等待期修复",
    },
)
PAYERS = labelled(
    Payer,
    "缴费主体",
    {Payer.PERSON: "个人缴纳", Payer.FINANCE: "财政资助", Payer.SCHOOL: "学校代收", Payer.GOVERNMENT: "政府缴费（被征地农民）"},
)
PAYMENT_CHANNELS = labelled(
    PaymentChannel,
    "缴费渠道",
    {
        PaymentChannel.BANK_DEDUCTION: "银行代扣",
        PaymentChannel.YUE_YIBAO: "粤医保",
        PaymentChannel.YUE_SHUITONG: "粤税通",
        PaymentChannel.YUE_SHENGSHI: "粤省事",
        PaymentChannel.TAX_WECHAT: "广东税务公众号",
        PaymentChannel.TAX_TERMINAL: "自助办税终端",
        PaymentChannel.TAX_HALL: "办税服务厅",
        PaymentChannel.SCHOOL: "学校代收",
        PaymentChannel.FINANCE: "财政资助",
    },
)
labelled(
    BillState,
    "账单状态",
    {
        BillState.CREATED: "已生成",
        BillState.HELD: "待统一核定",
        BillState.SENT: "已传送税务",
        BillState.DEDUCTING: "扣费中",
        BillState.PAID: "已缴清",
        BillState.FAILED_PERSONAL: "扣费失败（个人原因）",
        BillState.FAILED_SYSTEM: "扣费失败（非个人原因）",
        BillState.RESEND_QUEUED: "待重新传送",
        BillState.ABANDONED: "视为自动弃保",
        BillState.CANCELLED: "已撤销",
        BillState.REFUNDED: "已退费",
    },
)
PARTICIPATION_STATES = labelled(
    ParticipationState,
    "参保状态",
    {
        ParticipationState.REGISTERED: "已登记，待缴费",
        ParticipationState.ACTIVE: "正常参保",
        ParticipationState.STOPPED: "停保",
        ParticipationState.SUSPENDED: "暂停参保",
        ParticipationState.TERMINATED: "终止",
        ParticipationState.LAPSED: "视为自动弃保",
        ParticipationState.CANCELLED: "已取消",
    },
)
SCHEMES = labelled(Scheme, "险种", {Scheme.RESIDENT: "城乡居民基本医疗保险", Scheme.EMPLOYEE: "职工基本医疗保险"})
labelled(Insutype, "险种类型（国家平台）", {scheme.insutype: label for scheme, label in SCHEMES.items()})
PSN_INSU_STAS = labelled(
    PsnInsuStas,
    "人员参保状态（国家平台）",
    {
        PsnInsuStas.NOT_ENROLLED: "未参保",
        PsnInsuStas.NORMAL: "正常参保",
        PsnInsuStas.SUSPENDED: "暂停参保",
        PsnInsuStas.TERMINATED: "终止参保",
    },
)
labelled(EmployeeIdentity, "职工参保身份", {EmployeeIdentity.WORKER: "职工", EmployeeIdentity.FLEXIBLE: "灵活就业人员"})
labelled(
    EmployeeChangeKind,
    "职工参保信息变更类别",
    {
        EmployeeChangeKind.EMPLOYER_REVOKED: "用人单位撤销",
        EmployeeChangeKind.EMPLOYER_MERGED: "用人单位合并",
        EmployeeChangeKind.EMPLOYER_SPLIT: "用人单位分立",
        EmployeeChangeKind.EMPLOYER_OTHER: "用人单位其他变更",
        EmployeeChangeKind.DETAILS: "基本信息变更",
        EmployeeChangeKind.STAFF: "增减变动",
        EmployeeChangeKind.BASE: "缴费基数调整",
    },
)
labelled(
    HouseholdRole,
    "与户主关系",
    {
        HouseholdRole.HEAD: "户主",
        HouseholdRole.SPOUSE: "配偶",
        HouseholdRole.CHILD: "子女",
        HouseholdRole.PARENT: "父母",
        HouseholdRole.OTHER: "其他",
    },
)
labelled(Sex, "性别", {sex: sex.value for sex in Sex})
labelled(
    DocumentType,
    "证件类型",
    {
        DocumentType.RESIDENT_ID: "居民身份证",
        DocumentType.HOUSEHOLD_BOOK: "居民户口簿",
        DocumentType.BIRTH_CERT: "出生医学证明",
        DocumentType.FOREIGN_PR: "外国人永久居留身份证",
        DocumentType.CN_PASSPORT: "中国护照",
        DocumentType.HMT_PERMIT: "港澳台居民居住证或来往内地通行证",
        DocumentType.EXPECTED_CHILD: "未出生婴儿临时标识",
    },
)
labelled(
    Channel,
    "办理渠道",
    {
        Channel.YUE_YIBAO: "粤医保",
        Channel.KIOSK: "自助终端",
        Channel.COUNTER: "经办窗口",
        Channel.SCHOOL: "学校代办",
        Channel.AUTHORITY: "主管部门名单",
        Channel.RENEWAL: "续保",
        Channel.IMPORT: "数据导入",
    },
)
CATEGORIES = labelled(
    Category,
    "参保类别",
    {
        Category.GENERAL: "普通居民",
        Category.NEWBORN: "新生儿",
        Category.STUDENT: "在校学生",
        Category.RESIDENCE_PERMIT: "居住证持有人",
        Category.MIGRANT_CHILD: "随迁子女",
        Category.LAND_EXPROPRIATED: "被征地农民",
        Category.FOREIGNER: "外国人",
        Category.MY1: "在职转失业人员",
        Category.MY2: "当年退休职工",
        Category.MY3: "当年退伍军人",
        Category.MY4: "当年刑满释放人员",
        Category.MY5: "当年户籍迁入人员",
        Category.MY6: "新入学或转学的学生",
        Category.MY7: "当年申领居住证人员",
        Category.MY8: "困难城乡居民",
    },
)
labelled(ReasonCode, "原因代码", REASON_TEXTS)
