// Reconciliation day by day; the differences of one day, each closed with its reason.

import { Answer, AnswerNote } from "../answers.js";
import { get, post, session } from "../api.js";
import { html, instead } from "../html.js";
import { every } from "../refresh.js";
import { column } from "../table.js";
import { count, money, when } from "../writing.js";

const { ElAlert, ElButton, ElDialog, ElInput, ElTable } = ElementPlus;
const DAYS = "/payment-bridge/v1/reconciliations";
const PAGE = 100;
const OFFICES = ["clerk", "reviewer", "operator", "auditor"];

const lines = (value) => (value === null ? "未收到" : count(value));
const entry = (amount, day) => html`<div>${money(amount)}</div><div class="minor">${when(day)}</div>`;
const number = ({ reference, takes_back: takesBack, told_otherwise_id: toldOtherwise }) => html`
  <code>${reference}</code>
  ${takesBack && html`<div class="minor">冲正</div>`}
  ${toldOtherwise && html`<div class="minor">该税票另有一次传送与对账单一致</div>`}`;
const end = ({ state_label: label, close_reason: reason, closed_by: who }) => html`<div>${label}</div>${who && html`<div class="minor">${who}：${reason}</div>`}`;

export const Reconciliations = {
  name: "ReconciliationDays",
  data: () => ({ days: new Answer(), day: null, differences: new Answer(), closing: null, reason: "", refused: "", busy: false }),
  computed: {
    mayRead() {
      return OFFICES.some((role) => session.roles.includes(role));
    },
    mayClose() {
      return session.roles.includes("operator");
    },
    rows() {
      return (this.days.value?.items || []).filter((one) => one.ours || one.found || one.tax_lines !== null || one.bank_lines !== null);
    },
    found() {
      return this.differences.value?.items || [];
    },
  },
  methods: {
    load() {
      return this.mayRead ? this.days.askAgain(() => get(DAYS, { limit: 100 })) : null;
    },
    look(way) {
      return this.differences[way](() => get(`${DAYS}/${this.day.reconciliation_id}/differences`, { limit: PAGE }));
    },
    open(day) {
      this.day = day;
      return this.look("ask");
    },
    askReason(difference) {
      Object.assign(this, { closing: difference, reason: "", refused: "" });
    },
    keep() {
      this.closing = null;
    },
    async close() {
      Object.assign(this, { busy: true, refused: "" });
      try {
        await post(`${DAYS}/${this.day.reconciliation_id}/differences/${this.closing.difference_id}/close`, { reason: this.reason.trim() });
        ElementPlus.ElMessage.success("已核结");
        this.closing = null;
      } catch (error) {
        this.refused = `没有核结：${error.message}`;
      } finally {
        this.busy = false;
      }
      await this.look("askAgain");
    },
    dayTable() {
      return html`
        <div class="wide"><${ElTable} data=${this.rows} size="small" border scrollbarAlwaysOn>
          ${column({ label: "日期", width: 110 }, (one) => when(one.day))}
          ${column({ label: "我方", minWidth: 90, align: "right" }, (one) => count(one.ours))}
          ${column({ label: "税务对账单", minWidth: 110, align: "right" }, (one) => lines(one.tax_lines))}
          ${column({ label: "银行对账单", minWidth: 110, align: "right" }, (one) => lines(one.bank_lines))}
          ${column({ label: "相符", minWidth: 90, align: "right" }, (one) => count(one.matched))}
          ${column({ label: "差异", minWidth: 80, align: "right" }, (one) => count(one.found))}
          ${column({ label: "操作", width: 80 }, (one) => html`<${ElButton} link type="primary" aria-label="查看 ${one.day} 的对账" onClick=${() => this.open(one)}>查看</${ElButton}>`)}
        </${ElTable}></div>`;
    },
    differenceTable() {
      return html`
        <div class="wide"><${ElTable} data=${this.found} size="small" border scrollbarAlwaysOn>
          ${column({ label: "类别", minWidth: 150 }, (one) => html`<div>${one.kind_label}</div><div class="minor">${one.book_label}</div>`)}
          ${column({ label: "号码", minWidth: 130 }, number)}
          ${column({ label: "我方", width: 130, align: "right" }, (one) => entry(one.our_amount, one.our_day))}
          ${column({ label: "对方", width: 130, align: "right" }, (one) => entry(one.their_amount, one.their_day))}
          ${column({ label: "负责区划", width: 110 }, (one) => one.area || "全辖区")}
          ${column({ label: "挂账", width: 80, align: "right" }, (one) => `${count(one.age_days)} 天`)}
          ${column({ label: "状态", minWidth: 160 }, end)}
          ${this.mayClose && column({ label: "操作", width: 80 }, (one) => one.state === "OPEN" && html`<${ElButton} link type="primary" aria-label="核结 ${one.reference}" onClick=${() => this.askReason(one)}>核结</${ElButton}>`)}
        </${ElTable}></div>
        ${this.differences.value.next && html`<p class="said">差异较多，只列出最早的 ${PAGE} 项，其余请导出</p>`}`;
    },
    ofDay() {
      return html`
        <div class="part" data-test="differences"><h4>${when(this.day.day)} 的对账差异</h4>
          <${AnswerNote} answer=${this.differences} />
          ${this.found.length > 0 && this.differenceTable()}
          ${this.differences.isKnown && !this.found.length && html`<p class="said none">没有对账差异</p>`}
        </div>`;
    },
    closeForm() {
      return html`
        <form onSubmit=${instead(this.close)}>
          <p>款项与待遇不因核结而改变，更正由对方以新的记录传送；核结人与原因留痕。<br /><code>${this.closing.reference}</code></p>
          ${this.refused && html`<${ElAlert} title=${this.refused} type="error" closable=${false} showIcon />`}
          <label for="close-reason">原因（必填）</label>
          <${ElInput} id="close-reason" modelValue=${this.reason} onUpdate:modelValue=${(reason) => (this.reason = reason)} type="textarea" rows=${3} maxlength="500" />
          <div class="buttons"><${ElButton} onClick=${this.keep}>取消</${ElButton}>
            <${ElButton} type="primary" nativeType="submit" loading=${this.busy} disabled=${!this.reason.trim()}>核结</${ElButton}></div>
        </form>`;
    },
    shown() {
      return html`
        <${AnswerNote} answer=${this.days} />
        ${this.rows.length > 0 && this.dayTable()}
        ${this.days.isKnown && !this.rows.length && html`<p class="said none">近期没有账目，也没有收到对账单</p>`}
        ${this.day && this.ofDay()}`;
    },
  },
  created() {
    this.stop = every(10000, () => this.load());
  },
  beforeUnmount() {
    this.stop();
  },
  render() {
    return html`
      <div class="sheet" data-test="reconciliations">
        <h2>对账<small>我方账目与税务、银行（国库）对账单逐日比对；没有账目和对账单的日期不列</small></h2>
        ${this.mayRead ? this.shown() : html`<p class="said none">查看对账需要经办、复核、运维或审计角色</p>`}
        <${ElDialog} modelValue=${this.closing !== null} title="核结对账差异" width="min(480px, 94vw)" onClose=${this.keep}>${this.closing && this.closeForm()}</${ElDialog}>
      </div>`;
  },
};
