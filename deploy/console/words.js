// Chinese words for codes, and how numbers and times are written.

export const SERVICE_NAMES = { registration: "参保登记", "payment-bridge": "缴费衔接", dedup: "重复参保校验", benefits: "待遇" };

export const ROLE_NAMES = { operator: "运维", clerk: "经办", reviewer: "复核", auditor: "审计", hospital: "医疗机构", citizen: "参保人" };

export const DOCUMENT_TYPES = {
  RESIDENT_ID: "居民身份证",
  HOUSEHOLD_BOOK: "户口簿",
  BIRTH_CERT: "出生医学证明",
  FOREIGN_PR: "外国人永久居留身份证",
  CN_PASSPORT: "中国护照",
  HMT_PERMIT: "港澳台居民证件",
};

export const CAUSES = {
  INSUFFICIENT_BALANCE: "余额不足",
  ACCOUNT_ABNORMAL: "账户异常",
  OTHER_PERSONAL: "其他个人原因",
  BANK_SYSTEM: "银行系统",
  TAX_SYSTEM: "税务系统",
  DATA_ERROR: "数据错误",
};

export const ENTITLEMENT_STATES = {
  PENDING: "待生效",
  WAITING: "待遇等待期",
  ACTIVE: "可享受待遇",
  SUSPENDED: "暂停",
  EXPIRED: "已到期",
  ENDED: "已终止",
  REVOKED: "已撤销",
  EMPTY: "本年度无可享受期",
  NONE: "无待遇",
};

export const SCHEMES = { RESIDENT: "城乡居民基本医疗保险", EMPLOYEE: "职工基本医疗保险" };

export const LEVELS = { ORDINARY: "普通居民", SUBSIDISED: "困难群众" };

export const STATUS_SOURCES = { in_force: "现行", draft: "征求意见稿", proposed: "建议读法", fixture: "测试值" };

export const count = (value) => (value === null || value === undefined ? "—" : Number(value).toLocaleString("zh-CN"));

export const percent = (value) => (value === null || value === undefined || Number.isNaN(Number(value)) ? "—" : `${(Number(value) * 100).toFixed(2)}%`);

export function when(text) {
  if (!text) return "—";
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) return text;
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "medium" }).format(moment);
}

export function seconds(value) {
  if (value === null || value === undefined) return "—";
  if (value < 1) return "不足1秒";
  return value < 120 ? `${Math.round(value)}秒` : value < 7200 ? `${Math.round(value / 60)}分钟` : `${Math.round(value / 3600)}小时`;
}
