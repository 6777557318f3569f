// Whether the tax office works, as payment-bridge sees it: each sign with its own status, and an alarm where nobody can overlook it.

import { FAILURES } from "../answers.js";
import { TAX_OFFICE, checkLine, worst } from "../probes.js";
import { STATUS, TAGS } from "../words.js";

const SILENCE = ["tax-office:last-success", "levies:unanswered", "levies:oldest-unanswered", "ledger:lag"];

const linesOf = (names, health) => names.map((name) => checkLine(name, health?.checks || {}));

export const TaxOfficeAlarm = {
  name: "TaxOfficeAlarm",
  props: { health: { type: Object, default: null } },
  computed: {
    silence() {
      return linesOf(SILENCE, this.health).filter(({ status }) => status === "warn" || status === "fail");
    },
    title() {
      return this.silence.some(({ name }) => name === SILENCE[0]) ? "税务部门没有应答" : "与税务部门的往来有延误";
    },
    said() {
      return this.silence.map(({ label, value }) => [label, value].filter(Boolean).join(" ")).join("；");
    },
  },
  template: `<el-alert v-if="silence.length" type="error" :closable="false" show-icon :title="title" :description="said" class="notice" data-test="alarm" />`,
};

export const TaxOffice = {
  name: "TaxOffice",
  props: { health: { type: Object, default: null } },
  setup: () => ({ STATUS, TAGS }),
  computed: {
    lines() {
      return linesOf(TAX_OFFICE, this.health);
    },
    status() {
      return this.failure ? this.health.status : worst(this.lines);
    },
    failure() {
      return this.health.status in FAILURES ? `${FAILURES[this.health.status]}：缴费衔接服务${this.health.said}，税务部门的情况不得而知` : "";
    },
  },
  template: `
    <section v-if="health" class="sheet tax-office" :class="status" data-test="tax-office">
      <div class="row-head"><h2>税务部门<small>缴费衔接服务所见</small></h2><el-tag :type="TAGS[status]" size="small">{{ STATUS[status] }}</el-tag></div>
      <p v-if="failure" class="said" :class="status" role="alert">{{ failure }}</p>
      <div v-else class="figures close">
        <div v-for="line in lines" :key="line.name" class="figure" :class="line.status" :data-check="line.name">
          <div class="label">{{ line.label }}</div>
          <div class="observed">{{ line.value || STATUS[line.status] }}</div>
          <div v-if="line.value" class="under">{{ STATUS[line.status] }}</div>
          <div v-if="line.said" class="under">{{ line.said }}</div>
        </div>
      </div>
    </section>`,
};
