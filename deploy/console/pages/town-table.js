// Towns against their targets: figures, chart, table (S2 annex 3, R-110).

import { Answer, AnswerNote } from "../answers.js";
import { get } from "../api.js";
import { Chart } from "../chart.js";
import { every } from "../refresh.js";
import { CAUSES } from "../words.js";
import { count, percent, today, when } from "../writing.js";

const sum = (numbers) => numbers.reduce((total, number) => total + Number(number || 0), 0);

export function chartOption(towns) {
  const axis = { axisLine: { lineStyle: { color: "#9aa7b6" } }, axisTick: { show: false }, axisLabel: { color: "#33445a" } };
  return {
    animation: false,
    color: ["#c7d1dd", "#7f9fc6", "#1f4e8c", "#96560a"],
    textStyle: { fontFamily: "inherit" },
    tooltip: { trigger: "axis", valueFormatter: count },
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

// Percent as a number; null where no target was set.
export const rateOf = (row) => (row.rate === null || row.rate === undefined ? null : Number(row.rate));

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

export const TownTable = {
  name: "TownTable",
  components: { AnswerNote, Chart },
  props: { scale: { type: Number, default: 1 } },
  setup: () => ({ SCALES }),
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
    causes() {
      return Object.keys(CAUSES).filter((cause) => cause in (this.total.failed || {}) || ["INSUFFICIENT_BALANCE", "ACCOUNT_ABNORMAL"].includes(cause));
    },
    targetsDiffer() {
      return this.total.target_printed && this.total.target !== this.total.target_printed;
    },
  },
  methods: {
    count,
    percent,
    when,
    rateOf,
    sum,
    causeName: (cause) => CAUSES[cause] || cause,
    width: (row) => `${Math.min(100, rateOf(row) || 0)}%`,
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
    summary({ columns }) {
      const total = this.total;
      const cells = { name: "合计", target: this.hasTargets ? count(total.target) : "—", registered: count(total.registered), paid: count(total.paid), rate: percent(rateOf(total)) };
      Object.assign(cells, { unpaid: count(total.unpaid), abandoned: count(total.abandoned) });
      return columns.map(({ property }) => (property?.startsWith("failed.") ? count((total.failed || {})[property.slice(7)] || 0) : (cells[property] ?? "")));
    },
  },
  created() {
    this.stop = every(4000, () => this.load());
  },
  beforeUnmount() {
    this.stop();
  },
  template: `
    <div class="page-head">
      <h1>城乡居民医保参保进度</h1>
      <span class="note" v-if="progress">{{ progress.benefit_year }} 年度 · 业务日期 {{ when(progress.as_of) }} · 自动刷新</span>
      <el-select :model-value="scale" style="width: 180px" @update:model-value="rescale" aria-label="目标任务比例">
        <el-option v-for="(label, value) in SCALES" :key="value" :value="Number(value)" :label="label" />
      </el-select>
      <el-select v-model="year" style="width: 120px" placeholder="年度" @change="look" aria-label="年度">
        <el-option v-for="one in years" :key="one" :value="one" :label="one + ' 年度'" />
      </el-select>
      <el-select v-model="area" style="width: 150px" @change="look" aria-label="地区">
        <el-option value="440783" label="开平市" />
      </el-select>
    </div>
    <AnswerNote :answer="answer" data-test="note" />
    <div v-if="progress" :class="{ stale: answer.isStale }">
      <div class="figures">
        <div class="figure"><div class="label">目标任务</div><div class="value" v-if="hasTargets">{{ count(total.target) }}<small>人</small></div><div class="value" v-else>未下达</div>
          <div class="under" v-if="targetsDiffer">文件合计行为 {{ count(total.target_printed) }}</div></div>
        <div class="figure"><div class="label">已登记</div><div class="value">{{ count(total.registered) }}<small>人</small></div></div>
        <div class="figure"><div class="label">已缴费</div><div class="value" data-test="paid">{{ count(total.paid) }}<small>人</small></div></div>
        <div class="figure main"><div class="label">完成率</div><div class="value">{{ percent(rateOf(total)) }}</div><div class="under">已缴费 ÷ 目标任务</div></div>
        <div class="figure"><div class="label">待缴费</div><div class="value">{{ count(total.unpaid) }}<small>人</small></div></div>
        <div class="figure" :class="{ warn: sum(Object.values(total.failed || {})) > 0 }"><div class="label">扣费未成功</div>
          <div class="value">{{ count(sum(Object.values(total.failed || {}))) }}<small>人</small></div></div>
        <div class="figure"><div class="label">视为弃保</div><div class="value">{{ count(total.abandoned) }}<small>人</small></div></div>
      </div>
      <p v-if="!towns.length" class="sheet said none">该年度没有登记，也没有目标任务</p>
      <div v-if="towns.length" class="sheet"><h2>各镇（街）进度</h2><Chart :option="chart" label="各镇（街）目标任务、已登记、已缴费与完成率" /></div>
      <div v-if="towns.length" class="sheet">
        <h2>各镇（街）明细<small>完成率 = 已缴费 ÷ 目标任务；未成功者由镇（街）跟进</small></h2>
        <el-table :data="towns" show-summary :summary-method="summary" size="small" data-test="towns" border scrollbar-always-on>
          <el-table-column prop="name" label="镇（街）" min-width="110" fixed />
          <el-table-column prop="target" label="目标任务" align="right" min-width="90"><template #default="{ row }">{{ count(row.target) }}</template></el-table-column>
          <el-table-column prop="registered" label="已登记" align="right" min-width="90"><template #default="{ row }">{{ count(row.registered) }}</template></el-table-column>
          <el-table-column prop="paid" label="已缴费" align="right" min-width="90"><template #default="{ row }">{{ count(row.paid) }}</template></el-table-column>
          <el-table-column prop="rate" label="完成率" min-width="190"><template #default="{ row }">
            <div class="bar" v-if="rateOf(row) !== null"><div class="track"><div class="fill" :style="{ width: width(row) }"></div></div><span class="number">{{ percent(rateOf(row)) }}</span></div>
            <span v-else class="zero">未分配任务</span></template></el-table-column>
          <el-table-column prop="unpaid" label="待缴费" align="right" min-width="80"><template #default="{ row }">{{ count(row.unpaid) }}</template></el-table-column>
          <el-table-column v-for="cause in causes" :key="cause" :prop="'failed.' + cause" :label="causeName(cause)" align="right" min-width="84">
            <template #default="{ row }"><span :class="{ zero: !(row.failed || {})[cause] }">{{ count((row.failed || {})[cause] || 0) }}</span></template></el-table-column>
          <el-table-column prop="abandoned" label="视为弃保" align="right" min-width="84"><template #default="{ row }"><span :class="{ zero: !row.abandoned }">{{ count(row.abandoned) }}</span></template></el-table-column>
        </el-table>
      </div>
    </div>`,
};
