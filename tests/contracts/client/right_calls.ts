// 都能通过编译，并按 run 中的样子运行。

import { CannotDo, createCanbao, NoAnswer, type RequestOptions } from "../../../docs/contracts/client/client";

/** 与小程序类型库（miniprogram-api-typings）中 wx.request 相同的部分。 */
interface Wx {
  request(options: {
    url: string;
    data?: string | Record<string, unknown> | ArrayBuffer;
    dataType?: "json" | "其他";
    header?: Record<string, unknown>;
    method?: "OPTIONS" | "GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "TRACE" | "CONNECT";
    success?: (result: { data: string | Record<string, unknown> | ArrayBuffer; statusCode: number; errMsg: string }) => void;
    fail?: (error: { errMsg: string; errno: number }) => void;
  }): { abort(): void };
}
export const inMiniProgram = (wx: Wx) =>
  createCanbao({ baseUrl: "https://canbao.invalid", token: () => undefined, request: (options) => wx.request(options) });

const sent: RequestOptions[] = [];
let answer = { statusCode: 202, data: "{}" as unknown };
const canbao = createCanbao({
  baseUrl: "https://canbao.invalid",
  token: () => "a-token",
  request: (options) => {
    sent.push(options);
    if (answer.statusCode) options.success(answer);
    else options.fail({ errMsg: "request:fail timeout" });
  },
});

function same(left: unknown, right: unknown): void {
  if (JSON.stringify(left) !== JSON.stringify(right)) throw new Error(`${JSON.stringify(left)} is not ${JSON.stringify(right)}`);
}

answer = { statusCode: 202, data: '{"application_id": "a1", "state": "CHECK_PENDING", "state_label": "重复参保校验中"}' };
const accepted = await canbao("submitApplication", { body: { name: "陈示例", confirmed: true }, key: "key-1", wait: 3 });
const label: string = accepted.state_label;
same(label, "重复参保校验中");
same(sent[0].method, "POST");
same(sent[0].url, "https://canbao.invalid/registration/v1/applications");
same(sent[0].data, '{"name":"陈示例","confirmed":true}');
same(
  [sent[0].header["Authorization"], sent[0].header["Idempotency-Key"], sent[0].header["Prefer"], sent[0].header["Content-Type"]],
  ["Bearer a-token", "key-1", "wait=3", "application/json"],
);

answer = { statusCode: 200, data: '{"items": [], "next": null}' };
const page = await canbao("listApplications", { query: { state: "UNDER_REVIEW", limit: 20 } });
const next: string | null | undefined = page.next;
same(next, null);
same(sent[1].url, "https://canbao.invalid/registration/v1/applications?state=UNDER_REVIEW&limit=20");
await canbao("listItems", { query: { area: "440783" } });
await canbao("getBill", { path: { bill_id: "a/b" } });
same(sent[3].url, "https://canbao.invalid/payment-bridge/v1/bills/a%2Fb");

answer = { statusCode: 404, data: '{"code": "BILL_NOT_FOUND", "msg": "未找到该应征账单"}' };
try {
  await canbao("getBill", { path: { bill_id: "none" } });
  throw new Error("a refusal is thrown");
} catch (error) {
  if (!(error instanceof CannotDo)) throw error;
  const refused = error as CannotDo<"getBill">;
  same(refused.problem.code === "BILL_NOT_FOUND", true);
  same(refused.message, "未找到该应征账单");
}

for (const lost of [{ statusCode: 0, data: "" }, { statusCode: 502, data: "<html>" }]) {
  answer = lost;
  const error = await canbao("listItems", { query: { area: "440783" } }).catch((caught) => caught);
  same(error instanceof NoAnswer, true);
}
