// The towns as a table, with their sum below.

import { html } from "../html.js";
import { CAUSES } from "../words.js";
import { count, percent } from "../writing.js";

const { ElTable, ElTableColumn } = ElementPlus;
const ALWAYS = ["INSUFFICIENT_BALANCE", "ACCOUNT_ABNORMAL"];

// Percent as a number; null where no target was set.
export const rateOf = (row) => (row.rate === null || row.rate === undefined ? null : Number(row.rate));

const failures = (row, cause) => row.failed?.[cause] || 0;
const width = (row) => `${Math.min(100, rateOf(row))}%`;
const figure = (value) => html`<span class=${{ zero: !value }}>${count(value)}</span>`;

function rate(row) {
  if (rateOf(row) === null) return html`<span class="zero">未分配任务</span>`;
  return html`<div class="bar"><div class="track"><div class="fill" style=${{ width: width(row) }}></div></div><span class="number">${percent(rateOf(row))}</span></div>`;
}

const column = (prop, label, minWidth, cell, align = "right") => html`
  <${ElTableColumn} key=${prop} prop=${prop} label=${label} minWidth=${minWidth} align=${align}>${{ default: ({ row }) => cell(row) }}</${ElTableColumn}>`;

export const TownDetails = {
  name: "TownDetails",
  props: { towns: { type: Array, required: true }, total: { type: Object, required: true } },
  computed: {
    causes() {
      return Object.keys(CAUSES).filter((cause) => cause in (this.total.failed || {}) || ALWAYS.includes(cause));
    },
  },
  methods: {
    columns() {
      return [
        html`<${ElTableColumn} key="name" prop="name" label="镇（街）" minWidth="110" fixed />`,
        column("target", "目标任务", 90, (row) => count(row.target)),
        column("registered", "已登记", 90, (row) => count(row.registered)),
        column("paid", "已缴费", 90, (row) => count(row.paid)),
        column("rate", "完成率", 190, rate, "left"),
        column("unpaid", "待缴费", 80, (row) => count(row.unpaid)),
        ...this.causes.map((cause) => column(`failed.${cause}`, CAUSES[cause], 84, (row) => figure(failures(row, cause)))),
        column("abandoned", "视为弃保", 84, (row) => figure(row.abandoned)),
      ];
    },
    summary({ columns }) {
      const { total } = this;
      const target = this.towns.some((town) => town.target !== null) ? count(total.target) : "—";
      const cells = { name: "合计", target, rate: percent(rateOf(total)) };
      for (const name of ["registered", "paid", "unpaid", "abandoned"]) cells[name] = count(total[name]);
      for (const cause of this.causes) cells[`failed.${cause}`] = count(failures(total, cause));
      return columns.map(({ property }) => cells[property] ?? "");
    },
  },
  render() {
    return html`
      <div class="sheet">
        <h2>各镇（街）明细<small>完成率 = 已缴费 ÷ 目标任务；未成功者由镇（街）跟进</small></h2>
        <${ElTable} data=${this.towns} showSummary summaryMethod=${this.summary} size="small" data-test="towns" border scrollbarAlwaysOn>${this.columns()}</${ElTable}>
      </div>`;
  },
};
