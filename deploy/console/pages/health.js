// How the suite is: the four services' probes, their event paths, the tax office, its callbacks, dead letters.

import { FAILURES } from "../answers.js";
import { SERVICES } from "../api.js";
import { Chart } from "../chart.js";
import { html } from "../html.js";
import { look, rate } from "../probes.js";
import { every } from "../refresh.js";
import { SERVICE_NAMES } from "../words.js";
import { clock, count } from "../writing.js";
import { DeadLetters } from "./dead-letters.js";
import { ServiceCard } from "./service-card.js";
import { TaxFigures } from "./tax-figures.js";
import { TaxOffice, TaxOfficeAlarm } from "./tax-office.js";

const LOOKS = 60;
const FEW = 4;
const AXIS_TEXT = { color: "#33445a" };

export function chartOption(times, lines) {
  return {
    animation: false,
    color: ["#1f4e8c", "#2e7d4f", "#7a4b9a", "#96560a"],
    textStyle: { fontFamily: "inherit" },
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (value) => (value === null || value === undefined ? "读取不到" : `${count(value)} 件/秒`) },
    legend: { top: 0, right: 0, itemWidth: 14, itemHeight: 8, textStyle: AXIS_TEXT },
    grid: { left: 56, right: 16, top: 34, bottom: 26 },
    xAxis: {
      type: "category",
      data: times,
      boundaryGap: false,
      axisLine: { lineStyle: { color: "#9aa7b6" } },
      axisLabel: { ...AXIS_TEXT, alignMinLabel: "left", alignMaxLabel: "right", hideOverlap: true },
    },
    yAxis: { type: "value", name: "件/秒", nameTextStyle: AXIS_TEXT, min: 0, minInterval: 1, axisLabel: AXIS_TEXT, splitLine: { lineStyle: { color: "#e7ebf0" } } },
    series: SERVICES.map((service) => ({ name: SERVICE_NAMES[service], type: "line", showSymbol: times.length < FEW, data: lines[service] })),
    media: [{ query: { maxWidth: 560 }, option: { legend: { left: 0 }, grid: { left: 44, top: 62 } } }],
  };
}

function gapOf({ health, metrics }) {
  if (health.status === "unreachable") return "unreachable";
  return "events_relayed_total" in metrics ? "" : "unknown";
}

export const Health = {
  name: "SuiteHealth",
  data: () => ({ looks: {}, times: [], lines: Object.fromEntries(SERVICES.map((service) => [service, []])), seenAt: 0 }),
  computed: {
    cards() {
      return SERVICES.map((service) => this.looks[service]).filter(Boolean);
    },
    moneyHealth() {
      return this.looks["payment-bridge"]?.health;
    },
    chart() {
      return chartOption(this.times, this.lines);
    },
    // Whose lines end, by the reason.
    gaps() {
      const named = (kind) => this.cards.filter((seen) => gapOf(seen) === kind).map((seen) => SERVICE_NAMES[seen.service]).join("、");
      return Object.keys(FAILURES).map((kind) => ({ kind, names: named(kind) })).filter(({ names }) => names);
    },
    isEmpty() {
      return !SERVICES.some((service) => this.lines[service].some((value) => value !== null));
    },
  },
  methods: {
    async load() {
      const seen = await Promise.all(SERVICES.map(look));
      for (const one of seen) {
        const before = this.looks[one.service];
        one.sent = rate(before, one, "events_relayed_total");
        one.taken = rate(before, one, "events_consumed_total");
        one.toldAt = one.health.said ? before?.toldAt : one.seenAt;
        this.lines[one.service] = [...this.lines[one.service], one.sent === null ? null : Math.round(one.sent)].slice(-LOOKS);
      }
      this.seenAt = Date.now();
      this.times = [...this.times, clock(this.seenAt)].slice(-LOOKS);
      this.looks = Object.fromEntries(seen.map((one) => [one.service, one]));
    },
  },
  created() {
    this.stop = every(2000, () => this.load());
  },
  beforeUnmount() {
    this.stop();
  },
  render() {
    const { cards, gaps } = this;
    const read = this.seenAt ? `，本页读取于 ${clock(this.seenAt)}（北京时间）` : "";
    return html`
      <div class="page-head"><h1>系统运行状态</h1><span class="note">每 2 秒读取一次${read}；消息中间件停止时事件留在发件箱，不会丢失</span></div>
      <${TaxOfficeAlarm} health=${this.moneyHealth} />
      ${!cards.length && html`<p class="sheet said asking">正在读取…</p>`}
      <div class="services">${cards.map((seen) => html`<${ServiceCard} key=${seen.service} seen=${seen} />`)}</div>
      <${TaxOffice} health=${this.moneyHealth} />
      <div class="sheet"><h2>事件转发速率<small>各服务发件箱每秒送出的事件，北京时间；断开处读取不到</small></h2>
        ${gaps.map(({ kind, names }) => html`<p key=${kind} class="said ${kind}" data-state=${kind} data-test="gap">${FAILURES[kind]}：${names}</p>`)}
        ${this.isEmpty && !gaps.length && html`<p class="said none">还没有速率：要读到两次才能算出</p>`}
        ${!this.isEmpty && html`<${Chart} low option=${this.chart} label="各服务事件转发速率" />`}</div>
      <${TaxFigures} />
      <${DeadLetters} />`;
  },
};
