// How the suite is: the four services' probes, their event paths, the callbacks of the tax office, dead letters.

import { SERVICES, get, post, probe, session } from "../api.js";
import { Chart } from "../chart.js";
import { every } from "../refresh.js";
import { CHECKS, SERVICE_NAMES, count, seconds, when } from "../words.js";

const LOOKS = 60;
const STATUS = { pass: "正常", warn: "需留意", fail: "不可用" };
const TAGS = { pass: "success", warn: "warning", fail: "danger" };

// Gauges of a Prometheus text by name, without those that carry labels.
export function readMetrics(text) {
  const found = {};
  for (const line of text.split("\n")) {
    const [, name, value] = /^canbao_([a-z_]+) ([-+.\deE]+)$/.exec(line) || [];
    if (name) found[name] = Number(value);
  }
  return found;
}

export function rate(before, now, name) {
  const passed = before && (now.at - before.at) / 1000;
  if (!passed || !(name in now.metrics) || !(name in before.metrics)) return null;
  return Math.max(0, (now.metrics[name] - before.metrics[name]) / passed);
}

export function readHealth(answer) {
  if (!answer) return { status: "fail", checks: {}, said: "没有应答" };
  try {
    const body = JSON.parse(answer.text);
    const checks = Object.fromEntries(Object.entries(body.checks || {}).map(([name, [first]]) => [name, first]));
    return { status: body.status || "fail", checks, said: "" };
  } catch {
    return { status: "fail", checks: {}, said: `应答异常（${answer.status}）` };
  }
}

function complaint(name, check) {
  const figure = check.observedValue === undefined ? "" : `${check.observedValue} ${check.observedUnit || ""}`.trim();
  const said = [check.output, CHECKS[name] ? "" : figure].filter(Boolean).join("，");
  return (CHECKS[name] || name) + (said ? `：${said}` : "");
}

function look(service) {
  return Promise.all([probe(`/${service}/readyz`), probe(`/${service}/metrics`)]).then(([ready, metrics]) => ({
    service,
    at: performance.now(),
    health: readHealth(ready),
    metrics: metrics && metrics.status === 200 ? readMetrics(metrics.text) : {},
  }));
}

export const Health = {
  name: "SuiteHealth",
  components: { Chart },
  data: () => ({ looks: {}, times: [], lines: Object.fromEntries(SERVICES.map((s) => [s, []])), money: null, problem: "", letters: [], shown: null }),
  computed: {
    cards() {
      return SERVICES.map((service) => this.card(service, this.looks[service])).filter(Boolean);
    },
    chart() {
      const series = SERVICES.map((service) => ({ name: SERVICE_NAMES[service], type: "line", showSymbol: false, data: this.lines[service] }));
      return {
        animation: false,
        color: ["#1f4e8c", "#2e7d4f", "#7a4b9a", "#b06a12"],
        tooltip: { trigger: "axis", valueFormatter: (value) => (value === null ? "—" : `${value} 件/秒`) },
        legend: { top: 0, right: 0, itemWidth: 14, itemHeight: 8 },
        grid: { left: 56, right: 16, top: 34, bottom: 26 },
        xAxis: { type: "category", data: this.times, boundaryGap: false, axisLine: { lineStyle: { color: "#9aa7b6" } } },
        yAxis: { type: "value", name: "件/秒", min: 0, minInterval: 1, splitLine: { lineStyle: { color: "#e7ebf0" } } },
        series,
      };
    },
    callbacks() {
      return (this.money && this.money.callbacks) || {};
    },
    mayReplay() {
      return session.roles.includes("operator");
    },
  },
  methods: {
    count,
    seconds,
    when,
    serviceName: (service) => SERVICE_NAMES[service],
    statusName: (status) => STATUS[status] || status,
    tag: (status) => TAGS[status] || "info",
    card(service, seen) {
      if (!seen) return null;
      const { health, metrics, sent, taken } = seen;
      const value = (name) => health.checks[name]?.observedValue;
      const others = Object.entries(health.checks).filter(([, check]) => check.status !== "pass").map(([name, check]) => complaint(name, check));
      const alive = (name) => (name in health.checks ? (health.checks[name].status === "pass" ? "运行" : "停顿") : "—");
      return {
        service,
        name: SERVICE_NAMES[service],
        status: health.status,
        said: health.said,
        rows: [
          ["发件箱待发", `${count(value("outbox:depth"))} 件`, value("outbox:depth") > 10000],
          ["最早待发", value("outbox:depth") ? seconds(value("outbox:age")) : "—", health.checks["outbox:age"]?.status === "warn"],
          ["转发 / 处理", `${alive("relay:alive")} / ${alive("consumer:alive")}`, [alive("relay:alive"), alive("consumer:alive")].includes("停顿")],
          ["转发速率", sent === null ? "—" : `${count(Math.round(sent))} 件/秒`, false],
          ["处理速率", taken === null ? "—" : `${count(Math.round(taken))} 件/秒`, false],
          ["累计转发 / 处理", `${count(metrics.events_relayed)} / ${count(metrics.events_consumed)}`, false],
          ["死信", `${count(value("deadletters:count"))} 件`, value("deadletters:count") > 0],
        ],
        others,
      };
    },
    async load() {
      const seen = await Promise.all(SERVICES.map(look));
      for (const one of seen) {
        const before = this.looks[one.service];
        one.sent = rate(before, one, "events_relayed");
        one.taken = rate(before, one, "events_consumed");
        this.lines[one.service] = [...this.lines[one.service], one.sent === null ? null : Math.round(one.sent)].slice(-LOOKS);
      }
      this.times = [...this.times, new Date().toLocaleTimeString("zh-CN", { hour12: false })].slice(-LOOKS);
      this.looks = Object.fromEntries(seen.map((one) => [one.service, one]));
      await this.loadMoney();
      await this.loadLetters();
    },
    async loadMoney() {
      try {
        this.money = await get("/payment-bridge/v1/progress");
        this.problem = "";
      } catch (error) {
        this.problem = error.message;
      }
    },
    async loadLetters() {
      if (!this.mayReplay) return;
      const pages = await Promise.all(SERVICES.map((service) => this.lettersOf(service)));
      this.letters = pages.flat();
    },
    async lettersOf(service) {
      try {
        const page = await get(`/${service}/v1/dead-letters`, { limit: 50 });
        return page.items.map((item) => ({ ...item, service }));
      } catch {
        return [];
      }
    },
    async show(letter) {
      try {
        this.shown = await get(`/${letter.service}/v1/dead-letters/${letter.id}`);
      } catch (error) {
        ElementPlus.ElMessage.error(error.message);
      }
    },
    async replay(letter) {
      try {
        const outcome = await post(`/${letter.service}/v1/dead-letters/replay`, { ids: [letter.id] });
        ElementPlus.ElMessage[outcome.replayed ? "success" : "warning"](outcome.replayed ? "已重新处理" : "重新处理仍未成功");
      } catch (error) {
        ElementPlus.ElMessage.error(error.message);
      }
      await this.loadLetters();
    },
  },
  created() {
    this.stop = every(2000, () => this.load());
  },
  beforeUnmount() {
    this.stop();
  },
  template: `
    <div class="page-head"><h1>系统运行状态</h1><span class="note">每 2 秒读取一次；消息中间件停止时事件留在发件箱，不会丢失</span></div>
    <el-alert v-if="problem" :title="problem" type="error" :closable="false" show-icon style="margin-bottom: 14px" />
    <div class="services">
      <section v-for="card in cards" :key="card.service" class="service" :class="card.status" :data-test="'service-' + card.service">
        <h3><span>{{ card.name }} <small>{{ card.service }}</small></span><el-tag :type="tag(card.status)" size="small">{{ statusName(card.status) }}</el-tag></h3>
        <p v-if="card.said" class="bad">{{ card.said }}</p>
        <dl v-else><template v-for="[label, value, bad] in card.rows" :key="label"><dt>{{ label }}</dt><dd :class="{ bad }">{{ value }}</dd></template></dl>
        <el-alert v-for="line in card.others" :key="line" :title="line" type="warning" :closable="false" style="margin-top: 8px" />
      </section>
    </div>
    <div class="sheet"><h2>事件转发速率<small>各服务发件箱每秒送出的事件</small></h2><Chart low :option="chart" label="各服务事件转发速率" /></div>
    <div class="sheet" v-if="money" data-test="callbacks">
      <h2>税务回调与应征<small>最近一次回调 {{ when(callbacks.last_at) }}</small></h2>
      <div class="figures close">
        <div class="figure"><div class="label">回调已收</div><div class="value">{{ count(callbacks.received) }}</div><div class="under">每分钟 {{ count(callbacks.per_minute) }}</div></div>
        <div class="figure" :class="{ warn: callbacks.failed > 0 }"><div class="label">回调已处理</div><div class="value">{{ count(callbacks.processed) }}</div><div class="under" v-if="callbacks.failed">未能处理 {{ count(callbacks.failed) }}</div></div>
        <div class="figure" :class="{ warn: callbacks.pending > 1000 }"><div class="label">回调待处理</div><div class="value">{{ count(callbacks.pending) }}</div></div>
        <div class="figure"><div class="label">待传送应征</div><div class="value">{{ count(money.held) }}</div></div>
        <div class="figure"><div class="label">已传送</div><div class="value">{{ count(money.sent) }}</div></div>
        <div class="figure main"><div class="label">已缴费</div><div class="value">{{ count(money.paid) }}</div></div>
        <div class="figure" :class="{ warn: money.unknown_payments > 0 }"><div class="label">无法对应的款项</div><div class="value">{{ count(money.unknown_payments) }}</div></div>
        <div class="figure" :class="{ warn: money.mismatches > 0 }"><div class="label">金额不符</div><div class="value">{{ count(money.mismatches) }}</div></div>
        <div class="figure" :class="{ warn: money.duplicates > 0 }"><div class="label">重复缴费</div><div class="value">{{ count(money.duplicates) }}</div></div>
      </div>
    </div>
    <div class="sheet" data-test="letters">
      <h2>死信<small>处理不了、单独放置的事件；查明原因后可重新处理</small></h2>
      <el-table v-if="letters.length" :data="letters" size="small" border>
        <el-table-column label="服务" min-width="110"><template #default="{ row }">{{ serviceName(row.service) }}</template></el-table-column>
        <el-table-column prop="event_type" label="事件" min-width="200" />
        <el-table-column prop="error" label="原因" min-width="220" />
        <el-table-column prop="attempts" label="次数" width="70" align="right" />
        <el-table-column label="时间" min-width="160"><template #default="{ row }">{{ when(row.failed_at) }}</template></el-table-column>
        <el-table-column label="操作" width="150"><template #default="{ row }">
          <el-button link type="primary" @click="show(row)">查看</el-button><el-button link type="primary" @click="replay(row)">重新处理</el-button></template></el-table-column>
      </el-table>
      <div v-else class="empty">{{ mayReplay ? "没有死信" : "查看死信需要运维角色" }}</div>
    </div>
    <el-dialog :model-value="shown !== null" @close="shown = null" title="死信内容" width="720px">
      <pre v-if="shown" style="white-space: pre-wrap; overflow-wrap: anywhere">{{ shown.event }}</pre>
    </el-dialog>`,
};
