// Chinese words for codes.

export const SERVICE_NAMES = { registration: "参保登记", "payment-bridge": "缴费衔接", dedup: "重复参保校验", benefits: "待遇" };

export const ROLE_NAMES = { operator: "运维", clerk: "经办", reviewer: "复核", auditor: "审计", tax: "税务", hospital: "医疗机构", citizen: "参保人" };

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
  "database:connection": "数据库",
  "broker:connection": "消息中间件",
  "service:draining": "正在停止",
  "outbox:depth": "发件箱待发",
  "outbox:age": "最早待发",
  "relay:alive": "事件转发",
  "consumer:alive": "事件处理",
  "deadletters:count": "死信",
  "deadletters:unproved": "来源未验证的死信",
  "deadletters:not_yet_known": "当前版本尚不认识的事件",
  "parked:count": "消息服务器搁置的消息",
  "consumer:batch_age": "在办事件已办时间",
  "tax-office:last-success": "最近一次联系成功",
  "levies:unanswered": "未答复的应征批次",
  "levies:oldest-unanswered": "最早未答复的应征",
  "ledger:lag": "台账距上次读完",
  "callbacks:pending": "待处理回调",
  "callbacks:oldest-unprocessed": "最早未处理的回调",
  "callbacks:failed": "未能处理的回调",
  "callbacks:last": "最近一次回调",
  "payments:unknown": "无法对应的款项",
  "payments:mismatch": "金额不符的款项",
  "conflict_checks:overdue": "重复参保校验超时未答",
  "logins:key": "登录签名密钥",
};

// Words for the work that services do in the background.
export const JOBS = {
  process_tax_callbacks: "处理税务回调",
  send_levies: "传送应征数据",
  expire_bills: "撤销过期账单",
  read_tax_ledger: "读取税务台账",
};

export const STATUS = { pass: "正常", warn: "需留意", fail: "不可用", unknown: "读取不到", unreachable: "连接不上" };

export const TAGS = { pass: "success", warn: "warning", fail: "danger", unknown: "info", unreachable: "danger" };

export const UNITS = { events: "件", applications: "件", batches: "批", callbacks: "件", payments: "笔", bills: "笔" };

export const SOURCES = { S0: "江门市外国人参保指引", S2: "开医保发〔2023〕34号", S3: "省参保管理经办规程（2025征求意见稿）", S4: "粤医保函〔2022〕120号", EXT: "" };

export const STATUS_SOURCES = { in_force: "现行", draft: "征求意见稿", press: "媒体报道", proposed: "拟定口径", fixture: "测试值" };
