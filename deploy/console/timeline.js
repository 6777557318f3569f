// The lines of the four services as one way of a person.

import { CAUSES, CHANNELS, DETAILS } from "./words.js";
import { count, money, when } from "./writing.js";

// The order of steps within one day, by the codes of the services: business days decide, and each service keeps its own order.
const STEPS = [/submit$/, /check_sent$/, /^CHECK/, /check_/, /^application\./, /^participation\.(registered|renewed|imported)/, /^BILL/, /^SENT/, /^ACCEPTED/, /^FAILED/, /^MONEY/, /^participation\./];

const step = (item) => (STEPS.findIndex((pattern) => pattern.test(item.code)) + STEPS.length + 1) % (STEPS.length + 1);
const day = (item) => Date.parse(when(item.at).slice(0, 10));
const earlier = (one, other) => day(one) - day(other) || step(one) - step(other);

// Items of all services in one line. What registration only heard of is told by its owner.
export function merged(timelines) {
  const owners = new Set(timelines.flat().map((item) => item.service));
  const heard = { "bill.": "payment-bridge", "payment.": "payment-bridge", "entitlement.": "benefits" };
  const isHearsay = (item) => Object.entries(heard).some(([start, owner]) => item.service !== owner && item.code.startsWith(start) && owners.has(owner));
  const lines = timelines.map((items) => items.filter((item) => !isHearsay(item)).sort((one, other) => day(one) - day(other)));
  const told = [];
  for (let open = lines; (open = open.filter((line) => line.length)).length; ) {
    open.sort((one, other) => earlier(one[0], other[0]));
    told.push(open[0].shift());
  }
  return told;
}

function written(name, value) {
  if (name === "amount") return money(value);
  return CAUSES[value] || CHANNELS[value] || (typeof value === "number" && !name.endsWith("year") ? count(value) : value);
}

export function detailText(detail) {
  return Object.entries(detail || {})
    .filter(([name, value]) => name in DETAILS && value !== null && value !== "" && (value !== 0 || name === "hits"))
    .map(([name, value]) => `${DETAILS[name]} ${written(name, value)}`)
    .join(" · ");
}
