// Callbacks of the tax office and levies, as payment-bridge counts them.

import { Answer, AnswerNote } from "../answers.js";
import { get } from "../api.js";
import { html } from "../html.js";
import { every } from "../refresh.js";
import { count, when } from "../writing.js";

const MANY_PENDING = 1000;

// Only for who sees the whole installation: callbacks belong to no area.
function callbackFigures({ received, processed, pending, failed, per_minute: perMinute }) {
  return [
    { label: "回调已收", value: received, under: `每分钟 ${count(perMinute)}` },
    { label: "回调已处理", value: processed, under: failed ? `未能处理 ${count(failed)}` : "", warn: failed > 0 },
    { label: "回调待处理", value: pending, warn: pending > MANY_PENDING },
  ];
}

function figuresOf({ callbacks, ...bills }) {
  return [
    ...(callbacks ? callbackFigures(callbacks) : []),
    { label: "待传送应征", value: bills.held },
    { label: "已传送", value: bills.sent },
    { label: "已缴费", value: bills.paid, main: true },
    ...(callbacks ? [{ label: "无法对应的款项", value: bills.unknown_payments, warn: bills.unknown_payments > 0 }] : []),
    { label: "金额不符", value: bills.mismatches, warn: bills.mismatches > 0 },
    { label: "重复缴费", value: bills.duplicates, warn: bills.duplicates > 0 },
  ];
}

const figure = ({ label, value, under, warn, main }) => html`
  <div key=${label} class=${["figure", { warn, main }]}>
    <div class="label">${label}</div><div class="value">${count(value)}</div>
    ${under && html`<div class="under">${under}</div>`}
  </div>`;

export const TaxFigures = {
  name: "TaxFigures",
  data: () => ({ progress: new Answer() }),
  computed: {
    figures() {
      return this.progress.value ? figuresOf(this.progress.value) : [];
    },
    last() {
      const moment = this.progress.value.callbacks?.last_at;
      return moment ? when(moment) : "还没有";
    },
  },
  created() {
    this.stop = every(2000, () => this.progress.askAgain(() => get("/payment-bridge/v1/progress")));
  },
  beforeUnmount() {
    this.stop();
  },
  render() {
    const { progress, figures } = this;
    return html`
      <div class="sheet" data-test="callbacks">
        <h2>税务回调与应征${progress.value && html`<small>最近一次回调 ${this.last}</small>`}</h2>
        <${AnswerNote} answer=${progress} />
        ${figures.length > 0 && html`<div class=${["figures close", { stale: progress.isStale }]}>${figures.map(figure)}</div>`}
      </div>`;
  },
};
