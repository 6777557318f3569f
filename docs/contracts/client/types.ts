// 由合并后的接口契约生成，请勿手工修改：python -m tests.contracts.http_services

/** PERSON 个人应缴；FINANCE 财政应缴；SCHOOL 学校代收应缴；GOVERNMENT 政府代缴应缴；CONTRIBUTIONS 保费收入；TAX_IN_TRANSIT 税务在途资金；BANK 国库或银行存款；PARTIAL_GROUP 暂收：同组未缴清；UNMATCHED 暂收：无对应账单；MISMATCH 暂收：金额不符；DUPLICATE 暂收：重复缴费；REFUNDS_PAYABLE 应付退费；TO_RECOVER 待收回款项 */
export type Account = "PERSON" | "FINANCE" | "SCHOOL" | "GOVERNMENT" | "CONTRIBUTIONS" | "TAX_IN_TRANSIT" | "BANK" | "PARTIAL_GROUP" | "UNMATCHED" | "MISMATCH" | "DUPLICATE" | "REFUNDS_PAYABLE" | "TO_RECOVER";

/** 代扣代缴银行账户。 */
export type AccountBody = {
  /** 银行户名 */
  account_holder: string;
  /** 开户银行 */
  bank: string;
  /** 银行账号 */
  account_number: string;
};

/** IMPORT 导入上年度参保人员；MERGE_PERSONS 合并人员档案；SUBSIDY_LIST 报送困难居民名单；LEVY_CHECK 统一核定；PERIOD_END 集中参保期结束处理；REPLAY_DEAD_LETTERS 重新处理死信；DISCARD_DEAD_LETTERS 作废死信；REPLAY_CALLBACK 重新处理税务回执；DISCARD_CALLBACKS 作废税务回执；REPUBLISH 重新发布对象现状；REFUND_PAYOUT 重新拨付或撤销已批准的退费；ENABLE_TAX_ENDPOINT 恢复税务接口；SETTLE_CLAIM 处理待收回款项 */
export type ActKind = "IMPORT" | "MERGE_PERSONS" | "SUBSIDY_LIST" | "LEVY_CHECK" | "PERIOD_END" | "REPLAY_DEAD_LETTERS" | "DISCARD_DEAD_LETTERS" | "REPLAY_CALLBACK" | "DISCARD_CALLBACKS" | "REPUBLISH" | "REFUND_PAYOUT" | "ENABLE_TAX_ENDPOINT" | "SETTLE_CLAIM";

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type ActPage = {
  /** 列表 */
  items: Array<ActResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 参保关系的一项变动，由经办机构登记。 */
export type ActRequest = {
  /** 变动 */
  kind: ParticipationActKind;
  /** 变动原因 */
  cause: StateReason;
  /** 生效日期，不填为今日 */
  happened_on?: string | null;
  /** 原因说明 */
  reason?: string | null;
};

/** 参保关系的一项变动；withdrawn 表示已撤销，视为没有发生。 */
export type ActResponse = {
  /** 变动编号 */
  act_id: string;
  /** 类别 */
  kind: ParticipationActKind;
  /** 扣费失败原因 */
  cause: StateReason | null;
  /** 生效日期 */
  happened_on: string;
  /** 是否已撤销 */
  withdrawn: boolean;
  /** 登记人 */
  actor: string;
  /** 记录时间 */
  recorded_at: string;
  /** 类别（中文） */
  kind_label: string;
  /** 扣费失败原因（中文） */
  cause_label: string | null;
};

/** 撤销一项变动的原因。 */
export type ActWithdrawalRequest = {
  /** 撤销原因 */
  reason: string;
};

/** PERSON 参保人；OFFICE 经办机构；REGISTRATION 本地参保登记；OTHER_REGION 外地经办机构 */
export type Actor = "PERSON" | "OFFICE" | "REGISTRATION" | "OTHER_REGION";

/** 一个对象及本服务所知的最新版本。 */
export type AggregateVersion = {
  /** 对象编号 */
  aggregate_id: string;
  /** 版本 */
  version: number;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type AggregateVersionPage = {
  /** 列表 */
  items: Array<AggregateVersion>;
  /** 下一页的 after */
  next?: string | null;
};

/** 申请人（脱敏）。 */
export type ApplicantResponse = {
  /** 姓名（脱敏） */
  name_masked: string;
  /** 证件号码（脱敏） */
  document_masked: string;
};

/** 已受理的申请。 */
export type ApplicationAccepted = {
  /** 申请编号 */
  application_id: string;
  /** 状态 */
  state: ApplicationState;
  /** 参保年度 */
  benefit_year: number;
  /** 提交时间 */
  submitted_at: string;
  /** 状态（中文） */
  state_label: string;
};

/** 最近一次提交的校验，以及历次提交的校验。 */
export type ApplicationChecks = {
  /** 最近一次校验 */
  newest: CheckResponse;
  /** 校验记录 */
  checks: Array<CheckResponse>;
};

/** submit 提交申请；check_sent 发起重复参保校验；check_not_asked 无需重复参保校验，进入审核；check_clear 重复参保校验通过；check_blocking 重复参保校验未通过；approve 审核通过；ask_correction 退回补正；reject 审核不予通过；resubmit 重新提交；correction_overdue 逾期未补正；withdraw 撤回申请 */
export type ApplicationEvent = "submit" | "check_sent" | "check_not_asked" | "check_clear" | "check_blocking" | "approve" | "ask_correction" | "reject" | "resubmit" | "correction_overdue" | "withdraw";

/** 一件申请：服务事项、每件申请都有的内容，以及该事项另外要求的填写项（form）。缺少的内容在一次答复中全部告知。 */
export type ApplicationForm = {
  /** 服务事项 */
  item?: string | null;
  /** 该事项的其他填写项 */
  form?: Record<string, string>;
  /** 姓名 */
  name?: string | null;
  /** 性别 */
  sex?: string | null;
  /** 证件类型 */
  document_type?: string | null;
  /** 证件号码 */
  document_number?: string | null;
  /** 户口所在地 */
  household_area?: string | null;
  /** 户口地址 */
  household_address?: string | null;
  /** 参保区划 */
  area?: string | null;
  /** 银行户名 */
  account_holder?: string | null;
  /** 开户银行 */
  bank?: string | null;
  /** 银行账号 */
  account_number?: string | null;
  /** 联系电话 */
  phone?: string | null;
  /** 信息确认 */
  confirmed?: boolean | null;
  /** 参保年度 */
  benefit_year?: number | null;
  /** 参保类别 */
  category?: string | null;
  /** 出生日期 */
  birth_date?: string | null;
  /** 办理渠道 */
  channel?: Channel | null;
  /** 医保电子凭证已激活（以登录信息为准，此项不采用） */
  credential_active?: boolean;
  /** 事由发生日期 */
  event_date?: string | null;
  /** 材料 */
  materials?: Array<MaterialBody>;
  /** 职工医保停保凭证（以上传材料为准，此项不采用） */
  employee_stop_proof?: boolean;
  /** 知情同意书 */
  consent?: ConsentBody | null;
  /** 外国人、华侨或其子女（以证件和材料为准，此项不采用） */
  foreign?: boolean;
  /** 户号 */
  household_no?: string | null;
  /** 居住证有效期至 */
  permit_valid_to?: string | null;
};

/** 列表中的一件申请。 */
export type ApplicationItem = {
  /** 申请编号 */
  application_id: string;
  /** 状态 */
  state: ApplicationState;
  /** 服务事项 */
  item: string | null;
  /** 类别 */
  kind: ApplicationKind;
  /** 参保类别 */
  category: Category;
  /** 参保年度 */
  benefit_year: number;
  /** 行政区划代码 */
  area: string;
  /** 办理渠道 */
  channel: Channel;
  /** 提交次数 */
  submit_no: number;
  /** 提交时间 */
  submitted_at: string;
  /** 原因 */
  reasons: Array<ReasonResponse>;
  /** 需补正的内容 */
  missing: Array<MissingResponse>;
  /** 人员编号 */
  person_id: string | null;
  /** 人员 */
  person: ApplicantResponse;
  /** 参保关系编号 */
  participation_id: string | null;
  /** 状态（中文） */
  state_label: string;
  /** 类别（中文） */
  kind_label: string;
  /** 参保类别（中文） */
  category_label: string;
  /** 办理渠道（中文） */
  channel_label: string;
};

/** NEW 参保登记；CHANGE 信息变更；STOP 停保；NEWBORN 新生儿参保；PRE_NEWBORN 新生儿预参保；MIDYEAR 中途参保；RENEWAL 续保；CANCEL_NEXT_YEAR 取消下一年度参保登记；TRANSFER_IN 关系转入接续 */
export type ApplicationKind = "NEW" | "CHANGE" | "STOP" | "NEWBORN" | "PRE_NEWBORN" | "MIDYEAR" | "RENEWAL" | "CANCEL_NEXT_YEAR" | "TRANSFER_IN";

/** 一次一次性告知。 */
export type ApplicationNotice = {
  /** 提交次数 */
  submit_no: number;
  /** 时间 */
  at: string;
  /** 事件 */
  event: ApplicationEvent;
  /** 经办人 */
  actor: string;
  /** 原因 */
  reasons: Array<ReasonResponse>;
  /** 需补正的内容 */
  missing: Array<MissingResponse>;
  /** 事件（中文） */
  event_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type ApplicationPage = {
  /** 列表 */
  items: Array<ApplicationItem>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一件申请及其办理经过：每次提交和每次告知都保留。 */
export type ApplicationResponse = {
  /** 申请编号 */
  application_id: string;
  /** 状态 */
  state: ApplicationState;
  /** 服务事项 */
  item: string | null;
  /** 类别 */
  kind: ApplicationKind;
  /** 参保类别 */
  category: Category;
  /** 参保年度 */
  benefit_year: number;
  /** 行政区划代码 */
  area: string;
  /** 办理渠道 */
  channel: Channel;
  /** 提交次数 */
  submit_no: number;
  /** 提交时间 */
  submitted_at: string;
  /** 原因 */
  reasons: Array<ReasonResponse>;
  /** 需补正的内容 */
  missing: Array<MissingResponse>;
  /** 人员编号 */
  person_id: string | null;
  /** 人员 */
  person: ApplicantResponse;
  /** 参保关系编号 */
  participation_id: string | null;
  /** 办理经过 */
  history: Array<ApplicationStep>;
  /** 历次提交 */
  submissions: Array<ApplicationSubmission>;
  /** 历次一次性告知 */
  notices: Array<ApplicationNotice>;
  /** 状态（中文） */
  state_label: string;
  /** 类别（中文） */
  kind_label: string;
  /** 参保类别（中文） */
  category_label: string;
  /** 办理渠道（中文） */
  channel_label: string;
};

/** DRAFT 草稿；SUBMITTED 已提交；CHECK_PENDING 重复参保校验中；UNDER_REVIEW 审核中；NEEDS_CORRECTION 待补正；APPROVED 审核通过；REJECTED 审核不通过；WITHDRAWN 已撤回 */
export type ApplicationState = "DRAFT" | "SUBMITTED" | "CHECK_PENDING" | "UNDER_REVIEW" | "NEEDS_CORRECTION" | "APPROVED" | "REJECTED" | "WITHDRAWN";

/** 申请的当前状态。 */
export type ApplicationStateResponse = {
  /** 申请编号 */
  application_id: string;
  /** 状态 */
  state: ApplicationState;
  /** 状态（中文） */
  state_label: string;
};

/** 申请的一次状态变化。 */
export type ApplicationStep = {
  /** 时间 */
  at: string;
  /** 原状态 */
  from: ApplicationState;
  /** 新状态 */
  to: ApplicationState;
  /** 事件 */
  event: ApplicationEvent;
  /** 经办人 */
  actor: string;
  /** 备注 */
  note: string | null;
  /** 原状态（中文） */
  from_label: string;
  /** 新状态（中文） */
  to_label: string;
  /** 事件（中文） */
  event_label: string;
};

/** 一次提交：不含填写内容，只含填写项和材料的名称。 */
export type ApplicationSubmission = {
  /** 提交次数 */
  submit_no: number;
  /** 时间 */
  at: string;
  /** 经办人 */
  actor: string;
  /** 服务事项 */
  item: string;
  /** 与上次不同的填写项 */
  changed: Array<string>;
  /** 提交的材料代码 */
  materials: Array<string>;
};

/** 将要运行的数量；同一日同一地区仍在进行中的，不另行计算。 */
export type AskedRuns = {
  /** 将要运行的数量 */
  asked: number;
};

/** 一条留痕：何人、何时、对何对象、为何用途、做了什么。 */
export type AuditLine = {
  /** 编号 */
  id: string;
  /** 时间 */
  at: string;
  /** 经办人 */
  actor: string;
  /** 操作 */
  action: string;
  /** 对象 */
  subject: string;
  /** 用途 */
  purpose: string | null;
  /** 请求编号 */
  request_id: string | null;
  /** 明细 */
  detail: JsonValue;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type AuditPage = {
  /** 列表 */
  items: Array<AuditLine>;
  /** 下一页的 after */
  next?: string | null;
};

/** 批量查询的结果，顺序与查询相同。 */
export type BatchAnswer = {
  /** 结果 */
  results: Array<BatchItem>;
};

/** 一份批量文件；accepted、duplicate、unmatched、refused 随处理进度增加，合计达到 rows 时处理完毕。 */
export type BatchFileItem = {
  /** 批量文件编号 */
  file_id: string;
  /** 类别 */
  kind: FileKind;
  /** 文件格式 */
  profile: string;
  /** 状态 */
  state: FileState;
  /** 报送单位 */
  issuer: string | null;
  /** 文件日期 */
  day: string | null;
  /** 字节数 */
  bytes: number;
  /** 行数 */
  lines: number;
  /** 笔数 */
  rows: number | null;
  /** 合计金额（元） */
  total: string | null;
  /** 已接收 */
  accepted: number;
  /** 此前已接收 */
  duplicate: number;
  /** 已留存，无对应账单 */
  unmatched: number;
  /** 未接收，已留存待核 */
  refused: number;
  /** 错误（最多50处，其余逐页查询） */
  faults: Array<FileFaultItem>;
  /** 错误数量 */
  faults_number: number;
  /** 上传人 */
  filed_by: string;
  /** 接收时间 */
  received_at: string;
  /** 处理完毕时间 */
  finished_at: string | null;
  /** 类别（中文） */
  kind_label: string;
  /** 状态（中文） */
  state_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type BatchFilePage = {
  /** 列表 */
  items: Array<BatchFileItem>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一人的待遇或错误；index 为查询中的位置。 */
export type BatchItem = {
  /** 序号 */
  index: number;
  /** 待遇 */
  entitlement: EntitlementResponse | null;
  /** 错误 */
  error: ErrorResponse | null;
};

/** 某日最多五十人的待遇查询。 */
export type BatchQuestion = {
  /** 待遇日期 */
  on?: string | null;
  /** 人员 */
  people: Array<PersonQuestion>;
};

/** 一张应征账单及其款项；refund_offers 为重复参保案件已确定不保留的参保关系此时可以申请的退费。 */
export type Bill = {
  /** 应征账单编号 */
  bill_id: string;
  /** 参保关系编号 */
  participation_id: string;
  /** 人员编号 */
  person_id: string;
  /** 类别 */
  kind: BillKind;
  /** 参保年度 */
  benefit_year: number;
  /** 行政区划代码 */
  area: string;
  /** 统筹区 */
  region: string;
  /** 金额（元） */
  amount: string;
  /** 缴费主体 */
  payer: Payer;
  /** 状态 */
  state: BillState;
  /** 扣费失败原因 */
  cause: FailureCause | null;
  /** 扣费轮次 */
  round_no: number;
  /** 重新传送次数 */
  resend_no: number;
  /** 生效日期 */
  effective_on: string;
  /** 最后缴费日 */
  last_day: string | null;
  /** 视为集中参保期内缴费 */
  deemed_in_window: boolean;
  /** 同组账单已缴清 */
  group_complete: boolean;
  /** 版本 */
  version: number;
  /** 款项 */
  payments: Array<Money>;
  /** 可以申请的退费 */
  refund_offers?: Array<RefundOffer>;
  /** 类别（中文） */
  kind_label: string;
  /** 缴费主体（中文） */
  payer_label: string;
  /** 状态（中文） */
  state_label: string;
  /** 扣费失败原因（中文） */
  cause_label: string | null;
};

/** NORMAL 居民医保；MIDYEAR 中途参保；NEWBORN_BIRTHYEAR 新生儿出生当年；REPAIR 待遇等待期修复 */
export type BillKind = "NORMAL" | "MIDYEAR" | "NEWBORN_BIRTHYEAR" | "REPAIR";

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type BillPage = {
  /** 列表 */
  items: Array<Bill>;
  /** 下一页的 after */
  next?: string | null;
};

/** CREATED 已生成；HELD 待统一核定；SENT 已传送税务；DEDUCTING 扣费中；PAID 已缴清；FAILED_PERSONAL 扣费失败（个人原因）；FAILED_SYSTEM 扣费失败（非个人原因）；RESEND_QUEUED 待重新传送；ABANDONED 视为自动弃保；CANCELLED 已撤销；REFUNDED 已退费 */
export type BillState = "CREATED" | "HELD" | "SENT" | "DEDUCTING" | "PAID" | "FAILED_PERSONAL" | "FAILED_SYSTEM" | "RESEND_QUEUED" | "ABANDONED" | "CANCELLED" | "REFUNDED";

/** TAX 税务对账单；BANK 银行或国库对账单 */
export type Book = "TAX" | "BANK";

/** 一次提交的几件申请；shared 为各件共同的内容，各件自己填写的优先。 */
export type BundleForm = {
  /** 联办事项 */
  bundle: string;
  /** 各件共同的内容 */
  shared?: ApplicationForm | null;
  /** 各件申请，均须写明服务事项 */
  parts: Array<ApplicationForm>;
};

/** 联办事项中的一个服务事项。 */
export type BundleItemResponse = {
  /** 服务事项 */
  item: string;
  /** 标题 */
  title: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type BundleKindPage = {
  /** 列表 */
  items: Array<BundleKindResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一个联办事项（“一件事”）及其可一并办理的服务事项。 */
export type BundleKindResponse = {
  /** 联办事项 */
  bundle: string;
  /** 标题 */
  title: string;
  /** 依据 */
  clause: string;
  /** 可一并办理的服务事项 */
  items: Array<BundleItemResponse>;
};

/** 其中一件的结果：已受理的，状态为该申请的当前状态；未受理的，状态为空并一次性告知原因和所缺内容，可单独重新提交。 */
export type BundlePartResponse = {
  /** 序号 */
  part_no: number;
  /** 服务事项 */
  item: string | null;
  /** 申请编号 */
  application_id: string | null;
  /** 状态 */
  state: ApplicationState | null;
  /** 原因 */
  reasons: Array<ReasonResponse>;
  /** 需补正的内容 */
  missing: Array<MissingResponse>;
  /** 状态（中文） */
  state_label: string | null;
};

/** 一次联办及各件的结果。 */
export type BundleResponse = {
  /** 联办编号 */
  bundle_id: string;
  /** 联办事项 */
  bundle: string;
  /** 提交时间 */
  submitted_at: string;
  /** 各件的结果 */
  parts: Array<BundlePartResponse>;
};

/** 税务回执的数量。 */
export type CallbackCounts = {
  /** 已接收 */
  received: number;
  /** 已处理 */
  processed: number;
  /** 待处理 */
  pending: number;
  /** 处理失败 */
  failed: number;
  /** 最近接收时间 */
  last_at: string | null;
  /** 每分钟接收 */
  per_minute: number;
};

/** 作废哪些处理失败的税务回执及其原因。 */
export type CallbackDiscardForm = {
  /** 回执编号 */
  ids: Array<string>;
  /** 作废原因 */
  reason: string;
};

/** 一条税务回执；error、field、rule 说明错误，不含回执内容。 */
export type CallbackItem = {
  /** 回执编号 */
  webhook_id: string;
  /** 状态 */
  state: CallbackState;
  /** 错误 */
  error: string | null;
  /** 有关的填写项 */
  field: string | null;
  /** 规则 */
  rule: string | null;
  /** 接收时间 */
  received_at: string;
  /** 处理时间 */
  processed_at: string | null;
  /** 字节数 */
  bytes: number;
  /** 作废时间 */
  discarded_at: string | null;
  /** 作废人 */
  discarded_by: string | null;
  /** 作废原因 */
  discard_reason: string | null;
  /** 状态（中文） */
  state_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type CallbackPage = {
  /** 列表 */
  items: Array<CallbackItem>;
  /** 下一页的 after */
  next?: string | null;
};

/** PENDING 待处理；PROCESSED 已处理；FAILED 处理失败；DISCARDED 已作废；CONFLICT 编号相同内容不同 */
export type CallbackState = "PENDING" | "PROCESSED" | "FAILED" | "DISCARDED" | "CONFLICT";

/** 参保人的选择；享受资助参保的医疗救助对象须有书面承诺。 */
export type CaseChoiceForm = {
  /** 所见的案件版本 */
  version: number;
  /** 所选的参保关系 */
  chosen: string;
  /** 选择日期 */
  chosen_on: string;
  /** 书面承诺编号 */
  promise_ref?: string | null;
};

/** 征求参保人意愿的情况；fallback 为逾期未选择时保留的，为空的不得自动处理。 */
export type CaseChoiceResponse = {
  /** 可选择的参保关系 */
  among: Array<string>;
  /** 须书面承诺 */
  promise: boolean;
  /** 逾期按处理原则确定 */
  times_out: boolean;
  /** 逾期未选择时保留的参保关系 */
  fallback: string | null;
  /** 征求日期 */
  asked_on: string | null;
  /** 选择期限 */
  due_on: string | null;
  /** 所选的参保关系 */
  chosen: string | null;
  /** 选择日期 */
  chosen_on: string | null;
  /** 书面承诺编号 */
  promise_ref: string | null;
};

/** 经办机构了解到的参保人情况；未写的不变，写为空的表示不明。 */
export type CaseFactsForm = {
  /** 所见的案件版本 */
  version: number;
  /** 常住地 */
  residence_area?: string | null;
  /** 资助参保救助对象、残疾人等特殊人员 */
  special?: boolean;
  /** 身份认定地区 */
  identified_area?: string | null;
  /** 退役军人或其配偶 */
  soldier?: boolean;
};

/** 经办机构了解到的参保人情况。 */
export type CaseFactsResponse = {
  /** 常住地 */
  residence_area: string | null;
  /** 资助参保救助对象、残疾人等特殊人员 */
  special: boolean;
  /** 身份认定地区 */
  identified_area: string | null;
  /** 退役军人或其配偶 */
  soldier: boolean;
};

/** 一项内容在各条记录中的值，次序与 records 相同；未报送的为空。equal 表示各条记录一致。 */
export type CaseFieldResponse = {
  /** 项目代码 */
  field: string;
  /** 项目 */
  label: string;
  /** 各条记录的值 */
  values: Array<string | null>;
  /** 是否一致 */
  equal: boolean;
};

/** ROW_NOT_READ 明细无法识别；ROW_NOT_TAKEN 明细无法入账；ROW_WITH_MORE 明细含未知字段（已入账）；NOT_IN_LEDGER 回执已到账而台账无记录；REVERSAL 款项被冲正；REVERSAL_WITHOUT_MONEY 冲正的款项未知或尚未到账；REVERSED_AGAIN 款项被重复冲正；REVERSED_IN_PART 款项被部分冲正；REFUND_NOT_READ 退费申请未被税务部门接收；REVERSED_AND_REFUNDED 款项既被冲正又已办退费；PAYOUT_FAILED 退费拨付失败或被退回；PAYOUT_UNKNOWN 退费拨付结果无对应退费；LEVY_REFUSED 应征数据被退回；RECALL_REFUSED 撤回被拒绝；FORMER_PAYER_PAID 缴费人变更前后款项交叉到账 */
export type CaseKind = "ROW_NOT_READ" | "ROW_NOT_TAKEN" | "ROW_WITH_MORE" | "NOT_IN_LEDGER" | "REVERSAL" | "REVERSAL_WITHOUT_MONEY" | "REVERSED_AGAIN" | "REVERSED_IN_PART" | "REVERSED_AND_REFUNDED" | "PAYOUT_FAILED" | "PAYOUT_UNKNOWN" | "REFUND_NOT_READ" | "LEVY_REFUSED" | "RECALL_REFUSED" | "FORMER_PAYER_PAID";

/** 认定为同一人的一项依据；不含证件号码。 */
export type CaseMatchResponse = {
  /** 认定为同一人的依据 */
  basis: MatchBasis;
  /** 证件类型 */
  document: DocumentType | null;
  /** 得知日期 */
  known_since: string | null;
  /** 认定为同一人的依据（中文） */
  basis_label: string;
  /** 证件类型（中文） */
  document_label: string | null;
};

/** 一条参保记录；references 为报送它的来源或编号数。 */
export type CaseRecordResponse = {
  /** 参保关系 */
  relation_name: string;
  /** 参保关系说明 */
  title: string;
  /** 与户主关系 */
  role: RecordRole;
  /** 本地参保登记 */
  ours: boolean;
  /** 报送的来源或编号数 */
  references: number;
  /** 与户主关系（中文） */
  role_label: string;
};

/** 可以申请退费的一个年度；ground_no 为退费情形序号，until_on 为可申请的最后一日。 */
export type CaseRefundResponse = {
  /** 参保关系 */
  relation_name: string;
  /** 参保年度 */
  benefit_year: number;
  /** 退费情形序号 */
  ground_no: number;
  /** 可申请的最后一日 */
  until_on: string;
};

/** 一项处理：暂停、终止自 from_on 起，恢复自 from_on 起；until_on 为暂停的最后一日。 */
export type CaseRemedyResponse = {
  /** 参保关系 */
  relation_name: string;
  /** 处理方式 */
  remedy: SuspendAction;
  /** 起始日 */
  from_on: string;
  /** 最后一日 */
  until_on: string | null;
  /** 处理方式（中文） */
  remedy_label: string;
};

/** 请本地参保登记办理的一项暂停、终止或恢复。 */
export type CaseRequestResponse = {
  /** 请求编号 */
  request_id: string;
  /** 参保关系编号 */
  participation_id: string;
  /** 处理方式 */
  remedy: SuspendAction;
  /** 因哪一参保关系 */
  relation_name: string | null;
  /** 起始日 */
  effective_on: string;
  /** 已撤回 */
  withdrawn: boolean;
  /** 请求版本 */
  version: number;
  /** 提出时间 */
  recorded_at: string;
  /** 处理方式（中文） */
  remedy_label: string;
};

/** 一条参保记录当时的情况。 */
export type CaseSnapshotRecord = {
  /** 参保关系 */
  relation_name: string;
  /** 险种 */
  scheme: Scheme;
  /** 职工参保身份 */
  identity: EmployeeIdentity | null;
  /** 行政区划代码 */
  area: string;
  /** 参保年度 */
  benefit_year: number | null;
  /** 开始日期 */
  starts_on: string;
  /** 结束日期 */
  ends_on: string | null;
  /** 状态 */
  state: ParticipationState;
  /** 已缴费 */
  paid: boolean;
  /** 参保关系编号 */
  participation_id: string | null;
  /** 险种（中文） */
  scheme_label: string;
  /** 职工参保身份（中文） */
  identity_label: string | null;
  /** 状态（中文） */
  state_label: string;
};

/** OPEN 待核对；RESOLVED 已自行解决；CLOSED 已核结 */
export type CaseState = "OPEN" | "RESOLVED" | "CLOSED";

/** 接下来要办的一件事：由谁、最迟哪一日。 */
export type CaseStepResponse = {
  /** 承办方 */
  party: Actor;
  /** 事项 */
  text: string;
  /** 参保关系 */
  relation_name: string | null;
  /** 最迟办理日期 */
  due_on: string | null;
  /** 已逾期 */
  overdue: boolean;
  /** 承办方（中文） */
  party_label: string;
};

/** 案件经过的一步。 */
export type CaseStepTaken = {
  /** 案件版本 */
  version: number;
  /** 状态 */
  state: DuplicateCaseState;
  /** 经办人 */
  actor: string;
  /** 记录时间 */
  recorded_at: string;
  /** 状态（中文） */
  state_label: string;
};

/** 所见的案件版本。 */
export type CaseVersionForm = {
  /** 所见的案件版本 */
  version: number;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type CaseVersionPage = {
  /** 列表 */
  items: Array<CaseVersionResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 案件的一个版本：当时的状态、各条参保记录、处理原则和处理，及由谁改变；清理的重复参保信息一直保存。 */
export type CaseVersionResponse = {
  /** 案件版本 */
  version: number;
  /** 状态 */
  state: DuplicateCaseState;
  /** 类别 */
  kind: DuplicateCaseKind | null;
  /** 处理原则所依据的规则 */
  principle: string | null;
  /** 条款 */
  clause: string | null;
  /** 保留的参保关系 */
  kept: string | null;
  /** 参保记录 */
  records: Array<CaseSnapshotRecord>;
  /** 处理 */
  remedies: Array<CaseRemedyResponse>;
  /** 经办人 */
  actor: string;
  /** 记录时间 */
  recorded_at: string;
  /** 状态（中文） */
  state_label: string;
  /** 类别（中文） */
  kind_label: string | null;
};

/** GENERAL 普通居民；NEWBORN 新生儿；STUDENT 在校学生；RESIDENCE_PERMIT 居住证持有人；MIGRANT_CHILD 随迁子女；LAND_EXPROPRIATED 被征地农民；FOREIGNER 外国人；MY1 在职转失业人员；MY2 当年退休职工；MY3 当年退伍军人；MY4 当年刑满释放人员；MY5 当年户籍迁入人员；MY6 新入学或转学的学生；MY7 当年申领居住证人员；MY8 困难城乡居民 */
export type Category = "GENERAL" | "NEWBORN" | "STUDENT" | "RESIDENCE_PERMIT" | "MIGRANT_CHILD" | "FOREIGNER" | "LAND_EXPROPRIATED" | "MY1" | "MY2" | "MY3" | "MY4" | "MY5" | "MY6" | "MY7" | "MY8";

/** 一个参保类别。 */
export type CategoryResponse = {
  /** 参保类别 */
  category: Category;
  /** 参保类别（中文） */
  category_label: string;
};

/** 大病保险最高支付限额及两项奖励；上年度未结清前为暂算。 */
export type CeilingResponse = {
  /** 连续参保年数 */
  continuous_years: number;
  /** 连续参保奖励（元） */
  continuous: string;
  /** 零报销奖励（元） */
  zero_claim: string;
  /** 有效奖励合计（元） */
  effective: string;
  /** 大病保险最高支付限额（元） */
  ceiling: string;
  /** 暂算 */
  provisional: boolean;
  /** 不设最高支付限额 */
  uncapped: boolean;
};

/** 核验凭证：凭证上的验证码，大小写、空格和连字符不限。 */
export type CertificateCheck = {
  /** 验证码 */
  code: string;
};

/** COVER 参保凭证；RIGHTS 权益记录单 */
export type CertificateKind = "COVER" | "RIGHTS";

/** 开具凭证。 */
export type CertificateRequest = {
  /** 凭证种类 */
  kind: CertificateKind;
};

/** 已开具的凭证；code 印在每页，凭此核验。 */
export type CertificateResponse = {
  /** 凭证编号 */
  certificate_id: string;
  /** 凭证种类 */
  kind: CertificateKind;
  /** 验证码 */
  code: string;
  /** 出具日期 */
  issued_on: string;
  /** 类别（中文） */
  kind_label: string;
};

/** 参保信息变更：只填需要变更的内容。 */
export type ChangeRequest = {
  /** 参保区划 */
  area?: string | null;
  /** 参保类别 */
  category?: Category | null;
  /** 缴费人 */
  payer?: Payer | null;
  /** 代扣代缴银行账户 */
  account?: AccountBody | null;
  /** 户号 */
  household_no?: string | null;
  /** 居住证有效期至 */
  permit_valid_to?: string | null;
  /** 政府缴费截止日期 */
  government_until?: string | null;
  /** 三方协议书的材料编号，更换银行账户时须已上传 */
  agreement_material?: string | null;
  /** 参保类别或居住证的证明材料编号，改为学生、异地务工人员子女、居住证持有人或更换居住证时须已上传 */
  proof_material?: string | null;
};

/** 变更了哪些内容。 */
export type ChangedResponse = {
  /** 参保关系编号 */
  participation_id: string;
  /** 变更的内容 */
  changed: Array<string>;
};

/** YUE_YIBAO 粤医保；KIOSK 自助终端；COUNTER 经办窗口；SCHOOL 学校代办；AUTHORITY 主管部门名单；RENEWAL 续保；IMPORT 数据导入 */
export type Channel = "YUE_YIBAO" | "KIOSK" | "COUNTER" | "SCHOOL" | "AUTHORITY" | "RENEWAL" | "IMPORT";

/** 一个办理渠道，以及哪些人可以由此提交。 */
export type ChannelResponse = {
  /** 办理渠道 */
  channel: Channel;
  /** 可提交的角色 */
  roles: Array<string>;
  /** 办理渠道（中文） */
  channel_label: string;
};

/** 即时校验的结果。 */
export type CheckAnswer = {
  /** 未发现重复参保 */
  clear: boolean;
  /** 命中的参保信息 */
  hits: Array<HitResponse>;
  /** 校验时间 */
  checked_at: string;
  /** 校验范围 */
  scope?: string;
  /** 未按时报送的统筹区 */
  unanswered?: Array<string>;
};

/** 一人的校验结果，或不能校验的原因；与请求的顺序相同。 */
export type CheckOutcome = {
  /** 校验结果 */
  answer?: CheckAnswer | null;
  /** 不能校验的原因代码 */
  code?: string | null;
  /** 不能校验的原因 */
  msg?: string | null;
};

/** 各人的校验结果。 */
export type CheckOutcomes = {
  /** 各人的校验结果 */
  outcomes: Array<CheckOutcome>;
};

/** 某人可否在某区划参加某年度居民医保；scheme 为 EMPLOYEE 时，可否自申请日期起办理职工医保参保登记（第七条）。 */
export type CheckRequest = {
  /** 身份标识令牌 */
  tokens: Array<string>;
  /** 行政区划代码 */
  area: string;
  /** 参保年度 */
  benefit_year: number;
  /** 申请日期 */
  applied_on: string;
  /** 知情同意书签署日期 */
  consent_signed_on?: string | null;
  /** 已提供职工医保停保凭证 */
  employee_stop_proved?: boolean;
  /** 险种 */
  scheme?: Scheme;
};

/** 至多 50 人的校验。 */
export type CheckRequests = {
  /** 各人的校验 */
  checks: Array<CheckRequest>;
};

/** 一次提交的重复参保校验；尚无结果时 clear 为空，unanswered 为未按时报送的统筹区。 */
export type CheckResponse = {
  /** 申请编号 */
  application_id: string;
  /** 提交次数 */
  submit_no: number;
  /** 人员编号 */
  person_id: string;
  /** 行政区划代码 */
  area: string;
  /** 参保年度 */
  benefit_year: number;
  /** 申请日期 */
  applied_on: string;
  /** 未发现重复参保 */
  clear: boolean | null;
  /** 命中的参保信息 */
  hits: Array<HitResponse>;
  /** 修订号 */
  revision: number;
  /** 校验时间 */
  checked_at: string | null;
  /** 审核办结时间 */
  closed_at?: string | null;
  /** 未按时报送的统筹区 */
  unanswered?: Array<string>;
};

/** 系统出具的凭证及其当日所载内容（脱敏）。 */
export type CheckedCertificate = {
  /** 凭证种类 */
  kind: CertificateKind;
  /** 出具日期 */
  issued_on: string;
  /** 姓名（脱敏） */
  name_masked: string;
  /** 号码（脱敏） */
  number_masked: string;
  /** 参保情况 */
  years: Array<StatedYear>;
  /** 权益记录 */
  lines: Array<StatedRecord>;
  /** 类别（中文） */
  kind_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type CircumstancePage = {
  /** 列表 */
  items: Array<CircumstanceResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 登记一种特殊情形；须已上传证明材料。 */
export type CircumstanceRequest = {
  /** 特殊情形代码 */
  code: string;
  /** 发生日期 */
  from_on: string;
  /** 终止日期，为空的仍在持续 */
  until_on?: string | null;
  /** 证明材料编号 */
  proof_material: string;
};

/** 一种特殊情形；withdrawn 表示已撤销，视为没有登记；application_id 为空的由经办机构登记。 */
export type CircumstanceResponse = {
  /** 特殊情形编号 */
  circumstance_id: string;
  /** 特殊情形代码 */
  code: string;
  /** 特殊情形名称 */
  msg: string;
  /** 发生日期 */
  from_on: string;
  /** 终止日期，为空的仍在持续 */
  until_on: string | null;
  /** 申请编号 */
  application_id: string | null;
  /** 是否已撤销 */
  withdrawn: boolean;
  /** 登记人 */
  actor: string;
  /** 记录时间 */
  recorded_at: string;
};

/** 一笔基金结算；同一医疗机构的结算单号相同的，以后报的为准。 */
export type ClaimReport = {
  /** 人员编号 */
  person_id: string;
  /** 结算单号 */
  claim_ref: string;
  /** 医疗机构代码 */
  hospital?: string | null;
  /** 参保年度 */
  benefit_year: number;
  /** 结算日期 */
  settled_on: string;
  /** 金额（元） */
  fund_paid: string;
  /** 金额（元） */
  serious_paid?: string;
  /** 已使用奖励额度 */
  bonus_used?: boolean;
  /** 已撤销 */
  withdrawn?: boolean;
};

/** 一批结算。 */
export type ClaimReports = {
  /** 结算 */
  claims: Array<ClaimReport>;
};

/** 各笔结算的处理结果。 */
export type ClaimsReceiptResponse = {
  /** 已记录 */
  recorded: number;
  /** 无变化 */
  unchanged: number;
  /** 未受理 */
  refused: Array<ErrorResponse>;
};

/** 业务时间。 */
export type ClockReading = {
  /** 业务时间 */
  now: string;
};

/** 要调到的业务时间。 */
export type ClockSetting = {
  /** 业务时间 */
  now: string;
};

/** 一个代码及其中文名称。 */
export type CodeItem = {
  /** 代码 */
  code: string;
  /** 中文名称 */
  label: string;
};

/** 一件待第二人确认的事项：何人、何时登记，何时过期；摘要不含个人信息。 */
export type ConfirmationLine = {
  /** 编号 */
  id: string;
  /** 类别 */
  kind: ActKind;
  /** 状态 */
  state: ConfirmationState;
  /** 登记人 */
  asked_by: string;
  /** 登记时间 */
  asked_at: string;
  /** 过期时间 */
  expires_at: string;
  /** 摘要 */
  summary: JsonValue;
  /** 类别（中文） */
  kind_label: string;
  /** 状态（中文） */
  state_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type ConfirmationPage = {
  /** 列表 */
  items: Array<ConfirmationLine>;
  /** 下一页的 after */
  next?: string | null;
};

/** WAITING_FOR_SECOND 待第二人确认；CONFIRMED 已确认；CANCELLED 已撤销；EXPIRED 已过期 */
export type ConfirmationState = "WAITING_FOR_SECOND" | "CONFIRMED" | "CANCELLED" | "EXPIRED";

/** 知情同意书；单位由经办机构填写。 */
export type ConsentBody = {
  /** 签署日期 */
  signed_on: string;
  /** 原参保单位 */
  old_unit?: string | null;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type ConsentPage = {
  /** 列表 */
  items: Array<registration__schemas__notices__ConsentResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 对通知的答复。 */
export type ConsentsRequest = {
  /** 答复 */
  answers: Array<NoticeAnswer>;
};

/** SEND 发送；QUERY 查询结果 */
export type Contact = "SEND" | "QUERY";

/** PAID_AFTER_DEATH 死亡日期之后仍有缴费到账；PAID_WHILE_CANCELLED 参保登记已取消，但有缴费到账；REFUNDED_BUT_ACTIVE 费用已退回，但参保状态仍为正常；REFUND_WITHOUT_PAYMENT 有退费记录，但没有对应的缴费；REPAIR_WITHOUT_MAIN_PAYMENT 有修复缴费到账，但当年居民医保费未缴；CLAIM_AFTER_DEATH 死亡日期之后仍有基金支付；BONUS_NOT_AS_PAID 大病保险支付金额与是否使用奖励额度的标记不一致 */
export type Contradiction = "PAID_AFTER_DEATH" | "PAID_WHILE_CANCELLED" | "REFUNDED_BUT_ACTIVE" | "REFUND_WITHOUT_PAYMENT" | "REPAIR_WITHOUT_MAIN_PAYMENT" | "CLAIM_AFTER_DEATH" | "BONUS_NOT_AS_PAID";

/** COVERED 享受待遇；NOT_COVERED 不享受待遇；UNKNOWN 无法判断：本系统没有该年度的参保登记 */
export type Cover = "COVERED" | "NOT_COVERED" | "UNKNOWN";

/** 参保覆盖率的一种口径；rate 为百分数，两位小数。 */
export type CoverageFigureResponse = {
  /** 口径 */
  code: string;
  /** 口径说明 */
  msg: string;
  /** 分子 */
  part: number | null;
  /** 分母 */
  whole: number | null;
  /** 完成率（%） */
  rate: string | null;
};

/** 参保覆盖率：文件未给出公式，同时报告三种口径。 */
export type CoverageResponse = {
  /** 参保年度 */
  benefit_year: number;
  /** 行政区划代码 */
  area: string;
  /** 覆盖率目标（百分数） */
  goal: string;
  /** 版本 */
  version: number;
  /** 三种口径 */
  figures: Array<CoverageFigureResponse>;
};

/** 窗口激活：哪一登录账号、凭哪一证件。 */
export type CredentialActivation = {
  /** 登录账号 */
  subject: string;
  /** 证件类型 */
  document_type: DocumentType;
  /** 证件号码 */
  document_number: string;
};

/** 登录账号的医保电子凭证状态。 */
export type CredentialResponse = {
  /** 登录账号 */
  subject: string;
  /** 医保电子凭证已激活 */
  credential_active: boolean;
};

/** 一条无法处理的事件。 */
export type DeadLetterLine = {
  /** 编号 */
  id: string;
  /** 事件编号 */
  event_id: string;
  /** 事件类型 */
  event_type: string;
  /** 来源服务 */
  origin: string;
  /** 经验证的发布服务，空为未能验证 */
  publisher: string | null;
  /** 错误 */
  error: string;
  /** 有关的填写项 */
  field: string | null;
  /** 规则 */
  rule: string | null;
  /** 死信种类 */
  kind: FaultKind;
  /** 处理次数 */
  attempts: number;
  /** 失败时间 */
  failed_at: string;
  /** 作废时间 */
  discarded_at: string | null;
  /** 作废人 */
  discarded_by: string | null;
  /** 作废原因 */
  discard_reason: string | null;
  /** 类别（中文） */
  kind_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type DeadLetterPage = {
  /** 列表 */
  items: Array<DeadLetterLine>;
  /** 下一页的 after */
  next?: string | null;
};

/** open 待处理；discarded 已作废 */
export type DeadLetterState = "open" | "discarded";

/** 一条无法处理的事件及其原文；原文中的个人信息为密文。不是事件的、发布服务未能验证的，只有长度、摘要和事件编号。 */
export type DeadLetterWhole = {
  /** 编号 */
  id: string;
  /** 事件编号 */
  event_id: string;
  /** 事件类型 */
  event_type: string;
  /** 来源服务 */
  origin: string;
  /** 经验证的发布服务，空为未能验证 */
  publisher: string | null;
  /** 错误 */
  error: string;
  /** 有关的填写项 */
  field: string | null;
  /** 规则 */
  rule: string | null;
  /** 死信种类 */
  kind: FaultKind;
  /** 处理次数 */
  attempts: number;
  /** 失败时间 */
  failed_at: string;
  /** 作废时间 */
  discarded_at: string | null;
  /** 作废人 */
  discarded_by: string | null;
  /** 作废原因 */
  discard_reason: string | null;
  /** 事件原文 */
  event: string;
  /** 类别（中文） */
  kind_label: string;
};

/** 死亡登记；died_on 为空表示撤销误登记。 */
export type DeathRequest = {
  /** 死亡日期 */
  died_on: string | null;
  /** 信息来源 */
  source: DeathSource;
};

/** 一人的死亡登记。 */
export type DeathResponse = {
  /** 人员编号 */
  person_id: string;
  /** 死亡日期 */
  died_on: string | null;
};

/** PUBLIC_SECURITY 公安部门；HEALTH 卫生健康部门；CIVIL_AFFAIRS 民政部门；FAMILY 家属申报 */
export type DeathSource = "PUBLIC_SECURITY" | "HEALTH" | "CIVIL_AFFAIRS" | "FAMILY";

/** PRINCIPLE 按处理原则；CHOICE 本人选择；TIME_OUT 逾期未选择，按处理原则 */
export type DecidedBy = "PRINCIPLE" | "CHOICE" | "TIME_OUT";

/** APPROVE 同意；CORRECT 退回补正；REJECT 不予退费 */
export type Decision = "APPROVE" | "CORRECT" | "REJECT";

/** 审核意见；退回补正或不予通过的，须写明原因或所需补正材料。 */
export type DecisionBody = {
  /** 审核意见 */
  decision: Verdict;
  /** 原因 */
  reasons?: Array<ReasonBody>;
  /** 需补正材料 */
  missing?: Array<MissingBody>;
  /** 备注 */
  note?: string | null;
};

/** 一批审核意见。 */
export type DecisionList = {
  /** 审核清单 */
  decisions: Array<ListedDecisionBody>;
};

/** 一件申请的审核结果。 */
export type DecisionResult = {
  /** 申请编号 */
  application_id: string;
  /** 状态 */
  state: ApplicationState | null;
  /** 参保关系编号 */
  participation_id: string | null;
  /** 未受理 */
  refused: Refused | null;
  /** 状态（中文） */
  state_label: string | null;
};

/** 批量审核的结果，每件一项。 */
export type DecisionResults = {
  /** 结果 */
  results: Array<DecisionResult>;
};

/** 一类代码；kind 用于地址。 */
export type DictionaryItem = {
  /** 代码表 */
  kind: string;
  /** 代码表名称 */
  title: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type DictionaryPage = {
  /** 列表 */
  items: Array<DictionaryItem>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一类代码的全部取值。 */
export type DictionaryResponse = {
  /** 列表 */
  items: Array<CodeItem>;
  /** 下一页的 after */
  next?: string | null;
  /** 代码表 */
  kind: string;
  /** 代码表名称 */
  title: string;
};

/** 核结差异的原因。 */
export type DifferenceCloseForm = {
  /** 核结原因 */
  reason: string;
};

/** 同一税票号码两次内容不同；first 为先收到的，仍有效。 */
export type DifferenceItem = {
  /** 差异编号 */
  difference_id: string;
  /** 税票号码 */
  tax_serial: string;
  /** 后一份内容的来源 */
  told_by: TaxSource;
  /** 先收到的内容 */
  first: DifferenceSide;
  /** 后收到的内容 */
  other: DifferenceSide;
  /** 状态 */
  state: DifferenceState;
  /** 发现时间 */
  opened_at: string;
  /** 核结时间 */
  closed_at: string | null;
  /** 核结人 */
  closed_by: string | null;
  /** 核结原因 */
  close_reason: string | null;
  /** 后一份内容的来源（中文） */
  told_by_label: string;
  /** 状态（中文） */
  state_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type DifferencePage = {
  /** 列表 */
  items: Array<DifferenceItem>;
  /** 下一页的 after */
  next?: string | null;
};

/** 同一税票号码的一份内容。 */
export type DifferenceSide = {
  /** 税务记录结果 */
  result: TaxResult;
  /** 应征账单编号 */
  bill_id: string;
  /** 到账日期 */
  arrival_date: string;
  /** 扣费轮次 */
  round_no: number;
  /** 金额（元） */
  amount: string | null;
  /** 办理渠道 */
  channel: PaymentChannel | null;
  /** 扣费失败原因 */
  cause: FailureCause | null;
  /** 重新传送次数 */
  resend_no: number | null;
  /** 税务记录结果（中文） */
  result_label: string;
  /** 办理渠道（中文） */
  channel_label: string | null;
  /** 扣费失败原因（中文） */
  cause_label: string | null;
};

/** OPEN 待核对；CLOSED 已核结 */
export type DifferenceState = "OPEN" | "CLOSED";

/** 认定案件中的参保记录属于不同的人；relations 为属于另一人的，只有两条记录时可以不写。 */
export type DifferentPeopleForm = {
  /** 所见的案件版本 */
  version: number;
  /** 理由 */
  reason: string;
  /** 属于另一人的参保关系 */
  relations?: Array<string>;
};

/** 作废哪些死信及其原因。 */
export type DiscardForm = {
  /** 死信编号 */
  ids: Array<string>;
  /** 作废原因 */
  reason: string;
};

/** 作废的数量。 */
export type DiscardOutcome = {
  /** 已作废 */
  discarded: number;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type DivisionPage = {
  /** 列表 */
  items: Array<DivisionResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一个行政区划；has_more 表示其下还有可选的区划。 */
export type DivisionResponse = {
  /** 行政区划代码 */
  area: string;
  /** 行政区划名称 */
  name: string;
  /** 是否有下级区划 */
  has_more: boolean;
};

/** 按证件查找。 */
export type DocumentQuery = {
  /** 证件类型 */
  document_type: DocumentType;
  /** 证件号码 */
  document_number: string;
};

/** 一份证件（脱敏）。 */
export type DocumentResponse = {
  /** 类别 */
  kind: DocumentType;
  /** 号码（脱敏） */
  number_masked: string;
  /** 类别（中文） */
  kind_label: string;
};

/** 一份证件的身份标识令牌。 */
export type DocumentTokens = {
  /** 身份标识令牌 */
  tokens: Array<string>;
};

/** RESIDENT_ID 居民身份证；HOUSEHOLD_BOOK 居民户口簿；BIRTH_CERT 出生医学证明；FOREIGN_PR 外国人永久居留身份证；CN_PASSPORT 中国护照；HMT_PERMIT 港澳台居民居住证或来往内地通行证；EXPECTED_CHILD 未出生婴儿临时标识 */
export type DocumentType = "RESIDENT_ID" | "HOUSEHOLD_BOOK" | "BIRTH_CERT" | "FOREIGN_PR" | "CN_PASSPORT" | "HMT_PERMIT" | "EXPECTED_CHILD";

/** 最多五十份证件。 */
export type DocumentsToName = {
  /** 证件 */
  documents: Array<DocumentQuery>;
};

/** 一份草稿。 */
export type DraftItem = {
  /** 草稿编号 */
  draft_id: string;
  /** 服务事项 */
  item: string | null;
  /** 最后保存时间 */
  saved_at: string;
  /** 自动删除时间 */
  ends_at: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type DraftPage = {
  /** 列表 */
  items: Array<DraftItem>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一份草稿及已填写的内容；仅本人可见。 */
export type DraftResponse = {
  /** 草稿编号 */
  draft_id: string;
  /** 服务事项 */
  item: string | null;
  /** 最后保存时间 */
  saved_at: string;
  /** 自动删除时间 */
  ends_at: string;
  /** 已填写的内容，可原样再次保存或提交 */
  application: Record<string, unknown>;
};

/** DEDUCTION_FAILED 扣费失败；UNPAID 已登记未缴费；LAPSED 视为自动弃保；CANCELLED 已取消登记；STOPPED 上年度已停保或暂停；NOT_REGISTERED 未登记；ENDED 参保关系已终止；KNOWN_BY_DATA 共享数据掌握，未参保 */
export type DropOutReason = "DEDUCTION_FAILED" | "UNPAID" | "LAPSED" | "CANCELLED" | "STOPPED" | "NOT_REGISTERED" | "ENDED" | "KNOWN_BY_DATA";

/** 一笔待缴费用；msg 说明情况；channels 为空的，个人此时无须或不能缴纳；group_id 相同的应一并缴清。 */
export type DueItem = {
  /** 应征账单编号 */
  bill_id: string;
  /** 一并缴清的账单组编号 */
  group_id: string;
  /** 参保关系编号 */
  participation_id: string;
  /** 人员编号 */
  person_id: string;
  /** 类别 */
  kind: BillKind;
  /** 参保年度 */
  benefit_year: number;
  /** 行政区划代码 */
  area: string;
  /** 金额（元） */
  amount: string;
  /** 缴费主体 */
  payer: Payer;
  /** 效力 */
  status: DueStatus;
  /** 缴费期限 */
  pay_until: string | null;
  /** 情况说明 */
  msg: string;
  /** 可用缴费渠道 */
  channels: Array<OwnChannel>;
  /** 类别（中文） */
  kind_label: string;
  /** 缴费主体（中文） */
  payer_label: string;
  /** 效力（中文） */
  status_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type DuePage = {
  /** 列表 */
  items: Array<DueItem>;
  /** 下一页的 after */
  next?: string | null;
};

/** TO_PAY 待缴费；IN_DEDUCTION 批扣中；DEDUCTION_FAILED 扣费不成功；DEDUCTED_AGAIN 将重新扣费；NOT_SENT 待核定后传送税务部门；BY_OTHERS 由他方缴费；OVERDUE 已过缴费期限 */
export type DueStatus = "TO_PAY" | "IN_DEDUCTION" | "DEDUCTION_FAILED" | "DEDUCTED_AGAIN" | "NOT_SENT" | "BY_OTHERS" | "OVERDUE";

/** 一件重复参保案件的全部情况：各条记录逐项对照、认定为同一人的依据、处理原则及条款、处理、下一步和经过。

double_from 为重叠的第一日；double_since 为已确定保留关系、但仍重复的起始日，应当为空。 */
export type DuplicateCaseDetail = {
  /** 案件编号 */
  case_id: string;
  /** 案件版本 */
  version: number;
  /** 人员编号 */
  person_id: string;
  /** 状态 */
  state: DuplicateCaseState;
  /** 已上报督办 */
  escalated: boolean;
  /** 类别 */
  kind: DuplicateCaseKind | null;
  /** 处理原则所依据的规则 */
  principle: string | null;
  /** 各参保关系所在区划 */
  areas: Array<string>;
  /** 参保关系 */
  relations: Array<string>;
  /** 保留的参保关系 */
  kept: string | null;
  /** 发现日期 */
  opened_on: string;
  /** 选择期限 */
  due_on: string | null;
  /** 最近变化时间 */
  recorded_at: string;
  /** 条款 */
  clause: string | null;
  /** 处理原则 */
  principle_text: string | null;
  /** 保留关系的确定方式 */
  decided_how: DecidedBy | null;
  /** 重叠的第一日 */
  double_from: string | null;
  /** 已确定仍重复的起始日 */
  double_since: string | null;
  /** 参保记录 */
  records: Array<CaseRecordResponse>;
  /** 逐项对照 */
  comparison: Array<CaseFieldResponse>;
  /** 认定为同一人的依据 */
  matches: Array<CaseMatchResponse>;
  /** 说明 */
  explanation: Array<string>;
  /** 处理 */
  remedies: Array<CaseRemedyResponse>;
  /** 征求意愿 */
  choice: CaseChoiceResponse | null;
  /** 可申请的退费 */
  refunds: Array<CaseRefundResponse>;
  /** 参保人情况 */
  facts: CaseFactsResponse;
  /** 下一步 */
  steps: Array<CaseStepResponse>;
  /** 对本地参保登记的请求 */
  requests: Array<CaseRequestResponse>;
  /** 发往其他统筹区的通知 */
  notices: Array<NoticeResponse>;
  /** 经过 */
  history: Array<CaseStepTaken>;
  /** 并入的案件编号 */
  joined_case_id: string | null;
  /** 状态（中文） */
  state_label: string;
  /** 类别（中文） */
  kind_label: string | null;
  /** 保留关系的确定方式（中文） */
  decided_how_label: string | null;
};

/** WITHIN_SCHEME 制度内重复参保；CROSS_SCHEME 跨制度重复参保 */
export type DuplicateCaseKind = "WITHIN_SCHEME" | "CROSS_SCHEME";

/** DETECTED 已发现；CLASSIFIED 已分类；AWAITING_CHOICE 待参保人选择；DECIDED 已确定保留关系；EXECUTING 清理中；CLOSED 已办结；FALSE_POSITIVE 非重复参保 */
export type DuplicateCaseState = "DETECTED" | "CLASSIFIED" | "AWAITING_CHOICE" | "DECIDED" | "EXECUTING" | "CLOSED" | "FALSE_POSITIVE";

/** 一件重复参保案件；escalated 表示逾期未选择、不得自动处理，已上报督办。 */
export type DuplicateCaseSummary = {
  /** 案件编号 */
  case_id: string;
  /** 案件版本 */
  version: number;
  /** 人员编号 */
  person_id: string;
  /** 状态 */
  state: DuplicateCaseState;
  /** 已上报督办 */
  escalated: boolean;
  /** 类别 */
  kind: DuplicateCaseKind | null;
  /** 处理原则所依据的规则 */
  principle: string | null;
  /** 各参保关系所在区划 */
  areas: Array<string>;
  /** 参保关系 */
  relations: Array<string>;
  /** 保留的参保关系 */
  kept: string | null;
  /** 发现日期 */
  opened_on: string;
  /** 选择期限 */
  due_on: string | null;
  /** 最近变化时间 */
  recorded_at: string;
  /** 状态（中文） */
  state_label: string;
  /** 类别（中文） */
  kind_label: string | null;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type DuplicateCaseSummaryPage = {
  /** 列表 */
  items: Array<DuplicateCaseSummary>;
  /** 下一页的 after */
  next?: string | null;
};

/** EMERGENCY_RESCUE 急诊抢救；EMERGENCY_ADMISSION 急诊住院 */
export type EmergencyPurpose = "EMERGENCY_RESCUE" | "EMERGENCY_ADMISSION";

/** 急诊查询：一名人员和查询目的。 */
export type EmergencyQuestion = {
  /** 人员编号 */
  person_id?: string | null;
  /** 身份标识令牌 */
  token?: string | null;
  /** 证件类型 */
  document_type?: DocumentType | null;
  /** 证件号码 */
  document_number?: string | null;
  /** 急诊查询目的 */
  purpose: EmergencyPurpose;
};

/** 今日是否享受待遇及起止日期；known 为 false 的，本系统没有该年度的登记，不表示没有参保。 */
export type EmergencyResponse = {
  /** 待遇日期 */
  on: string;
  /** 有该人员的信息 */
  known: boolean;
  /** 可享受待遇 */
  covered: boolean;
  /** 待遇结论 */
  cover: Cover;
  /** 开始日期 */
  starts_on: string | null;
  /** 结束日期 */
  ends_on: string | null;
  /** 待遇结论（中文） */
  cover_label: string;
};

/** EMPLOYER_REVOKED 用人单位撤销；EMPLOYER_MERGED 用人单位合并；EMPLOYER_SPLIT 用人单位分立；EMPLOYER_OTHER 用人单位其他变更；DETAILS 基本信息变更；STAFF 增减变动；BASE 缴费基数调整 */
export type EmployeeChangeKind = "EMPLOYER_REVOKED" | "EMPLOYER_MERGED" | "EMPLOYER_SPLIT" | "EMPLOYER_OTHER" | "DETAILS" | "STAFF" | "BASE";

/** 税务部门传递的一项职工参保信息变更；具体内容以税务部门为准。 */
export type EmployeeChangeResponse = {
  /** 变更类别 */
  kind: EmployeeChangeKind;
  /** 变更日期 */
  changed_on: string;
  /** 原用人单位统一社会信用代码 */
  former_employer?: string | null;
  /** 类别（中文） */
  kind_label: string;
};

/** WORKER 职工；FLEXIBLE 灵活就业人员 */
export type EmployeeIdentity = "WORKER" | "FLEXIBLE";

/** REMIND_EMPLOYER 已有职工医保关系，税务部门提醒用人单位办理停保后再登记；REMIND_PERSON 已有职工医保关系，税务部门提醒本人办理停保后再登记；RESIDENT_ELSEWHERE 省外有居民医保关系，不影响职工参保，待全国重复参保核查 */
export type EmployeeNoticeKind = "REMIND_EMPLOYER" | "REMIND_PERSON" | "RESIDENT_ELSEWHERE";

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type EmployeeNoticePage = {
  /** 列表 */
  items: Array<EmployeeNoticeResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一条职工参保核查提示（脱敏）。 */
export type EmployeeNoticeResponse = {
  /** 提示编号 */
  notice_id: string;
  /** 人员编号 */
  person_id: string;
  /** 姓名（脱敏） */
  name_masked: string;
  /** 提示类别 */
  kind: EmployeeNoticeKind;
  /** 依据 */
  rule: string;
  /** 职工参保身份 */
  identity: EmployeeIdentity;
  /** 新职工参保区划 */
  area: string;
  /** 另一关系所在区划 */
  other_area: string;
  /** 新职工参保登记日期 */
  noted_on: string;
  /** 另一关系停保日期；未停保的为空 */
  over_on: string | null;
  /** 类别（中文） */
  kind_label: string;
  /** 职工参保身份（中文） */
  identity_label: string;
};

/** 一段职工医保参保关系。 */
export type EmploymentResponse = {
  /** 职工参保身份 */
  identity: EmployeeIdentity;
  /** 登记日期 */
  registered_on: string;
  /** 首次缴费到账日期 */
  first_payment_on: string | null;
  /** 职工医保待遇截止日期 */
  benefits_until: string | null;
  /** 税务部门传递的变更 */
  changes: Array<EmployeeChangeResponse>;
  /** 职工参保身份（中文） */
  identity_label: string;
};

/** 已退出的登录数。 */
export type EndedSessions = {
  /** 已退出的登录数 */
  ended: number;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type EntitlementPage = {
  /** 列表 */
  items: Array<EntitlementResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一人在某日的待遇及全部判定依据。known 为 false 的，本系统没有该年度的登记，不表示没有参保。 */
export type EntitlementResponse = {
  /** 人员编号 */
  person_id: string;
  /** 待遇日期 */
  on: string;
  /** 以何时所知为准 */
  known_at: string;
  /** 有该人员的信息 */
  known: boolean;
  /** 可享受待遇 */
  covered: boolean;
  /** 待遇结论 */
  cover: Cover;
  /** 状态 */
  state: EntitlementState;
  /** 险种 */
  scheme: Scheme | null;
  /** 参保年度 */
  benefit_year: number;
  /** 开始日期 */
  starts_on: string | null;
  /** 结束日期 */
  ends_on: string | null;
  /** 待遇等待月数 */
  wait_months: number;
  /** 待遇档次 */
  level: Level | null;
  /** 大病保险最高支付限额 */
  ceiling: CeilingResponse | null;
  /** 异地就医备案 */
  filing: FilingInForce | null;
  /** 相互矛盾的信息 */
  contradictions: Array<FlagResponse>;
  /** 判定依据 */
  explanation: Array<ExplanationStep>;
  /** 待遇结论（中文） */
  cover_label: string;
  /** 状态（中文） */
  state_label: string;
  /** 险种（中文） */
  scheme_label: string | null;
  /** 待遇档次（中文） */
  level_label: string | null;
};

/** NONE 无待遇；PENDING 尚未开始；WAITING 待遇等待期内；ACTIVE 享受待遇中；SUSPENDED 暂停享受；ENDED 已结束；REVOKED 已撤销；EMPTY 当年没有待遇期 */
export type EntitlementState = "NONE" | "PENDING" | "WAITING" | "ACTIVE" | "SUSPENDED" | "ENDED" | "REVOKED" | "EMPTY";

/** 一人或一项不能办理的原因。 */
export type ErrorResponse = {
  /** 代码 */
  code: string;
  /** 可直接提示给用户的中文 */
  msg: string;
};

/** 适用的一条规则：条款和原文、中文说明，以及供程序使用的事实和参数。 */
export type ExplanationStep = {
  /** 规则 */
  rule: string;
  /** 条款 */
  clause: string;
  /** 条款原文 */
  quote: string;
  /** 说明 */
  text: string;
  /** 事实 */
  facts: Record<string, unknown>;
  /** 政策参数 */
  parameters: Array<ParameterResponse>;
};

/** XLSX XLSX表格；CSV CSV文本（UTF-8） */
export type ExportFormat = "XLSX" | "CSV";

/** INSUFFICIENT_BALANCE 账户余额不足；ACCOUNT_ABNORMAL 账户状态不正常；OTHER_PERSONAL 其他个人原因；BANK_SYSTEM 银行系统原因；TAX_SYSTEM 税务系统原因；DATA_ERROR 应征数据有误 */
export type FailureCause = "INSUFFICIENT_BALANCE" | "ACCOUNT_ABNORMAL" | "OTHER_PERSONAL" | "BANK_SYSTEM" | "TAX_SYSTEM" | "DATA_ERROR";

/** FAULT 故障；NOT_YET_KNOWN 当前版本尚不认识 */
export type FaultKind = "FAULT" | "NOT_YET_KNOWN";

/** 一个数据来源应报送的统筹区；expected 为真时，逾期未报的，校验不作答复。 */
export type FeedExpectation = {
  /** 统筹区 */
  areas: Array<string>;
  /** 校验须等待其报送 */
  expected?: boolean;
};

/** 该来源已报齐 complete_until 之前发生的全部参保信息。 */
export type FeedFreshness = {
  /** 统筹区 */
  areas: Array<string>;
  /** 已报齐的时间 */
  complete_until: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type FeedPage = {
  /** 列表 */
  items: Array<FeedResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一个数据来源在一个统筹区的报送情况；silent 为逾期未报。 */
export type FeedResponse = {
  /** 数据来源代码 */
  source: string;
  /** 行政区划代码 */
  area: string;
  /** 校验须等待其报送 */
  expected: boolean;
  /** 已报齐的时间 */
  complete_until: string | null;
  /** 最近一次报送时间 */
  heard_at: string | null;
  /** 逾期未报 */
  silent: boolean;
};

/** text 文字；name 姓名；digits 数字；enum 选项；region 行政区划；date 日期；tick 勾选 */
export type FieldKind = "text" | "name" | "digits" | "enum" | "region" | "date" | "tick";

/** 一个填写项；options 为可选的代码。 */
export type FieldResponse = {
  /** 名称 */
  name: string;
  /** 中文名称 */
  label: string;
  /** 类别 */
  kind: FieldKind;
  /** 填写方式 */
  filled_by: string;
  /** 必填 */
  required: boolean;
  /** 何时填写：各项答案均在所列之中；空为总是 */
  when: Record<string, Array<string>>;
  /** 依据或说明 */
  rule: string;
  /** 最大长度 */
  max_length: number | null;
  /** 格式 */
  pattern: string | null;
  /** 不早于 */
  not_before: string | null;
  /** 不晚于 */
  not_after: string | null;
  /** 选项 */
  options: Array<CodeItem>;
  /** 类别（中文） */
  kind_label: string;
};

/** 文件中的一处错误；line 从 1 起，不含文件内容。 */
export type FileFaultItem = {
  /** 行号 */
  line: number;
  /** 有关的填写项 */
  field: string | null;
  /** 错误说明 */
  msg: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type FileFaultPage = {
  /** 列表 */
  items: Array<FileFaultItem>;
  /** 下一页的 after */
  next?: string | null;
};

/** 批量文件编号；同一文件再次上传，返回同一编号。 */
export type FileIdResponse = {
  /** 批量文件编号 */
  file_id: string;
};

/** LEVIES 应征数据；RESULTS 扣费结果、缴费与冲正；LEVY_RECEIPTS 应征回执；REFUND_REVIEWS 退费初审结果；REFUND_PAYOUTS 退费拨付结果；EMPLOYEES 职工医保参保关系；TAX_STATEMENT 税务对账单；BANK_STATEMENT 银行或国库对账单 */
export type FileKind = "LEVIES" | "RESULTS" | "LEVY_RECEIPTS" | "REFUND_REVIEWS" | "REFUND_PAYOUTS" | "EMPLOYEES" | "TAX_STATEMENT" | "BANK_STATEMENT";

/** STORED 待校验；CHECKED 处理中；DONE 已处理；REFUSED 整份退回 */
export type FileState = "STORED" | "CHECKED" | "DONE" | "REFUSED";

/** 一件备案填写的全部内容，未遮蔽。 */
export type FilingAnswersResponse = {
  /** 备案编号 */
  filing_id: string;
  /** 备案类型 */
  type: string;
  /** 办理渠道 */
  channel: FilingChannel;
  /** 代办 */
  for_other: boolean;
  /** 代办人姓名 */
  agent_name: string | null;
  /** 代办人证件号码 */
  agent_document: string | null;
  /** 联系电话 */
  phone: string | null;
  /** 参保地联系地址 */
  address_here: string | null;
  /** 转往就医地 */
  destination: string | null;
  /** 就医地联系地址 */
  address_there: string | null;
  /** 备案开始日期 */
  starts_on: string | null;
  /** 结束日期 */
  ends_on: string | null;
  /** 就诊地医保局 */
  bureau_there: string | null;
  /** 转往医疗机构 */
  hospital: string | null;
  /** 医疗机构所在地 */
  hospital_area: string | null;
  /** 原因说明 */
  reason: string | null;
  /** 备注 */
  remark: string | null;
  /** 上传材料 */
  materials: Array<string>;
  /** 证明材料到期日 */
  proof_valid_to: string | null;
  /** 已退休 */
  retired: boolean | null;
  /** 户籍已迁入就医地 */
  household_moved: boolean | null;
  /** 居住或工作月数 */
  stay_months: number | null;
  /** 学生 */
  student: boolean;
  /** 已住院 */
  in_hospital: boolean;
  /** 办理渠道（中文） */
  channel_label: string;
};

/** YUE_YIBAO 粤医保；KIOSK 自助终端 */
export type FilingChannel = "YUE_YIBAO" | "KIOSK";

/** 审核结果。 */
export type FilingDecision = {
  /** 审核结果 */
  decision: FilingVerdict;
  /** 说明 */
  note?: string | null;
};

/** OWN_REQUEST 本人申请；REPLACED 由新备案替代；NOT_INSURED 不再参保 */
export type FilingEndReason = "OWN_REQUEST" | "REPLACED" | "NOT_INSURED";

/** 一个渠道的备案表单。 */
export type FilingFormsResponse = {
  /** 办理渠道 */
  channel: FilingChannel;
  /** 备案类型 */
  types: Array<FilingTypeResponse>;
  /** 材料模板 */
  templates: Array<FilingTemplateResponse>;
  /** 办理渠道（中文） */
  channel_label: string;
};

/** 当日有效的异地就医备案。 */
export type FilingInForce = {
  /** 备案编号 */
  filing_id: string;
  /** 备案类型 */
  type: string;
  /** 转往就医地 */
  destination: string;
  /** 开始日期 */
  starts_on: string;
  /** 结束日期 */
  ends_on: string | null;
  /** 承诺制备案 */
  promise_only: boolean;
};

/** 备案的一次状态变化。 */
export type FilingMove = {
  /** 时间 */
  at: string;
  /** 原状态 */
  from_state: FilingState;
  /** 新状态 */
  to_state: FilingState;
  /** 经办人 */
  actor: string;
  /** 备注 */
  note: string | null;
  /** 原状态（中文） */
  from_state_label: string;
  /** 新状态（中文） */
  to_state_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type FilingPage = {
  /** 列表 */
  items: Array<FilingResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 异地就医备案。缺少的内容在一次答复中全部告知。 */
export type FilingRequest = {
  /** 备案类型 */
  type: string;
  /** 办理渠道 */
  channel?: FilingChannel | null;
  /** 已阅读并同意备案告知书 */
  notice_accepted?: boolean;
  /** 代办 */
  for_other?: boolean;
  /** 代办人姓名 */
  agent_name?: string | null;
  /** 代办人证件号码 */
  agent_document?: string | null;
  /** 联系电话 */
  phone?: string | null;
  /** 参保地联系地址 */
  address_here?: string | null;
  /** 转往就医地 */
  destination?: string | null;
  /** 就医地联系地址 */
  address_there?: string | null;
  /** 备案开始日期 */
  starts_on?: string | null;
  /** 结束日期 */
  ends_on?: string | null;
  /** 就诊地医保局 */
  bureau_there?: string | null;
  /** 转往医疗机构 */
  hospital?: string | null;
  /** 医疗机构所在地 */
  hospital_area?: string | null;
  /** 转诊原因 */
  reason?: string | null;
  /** 备注 */
  remark?: string | null;
  /** 上传材料 */
  materials?: Array<string>;
  /** 证明材料到期日 */
  proof_valid_to?: string | null;
  /** 已退休 */
  retired?: boolean | null;
  /** 户籍已迁入就医地 */
  household_moved?: boolean | null;
  /** 居住或工作月数 */
  stay_months?: number | null;
  /** 学生 */
  student?: boolean;
  /** 已住院 */
  in_hospital?: boolean;
};

/** 一件备案及其今日状态；未生效即终止的没有结束日期，联系方式和代办人已遮蔽。 */
export type FilingResponse = {
  /** 备案编号 */
  filing_id: string;
  /** 人员编号 */
  person_id: string;
  /** 备案类型 */
  type: string;
  /** 办理渠道 */
  channel: FilingChannel;
  /** 状态 */
  state: FilingState;
  /** 转往就医地 */
  destination: string;
  /** 开始日期 */
  starts_on: string;
  /** 结束日期 */
  ends_on: string | null;
  /** 承诺制备案 */
  promise_only: boolean;
  /** 结束原因 */
  end_reason: FilingEndReason | null;
  /** 办理经过 */
  history: Array<FilingMove>;
  /** 联系电话（脱敏） */
  phone_masked: string | null;
  /** 参保地联系地址（脱敏） */
  address_here_masked: string | null;
  /** 就医地联系地址（脱敏） */
  address_there_masked: string | null;
  /** 代办人姓名（脱敏） */
  agent_name_masked: string | null;
  /** 代办人证件号码（脱敏） */
  agent_document_masked: string | null;
  /** 办理渠道（中文） */
  channel_label: string;
  /** 状态（中文） */
  state_label: string;
  /** 结束原因（中文） */
  end_reason_label: string | null;
};

/** DRAFT 草稿；SUBMITTED 已提交；UNDER_REVIEW 审核中；NEEDS_CORRECTION 待补正；REJECTED 不予备案；SCHEDULED 待生效；EFFECTIVE 有效；EXPIRED 已到期；ENDED 已终止 */
export type FilingState = "DRAFT" | "SUBMITTED" | "UNDER_REVIEW" | "NEEDS_CORRECTION" | "REJECTED" | "SCHEDULED" | "EFFECTIVE" | "EXPIRED" | "ENDED";

/** 一种材料的模板，供查看和下载。 */
export type FilingTemplateResponse = {
  /** 材料 */
  material: string;
  /** 标题 */
  title: string;
  /** 各行文字 */
  lines: Array<string>;
};

/** 一类备案的填写项和材料；每组材料提供其一即可。 */
export type FilingTypeResponse = {
  /** 代码 */
  code: string;
  /** 中文名称 */
  label: string;
  /** 长期备案 */
  long_term: boolean;
  /** 可补办 */
  later_filing: boolean;
  /** 最短居住月数 */
  min_stay_months: number;
  /** 填写项 */
  fields: Array<CodeItem>;
  /** 材料 */
  materials: Array<Array<CodeItem>>;
  /** 省内有效期规则 */
  validity_rule: ValidityRule;
  /** 省内有效月数或天数 */
  validity_amount: number | null;
  /** 承诺制备案有效月数 */
  promise_only_months: number | null;
  /** 跨省有效期 */
  across_provinces: FilingValidityResponse;
  /** 有效期规则（中文） */
  validity_rule_label: string;
};

/** 一类备案自开始日期起有效多久；仅以个人承诺办理的，按 promise_only_months。 */
export type FilingValidityResponse = {
  /** 有效期规则 */
  validity_rule: ValidityRule;
  /** 有效月数或天数 */
  validity_amount: number | null;
  /** 承诺制备案有效月数 */
  promise_only_months: number | null;
  /** 有效期规则（中文） */
  validity_rule_label: string;
};

/** APPROVE 通过；NEEDS_CORRECTION 退回补正；REJECT 不予备案 */
export type FilingVerdict = "APPROVE" | "NEEDS_CORRECTION" | "REJECT";

/** 一条清理的重复参保关系及其账单；没有账单的 bill_id 为空，尚未终止或暂停的 ended_on 为空。 */
export type FinanceDeductionBill = {
  /** 参保关系编号 */
  participation_id: string;
  /** 人员编号 */
  person_id: string;
  /** 应征账单编号 */
  bill_id: string | null;
  /** 行政区划代码 */
  area: string;
  /** 参保类别 */
  category: Category;
  /** 参保状态 */
  participation_state: ParticipationState;
  /** 终止或暂停日期 */
  ended_on?: string | null;
  /** 缴费主体 */
  payer: Payer | null;
  /** 状态 */
  state: BillState | null;
  /** 财政负担情况 */
  finance_share: FinanceShare;
  /** 参保类别（中文） */
  category_label: string;
  /** 参保状态（中文） */
  participation_state_label: string;
  /** 缴费主体（中文） */
  payer_label: string | null;
  /** 状态（中文） */
  state_label: string | null;
  /** 财政负担情况（中文） */
  finance_share_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type FinanceDeductionBillPage = {
  /** 列表 */
  items: Array<FinanceDeductionBill>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一个统筹区一个年度清理的重复参保人数（一人只计一次），其中财政已缴的人数；只计数，不计算扣减金额。 */
export type FinanceDeductionCount = {
  /** 统筹区 */
  region: string;
  /** 参保年度 */
  benefit_year: number;
  /** 清理的重复参保 */
  duplicates: number;
  /** 其中财政全额缴纳 */
  paid_by_finance: number;
  /** 其中财政定额资助 */
  paid_in_part: number;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type FinanceDeductionCountPage = {
  /** 列表 */
  items: Array<FinanceDeductionCount>;
  /** 下一页的 after */
  next?: string | null;
};

/** CENTRAL 中央财政；PROVINCE 省级财政；CITY 市级财政；COUNTY 县级财政 */
export type FinanceLevel = "CENTRAL" | "PROVINCE" | "CITY" | "COUNTY";

/** WHOLE 财政全额缴纳；PART 财政定额资助一部分；NONE 财政未缴纳 */
export type FinanceShare = "WHOLE" | "PART" | "NONE";

/** MISSING_HERE 税务有、我方无；MISSING_THERE 我方有、税务无；MISSING_AT_BANK 银行或国库未入账；AMOUNT 金额不一致；DUPLICATE 重复；LATE 到账日期不一致或入账迟延；WRONG_PERIOD 所属年度或账单不一致；UNKNOWN 无对应账单或款项 */
export type FindingKind = "MISSING_HERE" | "MISSING_THERE" | "MISSING_AT_BANK" | "AMOUNT" | "DUPLICATE" | "LATE" | "WRONG_PERIOD" | "UNKNOWN";

/** OPEN 待核对；RESOLVED 已自行消除；CLOSED 已核结 */
export type FindingState = "OPEN" | "RESOLVED" | "CLOSED";

/** 相互矛盾的信息。 */
export type FlagResponse = {
  /** 代码 */
  code: Contradiction;
  /** 可直接提示给用户的中文 */
  msg: string;
};

/** 受理一份登记表：受理当日决定是否在期限内。 */
export type FormAcceptance = {
  /** 受理镇（街） */
  area: string;
  /** 参保年度 */
  benefit_year: number;
  /** 表中填写的人数 */
  people: number;
};

/** 录入一份登记表：户的信息填写一次，每人一行。新开户或变更扣费账户的，须有三方协议书。 */
export type FormEntry = {
  /** 户号（组织编号） */
  household_no: string;
  /** 户口所在地 */
  household_area?: string | null;
  /** 户籍地址 */
  household_address?: string | null;
  /** 手机号码 */
  phone?: string | null;
  /** 代扣代缴银行账户 */
  account?: AccountBody | null;
  /** 签名日期 */
  signed_on?: string | null;
  /** 代办人身份证号 */
  agent_number?: string | null;
  /** 同意声明内容并签名 */
  confirmed?: boolean;
  /** 材料 */
  materials?: Array<MaterialBody>;
  /** 家庭户成员 */
  members: Array<FormMemberBody>;
};

/** 登记表中的一人。√ 为新参保（NEW）或变更（CHANGE），× 为停保（STOP），须写明停保原因。 */
export type FormMemberBody = {
  /** 办理内容 */
  act: MemberAct;
  /** 姓名 */
  name?: string | null;
  /** 性别 */
  sex?: string | null;
  /** 证件类型 */
  document_type?: string | null;
  /** 证件号码 */
  document_number?: string | null;
  /** 出生日期 */
  birth_date?: string | null;
  /** 与户主关系 */
  role?: HouseholdRole | null;
  /** 停保原因、变更内容、负责人和主管领导签名 */
  form?: Record<string, string>;
  /** 材料 */
  materials?: Array<MaterialBody>;
};

/** 一人的办理结果；没有 application_id 的，未能提交，原因见 reasons 和 missing。 */
export type FormMemberResponse = {
  /** 行号 */
  member_no: number;
  /** 办理内容 */
  act: MemberAct;
  /** 姓名（脱敏） */
  name_masked: string | null;
  /** 证件号码（脱敏） */
  document_masked: string | null;
  /** 申请编号 */
  application_id: string | null;
  /** 办理结果 */
  state: ApplicationState;
  /** 原因 */
  reasons: Array<ReasonResponse>;
  /** 需补正的内容 */
  missing: Array<MissingResponse>;
  /** 办理内容（中文） */
  act_label: string;
  /** 状态（中文） */
  state_label: string;
};

/** ACCEPTED 已受理，待录入；ENTERED 已录入；WITHDRAWN 已撤销 */
export type FormState = "ACCEPTED" | "ENTERED" | "WITHDRAWN";

/** 资金下达。 */
export type FundingForm = {
  /** 下达日期 */
  funded_on: string;
  /** 下达金额（元） */
  amount: string;
};

/** DEATH 死亡；DUPLICATE_PAYMENT 重复缴费；EMPLOYEE_SCHEME 参加职工医保；OTHER_REGION 在其他统筹区重复参加居民医保；LOCAL_OTHER 各统筹区规定的其他情形 */
export type Ground = "DEATH" | "DUPLICATE_PAYMENT" | "EMPLOYEE_SCHEME" | "OTHER_REGION" | "LOCAL_OTHER";

/** 命中的一段参保信息及处理意见。 */
export type HitResponse = {
  /** 行政区划代码 */
  area: string;
  /** 同一统筹区 */
  same_region: boolean;
  /** 省内 */
  in_province: boolean;
  /** 险种 */
  scheme: Scheme;
  /** 职工参保身份 */
  identity: EmployeeIdentity | null;
  /** 参保年度 */
  benefit_year: number | null;
  /** 已缴费 */
  paid: boolean;
  /** 开始日期 */
  starts_on: string;
  /** 结束日期 */
  ends_on: string | null;
  /** 参保关系标识 */
  relation_ref?: string | null;
  /** 报送时间 */
  fresh_at?: string | null;
  /** 规则 */
  rule: string;
  /** 条款 */
  clause: string;
  /** 代码 */
  code: ReasonCode | null;
  /** 可直接提示给用户的中文 */
  msg: string;
  /** 险种（中文） */
  scheme_label: string;
  /** 职工参保身份（中文） */
  identity_label: string | null;
};

/** 一份登记表及每人的办理结果。 */
export type HouseholdFormResponse = {
  /** 登记表编号 */
  form_id: string;
  /** 行政区划代码 */
  area: string;
  /** 参保年度 */
  benefit_year: number;
  /** 登记表状态 */
  state: FormState;
  /** 表中填写的人数 */
  people: number;
  /** 受理经办人 */
  accepted_by: string;
  /** 受理日期 */
  accepted_on: string;
  /** 电脑录入人 */
  entered_by: string | null;
  /** 录入时间 */
  entered_at: string | null;
  /** 家庭户成员 */
  members: Array<FormMemberResponse>;
  /** 家庭户合计；尚无该户的为空 */
  household: HouseholdTotalResponse | null;
  /** 状态（中文） */
  state_label: string;
};

/** HEAD 户主；SPOUSE 配偶；CHILD 子女；PARENT 父母；OTHER 其他 */
export type HouseholdRole = "HEAD" | "SPOUSE" | "CHILD" | "PARENT" | "OTHER";

/** 本家庭户共多少人参保，合计应缴多少元；以缴费服务告知的应缴数据为准。 */
export type HouseholdTotalResponse = {
  /** 家庭户编号 */
  household_id: string;
  /** 参保人数 */
  people: number;
  /** 家庭户应缴 */
  amount: string;
  /** 财政资助 */
  finance_amount: string;
  /** 家庭户已缴 */
  paid: string;
};

/** 更正人员身份信息：只填需要更正的内容，并写明原因；证件为增加的证件。 */
export type IdentityCorrectionRequest = {
  /** 姓名 */
  name?: string | null;
  /** 性别 */
  sex?: Sex | null;
  /** 出生日期 */
  birth_date?: string | null;
  /** 外国人、华侨或其子女 */
  foreign?: boolean | null;
  /** 增加的证件 */
  document?: DocumentQuery | null;
  /** 更正原因 */
  reason: string;
};

/** 撤回对两个编号的认定。 */
export type IdentityPairForm = {
  /** 人员编号或证件节点编号 */
  one: string;
  /** 人员编号或证件节点编号 */
  other: string;
};

/** 认定两个编号是同一人（same 为真）或不是同一人。 */
export type IdentityStatementForm = {
  /** 人员编号或证件节点编号 */
  one: string;
  /** 人员编号或证件节点编号 */
  other: string;
  /** 是同一人 */
  same: boolean;
  /** 理由 */
  reason: string;
};

/** 对两个编号的认定；same 为空表示已撤回。 */
export type IdentityStatementResponse = {
  /** 人员编号或证件节点编号 */
  one: string;
  /** 人员编号或证件节点编号 */
  other: string;
  /** 是同一人 */
  same: boolean | null;
  /** 认定或撤回日期 */
  stated_on: string;
};

/** 上年度参保人员名单。 */
export type ImportList = {
  /** 参保年度 */
  benefit_year: number;
  /** 人员清单 */
  people: Array<ImportedPerson>;
};

/** 导入结果。 */
export type ImportResult = {
  /** 已导入 */
  imported: number;
  /** 已存在 */
  already_there: number;
  /** 未受理 */
  refused: Array<RefusedRow>;
};

/** 上年度参保人员名单中的一人。 */
export type ImportedPerson = {
  /** 姓名 */
  name: string;
  /** 性别 */
  sex: Sex;
  /** 证件类型 */
  document_type: DocumentType;
  /** 证件号码 */
  document_number: string;
  /** 参保区划 */
  area: string;
  /** 到账日期 */
  paid_on: string;
  /** 户号 */
  household_no?: string | null;
  /** 联系电话 */
  phone?: string | null;
  /** 银行户名 */
  account_holder?: string | null;
  /** 开户银行 */
  bank?: string | null;
  /** 银行账号 */
  account_number?: string | null;
  /** 参保类别 */
  category?: Category;
  /** 出生日期 */
  birth_date?: string | null;
  /** 居住证有效期至 */
  permit_valid_to?: string | null;
  /** 外国人、华侨或其子女 */
  foreign?: boolean;
};

/** 一人的参保信息：各年度居民医保参保关系及账单，职工医保参保关系，转入时接续的参保年度。 */
export type InsuranceResponse = {
  /** 居民医保参保关系 */
  participations: Array<MyParticipationResponse>;
  /** 职工医保参保关系 */
  employments: Array<EmploymentResponse>;
  /** 转入接续的参保年度 */
  transferred_in: Array<InsuredYearsResponse>;
};

/** 转入时接续的一次参保年度。 */
export type InsuredYearsResponse = {
  /** 转入记录编号 */
  history_id: string;
  /** 转出地区划 */
  from_area: string;
  /** 居民医保参保年度 */
  resident_years: Array<number>;
  /** 职工医保参保年度 */
  employee_years: Array<number>;
};

/** 390 城乡居民基本医疗保险；310 职工基本医疗保险 */
export type Insutype = "310" | "390";

/** 一个服务事项在一个地区的全部要求，供前端生成表单。 */
export type ItemResponse = {
  /** 服务事项 */
  item: string;
  /** 事项编号 */
  numbers: Array<string>;
  /** 标题 */
  title: string;
  /** 类别 */
  kind: ApplicationKind;
  /** 依据 */
  clause: string;
  /** 可下载的样表 */
  templates: Array<TemplateResponse>;
  /** 不在此受理的，应去何处办理；受理的为空 */
  refusal: string | null;
  /** 行政区划代码 */
  area: string;
  /** 参保年度 */
  benefit_year: number;
  /** 审核机构 */
  reviewer: string;
  /** 办理渠道 */
  channels: Array<ChannelResponse>;
  /** 可选的参保类别，首项为未填写时的类别 */
  categories: Array<CategoryResponse>;
  /** 是否发起重复参保校验 */
  conflict_check: boolean;
  /** 办理截止日期 */
  deadline: string | null;
  /** 填写项 */
  fields: Array<FieldResponse>;
  /** 材料 */
  materials: Array<MaterialResponse>;
  /** 说明文字 */
  texts: Record<string, string>;
  /** 类别（中文） */
  kind_label: string;
};

/** 一个服务事项。 */
export type ItemSummary = {
  /** 服务事项 */
  item: string;
  /** 事项编号 */
  numbers: Array<string>;
  /** 标题 */
  title: string;
  /** 类别 */
  kind: ApplicationKind;
  /** 依据 */
  clause: string;
  /** 可下载的样表 */
  templates: Array<TemplateResponse>;
  /** 不在此受理的，应去何处办理；受理的为空 */
  refusal: string | null;
  /** 类别（中文） */
  kind_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type ItemSummaryPage = {
  /** 列表 */
  items: Array<ItemSummary>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一项后台任务，为应答的这一实例所知。 */
export type JobLine = {
  /** 后台任务名称 */
  name: string;
  /** 中文名称，定时任务才有 */
  title?: string | null;
  /** 正在运行 */
  running: boolean;
  /** 最近一次结束 */
  ended_at: string | null;
  /** 最近一次成功 */
  succeeded_at: string | null;
  /** 当前故障 */
  error: string | null;
  /** 启动以来失败次数 */
  failures: number;
  /** 失败后再试的时间，空为按任务自己的时间 */
  next_at: string | null;
  /** 启动以来处理的数量 */
  done: number;
  /** 可以立即运行 */
  may_be_run: boolean;
  /** 最近完成的业务日 */
  last_day?: string | null;
  /** 下一个业务日 */
  next_day?: string | null;
  /** 已到期未完成的运行数 */
  open_runs?: number | null;
};

/** 全部后台任务。 */
export type JobLines = {
  /** 后台任务 */
  jobs: Array<JobLine>;
};

/** 任意 JSON */
export type JsonValue = unknown;

/** 自助终端登录：读取身份证并核验后，由实名认证给出的票据。 */
export type KioskLogin = {
  /** 实名认证票据 */
  ticket: string;
};

/** 自助终端登录结果：到期自动退出，不能续期。 */
export type KioskSessionResponse = {
  /** 登录账号 */
  subject: string;
  /** 访问令牌 */
  access_token: string;
  /** 令牌类型 */
  token_type: string;
  /** 访问令牌有效秒数 */
  expires_in: number;
  /** 实名等级 */
  level: RealNameLevel;
  /** 待遇档次（中文） */
  level_label: string;
};

/** 一项已有数据的填写项：何处的数据，何日的数据。 */
export type KnownAnswerResponse = {
  /** 填写项 */
  field: string;
  /** 内容 */
  value: string;
  /** 数据来源 */
  known_by: Source;
  /** 数据日期 */
  as_of: string;
  /** 数据来源（中文） */
  known_by_label: string;
};

/** 一项无须提供的材料。 */
export type KnownMaterialResponse = {
  /** 材料代码 */
  material_kind: string;
  /** 材料提供方式 */
  provided_by: SatisfiedBy;
  /** 数据来源 */
  known_by: Source;
  /** 数据日期 */
  as_of: string;
  /** 材料提供方式（中文） */
  provided_by_label: string;
  /** 数据来源（中文） */
  known_by_label: string;
};

/** 一名未缴人员的账单。 */
export type LackingShare = {
  /** 人员编号 */
  person_id: string;
  /** 应征账单编号 */
  bill_id: string;
  /** 金额（元） */
  amount: string;
  /** 缴费主体 */
  payer: Payer;
  /** 状态 */
  state: BillState;
  /** 缴费主体（中文） */
  payer_label: string;
  /** 状态（中文） */
  state_label: string;
};

/** 一个账户的借方、贷方合计和余额（借方减贷方）。 */
export type LedgerAccount = {
  /** 账户 */
  account: Account;
  /** 借方合计 */
  debited: string;
  /** 贷方合计 */
  credited: string;
  /** 余额（元） */
  balance: string;
  /** 账户（中文） */
  account_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type LedgerAccountPage = {
  /** 列表 */
  items: Array<LedgerAccount>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一笔分录：同一金额记入一个账户的借方和另一个账户的贷方；只增不改，更正以反向分录。 */
export type LedgerPosting = {
  /** 记账日期 */
  booked_on: string;
  /** 借方账户 */
  debit: Account;
  /** 贷方账户 */
  credit: Account;
  /** 金额（元） */
  amount: string;
  /** 款项编号 */
  payment_id: string | null;
  /** 借方账户（中文） */
  debit_label: string;
  /** 贷方账户（中文） */
  credit_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type LedgerPostingPage = {
  /** 列表 */
  items: Array<LedgerPosting>;
  /** 下一页的 after */
  next?: string | null;
};

/** BASE 普通居民待遇；SUBSIDISED 困难居民待遇 */
export type Level = "BASE" | "SUBSIDISED";

/** 一级财政负担的比例。 */
export type LevelShareForm = {
  /** 财政级次 */
  level: FinanceLevel;
  /** 比例（%） */
  percent: number;
};

/** 一级财政负担的金额。 */
export type LevelShareResponse = {
  /** 财政级次 */
  level: FinanceLevel;
  /** 比例（%） */
  percent: number;
  /** 金额（元） */
  amount: string;
  /** 待遇档次（中文） */
  level_label: string;
};

/** 一次已通过的统一核定。 */
export type LevyCheck = {
  /** 统筹区 */
  region: string;
  /** 参保年度 */
  benefit_year: number;
  /** 核定通过日期 */
  passed_on: string;
  /** 核定说明 */
  note: string;
  /** 核定人 */
  checked_by: string;
  /** 记录时间 */
  recorded_at: string;
};

/** 某统筹区某年度的统一核定已通过。 */
export type LevyCheckForm = {
  /** 统筹区 */
  region: string;
  /** 参保年度 */
  benefit_year: number;
  /** 核定说明 */
  note?: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type LevyCheckPage = {
  /** 列表 */
  items: Array<LevyCheck>;
  /** 下一页的 after */
  next?: string | null;
};

/** 哪个统筹区、哪个年度的应征数据写入文件。 */
export type LevyFileForm = {
  /** 统筹区 */
  region: string;
  /** 参保年度 */
  benefit_year: number;
  /** 文件格式 */
  profile?: string;
};

/** 学校代收代缴的学生：人数、未缴人数、合计应缴、已缴和未缴。 */
export type ListCollection = {
  /** 学生人数 */
  students: number;
  /** 未缴人数 */
  unpaid: number;
  /** 合计应缴（元） */
  owed: string;
  /** 已缴（元） */
  paid_amount: string;
  /** 未缴（元） */
  shortfall: string;
};

/** 一份名单及其各行的处理情况；collection 为由学校代收代缴的学生，没有的为空。 */
export type ListCounts = {
  /** 名单编号 */
  list_id: string;
  /** 类别 */
  kind: ListKind;
  /** 行政区划代码 */
  area: string;
  /** 参保年度 */
  benefit_year: number;
  /** 状态 */
  state: ListState;
  /** 退回原因 */
  refusal: string | null;
  /** 提交单位 */
  organisation: string | null;
  /** 名单月份 */
  list_month: string | null;
  /** 是否逾期报送 */
  late: boolean | null;
  /** 上传人 */
  filed_by: string;
  /** 上传时间 */
  filed_at: string;
  /** 校验时间 */
  checked_at: string | null;
  /** 确认人 */
  confirmed_by: string | null;
  /** 确认时间 */
  confirmed_at: string | null;
  /** 处理完成时间 */
  applied_at: string | null;
  /** 相比的名单编号 */
  compared_with: string | null;
  /** 人员 */
  people: number | null;
  /** 新增人数 */
  added: number | null;
  /** 减少人数 */
  removed: number | null;
  /** 各结果的行数 */
  rows: Partial<Record<RowState, number>>;
  /** 代收代缴 */
  collection: ListCollection | null;
  /** 类别（中文） */
  kind_label: string;
  /** 状态（中文） */
  state_label: string;
};

/** 与 compared_with 相比：added_rows 为本名单新增人员的行号，removed_rows 为该名单中减少人员的行号；各列出前1000行。 */
export type ListDifference = {
  /** 相比的名单编号 */
  compared_with: string | null;
  /** 新增人员的行号 */
  added_rows: Array<number>;
  /** 减少人员的行号 */
  removed_rows: Array<number>;
};

/** 名单编号。 */
export type ListIdResponse = {
  /** 名单编号 */
  list_id: string;
};

/** LAST_YEAR 上年度参保人员名单；STOPS 停保名单；RENEWALS 续保名单；CHANGES 信息变更名单；STUDENTS 学校代办学生名单；SUBSIDY 困难居民月度名单；ROSTER 摸底人员名单 */
export type ListKind = "LAST_YEAR" | "STOPS" | "RENEWALS" | "CHANGES" | "STUDENTS" | "SUBSIDY" | "ROSTER";

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type ListPage = {
  /** 列表 */
  items: Array<ListResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一份名单。people、added、removed 为人数，后两项与 compared_with 相比。

compared_with 为同种类、同区划、同一提交单位上一份已处理的名单；late 为是否逾期报送，只有月度名单有。 */
export type ListResponse = {
  /** 名单编号 */
  list_id: string;
  /** 类别 */
  kind: ListKind;
  /** 行政区划代码 */
  area: string;
  /** 参保年度 */
  benefit_year: number;
  /** 状态 */
  state: ListState;
  /** 退回原因 */
  refusal: string | null;
  /** 提交单位 */
  organisation: string | null;
  /** 名单月份 */
  list_month: string | null;
  /** 是否逾期报送 */
  late: boolean | null;
  /** 上传人 */
  filed_by: string;
  /** 上传时间 */
  filed_at: string;
  /** 校验时间 */
  checked_at: string | null;
  /** 确认人 */
  confirmed_by: string | null;
  /** 确认时间 */
  confirmed_at: string | null;
  /** 处理完成时间 */
  applied_at: string | null;
  /** 相比的名单编号 */
  compared_with: string | null;
  /** 人员 */
  people: number | null;
  /** 新增人数 */
  added: number | null;
  /** 减少人数 */
  removed: number | null;
  /** 类别（中文） */
  kind_label: string;
  /** 状态（中文） */
  state_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type ListRowPage = {
  /** 列表 */
  items: Array<ListRowResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 名单中的一行；row_no 为表格的行号，twin_no 为同一人的另一行。

application_state 为该行所成申请的状态，bill_state 为学校代收的账单的状态。 */
export type ListRowResponse = {
  /** 行号 */
  row_no: number;
  /** 状态 */
  state: RowState;
  /** 同一人的另一行 */
  twin_no: number | null;
  /** 申请状态 */
  application_state: ApplicationState | null;
  /** 账单状态 */
  bill_state: BillState | null;
  /** 原因 */
  reasons: Array<ReasonResponse>;
  /** 状态（中文） */
  state_label: string;
  /** 申请状态（中文） */
  application_state_label: string | null;
  /** 账单状态（中文） */
  bill_state_label: string | null;
};

/** UPLOADED 已上传，校验中；CHECKED 已校验，待第二人确认；CONFIRMED 已确认，待处理；APPLYING 处理中；APPLIED 已处理；REFUSED 已退回 */
export type ListState = "UPLOADED" | "CHECKED" | "CONFIRMED" | "APPLYING" | "APPLIED" | "REFUSED";

/** 对一件申请的审核意见。 */
export type ListedDecisionBody = {
  /** 审核意见 */
  decision: Verdict;
  /** 原因 */
  reasons?: Array<ReasonBody>;
  /** 需补正材料 */
  missing?: Array<MissingBody>;
  /** 备注 */
  note?: string | null;
  /** 申请编号 */
  application_id: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type ListedPersonPage = {
  /** 列表 */
  items: Array<ListedPersonResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一人（脱敏）及其在该年度的居民医保参保状态；没有登记的为空。 */
export type ListedPersonResponse = {
  /** 人员编号 */
  person_id: string;
  /** 姓名（脱敏） */
  name_masked: string;
  /** 出生年份；尚未出生的为空 */
  birth_year: number | null;
  /** 参保关系编号 */
  participation_id: string | null;
  /** 参保状态 */
  state: ParticipationState | null;
  /** 参保区划 */
  area: string | null;
  /** 家庭户编号 */
  household_id: string | null;
  /** 与户主关系 */
  role: HouseholdRole | null;
  /** 状态（中文） */
  state_label: string | null;
  /** 与户主关系（中文） */
  role_label: string | null;
};

/** 对代办申请的意见；不予确认的，须写明原因。 */
export type MandateDecision = {
  /** 审核意见 */
  decision: MandateVerdict;
  /** 原因 */
  reasons?: Array<ReasonBody>;
};

/** SELF 本人；GUARDIAN 监护人；AGENT 受托人 */
export type MandateKind = "SELF" | "GUARDIAN" | "AGENT";

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type MandatePage = {
  /** 列表 */
  items: Array<MandateResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 代办关系：由谁（登录账号）、凭什么材料、为哪一证件的人员办理。缺少的内容在一次答复中全部告知。 */
export type MandateRequest = {
  /** 代办关系 */
  kind?: MandateKind | null;
  /** 代办人登录账号，本人申请时不填 */
  subject?: string | null;
  /** 被代办人证件类型 */
  document_type?: DocumentType | null;
  /** 被代办人证件号码 */
  document_number?: string | null;
  /** 办理区划 */
  area?: string | null;
  /** 代办依据材料 */
  paper?: PaperKind | null;
  /** 已上传材料的编号；本人绑定、窗口当面核验的，为证件号码 */
  reference?: string | null;
  /** 被监护人姓名；由部门数据核验亲子关系、不提供材料的填写 */
  name?: string | null;
  /** 监护人姓名 */
  guardian_name?: string | null;
  /** 监护人证件类型，须为实名登录的证件 */
  guardian_document_type?: DocumentType | null;
  /** 监护人证件号码 */
  guardian_document_number?: string | null;
  /** 开始日期，不填为今日 */
  from_on?: string | null;
  /** 截止日期（含当日） */
  until_on?: string | null;
};

/** 一项代办关系；证件号码已脱敏。 */
export type MandateResponse = {
  /** 代办关系编号 */
  mandate_id: string;
  /** 状态 */
  state: MandateState;
  /** 类别 */
  kind: MandateKind;
  /** 代办人登录账号 */
  subject: string;
  /** 证件类型 */
  document_type: DocumentType;
  /** 号码（脱敏） */
  number_masked: string;
  /** 行政区划代码 */
  area: string;
  /** 代办依据材料 */
  paper: PaperKind;
  /** 材料影像编号 */
  reference: string;
  /** 材料提供方式 */
  provided_by: SatisfiedBy;
  /** 开始日期 */
  from_on: string;
  /** 截止日期（含当日） */
  until_on: string | null;
  /** 原因 */
  reasons: Array<ReasonResponse>;
  /** 登记人 */
  recorded_by: string;
  /** 记录时间 */
  recorded_at: string;
  /** 确认人 */
  confirmed_by: string | null;
  /** 终止人 */
  ended_by: string | null;
  /** 状态（中文） */
  state_label: string;
  /** 类别（中文） */
  kind_label: string;
  /** 证件类型（中文） */
  document_type_label: string;
  /** 代办依据材料（中文） */
  paper_label: string;
  /** 材料提供方式（中文） */
  provided_by_label: string;
};

/** REQUESTED 待确认；IN_FORCE 有效；REFUSED 不予确认；ENDED 已终止 */
export type MandateState = "REQUESTED" | "IN_FORCE" | "REFUSED" | "ENDED";

/** 代办关系的当前状态。 */
export type MandateStateResponse = {
  /** 代办关系编号 */
  mandate_id: string;
  /** 状态 */
  state: MandateState;
  /** 状态（中文） */
  state_label: string;
};

/** CONFIRM 确认；REFUSE 不予确认 */
export type MandateVerdict = "CONFIRM" | "REFUSE";

/** ADD 新增；REMOVE 减员 */
export type MarkAction = "ADD" | "REMOVE";

/** 困难居民名单中的一人。 */
export type MarkedPerson = {
  /** 姓名 */
  name: string;
  /** 证件类型 */
  document_type: DocumentType;
  /** 证件号码 */
  document_number: string;
  /** 困难身份类别 */
  category: string;
  /** 变动 */
  action: MarkAction;
  /** 生效日期 */
  effective_on: string;
  /** 户籍所在区划 */
  area: string;
};

/** OFFICE 经办机构核实为同一人；OUR_PERSON 本地参保人员的证件；APPLICATION 参保申请所附证件；OTHER_SOURCE 其他统筹区或国家平台报送的证件 */
export type MatchBasis = "OFFICE" | "OUR_PERSON" | "APPLICATION" | "OTHER_SOURCE";

/** 一份材料：原件、复印件的 reference 为已上传材料的编号，窗口办理的由经办人员当面核验；书面承诺填写 promise；数据共享由系统核验。 */
export type MaterialBody = {
  /** 材料代码 */
  kind: string;
  /** 提供方式 */
  satisfied_by: SatisfiedBy;
  /** 材料影像编号 */
  reference?: string | null;
  /** 书面承诺 */
  promise?: PromiseBody | null;
};

/** 一项材料：any_of 任选其一。 */
export type MaterialResponse = {
  /** 中文名称 */
  label: string;
  /** 任选其一 */
  any_of: Array<CodeItem>;
  /** 提供方式 */
  satisfied_by: Array<CodeItem>;
  /** 必填 */
  required: boolean;
  /** 何时填写：各项答案均在所列之中；空为总是 */
  when: Record<string, Array<string>>;
  /** 依据或说明 */
  rule: string;
};

/** RECEIVING 正在接收；STORED 已存档；GOING 正在清理 */
export type MaterialState = "RECEIVING" | "STORED" | "GOING";

/** 本账号可办理的人员、申请、参保关系、账单和待办。 */
export type MeResponse = {
  /** 登录账号 */
  subject: string;
  /** 医保电子凭证已激活 */
  credential_active: boolean;
  /** 可办理的人员 */
  persons: Array<MyPersonResponse>;
  /** 申请 */
  applications: Array<ApplicationItem>;
  /** 待办事项 */
  tasks: Array<TaskResponse>;
};

/** 通知可能所指的一项本地参保关系。 */
export type MeantParticipation = {
  /** 参保关系编号 */
  participation_id: string;
  /** 人员编号 */
  person_id: string;
  /** 行政区划代码 */
  area: string;
  /** 参保年度 */
  benefit_year: number;
  /** 状态 */
  state: ParticipationState;
  /** 登记日期 */
  registered_on: string;
  /** 状态（中文） */
  state_label: string;
};

/** NEW 新参保；CHANGE 变更；STOP 停保 */
export type MemberAct = "NEW" | "CHANGE" | "STOP";

/** 合并人员档案：该证件所属的人员与本人员为同一人。 */
export type MergeRequest = {
  /** 另一份档案的证件 */
  document: DocumentQuery;
  /** 合并原因 */
  reason: string;
};

/** 已接收；refused 列出未接收的明细，其余均已接收。 */
export type MessageReceipt = {
  /** 已接收 */
  received: true;
  /** 未接收的明细 */
  refused: Array<RefusedSpellRow>;
};

/** 一项需补正的内容；label 不填则用填写项的名称。 */
export type MissingBody = {
  /** 有关的填写项 */
  field: string;
  /** 中文名称 */
  label?: string | null;
};

/** 一项需补正的内容。 */
export type MissingResponse = {
  /** 有关的填写项 */
  field: string;
  /** 中文名称 */
  label: string;
  /** 规则 */
  rule?: string | null;
};

/** 一笔到账款项。 */
export type Money = {
  /** 款项编号 */
  payment_id: string;
  /** 税票号码 */
  tax_serial: string;
  /** 应征账单编号 */
  bill_id: string;
  /** 金额（元） */
  amount: string;
  /** 办理渠道 */
  channel: PaymentChannel;
  /** 到账日期 */
  arrival_date: string;
  /** 状态 */
  state: PaymentState;
  /** 接收时间 */
  received_at: string;
  /** 有未核结的税务记录差异 */
  disputed?: boolean;
  /** 办理渠道（中文） */
  channel_label: string;
  /** 状态（中文） */
  state_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type MoneyPage = {
  /** 列表 */
  items: Array<Money>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一笔应征账单。 */
export type MyBillResponse = {
  /** 应征账单编号 */
  bill_id: string;
  /** 状态 */
  state: BillState;
  /** 类别 */
  kind: BillKind;
  /** 缴费主体 */
  payer: Payer;
  /** 参保年度 */
  benefit_year: number;
  /** 金额（元） */
  amount: string;
  /** 状态（中文） */
  state_label: string;
  /** 类别（中文） */
  kind_label: string;
  /** 缴费主体（中文） */
  payer_label: string;
};

/** 一段参保关系及其账单。 */
export type MyParticipationResponse = {
  /** 参保关系编号 */
  participation_id: string;
  /** 人员编号 */
  person_id: string;
  /** 险种 */
  scheme: Scheme;
  /** 险种代码（国家平台） */
  insutype: Insutype;
  /** 参保年度 */
  benefit_year: number;
  /** 统筹区 */
  region: string;
  /** 行政区划代码 */
  area: string;
  /** 参保类别 */
  category: Category;
  /** 办理渠道 */
  channel: Channel;
  /** 缴费主体 */
  payer: Payer;
  /** 状态 */
  state: ParticipationState;
  /** 人员参保状态（国家平台） */
  psn_insu_stas: PsnInsuStas;
  /** 状态原因 */
  state_reason: StateReason | null;
  /** 登记日期 */
  registered_on: string;
  /** 到账日期 */
  paid_on: string | null;
  /** 生效日期 */
  effective_on: string;
  /** 扣费失败原因 */
  failure_cause: FailureCause | null;
  /** 申请编号 */
  application_id: string | null;
  /** 待遇状态 */
  entitlement_state: EntitlementState | null;
  /** 开始日期 */
  starts_on: string | null;
  /** 结束日期 */
  ends_on: string | null;
  /** 待遇等待月数 */
  wait_months: number | null;
  /** 账单 */
  bills: Array<MyBillResponse>;
  /** 险种（中文） */
  scheme_label: string;
  /** 险种代码（国家平台）（中文） */
  insutype_label: string;
  /** 参保类别（中文） */
  category_label: string;
  /** 办理渠道（中文） */
  channel_label: string;
  /** 缴费主体（中文） */
  payer_label: string;
  /** 状态（中文） */
  state_label: string;
  /** 人员参保状态（国家平台）（中文） */
  psn_insu_stas_label: string;
  /** 状态原因（中文） */
  state_reason_label: string | null;
  /** 扣费失败原因（中文） */
  failure_cause_label: string | null;
  /** 待遇状态（中文） */
  entitlement_state_label: string | null;
};

/** 本人，或由本人代办的一人（脱敏）；person_id 为空的，尚无档案。 */
export type MyPersonResponse = {
  /** 人员编号 */
  person_id: string | null;
  /** 与登录账号的关系 */
  relation: MandateKind;
  /** 代办关系编号 */
  mandate_id: string | null;
  /** 代办截止日期（含当日） */
  until_on: string | null;
  /** 姓名（脱敏） */
  name_masked: string | null;
  /** 号码（脱敏） */
  number_masked: string | null;
  /** 参保关系 */
  participations: Array<MyParticipationResponse>;
  /** 与登录账号的关系（中文） */
  relation_label: string;
};

/** 以本人或所代办人员的实际情况测算；可办理的人员不止一人的，指明人员。 */
export type MyPreviewQuestion = {
  /** 行政区划代码 */
  area: string;
  /** 参保年度 */
  benefit_year: number;
  /** 缴费到账日期 */
  pay_on: string;
  /** 参保类别 */
  category?: Category;
  /** 缴费主体 */
  payer?: Payer;
  /** 修复年数 */
  repair_years?: number;
  /** 修复缴费到账日期 */
  repair_on?: string | null;
  /** 人员编号 */
  person_id?: string | null;
};

/** 各份证件的令牌，顺序与提交相同。 */
export type NamedDocuments = {
  /** 结果 */
  results: Array<DocumentTokens>;
};

/** 国家平台的应答报文；infcode 为 0 成功，-1 失败。时间格式为 yyyyMMddHHmmssSSS。 */
export type NationalAnswer = {
  /** 交易状态码 */
  infcode: number;
  /** 接收方报文ID */
  inf_refmsgid: string;
  /** 接收报文时间 */
  refmsg_time: string;
  /** 响应报文时间 */
  respond_time: string;
  /** 提示信息 */
  warn_msg?: string;
  /** 数字签名信息 */
  cainfo?: string;
  /** 错误信息 */
  err_msg?: string;
  /** 签名类型 */
  signtype?: string;
  /** 交易输出 */
  output: Record<string, unknown>;
};

/** 国家平台的交易报文，字段名与平台一致；此处只读 infno 和 input，平台以后增加的字段不影响交易。 */
export type NationalCall = {
  /** 交易编号 */
  infno: string;
  /** 发送方报文ID */
  msgid: string;
  /** 就医地医保区划 */
  mdtrtarea_admvs?: string | null;
  /** 参保地医保区划 */
  insuplc_admdvs?: string | null;
  /** 接收方系统代码 */
  recer_sys_code?: string | null;
  /** 设备编号 */
  dev_no?: string | null;
  /** 设备安全信息 */
  dev_safe_info?: string | null;
  /** 数字签名信息 */
  cainfo?: string | null;
  /** 签名类型 */
  signtype?: string | null;
  /** 接口版本号 */
  infver?: string | null;
  /** 经办人类别 */
  opter_type?: string | null;
  /** 经办人 */
  opter?: string | null;
  /** 经办人姓名 */
  opter_name?: string | null;
  /** 交易时间 */
  inf_time?: string | null;
  /** 定点医药机构编号 */
  fixmedins_code?: string | null;
  /** 定点医药机构名称 */
  fixmedins_name?: string | null;
  /** 交易签到流水号 */
  sign_no?: string | null;
  /** 交易输入 */
  input: NationalInput;
};

/** 输入节点。 */
export type NationalInput = {
  /** 输入数据 */
  data: NationalPersonForm;
};

/** 交易 1101 的输入：人员编号、证件或就诊凭证之一，以及查询的时间。 */
export type NationalPersonForm = {
  /** 人员编号 */
  psn_no?: string | null;
  /** 就诊凭证类型 */
  mdtrt_cert_type?: string | null;
  /** 就诊凭证编号 */
  mdtrt_cert_no?: string | null;
  /** 卡识别码 */
  card_sn?: string | null;
  /** 开始时间 */
  begntime?: string | null;
  /** 人员证件类型 */
  psn_cert_type?: string | null;
  /** 证件号码 */
  certno?: string | null;
  /** 人员姓名 */
  psn_name?: string | null;
};

/** 为一人办理异地就医备案。 */
export type NewFiling = {
  /** 备案类型 */
  type: string;
  /** 办理渠道 */
  channel?: FilingChannel | null;
  /** 已阅读并同意备案告知书 */
  notice_accepted?: boolean;
  /** 代办 */
  for_other?: boolean;
  /** 代办人姓名 */
  agent_name?: string | null;
  /** 代办人证件号码 */
  agent_document?: string | null;
  /** 联系电话 */
  phone?: string | null;
  /** 参保地联系地址 */
  address_here?: string | null;
  /** 转往就医地 */
  destination?: string | null;
  /** 就医地联系地址 */
  address_there?: string | null;
  /** 备案开始日期 */
  starts_on?: string | null;
  /** 结束日期 */
  ends_on?: string | null;
  /** 就诊地医保局 */
  bureau_there?: string | null;
  /** 转往医疗机构 */
  hospital?: string | null;
  /** 医疗机构所在地 */
  hospital_area?: string | null;
  /** 转诊原因 */
  reason?: string | null;
  /** 备注 */
  remark?: string | null;
  /** 上传材料 */
  materials?: Array<string>;
  /** 证明材料到期日 */
  proof_valid_to?: string | null;
  /** 已退休 */
  retired?: boolean | null;
  /** 户籍已迁入就医地 */
  household_moved?: boolean | null;
  /** 居住或工作月数 */
  stay_months?: number | null;
  /** 学生 */
  student?: boolean;
  /** 已住院 */
  in_hospital?: boolean;
  /** 人员编号 */
  person_id: string;
};

/** 对一种通知的答复，即 wx.requestSubscribeMessage 的结果。 */
export type NoticeAnswer = {
  /** 通知模板 */
  template: Template;
  /** 是否同意 */
  accepted: boolean;
};

/** 对外地通知的处理；同意的，参保关系不止一项时须选择，不予办理的，须写明理由。version 为所见的通知版本。 */
export type NoticeDecision = {
  /** 处理结果 */
  decision: NoticeVerdict;
  /** 所见的通知版本 */
  version: number;
  /** 参保关系编号 */
  participation_id?: string | null;
  /** 原因说明 */
  reason?: string | null;
};

/** SUSPEND_OLD_RELATION 暂停原参保关系；SUSPEND_AT_YEAR_END 年末暂停原参保关系；SUSPEND_DUPLICATE 暂停重复参保关系；TERMINATE_DUPLICATE 终止重复参保关系；RESUME_RELATION 恢复参保关系 */
export type NoticeKind = "SUSPEND_OLD_RELATION" | "SUSPEND_AT_YEAR_END" | "SUSPEND_DUPLICATE" | "TERMINATE_DUPLICATE" | "RESUME_RELATION";

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type NoticePage = {
  /** 列表 */
  items: Array<NoticeResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 发往其他统筹区的一条通知。 */
export type NoticeResponse = {
  /** 通知编号 */
  notice_id: string;
  /** 登记申请编号 */
  application_id: string | null;
  /** 参保关系编号 */
  participation_id: string | null;
  /** 重复参保案件编号 */
  case_id?: string | null;
  /** 人员编号 */
  person_id: string;
  /** 类别 */
  kind: NoticeKind;
  /** 规则 */
  rule: string;
  /** 接收地区划 */
  to_area: string;
  /** 发出地区划 */
  from_area: string;
  /** 原参保关系开始日期 */
  relation_starts_on: string;
  /** 状态 */
  state: NoticeState;
  /** 发出时间 */
  opened_at: string;
  /** 知情同意书编号，通知的依据 */
  consent_id: string | null;
  /** 险种 */
  scheme?: Scheme | null;
  /** 参保年度 */
  benefit_year?: number | null;
  /** 请对方暂停、终止或恢复的起始日 */
  effective_on?: string | null;
  /** 答复期限 */
  due_on?: string | null;
  /** 发送次数 */
  attempts?: number;
  /** 对方答复日期 */
  answered_on?: string | null;
  /** 通知版本 */
  version?: number;
  /** 对方不予办理的理由 */
  answer_reason?: string | null;
  /** 最近一次发送未获答复的原因代码 */
  error?: string | null;
  /** 下次发送或查询的时间 */
  next_at?: string | null;
  /** 类别（中文） */
  kind_label: string;
  /** 状态（中文） */
  state_label: string;
  /** 险种（中文） */
  scheme_label: string | null;
};

/** OPEN 待发送；SENT 待对方确认；ESCALATED 逾期未确认，已上报；ACKNOWLEDGED 已确认；REFUSED 对方不予办理；WITHDRAWN 已撤回 */
export type NoticeState = "OPEN" | "SENT" | "ESCALATED" | "ACKNOWLEDGED" | "REFUSED" | "WITHDRAWN";

/** ACKNOWLEDGE 同意办理；REFUSE 不予办理 */
export type NoticeVerdict = "ACKNOWLEDGE" | "REFUSE";

/** ENTER 录入家庭户登记表；DECIDE 审核申请；NAME_HEAD 确定新户主；ASK_BIRTH 核实预参保婴儿出生情况 */
export type OfficeTask = "ENTER" | "DECIDE" | "NAME_HEAD" | "ASK_BIRTH";

/** 为一份报文联系税务部门一次；outcome 为空表示中途中断。 */
export type OutgoingAttempt = {
  /** 次序 */
  no: number;
  /** 联系方式 */
  contact: Contact;
  /** 开始时间 */
  began_at: string;
  /** 结果 */
  outcome: string | null;
  /** 用时（秒） */
  seconds: number | null;
  /** 联系方式（中文） */
  contact_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type OutgoingAttemptPage = {
  /** 列表 */
  items: Array<OutgoingAttempt>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一份发往税务部门的报文；error 说明未获答复的原因，不含报文内容。 */
export type OutgoingItem = {
  /** 税务报文编号 */
  message_id: string;
  /** 类别 */
  kind: TaxEndpoint;
  /** 状态 */
  state: OutgoingState;
  /** 联系次数 */
  attempts: number;
  /** 发送次数 */
  tries: number;
  /** 查询次数 */
  asked: number;
  /** 未获答复的原因 */
  error: string | null;
  /** 进入该状态的时间 */
  since: string;
  /** 产生时间 */
  created_at: string;
  /** 类别（中文） */
  kind_label: string;
  /** 状态（中文） */
  state_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type OutgoingPage = {
  /** 列表 */
  items: Array<OutgoingItem>;
  /** 下一页的 after */
  next?: string | null;
};

/** PENDING 待发送；UNKNOWN 结果不明，查询中；ANSWERED 已答复；REFUSED 被拒绝；EXHAUSTED 多次发送未成功 */
export type OutgoingState = "PENDING" | "UNKNOWN" | "ANSWERED" | "REFUSED" | "EXHAUSTED";

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type OutreachPersonPage = {
  /** 列表 */
  items: Array<OutreachPersonResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一名需要走访的人员；why 为空的，今年已参保；known_as 为摸底名单或困难居民名单上的人群，未列入名单的为空；新生儿有 window_until。 */
export type OutreachPersonResponse = {
  /** 人员编号 */
  person_id: string;
  /** 姓名（脱敏） */
  name_masked: string;
  /** 行政区划代码 */
  area: string;
  /** 未参保原因 */
  why: DropOutReason | null;
  /** 摸底人群 */
  known_as: ResidentGroup | null;
  /** 新生儿在此日前缴费的，自出生起享受待遇 */
  window_until: string | null;
  /** 扣费失败原因 */
  failure_cause: FailureCause | null;
  /** 走访状态 */
  state: OutreachState;
  /** 最近走访日期 */
  visited_on: string | null;
  /** 未参保原因（中文） */
  why_label: string | null;
  /** 摸底人群（中文） */
  known_as_label: string | null;
  /** 扣费失败原因（中文） */
  failure_cause_label: string | null;
  /** 状态（中文） */
  state_label: string;
};

/** OPEN 待联系；CONTACTED 已联系；REFUSED 不愿参保；PAID 已缴费 */
export type OutreachState = "OPEN" | "CONTACTED" | "REFUSED" | "PAID";

/** 逾期未补正的申请的处理范围。 */
export type OverdueRequest = {
  /** 行政区划代码 */
  area: string;
  /** 本次上限 */
  limit?: number;
};

/** 本次不予通过的数量；remaining 为尚未处理的数量。 */
export type OverdueResult = {
  /** 不予通过 */
  rejected: number;
  /** 剩余 */
  remaining: number;
};

/** 一个统筹区一类重复参保的人数；overlap 为 EMPLOYEE（职工与职工）、RESIDENT（居民与居民）、ACROSS（跨制度）。 */
export type OverlapCount = {
  /** 行政区划代码 */
  area: string;
  /** 重复类型 */
  overlap: string;
  /** 人员 */
  people: number;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type OwnCasePage = {
  /** 列表 */
  items: Array<OwnCaseResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 请本人选择保留哪一个参保关系：最迟哪一日、逾期未选择怎样处理；promise 为须一并作出的书面承诺，为空的不需要。 */
export type OwnCaseQuestion = {
  /** 询问 */
  text: string;
  /** 选择期限 */
  due_on: string;
  /** 逾期未选择的处理 */
  if_silent: string;
  /** 须作出的书面承诺 */
  promise: string | null;
};

/** 本人重复的一个参保关系；may_be_chosen 表示可以选择保留它。 */
export type OwnCaseRecord = {
  /** 参保关系 */
  relation_name: string;
  /** 参保关系说明 */
  title: string;
  /** 险种 */
  scheme: Scheme;
  /** 行政区划代码 */
  area: string;
  /** 参保地 */
  area_name: string;
  /** 参保年度 */
  benefit_year: number | null;
  /** 开始日期 */
  starts_on: string;
  /** 结束日期 */
  ends_on: string | null;
  /** 状态 */
  state: ParticipationState;
  /** 可以选择保留 */
  may_be_chosen: boolean;
  /** 险种（中文） */
  scheme_label: string;
  /** 状态（中文） */
  state_label: string;
};

/** 本人或所监护的人的一件重复参保案件；question 为空的，不需要本人选择，kept 为已确定保留的参保关系。 */
export type OwnCaseResponse = {
  /** 案件编号 */
  case_id: string;
  /** 所监护的人，本人的为空 */
  person_id: string | null;
  /** 案件版本 */
  version: number;
  /** 状态 */
  state: DuplicateCaseState;
  /** 发现日期 */
  opened_on: string;
  /** 参保记录 */
  records: Array<OwnCaseRecord>;
  /** 请本人选择 */
  question: OwnCaseQuestion | null;
  /** 保留的参保关系 */
  kept: string | null;
  /** 所选的参保关系 */
  chosen: string | null;
  /** 选择日期 */
  chosen_on: string | null;
  /** 状态（中文） */
  state_label: string;
};

/** 个人可用的一种缴费渠道。 */
export type OwnChannel = {
  /** 办理渠道 */
  channel: PaymentChannel;
  /** 办理渠道（中文） */
  channel_label: string;
};

/** 本人或其监护人的选择，选择日期为当日；须作出书面承诺的，promise_accepted 为真表示选择的人作出所示的承诺。 */
export type OwnChoiceForm = {
  /** 所见的案件版本 */
  version: number;
  /** 所选的参保关系 */
  chosen: string;
  /** 作出所示的书面承诺 */
  promise_accepted?: boolean;
};

/** IDENTITY_DOCUMENT 有效身份证件；HOUSEHOLD_BOOK 户口簿；BIRTH_CERT 出生医学证明；GUARDIAN_PROOF 监护证明；POWER_OF_ATTORNEY 授权委托书 */
export type PaperKind = "IDENTITY_DOCUMENT" | "HOUSEHOLD_BOOK" | "BIRTH_CERT" | "GUARDIAN_PROOF" | "POWER_OF_ATTORNEY";

/** 一项政策参数及其出处和效力。 */
export type ParameterResponse = {
  /** 参数名 */
  name: string;
  /** 中文名称 */
  label: string;
  /** 取值 */
  value: string;
  /** 单位 */
  unit: Unit;
  /** 统筹区 */
  region: string;
  /** 起始年度 */
  from_year: number;
  /** 来源 */
  source: string;
  /** 条款 */
  clause: string;
  /** 效力 */
  status: Status;
  /** 单位（中文） */
  unit_label: string;
  /** 效力（中文） */
  status_label: string;
};

/** CANCEL 取消登记；STOP 停保；SUSPEND 暂停参保；RESUME 恢复参保；REENROL 重新参保；END 终止参保 */
export type ParticipationActKind = "CANCEL" | "STOP" | "SUSPEND" | "RESUME" | "REENROL" | "END";

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type ParticipationPage = {
  /** 列表 */
  items: Array<ParticipationResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一个年度的参保信息，附国家平台代码。 */
export type ParticipationRecord = {
  /** 参保关系编号 */
  participation_id: string;
  /** 参保年度 */
  benefit_year: number;
  /** 险种代码（国家平台） */
  insutype: Insutype;
  /** 险种名称 */
  insutype_name: string;
  /** 人员参保状态（国家平台） */
  psn_insu_stas: PsnInsuStas;
  /** 参保状态名称 */
  state_name: string;
  /** 参保地医保区划 */
  insuplc_admdvs: string;
  /** 行政区划名称 */
  area_name: string | null;
  /** 登记日期 */
  registered_on: string;
  /** 到账日期 */
  paid_on: string | null;
  /** 开始日期 */
  starts_on: string | null;
  /** 结束日期 */
  ends_on: string | null;
  /** 今日待遇状态 */
  state_today: EntitlementState;
  /** 险种代码（国家平台）（中文） */
  insutype_label: string;
  /** 人员参保状态（国家平台）（中文） */
  psn_insu_stas_label: string;
  /** 今日待遇状态（中文） */
  state_today_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type ParticipationRecordPage = {
  /** 列表 */
  items: Array<ParticipationRecord>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一段参保关系，附国家平台代码。 */
export type ParticipationResponse = {
  /** 参保关系编号 */
  participation_id: string;
  /** 人员编号 */
  person_id: string;
  /** 险种 */
  scheme: Scheme;
  /** 险种代码（国家平台） */
  insutype: Insutype;
  /** 参保年度 */
  benefit_year: number;
  /** 统筹区 */
  region: string;
  /** 行政区划代码 */
  area: string;
  /** 参保类别 */
  category: Category;
  /** 办理渠道 */
  channel: Channel;
  /** 缴费主体 */
  payer: Payer;
  /** 状态 */
  state: ParticipationState;
  /** 人员参保状态（国家平台） */
  psn_insu_stas: PsnInsuStas;
  /** 状态原因 */
  state_reason: StateReason | null;
  /** 登记日期 */
  registered_on: string;
  /** 到账日期 */
  paid_on: string | null;
  /** 生效日期 */
  effective_on: string;
  /** 扣费失败原因 */
  failure_cause: FailureCause | null;
  /** 申请编号 */
  application_id: string | null;
  /** 待遇状态 */
  entitlement_state: EntitlementState | null;
  /** 开始日期 */
  starts_on: string | null;
  /** 结束日期 */
  ends_on: string | null;
  /** 待遇等待月数 */
  wait_months: number | null;
  /** 险种（中文） */
  scheme_label: string;
  /** 险种代码（国家平台）（中文） */
  insutype_label: string;
  /** 参保类别（中文） */
  category_label: string;
  /** 办理渠道（中文） */
  channel_label: string;
  /** 缴费主体（中文） */
  payer_label: string;
  /** 状态（中文） */
  state_label: string;
  /** 人员参保状态（国家平台）（中文） */
  psn_insu_stas_label: string;
  /** 状态原因（中文） */
  state_reason_label: string | null;
  /** 扣费失败原因（中文） */
  failure_cause_label: string | null;
  /** 待遇状态（中文） */
  entitlement_state_label: string | null;
};

/** REGISTERED 已登记，待缴费；ACTIVE 正常参保；STOPPED 停保；SUSPENDED 暂停参保；TERMINATED 终止；LAPSED 视为自动弃保；CANCELLED 已取消 */
export type ParticipationState = "REGISTERED" | "ACTIVE" | "STOPPED" | "SUSPENDED" | "TERMINATED" | "LAPSED" | "CANCELLED";

/** 参保关系的当前状态。 */
export type ParticipationStateResponse = {
  /** 参保关系编号 */
  participation_id: string;
  /** 状态 */
  state: ParticipationState;
  /** 状态（中文） */
  state_label: string;
};

/** PERSON 个人缴纳；FINANCE 财政资助；SCHOOL 学校代收；GOVERNMENT 政府缴费（被征地农民） */
export type Payer = "PERSON" | "FINANCE" | "SCHOOL" | "GOVERNMENT";

/** BANK_DEDUCTION 银行代扣；YUE_YIBAO 粤医保；YUE_SHUITONG 粤税通；YUE_SHENGSHI 粤省事；TAX_WECHAT 广东税务公众号；TAX_TERMINAL 自助办税终端；TAX_HALL 办税服务厅；SCHOOL 学校代收；FINANCE 财政资助 */
export type PaymentChannel = "BANK_DEDUCTION" | "YUE_YIBAO" | "YUE_SHUITONG" | "YUE_SHENGSHI" | "TAX_WECHAT" | "TAX_TERMINAL" | "TAX_HALL" | "SCHOOL" | "FINANCE";

/** 一张账单的缴费链接；link 也是二维码内容。 */
export type PaymentLink = {
  /** 应征账单编号 */
  bill_id: string;
  /** 金额（元） */
  amount: string;
  /** 缴费链接 */
  link: string;
  /** 有效期至 */
  expires_at: string;
};

/** RECEIVED 已收到；MATCHED 已匹配账单；SETTLED 已到账；PARTIAL_GROUP 同组账单未缴清；UNMATCHED 无对应账单；MISMATCH 金额不符；DUPLICATE 重复缴费；REFUND_PENDING 退费中；REFUNDED 已退费；REVERSED 已冲正 */
export type PaymentState = "RECEIVED" | "MATCHED" | "SETTLED" | "PARTIAL_GROUP" | "UNMATCHED" | "MISMATCH" | "DUPLICATE" | "REFUND_PENDING" | "REFUNDED" | "REVERSED";

/** 本次作自动弃保处理的数量；remaining 为尚未处理的数量。 */
export type PeriodEnd = {
  /** 视为自动弃保 */
  abandoned: number;
  /** 剩余 */
  remaining: number;
};

/** 集中参保期结束处理的统筹区和年度；重复调用直到 remaining 为 0。 */
export type PeriodEndForm = {
  /** 统筹区 */
  region: string;
  /** 参保年度 */
  benefit_year: number;
  /** 本次处理数量 */
  limit?: number;
};

/** 一名人员：人员编号、身份标识令牌或证件之一。 */
export type PersonQuestion = {
  /** 人员编号 */
  person_id?: string | null;
  /** 身份标识令牌 */
  token?: string | null;
  /** 证件类型 */
  document_type?: DocumentType | null;
  /** 证件号码 */
  document_number?: string | null;
};

/** 人员档案（脱敏）。 */
export type PersonResponse = {
  /** 人员编号 */
  person_id: string;
  /** 姓名（脱敏） */
  name_masked: string;
  /** 性别 */
  sex: Sex | null;
  /** 出生年份 */
  birth_year: number | null;
  /** 预产期 */
  expected_on: string | null;
  /** 暂算 */
  provisional: boolean;
  /** 证件 */
  documents: Array<DocumentResponse>;
  /** 联系电话（脱敏） */
  phone_masked: string | null;
  /** 性别（中文） */
  sex_label: string | null;
};

/** 请求短信验证码。 */
export type PhoneCodeRequest = {
  /** 手机号 */
  phone: string;
  /** 本设备上次登录的续期令牌 */
  refresh_token?: string | null;
};

/** 短信验证码的请求已受理；频繁请求的，此前发送的验证码仍然有效。 */
export type PhoneCodeResponse = {
  /** 再次请求前须等待的秒数 */
  wait_seconds: number;
};

/** 手机号登录。 */
export type PhoneLogin = {
  /** 手机号 */
  phone: string;
  /** 短信验证码 */
  code: string;
  /** 实名认证票据 */
  ticket?: string | null;
  /** 本设备上次登录的续期令牌 */
  refresh_token?: string | null;
};

/** 镇街的参保宣传发动方案。 */
export type PlanForm = {
  /** 镇街代码 */
  area: string;
  /** 参保年度 */
  benefit_year: number;
  /** 方案内容 */
  plan: string;
};

/** 一个镇街的方案；filed_on 为空的，尚未报送。 */
export type PlanResponse = {
  /** 行政区划代码 */
  area: string;
  /** 镇街名称 */
  name: string;
  /** 报送日期 */
  filed_on: string | null;
  /** 方案内容 */
  plan: string | null;
};

/** 一个县（市、区）各镇街的方案。 */
export type PlansResponse = {
  /** 参保年度 */
  benefit_year: number;
  /** 行政区划代码 */
  area: string;
  /** 尚未报送的镇街数 */
  not_filed: number;
  /** 各镇街方案 */
  plans: Array<PlanResponse>;
};

/** 预填：为谁（本人或由本人代办的人员）、参保区划、年度和类别。 */
export type PrefillRequest = {
  /** 证件类型 */
  document_type: DocumentType;
  /** 证件号码 */
  document_number: string;
  /** 参保区划 */
  area: string;
  /** 参保年度 */
  benefit_year: number;
  /** 参保类别 */
  category?: Category;
  /** 姓名，本系统尚无档案的须填写 */
  name?: string | null;
};

/** 可预填的内容和无须提供的材料；以提交申请时的核验为准。 */
export type PrefilledResponse = {
  /** 可预填的填写项 */
  answers: Array<KnownAnswerResponse>;
  /** 无须提供的材料 */
  materials: Array<KnownMaterialResponse>;
};

/** 将产生的一张账单；尚未公布标准时 amount 为空；个人免缴的由财政缴纳。 */
export type PreviewBill = {
  /** 类别 */
  kind: BillKind;
  /** 参保年度 */
  benefit_year: number;
  /** 金额（元） */
  amount: string | null;
  /** 缴费主体 */
  payer: Payer;
  /** 类别（中文） */
  kind_label: string;
  /** 缴费主体（中文） */
  payer_label: string;
};

/** 假设某日缴费、修复若干年或为新生儿参保；可指明人员，也可填写其情况。 */
export type PreviewQuestion = {
  /** 行政区划代码 */
  area: string;
  /** 参保年度 */
  benefit_year: number;
  /** 缴费到账日期 */
  pay_on: string;
  /** 参保类别 */
  category?: Category;
  /** 缴费主体 */
  payer?: Payer;
  /** 修复年数 */
  repair_years?: number;
  /** 修复缴费到账日期 */
  repair_on?: string | null;
  /** 人员编号 */
  person_id?: string | null;
  /** 出生日期 */
  birth_date?: string | null;
  /** 外国人、华侨 */
  foreign?: boolean;
  /** 已参保年度 */
  insured_years?: Array<number>;
};

/** 各年度待遇、将产生的账单和缴费前须知。 */
export type PreviewResponse = {
  /** 年度 */
  years: Array<PreviewYear>;
  /** 应征账单 */
  bills: Array<PreviewBill>;
  /** 缴费前须知 */
  warnings: Array<WarningResponse>;
};

/** NO_REMAINING_COVER 等待期满已过当年12月31日，缴费后当年没有可享受的待遇期；仍计入参保年度，不结转次年；NO_COVER 按所述情形缴费，当年没有待遇；WAITING_PERIOD 设有待遇等待期，等待期内发生的医疗费用不予报销，期满后也不补报；REPAIR_NOT_USEFUL 所选修复年数超过可缩短等待期的年数，多缴的不缩短等待期，只按有效年数出账 */
export type PreviewWarning = "NO_REMAINING_COVER" | "NO_COVER" | "WAITING_PERIOD" | "REPAIR_NOT_USEFUL";

/** 一个年度的待遇。 */
export type PreviewYear = {
  /** 参保年度 */
  benefit_year: number;
  /** 开始日期 */
  starts_on: string | null;
  /** 结束日期 */
  ends_on: string | null;
  /** 未设等待期时的开始日期 */
  would_start: string | null;
  /** 当年没有待遇期 */
  empty: boolean;
  /** 待遇等待期 */
  wait: WaitResponse;
  /** 判定依据 */
  explanation: Array<ExplanationStep>;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type ProbableDuplicatePage = {
  /** 列表 */
  items: Array<ProbableDuplicateResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 可能是同一人的两个编号；score 为可能性，从 0 到 1，explanation 说明相同和不同之处。 */
export type ProbableDuplicateResponse = {
  /** 人员编号或证件节点编号 */
  one: string;
  /** 人员编号或证件节点编号 */
  other: string;
  /** 可能性 */
  score: number;
  /** 说明 */
  explanation: string;
  /** 发现日期 */
  found_on: string;
};

/** RFC 9457；原因与缺少的材料一次性告知 */
export type Problem = {
  /** 问题类型 */
  type: string;
  /** 标题 */
  title: string;
  /** HTTP 状态码 */
  status: number;
  /** 代码 */
  code: string;
  /** 可直接提示给用户的中文 */
  msg: string;
  /** 请求编号 */
  request_id: string;
  /** 原因 */
  reasons: Array<{
    /** 代码 */
    code: string;
    /** 可直接提示给用户的中文 */
    msg: string;
    /** 有关的填写项 */
    field: string | null;
    /** 规则 */
    rule: string | null;
  }>;
  /** 未一一列出的错误数量，另有几处 */
  more_faults: number;
  /** 需补正的内容 */
  missing: Array<{
    /** 有关的填写项 */
    field: string;
    /** 中文名称 */
    label: string;
    /** 规则 */
    rule: string | null;
  }>;
};

/** 征缴进度；due 为待传送税务部门的账单、批次和撤回；不分区域的数字对仅辖部分区域的经办人员为空。 */
export type Progress = {
  /** 待统一核定 */
  held: number;
  /** 已传送 */
  sent: number;
  /** 已缴费 */
  paid: number;
  /** 视为自动弃保 */
  abandoned: number;
  /** 已撤销 */
  cancelled: number;
  /** 扣费失败 */
  failed: Partial<Record<FailureCause, number>>;
  /** 税务回执 */
  callbacks: CallbackCounts | null;
  /** 无对应账单的款项 */
  unknown_payments: number | null;
  /** 金额不符的款项 */
  mismatches: number;
  /** 重复缴费 */
  duplicates: number;
  /** 待传送 */
  due: number;
};

/** 参保进度表；rate 为百分数，两位小数。 */
export type ProgressResponse = {
  /** 统计日期 */
  as_of: string;
  /** 参保年度 */
  benefit_year: number;
  /** 行政区划代码 */
  area: string;
  /** 镇街 */
  towns: Array<TownResponse>;
  /** 合计 */
  total: TotalResponse;
};

/** 书面承诺：所签承诺书的版本（见事项 texts 中 promise_ 开头的一项）和签署日期。 */
export type PromiseBody = {
  /** 承诺书版本 */
  version: string;
  /** 签署日期 */
  signed_on: string;
};

/** 0 未参保；1 正常参保；2 暂停参保；4 终止参保 */
export type PsnInsuStas = "0" | "1" | "2" | "4";

/** NAME 姓名与证件核验；FACE 实人核验；COUNTER 窗口核验 */
export type RealNameLevel = "NAME" | "FACE" | "COUNTER";

/** 一条原因；msg 不填则用标准文字。 */
export type ReasonBody = {
  /** 代码 */
  code: ReasonCode;
  /** 文字 */
  msg?: string | null;
  /** 有关的填写项 */
  field?: string | null;
};

/** ID_CHECKSUM 证件号码校验位不正确，请核对后重新填写；DOCUMENT_SHAPE 证件号码格式与证件类型不符；SEX_MISMATCH 性别与身份证号码不一致；UNKNOWN_AREA 行政区划代码不存在或不在受理范围；NOT_CONFIRMED 请勾选“我确认以上信息填写无误”；CREDENTIAL_INACTIVE 首次使用需先激活医保电子凭证；外国人请到经办窗口激活；EMPLOYEE_ACTIVE 已参加职工医保，请提供职工医保停保凭证；STOP_EMPLOYEE_FIRST 请先中止原职工医保参保关系后再申请办理；STILL_EMPLOYED 仍处于在职参保状态，不符合暂停职工参保关系的条件；USE_REMOTE_CARE 同一年度内已在省内其他统筹区参加居民医保，原则上不再办理，请使用异地就医；CONSENT_REQUIRED 在省外参加居民医保，请先暂停原参保关系或签订知情同意书；CANCEL_OR_REFUND_FIRST 已在其他地区登记下一年度居民医保，请先取消原参保登记或申请退费；ALREADY_REGISTERED 该年度已登记参保，无需重复申请；DEADLINE_PASSED 已过办理期限；NOT_MIDYEAR_ELIGIBLE 不符合中途参保条件；NO_REMAINING_COVER 本年度已无可享受的待遇期，请办理下一年度参保；PREGNANCY_TOO_EARLY 孕期未满24周，暂不能办理预参保；WRONG_AUTHORITY 该类别人员名单不由本部门提供；BENEFIT_PERIOD_STARTED 已进入待遇享受期，个人缴费不再退回；SAME_POOLING_REGION 目的地与参保地在同一统筹区，无需备案；NOTICE_NOT_ACCEPTED 请阅读并同意备案告知书；YEAR_NOT_OPEN 该年度参保尚未开放或没有相应政策；NOT_YET_BORN 出生日期晚于申请日期；IDENTITY_DIFFERS 姓名、性别或出生日期与档案记录不一致；MATERIAL_INVALID 材料不符合要求；NOT_BOUND 只能为本人或已登记代办的人员办理，请到经办机构核实；ASK_OFFICE 请到经办机构核实；CELL_UNREADABLE 单元格无法识别；TWICE_IN_LIST 同一人在名单中出现多次；NOT_IN_SCOPE 不属于本地居民医保的参保对象：非本市户籍的，须持本市居住证、在本市就读，或父母在本市就业；APPLICATION_OPEN 该年度已有一件申请正在办理，请补正或撤回原申请，无需重复提交；NOT_REGISTERED 该年度没有可以办理此事项的参保登记；USE_TAX_SYSTEM 职工医保由用人单位或个体工商户通过省电子税务系统办理，经办窗口不受理；NO_REFUND_GROUND 不属于可以退费的情形；NOTHING_TO_REFUND 没有可以退还的款项；MONEY_MATCHED 款项已用于缴纳账单，不再退还；符合其他退费情形的，可以另行申请；NOT_PAID_BY_PERSON 由财政或政府代缴的费用不退给个人；EMPLOYEE_REFUND_AT_TAX 职工医保退费按有关规定向税务部门申请；DATE_IN_FUTURE 日期不能晚于今天；OTHER 其他原因 */
export type ReasonCode = "ID_CHECKSUM" | "DOCUMENT_SHAPE" | "SEX_MISMATCH" | "UNKNOWN_AREA" | "NOT_CONFIRMED" | "CREDENTIAL_INACTIVE" | "EMPLOYEE_ACTIVE" | "STOP_EMPLOYEE_FIRST" | "STILL_EMPLOYED" | "USE_REMOTE_CARE" | "CONSENT_REQUIRED" | "CANCEL_OR_REFUND_FIRST" | "ALREADY_REGISTERED" | "DEADLINE_PASSED" | "NOT_MIDYEAR_ELIGIBLE" | "NO_REMAINING_COVER" | "PREGNANCY_TOO_EARLY" | "WRONG_AUTHORITY" | "BENEFIT_PERIOD_STARTED" | "SAME_POOLING_REGION" | "NOTICE_NOT_ACCEPTED" | "YEAR_NOT_OPEN" | "NOT_YET_BORN" | "IDENTITY_DIFFERS" | "MATERIAL_INVALID" | "NOT_BOUND" | "ASK_OFFICE" | "CELL_UNREADABLE" | "TWICE_IN_LIST" | "NOT_IN_SCOPE" | "APPLICATION_OPEN" | "NOT_REGISTERED" | "USE_TAX_SYSTEM" | "NO_REFUND_GROUND" | "NOTHING_TO_REFUND" | "MONEY_MATCHED" | "NOT_PAID_BY_PERSON" | "EMPLOYEE_REFUND_AT_TAX" | "DATE_IN_FUTURE" | "OTHER";

/** 一条原因；field 为有关的填写项，rule 为依据。 */
export type ReasonResponse = {
  /** 代码 */
  code: ReasonCode;
  /** 可直接提示给用户的中文 */
  msg: string;
  /** 有关的填写项 */
  field?: string | null;
  /** 规则 */
  rule?: string | null;
};

/** 已接收；set_aside 列出未接收的明细，noted 列出此前已接收或账单尚不存在的明细，其余均为新接收。 */
export type Receipt = {
  /** 已接收 */
  received: true;
  /** 明细数量 */
  rows?: number | null;
  /** 未接收的明细 */
  set_aside?: Array<RowNotTaken>;
  /** 此前已接收或账单尚不存在的明细 */
  noted?: Array<RowNoted>;
};

/** 外地发来的一条通知及其可能所指的参保关系；只有一项时为建议的参保关系。 */
export type ReceivedNoticeDetail = {
  /** 通知编号 */
  notice_id: string;
  /** 对方的通知版本 */
  version: number;
  /** 数据来源代码 */
  source: string;
  /** 对方的通知编号 */
  notice_ref: string;
  /** 类别 */
  kind: NoticeKind;
  /** 行政区划代码 */
  area: string;
  /** 提出地区 */
  other_area: string;
  /** 险种 */
  scheme: Scheme;
  /** 参保年度 */
  benefit_year: number | null;
  /** 请求暂停、终止或恢复的起始日 */
  effective_on: string;
  /** 答复期限 */
  due_on: string | null;
  /** 对方的理由 */
  request_reason: string | null;
  /** 状态 */
  state: NoticeState;
  /** 收到时间 */
  received_at: string;
  /** 参保关系编号 */
  participation_id: string | null;
  /** 人员编号 */
  person_id: string | null;
  /** 不予办理的理由 */
  reason: string | null;
  /** 经办人 */
  decided_by: string | null;
  /** 处理时间 */
  answered_at: string | null;
  /** 答复已送达对方 */
  answer_told: boolean;
  /** 可能所指的参保关系 */
  participations: Array<MeantParticipation>;
  /** 建议的参保关系编号 */
  proposed_participation_id: string | null;
  /** 不予办理的参考理由 */
  proposed_reason?: string | null;
  /** 类别（中文） */
  kind_label: string;
  /** 险种（中文） */
  scheme_label: string;
  /** 状态（中文） */
  state_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type ReceivedNoticePage = {
  /** 列表 */
  items: Array<ReceivedNoticeResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 外地发来的一条通知；answer_told 表示答复已送达对方。 */
export type ReceivedNoticeResponse = {
  /** 通知编号 */
  notice_id: string;
  /** 对方的通知版本 */
  version: number;
  /** 数据来源代码 */
  source: string;
  /** 对方的通知编号 */
  notice_ref: string;
  /** 类别 */
  kind: NoticeKind;
  /** 行政区划代码 */
  area: string;
  /** 提出地区 */
  other_area: string;
  /** 险种 */
  scheme: Scheme;
  /** 参保年度 */
  benefit_year: number | null;
  /** 请求暂停、终止或恢复的起始日 */
  effective_on: string;
  /** 答复期限 */
  due_on: string | null;
  /** 对方的理由 */
  request_reason: string | null;
  /** 状态 */
  state: NoticeState;
  /** 收到时间 */
  received_at: string;
  /** 参保关系编号 */
  participation_id: string | null;
  /** 人员编号 */
  person_id: string | null;
  /** 不予办理的理由 */
  reason: string | null;
  /** 经办人 */
  decided_by: string | null;
  /** 处理时间 */
  answered_at: string | null;
  /** 答复已送达对方 */
  answer_told: boolean;
  /** 类别（中文） */
  kind_label: string;
  /** 险种（中文） */
  scheme_label: string;
  /** 状态（中文） */
  state_label: string;
};

/** 核结对账差异的原因。 */
export type ReconciliationCloseForm = {
  /** 核结原因 */
  reason: string;
};

/** 一项对账差异；area 为负责的经办机构辖区，空为全辖区；our_* 为我方（对银行为税务方）的记录，their_* 为对账单的记录，冲正为负数。 */
export type ReconciliationDifferenceItem = {
  /** 对账差异编号 */
  difference_id: string;
  /** 对账单来源 */
  book: Book;
  /** 类别 */
  kind: FindingKind;
  /** 税票号码、划缴批次号或银行流水序号 */
  reference: string;
  /** 冲正 */
  takes_back: boolean;
  /** 应征账单编号 */
  bill_id: string | null;
  /** 行政区划代码 */
  area: string | null;
  /** 我方金额（元） */
  our_amount: string | null;
  /** 对方金额（元） */
  their_amount: string | null;
  /** 我方到账日期 */
  our_day: string | null;
  /** 对方到账日期 */
  their_day: string | null;
  /** 同一税票先后说法不同的差异编号 */
  told_otherwise_id: string | null;
  /** 状态 */
  state: FindingState;
  /** 已挂账天数 */
  age_days: number;
  /** 发现日期 */
  opened_on: string;
  /** 核结时间 */
  closed_at: string | null;
  /** 核结人 */
  closed_by: string | null;
  /** 核结原因 */
  close_reason: string | null;
  /** 对账单来源（中文） */
  book_label: string;
  /** 类别（中文） */
  kind_label: string;
  /** 状态（中文） */
  state_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type ReconciliationDifferencePage = {
  /** 列表 */
  items: Array<ReconciliationDifferenceItem>;
  /** 下一页的 after */
  next?: string | null;
};

/** 对账日期；须已结束。 */
export type ReconciliationForm = {
  /** 对账日期 */
  day: string;
};

/** 一日的对账；tax_lines、bank_lines 为空表示当日的税务或银行对账单尚未收到。 */
export type ReconciliationItem = {
  /** 对账编号 */
  reconciliation_id: string;
  /** 对账日期 */
  day: string;
  /** 我方笔数 */
  ours: number;
  /** 税务对账单笔数 */
  tax_lines: number | null;
  /** 银行对账单笔数 */
  bank_lines: number | null;
  /** 相符笔数 */
  matched: number;
  /** 差异数 */
  found: number;
  /** 对账次数 */
  runs: number;
  /** 最近对账时间 */
  ran_at: string | null;
  /** 最近对账人 */
  ran_by: string | null;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type ReconciliationPage = {
  /** 列表 */
  items: Array<ReconciliationItem>;
  /** 下一页的 after */
  next?: string | null;
};

/** KEPT 保留；DROPPED 暂停或终止；OPEN 待确定；UNTOUCHED 不处理 */
export type RecordRole = "KEPT" | "DROPPED" | "OPEN" | "UNTOUCHED";

/** 续期登录。 */
export type RefreshRequest = {
  /** 续期令牌 */
  refresh_token: string;
};

/** 撤销已批准的退费的原因代码。 */
export type RefundCallOffForm = {
  /** 原因代码 */
  reasons: Array<string>;
};

/** 补正的材料。 */
export type RefundCorrectionForm = {
  /** 退费材料 */
  papers: Array<RefundPaper>;
};

/** KEEP 保留；SUSPEND 暂停；TERMINATE 终止 */
export type RefundEnd = "KEEP" | "SUSPEND" | "TERMINATE";

/** 一件退费申请及其经过；款项按原渠道退回。 */
export type RefundItem = {
  /** 退费编号 */
  refund_id: string;
  /** 应征账单编号 */
  bill_id: string;
  /** 参保关系编号 */
  participation_id: string | null;
  /** 人员编号 */
  person_id: string | null;
  /** 退费情形 */
  ground: Ground;
  /** 金额（元） */
  amount: string;
  /** 缴费主体 */
  payer: Payer;
  /** 对参保关系的影响 */
  ends: RefundEnd;
  /** 状态 */
  state: RefundState;
  /** 申请日期 */
  applied_on: string;
  /** 退费情形发生日期 */
  fact_on: string | null;
  /** 作为依据的重复参保案件编号 */
  case_id?: string | null;
  /** 参保关系终止日期 */
  effective_on: string;
  /** 已提交材料代码 */
  papers: Array<string>;
  /** 已提交材料 */
  paper_names: Array<string>;
  /** 原因代码 */
  reasons: Array<string>;
  /** 所缺材料代码 */
  missing: Array<string>;
  /** 所缺材料 */
  missing_names: Array<string>;
  /** 拨付次数 */
  payout_no: number;
  /** 最近一次拨付失败 */
  payout_failed: boolean;
  /** 退还日期 */
  paid_back_on: string | null;
  /** 退还款项的税票号码 */
  tax_serials: Array<string>;
  /** 版本 */
  version: number;
  /** 提交时间 */
  created_at: string;
  /** 办理经过 */
  steps: Array<RefundStep>;
  /** 退费情形（中文） */
  ground_label: string;
  /** 缴费主体（中文） */
  payer_label: string;
  /** 对参保关系的影响（中文） */
  ends_label: string;
  /** 状态（中文） */
  state_label: string;
};

/** 一种已有依据、可以申请的退费情形；不申请的不退。 */
export type RefundOffer = {
  /** 退费情形 */
  ground: Ground;
  /** 作为依据的重复参保案件编号 */
  case_id: string | null;
  /** 得知退费情形的日期 */
  known_on: string;
  /** 最迟申请日期 */
  apply_until: string;
  /** 退费情形（中文） */
  ground_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type RefundPage = {
  /** 列表 */
  items: Array<RefundItem>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一份已提交的材料：材料代码和上传编号。 */
export type RefundPaper = {
  /** 材料代码 */
  paper: string;
  /** 上传材料编号 */
  material_id?: string | null;
};

/** 原渠道不能退回时的收款账户。 */
export type RefundPayee = {
  /** 户名 */
  holder: string;
  /** 开户银行 */
  bank: string;
  /** 账号 */
  account: string;
};

/** 退费申请；bill_id 与 payment_id 填其中一项，payment_id 只用于重复缴费等未入账的款项；默认按原渠道退回。 */
export type RefundRequestForm = {
  /** 应征账单编号 */
  bill_id?: string | null;
  /** 款项编号 */
  payment_id?: string | null;
  /** 退费情形 */
  ground: Ground;
  /** 险种 */
  scheme?: Scheme;
  /** 退费情形发生日期 */
  fact_on?: string | null;
  /** 退费材料 */
  papers?: Array<RefundPaper>;
  /** 收款账户 */
  payee?: RefundPayee | null;
};

/** 审核结论；不同意的须一次性写明全部原因或所缺材料。 */
export type RefundReviewForm = {
  /** 退费审核结论 */
  decision: Decision;
  /** 原因代码 */
  reasons?: Array<string>;
  /** 所缺材料代码 */
  missing?: Array<string>;
  /** 审核意见 */
  note?: string;
};

/** REQUESTED 已申请；TAX_FIRST_REVIEW 税务初审；AGENCY_SECOND_REVIEW 经办复审；NEEDS_CORRECTION 待补正；APPROVED 已批准；PAID_BACK 已退还；REJECTED 不予退费；WITHDRAWN 已撤回 */
export type RefundState = "REQUESTED" | "TAX_FIRST_REVIEW" | "AGENCY_SECOND_REVIEW" | "NEEDS_CORRECTION" | "APPROVED" | "PAID_BACK" | "REJECTED" | "WITHDRAWN";

/** 退费办理的一步。 */
export type RefundStep = {
  /** 状态 */
  state: RefundState;
  /** 办理人 */
  by: string;
  /** 办理日期 */
  on: string;
  /** 原因代码 */
  reasons: Array<string>;
  /** 所缺材料代码 */
  missing: Array<string>;
  /** 所缺材料 */
  missing_names: Array<string>;
  /** 审核意见 */
  note: string | null;
  /** 状态（中文） */
  state_label: string;
};

/** 审核意见未生效的原因。 */
export type Refused = {
  /** 代码 */
  code: string;
  /** 可直接提示给用户的中文 */
  msg: string;
};

/** 未处理的一行；row 从0起。 */
export type RefusedMark = {
  /** 行号 */
  row: number;
  /** 原因 */
  reasons: Array<ReasonResponse>;
};

/** 未导入的一行；row 从0起。 */
export type RefusedRow = {
  /** 行号 */
  row: number;
  /** 原因 */
  reasons: Array<ReasonResponse>;
};

/** 一条未接收的参保信息及全部原因。 */
export type RefusedSpell = {
  /** 参保信息编号 */
  spell_ref: string;
  /** 原因 */
  reasons: Array<ReasonResponse>;
};

/** 报文中一条未接收的明细及全部原因；place 从 0 起。 */
export type RefusedSpellRow = {
  /** 明细序号 */
  place: number;
  /** 参保信息编号 */
  spell_ref: string | null;
  /** 原因 */
  reasons: Array<ReasonResponse>;
};

/** 续保登记的年度和范围。 */
export type RenewalRequest = {
  /** 参保年度 */
  benefit_year: number;
  /** 行政区划代码 */
  area: string;
  /** 本次上限 */
  limit?: number;
};

/** 本次续保登记的数量；remaining 为尚未处理的数量。 */
export type RenewalResult = {
  /** 已续保 */
  renewed: number;
  /** 剩余 */
  remaining: number;
};

/** 修复待遇等待期。 */
export type RepairForm = {
  /** 人员编号 */
  person_id: string;
  /** 参保关系编号 */
  participation_id: string;
  /** 参保年度 */
  benefit_year: number;
  /** 修复年数 */
  years: number;
};

/** 已登记的修复；只对可缩短等待期的年数出账。 */
export type RepairResponse = {
  /** 修复登记编号 */
  repair_id: string;
  /** 申请修复年数 */
  asked_years: number;
  /** 年度 */
  years: number;
  /** 单价（元） */
  unit_price: string;
  /** 合计（元） */
  price: string;
};

/** 撤回尚未缴费的修复登记。 */
export type RepairWithdrawalForm = {
  /** 人员编号 */
  person_id: string;
  /** 参保关系编号 */
  participation_id: string;
  /** 参保年度 */
  benefit_year: number;
};

/** 已撤回的修复；未缴的账单随即取消，已缴的不受影响。 */
export type RepairWithdrawn = {
  /** 修复登记编号 */
  repair_id: string;
};

/** 重新处理哪些死信。 */
export type ReplayForm = {
  /** 死信编号，不填为全部待处理的 */
  ids?: Array<string> | null;
};

/** 一次重新处理及其进度：总数、处理成功、再次失败、已由他人处理的数量。 */
export type ReplayLine = {
  /** 重新处理编号 */
  replay_id: string;
  /** 状态 */
  state: ReplayState;
  /** 合计 */
  total: number;
  /** 已重新处理 */
  replayed: number;
  /** 再次失败 */
  failed: number;
  /** 已不在列表中 */
  gone: number;
  /** 错误 */
  error: string | null;
  /** 登记人 */
  asked_by: string;
  /** 开始时间 */
  started_at: string;
  /** 结束时间，处理中为空 */
  ended_at: string | null;
  /** 状态（中文） */
  state_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type ReplayPage = {
  /** 列表 */
  items: Array<ReplayLine>;
  /** 下一页的 after */
  next?: string | null;
};

/** RUNNING 处理中；DONE 已完成；STOPPED 已停止：数据库的表或权限与当前版本不符 */
export type ReplayState = "RUNNING" | "DONE" | "STOPPED";

/** 重新发布哪些对象的现状。 */
export type RepublicationForm = {
  /** 对象类别，不填为全部 */
  kinds?: Array<string> | null;
  /** 行政区划代码 */
  area?: string | null;
  /** 只发布此后变动过的 */
  since?: string | null;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type RepublicationPage = {
  /** 列表 */
  items: Array<RepublicationResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一次重新发布及其进度。 */
export type RepublicationResponse = {
  /** 重新发布编号 */
  republication_id: string;
  /** 对象类别 */
  kinds: Array<string>;
  /** 行政区划代码，空为全部 */
  area: string;
  /** 只发布此后变动过的 */
  since: string | null;
  /** 状态 */
  state: RepublicationState;
  /** 已发布完的类别数 */
  kinds_done: number;
  /** 已发布的对象数 */
  told: number;
  /** 登记人 */
  asked_by: string;
  /** 开始时间 */
  started_at: string;
  /** 结束时间 */
  ended_at: string | null;
  /** 状态（中文） */
  state_label: string;
};

/** RUNNING 进行中；DONE 已完成；STOPPED 已停止 */
export type RepublicationState = "RUNNING" | "DONE" | "STOPPED";

/** STUDENT 本市就读学生；NEWBORN 新生儿；MIGRANT 流动人口；RESIDENT 户籍居民；SUBSIDISED 困难居民 */
export type ResidentGroup = "STUDENT" | "NEWBORN" | "MIGRANT" | "RESIDENT" | "SUBSIDISED";

/** RECOVERED 款项已追回；REFUND_STANDS 按退费处理，恢复已撤销的退费 */
export type Resolution = "RECOVERED" | "REFUND_STANDS";

/** REGISTRATION 基本医保登记情况；PAYMENT 缴纳情况；BENEFIT 待遇享受情况；ACCOUNT 个人账户情况；OTHER 其他情况 */
export type RightsKind = "REGISTRATION" | "PAYMENT" | "BENEFIT" | "ACCOUNT" | "OTHER";

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type RightsRecordPage = {
  /** 列表 */
  items: Array<RightsRecordResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一条权益记录：何时发生、何时记录、由谁告知、什么内容。 */
export type RightsRecordResponse = {
  /** 权益记录类别 */
  kind: RightsKind;
  /** 事项代码 */
  code: string;
  /** 内容 */
  msg: string;
  /** 发生日期 */
  happened_on: string;
  /** 记录时间 */
  recorded_at: string;
  /** 信息来源 */
  source: string;
  /** 参保关系编号 */
  participation_id: string | null;
  /** 参保年度 */
  benefit_year: number | null;
  /** 金额（元） */
  amount: string | null;
  /** 类别（中文） */
  kind_label: string;
};

/** 回执中未接收的一条明细：已留存待人工核对；place 从 0 起。 */
export type RowNotTaken = {
  /** 明细序号 */
  place: number;
  /** 税票号码 */
  tax_serial: string | null;
  /** 有关的填写项 */
  field: string | null;
  /** 规则 */
  rule: string | null;
};

/** 回执中已留存、但此前已接收或账单尚不存在的一条明细；place 从 0 起。 */
export type RowNoted = {
  /** 明细序号 */
  place: number;
  /** 税票号码 */
  tax_serial: string | null;
  /** 明细接收结果 */
  row_outcome: RowOutcome;
  /** 明细接收结果（中文） */
  row_outcome_label: string;
};

/** TOLD_BEFORE 此前已接收，内容相同；TOLD_OTHERWISE 此前已接收，内容不同，两份都已留存待核对；UNKNOWN_BILL 账单尚不存在，已留存，账单生成后自动匹配 */
export type RowOutcome = "TOLD_BEFORE" | "TOLD_OTHERWISE" | "UNKNOWN_BILL";

/** GOOD 校验通过；FAULTY 有误，未办理；APPLIED 已办理；ALREADY_THERE 此前已办理；REFUSED 未办理 */
export type RowState = "GOOD" | "FAULTY" | "APPLIED" | "ALREADY_THERE" | "REFUSED";

/** 要求一项定时任务为某一业务日运行。 */
export type RunForm = {
  /** 定时任务名称 */
  job: string;
  /** 业务日，不晚于今日 */
  day: string;
  /** 行政区划代码，不填为该日到期的全部地区 */
  area?: string | null;
};

/** 定时任务的一次运行：一个地区的一个业务日。 */
export type RunLine = {
  /** 运行编号 */
  run_id: string;
  /** 定时任务名称 */
  job: string;
  /** 行政区划代码 */
  area: string;
  /** 业务日 */
  day: string;
  /** 状态 */
  state: RunState;
  /** 已处理的数量 */
  done: number;
  /** 要求运行的人，或全部重做的原因（policy-book 为政策参数有变，clock 为业务时钟回调），空为按日历 */
  asked_by: string | null;
  /** 开始时间 */
  started_at: string | null;
  /** 完成时间 */
  finished_at: string | null;
  /** 当前故障 */
  error: string | null;
  /** 状态（中文） */
  state_label: string;
};

/** 查询当日重新判定的进展。 */
export type RunOrder = {
  /** 每批人数（不采用） */
  limit?: number;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type RunPage = {
  /** 列表 */
  items: Array<RunLine>;
  /** 下一页的 after */
  next?: string | null;
};

/** 某业务日期的重新判定的进展。people 为已处理的人数，open_chunks 为未完成的定时任务数。 */
export type RunResponse = {
  /** 业务日期 */
  business_date: string;
  /** 人员 */
  people: number;
  /** 不再统计，为0 */
  changed: number;
  /** 未完成的批次 */
  open_chunks: number;
  /** 已完成 */
  finished: boolean;
};

/** WAITING 待运行；RUNNING 进行中；DONE 已完成 */
export type RunState = "WAITING" | "RUNNING" | "DONE";

/** ORIGINAL 原件；COPY 复印件；INTERNAL_CHECK 内部核验；DATA_SHARING 数据共享；WRITTEN_PROMISE 书面承诺 */
export type SatisfiedBy = "ORIGINAL" | "COPY" | "INTERNAL_CHECK" | "DATA_SHARING" | "WRITTEN_PROMISE";

/** RESIDENT 城乡居民基本医疗保险；EMPLOYEE 职工基本医疗保险 */
export type Scheme = "RESIDENT" | "EMPLOYEE";

/** 一次有效的登录。 */
export type SessionItem = {
  /** 登录编号 */
  session_id: string;
  /** 登录时间 */
  started_at: string;
  /** 最近续期时间 */
  used_at: string;
  /** 登录到期时间 */
  ends_at: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type SessionPage = {
  /** 列表 */
  items: Array<SessionItem>;
  /** 下一页的 after */
  next?: string | null;
};

/** 登录结果：访问令牌到期后用续期令牌续期，续期令牌每次更换。 */
export type SessionResponse = {
  /** 登录编号 */
  session_id: string;
  /** 登录账号 */
  subject: string;
  /** 访问令牌 */
  access_token: string;
  /** 令牌类型 */
  token_type: string;
  /** 访问令牌有效秒数 */
  expires_in: number;
  /** 续期令牌 */
  refresh_token: string;
  /** 登录到期时间 */
  ends_at: string;
  /** 实名等级 */
  level: RealNameLevel | null;
  /** 医保电子凭证已激活 */
  credential_active: boolean;
  /** 待遇档次（中文） */
  level_label: string | null;
};

/** 男 男；女 女 */
export type Sex = "男" | "女";

/** XLSX XLSX 工作簿；CSV CSV 文本 */
export type SheetKind = "XLSX" | "CSV";

/** LOGIN 实名登录签署；PAPER 书面签名 */
export type SignedBy = "LOGIN" | "PAPER";

/** 一次周报：报送日之前的情况；counted_at 晚于报送日的，为补报或重报。 */
export type SnapshotResponse = {
  /** 报送日 */
  day: string;
  /** 版本 */
  version: number;
  /** 统计时间 */
  counted_at: string;
  /** 镇街 */
  towns: Array<TownResponse>;
  /** 合计 */
  total: TotalResponse;
};

/** 一个年度的全部周报，先报的在前。 */
export type SnapshotsResponse = {
  /** 参保年度 */
  benefit_year: number;
  /** 行政区划代码 */
  area: string;
  /** 周报 */
  snapshots: Array<SnapshotResponse>;
};

/** OWN_FILE 本系统参保档案；PUBLIC_SECURITY 公安部门；CIVIL_AFFAIRS 民政部门；HEALTH 卫生健康部门；EDUCATION 教育部门；HUMAN_RESOURCES 人力资源社会保障部门；JUSTICE 司法部门；VETERANS 退役军人事务部门；DISABLED_FEDERATION 残疾人联合会；MARKET_REGULATION 市场监管部门 */
export type Source = "OWN_FILE" | "PUBLIC_SECURITY" | "CIVIL_AFFAIRS" | "HEALTH" | "EDUCATION" | "HUMAN_RESOURCES" | "JUSTICE" | "VETERANS" | "DISABLED_FEDERATION" | "MARKET_REGULATION";

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type SpellPage = {
  /** 列表 */
  items: Array<SpellResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 其他统筹区、国家平台或职工医保报来的一段参保信息；source 为报送方，spell_ref 为其编号。

version 大的为准，不填的以后报的为准；deleted 表示报错撤销。token 之外的证件写在 more_tokens，空项不填。 */
export type SpellReport = {
  /** 参保信息编号 */
  spell_ref: string;
  /** 身份标识令牌 */
  token: string;
  /** 同一人其他证件的令牌 */
  more_tokens?: Array<string>;
  /** 险种 */
  scheme: Scheme;
  /** 职工参保身份 */
  identity?: EmployeeIdentity | null;
  /** 参保区划 */
  area: string;
  /** 参保年度 */
  benefit_year?: number | null;
  /** 参保开始日期 */
  starts_on: string;
  /** 参保结束日期 */
  ends_on?: string | null;
  /** 是否已缴费 */
  paid: boolean;
  /** 首次缴费到账日期 */
  first_paid_on?: string | null;
  /** 参保状态 */
  state: ParticipationState;
  /** 用人单位代码 */
  employer?: string | null;
  /** 离职日期 */
  left_on?: string | null;
  /** 连续参加职工医保月数 */
  months_paid?: number | null;
  /** 待遇开始日期 */
  benefits_from?: string | null;
  /** 在学籍地参保的学生 */
  student?: boolean;
  /** 资助参保 */
  subsidised?: boolean;
  /** 政府代缴截止日期（被征地农民） */
  government_until?: string | null;
  /** 该编号的报送版本 */
  version?: number | null;
  /** 报错撤销 */
  deleted?: boolean;
  /** 数据来源代码 */
  source: string;
};

/** 一批参保信息。 */
export type SpellReports = {
  /** 参保信息 */
  spells: Array<SpellReport>;
};

/** 一段参保信息；本地参保的 source 为空，spell_ref 为参保关系编号。 */
export type SpellResponse = {
  /** 参保信息编号 */
  spell_ref: string;
  /** 数据来源代码 */
  source: string | null;
  /** 险种 */
  scheme: Scheme;
  /** 职工参保身份 */
  identity: EmployeeIdentity | null;
  /** 行政区划代码 */
  area: string;
  /** 参保年度 */
  benefit_year: number | null;
  /** 开始日期 */
  starts_on: string;
  /** 结束日期 */
  ends_on: string | null;
  /** 已缴费 */
  paid: boolean;
  /** 首次缴费到账日期 */
  first_paid_on?: string | null;
  /** 状态 */
  state: ParticipationState;
  /** 待遇开始日期 */
  benefits_from?: string | null;
  /** 在学籍地参保的学生 */
  student?: boolean;
  /** 资助参保 */
  subsidised?: boolean;
  /** 报送时间 */
  told_at?: string | null;
  /** 险种（中文） */
  scheme_label: string;
  /** 职工参保身份（中文） */
  identity_label: string | null;
  /** 状态（中文） */
  state_label: string;
};

/** 接收的数量和未接收的参保信息；unchanged 为与已有信息相同，stale 为早于已有版本。 */
export type SpellsReceipt = {
  /** 已接收 */
  accepted: number;
  /** 与已有信息相同的条数 */
  unchanged?: number;
  /** 早于已有版本的条数 */
  stale?: number;
  /** 未受理 */
  refused: Array<RefusedSpell>;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type StaffPage = {
  /** 列表 */
  items: Array<StaffResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 用人单位的一名在职人员（脱敏）及其在该年度的居民医保参保状态；没有登记的为空。 */
export type StaffResponse = {
  /** 人员编号 */
  person_id: string;
  /** 姓名（脱敏） */
  name_masked: string;
  /** 居民医保参保状态 */
  state: ParticipationState | null;
  /** 状态（中文） */
  state_label: string | null;
};

/** RESIDENCE_PERMIT_EXPIRED 居住证到期；OWN_REQUEST 本人申请；BILL_ABANDONED 扣费期满未缴费；EMPLOYEE_SCHEME 已参加职工医保；OTHER_REGION 已在其他地区参保；DUPLICATE 重复参保；TRANSFER 申请关系转移；TRANSFERRED 关系已转出；REFUNDED 已退费；DEATH 死亡；EMIGRATED 出国（境）定居；ELIGIBILITY_LOST 不再符合参保条件；NOT_BORN 未出生，预参保终止；OTHER 其他原因；YEAR_END 年度终了；BILL_EXPIRED 应征数据到期未缴费 */
export type StateReason = "RESIDENCE_PERMIT_EXPIRED" | "OWN_REQUEST" | "BILL_ABANDONED" | "EMPLOYEE_SCHEME" | "OTHER_REGION" | "DUPLICATE" | "TRANSFER" | "TRANSFERRED" | "REFUNDED" | "DEATH" | "EMIGRATED" | "ELIGIBILITY_LOST" | "NOT_BORN" | "OTHER" | "YEAR_END" | "BILL_EXPIRED";

/** 凭证所载的一条权益记录。 */
export type StatedRecord = {
  /** 发生日期 */
  happened_on: string;
  /** 权益记录类别 */
  kind: RightsKind;
  /** 内容 */
  text: string;
  /** 类别（中文） */
  kind_label: string;
};

/** 凭证所载的一个年度。 */
export type StatedYear = {
  /** 参保年度 */
  benefit_year: number;
  /** 险种 */
  scheme: Scheme;
  /** 参保类别 */
  category: Category;
  /** 状态 */
  state: ParticipationState;
  /** 行政区划代码 */
  area: string;
  /** 登记日期 */
  registered_on: string;
  /** 到账日期 */
  paid_on: string | null;
  /** 开始日期 */
  starts_on: string | null;
  /** 结束日期 */
  ends_on: string | null;
  /** 险种（中文） */
  scheme_label: string;
  /** 参保类别（中文） */
  category_label: string;
  /** 状态（中文） */
  state_label: string;
};

/** in_force 现行；draft 征求意见稿；press 媒体报道；proposed 拟定口径；fixture 测试样例 */
export type Status = "in_force" | "draft" | "press" | "proposed" | "fixture";

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type StillBothPage = {
  /** 列表 */
  items: Array<StillBothResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 已确定暂停或终止、但仍然正常的一个参保关系：本地的有 participation_id，外地的有 notice_id。 */
export type StillBothResponse = {
  /** 案件编号 */
  case_id: string;
  /** 参保关系编号 */
  participation_id: string | null;
  /** 通知编号 */
  notice_id: string | null;
  /** 人员编号 */
  person_id: string;
  /** 行政区划代码 */
  area: string;
  /** 应暂停或终止的起始日 */
  effective_on: string;
  /** 提出或对方确认的日期 */
  told_on: string;
};

/** 停保申请。 */
export type StopRequest = {
  /** 停保原因 */
  reason?: string | null;
};

/** 一个县（市、区）一类困难居民，或财政按参保类别资助的人员：人数、应补金额，以及征缴衔接所告知的财政应缴金额。 */
export type SubsidyLineResponse = {
  /** 县（市、区）区划 */
  district: string;
  /** 困难身份类别或参保类别 */
  subsidy_category: string;
  /** 人数 */
  people: number;
  /** 金额（元） */
  amount: string;
  /** 账单金额（元） */
  billed: string;
};

/** 一个部门一个月的困难居民名单（新增和减员）。 */
export type SubsidyListRequest = {
  /** 名单月份 */
  list_month: string;
  /** 人员清单 */
  people: Array<MarkedPerson>;
};

/** 名单处理结果。 */
export type SubsidyListResult = {
  /** 新标识人数 */
  marked: number;
  /** 取消标识人数 */
  unmarked: number;
  /** 自动参保登记数 */
  registered: number;
  /** 是否逾期报送 */
  late: boolean;
  /** 未受理 */
  refused: Array<RefusedMark>;
};

/** 资助资金申请：按今日的困难身份标识和参保登记计算。 */
export type SubsidyRequestForm = {
  /** 统筹区 */
  region: string;
  /** 参保年度 */
  benefit_year: number;
  /** 各级财政比例，合计100 */
  levels: Array<LevelShareForm>;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type SubsidyRequestPage = {
  /** 列表 */
  items: Array<SubsidyRequestResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一个年度资助资金申请的一个版本；已报送的不再变动，更正另立新版本。 */
export type SubsidyRequestResponse = {
  /** 资助资金申请编号 */
  request_id: string;
  /** 统筹区 */
  region: string;
  /** 参保年度 */
  benefit_year: number;
  /** 版本 */
  version: number;
  /** 资助资金申请状态 */
  state: SubsidyRequestState;
  /** 数据日期 */
  as_of: string;
  /** 报送截止日期 */
  due_on: string;
  /** 人数合计 */
  people: number;
  /** 金额（元） */
  amount: string;
  /** 明细 */
  lines: Array<SubsidyLineResponse>;
  /** 各级财政 */
  levels: Array<LevelShareResponse>;
  /** 报送日期 */
  sent_on: string | null;
  /** 下达日期 */
  funded_on: string | null;
  /** 下达金额（元） */
  funded_amount: string | null;
  /** 状态（中文） */
  state_label: string;
};

/** DRAFT 草稿；SENT 已报财政部门；FUNDED 资金已下达 */
export type SubsidyRequestState = "DRAFT" | "SENT" | "FUNDED";

/** SUSPEND 暂停；TERMINATE 终止；RESUME 恢复 */
export type SuspendAction = "SUSPEND" | "TERMINATE" | "RESUME";

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type SweepPage = {
  /** 列表 */
  items: Array<SweepResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一次全量排查；done/buckets 为进度，found 为重复参保人数，new 为其中新立案的人数。 */
export type SweepResponse = {
  /** 排查编号 */
  sweep_id: string;
  /** 排查日期 */
  day: string;
  /** 总份数 */
  buckets: number;
  /** 已完成份数 */
  done: number;
  /** 排查的参保信息段数 */
  spells: number;
  /** 重复参保人数 */
  found: number;
  /** 新立案人数 */
  new: number;
  /** 各统筹区人数 */
  by_area: Array<OverlapCount>;
  /** 开始时间 */
  started_at: string;
  /** 结束时间 */
  ended_at: string | null;
};

/** 一张新的任务表，自生效日起替代原表；原表保留。 */
export type TargetForm = {
  /** 县（市、区）代码 */
  area: string;
  /** 参保年度 */
  benefit_year: number;
  /** 生效日期 */
  valid_from: string;
  /** 下达文件 */
  source: string;
  /** 各镇街 */
  towns: Array<TargetRow>;
  /** 合计行，照原表填写 */
  printed: TargetRow;
};

/** 任务表的一行，数字按原表填写，空格留空。 */
export type TargetRow = {
  /** 镇街代码 */
  code: string;
  /** 镇街名称 */
  town: string;
  /** (1) 户籍人口 */
  registered_population?: string | null;
  /** (2) 职工参保人数 */
  employee_insured?: string | null;
  /** (3) 上年度居民缴费人数 */
  resident_paid_last_year?: string | null;
  /** (4) 应参保人数 */
  should_enrol?: string | null;
  /** (5) 目标任务数 */
  target?: string | null;
};

/** 任务表的一行；空格为空，不是0。 */
export type TargetTownResponse = {
  /** 镇街代码 */
  code: string;
  /** 镇街名称 */
  town: string;
  /** 户籍人口 */
  registered_population: number | null;
  /** 职工参保人数 */
  employee_insured: number | null;
  /** 上年度居民缴费人数 */
  resident_paid_last_year: number | null;
  /** 应参保人数 */
  should_enrol: number | null;
  /** 目标数 */
  target: number | null;
};

/** 任务表的一个版本。 */
export type TargetVersionResponse = {
  /** 版本 */
  version: number;
  /** 生效日期，空为自始 */
  valid_from: string | null;
  /** 下达文件 */
  source: string;
  /** 提示 */
  warnings: Array<TargetWarningResponse>;
  /** 各镇街 */
  towns: Array<TargetTownResponse>;
  /** 合计行 */
  printed: TargetTownResponse;
};

/** 一个县（市、区）一个年度的任务表，先有的在前。 */
export type TargetVersions = {
  /** 今日有效的版本 */
  holds: number | null;
  /** 各版本 */
  versions: Array<TargetVersionResponse>;
};

/** 任务表中数字不相符之处；照录原表，不作更正。 */
export type TargetWarningResponse = {
  /** 代码 */
  code: WarningCode;
  /** 可直接提示给用户的中文 */
  msg: string;
};

/** CORRECTION_ASKED 补正材料；BILL_TO_PAY 缴纳医保费；PERMIT_EXPIRING 居住证即将到期 */
export type TaskKind = "CORRECTION_ASKED" | "BILL_TO_PAY" | "PERMIT_EXPIRING";

/** 一项待办：何事、为谁、何日截止。 */
export type TaskResponse = {
  /** 待办事项 */
  kind: TaskKind;
  /** 人员编号 */
  person_id: string | null;
  /** 待办说明 */
  msg: string;
  /** 截止日期 */
  due_on: string | null;
  /** 申请编号 */
  application_id: string | null;
  /** 参保关系编号 */
  participation_id: string | null;
  /** 应征账单编号 */
  bill_id: string | null;
  /** 类别（中文） */
  kind_label: string;
};

/** 核结税务待核事项的原因；有待收回款项的，并选择处理结果。 */
export type TaxCaseCloseForm = {
  /** 核结原因 */
  reason: string;
  /** 待收回款项处理结果 */
  resolution?: Resolution | null;
};

/** 一项税务待核事项；area 为负责的经办机构辖区，空为全辖区；error、field、rule 说明错误，不含明细内容。 */
export type TaxCaseItem = {
  /** 待核事项编号 */
  case_id: string;
  /** 类别 */
  kind: CaseKind;
  /** 行政区划代码 */
  area: string | null;
  /** 后一份内容的来源 */
  told_by: TaxSource | null;
  /** 应征账单编号 */
  bill_id: string | null;
  /** 税票号码 */
  tax_serial: string | null;
  /** 被冲正款项的税票号码 */
  other_serial: string | null;
  /** 金额（元） */
  amount: string | null;
  /** 到账或冲正日期 */
  told_on: string | null;
  /** 税务部门的退回代码 */
  code: string | null;
  /** 错误 */
  error: string | null;
  /** 有关的填写项 */
  field: string | null;
  /** 规则 */
  rule: string | null;
  /** 状态 */
  state: CaseState;
  /** 发现时间 */
  opened_at: string;
  /** 核结时间 */
  closed_at: string | null;
  /** 核结人 */
  closed_by: string | null;
  /** 核结原因 */
  close_reason: string | null;
  /** 待收回款项处理结果 */
  resolution: Resolution | null;
  /** 类别（中文） */
  kind_label: string;
  /** 后一份内容的来源（中文） */
  told_by_label: string | null;
  /** 状态（中文） */
  state_label: string;
  /** 待收回款项处理结果（中文） */
  resolution_label: string | null;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type TaxCasePage = {
  /** 列表 */
  items: Array<TaxCaseItem>;
  /** 下一页的 after */
  next?: string | null;
};

/** LEVIES 应征数据；RECALLS 撤回；REFUND_REQUESTS 退费初审；REFUND_PAYOUTS 退费拨付；LEDGER 台账；MESSAGES 报文结果查询 */
export type TaxEndpoint = "LEVIES" | "RECALLS" | "REFUND_REQUESTS" | "REFUND_PAYOUTS" | "LEDGER" | "MESSAGES";

/** 一个税务接口；error 为空表示正常，disabled 表示税务部门答复 410 后已停用。 */
export type TaxEndpointItem = {
  /** 税务接口 */
  endpoint: TaxEndpoint;
  /** 未正常答复的情况 */
  error: string | null;
  /** 持续秒数 */
  seconds: number;
  /** 连续未成功次数 */
  tries: number;
  /** 已停用 */
  disabled: boolean;
  /** 税务接口（中文） */
  endpoint_label: string;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type TaxEndpointPage = {
  /** 列表 */
  items: Array<TaxEndpointItem>;
  /** 下一页的 after */
  next?: string | null;
};

/** 税务台账读到哪里；重读与继续读取同时进行。 */
export type TaxLedgerItem = {
  /** 已读到的税票号码 */
  after: string | null;
  /** 最近一次读到末尾的时间 */
  read_at: string | null;
  /** 正在重读 */
  is_rereading: boolean;
  /** 已重读到的税票号码 */
  reread_after: string | null;
  /** 最近一次重读完成的时间 */
  reread_at: string | null;
};

/** SUCCESS 到账；FAILURE 扣费不成功 */
export type TaxResult = "SUCCESS" | "FAILURE";

/** CALLBACK 税务回执；LEDGER 税务台账；FILE 批量文件 */
export type TaxSource = "CALLBACK" | "LEDGER" | "FILE";

/** LOGIN_CODE 登录验证码；APPLICATION_DECIDED 申请审核结果；CORRECTION_ASKED 申请补正提醒；BILL_TO_PAY 医保缴费提醒；REMINDER 医保办理期限提醒 */
export type Template = "LOGIN_CODE" | "APPLICATION_DECIDED" | "CORRECTION_ASKED" | "BILL_TO_PAY" | "REMINDER";

/** 一份可下载的样表。 */
export type TemplateResponse = {
  /** 样表 */
  name: string;
  /** 中文名称 */
  label: string;
  /** 依据或说明 */
  rule: string;
};

/** 个人在一个服务中的办理经过。 */
export type Timeline = {
  /** 列表 */
  items: Array<TimelineItem>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一件经过：发生时间、记录时间、中文说明，以及供程序使用的明细。 */
export type TimelineItem = {
  /** 时间 */
  at: string;
  /** 记录时间 */
  recorded_at: string;
  /** 服务 */
  service: string;
  /** 代码 */
  code: string;
  /** 中文说明 */
  what: string;
  /** 明细 */
  detail: Record<string, unknown>;
};

/** 合计应缴、已缴和未缴人员；by_others 为由财政等他方缴纳的部分。 */
export type TotalOwed = {
  /** 人数 */
  people: number;
  /** 合计应缴（元） */
  owed: string;
  /** 已缴（元） */
  paid_amount: string;
  /** 未缴（元） */
  shortfall: string;
  /** 他方缴纳（元） */
  by_others: string;
  /** 未缴人员 */
  lacking: Array<LackingShare>;
};

/** 合计。 */
export type TotalResponse = {
  /** 目标数 */
  target: number;
  /** 文件所列目标数 */
  target_printed: number | null;
  /** 已登记 */
  registered: number;
  /** 已缴费 */
  paid: number;
  /** 完成率（%） */
  rate: string | null;
  /** 未缴费 */
  unpaid: number;
  /** 扣费失败 */
  failed: Partial<Record<FailureCause, number>>;
  /** 视为自动弃保 */
  abandoned: number;
};

/** 一个镇街的参保进度。 */
export type TownResponse = {
  /** 行政区划代码 */
  area: string;
  /** 镇街名称 */
  name: string;
  /** 目标数 */
  target: number | null;
  /** 已登记 */
  registered: number;
  /** 已缴费 */
  paid: number;
  /** 完成率（%） */
  rate: string | null;
  /** 未缴费 */
  unpaid: number;
  /** 扣费失败 */
  failed: Partial<Record<FailureCause, number>>;
  /** 视为自动弃保 */
  abandoned: number;
};

/** COMPLETED 接续完成；REFUSED 不予接收 */
export type TransferOutcome = "COMPLETED" | "REFUSED";

/** 转移结果；由转出地登记接续完成的，须写明转入地确认的凭据。 */
export type TransferOutcomeRequest = {
  /** 转移结果 */
  outcome: TransferOutcome;
  /** 办结日期，不填为今日 */
  on?: string | null;
  /** 转入地确认的凭据 */
  confirmation?: string | null;
};

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type TransferPage = {
  /** 列表 */
  items: Array<TransferResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 申请转移参保关系。 */
export type TransferRequest = {
  /** 转入地区划 */
  to_area: string;
};

/** 一次关系转移；办结前参保关系暂停，已缴费年度的待遇不受影响。 */
export type TransferResponse = {
  /** 转移编号 */
  transfer_id: string;
  /** 参保关系编号 */
  participation_id: string;
  /** 人员编号 */
  person_id: string;
  /** 转出地区划 */
  from_area: string;
  /** 转入地区划 */
  to_area: string;
  /** 转移状态 */
  state: TransferState;
  /** 申请日期 */
  requested_on: string;
  /** 办结日期 */
  ended_on: string | null;
  /** 状态（中文） */
  state_label: string;
};

/** REQUESTED 已申请；COMPLETED 已完成；REFUSED 未被接收；WITHDRAWN 已撤回 */
export type TransferState = "REQUESTED" | "COMPLETED" | "REFUSED" | "WITHDRAWN";

/** yuan 元；ratio 比例；count 数量；months 个月；days 日；weeks 周；years 年；minutes 分钟；year 年度；weekday 星期；flag 是否；choice 选项；text 文字；date 日期；day_of_campaign 参保年度活动的月日；day_of_year 月日；codes 代码；table 表；record 组合 */
export type Unit = "yuan" | "ratio" | "count" | "months" | "days" | "weeks" | "years" | "minutes" | "year" | "weekday" | "flag" | "choice" | "text" | "date" | "day_of_campaign" | "day_of_year" | "codes" | "table" | "record";

/** 原参保单位所在地；本次参保单位为该申请的参保地。 */
export type UnitsBody = {
  /** 行政区划代码 */
  old_area: string;
};

/** 一份已上传的材料；application_id 为引用它的申请。 */
export type UploadedMaterialResponse = {
  /** 材料编号 */
  material_id: string;
  /** 材料代码 */
  material_kind: string;
  /** 状态 */
  state: MaterialState;
  /** 文件类型 */
  media_type: string;
  /** 文件字节数 */
  bytes: number;
  /** 上传时间 */
  uploaded_at: string;
  /** 申请编号 */
  application_id: string | null;
  /** 状态（中文） */
  state_label: string;
};

/** OPEN 长期有效；PROOF_END 至证明材料到期日；MONTHS 按月数；DAYS 按天数 */
export type ValidityRule = "OPEN" | "PROOF_END" | "MONTHS" | "DAYS";

/** APPROVE 通过；NEEDS_CORRECTION 退回补正；REJECT 不予通过 */
export type Verdict = "APPROVE" | "NEEDS_CORRECTION" | "REJECT";

/** 一次走访。 */
export type VisitForm = {
  /** 人员编号 */
  person_id: string;
  /** 参保年度 */
  benefit_year: number;
  /** 走访日期 */
  visited_on: string;
  /** 走访结果 */
  result: VisitResult;
  /** 走访情况 */
  note?: string | null;
};

/** 已登记的走访。 */
export type VisitRecorded = {
  /** 走访编号 */
  visit_id: string;
};

/** CONTACTED 已联系；REFUSED 不愿参保 */
export type VisitResult = "CONTACTED" | "REFUSED";

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type VoidParticipationPage = {
  /** 列表 */
  items: Array<VoidParticipationResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一名长期登记而未缴费的人员，供核查；系统不作处理。 */
export type VoidParticipationResponse = {
  /** 人员编号 */
  person_id: string;
  /** 行政区划代码 */
  area: string;
  /** 最早未缴费年度 */
  first_year: number;
  /** 未缴费年度数 */
  unpaid_years: number;
  /** 最早登记日期 */
  registered_on: string;
};

/** 待遇等待期（月）。 */
export type WaitResponse = {
  /** 固定等待月数 */
  fixed_months: number;
  /** 变动等待月数 */
  variable_months: number;
  /** 合计等待月数 */
  total_months: number;
  /** 断缴年数 */
  missed_years: number;
  /** 免等待期情形 */
  exempt_reason: string | null;
  /** 免等待期情形（中文） */
  exempt_reason_label: string | null;
  /** 可修复年数 */
  useful_repair_years: number;
  /** 每年修复金额（元） */
  repair_unit_price: string | null;
  /** 修复金额合计（元） */
  repair_price: string | null;
};

/** 已登记，待另一名工作人员提交相同内容后办理。 */
export type WaitingAnswer = {
  /** 状态 */
  state: ConfirmationState;
  /** 双人办理编号 */
  confirmation_id: string;
  /** 登记人 */
  asked_by: string;
  /** 过期时间 */
  expires_at: string;
  /** 谁可以确认 */
  who_may?: string;
  /** 状态（中文） */
  state_label: string;
};

/** TOTAL_MISMATCH 各行之和与合计行不符；ROW_DIFFERENCE 应参保人数不等于户籍人口减职工参保人数 */
export type WarningCode = "TOTAL_MISMATCH" | "ROW_DIFFERENCE";

/** 缴费前须告知的一项内容。 */
export type WarningResponse = {
  /** 代码 */
  code: PreviewWarning;
  /** 可直接提示给用户的中文 */
  msg: string;
};

/** 微信登录：code 为 wx.login 所得；首次使用时另附实名认证票据。 */
export type WeChatLogin = {
  /** 微信登录凭证 */
  code: string;
  /** 实名认证票据 */
  ticket?: string | null;
};

/** UNMATCHED 无对应账单；MISMATCH 金额不符；DUPLICATE 重复缴费；PARTIAL_GROUP 同组账单未缴清 */
export type WorkListState = "UNMATCHED" | "MISMATCH" | "DUPLICATE" | "PARTIAL_GROUP";

/** 列表的一页；next 用作下一页的 after，最后一页为空。 */
export type WorkPage = {
  /** 列表 */
  items: Array<WorkResponse>;
  /** 下一页的 after */
  next?: string | null;
};

/** 一件待办：在期限内受理或提交，尚未录入或审核；家庭户待定新户主；预参保婴儿待核实出生情况。 */
export type WorkResponse = {
  /** 登记表、申请、家庭户或人员编号 */
  work_id: string;
  /** 待办事项 */
  task: OfficeTask;
  /** 行政区划代码 */
  area: string;
  /** 参保年度 */
  benefit_year: number;
  /** 服务事项 */
  item: string | null;
  /** 申请状态 */
  state: ApplicationState | null;
  /** 受理日期 */
  filed_on: string;
  /** 办结期限 */
  due_on: string;
  /** 是否逾期 */
  overdue: boolean;
  /** 待办事项（中文） */
  task_label: string;
  /** 状态（中文） */
  state_label: string | null;
};

/** 一份知情同意书；单位由经办机构填写。 */
export type registration__schemas__consents__ConsentResponse = {
  /** 知情同意书编号 */
  consent_id: string;
  /** 申请编号 */
  application_id: string;
  /** 承诺文字版本 */
  text_version: string;
  /** 签署日期 */
  signed_on: string;
  /** 签署方式 */
  signed_by: SignedBy;
  /** 原参保单位所在地 */
  old_area: string | null;
  /** 本次参保单位所在地 */
  new_area: string | null;
  /** 撤回日期 */
  withdrawn_on: string | null;
  /** 签署方式（中文） */
  signed_by_label: string;
};

/** 一种可订阅的通知。 */
export type registration__schemas__notices__ConsentResponse = {
  /** 通知模板 */
  template: Template;
  /** 微信模板编号，为空的不发送 */
  template_id: string | null;
  /** 通知内容 */
  text: string;
  /** 尚可发送的次数 */
  times: number;
  /** 可否再次询问 */
  may_ask: boolean;
  /** 通知模板（中文） */
  template_label: string;
};

/** 每个操作的参数、提交内容、答复和错误代码 */
export interface Operations {
  /** 查询对象版本 */
  listBenefitsAggregateVersions: {
    path: Record<string, never>;
    query: { kind: string; after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: AggregateVersionPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "KIND_UNKNOWN" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询留痕 */
  listBenefitsAuditRows: {
    path: Record<string, never>;
    query: { after?: number | null; limit?: number; subject?: string | null };
    headers: Record<never, never>;
    body: undefined;
    answer: AuditPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 报送结算 */
  reportClaims: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: ClaimReports;
    answer: ClaimsReceiptResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "CLAIM_HOSPITAL" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 以文件报送结算 */
  reportClaimsFile: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: string;
    answer: ClaimsReceiptResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "CLAIM_FILE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 调整演练环境的业务时间 */
  moveBenefitsClock: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: ClockSetting;
    answer: ClockReading;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询待第二人确认的事项 */
  listBenefitsConfirmations: {
    path: Record<string, never>;
    query: { after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: ConfirmationPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 撤销本人登记的事项 */
  cancelBenefitsConfirmation: {
    path: { confirmation_id: number };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: ConfirmationLine;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询死信 */
  listBenefitsDeadLetters: {
    path: Record<string, never>;
    query: { state?: DeadLetterState; after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: DeadLetterPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 作废死信 */
  discardBenefitsDeadLetters: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: DiscardForm;
    answer: DiscardOutcome | WaitingAnswer;
    codes: "ALREADY_DECIDED" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 重新处理死信 */
  replayBenefitsDeadLetters: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: ReplayForm;
    answer: ReplayLine | WaitingAnswer;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一条死信及事件原文 */
  getBenefitsDeadLetter: {
    path: { letter_id: number };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: DeadLetterWhole;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询有哪些代码表 */
  listBenefitsDictionaries: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: DictionaryPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "INTERNAL" | "UNAVAILABLE";
  };
  /** 查询一类代码及其中文名称 */
  getBenefitsDictionary: {
    path: { kind: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: DictionaryResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "DICTIONARY_NOT_FOUND" | "INTERNAL" | "INVALID_CONTENT" | "UNAVAILABLE";
  };
  /** 批量查询待遇 */
  queryEntitlements: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: BatchQuestion;
    answer: BatchAnswer;
    codes: "ASK_BY_TOKEN" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "DOCUMENTS_AWAY" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_MISSES" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 急诊查询今日是否享受待遇 */
  queryEmergencyCover: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: EmergencyQuestion;
    answer: EmergencyResponse;
    codes: "ASK_BY_TOKEN" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "DOCUMENTS_AWAY" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "PERSON_NOT_KNOWN_HERE" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_MISSES" | "TOO_MANY_REQUESTS" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询一人某日的待遇 */
  getEntitlement: {
    path: { person_id: string };
    query: { on?: string | null; known_at?: string | null };
    headers: Record<never, never>;
    body: undefined;
    answer: EntitlementResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "PERSON_NOT_KNOWN_HERE" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 提交异地就医备案 */
  fileForCareElsewhere: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: NewFiling;
    answer: FilingResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FILING_NOT_ACCEPTABLE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "PERSON_NOT_KNOWN_HERE" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询一人的全部备案 */
  listFilings: {
    path: Record<string, never>;
    query: { person_id: string };
    headers: Record<never, never>;
    body: undefined;
    answer: FilingPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "PERSON_NOT_KNOWN_HERE" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询各类备案的填写项和材料 */
  getFilingForms: {
    path: Record<string, never>;
    query: { area: string; channel?: FilingChannel };
    headers: Record<never, never>;
    body: undefined;
    answer: FilingFormsResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "INTERNAL" | "INVALID_CONTENT" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询一件备案 */
  getFiling: {
    path: { filing_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: FilingResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FILING_NOT_KNOWN" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查看一件备案填写的全部内容 */
  getFilingAnswers: {
    path: { filing_id: string };
    query: Record<string, never>;
    headers: { "X-Purpose"?: string | null };
    body: undefined;
    answer: FilingAnswersResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FILING_NOT_KNOWN" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "PURPOSE_MISSING" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 补正后重新提交备案 */
  correctFiling: {
    path: { filing_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: FilingRequest;
    answer: FilingResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FILING_NOT_ACCEPTABLE" | "FILING_NOT_KNOWN" | "FILING_STATE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 审核一件备案 */
  decideFiling: {
    path: { filing_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: FilingDecision;
    answer: FilingResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FILER_DECIDES" | "FILING_NOT_KNOWN" | "FILING_STATE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOTE_MISSING" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 本人申请，自今日终止备案 */
  endFiling: {
    path: { filing_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: FilingResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FILING_NOT_KNOWN" | "FILING_STATE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 要求定时任务为某一业务日运行 */
  runBenefitsTimedJob: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: RunForm;
    answer: AskedRuns;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_DUE" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询定时任务的运行 */
  listBenefitsJobRuns: {
    path: Record<string, never>;
    query: { job?: string | null; state?: RunState | null; after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: RunPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询后台任务 */
  getBenefitsJobs: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: JobLines;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 立即运行一项后台任务 */
  runBenefitsJob: {
    path: { job_name: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: JobLine;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_AT_ONCE" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询本人及所代办人员某日的待遇 */
  listMyEntitlements: {
    path: Record<string, never>;
    query: { on?: string | null };
    headers: Record<never, never>;
    body: undefined;
    answer: EntitlementPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询本人及所代办人员的异地就医备案 */
  listMyFilings: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: FilingPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 以本人或所代办人员的实际情况测算缴费后的待遇 */
  previewMyPayment: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: MyPreviewQuestion;
    answer: PreviewResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "DAYS_DO_NOT_FIT" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "PERSON_NOT_KNOWN_HERE" | "PERSON_TO_CHOOSE" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 人员信息获取（国家平台交易 1101） */
  getNationalPersonInformation: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: NationalCall;
    answer: NationalAnswer;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_MISSES" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 查询一人的医保参保信息 */
  listParticipationRecords: {
    path: { person_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: ParticipationRecordPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "PERSON_NOT_KNOWN_HERE" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询一人的待遇判定经过 */
  getBenefitsTimeline: {
    path: { person_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: Timeline;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "PERSON_NOT_KNOWN_HERE" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 测算缴费后的待遇 */
  previewPayment: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: PreviewQuestion;
    answer: PreviewResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "DAYS_DO_NOT_FIT" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "PERSON_NOT_KNOWN_HERE" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 登记修复待遇等待期 */
  registerRepair: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: RepairForm;
    answer: RepairResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MAIN_BILL_NOT_SETTLED" | "MALFORMED_JSON" | "NOTHING_TO_REPAIR" | "PERSON_NOT_KNOWN_HERE" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "WAIT_IS_OVER" | "YEAR_NOT_OPEN";
  };
  /** 撤回修复待遇等待期的登记 */
  withdrawRepair: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: RepairWithdrawalForm;
    answer: RepairWithdrawn;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "PERSON_NOT_KNOWN_HERE" | "REPAIR_NOT_REGISTERED" | "REPAIR_WITHDRAWN" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询死信的重新处理 */
  listBenefitsReplays: {
    path: Record<string, never>;
    query: { after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: ReplayPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一次重新处理的进度 */
  getBenefitsReplay: {
    path: { replay_id: number };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: ReplayLine;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 重新发布对象现状 */
  republishBenefitsEvents: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: RepublicationForm;
    answer: RepublicationResponse | WaitingAnswer;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "KIND_UNKNOWN" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询历次重新发布 */
  listBenefitsRepublications: {
    path: Record<string, never>;
    query: { after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: RepublicationPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一次重新发布的进度 */
  getBenefitsRepublication: {
    path: { republication_id: number };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: RepublicationResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 停止一次重新发布 */
  stopBenefitsRepublication: {
    path: { republication_id: number };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: RepublicationResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询当日重新判定的进展 */
  continueRun: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: RunOrder;
    answer: RunResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询对象版本 */
  listDedupAggregateVersions: {
    path: Record<string, never>;
    query: { kind: string; after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: AggregateVersionPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "KIND_UNKNOWN" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询留痕 */
  listDedupAuditRows: {
    path: Record<string, never>;
    query: { after?: number | null; limit?: number; subject?: string | null };
    headers: Record<never, never>;
    body: undefined;
    answer: AuditPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询重复参保案件 */
  listDuplicateCases: {
    path: Record<string, never>;
    query: { state?: DuplicateCaseState | null; after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: DuplicateCaseSummaryPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询已确定但仍重复的参保关系 */
  listStillBoth: {
    path: Record<string, never>;
    query: { hours?: number; after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: StillBothPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一件重复参保案件 */
  getDuplicateCase: {
    path: { case_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: DuplicateCaseDetail;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "CASE_NOT_KNOWN" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 登记参保人的选择 */
  recordCaseChoice: {
    path: { case_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: CaseChoiceForm;
    answer: DuplicateCaseDetail;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "CASE_CHANGED" | "CASE_IS_OVER" | "CASE_NOT_KNOWN" | "CHOICE_HAS_FAULTS" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 认定参保记录属于不同的人 */
  statePeopleDifferent: {
    path: { case_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: DifferentPeopleForm;
    answer: DuplicateCaseDetail;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "CASE_CHANGED" | "CASE_IS_OVER" | "CASE_NOT_KNOWN" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "PARTING_HAS_FAULTS" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 撤回不是同一人的认定 */
  withdrawPeopleDifferent: {
    path: { case_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: CaseVersionForm;
    answer: DuplicateCaseDetail;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "CASE_CHANGED" | "CASE_NOT_KNOWN" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOTHING_STATED" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 登记了解到的参保人情况 */
  recordCaseFacts: {
    path: { case_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: CaseFactsForm;
    answer: DuplicateCaseDetail;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "CASE_CHANGED" | "CASE_FACTS_HAVE_FAULTS" | "CASE_IS_OVER" | "CASE_NOT_KNOWN" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一件重复参保案件的全部版本 */
  listDuplicateCaseVersions: {
    path: { case_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: CaseVersionPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "CASE_NOT_KNOWN" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 即时校验 */
  askCheck: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: CheckRequest;
    answer: CheckAnswer;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_MISSES" | "TOO_MANY_REQUESTS" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 即时校验多人 */
  askChecks: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: CheckRequests;
    answer: CheckOutcomes;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_MISSES" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 查询一件申请的校验记录 */
  getApplicationChecks: {
    path: { application_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: ApplicationChecks;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "CHECK_NOT_KNOWN" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 调整演练环境的业务时间 */
  moveDedupClock: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: ClockSetting;
    answer: ClockReading;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询待第二人确认的事项 */
  listDedupConfirmations: {
    path: Record<string, never>;
    query: { after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: ConfirmationPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 撤销本人登记的事项 */
  cancelDedupConfirmation: {
    path: { confirmation_id: number };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: ConfirmationLine;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询死信 */
  listDedupDeadLetters: {
    path: Record<string, never>;
    query: { state?: DeadLetterState; after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: DeadLetterPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 作废死信 */
  discardDedupDeadLetters: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: DiscardForm;
    answer: DiscardOutcome | WaitingAnswer;
    codes: "ALREADY_DECIDED" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 重新处理死信 */
  replayDedupDeadLetters: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: ReplayForm;
    answer: ReplayLine | WaitingAnswer;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一条死信及事件原文 */
  getDedupDeadLetter: {
    path: { letter_id: number };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: DeadLetterWhole;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询有哪些代码表 */
  listDedupDictionaries: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: DictionaryPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "INTERNAL" | "UNAVAILABLE";
  };
  /** 查询一类代码及其中文名称 */
  getDedupDictionary: {
    path: { kind: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: DictionaryResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "DICTIONARY_NOT_FOUND" | "INTERNAL" | "INVALID_CONTENT" | "UNAVAILABLE";
  };
  /** 查询各数据来源的报送情况 */
  listFeeds: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: FeedPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 设置应报送的统筹区 */
  expectFeed: {
    path: { source: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: FeedExpectation;
    answer: FeedPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 报送已报齐的时间 */
  tellFreshness: {
    path: { source: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: FeedFreshness;
    answer: FeedPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 要求定时任务为某一业务日运行 */
  runDedupTimedJob: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: RunForm;
    answer: AskedRuns;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_DUE" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询定时任务的运行 */
  listDedupJobRuns: {
    path: Record<string, never>;
    query: { job?: string | null; state?: RunState | null; after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: RunPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询后台任务 */
  getDedupJobs: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: JobLines;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 立即运行一项后台任务 */
  runDedupJob: {
    path: { job_name: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: JobLine;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_AT_ONCE" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询本人及所监护的人正在办理的重复参保案件 */
  listOwnDuplicateCases: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: OwnCasePage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 本人或其监护人选择保留哪一个参保关系 */
  chooseOwnRelation: {
    path: { case_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: OwnChoiceForm;
    answer: OwnCaseResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "CASE_CHANGED" | "CASE_IS_OVER" | "CASE_NOT_KNOWN" | "CHOICE_HAS_FAULTS" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询发往其他统筹区的通知 */
  listNotices: {
    path: Record<string, never>;
    query: { state?: NoticeState | null; after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: NoticePage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询对方已确认但仍未办理的通知 */
  listNoticesNotDone: {
    path: Record<string, never>;
    query: { after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: NoticePage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 立即重新发送发往其他统筹区的通知 */
  sendNotice: {
    path: { notice_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: NoticeResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOTICE_NOT_KNOWN" | "NOTICE_NOT_TO_BE_SENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 接收外地平台报文 */
  receiveRegionMessage: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: MessageReceipt;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "INTERNAL" | "MALFORMED_JSON" | "NOT_IN_CONTRACT" | "OTHER_BODY" | "SIGNATURE_INVALID" | "UNAVAILABLE";
  };
  /** 查询一人的校验、通知和重复参保案件经过 */
  getDedupTimeline: {
    path: { person_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: Timeline;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "PERSON_NOT_KNOWN" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询疑似同一人的两个编号 */
  listProbableDuplicates: {
    path: Record<string, never>;
    query: { after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: ProbableDuplicatePage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询外地发来的通知 */
  listReceivedNotices: {
    path: Record<string, never>;
    query: { state?: NoticeState | null; after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: ReceivedNoticePage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询外地发来的一条通知 */
  getReceivedNotice: {
    path: { notice_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: ReceivedNoticeDetail;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOTICE_NOT_KNOWN" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 立即重新发送对外地通知的答复 */
  sendReceivedNoticeAnswer: {
    path: { notice_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: ReceivedNoticeDetail;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOTICE_NOT_KNOWN" | "NOTICE_NOT_TO_BE_SENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 处理外地发来的通知 */
  decideReceivedNotice: {
    path: { notice_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: NoticeDecision;
    answer: ReceivedNoticeDetail;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "EMPLOYEE_SCHEME_ELSEWHERE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOTHING_TO_RESUME" | "NOTICE_DECIDED" | "NOTICE_NOT_KNOWN" | "PARTICIPATION_NOT_MEANT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询死信的重新处理 */
  listDedupReplays: {
    path: Record<string, never>;
    query: { after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: ReplayPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一次重新处理的进度 */
  getDedupReplay: {
    path: { replay_id: number };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: ReplayLine;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 重新发布对象现状 */
  republishDedupEvents: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: RepublicationForm;
    answer: RepublicationResponse | WaitingAnswer;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "KIND_UNKNOWN" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询历次重新发布 */
  listDedupRepublications: {
    path: Record<string, never>;
    query: { after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: RepublicationPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一次重新发布的进度 */
  getDedupRepublication: {
    path: { republication_id: number };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: RepublicationResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 停止一次重新发布 */
  stopDedupRepublication: {
    path: { republication_id: number };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: RepublicationResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 报送参保信息 */
  reportSpells: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: SpellReports;
    answer: SpellsReceipt;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 查询一人的全部参保信息 */
  listSpells: {
    path: Record<string, never>;
    query: { person_id: string };
    headers: Record<never, never>;
    body: undefined;
    answer: SpellPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "PERSON_NOT_KNOWN" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 认定两个编号是否为同一人 */
  stateIdentity: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: IdentityStatementForm;
    answer: IdentityStatementResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "PERSON_NOT_KNOWN" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 撤回对两个编号的认定 */
  withdrawIdentity: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: IdentityPairForm;
    answer: IdentityStatementResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOTHING_STATED" | "PERSON_NOT_KNOWN" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询全量排查的进度和结果 */
  listSweeps: {
    path: Record<string, never>;
    query: { after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: SweepPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询对象版本 */
  listPaymentBridgeAggregateVersions: {
    path: Record<string, never>;
    query: { kind: string; after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: AggregateVersionPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "KIND_UNKNOWN" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询留痕 */
  listPaymentBridgeAuditRows: {
    path: Record<string, never>;
    query: { after?: number | null; limit?: number; subject?: string | null };
    headers: Record<never, never>;
    body: undefined;
    answer: AuditPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询应征账单 */
  listBills: {
    path: Record<string, never>;
    query: { participation_id?: string | null; person_id?: string | null };
    headers: Record<never, never>;
    body: undefined;
    answer: BillPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "ONE_ID_EXPECTED" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一张应征账单 */
  getBill: {
    path: { bill_id: string };
    query: Record<string, never>;
    headers: { Prefer?: string | null };
    body: undefined;
    answer: Bill;
    codes: "BAD_REQUEST" | "BILL_NOT_FOUND" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 生成一张账单的缴费链接 */
  makePaymentLink: {
    path: { bill_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: PaymentLink;
    codes: "BAD_REQUEST" | "BILL_BY_OTHERS" | "BILL_CANCELLED" | "BILL_NOT_FOUND" | "BILL_NOT_SENT" | "BILL_OVERDUE" | "BILL_PAID" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一张应征账单的账目 */
  listBillPostings: {
    path: { bill_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: LedgerPostingPage;
    codes: "BAD_REQUEST" | "BILL_NOT_FOUND" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 更正后重新传送应征账单 */
  resendBill: {
    path: { bill_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: undefined;
    answer: Bill;
    codes: "BAD_REQUEST" | "BILL_NOT_FOUND" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TRANSITION_REFUSED" | "UNAVAILABLE";
  };
  /** 查询税务回执 */
  listCallbacks: {
    path: Record<string, never>;
    query: { state?: CallbackState; after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: CallbackPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 作废处理失败的税务回执 */
  discardCallbacks: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: CallbackDiscardForm;
    answer: DiscardOutcome | WaitingAnswer;
    codes: "ALREADY_DECIDED" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 重新处理一条税务回执 */
  replayCallback: {
    path: { webhook_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: CallbackPage | WaitingAnswer;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "CALLBACK_NOT_FOUND" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 调整演练环境的业务时间 */
  movePaymentBridgeClock: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: ClockSetting;
    answer: ClockReading;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一所学校的代收代缴 */
  getSchoolCollection: {
    path: { school: string };
    query: { benefit_year: number };
    headers: Record<never, never>;
    body: undefined;
    answer: TotalOwed;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOTHING_TO_COUNT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询待第二人确认的事项 */
  listPaymentBridgeConfirmations: {
    path: Record<string, never>;
    query: { after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: ConfirmationPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 撤销本人登记的事项 */
  cancelPaymentBridgeConfirmation: {
    path: { confirmation_id: number };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: ConfirmationLine;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询死信 */
  listPaymentBridgeDeadLetters: {
    path: Record<string, never>;
    query: { state?: DeadLetterState; after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: DeadLetterPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 作废死信 */
  discardPaymentBridgeDeadLetters: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: DiscardForm;
    answer: DiscardOutcome | WaitingAnswer;
    codes: "ALREADY_DECIDED" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 重新处理死信 */
  replayPaymentBridgeDeadLetters: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: ReplayForm;
    answer: ReplayLine | WaitingAnswer;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一条死信及事件原文 */
  getPaymentBridgeDeadLetter: {
    path: { letter_id: number };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: DeadLetterWhole;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询有哪些代码表 */
  listPaymentBridgeDictionaries: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: DictionaryPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "INTERNAL" | "UNAVAILABLE";
  };
  /** 查询一类代码及其中文名称 */
  getPaymentBridgeDictionary: {
    path: { kind: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: DictionaryResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "DICTIONARY_NOT_FOUND" | "INTERNAL" | "INVALID_CONTENT" | "UNAVAILABLE";
  };
  /** 查询税务记录差异 */
  listDifferences: {
    path: Record<string, never>;
    query: { state?: DifferenceState; after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: DifferencePage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 核结一项税务记录差异 */
  closeDifference: {
    path: { difference_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: DifferenceCloseForm;
    answer: DifferenceItem;
    codes: "ALREADY_DECIDED" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "DIFFERENCE_NOT_FOUND" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询批量文件 */
  listBatchFiles: {
    path: Record<string, never>;
    query: { kind?: FileKind | null; state?: FileState | null; after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: BatchFilePage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 上传批量文件 */
  uploadBatchFile: {
    path: Record<string, never>;
    query: { kind: FileKind; profile?: string };
    headers: Record<never, never>;
    body: string;
    answer: FileIdResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FILE_PROFILE_UNKNOWN" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 查询一份批量文件 */
  getBatchFile: {
    path: { file_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: BatchFileItem;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FILE_NOT_FOUND" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一份批量文件的全部错误 */
  listBatchFileFaults: {
    path: { file_id: string };
    query: { after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: FileFaultPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FILE_NOT_FOUND" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询重复参保的财政补助扣减计数 */
  listFinanceDeductions: {
    path: Record<string, never>;
    query: { benefit_year: number };
    headers: Record<never, never>;
    body: undefined;
    answer: FinanceDeductionCountPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询重复参保涉及的参保关系和账单 */
  listFinanceDeductionBills: {
    path: Record<string, never>;
    query: { benefit_year: number; after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: FinanceDeductionBillPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 导出重复参保涉及的参保关系和账单 */
  exportFinanceDeductions: {
    path: Record<string, never>;
    query: { benefit_year: number; format?: ExportFormat };
    headers: Record<never, never>;
    body: undefined;
    answer: string;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一户合计应缴 */
  getHouseholdTotal: {
    path: { household_id: string };
    query: { benefit_year: number };
    headers: Record<never, never>;
    body: undefined;
    answer: TotalOwed;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOTHING_TO_COUNT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 要求定时任务为某一业务日运行 */
  runPaymentBridgeTimedJob: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: RunForm;
    answer: AskedRuns;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_DUE" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询定时任务的运行 */
  listPaymentBridgeJobRuns: {
    path: Record<string, never>;
    query: { job?: string | null; state?: RunState | null; after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: RunPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询后台任务 */
  getPaymentBridgeJobs: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: JobLines;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 立即运行一项后台任务 */
  runPaymentBridgeJob: {
    path: { job_name: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: JobLine;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_AT_ONCE" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询总账各账户合计 */
  listLedgerAccounts: {
    path: Record<string, never>;
    query: { benefit_year?: number | null };
    headers: Record<never, never>;
    body: undefined;
    answer: LedgerAccountPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询已通过的统一核定 */
  listLevyChecks: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: LevyCheckPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 登记统一核定通过 */
  passLevyCheck: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: LevyCheckForm;
    answer: LevyCheck | WaitingAnswer;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "REGION_NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 生成应征数据文件 */
  makeLevyFile: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: LevyFileForm;
    answer: FileIdResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FILE_PROFILE_UNKNOWN" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "REGION_NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 下载应征数据文件 */
  downloadLevyFile: {
    path: { file_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: string;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FILE_NOT_FOUND" | "FILE_NOT_READY" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询本人及代办人员的应征账单 */
  listOwnBills: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: BillPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询本人及代办人员的待缴费用 */
  listOwnDues: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: DuePage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询发往税务部门的报文 */
  listOutgoingMessages: {
    path: Record<string, never>;
    query: { state?: OutgoingState | null; kind?: TaxEndpoint | null; after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: OutgoingPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一份报文的全部联系记录 */
  listOutgoingAttempts: {
    path: { message_id: string };
    query: { after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: OutgoingAttemptPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "MESSAGE_NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 立即重新传送一份报文 */
  replayOutgoingMessage: {
    path: { message_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: OutgoingItem;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MESSAGE_NOT_FOUND" | "MESSAGE_NOT_REPLAYABLE" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询待核对款项 */
  listPayments: {
    path: Record<string, never>;
    query: { state: WorkListState; after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: MoneyPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 集中参保期结束处理 */
  endPeriod: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: PeriodEndForm;
    answer: PeriodEnd | WaitingAnswer;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "PERIOD_NOT_OVER" | "REGION_NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询一人的征缴经过 */
  getLevyTimeline: {
    path: { person_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: Timeline;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询征缴进度 */
  getLevyProgress: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: Progress;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 对一日的账 */
  reconcileDay: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: ReconciliationForm;
    answer: ReconciliationItem;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "DAY_NOT_OVER" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询逐日对账 */
  listReconciliations: {
    path: Record<string, never>;
    query: { after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: ReconciliationPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一日的对账差异 */
  listReconciliationDifferences: {
    path: { reconciliation_id: string };
    query: { kind?: FindingKind | null; state?: FindingState | null; age?: number; after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: ReconciliationDifferencePage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "RECONCILIATION_NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 核结一项对账差异 */
  closeReconciliationDifference: {
    path: { reconciliation_id: string; difference_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: ReconciliationCloseForm;
    answer: ReconciliationDifferenceItem;
    codes: "ALREADY_DECIDED" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "RECONCILIATION_DIFFERENCE_NOT_FOUND" | "RECONCILIATION_NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 导出一日的对账差异 */
  exportReconciliationDifferences: {
    path: { reconciliation_id: string };
    query: { format?: ExportFormat };
    headers: Record<never, never>;
    body: undefined;
    answer: string;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "RECONCILIATION_NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 申请退费 */
  requestRefund: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: RefundRequestForm;
    answer: RefundItem;
    codes: "BAD_REQUEST" | "BILL_NOT_FOUND" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "ONE_ID_EXPECTED" | "REFUND_NOT_POSSIBLE" | "REFUND_OPEN" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 查询退费申请 */
  listRefunds: {
    path: Record<string, never>;
    query: { state?: RefundState | null; after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: RefundPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一件退费申请及其经过 */
  getRefund: {
    path: { refund_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: RefundItem;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "REFUND_NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 撤销已批准但未能拨付的退费 */
  callOffRefund: {
    path: { refund_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: RefundCallOffForm;
    answer: RefundItem | WaitingAnswer;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "REFUND_NOT_FOUND" | "REFUND_STATE_REFUSED" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 补正退费材料 */
  correctRefund: {
    path: { refund_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: RefundCorrectionForm;
    answer: RefundItem;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "REFUND_NOT_FOUND" | "REFUND_NOT_POSSIBLE" | "REFUND_STATE_REFUSED" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 税务部门初审退费 */
  reviewRefundFirst: {
    path: { refund_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: RefundReviewForm;
    answer: RefundItem;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "REASONS_NEEDED" | "REFUND_NOT_FOUND" | "REFUND_STATE_REFUSED" | "SAME_REVIEWER" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 重新拨付退费 */
  payRefundAgain: {
    path: { refund_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: RefundItem | WaitingAnswer;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "REFUND_NOT_FOUND" | "REFUND_STATE_REFUSED" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 经办机构复审退费 */
  reviewRefundSecond: {
    path: { refund_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: RefundReviewForm;
    answer: RefundItem;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "REASONS_NEEDED" | "REFUND_NOT_FOUND" | "REFUND_NOT_POSSIBLE" | "REFUND_STATE_REFUSED" | "SAME_REVIEWER" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 撤回退费申请 */
  withdrawRefund: {
    path: { refund_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: undefined;
    answer: RefundItem;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "REFUND_NOT_FOUND" | "REFUND_STATE_REFUSED" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询死信的重新处理 */
  listPaymentBridgeReplays: {
    path: Record<string, never>;
    query: { after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: ReplayPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一次重新处理的进度 */
  getPaymentBridgeReplay: {
    path: { replay_id: number };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: ReplayLine;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 重新发布对象现状 */
  republishPaymentBridgeEvents: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: RepublicationForm;
    answer: RepublicationResponse | WaitingAnswer;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "KIND_UNKNOWN" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询历次重新发布 */
  listPaymentBridgeRepublications: {
    path: Record<string, never>;
    query: { after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: RepublicationPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一次重新发布的进度 */
  getPaymentBridgeRepublication: {
    path: { republication_id: number };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: RepublicationResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 停止一次重新发布 */
  stopPaymentBridgeRepublication: {
    path: { republication_id: number };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: RepublicationResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询税务待核事项 */
  listTaxCases: {
    path: Record<string, never>;
    query: { state?: CaseState; kind?: CaseKind | null; after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: TaxCasePage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 核结一项税务待核事项 */
  closeTaxCase: {
    path: { case_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: TaxCaseCloseForm;
    answer: TaxCaseItem | WaitingAnswer;
    codes: "ALREADY_DECIDED" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOTHING_TO_RECOVER" | "REFUND_STATE_REFUSED" | "RESOLUTION_EXPECTED" | "TAX_CASE_NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 重新处理一条未入账的税务明细 */
  retryTaxRow: {
    path: { case_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: TaxCaseItem | WaitingAnswer;
    codes: "ALREADY_DECIDED" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "ROW_NOT_TAKEN" | "TAX_CASE_NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询税务接口的情况 */
  listTaxEndpoints: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: TaxEndpointPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 恢复已停用的税务接口 */
  enableTaxEndpoint: {
    path: { endpoint: TaxEndpoint };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: TaxEndpointItem | WaitingAnswer;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "ENDPOINT_NOT_DISABLED" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询税务台账读取情况 */
  readTaxLedgerState: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: TaxLedgerItem;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 从头重新读取税务台账 */
  rereadTaxLedger: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: TaxLedgerItem;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 接收税务回执 */
  receiveTaxCallback: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: Receipt;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "INTERNAL" | "MALFORMED_JSON" | "SIGNATURE_INVALID" | "UNAVAILABLE" | "WEBHOOK_ID_REUSED";
  };
  /** 查询对象版本 */
  listRegistrationAggregateVersions: {
    path: Record<string, never>;
    query: { kind: string; after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: AggregateVersionPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "KIND_UNKNOWN" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 提交申请 */
  submitApplication: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { Prefer?: string | null; "Idempotency-Key": string };
    body: ApplicationForm;
    answer: ApplicationAccepted;
    codes: "APPLICATION_HAS_FAULTS" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询申请列表 */
  listApplications: {
    path: Record<string, never>;
    query: { state?: ApplicationState | null; area?: string | null; benefit_year?: number | null; taken?: boolean; after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: ApplicationPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一件申请的办理进度和结果 */
  getApplication: {
    path: { application_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: ApplicationResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一件申请的知情同意书 */
  getConsent: {
    path: { application_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: registration__schemas__consents__ConsentResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 填写知情同意书的原参保单位和本次参保单位 */
  nameConsentUnits: {
    path: { application_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: UnitsBody;
    answer: registration__schemas__consents__ConsentResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "CONSENT_HAS_FAULTS" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TRANSITION_REFUSED" | "UNAVAILABLE";
  };
  /** 撤回知情同意书 */
  withdrawConsent: {
    path: { application_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: registration__schemas__consents__ConsentResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TRANSITION_REFUSED" | "UNAVAILABLE";
  };
  /** 补正后重新提交 */
  correctApplication: {
    path: { application_id: string };
    query: Record<string, never>;
    headers: { Prefer?: string | null; "Idempotency-Key": string };
    body: ApplicationForm;
    answer: ApplicationAccepted;
    codes: "APPLICATION_HAS_FAULTS" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "TRANSITION_REFUSED" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 审核一件申请 */
  decideApplication: {
    path: { application_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: DecisionBody;
    answer: DecisionResult;
    codes: "ALREADY_REGISTERED" | "APPLICATION_NOT_READABLE" | "ASK_OFFICE" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "CHANGE_HAS_FAULTS" | "CHECK_PENDING" | "CHECK_STALE" | "CHECK_TURNED" | "CONSENT_LACKS_UNITS" | "CORRECTION_HAS_FAULTS" | "DECISION_NEEDS_REASONS" | "DOCUMENT_OF_ANOTHER" | "ENROLLED_AGAIN" | "FILER_DECIDES" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "IDENTITY_DIFFERS" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "NOT_REGISTERED" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TRANSITION_REFUSED" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 撤回申请 */
  withdrawApplication: {
    path: { application_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: ApplicationStateResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TRANSITION_REFUSED" | "UNAVAILABLE";
  };
  /** 查询留痕 */
  listRegistrationAuditRows: {
    path: Record<string, never>;
    query: { after?: number | null; limit?: number; subject?: string | null };
    headers: Record<never, never>;
    body: undefined;
    answer: AuditPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询可联办的“一件事” */
  listBundleKinds: {
    path: Record<string, never>;
    query: { area: string };
    headers: Record<never, never>;
    body: undefined;
    answer: BundleKindPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "INTERNAL" | "INVALID_CONTENT" | "UNAVAILABLE";
  };
  /** 提交联办 */
  submitBundle: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: BundleForm;
    answer: BundleResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "BUNDLE_KIND_NOT_FOUND" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询一次联办 */
  getBundle: {
    path: { bundle_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: BundleResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 重新提交联办中未受理的一件 */
  sendBundlePartAgain: {
    path: { bundle_id: string; part_no: number };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: ApplicationForm;
    answer: BundleResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "BUNDLE_KIND_NOT_FOUND" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 核验凭证 */
  checkCertificate: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: CertificateCheck;
    answer: CheckedCertificate;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_MISSES" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 调整演练环境的业务时间 */
  moveRegistrationClock: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: ClockSetting;
    answer: ClockReading;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询待第二人确认的事项 */
  listRegistrationConfirmations: {
    path: Record<string, never>;
    query: { after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: ConfirmationPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 撤销本人登记的事项 */
  cancelRegistrationConfirmation: {
    path: { confirmation_id: number };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: ConfirmationLine;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 窗口激活医保电子凭证 */
  activateCredential: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: CredentialActivation;
    answer: CredentialResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "OWN_MANDATE" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_MISSES" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 查询死信 */
  listRegistrationDeadLetters: {
    path: Record<string, never>;
    query: { state?: DeadLetterState; after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: DeadLetterPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 作废死信 */
  discardRegistrationDeadLetters: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: DiscardForm;
    answer: DiscardOutcome | WaitingAnswer;
    codes: "ALREADY_DECIDED" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 重新处理死信 */
  replayRegistrationDeadLetters: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: ReplayForm;
    answer: ReplayLine | WaitingAnswer;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一条死信及事件原文 */
  getRegistrationDeadLetter: {
    path: { letter_id: number };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: DeadLetterWhole;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 批量审核 */
  decideApplications: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: DecisionList;
    answer: DecisionResults;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询有哪些代码表 */
  listRegistrationDictionaries: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: DictionaryPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "INTERNAL" | "UNAVAILABLE";
  };
  /** 查询一类代码及其中文名称 */
  getRegistrationDictionary: {
    path: { kind: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: DictionaryResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "DICTIONARY_NOT_FOUND" | "INTERNAL" | "INVALID_CONTENT" | "UNAVAILABLE";
  };
  /** 查询下级行政区划 */
  listDivisions: {
    path: Record<string, never>;
    query: { parent?: string | null };
    headers: { "if-none-match"?: string | null };
    body: undefined;
    answer: DivisionPage;
    codes: "AREA_NOT_FOUND" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "INTERNAL" | "INVALID_CONTENT" | "UNAVAILABLE";
  };
  /** 暂存申请 */
  saveDraft: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: ApplicationForm;
    answer: DraftItem;
    codes: "APPLICATION_HAS_FAULTS" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 查询本人暂存的申请 */
  listDrafts: {
    path: Record<string, never>;
    query: { after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: DraftPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一份暂存的申请 */
  getDraft: {
    path: { draft_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: DraftResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 再次保存暂存的申请 */
  saveDraftAgain: {
    path: { draft_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: ApplicationForm;
    answer: DraftItem;
    codes: "APPLICATION_HAS_FAULTS" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 删除暂存的申请 */
  discardDraft: {
    path: { draft_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: undefined;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 提交暂存的申请 */
  submitDraft: {
    path: { draft_id: string };
    query: Record<string, never>;
    headers: { Prefer?: string | null; "Idempotency-Key": string };
    body: undefined;
    answer: ApplicationAccepted;
    codes: "APPLICATION_HAS_FAULTS" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询职工参保核查提示 */
  listEmployeeNotices: {
    path: Record<string, never>;
    query: { area: string; after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: EmployeeNoticePage;
    codes: "AREA_NOT_FOUND" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 受理家庭户登记表（附件1） */
  acceptHouseholdForm: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: FormAcceptance;
    answer: HouseholdFormResponse;
    codes: "AREA_NOT_FOUND" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "HOUSEHOLD_FORM_HAS_FAULTS" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询登记表和每人的办理结果 */
  getHouseholdForm: {
    path: { form_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: HouseholdFormResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 录入家庭户登记表 */
  enterHouseholdForm: {
    path: { form_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: FormEntry;
    answer: HouseholdFormResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "HOUSEHOLD_FORM_HAS_FAULTS" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "TRANSITION_REFUSED" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 补正登记表中的一人 */
  correctHouseholdFormMember: {
    path: { form_id: string; member_no: number };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: FormMemberBody;
    answer: HouseholdFormResponse;
    codes: "APPLICATION_HAS_FAULTS" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "TRANSITION_REFUSED" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 撤销误受理的登记表 */
  withdrawHouseholdForm: {
    path: { form_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: undefined;
    answer: HouseholdFormResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TRANSITION_REFUSED" | "UNAVAILABLE";
  };
  /** 查询家庭户成员（一户一档） */
  listPeopleOfHousehold: {
    path: { household_id: string };
    query: { benefit_year: number };
    headers: Record<never, never>;
    body: undefined;
    answer: ListedPersonPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_MISSES" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 换取证件的身份标识令牌 */
  nameDocuments: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: DocumentsToName;
    answer: NamedDocuments;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_MISSES" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 导入上年度参保人员 */
  importInsured: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: ImportList;
    answer: ImportResult | WaitingAnswer;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "LIST_HAS_FAULTS" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 查询一个地区的全部服务事项 */
  listItems: {
    path: Record<string, never>;
    query: { area: string };
    headers: Record<never, never>;
    body: undefined;
    answer: ItemSummaryPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "INTERNAL" | "INVALID_CONTENT" | "UNAVAILABLE";
  };
  /** 查询一个服务事项的表单、材料和期限 */
  getItem: {
    path: { item: string };
    query: { area: string; benefit_year: number };
    headers: Record<never, never>;
    body: undefined;
    answer: ItemResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "INTERNAL" | "INVALID_CONTENT" | "ITEM_NOT_FOUND" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 预填一个服务事项的表单 */
  prefillItem: {
    path: { item: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: PrefillRequest;
    answer: PrefilledResponse;
    codes: "APPLICATION_HAS_FAULTS" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "ITEM_NOT_FOUND" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 下载一份样表 */
  getItemTemplate: {
    path: { item: string; template: string };
    query: { area: string };
    headers: Record<never, never>;
    body: undefined;
    answer: string;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "INTERNAL" | "INVALID_CONTENT" | "ITEM_NOT_FOUND" | "UNAVAILABLE";
  };
  /** 要求定时任务为某一业务日运行 */
  runRegistrationTimedJob: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: RunForm;
    answer: AskedRuns;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_DUE" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询定时任务的运行 */
  listRegistrationJobRuns: {
    path: Record<string, never>;
    query: { job?: string | null; state?: RunState | null; after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: RunPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询后台任务 */
  getRegistrationJobs: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: JobLines;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 立即运行一项后台任务 */
  runRegistrationJob: {
    path: { job_name: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: JobLine;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_AT_ONCE" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询名单 */
  listLists: {
    path: Record<string, never>;
    query: { after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: ListPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 上传名单 */
  fileList: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: {
  /** 文件 */
  file: string;
  /** 名单种类 */
  kind: string;
  /** 行政区划代码 */
  area: string;
  /** 参保年度 */
  benefit_year: string;
  /** 名单月份（月度名单填写） */
  list_month?: string;
};
    answer: ListIdResponse;
    codes: "AREA_NOT_FOUND" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "LIST_HAS_FAULTS" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE" | "UPLOADS_NOT_POSSIBLE";
  };
  /** 查询一份名单及其处理情况 */
  getList: {
    path: { list_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: ListCounts;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "LIST_NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 下载名单的处理结果 */
  downloadListAnswer: {
    path: { list_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: string;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "LIST_NOT_FOUND" | "LIST_NOT_READY" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 确认名单 */
  confirmList: {
    path: { list_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: undefined;
    answer: undefined;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FILER_CONFIRMS" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "LIST_NOT_FOUND" | "LIST_NOT_READY" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询与上一份名单的差异 */
  getListDifference: {
    path: { list_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: ListDifference;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "LIST_NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询名单各行的处理结果 */
  listListRows: {
    path: { list_id: string };
    query: { state?: RowState | null; after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: ListRowPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "LIST_NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 撤回名单 */
  takeBackList: {
    path: { list_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: undefined;
    answer: undefined;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "LIST_NOT_FOUND" | "LIST_NOT_READY" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 申请或登记代办关系 */
  recordMandate: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: MandateRequest;
    answer: MandateStateResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "MANDATE_HAS_FAULTS" | "MANDATE_WAITS" | "OWN_MANDATE" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询代办关系 */
  listMandates: {
    path: Record<string, never>;
    query: { state?: MandateState | null; after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: MandatePage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 确认或不予确认代办申请 */
  decideMandate: {
    path: { mandate_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: MandateDecision;
    answer: MandateStateResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "DECISION_NEEDS_REASONS" | "FILER_DECIDES" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TRANSITION_REFUSED" | "UNAVAILABLE";
  };
  /** 终止代办关系 */
  endMandate: {
    path: { mandate_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: undefined;
    answer: MandateStateResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TRANSITION_REFUSED" | "UNAVAILABLE";
  };
  /** 上传一份材料 */
  uploadMaterial: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: {
  /** 文件 */
  file: string;
  /** 材料代码 */
  material_kind: string;
};
    answer: UploadedMaterialResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "MATERIAL_HAS_FAULTS" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "TOO_MANY_UPLOADS" | "UNAVAILABLE" | "UPLOADS_NOT_POSSIBLE";
  };
  /** 查询一份材料 */
  getMaterial: {
    path: { material_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: UploadedMaterialResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 下载材料文件 */
  downloadMaterial: {
    path: { material_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: string;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "UPLOADS_NOT_POSSIBLE";
  };
  /** 查询我的人员、申请、参保、账单和待办 */
  getMe: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: MeResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询可订阅的通知 */
  listMyNoticeConsents: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: ConsentPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 登记本人对通知的同意或拒绝 */
  agreeToNotices: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: ConsentsRequest;
    answer: ConsentPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询本人和由本人代办的人员的参保关系 */
  listMyParticipations: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: ParticipationPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询本账号的登录 */
  listMySessions: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: SessionPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 退出本账号的全部登录 */
  endMySessions: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: EndedSessions;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 退出一次登录 */
  endMySession: {
    path: { session_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: EndedSessions;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询镇街宣传发动名单 */
  listPeopleToReach: {
    path: Record<string, never>;
    query: { benefit_year: number; area: string; after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: OutreachPersonPage;
    codes: "AREA_NOT_FOUND" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 报送镇街宣传发动方案 */
  fileOutreachPlan: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: PlanForm;
    answer: PlanResponse;
    codes: "AREA_NOT_FOUND" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "OUTREACH_HAS_FAULTS" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询各镇街方案报送情况 */
  getOutreachPlans: {
    path: Record<string, never>;
    query: { benefit_year: number; area: string };
    headers: Record<never, never>;
    body: undefined;
    answer: PlansResponse;
    codes: "AREA_NOT_FOUND" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 登记走访结果 */
  recordVisit: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: VisitForm;
    answer: VisitRecorded;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "OUTREACH_HAS_FAULTS" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 逾期未补正的申请不予通过 */
  rejectOverdueCorrections: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: OverdueRequest;
    answer: OverdueResult;
    codes: "AREA_NOT_FOUND" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询本单位在职人员（一企一档） */
  listOwnStaff: {
    path: Record<string, never>;
    query: { benefit_year: number; after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: StaffPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 登记参保关系变动 */
  recordParticipationAct: {
    path: { participation_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: ActRequest;
    answer: ParticipationStateResponse;
    codes: "ACT_HAS_FAULTS" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TRANSITION_REFUSED" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询参保关系变动 */
  listParticipationActs: {
    path: { participation_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: ActPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_MISSES" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 撤销参保关系变动 */
  withdrawParticipationAct: {
    path: { participation_id: string; act_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: ActWithdrawalRequest;
    answer: ParticipationStateResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "OWN_ACT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TRANSITION_REFUSED" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 变更参保信息 */
  changeParticipation: {
    path: { participation_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: ChangeRequest;
    answer: ChangedResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "CHANGE_HAS_FAULTS" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TRANSITION_REFUSED" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 停保 */
  stopParticipation: {
    path: { participation_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: StopRequest;
    answer: ParticipationStateResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "STOP_HAS_FAULTS" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TRANSITION_REFUSED" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 申请转移参保关系 */
  requestTransfer: {
    path: { participation_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: TransferRequest;
    answer: TransferResponse;
    codes: "ACT_HAS_FAULTS" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TRANSITION_REFUSED" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询村（居）、镇（街）的人员（一村一档） */
  listPeopleOfArea: {
    path: Record<string, never>;
    query: { area: string; benefit_year: number; without_government_until?: boolean; after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: ListedPersonPage;
    codes: "AREA_NOT_FOUND" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 按证件查找人员 */
  searchPerson: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: DocumentQuery;
    answer: PersonResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_MISSES" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 查询人员档案 */
  getPerson: {
    path: { person_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: PersonResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_MISSES" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 开具参保凭证或权益记录单 */
  issueCertificate: {
    path: { person_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: CertificateRequest;
    answer: CertificateResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 下载凭证 */
  downloadCertificate: {
    path: { person_id: string; certificate_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: string;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 登记特殊情形 */
  recordCircumstance: {
    path: { person_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: CircumstanceRequest;
    answer: CircumstanceResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "CIRCUMSTANCE_HAS_FAULTS" | "FILER_DECIDES" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询一人的特殊情形 */
  listCircumstances: {
    path: { person_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: CircumstancePage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_MISSES" | "TOO_MANY_REQUESTS" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 撤销特殊情形 */
  withdrawCircumstance: {
    path: { person_id: string; circumstance_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: undefined;
    answer: undefined;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "OWN_ACT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 登记死亡 */
  recordDeath: {
    path: { person_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: DeathRequest;
    answer: DeathResponse;
    codes: "ACT_HAS_FAULTS" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FILER_DECIDES" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 更正人员身份信息 */
  correctIdentity: {
    path: { person_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: IdentityCorrectionRequest;
    answer: PersonResponse;
    codes: "ASK_OFFICE" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "CORRECTION_HAS_FAULTS" | "DOCUMENT_OF_ANOTHER" | "FILER_DECIDES" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一人的参保信息 */
  getInsurance: {
    path: { person_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: InsuranceResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_MISSES" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 撤销转入接续的参保年度 */
  withdrawInsuredYears: {
    path: { person_id: string; history_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: undefined;
    answer: undefined;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "OWN_ACT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 合并人员档案 */
  mergePersons: {
    path: { person_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: MergeRequest;
    answer: PersonResponse | WaitingAnswer;
    codes: "ASK_OFFICE" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FILER_DECIDES" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_MISSES" | "TOO_MANY_REQUESTS" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询一人的参保关系 */
  listParticipations: {
    path: { person_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: ParticipationPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_MISSES" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 查询一人的权益记录 */
  listRightsRecords: {
    path: { person_id: string };
    query: { kind?: RightsKind | null };
    headers: Record<never, never>;
    body: undefined;
    answer: RightsRecordPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_MISSES" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 查询一人的参保登记经过 */
  getRegistrationTimeline: {
    path: { person_id: string };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: Timeline;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_MISSES" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 查询参保进度 */
  getProgress: {
    path: Record<string, never>;
    query: { benefit_year: number; area: string };
    headers: Record<never, never>;
    body: undefined;
    answer: ProgressResponse;
    codes: "AREA_NOT_FOUND" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询参保覆盖率 */
  getCoverage: {
    path: Record<string, never>;
    query: { benefit_year: number; area: string };
    headers: Record<never, never>;
    body: undefined;
    answer: CoverageResponse;
    codes: "AREA_NOT_FOUND" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TARGETS_NOT_SET" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询参保进度周报 */
  getProgressSnapshots: {
    path: Record<string, never>;
    query: { benefit_year: number; area: string };
    headers: Record<never, never>;
    body: undefined;
    answer: SnapshotsResponse;
    codes: "AREA_NOT_FOUND" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 续保登记 */
  renewInsured: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: RenewalRequest;
    answer: RenewalResult;
    codes: "APPLICATION_HAS_FAULTS" | "AREA_NOT_FOUND" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询死信的重新处理 */
  listRegistrationReplays: {
    path: Record<string, never>;
    query: { after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: ReplayPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一次重新处理的进度 */
  getRegistrationReplay: {
    path: { replay_id: number };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: ReplayLine;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 重新发布对象现状 */
  republishRegistrationEvents: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: RepublicationForm;
    answer: RepublicationResponse | WaitingAnswer;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "KIND_UNKNOWN" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询历次重新发布 */
  listRegistrationRepublications: {
    path: Record<string, never>;
    query: { after?: number | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: RepublicationPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询一次重新发布的进度 */
  getRegistrationRepublication: {
    path: { republication_id: number };
    query: Record<string, never>;
    headers: Record<never, never>;
    body: undefined;
    answer: RepublicationResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 停止一次重新发布 */
  stopRegistrationRepublication: {
    path: { republication_id: number };
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: undefined;
    answer: RepublicationResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 自助终端登录 */
  loginAtKiosk: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: KioskLogin;
    answer: KioskSessionResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "LOGIN_AWAY" | "LOGIN_NOT_OFFERED" | "MALFORMED_JSON" | "REAL_NAME_TICKET_REFUSED" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 手机号登录 */
  loginByPhone: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: PhoneLogin;
    answer: SessionResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "INTERNAL" | "INVALID_CONTENT" | "LOGIN_AWAY" | "LOGIN_CODE_REFUSED" | "LOGIN_NOT_OFFERED" | "MALFORMED_JSON" | "NO_PHONE_NUMBER" | "REAL_NAME_TICKET_REFUSED" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 请求短信验证码 */
  sendPhoneCode: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: PhoneCodeRequest;
    answer: PhoneCodeResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "INTERNAL" | "INVALID_CONTENT" | "LOGIN_NOT_OFFERED" | "MALFORMED_JSON" | "NO_PHONE_NUMBER" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 续期登录 */
  refreshSession: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: RefreshRequest;
    answer: SessionResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "LOGIN_NOT_OFFERED" | "MALFORMED_JSON" | "SESSION_OVER" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 微信登录 */
  loginByWechat: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: Record<never, never>;
    body: WeChatLogin;
    answer: SessionResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "INTERNAL" | "INVALID_CONTENT" | "LOGIN_AWAY" | "LOGIN_CODE_REFUSED" | "LOGIN_NOT_OFFERED" | "MALFORMED_JSON" | "REAL_NAME_TICKET_REFUSED" | "TOO_MANY_REQUESTS" | "UNAVAILABLE";
  };
  /** 报送困难居民名单 */
  handInSubsidyList: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: SubsidyListRequest;
    answer: SubsidyListResult | WaitingAnswer;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "LIST_HAS_FAULTS" | "MALFORMED_JSON" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_MANY_REQUESTS" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 编制资助资金申请 */
  drawUpSubsidyRequest: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: SubsidyRequestForm;
    answer: SubsidyRequestResponse;
    codes: "AREA_NOT_FOUND" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "SUBSIDY_REQUEST_HAS_FAULTS" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询资助资金申请的各版本 */
  listSubsidyRequests: {
    path: Record<string, never>;
    query: { region: string; benefit_year: number };
    headers: Record<never, never>;
    body: undefined;
    answer: SubsidyRequestPage;
    codes: "AREA_NOT_FOUND" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 登记资助资金下达 */
  recordSubsidyFunding: {
    path: { request_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: FundingForm;
    answer: SubsidyRequestResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "SUBSIDY_REQUEST_HAS_FAULTS" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TRANSITION_REFUSED" | "UNAVAILABLE";
  };
  /** 报送资助资金申请 */
  sendSubsidyRequest: {
    path: { request_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: undefined;
    answer: SubsidyRequestResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FILER_DECIDES" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TRANSITION_REFUSED" | "UNAVAILABLE";
  };
  /** 下载资助资金申请表 */
  downloadSubsidyRequest: {
    path: { request_id: string };
    query: { file_format?: SheetKind };
    headers: Record<never, never>;
    body: undefined;
    answer: string;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 登记新的任务表 */
  recordTargets: {
    path: Record<string, never>;
    query: Record<string, never>;
    headers: { "Idempotency-Key"?: string };
    body: TargetForm;
    answer: TargetVersionResponse;
    codes: "AREA_NOT_FOUND" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "TARGETS_HAVE_FAULTS" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询任务表各版本 */
  getTargets: {
    path: Record<string, never>;
    query: { benefit_year: number; area: string };
    headers: Record<never, never>;
    body: undefined;
    answer: TargetVersions;
    codes: "AREA_NOT_FOUND" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 查询关系转移 */
  listTransfers: {
    path: Record<string, never>;
    query: { after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: TransferPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE";
  };
  /** 登记关系转移结果 */
  decideTransfer: {
    path: { transfer_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: TransferOutcomeRequest;
    answer: TransferResponse;
    codes: "ACT_HAS_FAULTS" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FILER_DECIDES" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "MALFORMED_JSON" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TRANSITION_REFUSED" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 撤回关系转移申请 */
  withdrawTransfer: {
    path: { transfer_id: string };
    query: Record<string, never>;
    headers: { "Idempotency-Key": string };
    body: undefined;
    answer: TransferResponse;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_INVALID" | "IDEMPOTENCY_KEY_MISSING" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_CONTENT" | "NOT_FOUND" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TRANSITION_REFUSED" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询长期未缴费的参保登记 */
  listVoidParticipations: {
    path: Record<string, never>;
    query: { area: string; after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: VoidParticipationPage;
    codes: "AREA_NOT_FOUND" | "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
  /** 查询待录入、待审核事项 */
  getWorkList: {
    path: Record<string, never>;
    query: { area: string; benefit_year: number; after?: string | null; limit?: number };
    headers: Record<never, never>;
    body: undefined;
    answer: WorkPage;
    codes: "BAD_REQUEST" | "BODY_TOO_LARGE" | "FORBIDDEN" | "INTERNAL" | "INVALID_CONTENT" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "UNAVAILABLE" | "YEAR_NOT_OPEN";
  };
}

/** 每个操作的方法、地址和提交内容的类型 */
export const OPERATIONS = {
  listBenefitsAggregateVersions: { method: "GET", path: "/benefits/v1/aggregate-versions", content: "" },
  listBenefitsAuditRows: { method: "GET", path: "/benefits/v1/audit-rows", content: "" },
  reportClaims: { method: "POST", path: "/benefits/v1/claims", content: "application/json" },
  reportClaimsFile: { method: "POST", path: "/benefits/v1/claims/file", content: "text/csv" },
  moveBenefitsClock: { method: "POST", path: "/benefits/v1/clock", content: "application/json" },
  listBenefitsConfirmations: { method: "GET", path: "/benefits/v1/confirmations", content: "" },
  cancelBenefitsConfirmation: { method: "POST", path: "/benefits/v1/confirmations/{confirmation_id}/cancel", content: "" },
  listBenefitsDeadLetters: { method: "GET", path: "/benefits/v1/dead-letters", content: "" },
  discardBenefitsDeadLetters: { method: "POST", path: "/benefits/v1/dead-letters/discard", content: "application/json" },
  replayBenefitsDeadLetters: { method: "POST", path: "/benefits/v1/dead-letters/replay", content: "application/json" },
  getBenefitsDeadLetter: { method: "GET", path: "/benefits/v1/dead-letters/{letter_id}", content: "" },
  listBenefitsDictionaries: { method: "GET", path: "/benefits/v1/dictionaries", content: "" },
  getBenefitsDictionary: { method: "GET", path: "/benefits/v1/dictionaries/{kind}", content: "" },
  queryEntitlements: { method: "POST", path: "/benefits/v1/entitlements/batch", content: "application/json" },
  queryEmergencyCover: { method: "POST", path: "/benefits/v1/entitlements/emergency", content: "application/json" },
  getEntitlement: { method: "GET", path: "/benefits/v1/entitlements/{person_id}", content: "" },
  fileForCareElsewhere: { method: "POST", path: "/benefits/v1/filings", content: "application/json" },
  listFilings: { method: "GET", path: "/benefits/v1/filings", content: "" },
  getFilingForms: { method: "GET", path: "/benefits/v1/filings/forms", content: "" },
  getFiling: { method: "GET", path: "/benefits/v1/filings/{filing_id}", content: "" },
  getFilingAnswers: { method: "GET", path: "/benefits/v1/filings/{filing_id}/answers", content: "" },
  correctFiling: { method: "POST", path: "/benefits/v1/filings/{filing_id}/corrections", content: "application/json" },
  decideFiling: { method: "POST", path: "/benefits/v1/filings/{filing_id}/decision", content: "application/json" },
  endFiling: { method: "POST", path: "/benefits/v1/filings/{filing_id}/end", content: "" },
  runBenefitsTimedJob: { method: "POST", path: "/benefits/v1/job-runs", content: "application/json" },
  listBenefitsJobRuns: { method: "GET", path: "/benefits/v1/job-runs", content: "" },
  getBenefitsJobs: { method: "GET", path: "/benefits/v1/jobs", content: "" },
  runBenefitsJob: { method: "POST", path: "/benefits/v1/jobs/{job_name}/run", content: "" },
  listMyEntitlements: { method: "GET", path: "/benefits/v1/me/entitlements", content: "" },
  listMyFilings: { method: "GET", path: "/benefits/v1/me/filings", content: "" },
  previewMyPayment: { method: "POST", path: "/benefits/v1/me/previews", content: "application/json" },
  getNationalPersonInformation: { method: "POST", path: "/benefits/v1/national/1101", content: "application/json" },
  listParticipationRecords: { method: "GET", path: "/benefits/v1/persons/{person_id}/participations", content: "" },
  getBenefitsTimeline: { method: "GET", path: "/benefits/v1/persons/{person_id}/timeline", content: "" },
  previewPayment: { method: "POST", path: "/benefits/v1/previews", content: "application/json" },
  registerRepair: { method: "POST", path: "/benefits/v1/repairs", content: "application/json" },
  withdrawRepair: { method: "POST", path: "/benefits/v1/repairs/withdrawals", content: "application/json" },
  listBenefitsReplays: { method: "GET", path: "/benefits/v1/replays", content: "" },
  getBenefitsReplay: { method: "GET", path: "/benefits/v1/replays/{replay_id}", content: "" },
  republishBenefitsEvents: { method: "POST", path: "/benefits/v1/republications", content: "application/json" },
  listBenefitsRepublications: { method: "GET", path: "/benefits/v1/republications", content: "" },
  getBenefitsRepublication: { method: "GET", path: "/benefits/v1/republications/{republication_id}", content: "" },
  stopBenefitsRepublication: { method: "POST", path: "/benefits/v1/republications/{republication_id}/stop", content: "" },
  continueRun: { method: "POST", path: "/benefits/v1/runs", content: "application/json" },
  listDedupAggregateVersions: { method: "GET", path: "/dedup/v1/aggregate-versions", content: "" },
  listDedupAuditRows: { method: "GET", path: "/dedup/v1/audit-rows", content: "" },
  listDuplicateCases: { method: "GET", path: "/dedup/v1/cases", content: "" },
  listStillBoth: { method: "GET", path: "/dedup/v1/cases/still-both", content: "" },
  getDuplicateCase: { method: "GET", path: "/dedup/v1/cases/{case_id}", content: "" },
  recordCaseChoice: { method: "POST", path: "/dedup/v1/cases/{case_id}/choice", content: "application/json" },
  statePeopleDifferent: { method: "POST", path: "/dedup/v1/cases/{case_id}/different-people", content: "application/json" },
  withdrawPeopleDifferent: { method: "POST", path: "/dedup/v1/cases/{case_id}/different-people/withdrawal", content: "application/json" },
  recordCaseFacts: { method: "POST", path: "/dedup/v1/cases/{case_id}/facts", content: "application/json" },
  listDuplicateCaseVersions: { method: "GET", path: "/dedup/v1/cases/{case_id}/history", content: "" },
  askCheck: { method: "POST", path: "/dedup/v1/checks", content: "application/json" },
  askChecks: { method: "POST", path: "/dedup/v1/checks/batch", content: "application/json" },
  getApplicationChecks: { method: "GET", path: "/dedup/v1/checks/{application_id}", content: "" },
  moveDedupClock: { method: "POST", path: "/dedup/v1/clock", content: "application/json" },
  listDedupConfirmations: { method: "GET", path: "/dedup/v1/confirmations", content: "" },
  cancelDedupConfirmation: { method: "POST", path: "/dedup/v1/confirmations/{confirmation_id}/cancel", content: "" },
  listDedupDeadLetters: { method: "GET", path: "/dedup/v1/dead-letters", content: "" },
  discardDedupDeadLetters: { method: "POST", path: "/dedup/v1/dead-letters/discard", content: "application/json" },
  replayDedupDeadLetters: { method: "POST", path: "/dedup/v1/dead-letters/replay", content: "application/json" },
  getDedupDeadLetter: { method: "GET", path: "/dedup/v1/dead-letters/{letter_id}", content: "" },
  listDedupDictionaries: { method: "GET", path: "/dedup/v1/dictionaries", content: "" },
  getDedupDictionary: { method: "GET", path: "/dedup/v1/dictionaries/{kind}", content: "" },
  listFeeds: { method: "GET", path: "/dedup/v1/feeds", content: "" },
  expectFeed: { method: "PUT", path: "/dedup/v1/feeds/{source}", content: "application/json" },
  tellFreshness: { method: "POST", path: "/dedup/v1/feeds/{source}/freshness", content: "application/json" },
  runDedupTimedJob: { method: "POST", path: "/dedup/v1/job-runs", content: "application/json" },
  listDedupJobRuns: { method: "GET", path: "/dedup/v1/job-runs", content: "" },
  getDedupJobs: { method: "GET", path: "/dedup/v1/jobs", content: "" },
  runDedupJob: { method: "POST", path: "/dedup/v1/jobs/{job_name}/run", content: "" },
  listOwnDuplicateCases: { method: "GET", path: "/dedup/v1/me/cases", content: "" },
  chooseOwnRelation: { method: "POST", path: "/dedup/v1/me/cases/{case_id}/choice", content: "application/json" },
  listNotices: { method: "GET", path: "/dedup/v1/notices", content: "" },
  listNoticesNotDone: { method: "GET", path: "/dedup/v1/notices/still-active", content: "" },
  sendNotice: { method: "POST", path: "/dedup/v1/notices/{notice_id}/sending", content: "" },
  receiveRegionMessage: { method: "POST", path: "/dedup/v1/other-regions/messages", content: "" },
  getDedupTimeline: { method: "GET", path: "/dedup/v1/persons/{person_id}/timeline", content: "" },
  listProbableDuplicates: { method: "GET", path: "/dedup/v1/probable-duplicates", content: "" },
  listReceivedNotices: { method: "GET", path: "/dedup/v1/received-notices", content: "" },
  getReceivedNotice: { method: "GET", path: "/dedup/v1/received-notices/{notice_id}", content: "" },
  sendReceivedNoticeAnswer: { method: "POST", path: "/dedup/v1/received-notices/{notice_id}/answer", content: "" },
  decideReceivedNotice: { method: "POST", path: "/dedup/v1/received-notices/{notice_id}/decision", content: "application/json" },
  listDedupReplays: { method: "GET", path: "/dedup/v1/replays", content: "" },
  getDedupReplay: { method: "GET", path: "/dedup/v1/replays/{replay_id}", content: "" },
  republishDedupEvents: { method: "POST", path: "/dedup/v1/republications", content: "application/json" },
  listDedupRepublications: { method: "GET", path: "/dedup/v1/republications", content: "" },
  getDedupRepublication: { method: "GET", path: "/dedup/v1/republications/{republication_id}", content: "" },
  stopDedupRepublication: { method: "POST", path: "/dedup/v1/republications/{republication_id}/stop", content: "" },
  reportSpells: { method: "POST", path: "/dedup/v1/spells", content: "application/json" },
  listSpells: { method: "GET", path: "/dedup/v1/spells", content: "" },
  stateIdentity: { method: "POST", path: "/dedup/v1/statements", content: "application/json" },
  withdrawIdentity: { method: "POST", path: "/dedup/v1/statements/withdrawal", content: "application/json" },
  listSweeps: { method: "GET", path: "/dedup/v1/sweeps", content: "" },
  listPaymentBridgeAggregateVersions: { method: "GET", path: "/payment-bridge/v1/aggregate-versions", content: "" },
  listPaymentBridgeAuditRows: { method: "GET", path: "/payment-bridge/v1/audit-rows", content: "" },
  listBills: { method: "GET", path: "/payment-bridge/v1/bills", content: "" },
  getBill: { method: "GET", path: "/payment-bridge/v1/bills/{bill_id}", content: "" },
  makePaymentLink: { method: "POST", path: "/payment-bridge/v1/bills/{bill_id}/payment-links", content: "" },
  listBillPostings: { method: "GET", path: "/payment-bridge/v1/bills/{bill_id}/postings", content: "" },
  resendBill: { method: "POST", path: "/payment-bridge/v1/bills/{bill_id}/resend", content: "" },
  listCallbacks: { method: "GET", path: "/payment-bridge/v1/callbacks", content: "" },
  discardCallbacks: { method: "POST", path: "/payment-bridge/v1/callbacks/discard", content: "application/json" },
  replayCallback: { method: "POST", path: "/payment-bridge/v1/callbacks/{webhook_id}/replay", content: "" },
  movePaymentBridgeClock: { method: "POST", path: "/payment-bridge/v1/clock", content: "application/json" },
  getSchoolCollection: { method: "GET", path: "/payment-bridge/v1/collections/{school}", content: "" },
  listPaymentBridgeConfirmations: { method: "GET", path: "/payment-bridge/v1/confirmations", content: "" },
  cancelPaymentBridgeConfirmation: { method: "POST", path: "/payment-bridge/v1/confirmations/{confirmation_id}/cancel", content: "" },
  listPaymentBridgeDeadLetters: { method: "GET", path: "/payment-bridge/v1/dead-letters", content: "" },
  discardPaymentBridgeDeadLetters: { method: "POST", path: "/payment-bridge/v1/dead-letters/discard", content: "application/json" },
  replayPaymentBridgeDeadLetters: { method: "POST", path: "/payment-bridge/v1/dead-letters/replay", content: "application/json" },
  getPaymentBridgeDeadLetter: { method: "GET", path: "/payment-bridge/v1/dead-letters/{letter_id}", content: "" },
  listPaymentBridgeDictionaries: { method: "GET", path: "/payment-bridge/v1/dictionaries", content: "" },
  getPaymentBridgeDictionary: { method: "GET", path: "/payment-bridge/v1/dictionaries/{kind}", content: "" },
  listDifferences: { method: "GET", path: "/payment-bridge/v1/differences", content: "" },
  closeDifference: { method: "POST", path: "/payment-bridge/v1/differences/{difference_id}/close", content: "application/json" },
  listBatchFiles: { method: "GET", path: "/payment-bridge/v1/files", content: "" },
  uploadBatchFile: { method: "POST", path: "/payment-bridge/v1/files", content: "text/plain" },
  getBatchFile: { method: "GET", path: "/payment-bridge/v1/files/{file_id}", content: "" },
  listBatchFileFaults: { method: "GET", path: "/payment-bridge/v1/files/{file_id}/faults", content: "" },
  listFinanceDeductions: { method: "GET", path: "/payment-bridge/v1/finance-deductions", content: "" },
  listFinanceDeductionBills: { method: "GET", path: "/payment-bridge/v1/finance-deductions/bills", content: "" },
  exportFinanceDeductions: { method: "GET", path: "/payment-bridge/v1/finance-deductions/export", content: "" },
  getHouseholdTotal: { method: "GET", path: "/payment-bridge/v1/households/{household_id}/total", content: "" },
  runPaymentBridgeTimedJob: { method: "POST", path: "/payment-bridge/v1/job-runs", content: "application/json" },
  listPaymentBridgeJobRuns: { method: "GET", path: "/payment-bridge/v1/job-runs", content: "" },
  getPaymentBridgeJobs: { method: "GET", path: "/payment-bridge/v1/jobs", content: "" },
  runPaymentBridgeJob: { method: "POST", path: "/payment-bridge/v1/jobs/{job_name}/run", content: "" },
  listLedgerAccounts: { method: "GET", path: "/payment-bridge/v1/ledger/accounts", content: "" },
  listLevyChecks: { method: "GET", path: "/payment-bridge/v1/levy-checks", content: "" },
  passLevyCheck: { method: "POST", path: "/payment-bridge/v1/levy-checks", content: "application/json" },
  makeLevyFile: { method: "POST", path: "/payment-bridge/v1/levy-files", content: "application/json" },
  downloadLevyFile: { method: "GET", path: "/payment-bridge/v1/levy-files/{file_id}/content", content: "" },
  listOwnBills: { method: "GET", path: "/payment-bridge/v1/me/bills", content: "" },
  listOwnDues: { method: "GET", path: "/payment-bridge/v1/me/dues", content: "" },
  listOutgoingMessages: { method: "GET", path: "/payment-bridge/v1/outgoing", content: "" },
  listOutgoingAttempts: { method: "GET", path: "/payment-bridge/v1/outgoing/{message_id}/attempts", content: "" },
  replayOutgoingMessage: { method: "POST", path: "/payment-bridge/v1/outgoing/{message_id}/replay", content: "" },
  listPayments: { method: "GET", path: "/payment-bridge/v1/payments", content: "" },
  endPeriod: { method: "POST", path: "/payment-bridge/v1/period-ends", content: "application/json" },
  getLevyTimeline: { method: "GET", path: "/payment-bridge/v1/persons/{person_id}/timeline", content: "" },
  getLevyProgress: { method: "GET", path: "/payment-bridge/v1/progress", content: "" },
  reconcileDay: { method: "POST", path: "/payment-bridge/v1/reconciliations", content: "application/json" },
  listReconciliations: { method: "GET", path: "/payment-bridge/v1/reconciliations", content: "" },
  listReconciliationDifferences: { method: "GET", path: "/payment-bridge/v1/reconciliations/{reconciliation_id}/differences", content: "" },
  closeReconciliationDifference: { method: "POST", path: "/payment-bridge/v1/reconciliations/{reconciliation_id}/differences/{difference_id}/close", content: "application/json" },
  exportReconciliationDifferences: { method: "GET", path: "/payment-bridge/v1/reconciliations/{reconciliation_id}/export", content: "" },
  requestRefund: { method: "POST", path: "/payment-bridge/v1/refunds", content: "application/json" },
  listRefunds: { method: "GET", path: "/payment-bridge/v1/refunds", content: "" },
  getRefund: { method: "GET", path: "/payment-bridge/v1/refunds/{refund_id}", content: "" },
  callOffRefund: { method: "POST", path: "/payment-bridge/v1/refunds/{refund_id}/call-off", content: "application/json" },
  correctRefund: { method: "POST", path: "/payment-bridge/v1/refunds/{refund_id}/corrections", content: "application/json" },
  reviewRefundFirst: { method: "POST", path: "/payment-bridge/v1/refunds/{refund_id}/first-review", content: "application/json" },
  payRefundAgain: { method: "POST", path: "/payment-bridge/v1/refunds/{refund_id}/payouts", content: "" },
  reviewRefundSecond: { method: "POST", path: "/payment-bridge/v1/refunds/{refund_id}/second-review", content: "application/json" },
  withdrawRefund: { method: "POST", path: "/payment-bridge/v1/refunds/{refund_id}/withdraw", content: "" },
  listPaymentBridgeReplays: { method: "GET", path: "/payment-bridge/v1/replays", content: "" },
  getPaymentBridgeReplay: { method: "GET", path: "/payment-bridge/v1/replays/{replay_id}", content: "" },
  republishPaymentBridgeEvents: { method: "POST", path: "/payment-bridge/v1/republications", content: "application/json" },
  listPaymentBridgeRepublications: { method: "GET", path: "/payment-bridge/v1/republications", content: "" },
  getPaymentBridgeRepublication: { method: "GET", path: "/payment-bridge/v1/republications/{republication_id}", content: "" },
  stopPaymentBridgeRepublication: { method: "POST", path: "/payment-bridge/v1/republications/{republication_id}/stop", content: "" },
  listTaxCases: { method: "GET", path: "/payment-bridge/v1/tax-cases", content: "" },
  closeTaxCase: { method: "POST", path: "/payment-bridge/v1/tax-cases/{case_id}/close", content: "application/json" },
  retryTaxRow: { method: "POST", path: "/payment-bridge/v1/tax-cases/{case_id}/retry", content: "" },
  listTaxEndpoints: { method: "GET", path: "/payment-bridge/v1/tax-endpoints", content: "" },
  enableTaxEndpoint: { method: "POST", path: "/payment-bridge/v1/tax-endpoints/{endpoint}/enable", content: "" },
  readTaxLedgerState: { method: "GET", path: "/payment-bridge/v1/tax-ledger", content: "" },
  rereadTaxLedger: { method: "POST", path: "/payment-bridge/v1/tax-ledger/rereads", content: "" },
  receiveTaxCallback: { method: "POST", path: "/payment-bridge/v1/webhooks/tax", content: "" },
  listRegistrationAggregateVersions: { method: "GET", path: "/registration/v1/aggregate-versions", content: "" },
  submitApplication: { method: "POST", path: "/registration/v1/applications", content: "application/json" },
  listApplications: { method: "GET", path: "/registration/v1/applications", content: "" },
  getApplication: { method: "GET", path: "/registration/v1/applications/{application_id}", content: "" },
  getConsent: { method: "GET", path: "/registration/v1/applications/{application_id}/consent", content: "" },
  nameConsentUnits: { method: "POST", path: "/registration/v1/applications/{application_id}/consent/units", content: "application/json" },
  withdrawConsent: { method: "POST", path: "/registration/v1/applications/{application_id}/consent/withdraw", content: "" },
  correctApplication: { method: "POST", path: "/registration/v1/applications/{application_id}/corrections", content: "application/json" },
  decideApplication: { method: "POST", path: "/registration/v1/applications/{application_id}/decision", content: "application/json" },
  withdrawApplication: { method: "POST", path: "/registration/v1/applications/{application_id}/withdraw", content: "" },
  listRegistrationAuditRows: { method: "GET", path: "/registration/v1/audit-rows", content: "" },
  listBundleKinds: { method: "GET", path: "/registration/v1/bundle-kinds", content: "" },
  submitBundle: { method: "POST", path: "/registration/v1/bundles", content: "application/json" },
  getBundle: { method: "GET", path: "/registration/v1/bundles/{bundle_id}", content: "" },
  sendBundlePartAgain: { method: "POST", path: "/registration/v1/bundles/{bundle_id}/parts/{part_no}", content: "application/json" },
  checkCertificate: { method: "POST", path: "/registration/v1/certificates/checks", content: "application/json" },
  moveRegistrationClock: { method: "POST", path: "/registration/v1/clock", content: "application/json" },
  listRegistrationConfirmations: { method: "GET", path: "/registration/v1/confirmations", content: "" },
  cancelRegistrationConfirmation: { method: "POST", path: "/registration/v1/confirmations/{confirmation_id}/cancel", content: "" },
  activateCredential: { method: "POST", path: "/registration/v1/credential-activations", content: "application/json" },
  listRegistrationDeadLetters: { method: "GET", path: "/registration/v1/dead-letters", content: "" },
  discardRegistrationDeadLetters: { method: "POST", path: "/registration/v1/dead-letters/discard", content: "application/json" },
  replayRegistrationDeadLetters: { method: "POST", path: "/registration/v1/dead-letters/replay", content: "application/json" },
  getRegistrationDeadLetter: { method: "GET", path: "/registration/v1/dead-letters/{letter_id}", content: "" },
  decideApplications: { method: "POST", path: "/registration/v1/decisions", content: "application/json" },
  listRegistrationDictionaries: { method: "GET", path: "/registration/v1/dictionaries", content: "" },
  getRegistrationDictionary: { method: "GET", path: "/registration/v1/dictionaries/{kind}", content: "" },
  listDivisions: { method: "GET", path: "/registration/v1/divisions", content: "" },
  saveDraft: { method: "POST", path: "/registration/v1/drafts", content: "application/json" },
  listDrafts: { method: "GET", path: "/registration/v1/drafts", content: "" },
  getDraft: { method: "GET", path: "/registration/v1/drafts/{draft_id}", content: "" },
  saveDraftAgain: { method: "PUT", path: "/registration/v1/drafts/{draft_id}", content: "application/json" },
  discardDraft: { method: "POST", path: "/registration/v1/drafts/{draft_id}/discard", content: "" },
  submitDraft: { method: "POST", path: "/registration/v1/drafts/{draft_id}/submit", content: "" },
  listEmployeeNotices: { method: "GET", path: "/registration/v1/employee-notices", content: "" },
  acceptHouseholdForm: { method: "POST", path: "/registration/v1/household-forms", content: "application/json" },
  getHouseholdForm: { method: "GET", path: "/registration/v1/household-forms/{form_id}", content: "" },
  enterHouseholdForm: { method: "POST", path: "/registration/v1/household-forms/{form_id}/entry", content: "application/json" },
  correctHouseholdFormMember: { method: "POST", path: "/registration/v1/household-forms/{form_id}/members/{member_no}/correction", content: "application/json" },
  withdrawHouseholdForm: { method: "POST", path: "/registration/v1/household-forms/{form_id}/withdrawal", content: "" },
  listPeopleOfHousehold: { method: "GET", path: "/registration/v1/households/{household_id}/people", content: "" },
  nameDocuments: { method: "POST", path: "/registration/v1/identity-tokens", content: "application/json" },
  importInsured: { method: "POST", path: "/registration/v1/imports", content: "application/json" },
  listItems: { method: "GET", path: "/registration/v1/items", content: "" },
  getItem: { method: "GET", path: "/registration/v1/items/{item}", content: "" },
  prefillItem: { method: "POST", path: "/registration/v1/items/{item}/prefill", content: "application/json" },
  getItemTemplate: { method: "GET", path: "/registration/v1/items/{item}/templates/{template}", content: "" },
  runRegistrationTimedJob: { method: "POST", path: "/registration/v1/job-runs", content: "application/json" },
  listRegistrationJobRuns: { method: "GET", path: "/registration/v1/job-runs", content: "" },
  getRegistrationJobs: { method: "GET", path: "/registration/v1/jobs", content: "" },
  runRegistrationJob: { method: "POST", path: "/registration/v1/jobs/{job_name}/run", content: "" },
  listLists: { method: "GET", path: "/registration/v1/lists", content: "" },
  fileList: { method: "POST", path: "/registration/v1/lists", content: "multipart/form-data" },
  getList: { method: "GET", path: "/registration/v1/lists/{list_id}", content: "" },
  downloadListAnswer: { method: "GET", path: "/registration/v1/lists/{list_id}/answer", content: "" },
  confirmList: { method: "POST", path: "/registration/v1/lists/{list_id}/confirm", content: "" },
  getListDifference: { method: "GET", path: "/registration/v1/lists/{list_id}/difference", content: "" },
  listListRows: { method: "GET", path: "/registration/v1/lists/{list_id}/rows", content: "" },
  takeBackList: { method: "POST", path: "/registration/v1/lists/{list_id}/take-back", content: "" },
  recordMandate: { method: "POST", path: "/registration/v1/mandates", content: "application/json" },
  listMandates: { method: "GET", path: "/registration/v1/mandates", content: "" },
  decideMandate: { method: "POST", path: "/registration/v1/mandates/{mandate_id}/decision", content: "application/json" },
  endMandate: { method: "POST", path: "/registration/v1/mandates/{mandate_id}/end", content: "" },
  uploadMaterial: { method: "POST", path: "/registration/v1/materials", content: "multipart/form-data" },
  getMaterial: { method: "GET", path: "/registration/v1/materials/{material_id}", content: "" },
  downloadMaterial: { method: "GET", path: "/registration/v1/materials/{material_id}/content", content: "" },
  getMe: { method: "GET", path: "/registration/v1/me", content: "" },
  listMyNoticeConsents: { method: "GET", path: "/registration/v1/me/notice-consents", content: "" },
  agreeToNotices: { method: "POST", path: "/registration/v1/me/notice-consents", content: "application/json" },
  listMyParticipations: { method: "GET", path: "/registration/v1/me/participations", content: "" },
  listMySessions: { method: "GET", path: "/registration/v1/me/sessions", content: "" },
  endMySessions: { method: "POST", path: "/registration/v1/me/sessions/end", content: "" },
  endMySession: { method: "POST", path: "/registration/v1/me/sessions/{session_id}/end", content: "" },
  listPeopleToReach: { method: "GET", path: "/registration/v1/outreach", content: "" },
  fileOutreachPlan: { method: "POST", path: "/registration/v1/outreach/plans", content: "application/json" },
  getOutreachPlans: { method: "GET", path: "/registration/v1/outreach/plans", content: "" },
  recordVisit: { method: "POST", path: "/registration/v1/outreach/visits", content: "application/json" },
  rejectOverdueCorrections: { method: "POST", path: "/registration/v1/overdue-corrections", content: "application/json" },
  listOwnStaff: { method: "GET", path: "/registration/v1/own-staff", content: "" },
  recordParticipationAct: { method: "POST", path: "/registration/v1/participations/{participation_id}/acts", content: "application/json" },
  listParticipationActs: { method: "GET", path: "/registration/v1/participations/{participation_id}/acts", content: "" },
  withdrawParticipationAct: { method: "POST", path: "/registration/v1/participations/{participation_id}/acts/{act_id}/withdrawal", content: "application/json" },
  changeParticipation: { method: "POST", path: "/registration/v1/participations/{participation_id}/changes", content: "application/json" },
  stopParticipation: { method: "POST", path: "/registration/v1/participations/{participation_id}/stop", content: "application/json" },
  requestTransfer: { method: "POST", path: "/registration/v1/participations/{participation_id}/transfers", content: "application/json" },
  listPeopleOfArea: { method: "GET", path: "/registration/v1/people", content: "" },
  searchPerson: { method: "POST", path: "/registration/v1/persons/search", content: "application/json" },
  getPerson: { method: "GET", path: "/registration/v1/persons/{person_id}", content: "" },
  issueCertificate: { method: "POST", path: "/registration/v1/persons/{person_id}/certificates", content: "application/json" },
  downloadCertificate: { method: "GET", path: "/registration/v1/persons/{person_id}/certificates/{certificate_id}/pdf", content: "" },
  recordCircumstance: { method: "POST", path: "/registration/v1/persons/{person_id}/circumstances", content: "application/json" },
  listCircumstances: { method: "GET", path: "/registration/v1/persons/{person_id}/circumstances", content: "" },
  withdrawCircumstance: { method: "POST", path: "/registration/v1/persons/{person_id}/circumstances/{circumstance_id}/withdrawal", content: "" },
  recordDeath: { method: "POST", path: "/registration/v1/persons/{person_id}/death", content: "application/json" },
  correctIdentity: { method: "POST", path: "/registration/v1/persons/{person_id}/identity-corrections", content: "application/json" },
  getInsurance: { method: "GET", path: "/registration/v1/persons/{person_id}/insurance", content: "" },
  withdrawInsuredYears: { method: "POST", path: "/registration/v1/persons/{person_id}/insured-years/{history_id}/withdrawal", content: "" },
  mergePersons: { method: "POST", path: "/registration/v1/persons/{person_id}/merges", content: "application/json" },
  listParticipations: { method: "GET", path: "/registration/v1/persons/{person_id}/participations", content: "" },
  listRightsRecords: { method: "GET", path: "/registration/v1/persons/{person_id}/rights-records", content: "" },
  getRegistrationTimeline: { method: "GET", path: "/registration/v1/persons/{person_id}/timeline", content: "" },
  getProgress: { method: "GET", path: "/registration/v1/progress", content: "" },
  getCoverage: { method: "GET", path: "/registration/v1/progress/coverage", content: "" },
  getProgressSnapshots: { method: "GET", path: "/registration/v1/progress/snapshots", content: "" },
  renewInsured: { method: "POST", path: "/registration/v1/renewals", content: "application/json" },
  listRegistrationReplays: { method: "GET", path: "/registration/v1/replays", content: "" },
  getRegistrationReplay: { method: "GET", path: "/registration/v1/replays/{replay_id}", content: "" },
  republishRegistrationEvents: { method: "POST", path: "/registration/v1/republications", content: "application/json" },
  listRegistrationRepublications: { method: "GET", path: "/registration/v1/republications", content: "" },
  getRegistrationRepublication: { method: "GET", path: "/registration/v1/republications/{republication_id}", content: "" },
  stopRegistrationRepublication: { method: "POST", path: "/registration/v1/republications/{republication_id}/stop", content: "" },
  loginAtKiosk: { method: "POST", path: "/registration/v1/sessions/kiosk", content: "application/json" },
  loginByPhone: { method: "POST", path: "/registration/v1/sessions/phone", content: "application/json" },
  sendPhoneCode: { method: "POST", path: "/registration/v1/sessions/phone/codes", content: "application/json" },
  refreshSession: { method: "POST", path: "/registration/v1/sessions/refresh", content: "application/json" },
  loginByWechat: { method: "POST", path: "/registration/v1/sessions/wechat", content: "application/json" },
  handInSubsidyList: { method: "POST", path: "/registration/v1/subsidy-lists", content: "application/json" },
  drawUpSubsidyRequest: { method: "POST", path: "/registration/v1/subsidy-requests", content: "application/json" },
  listSubsidyRequests: { method: "GET", path: "/registration/v1/subsidy-requests", content: "" },
  recordSubsidyFunding: { method: "POST", path: "/registration/v1/subsidy-requests/{request_id}/funding", content: "application/json" },
  sendSubsidyRequest: { method: "POST", path: "/registration/v1/subsidy-requests/{request_id}/send", content: "" },
  downloadSubsidyRequest: { method: "GET", path: "/registration/v1/subsidy-requests/{request_id}/sheet", content: "" },
  recordTargets: { method: "POST", path: "/registration/v1/targets", content: "application/json" },
  getTargets: { method: "GET", path: "/registration/v1/targets", content: "" },
  listTransfers: { method: "GET", path: "/registration/v1/transfers", content: "" },
  decideTransfer: { method: "POST", path: "/registration/v1/transfers/{transfer_id}/outcome", content: "application/json" },
  withdrawTransfer: { method: "POST", path: "/registration/v1/transfers/{transfer_id}/withdrawal", content: "" },
  listVoidParticipations: { method: "GET", path: "/registration/v1/void-participations", content: "" },
  getWorkList: { method: "GET", path: "/registration/v1/work-list", content: "" },
} as const;
