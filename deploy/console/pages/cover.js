// Whether and why a person is covered on a day: the business day of benefits, unless another is asked for.

import { Answer, AnswerNote } from "../answers.js";
import { get, orNone } from "../api.js";
import { html } from "../html.js";
import { ENTITLEMENT_STATES, LEVELS, SCHEMES, SOURCES, STATUS_SOURCES } from "../words.js";
import { money, sentence, when } from "../writing.js";

const { ElAlert, ElDatePicker } = ElementPlus;

const parameterText = ({ source, clause, label, name, value, status }) =>
  sentence(`${label || name}：${value}（${[SOURCES[source] ?? source, clause].filter(Boolean).join(" ")}，${STATUS_SOURCES[status] || status}）`);

const reason = (step, index) => html`
  <li key=${index}>
    <div>${sentence(step.text)}</div>
    <div class="clause">${step.rule} · ${step.clause}</div>
    ${(step.parameters || []).map((parameter) => html`<div key=${parameter.name} class="parameter">${parameterText(parameter)}</div>`)}
  </li>`;

export const Cover = {
  name: "PersonCover",
  props: { personId: { type: String, required: true } },
  data: () => ({ on: "", answer: new Answer() }),
  computed: {
    cover() {
      return this.answer.value;
    },
    verdict() {
      if (this.cover.covered) return { kind: "covered", text: "可享受待遇" };
      if (this.cover.cover === "UNKNOWN") return { kind: "open", text: this.cover.cover_label };
      return { kind: "open", text: ENTITLEMENT_STATES[this.cover.state] || "不可享受待遇" };
    },
  },
  methods: {
    async ask() {
      await this.answer.ask(() => orNone(get(`/benefits/v1/entitlements/${this.personId}`, { on: this.on })));
      if (this.cover) this.on = this.cover.on;
    },
    facts() {
      const { cover } = this;
      const { ceiling } = cover;
      return html`
        <dl class="facts">
          <dt>险种</dt><dd>${SCHEMES[cover.scheme] || cover.scheme || "—"}</dd>
          <dt>年度</dt><dd>${cover.benefit_year || "—"}</dd>
          <dt>起止</dt><dd>${when(cover.starts_on)} 至 ${when(cover.ends_on)}</dd>
          <dt>等待期</dt><dd>${cover.wait_months ? `${cover.wait_months} 个月` : "无"}</dd>
          <dt>待遇层次</dt><dd>${LEVELS[cover.level] || cover.level || "—"}</dd>
          ${ceiling && html`<dt>大病限额</dt><dd>${ceiling.uncapped ? "不设最高支付限额" : `${money(ceiling.ceiling)}（其中激励 ${money(ceiling.effective)}）`}</dd>`}
          <dt>所知截至</dt><dd>${when(cover.known_at)}</dd>
        </dl>`;
    },
    told() {
      const flags = this.cover.contradictions || [];
      return html`
        <div class="verdict ${this.verdict.kind}"><b>${this.verdict.text}</b><span>${this.cover.on}</span></div>
        ${this.facts()}
        ${flags.map((flag) => html`<${ElAlert} key=${flag.code} title=${flag.msg} type="warning" closable=${false} style="margin-top: 10px" />`)}
        <h2 style="margin-top: 18px">理由</h2>
        <ol class="reasons">${this.cover.explanation.map(reason)}</ol>`;
    },
  },
  created() {
    this.ask();
  },
  render() {
    return html`
      <section class="sheet" data-test="cover">
        <div class="row-head"><h2>待遇</h2>
          <${ElDatePicker} modelValue=${this.on} onUpdate:modelValue=${(day) => (this.on = day)} type="date" valueFormat="YYYY-MM-DD" clearable=${false} placeholder="业务日期"
            style="width: 150px" onChange=${this.ask} aria-label="待遇日期" /></div>
        <${AnswerNote} answer=${this.answer} none="待遇服务没有此人的记录" />
        ${this.cover && this.told()}
      </section>`;
  },
};
