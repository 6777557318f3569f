// The public REST API of the four services, with the session's token. Nothing else of the console asks the network.

export const SERVICES = ["registration", "payment-bridge", "dedup", "benefits"];
const KEY = "canbao-session";
const NOBODY = { token: "", subject: "", roles: [], areas: [] };
const NOT_THERE = [0, 502, 504];
const ANSWER_MS = 10000;
const PROBE_MS = 5000;

// Why there is no answer. `kind`: "unreachable" nobody answered, "unknown" somebody did but could not or would not tell.
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.msg || problem.title || `请求失败（${status}）`);
    this.status = status;
    this.kind = NOT_THERE.includes(status) ? "unreachable" : "unknown";
    this.code = problem.code || "";
    this.reasons = problem.reasons || [];
  }
}

export const session = Vue.reactive(JSON.parse(sessionStorage.getItem(KEY) || "null") || { ...NOBODY });

export async function logIn({ subject, roles, areas }) {
  const answer = await call("POST", "/issuer/v1/tokens", { subject, roles, areas });
  keep({ token: answer.access_token, subject, roles, areas });
}

// A token that some other sign-on gave; the services judge it, the console only reads who it is for.
export function useToken(token) {
  const claims = readClaims(token);
  if (!claims) throw new Refused(400, { msg: "这不是有效的令牌" });
  keep({ token, subject: claims.sub || "", roles: claims.roles || [], areas: claims.areas || [] });
}

function keep(who) {
  Object.assign(session, who);
  sessionStorage.setItem(KEY, JSON.stringify(session));
}

function readClaims(token) {
  try {
    const bytes = Uint8Array.from(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

// The address goes too: it may name the person whom the next at this desk has not asked for.
export function logOut() {
  sessionStorage.removeItem(KEY);
  Object.assign(session, NOBODY);
  location.hash = "";
}

export const get = (path, query) => call("GET", path + asQuery(query));
export const post = (path, body) => call("POST", path, body);
// An act that is done once however often it is sent: the key is the dialog's, not the click's.
export const postOnce = (path, body, key) => call("POST", path, body, { "idempotency-key": key });

// The answer, or null where the service says that there is none (404).
export async function orNone(request) {
  try {
    return await request;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  }
}

// Status and text of a probe or of /metrics, whatever the status; null when nobody answers.
export async function probe(path) {
  try {
    return await fetched(path, {}, PROBE_MS, async (answer) => ({ status: answer.status, text: await answer.text() }));
  } catch {
    return null;
  }
}

function asQuery(query) {
  const given = Object.entries(query || {}).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return given.length ? "?" + new URLSearchParams(given) : "";
}

async function call(method, path, body, more = {}) {
  const { token } = session;
  const headers = { accept: "application/json", ...more };
  if (token) headers.authorization = `Bearer ${token}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  const { answer, content } = await answered(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  if (answer.ok && content !== null) return content;
  if (answer.status === 401 && token && token === session.token) logOut();
  throw new Refused(answer.status, content || (answer.ok ? { msg: "应答不是 JSON" } : {}));
}

async function answered(path, options) {
  try {
    return await fetched(path, options, ANSWER_MS, async (answer) => ({ answer, content: await readJson(answer) }));
  } catch (error) {
    throw new Refused(0, { msg: error.name === "AbortError" ? `${ANSWER_MS / 1000} 秒内没有应答` : "没有应答，请检查服务是否已启动" });
  }
}

// A service that hangs is given up: otherwise its last answer would stay on the screen for good.
async function fetched(path, options, patience, read) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), patience);
  try {
    return await read(await fetch(path, { ...options, cache: "no-store", signal: giveUp.signal }));
  } finally {
    clearTimeout(timer);
  }
}

async function readJson(answer) {
  try {
    return await answer.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return null;
  }
}
