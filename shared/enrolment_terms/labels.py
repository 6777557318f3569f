"""Enumerations in Chinese, as people read them: 业务编码的中文名称."""

from enrolment_terms.scheme import BillKind, FailureCause, Payer, PaymentChannel

FAILURE_CAUSES: dict[FailureCause, str] = {
    FailureCause.INSUFFICIENT_BALANCE: "账户余额不足",
    FailureCause.ACCOUNT_ABNORMAL: "账户状态不正常",
    FailureCause.OTHER_PERSONAL: "其他个人原因",
    FailureCause.BANK_SYSTEM: "银行系统原因",
    FailureCause.TAX_SYSTEM: "税务系统原因",
    FailureCause.DATA_ERROR: "应征数据有误",
}
BILL_KINDS: dict[BillKind, str] = {
    BillKind.NORMAL: "居民医保",
    BillKind.MIDYEAR: "中途参保",
    BillKind.NEWBORN_BIRTHYEAR: "新生儿出生当年",
    BillKind.REPAIR: "待遇等待期修复",
}
PAYERS: dict[Payer, str] = {Payer.PERSON: "个人缴纳", Payer.FINANCE: "财政资助", Payer.SCHOOL: "学校代收"}
PAYMENT_CHANNELS: dict[PaymentChannel, str] = {
    PaymentChannel.BANK_DEDUCTION: "银行代扣",
    PaymentChannel.YUE_YIBAO: "粤医保",
    PaymentChannel.YUE_SHUITONG: "粤税通",
    PaymentChannel.YUE_SHENGSHI: "粤省事",
    PaymentChannel.TAX_WECHAT: "广东税务公众号",
    PaymentChannel.TAX_TERMINAL: "自助办税终端",
    PaymentChannel.TAX_HALL: "办税服务厅",
    PaymentChannel.SCHOOL: "学校代收",
    PaymentChannel.FINANCE: "财政资助",
}
