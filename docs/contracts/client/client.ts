// 小程序调用参保接口：按操作名调用，参数、提交内容、答复和错误代码都有类型。

import { OPERATIONS, type Operations, type Problem } from "./types";

export type OperationId = keyof Operations;
export type AnswerOf<Id extends OperationId> = Operations[Id]["answer"];
export type CodeOf<Id extends OperationId> = Operations[Id]["codes"];

/** 不能办理：problem.msg 可直接提示给用户，problem.code 供程序判断。 */
export class CannotDo<Id extends OperationId = OperationId> extends Error {
  readonly problem: Problem & { code: CodeOf<Id> };

  constructor(problem: Problem) {
    super(problem.msg);
    this.problem = problem as Problem & { code: CodeOf<Id> };
  }
}

/** 没有得到答复，或答复不是本接口的；用同一 key 重新提交是安全的。 */
export class NoAnswer extends Error {}

type Given<Name extends string, Part> = Record<string, never> extends Part
  ? { [name in Name]?: Part }
  : { [name in Name]: Part };
type Key<Headers> = Headers extends { "Idempotency-Key": string }
  ? { key: string }
  : "Idempotency-Key" extends keyof Headers ? { key?: string }
  : { key?: never };
type Wait<Headers> = "Prefer" extends keyof Headers ? { wait?: number } : { wait?: never };
type Body<Content> = undefined extends Content ? { body?: undefined } : { body: Content };

/** 一次调用：path、query、body 按操作填写；key 为 Idempotency-Key，wait 为最多等待的秒数。 */
export type Call<Id extends OperationId> =
  & Given<"path", Operations[Id]["path"]>
  & Given<"query", Operations[Id]["query"]>
  & Body<Operations[Id]["body"]>
  & Key<Operations[Id]["headers"]>
  & Wait<Operations[Id]["headers"]>;

/** wx.request 的参数中用到的部分。 */
export interface RequestOptions {
  url: string;
  method: "GET" | "POST" | "PUT" | "DELETE";
  header: Record<string, string>;
  data?: string;
  dataType: "其他";
  success: (result: { statusCode: number; data: unknown }) => void;
  fail: (error: { errMsg: string }) => void;
}

export interface Settings {
  /** 如 https://example.invalid，末尾没有斜杠。 */
  baseUrl: string;
  /** 登录令牌；未登录时为空。 */
  token: () => string | undefined;
  /** 小程序中为 (options) => wx.request(options)。 */
  request: (options: RequestOptions) => unknown;
}

type Values = Record<string, string | number | boolean | null | undefined>;
type AnyCall = { path?: Values; query?: Values; body?: unknown; key?: string; wait?: number };

/** 调用一个操作；不能办理时抛出 CannotDo，没有答复时抛出 NoAnswer。 */
export type Canbao = <Id extends OperationId>(
  operation: Id,
  ...call: Record<string, never> extends Call<Id> ? [call?: Call<Id>] : [call: Call<Id>]
) => Promise<AnswerOf<Id>>;

export function createCanbao(settings: Settings): Canbao {
  return ((operation: OperationId, call: AnyCall = {}) =>
    new Promise<unknown>((resolve, reject) => {
      const { method, path, content } = OPERATIONS[operation];
      settings.request({
        url: settings.baseUrl + filled(path, call.path) + queryOf(call.query),
        method,
        header: headersOf(settings, call, content),
        data: dataOf(call.body),
        dataType: "其他", // 原样返回，由这里解析
        success: ({ statusCode, data }) => {
          const answer = parsed(data);
          if (statusCode >= 200 && statusCode < 300) resolve(answer);
          else reject(isProblem(answer) ? new CannotDo(answer) : new NoAnswer(`HTTP ${statusCode}`));
        },
        fail: ({ errMsg }) => reject(new NoAnswer(errMsg)),
      });
    })) as Canbao;
}

function filled(path: string, values: Values = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
}

function queryOf(values: Values = {}): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return given.length ? "?" + given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join("&") : "";
}

function headersOf(settings: Settings, call: AnyCall, content: string): Record<string, string> {
  const token = settings.token();
  return {
    Accept: "application/json, application/problem+json",
    ...(token ? { Authorization: `Bearer ${token}` } : {}),
    ...(content ? { "Content-Type": content } : {}),
    ...(call.key ? { "Idempotency-Key": call.key } : {}),
    ...(call.wait ? { Prefer: `wait=${call.wait}` } : {}),
  };
}

function dataOf(body: unknown): string | undefined {
  return body === undefined || typeof body === "string" ? body : JSON.stringify(body);
}

function parsed(data: unknown): unknown {
  if (typeof data !== "string") return data;
  try {
    return data === "" ? undefined : JSON.parse(data);
  } catch {
    return data;
  }
}

function isProblem(answer: unknown): answer is Problem {
  return typeof answer === "object" && answer !== null && "code" in answer && "msg" in answer;
}
