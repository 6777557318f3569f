// One person's way through the four services, found by a document.

import { Answer, AnswerNote, FAILURES } from "../answers.js";
import { Refused, SERVICES, get, orNone, post } from "../api.js";
import { faultOf, normalised } from "../documents.js";
import { html, instead } from "../html.js";
import { detailText, merged } from "../timeline.js";
import { DOCUMENT_TYPES, SERVICE_NAMES } from "../words.js";
import { sentence, when } from "../writing.js";
import { Cover } from "./cover.js";

const { ElButton, ElInput, ElOption, ElSelect } = ElementPlus;
const WRONG = "证件号码有误";

// What the service finds wrong in a number is told as what the console finds.
async function searched(kind, number) {
  try {
    return await orNone(post("/registration/v1/persons/search", { document_type: kind, document_number: number }));
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 422) throw error;
    return { wrong: error.reasons.map((reason) => reason.msg).join("；") || error.message };
  }
}

const NOBODY = "没有此人的参保记录（在您的地区范围内）";

const step = (item, index) => html`
  <li key=${index} class=${item.service}>
    <div class="when">${when(item.at)}</div>
    <div class="what"><span class="tag ${item.service}">${SERVICE_NAMES[item.service] || item.service}</span>${sentence(item.what)}</div>
    <div class="detail">${detailText(item.detail)}</div>
  </li>`;

const facts = ({ name_masked: name, documents, person_id: id }) => html`
  <dl class="facts">
    <dt>姓名</dt><dd>${name}</dd>
    ${documents.map(({ kind, number_masked: number }) => html`<dt>${DOCUMENT_TYPES[kind] || kind}</dt><dd>${number}</dd>`)}
    <dt>人员编号</dt><dd>${id}</dd>
  </dl>`;

export const PersonWay = {
  name: "PersonWay",
  props: { personId: { type: String, default: "" } },
  data: () => ({
    kind: "RESIDENT_ID",
    number: "",
    wrong: "",
    found: new Answer(),
    person: new Answer(),
    ways: Object.fromEntries(SERVICES.map((service) => [service, new Answer()])),
  }),
  computed: {
    items() {
      return merged(SERVICES.map((service) => this.ways[service].value?.items || []));
    },
    missing() {
      return SERVICES.filter((service) => this.ways[service].state in FAILURES);
    },
    isAsking() {
      return SERVICES.some((service) => this.ways[service].state === "asking");
    },
    isShown() {
      return this.personId && this.found.state === "idle" && !this.wrong;
    },
  },
  methods: {
    forget() {
      for (const answer of [this.found, this.person, ...Object.values(this.ways)]) answer.forget();
      this.wrong = "";
    },
    async search() {
      const { kind, number } = this;
      this.forget();
      location.hash = "#/person";
      this.wrong = faultOf(kind, number);
      if (this.wrong) return;
      await this.found.ask(() => searched(kind, normalised(number)));
      const found = this.found.value;
      if (!found) return;
      this.wrong = found.wrong || "";
      this.found.forget();
      if (this.wrong) return;
      this.number = "";
      location.hash = `#/person/${found.person_id}`;
      if (found.person_id === this.personId) this.load();
    },
    load() {
      const id = this.personId;
      this.person.ask(() => orNone(get(`/registration/v1/persons/${id}`)));
      for (const service of SERVICES) this.ways[service].ask(() => orNone(get(`/${service}/v1/persons/${id}/timeline`)));
    },
    form() {
      const kinds = Object.entries(DOCUMENT_TYPES).map(([value, label]) => html`<${ElOption} key=${value} value=${value} label=${label} />`);
      const isAsking = this.found.state === "asking";
      return html`
        <form class="sheet line" onSubmit=${instead(this.search)}>
          <${ElSelect} modelValue=${this.kind} onUpdate:modelValue=${(kind) => (this.kind = kind)} style="width: 190px" aria-label="证件类型">${kinds}</${ElSelect}>
          <${ElInput} modelValue=${this.number} onUpdate:modelValue=${(number) => (this.number = number)} placeholder="证件号码" style="width: 260px" maxlength="64"
            autocomplete="off" aria-label="证件号码" data-test="number" />
          <${ElButton} type="primary" nativeType="submit" loading=${isAsking} disabled=${!this.number.trim()} data-test="search">查询</${ElButton}>
        </form>`;
    },
    shown() {
      const { person, personId } = this;
      return html`
        <div class="two">
          <div>
            <section class="sheet" data-test="person">
              <h2>参保人</h2>
              <${AnswerNote} answer=${person} none=${NOBODY} />
              ${person.value && facts(person.value)}
            </section>
            <${Cover} key=${personId} personId=${personId} />
          </div>
          <section class="sheet" data-test="way">${this.way()}</section>
        </div>`;
    },
    way() {
      const { items, missing } = this;
      return html`
        <h2>经过${items.length > 0 && html`<small>${items.length} 条${missing.length ? "，不完整" : ""}</small>`}</h2>
        ${missing.map((service) => html`<${AnswerNote} key=${service} answer=${this.ways[service]} of=${SERVICE_NAMES[service]} />`)}
        ${items.length ? html`<ol class="way">${items.map(step)}</ol>` : this.emptiness()}`;
    },
    emptiness() {
      if (this.isAsking) return html`<p class="said asking">正在读取…</p>`;
      if (this.missing.length === SERVICES.length) return null;
      return html`<p class="said none">${this.missing.length ? "其余服务没有记录" : "没有记录"}</p>`;
    },
  },
  watch: {
    personId(id) {
      if (id) {
        this.forget();
        this.load();
      } else {
        for (const answer of [this.person, ...Object.values(this.ways)]) answer.forget();
      }
    },
  },
  created() {
    if (this.personId) this.load();
  },
  render() {
    return html`
      <div class="page-head"><h1>个人参保轨迹</h1><span class="note">按业务日期合并四个服务的记录；姓名与证件号码以掩码显示</span></div>
      ${this.form()}
      <div data-test="problem">${
        this.wrong
          ? html`<p class="said wrong" data-state="wrong" role="alert">${WRONG}：${this.wrong}</p>`
          : html`<${AnswerNote} answer=${this.found} none=${NOBODY} />`
      }</div>
      ${this.isShown && this.shown()}
      ${!this.isShown && this.found.state === "idle" && !this.wrong && html`<p class="sheet said none">请输入证件类型与号码查询</p>`}`;
  },
};
