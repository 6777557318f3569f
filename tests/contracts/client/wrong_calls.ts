// 每一处都不能通过编译；有一处能通过，@ts-expect-error 就是错误。

import { type CannotDo, createCanbao } from "../../../docs/contracts/client/client";

const canbao = createCanbao({ baseUrl: "", token: () => undefined, request: () => undefined });

// @ts-expect-error 没有这个操作
canbao("submitAplication", { body: {}, key: "1" });
// @ts-expect-error 缺少 Idempotency-Key
canbao("submitApplication", { body: {} });
// @ts-expect-error 不支持的字段
canbao("submitApplication", { body: { nmae: "陈示例" }, key: "1" });
// @ts-expect-error 应为是或否
canbao("submitApplication", { body: { confirmed: "yes" }, key: "1" });
// @ts-expect-error 缺少提交内容
canbao("searchPerson", {});
// @ts-expect-error 缺少必填项
canbao("searchPerson", { body: { document_type: "RESIDENT_ID" } });
// @ts-expect-error 不在可选范围内
canbao("listApplications", { query: { state: "OPEN" } });
// @ts-expect-error 没有这个参数
canbao("listApplications", { query: { page: 2 } });
// @ts-expect-error 此操作没有参数
canbao("getResidentEnrolmentForm", { query: { page: 2 } });
// @ts-expect-error 缺少地址中的编号
canbao("getApplication");
// @ts-expect-error 此操作不能等待
canbao("resendBill", { path: { bill_id: "1" }, key: "1", wait: 3 });
// @ts-expect-error 查询没有 Idempotency-Key
canbao("getBill", { path: { bill_id: "1" }, key: "1" });
// @ts-expect-error 答复中没有这一项
canbao("getBill", { path: { bill_id: "1" } }).then((bill) => bill.sum);
// @ts-expect-error 金额是文字
canbao("getBill", { path: { bill_id: "1" } }).then((bill) => bill.amount * 2);

export function isGone(error: CannotDo<"getBill">): boolean {
  // @ts-expect-error 此操作没有这个错误代码
  return error.problem.code === "BILL_GONE";
}
