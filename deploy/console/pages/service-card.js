// One service on the health page: its event path, its business checks, its background work.

import { TAX_OFFICE, checkLine, isJob, worst } from "../probes.js";
import { SERVICE_NAMES, STATUS, TAGS } from "../words.js";
import { clock, count } from "../writing.js";

const EVENT_PATH = ["database:connection", "outbox:depth", "outbox:age", "deadletters:count", "relay:alive", "consumer:alive"];
const CheckList = {
  name: "CheckList",
  props: { lines: { type: Array, required: true } },
  setup: () => ({ STATUS }),
  template: `
    <dl><template v-for="line in lines" :key="line.name">
      <dt>{{ line.label }}</dt>
      <dd :class="line.status" :data-check="line.name">{{ line.value }} <b v-if="!line.value || line.status !== 'pass'">{{ STATUS[line.status] || line.status }}</b></dd>
      <dd v-if="line.said" class="output">{{ line.said }}</dd>
    </template></dl>`,
};

export const ServiceCard = {
  name: "ServiceCard",
  components: { CheckList },
  props: { seen: { type: Object, required: true } },
  setup: () => ({ STATUS, TAGS, clock }),
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
  template: `
    <section class="service" :class="health.status" :data-test="'service-' + seen.service">
      <h3><span>{{ name }} <small>{{ seen.service }}</small></span><el-tag :type="TAGS[health.status]" size="small">{{ STATUS[health.status] }}</el-tag></h3>
      <p v-if="health.said" class="said" :class="health.status" role="alert">{{ STATUS[health.status] }}：{{ health.said }}<template
        v-if="seen.toldAt">。上一次应答 {{ clock(seen.toldAt) }}</template></p>
      <template v-else>
        <CheckList :lines="[...path, ...flow]" />
        <div v-if="others.length" class="part"><h4>业务检查</h4><CheckList :lines="others" /></div>
        <details v-if="jobs.length" class="part" :open="jobsAre !== 'pass'">
          <summary>后台任务 {{ jobs.length }} 项 <el-tag :type="TAGS[jobsAre]" size="small">{{ STATUS[jobsAre] }}</el-tag></summary>
          <CheckList :lines="jobs" />
        </details>
      </template>
    </section>`,
};
