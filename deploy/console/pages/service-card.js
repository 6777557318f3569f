// One service on the health page: its event path, its business checks, its background work.

import { html } from "../html.js";
import { TAX_OFFICE, checkLine, isJob, worst } from "../probes.js";
import { SERVICE_NAMES, STATUS, TAGS } from "../words.js";
import { clock, count } from "../writing.js";

const { ElTag } = ElementPlus;
const EVENT_PATH = ["database:connection", "outbox:depth", "outbox:age", "deadletters:count", "relay:alive", "consumer:alive"];

function checkRow({ name, label, status, value, said }) {
  const word = (!value || status !== "pass") && html`<b>${STATUS[status] || status}</b>`;
  return html`
    <dt>${label}</dt>
    <dd class=${status} data-check=${name}>${value} ${word}</dd>
    ${said && html`<dd class="output">${said}</dd>`}`;
}

const checkList = (lines) => html`<dl>${lines.map(checkRow)}</dl>`;

const statusTag = (status) => html`<${ElTag} type=${TAGS[status]} size="small">${STATUS[status]}</${ElTag}>`;

export const ServiceCard = {
  name: "ServiceCard",
  props: { seen: { type: Object, required: true } },
  computed: {
    name() {
      return SERVICE_NAMES[this.seen.service];
    },
    health() {
      return this.seen.health;
    },
    path() {
      const broker = "broker:connection" in this.health.checks ? ["broker:connection"] : [];
      return [...EVENT_PATH, ...broker].map((name) => checkLine(name, this.health.checks));
    },
    flow() {
      const { metrics, sent, taken } = this.seen;
      const speed = (value, name) => (value !== null ? `${count(Math.round(value))} 件/秒` : name in metrics ? "稍候" : "");
      const figure = (label, value) => ({ name: label, label, value, status: value ? "pass" : "unknown", said: "" });
      const total = (name) => (name in metrics ? `${count(metrics[name])} 件` : "");
      return [
        figure("转发速率", speed(sent, "events_relayed_total")),
        figure("处理速率", speed(taken, "events_consumed_total")),
        figure("累计转发", total("events_relayed_total")),
        figure("累计处理", total("events_consumed_total")),
      ];
    },
    jobs() {
      return Object.keys(this.health.checks).filter(isJob).map((name) => checkLine(name, this.health.checks));
    },
    others() {
      const shown = new Set([...this.path, ...this.jobs].map((line) => line.name).concat(TAX_OFFICE));
      return Object.keys(this.health.checks).filter((name) => !shown.has(name)).map((name) => checkLine(name, this.health.checks));
    },
    jobsAre() {
      return worst(this.jobs);
    },
  },
  methods: {
    silence() {
      const { status, said } = this.health;
      const last = this.seen.toldAt ? `。上一次应答 ${clock(this.seen.toldAt)}` : "";
      return html`<p class="said ${status}" role="alert">${STATUS[status]}：${said}${last}</p>`;
    },
    checks() {
      const { others, jobs, jobsAre } = this;
      return html`
        ${checkList([...this.path, ...this.flow])}
        ${others.length > 0 && html`<div class="part"><h4>业务检查</h4>${checkList(others)}</div>`}
        ${jobs.length > 0 && html`
          <details class="part" open=${jobsAre !== "pass"}>
            <summary>后台任务 ${jobs.length} 项 ${statusTag(jobsAre)}</summary>
            ${checkList(jobs)}
          </details>`}`;
    },
  },
  render() {
    const { status, said } = this.health;
    return html`
      <section class="service ${status}" data-test="service-${this.seen.service}">
        <h3><span>${this.name} <small>${this.seen.service}</small></span>${statusTag(status)}</h3>
        ${said ? this.silence() : this.checks()}
      </section>`;
  },
};
