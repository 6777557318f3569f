// Towns against their targets: figures, chart, table (S2 annex 3, R-110).

import { Answer, AnswerNote } from "../answers.js";
import { get } from "../api.js";
import { Chart } from "../chart.js";
import { html } from "../html.js";
import { every } from "../refresh.js";
import { count, percent, today, when } from "../writing.js";
import { TownDetails, rateOf } from "./town-details.js";

const { ElOption, ElSelect } = ElementPlus;

const sum = (numbers) => numbers.reduce((total, number) => total + Number(number || 0), 0);

export function chartOption(towns) {
  const axis = { axisLine: { lineStyle: { color: "#9aa7b6" } }, axisTick: { show: false }, axisLabel: { color: "#33445a" } };
  return {
    animation: false,
    color: ["#c7d1dd", "#7f9fc6", "#1f4e8c", "#96560a"],
    textStyle: { fontFamily: "inherit" },
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: count },
    legend: { data: ["目标任务", "已登记", "已缴费", "完成率"], top: 0, right: 0, itemWidth: 14, itemHeight: 10, textStyle: axis.axisLabel },
    grid: { left: 64, right: 56, top: 40, bottom: 30 },
    xAxis: { ...axis, type: "category", data: towns.map((town) => town.name.replace(/办事处$/, "")), axisLabel: { ...axis.axisLabel, interval: 0 } },
    yAxis: [
      { ...axis, type: "value", name: "人", nameTextStyle: axis.axisLabel, axisLine: { show: false }, splitLine: { lineStyle: { color: "#e7ebf0" } } },
      { ...axis, type: "value", min: 0, axisLine: { show: false }, splitLine: { show: false }, axisLabel: { ...axis.axisLabel, formatter: "{value}%" } },
    ],
    series: [
      { name: "目标任务", type: "bar", data: towns.map((town) => town.target), barGap: "0%", barMaxWidth: 16 },
      { name: "已登记", type: "bar", data: towns.map((town) => town.registered), barMaxWidth: 16 },
      { name: "已缴费", type: "bar", data: towns.map((town) => town.paid), barMaxWidth: 16 },
      {
        name: "完成率",
        type: "line",
        yAxisIndex: 1,
        symbolSize: 6,
        lineStyle: { width: 1.5, type: "dashed" },
        data: towns.map((town) => rateOf(town)),
        tooltip: { valueFormatter: percent },
      },
    ],
    media: [{ query: { maxWidth: 760 }, option: { legend: { left: 0 }, grid: { left: 48, right: 44, top: 64, bottom: 56 }, xAxis: { axisLabel: { rotate: 60 } } } }],
  };
}

// A rehearsal with a part of the people is measured against the same part of the targets.
export function atScale(progress, scale) {
  if (scale === 1) return progress;
  const towns = progress.towns.map((town) => ({ ...town, target: town.target === null ? null : Math.round(town.target * scale) }));
  const target = sum(towns.map((town) => town.target));
  const rated = [...towns, { ...progress.total, target, target_printed: null }].map((row) => ({ ...row, rate: row.target ? (100 * row.paid) / row.target : null }));
  return { ...progress, towns: rated.slice(0, -1), total: rated.at(-1) };
}

const SCALES = { 1: "全部目标任务", 0.1: "演练：目标的 10%", 0.02: "演练：目标的 2%", 0.01: "演练：目标的 1%", 0.002: "演练：目标的 0.2%" };

// The benefit year that is collected on a business day: from September on, the next one.
export const yearOn = (day) => Number(day.slice(0, 4)) + (Number(day.slice(5, 7)) >= 9 ? 1 : 0);

const option = (value, label) => html`<${ElOption} key=${value} value=${value} label=${label} />`;
const people = (number) => html`${count(number)}<small>人</small>`;

const figure = (label, value, { mark = null, kind = "", under = "" } = {}) => html`
  <div key=${label} class="figure ${kind}"><div class="label">${label}</div><div class="value" data-test=${mark}>${value}</div>
    ${under && html`<div class="under">${under}</div>`}</div>`;

export const TownTable = {
  name: "TownTable",
  props: { scale: { type: Number, default: 1 } },
  data: () => ({ year: null, thisYear: null, area: "440783", answer: new Answer() }),
  computed: {
    progress() {
      return this.answer.value && atScale(this.answer.value, this.scale);
    },
    years() {
      return this.thisYear ? [this.thisYear - 1, this.thisYear, this.thisYear + 1] : [];
    },
    hasTargets() {
      return this.towns.some((town) => town.target !== null);
    },
    towns() {
      return this.progress ? this.progress.towns : [];
    },
    total() {
      return this.progress ? this.progress.total : {};
    },
    chart() {
      return chartOption(this.towns);
    },
    targetsDiffer() {
      return this.total.target_printed && this.total.target !== this.total.target_printed;
    },
  },
  methods: {
    rescale(scale) {
      location.hash = `#/towns${scale === 1 ? "" : `?scale=${scale}`}`;
    },
    // Without a year chosen: that of the suite's business day, which any answer tells.
    async read() {
      const year = this.year || yearOn(today());
      const told = await get("/registration/v1/progress", { benefit_year: year, area: this.area });
      if (this.year) return told;
      this.year = this.thisYear = yearOn(told.as_of);
      return this.year === year ? told : this.read();
    },
    load() {
      return this.answer.askAgain(() => this.read());
    },
    look() {
      return this.answer.ask(() => this.read());
    },
    head() {
      const { progress } = this;
      const chosen = (name) => (value) => {
        this[name] = value;
        this.look();
      };
      const scales = Object.entries(SCALES).map(([value, label]) => option(Number(value), label));
      const years = this.years.map((year) => option(year, `${year} 年度`));
      return html`
        <div class="page-head">
          <h1>城乡居民医保参保进度</h1>
          ${progress && html`<span class="note">${progress.benefit_year} 年度 · 业务日期 ${when(progress.as_of)} · 自动刷新</span>`}
          <${ElSelect} modelValue=${this.scale} style="width: 180px" onUpdate:modelValue=${this.rescale} aria-label="目标任务比例">${scales}</${ElSelect}>
          <${ElSelect} modelValue=${this.year} style="width: 120px" placeholder="年度" onUpdate:modelValue=${chosen("year")} aria-label="年度">${years}</${ElSelect}>
          <${ElSelect} modelValue=${this.area} style="width: 150px" onUpdate:modelValue=${chosen("area")} aria-label="地区">${option("440783", "开平市")}</${ElSelect}>
        </div>`;
    },
    figures() {
      const { total } = this;
      const failed = sum(Object.values(total.failed || {}));
      return html`
        <div class="figures">
          ${figure("目标任务", this.hasTargets ? people(total.target) : "未下达", { under: this.targetsDiffer && `文件合计行为 ${count(total.target_printed)}` })}
          ${figure("已登记", people(total.registered))}
          ${figure("已缴费", people(total.paid), { mark: "paid" })}
          ${figure("完成率", percent(rateOf(total)), { kind: "main", under: "已缴费 ÷ 目标任务" })}
          ${figure("待缴费", people(total.unpaid))}
          ${figure("扣费未成功", people(failed), { kind: failed > 0 ? "warn" : "" })}
          ${figure("视为弃保", people(total.abandoned))}
        </div>`;
    },
    townsShown() {
      if (!this.towns.length) return html`<p class="sheet said none">该年度没有登记，也没有目标任务</p>`;
      return html`
        <div class="sheet"><h2>各镇（街）进度</h2><${Chart} option=${this.chart} label="各镇（街）目标任务、已登记、已缴费与完成率" /></div>
        <${TownDetails} towns=${this.towns} total=${this.total} />`;
    },
  },
  created() {
    this.stop = every(4000, () => this.load());
  },
  beforeUnmount() {
    this.stop();
  },
  render() {
    return html`
      ${this.head()}
      <${AnswerNote} answer=${this.answer} data-test="note" />
      ${this.progress && html`<div class=${{ stale: this.answer.isStale }}>${this.figures()}${this.townsShown()}</div>`}`;
  },
};
