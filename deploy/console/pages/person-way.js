// One person's way through the four services, found by a document.

import { Answer, AnswerNote, FAILURES } from "../answers.js";
import { Refused, SERVICES, get, orNone, post } from "../api.js";
import { faultOf, normalised } from "../documents.js";
import { detailText, merged } from "../timeline.js";
import { DOCUMENT_TYPES, SERVICE_NAMES } from "../words.js";
import { sentence, when } from "../writing.js";
import { Cover } from "./cover.js";

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

export const PersonWay = {
  name: "PersonWay",
  components: { AnswerNote, Cover },
  props: { personId: { type: String, default: "" } },
  data: () => ({
    kind: "RESIDENT_ID",
    number: "",
    wrong: "",
    found: new Answer(),
    person: new Answer(),
    ways: Object.fromEntries(SERVICES.map((service) => [service, new Answer()])),
  }),
  setup: () => ({ DOCUMENT_TYPES, SERVICES, SERVICE_NAMES, WRONG }),
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
    when,
    sentence,
    detailText,
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
  template: `
    <div class="page-head"><h1>个人参保轨迹</h1><span class="note">按业务日期合并四个服务的记录；姓名与证件号码以掩码显示</span></div>
    <form class="sheet line" @submit.prevent="search">
      <el-select v-model="kind" style="width: 190px" aria-label="证件类型">
        <el-option v-for="(label, value) in DOCUMENT_TYPES" :key="value" :value="value" :label="label" />
      </el-select>
      <el-input v-model="number" placeholder="证件号码" style="width: 260px" maxlength="64" autocomplete="off" aria-label="证件号码" data-test="number" />
      <el-button type="primary" native-type="submit" :loading="found.state === 'asking'" :disabled="!number.trim()" data-test="search">查询</el-button>
    </form>
    <div data-test="problem">
      <p v-if="wrong" class="said wrong" data-state="wrong" role="alert">{{ WRONG }}：{{ wrong }}</p>
      <AnswerNote v-else :answer="found" none="没有此人的参保记录（在您的地区范围内）" />
    </div>
    <div v-if="isShown" class="two">
      <div>
        <section class="sheet" data-test="person">
          <h2>参保人</h2>
          <AnswerNote :answer="person" none="没有此人的参保记录（在您的地区范围内）" />
          <dl v-if="person.value" class="facts">
            <dt>姓名</dt><dd>{{ person.value.name_masked }}</dd>
            <template v-for="document in person.value.documents" :key="document.kind"><dt>{{ DOCUMENT_TYPES[document.kind] || document.kind }}</dt><dd>{{ document.number_masked }}</dd></template>
            <dt>人员编号</dt><dd>{{ person.value.person_id }}</dd>
          </dl>
        </section>
        <Cover :key="personId" :person-id="personId" />
      </div>
      <section class="sheet" data-test="way">
        <h2>经过<small v-if="items.length">{{ items.length }} 条{{ missing.length ? "，不完整" : "" }}</small></h2>
        <AnswerNote v-for="service in missing" :key="service" :answer="ways[service]" :of="SERVICE_NAMES[service]" />
        <ol v-if="items.length" class="way">
          <li v-for="(item, index) in items" :key="index" :class="item.service">
            <div class="when">{{ when(item.at) }}</div>
            <div class="what"><span class="tag" :class="item.service">{{ SERVICE_NAMES[item.service] || item.service }}</span>{{ sentence(item.what) }}</div>
            <div class="detail">{{ detailText(item.detail) }}</div>
          </li>
        </ol>
        <p v-else-if="isAsking" class="said asking">正在读取…</p>
        <p v-else-if="missing.length < SERVICES.length" class="said none">{{ missing.length ? "其余服务没有记录" : "没有记录" }}</p>
      </section>
    </div>
    <p v-else-if="found.state === 'idle' && !wrong" class="sheet said none">请输入证件类型与号码查询</p>`,
};
