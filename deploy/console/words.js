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
  NONE: "暂无待遇",
  PENDING: "待生效",
  WAITING: "待遇等待期",
  ACTIVE: "可享受待遇",
  SUSPENDED: "待遇暂停",
  ENDED: "待遇已结束",
  REVOKED: "待遇已取消",
  EMPTY: "本年度无可享受期",
};

export const SCHEMES = { RESIDENT: "城乡居民基本医疗保险", EMPLOYEE: "职工基本医疗保险" };

export const LEVELS = { BASE: "普通居民", SUBSIDISED: "困难群众" };

export const CHANNELS = {
  BANK_DEDUCTION: "银行代扣",
  YUE_YIBAO: "粤医保",
  YUE_SHUITONG: "粤税通",
  YUE_SHENGSHI: "粤省事",
  TAX_WECHAT: "广东税务公众号",
  TAX_TERMINAL: "自助办税终端",
  TAX_HALL: "办税服务厅",
  SCHOOL: "学校",
  FINANCE: "财政资助",
  KIOSK: "粤智助",
  COUNTER: "经办窗口",
  AUTHORITY: "部门名单",
  RENEWAL: "续保",
  IMPORT: "转入",
};

// Words for the names in the details of a timeline; what is not here is not shown.
export const DETAILS = {
  benefit_year: "年度",
  channel: "渠道",
  amount: "金额",
  cause: "原因",
  resend_no: "重送",
  round_no: "扣费轮次",
  arrival_date: "到账日期",
  starts_on: "起",
  ends_on: "止",
  wait_months: "等待月数",
  hits: "命中",
  rules: "规则",
  rule: "规则",
  submit_no: "第几次提交",
  note: "备注",
};

// Words for the probes' checks.
export const CHECKS = {
  "outbox:age": "最早待发事件等待过久",
  "deadletters:count": "有死信待处理",
  "relay:alive": "事件转发停顿",
  "consumer:alive": "事件处理停顿",
  "database:connection": "数据库连不上",
  "service:draining": "正在停止",
};

export const SOURCES = { S0: "江门市外国人参保指引", S2: "开医保发〔2023〕34号", S3: "省参保管理经办规程（2025征求意见稿）", S4: "粤医保函〔2022〕120号", EXT: "" };

export const STATUS_SOURCES = { in_force: "现行", draft: "征求意见稿", proposed: "建议读法", fixture: "测试值" };

export const count = (value) => (value === null || value === undefined ? "—" : Number(value).toLocaleString("zh-CN"));

// "81.89" -> "81.89%"
export const percent = (value) => (value === null || value === undefined ? "—" : `${Number(value).toFixed(2)}%`);

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
