// What can be done next with a refund: the review that is due, another payout, or calling it off.

import { post, postOnce, session } from "../api.js";
import { html, instead } from "../html.js";
import { ASKED, isWaiting } from "./waiting-acts.js";

const { ElAlert, ElButton, ElInput, ElRadio, ElRadioGroup } = ElementPlus;
const DECISIONS = { APPROVE: "同意", CORRECT: "退回补正", REJECT: "不予退费" };
const REVIEWS = {
  TAX_FIRST_REVIEW: { role: "tax", path: "first-review", name: "初审" },
  AGENCY_SECOND_REVIEW: { role: "reviewer", path: "second-review", name: "复审" },
};

const split = (text) => text.toUpperCase().split(/[\s,，、]+/).filter(Boolean);

export const RefundAct = {
  name: "RefundAct",
  props: { refund: { type: Object, required: true } },
  emits: ["acted"],
  data: () => ({ key: crypto.randomUUID(), decision: "APPROVE", codes: "", note: "", refused: "", busy: false }),
  computed: {
    review() {
      const due = REVIEWS[this.refund.state];
      return due && session.roles.includes(due.role) ? due : null;
    },
    isUnpaid() {
      return this.refund.state === "APPROVED" && this.refund.payout_failed && session.roles.includes("operator");
    },
    lacksCodes() {
      return this.decision !== "APPROVE" && !split(this.codes).length;
    },
  },
  methods: {
    bound(name) {
      return { modelValue: this[name], "onUpdate:modelValue": (value) => (this[name] = value) };
    },
    async act(work, done) {
      Object.assign(this, { busy: true, refused: "" });
      try {
        const answer = await work();
        if (isWaiting(answer)) ElementPlus.ElMessage.info(ASKED);
        else ElementPlus.ElMessage.success(done);
        this.$emit("acted");
      } catch (error) {
        this.refused = [error.message, ...error.reasons.map((one) => one.msg)].join("；");
      } finally {
        this.busy = false;
      }
    },
    decide() {
      const { decision, note } = this;
      const told = split(this.codes);
      const body = { decision, note: note.trim(), reasons: decision === "REJECT" ? told : [], missing: decision === "CORRECT" ? told : [] };
      return this.act(() => postOnce(`${this.path}/${this.review.path}`, body, this.key), `${this.review.name}：${DECISIONS[decision]}`);
    },
    reviewForm() {
      const choices = Object.entries(DECISIONS).map(([value, label]) => html`<${ElRadio} key=${value} value=${value} label=${value}>${label}</${ElRadio}>`);
      return html`
        <form class="part" onSubmit=${instead(this.decide)} data-test="review">
          <h4>${this.review.name}</h4>
          <${ElRadioGroup} ...${this.bound("decision")} aria-label="审核结论">${choices}</${ElRadioGroup}>
          ${this.decision !== "APPROVE" && html`<label for="refund-codes">${this.decision === "CORRECT" ? "所缺材料代码" : "原因代码"}（必填，一次写全）</label>
            <${ElInput} id="refund-codes" ...${this.bound("codes")} maxlength="400" />`}
          <label for="refund-note">审核意见</label>
          <${ElInput} id="refund-note" ...${this.bound("note")} type="textarea" rows=${2} maxlength="500" />
          <div class="buttons"><${ElButton} type="primary" nativeType="submit" loading=${this.busy} disabled=${this.lacksCodes}>提交${this.review.name}</${ElButton}></div>
        </form>`;
    },
    payoutForm() {
      const again = () => this.act(() => post(`${this.path}/payouts`), "已重新拨付");
      const callOff = () => this.act(() => post(`${this.path}/call-off`, { reasons: split(this.codes) }), "已撤销");
      return html`
        <div class="part" data-test="payout">
          <h4>拨付</h4><p>上一次拨付已确定失败。重新拨付和撤销都须两名操作员先后提交。</p>
          <label for="refund-codes">撤销原因代码（撤销时必填）</label>
          <${ElInput} id="refund-codes" ...${this.bound("codes")} maxlength="400" />
          <div class="buttons"><${ElButton} disabled=${!split(this.codes).length} loading=${this.busy} onClick=${callOff}>撤销退费</${ElButton}>
            <${ElButton} type="primary" loading=${this.busy} onClick=${again}>重新拨付</${ElButton}></div>
        </div>`;
    },
  },
  created() {
    this.path = `/payment-bridge/v1/refunds/${this.refund.refund_id}`;
  },
  render() {
    return html`
      ${this.refused && html`<${ElAlert} title=${`没有办理：${this.refused}`} type="error" closable=${false} showIcon />`}
      ${this.review && this.reviewForm()}
      ${this.isUnpaid && this.payoutForm()}`;
  },
};
