// Whether and why a person is covered on a day: the business day of benefits, unless another is asked for.

import { Answer, AnswerNote } from "../answers.js";
import { get, orNone } from "../api.js";
import { ENTITLEMENT_STATES, LEVELS, SCHEMES, SOURCES, STATUS_SOURCES } from "../words.js";
import { money, sentence, when } from "../writing.js";

export const Cover = {
  name: "PersonCover",
  components: { AnswerNote },
  props: { personId: { type: String, required: true } },
  data: () => ({ on: "", answer: new Answer() }),
  computed: {
    cover() {
      return this.answer.value;
    },
    verdict() {
      if (this.cover.covered) return { kind: "covered", text: "可享受待遇" };
      return { kind: "open", text: ENTITLEMENT_STATES[this.cover.state] || "不可享受待遇" };
    },
  },
  methods: {
    money,
    sentence,
    when,
    schemeName: (scheme) => SCHEMES[scheme] || scheme || "—",
    levelName: (level) => LEVELS[level] || level || "—",
    parameterText(parameter) {
      const source = [SOURCES[parameter.source] ?? parameter.source, parameter.clause].filter(Boolean).join(" ");
      return sentence(`${parameter.label || parameter.name}：${parameter.value}（${source}，${STATUS_SOURCES[parameter.status] || parameter.status}）`);
    },
    async ask() {
      await this.answer.ask(() => orNone(get(`/benefits/v1/entitlements/${this.personId}`, { on: this.on })));
      if (this.cover) this.on = this.cover.on;
    },
  },
  created() {
    this.ask();
  },
  template: `
    <section class="sheet" data-test="cover">
      <div class="row-head"><h2>待遇</h2>
        <el-date-picker v-model="on" type="date" value-format="YYYY-MM-DD" :clearable="false" placeholder="业务日期" style="width: 150px" @change="ask" aria-label="待遇日期" /></div>
      <AnswerNote :answer="answer" none="待遇服务没有此人的记录" />
      <template v-if="cover">
        <div class="verdict" :class="verdict.kind"><b>{{ verdict.text }}</b><span>{{ cover.on }}</span></div>
        <dl class="facts">
          <dt>险种</dt><dd>{{ schemeName(cover.scheme) }}</dd>
          <dt>年度</dt><dd>{{ cover.benefit_year || "—" }}</dd>
          <dt>起止</dt><dd>{{ when(cover.starts_on) }} 至 {{ when(cover.ends_on) }}</dd>
          <dt>等待期</dt><dd>{{ cover.wait_months ? cover.wait_months + " 个月" : "无" }}</dd>
          <dt>待遇层次</dt><dd>{{ levelName(cover.level) }}</dd>
          <template v-if="cover.ceiling"><dt>大病限额</dt><dd>{{ money(cover.ceiling.ceiling) }}（其中激励 {{ money(cover.ceiling.effective) }}）</dd></template>
          <dt>所知截至</dt><dd>{{ when(cover.known_at) }}</dd>
        </dl>
        <el-alert v-for="flag in cover.contradictions || []" :key="flag.code" :title="flag.msg" type="warning" :closable="false" style="margin-top: 10px" />
        <h2 style="margin-top: 18px">理由</h2>
        <ol class="reasons"><li v-for="(step, index) in cover.explanation" :key="index">
          <div>{{ sentence(step.text) }}</div>
          <div class="clause">{{ step.rule }} · {{ step.clause }}</div>
          <div v-for="parameter in step.parameters || []" :key="parameter.name" class="parameter">{{ parameterText(parameter) }}</div>
        </li></ol>
      </template>
    </section>`,
};
