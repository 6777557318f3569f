// The public REST API of the four services, with the session's token. Nothing else of the console asks the network.

export const SERVICES = ["registration", "payment-bridge", "dedup", "benefits"];
const KEY = "canbao-session";

export class Refused extends Error {
  constructor(status, problem) {
    super(problem.msg || problem.title || `请求失败（${status}）`);
    this.status = status;
    this.code = problem.code || "";
    this.reasons = problem.reasons || [];
    this.requestId = problem.request_id || "";
  }
}

export const session = Vue.reactive(JSON.parse(sessionStorage.getItem(KEY) || "null") || { token: "", subject: "", roles: [], areas: [] });

export async function logIn({ subject, roles, areas }) {
  const answer = await call("POST", "/issuer/v1/tokens", { subject, roles, areas });
  Object.assign(session, { token: answer.access_token, subject, roles, areas });
  sessionStorage.setItem(KEY, JSON.stringify(session));
}

// A token that some other sign-on gave; the services judge it, the console only reads who it is for.
export function useToken(token) {
  const claims = readClaims(token);
  if (!claims) throw new Refused(0, { msg: "这不是有效的令牌" });
  Object.assign(session, { token, subject: claims.sub || "", roles: claims.roles || [], areas: claims.areas || [] });
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

export function logOut() {
  sessionStorage.removeItem(KEY);
  Object.assign(session, { token: "", subject: "", roles: [], areas: [] });
}

export const get = (path, query) => call("GET", path + asQuery(query));
export const post = (path, body) => call("POST", path, body);

// Text of a probe or of /metrics whatever its status; null when nobody answers.
export async function probe(path) {
  try {
    const answer = await fetch(path, { cache: "no-store" });
    return { status: answer.status, text: await answer.text() };
  } catch {
    return null;
  }
}

function asQuery(query) {
  const given = Object.entries(query || {}).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return given.length ? "?" + new URLSearchParams(given) : "";
}

async function call(method, path, body) {
  const headers = { accept: "application/json" };
  if (session.token) headers.authorization = `Bearer ${session.token}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  let answer;
  try {
    answer = await fetch(path, { method, headers, cache: "no-store", body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Refused(0, { msg: "连接不上服务，请检查服务是否已启动" });
  }
  const content = await readJson(answer);
  if (answer.ok) return content;
  if (answer.status === 401 && session.token) logOut();
  throw new Refused(answer.status, content);
}

async function readJson(answer) {
  try {
    return await answer.json();
  } catch {
    return {};
  }
}
