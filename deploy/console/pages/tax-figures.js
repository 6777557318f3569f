// Callbacks of the tax office and levies, as payment-bridge counts them.

import { Answer, AnswerNote } from "../answers.js";
import { get } from "../api.js";
import { every } from "../refresh.js";
import { count, when } from "../writing.js";

const MANY_PENDING = 1000;

function figuresOf({ callbacks, ...bills }) {
  const { received, processed, pending, failed, per_minute: perMinute } = callbacks;
  return [
    { label: "回调已收", value: received, under: `每分钟 ${count(perMinute)}` },
    { label: "回调已处理", value: processed, under: failed ? `未能处理 ${count(failed)}` : "", warn: failed > 0 },
    { label: "回调待处理", value: pending, warn: pending > MANY_PENDING },
    { label: "待传送应征", value: bills.held },
    { label: "已传送", value: bills.sent },
    { label: "已缴费", value: bills.paid, main: true },
    { label: "无法对应的款项", value: bills.unknown_payments, warn: bills.unknown_payments > 0 },
    { label: "金额不符", value: bills.mismatches, warn: bills.mismatches > 0 },
    { label: "重复缴费", value: bills.duplicates, warn: bills.duplicates > 0 },
  ];
}

export const TaxFigures = {
  name: "TaxFigures",
  components: { AnswerNote },
  data: () => ({ progress: new Answer() }),
  computed: {
    figures() {
      return this.progress.value ? figuresOf(this.progress.value) : [];
    },
    last() {
      const moment = this.progress.value.callbacks.last_at;
      return moment ? when(moment) : "还没有";
    },
  },
  methods: { count },
  created() {
    this.stop = every(2000, () => this.progress.askAgain(() => get("/payment-bridge/v1/progress")));
  },
  beforeUnmount() {
    this.stop();
  },
  template: `
    <div class="sheet" data-test="callbacks">
      <h2>税务回调与应征<small v-if="progress.value">最近一次回调 {{ last }}</small></h2>
      <AnswerNote :answer="progress" />
      <div v-if="figures.length" class="figures close" :class="{ stale: progress.isStale }">
        <div v-for="figure in figures" :key="figure.label" class="figure" :class="{ warn: figure.warn, main: figure.main }">
          <div class="label">{{ figure.label }}</div><div class="value">{{ count(figure.value) }}</div>
          <div v-if="figure.under" class="under">{{ figure.under }}</div>
        </div>
      </div>
    </div>`,
};
