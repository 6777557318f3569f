// How numbers, money, days and times are written: one way on all pages, times as in Shanghai.

const ZONE = "Asia/Shanghai";
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const isMissing = (value) => value === null || value === undefined || value === "";

const date = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short" });
const moment = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short", timeStyle: "medium" });
const time = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, timeStyle: "medium" });

export const count = (value) => (isMissing(value) ? "—" : Number(value).toLocaleString("zh-CN"));

// "81.89" -> "81.89%"
export const percent = (value) => (isMissing(value) ? "—" : `${Number(value).toFixed(2)}%`);

// "300000.00" -> "300,000.00 元"; by the digits, because a sum of money is no binary fraction
export function money(yuan) {
  if (isMissing(yuan)) return "—";
  const [whole, cents = ""] = String(yuan).split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${cents.padEnd(2, "0")} 元`;
}

// The money in a sentence of a service, written as everywhere else.
export const sentence = (text) => String(text ?? "").replace(/(?<![\d.,])(\d+(?:\.\d{1,2})?) ?元/g, (_, yuan) => money(yuan));

export const isMoment = (text) => typeof text === "string" && (DAY.test(text) || MOMENT.test(text));

export function when(text) {
  if (isMissing(text)) return "—";
  if (DAY.test(text) || Number.isNaN(Date.parse(text))) return text;
  return moment.format(new Date(text));
}

// "09:30:05" of milliseconds
export const clock = (milliseconds) => time.format(new Date(milliseconds));

export const today = () => date.format(new Date());

export function seconds(value) {
  if (isMissing(value)) return "—";
  if (value < 1) return "不足 1 秒";
  if (value < 120) return `${Math.round(value)} 秒`;
  if (value < 7200) return `${Math.round(value / 60)} 分钟`;
  return value < 172800 ? `${Math.round(value / 3600)} 小时` : `${count(Math.round(value / 86400))} 天`;
}
