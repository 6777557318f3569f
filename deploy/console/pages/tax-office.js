// Whether the tax office works, as payment-bridge sees it: each sign with its own status, and an alarm where nobody can overlook it.

import { FAILURES } from "../answers.js";
import { html } from "../html.js";
import { TAX_OFFICE, checkLine, worst } from "../probes.js";
import { STATUS, TAGS } from "../words.js";

const { ElAlert, ElTag } = ElementPlus;
const SILENCE = ["tax-office:last-success", "levies:unanswered", "levies:oldest-unanswered", "ledger:lag"];

const linesOf = (names, health) => names.map((name) => checkLine(name, health?.checks || {}));

const figure = ({ name, label, status, value, said }) => html`
  <div key=${name} class="figure ${status}" data-check=${name}>
    <div class="label">${label}</div>
    <div class="observed">${value || STATUS[status]}</div>
    ${value && html`<div class="under">${STATUS[status]}</div>`}
    ${said && html`<div class="under">${said}</div>`}
  </div>`;

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
  render() {
    if (!this.silence.length) return null;
    return html`<${ElAlert} type="error" closable=${false} showIcon title=${this.title} description=${this.said} class="notice" data-test="alarm" />`;
  },
};

export const TaxOffice = {
  name: "TaxOffice",
  props: { health: { type: Object, default: null } },
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
  render() {
    if (!this.health) return null;
    const { status } = this;
    return html`
      <section class="sheet tax-office ${status}" data-test="tax-office">
        <div class="row-head"><h2>税务部门<small>缴费衔接服务所见</small></h2><${ElTag} type=${TAGS[status]} size="small">${STATUS[status]}</${ElTag}></div>
        ${this.failure ? html`<p class="said ${status}" role="alert">${this.failure}</p>` : html`<div class="figures close">${this.lines.map(figure)}</div>`}
      </section>`;
  },
};
