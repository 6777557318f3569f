// Refunds: the list, one with its way, and the acts on it. Who may do what is the service's to say; here an act stands where it can be next.

import { Answer, AnswerNote } from "../answers.js";
import { get, session } from "../api.js";
import { html } from "../html.js";
import { every } from "../refresh.js";
import { column } from "../table.js";
import { money, when } from "../writing.js";
import { RefundAct } from "./refund-act.js";

const { ElButton, ElDialog, ElRadioButton, ElRadioGroup, ElTable } = ElementPlus;
const REFUNDS = "/payment-bridge/v1/refunds";
const PAGE = 50;
const STATES = { "": "全部", TAX_FIRST_REVIEW: "待初审", AGENCY_SECOND_REVIEW: "待复审", NEEDS_CORRECTION: "待补正", APPROVED: "待拨付", PAID_BACK: "已退还" };
const READERS = ["clerk", "reviewer", "operator", "auditor", "tax"];

const IN_REVIEW = ["TAX_FIRST_REVIEW", "AGENCY_SECOND_REVIEW"];

const codes = ({ reasons, missing_names: missing }) => [...reasons, ...missing.map((one) => `缺${one}`)].join("、");

function step(one) {
  return html`<li key=${`${one.state} ${one.on} ${one.by}`}><b>${IN_REVIEW.includes(one.state) ? "转" : ""}${one.state_label}</b> <span class="minor">${when(one.on)} · ${one.by}</span>
    ${codes(one) && html`<div>${codes(one)}</div>`}${one.note && html`<div>${one.note}</div>`}</li>`;
}

export const Refunds = {
  name: "RefundList",
  data: () => ({ state: "", page: new Answer(), chosen: new Answer(), isOpen: false }),
  computed: {
    mayRead() {
      return READERS.some((role) => session.roles.includes(role));
    },
    rows() {
      return this.page.value?.items || [];
    },
  },
  methods: {
    ask(way) {
      return this.mayRead ? this.page[way](() => get(REFUNDS, { state: this.state, limit: PAGE })) : null;
    },
    show(state) {
      this.state = state;
      return this.ask("ask");
    },
    open(refund) {
      this.isOpen = true;
      return this.chosen.ask(() => get(`${REFUNDS}/${refund.refund_id}`));
    },
    close() {
      this.isOpen = false;
      this.chosen.forget();
    },
    async acted() {
      const { value } = this.chosen;
      if (value) await this.open(value);
      await this.ask("askAgain");
    },
    choice() {
      const states = Object.entries(STATES).map(([value, label]) => html`<${ElRadioButton} key=${value} value=${value} label=${label} />`);
      return html`<${ElRadioGroup} modelValue=${this.state} size="small" aria-label="退费状态" onUpdate:modelValue=${this.show}>${states}</${ElRadioGroup}>`;
    },
    table() {
      return html`
        <div class="wide"><${ElTable} data=${this.rows} size="small" border scrollbarAlwaysOn>
          ${column({ label: "申请日期", width: 110 }, (one) => when(one.applied_on))}
          ${column({ label: "情形", minWidth: 160 }, (one) => one.ground_label)}
          ${column({ label: "金额", width: 130, align: "right" }, (one) => money(one.amount))}
          ${column({ label: "状态", minWidth: 150 }, (one) => html`<div>${one.state_label}</div>${one.payout_failed && html`<div class="minor">最近一次拨付失败</div>`}`)}
          ${column({ label: "操作", width: 80 }, (one) => html`<${ElButton} link type="primary" aria-label="查看 ${one.applied_on} 的退费" onClick=${() => this.open(one)}>查看</${ElButton}>`)}
        </${ElTable}></div>
        ${this.page.value.next && html`<p class="said">退费较多，只列出最近的 ${PAGE} 件</p>`}`;
    },
    shown() {
      return html`
        <${AnswerNote} answer=${this.page} />
        ${this.rows.length > 0 && this.table()}
        ${this.page.isKnown && !this.rows.length && html`<p class="said none">没有退费申请</p>`}`;
    },
    one() {
      const { value } = this.chosen;
      return html`
        <dl class="facts">
          <dt>情形</dt><dd>${value.ground_label}${value.fact_on ? `（${when(value.fact_on)}）` : ""}</dd>
          <dt>金额</dt><dd>${money(value.amount)}</dd>
          <dt>税票号码</dt><dd>${value.tax_serials.join("、")}</dd>
          <dt>材料</dt><dd>${value.paper_names.join("、") || "—"}</dd>
          <dt>参保关系</dt><dd>${value.ends_label}${value.ends === "KEEP" ? "" : `，自 ${when(value.effective_on)} 起`}</dd>
          <dt>退还日期</dt><dd>${when(value.paid_back_on)}</dd>
        </dl>
        <div class="part"><h4>办理经过</h4><ol data-test="steps">${value.steps.map(step)}</ol></div>
        <${RefundAct} key=${`${value.refund_id}/${value.version}`} refund=${value} onActed=${this.acted} />`;
    },
  },
  created() {
    this.stop = every(5000, () => this.ask("askAgain"));
  },
  beforeUnmount() {
    this.stop();
  },
  render() {
    return html`
      <div class="sheet" data-test="refunds">
        <div class="row-head"><h2>退费<small>税务部门初审，经办机构复审；参保关系先终止，款项后退还</small></h2>${this.mayRead && this.choice()}</div>
        ${this.mayRead ? this.shown() : html`<p class="said none">查看退费需要经办、复核、运维、审计或税务角色</p>`}
        <${ElDialog} modelValue=${this.isOpen} title="退费申请" width="min(680px, 94vw)" onClose=${this.close}>
          <${AnswerNote} answer=${this.chosen} />
          ${this.chosen.value && this.one()}
        </${ElDialog}>
      </div>`;
  },
};
