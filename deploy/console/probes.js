// What the probes of a service say: readyz as a list of checks, /metrics as figures by name.

import { probe } from "./api.js";
import { CHECKS, JOBS, UNITS } from "./words.js";
import { count, isMoment, seconds, when } from "./writing.js";

const JOB = "background:";
const OWN_FAULT = "check:";

// Figures of a Prometheus text by name, without those that carry labels.
export function readMetrics(text) {
  const found = {};
  for (const line of text.split("\n")) {
    const [, name, value] = /^canbao_([a-z_]+) ([-+.\deE]+)$/.exec(line) || [];
    if (name) found[name] = Number(value);
  }
  return found;
}

// Events a second between two looks; null if one of them is missing or the service began to count anew.
export function rate(before, now, name) {
  const passed = before && (now.at - before.at) / 1000;
  if (!passed || !(name in now.metrics) || !(name in before.metrics) || now.metrics[name] < before.metrics[name]) return null;
  return (now.metrics[name] - before.metrics[name]) / passed;
}

// `status` is pass, warn, fail, or unknown and unreachable where the service does not say.
export function readHealth(answer) {
  const none = (status, said) => ({ status, checks: {}, said });
  if (!answer) return none("unreachable", "没有应答");
  if (answer.status === 404) return none("unknown", "此入口不提供运行状态，请使用运维入口");
  if ([502, 504].includes(answer.status)) return none("unreachable", `网关找不到此服务（${answer.status}）`);
  try {
    const { status, checks } = JSON.parse(answer.text);
    if (!["pass", "warn", "fail"].includes(status)) return none("unknown", `应答异常（${answer.status}）`);
    return { status, checks: Object.fromEntries(Object.entries(checks || {}).map(([name, [first]]) => [name, first])), said: "" };
  } catch {
    return none("unknown", `应答异常（${answer.status}）`);
  }
}

export async function look(service) {
  const [ready, metrics] = await Promise.all([probe(`/${service}/readyz`), probe(`/${service}/metrics`)]);
  return {
    service,
    at: performance.now(),
    seenAt: Date.now(),
    health: readHealth(ready),
    metrics: metrics && metrics.status === 200 ? readMetrics(metrics.text) : {},
  };
}

// What payment-bridge says of the tax office.
export const TAX_OFFICE = [
  "tax-office:last-success",
  "levies:unanswered",
  "levies:oldest-unanswered",
  "ledger:lag",
  "callbacks:pending",
  "callbacks:oldest-unprocessed",
  "callbacks:failed",
];

export const isJob = (name) => name.startsWith(JOB);

export function checkName(name) {
  if (isJob(name)) return JOBS[name.slice(JOB.length)] || name.slice(JOB.length);
  if (name.startsWith(OWN_FAULT)) return `检查未能完成：${name.slice(OWN_FAULT.length)}`;
  return CHECKS[name] || name;
}

const VALUES = { none: "还没有", embedded: "内置" };

// The observed value in words; "" where a check only has a status.
export function checkValue({ observedValue: value, observedUnit: unit, time }) {
  if (value === undefined || value === null) return time ? `最近成功 ${when(time)}` : "";
  if (value in VALUES) return VALUES[value];
  if (isMoment(value)) return when(value);
  if (unit === "s") return seconds(value);
  if (typeof value !== "number") return String(value);
  return unit ? `${count(value)} ${UNITS[unit] || unit}` : count(value);
}

// The age of the oldest says nothing while nothing waits.
const WAITING = { "outbox:age": "outbox:depth", "levies:oldest-unanswered": "levies:unanswered", "callbacks:oldest-unprocessed": "callbacks:pending" };

// The broker's value is for how long it is away.
const isConnected = (name, { status, observedUnit }) => name === "broker:connection" && status === "pass" && observedUnit === "s";

// A line of a list of checks. A check that the service does not tell of is unknown, not fine.
export function checkLine(name, checks) {
  const check = checks[name];
  if (!check) return { name, label: checkName(name), status: "unknown", value: "", said: "" };
  const value = checks[WAITING[name]]?.observedValue === 0 ? "没有" : isConnected(name, check) ? "" : checkValue(check);
  return { name, label: checkName(name), status: check.status, value, said: check.status === "pass" ? "" : check.output || "" };
}

const GRAVITY = ["pass", "warn", "unknown", "fail"];

export const worst = (lines) => GRAVITY[Math.max(0, ...lines.map((line) => GRAVITY.indexOf(line.status)))];
