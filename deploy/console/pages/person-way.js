// One person's way through the four services, and whether and why the person is covered on a day.

import { Refused, SERVICES, get, post } from "../api.js";
import { CAUSES, CHANNELS, DETAILS, DOCUMENT_TYPES, ENTITLEMENT_STATES, LEVELS, SCHEMES, SERVICE_NAMES, SOURCES, STATUS_SOURCES, when } from "../words.js";

// The order of steps within one day, by the codes of the services: business days decide, and each service keeps its own order.
const STEPS = [/submit$/, /check_sent$/, /^CHECK/, /check_/, /^application\./, /^participation\.(registered|renewed|imported)/, /^BILL/, /^SENT/, /^ACCEPTED/, /^FAILED/, /^MONEY/, /^participation\./];

const step = (item) => (STEPS.findIndex((pattern) => pattern.test(item.code)) + STEPS.length + 1) % (STEPS.length + 1);
const day = (item) => Date.parse(when(item.at).slice(0, 10));
const earlier = (one, other) => day(one) - day(other) || step(one) - step(other);

// Items of all services in one line. What registration only heard of is told by its owner.
export function merged(timelines) {
  const owners = new Set(timelines.flat().map((item) => item.service));
  const heard = { "bill.": "payment-bridge", "payment.": "payment-bridge", "entitlement.": "benefits" };
  const isHearsay = (item) => Object.entries(heard).some(([start, owner]) => item.service !== owner && item.code.startsWith(start) && owners.has(owner));
  const lines = timelines.map((items) => items.filter((item) => !isHearsay(item)).sort((one, other) => day(one) - day(other)));
  const told = [];
  for (let open = lines; (open = open.filter((line) => line.length)).length; ) {
    open.sort((one, other) => earlier(one[0], other[0]));
    told.push(open[0].shift());
  }
  return told;
}

export function detailText(detail) {
  return Object.entries(detail || {})
    .filter(([name, value]) => name in DETAILS && value !== null && value !== "" && (value !== 0 || name === "hits"))
    .map(([name, value]) => `${DETAILS[name]} ${CAUSES[value] || CHANNELS[value] || value}`)
    .join(" · ");
}

async function orNothing(request, otherwise) {
  try {
    return await request;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return otherwise;
    throw error;
  }
}

export const PersonWay = {
  name: "PersonWay",
  props: { personId: { type: String, default: "" } },
  data: () => ({ kind: "RESIDENT_ID", number: "", person: null, items: [], on: "2024-01-01", cover: null, problem: "", busy: false }),
  computed: {
    verdict() {
      if (!this.cover) return null;
      if (this.cover.covered) return { kind: "covered", text: "可享受待遇" };
      return { kind: "open", text: ENTITLEMENT_STATES[this.cover.state] || "不可享受待遇" };
    },
  },
  methods: {
    when,
    detailText,
    serviceName: (service) => SERVICE_NAMES[service] || service,
    schemeName: (scheme) => SCHEMES[scheme] || scheme || "—",
    levelName: (level) => LEVELS[level] || level || "—",
    parameterText(parameter) {
      const source = [SOURCES[parameter.source] ?? parameter.source, parameter.clause].filter(Boolean).join(" ");
      return `${parameter.label || parameter.name}：${parameter.value}（${source}，${STATUS_SOURCES[parameter.status] || parameter.status}）`;
    },
    async search() {
      await this.attempt(async () => {
        const found = await post("/registration/v1/persons/search", { document_type: this.kind, document_number: this.number.trim() });
        this.number = "";
        location.hash = `#/person/${found.person_id}`;
        if (found.person_id === this.personId) await this.load();
      });
    },
    async load() {
      await this.attempt(async () => {
        this.person = await get(`/registration/v1/persons/${this.personId}`);
        const pages = await Promise.all(SERVICES.map((service) => orNothing(get(`/${service}/v1/persons/${this.personId}/timeline`), { items: [] })));
        this.items = merged(pages.map((page) => page.items));
        await this.ask();
      });
    },
    async ask() {
      this.cover = await orNothing(get(`/benefits/v1/entitlements/${this.personId}`, { on: this.on }), null);
    },
    async askAgain() {
      await this.attempt(() => this.ask());
    },
    async attempt(work) {
      this.busy = true;
      this.problem = "";
      try {
        await work();
      } catch (error) {
        this.problem = error.message;
      } finally {
        this.busy = false;
      }
    },
  },
  watch: {
    personId() {
      Object.assign(this, { person: null, items: [], cover: null });
      if (this.personId) this.load();
    },
  },
  created() {
    if (this.personId) this.load();
  },
  template: `
    <div class="page-head"><h1>个人参保轨迹</h1><span class="note">按业务日期合并四个服务的记录；姓名与证件号码以掩码显示</span></div>
    <form class="sheet" style="display: flex; gap: 12px; flex-wrap: wrap" @submit.prevent="search">
      <el-select v-model="kind" style="width: 190px" aria-label="证件类型">
        <el-option v-for="(label, value) in DOCUMENT_TYPES" :key="value" :value="value" :label="label" />
      </el-select>
      <el-input v-model="number" placeholder="证件号码" style="width: 260px" autocomplete="off" aria-label="证件号码" data-test="number" />
      <el-button type="primary" native-type="submit" :loading="busy" :disabled="!number.trim()" data-test="search">查询</el-button>
    </form>
    <el-alert v-if="problem" :title="problem" type="error" :closable="false" show-icon style="margin-bottom: 14px" data-test="problem" />
    <div v-if="person" class="two">
      <div>
        <section class="sheet" data-test="person">
          <h2>参保人</h2>
          <dl class="facts">
            <dt>姓名</dt><dd>{{ person.name_masked }}</dd>
            <template v-for="document in person.documents" :key="document.kind"><dt>{{ DOCUMENT_TYPES[document.kind] || document.kind }}</dt><dd>{{ document.number_masked }}</dd></template>
            <dt>人员编号</dt><dd style="overflow-wrap: anywhere">{{ person.person_id }}</dd>
          </dl>
        </section>
        <section class="sheet" data-test="cover">
          <div class="row-head"><h2>待遇</h2>
            <el-date-picker v-model="on" type="date" value-format="YYYY-MM-DD" :clearable="false" style="width: 150px" @change="askAgain" aria-label="日期" /></div>
          <template v-if="cover">
            <div class="verdict" :class="verdict.kind"><b>{{ verdict.text }}</b><span>{{ on }}</span></div>
            <dl class="facts">
              <dt>险种</dt><dd>{{ schemeName(cover.scheme) }}</dd>
              <dt>年度</dt><dd>{{ cover.benefit_year || "—" }}</dd>
              <dt>起止</dt><dd>{{ when(cover.starts_on) }} 至 {{ when(cover.ends_on) }}</dd>
              <dt>等待期</dt><dd>{{ cover.wait_months ? cover.wait_months + " 个月" : "无" }}</dd>
              <dt>待遇层次</dt><dd>{{ levelName(cover.level) }}</dd>
              <template v-if="cover.ceiling"><dt>大病限额</dt><dd>{{ cover.ceiling.ceiling }} 元（其中激励 {{ cover.ceiling.effective }} 元）</dd></template>
            </dl>
            <el-alert v-for="flag in cover.contradictions || []" :key="flag.code" :title="flag.msg" type="warning" :closable="false" style="margin-top: 10px" />
            <h2 style="margin-top: 18px">理由</h2>
            <ol class="reasons"><li v-for="(step, index) in cover.explanation" :key="index">
              <div>{{ step.text }}</div>
              <div class="clause">{{ step.rule }} · {{ step.clause }}</div>
              <div v-for="parameter in step.parameters || []" :key="parameter.name" class="parameter">{{ parameterText(parameter) }}</div>
            </li></ol>
          </template>
          <div v-else class="empty">待遇服务没有此人的记录</div>
        </section>
      </div>
      <section class="sheet" data-test="way">
        <h2>经过<small>{{ items.length }} 条</small></h2>
        <ol v-if="items.length" class="way">
          <li v-for="(item, index) in items" :key="index" :class="item.service">
            <div class="when">{{ when(item.at) }}</div>
            <div class="what"><span class="tag" :class="item.service">{{ serviceName(item.service) }}</span>{{ item.what }}</div>
            <div class="detail">{{ detailText(item.detail) }}</div>
          </li>
        </ol>
        <div v-else class="empty">没有记录</div>
      </section>
    </div>
    <div v-else-if="!busy && !problem" class="sheet empty">请输入证件类型与号码查询</div>`,
  setup: () => ({ DOCUMENT_TYPES }),
};
