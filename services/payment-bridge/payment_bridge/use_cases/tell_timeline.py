"""One person's way through the levy, told in Chinese from the facts that are stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from enrolment_terms.money import yuan
from enrolment_terms.scheme import BillKind, BillState, FailureCause, Payer, PaymentChannel
from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.repository import readings

KINDS = {
    BillKind.NORMAL: "居民医保",
    BillKind.MIDYEAR: "中途参保",
    BillKind.NEWBORN_BIRTHYEAR: "新生儿出生当年",
    BillKind.REPAIR: "待遇等待期修复",
}
PAYERS = {Payer.PERSON: "个人缴纳", Payer.FINANCE: "财政资助", Payer.SCHOOL: "学校代收"}
CAUSES = {
    FailureCause.INSUFFICIENT_BALANCE: "账户余额不足",
    FailureCause.ACCOUNT_ABNORMAL: "账户状态不正常",
    FailureCause.OTHER_PERSONAL: "其他个人原因",
    FailureCause.BANK_SYSTEM: "银行系统原因，将重新传送",
    FailureCause.TAX_SYSTEM: "税务系统原因，将重新传送",
    FailureCause.DATA_ERROR: "应征数据有误，将更正后重新传送",
}
CHANNELS = {
    PaymentChannel.BANK_DEDUCTION: "银行代扣",
    PaymentChannel.YUE_YIBAO: "粤医保",
    PaymentChannel.YUE_SHUITONG: "粤税通",
    PaymentChannel.YUE_SHENGSHI: "粤省事",
    PaymentChannel.TAX_WECHAT: "广东税务公众号",
    PaymentChannel.TAX_TERMINAL: "自助办税终端",
    PaymentChannel.TAX_HALL: "办税服务厅",
    PaymentChannel.SCHOOL: "学校代收",
    PaymentChannel.FINANCE: "财政资助",
}
MONEY = {
    PaymentState.SETTLED: "缴费到账",
    PaymentState.PARTIAL_GROUP: "缴费到账，同组另一账单未缴清",
    PaymentState.DUPLICATE: "重复缴费，可申请退费",
    PaymentState.MISMATCH: "到账金额与应征金额不符，待人工核对",
    PaymentState.UNMATCHED: "到账款项没有可缴账单，待核对或退费",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a person's bills. `detail` holds codes and ids only."""

    at: date
    recorded_at: datetime
    what: str
    code: str
    detail: dict[str, Any]


async def tell_timeline(connection: AsyncConnection, person_id: UUID, areas: list[str]) -> list[Happening]:
    """By business date, then by when it became known; empty if there are no bills inside the areas."""
    bills = {row.bill_id: row for row in await readings.bills_of_person(connection, person_id, areas)}
    facts = await readings.facts_of_bills(connection, list(bills)) if bills else []
    told = [_made(bill) for bill in bills.values()]
    told += [_fact(bills[fact.bill_id], fact) for fact in facts]
    told += [ended for bill in bills.values() for ended in _ended(bill)]
    return sorted(told, key=lambda happening: (happening.at, happening.recorded_at))


def _made(bill: Any) -> Happening:
    what = f"生成{bill.benefit_year}年度{KINDS[BillKind(bill.kind)]}应征账单 {yuan(bill.amount)} 元（{PAYERS[Payer(bill.payer)]}）"
    return Happening(bill.created_on, bill.created_at, what, "BILL_CREATED", _detail(bill))


def _fact(bill: Any, fact: Any) -> Happening:
    detail = _detail(bill)
    if fact.code == "SENT":
        detail["resend_no"] = fact.resend_no
        what = "应征数据已传送税务部门" if not fact.resend_no else f"应征数据第{fact.resend_no}次重新传送税务部门"
    elif fact.code == "FAILED":
        detail |= {"cause": fact.cause, "round_no": fact.round_no}
        what = f"扣费不成功：{CAUSES[FailureCause(fact.cause)]}"
    else:
        detail |= {"channel": fact.channel, "amount": yuan(fact.amount), "payment_state": fact.state}
        what = f"{CHANNELS[PaymentChannel(fact.channel)]} {yuan(fact.amount)} 元：{MONEY.get(PaymentState(fact.state), fact.state)}"
    return Happening(fact.at, fact.recorded_at, what, fact.code, detail)


def _ended(bill: Any) -> Iterator[Happening]:
    if bill.state == BillState.ABANDONED:
        yield Happening(bill.effective_on, bill.changed_at, "集中参保期结束仍未缴费，视为自动弃保", "BILL_ABANDONED", _detail(bill))
    if bill.state == BillState.CANCELLED:
        yield Happening(bill.effective_on, bill.changed_at, "应征账单已取消", "BILL_CANCELLED", _detail(bill))


def _detail(bill: Any) -> dict[str, Any]:
    return {"bill_id": str(bill.bill_id), "benefit_year": bill.benefit_year, "kind": bill.kind, "state": bill.state}
