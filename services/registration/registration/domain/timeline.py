"""A person's way as people read it: one Chinese line per fact, with the facts beside it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from enrolment_terms.labels import FAILURE_CAUSES
from enrolment_terms.money import yuan
from enrolment_terms.scheme import FailureCause

_APPLICATION = {
    "submit": "提交{year}年度居民医保参保申请",
    "check_sent": "发起重复参保校验",
    "check_not_asked": "进入审核",
    "check_clear": "重复参保校验通过，进入审核",
    "check_blocking": "重复参保校验未通过，退回补正",
    "approve": "审核通过",
    "ask_correction": "审核退回，一次性告知补正内容",
    "reject": "审核不予通过",
    "resubmit": "重新提交申请",
    "withdraw": "撤回申请",
    "correction_overdue": "逾期未补正，申请不予通过",
}
PARTICIPATION_TEXTS = {
    "registered": "{year}年度居民医保参保登记",
    "renewed": "{year}年度居民医保续保登记（无需申请）",
    "imported": "转入{year}年度居民医保参保记录",
    "payment_settled": "{year}年度缴费到账，参保关系生效",
    "subsidy_marked": "困难居民身份标识，{year}年度由财政全额资助，参保关系生效",
    "late_payment_settled": "{year}年度缴费补记到账，参保关系生效",
    "bill_abandoned": "{year}年度扣费期满未缴费，视为自动弃保",
    "own_stop": "本人申请停保",
    "cancel": "取消{year}年度参保登记",
    "permit_expired": "居住证到期，自动停保",
    "employee_paid": "已参加职工医保，{year}年度居民医保暂停",
    "employee_ended": "职工医保已终止，{year}年度居民医保恢复",
    "registered_elsewhere": "已在其他地区参保，{year}年度参保关系暂停",
    "duplicate_suspended": "重复参保清理，{year}年度参保关系暂停",
    "duplicate_terminated": "重复参保清理，{year}年度参保关系终止",
    "transfer_requested": "申请关系转移，{year}年度参保关系暂停",
    "transfer_withdrawn": "撤回关系转移，{year}年度参保关系恢复",
    "transfer_completed": "关系转移完成，{year}年度参保关系终止",
    "resumed": "{year}年度参保关系恢复",
    "reenrolled": "{year}年度重新参保登记，原缴费继续有效",
    "refund_suspended": "退费已批准，{year}年度参保关系暂停",
    "refunded": "退费已批准，{year}年度参保关系终止",
    "death": "参保人死亡，{year}年度参保关系终止",
    "ended": "{year}年度参保关系终止",
    "year_end": "{year}年度终了",
    "bill_expired": "{year}年度应征数据到期未缴费，登记失效",
    "changed": "{year}年度参保信息变更",
    "facts_revised": "{year}年度参保状态按补到的信息更正",
}
_BILL = {
    "CREATED": "生成{year}年度应征数据 {amount}元",
    "HELD": "生成{year}年度应征数据 {amount}元，等待统一核定",
    "SENT": "{year}年度应征数据 {amount}元已传送税务部门",
    "DEDUCTING": "{year}年度医保费 {amount}元扣费中",
    "FAILED_PERSONAL": "{year}年度医保费 {amount}元扣费不成功（{cause}）",
    "FAILED_SYSTEM": "{year}年度医保费 {amount}元扣费不成功（{cause}），将重新传送",
    "RESEND_QUEUED": "{year}年度应征数据等待重新传送",
    "ABANDONED": "{year}年度应征数据期满未缴",
    "CANCELLED": "{year}年度应征数据撤销",
    "REFUNDED": "{year}年度医保费已退费",
}
_PAYMENTS = {
    "SETTLED": "缴费到账 {amount}元",
    "DUPLICATE": "重复缴费 {amount}元",
    "UNMATCHED": "收到 {amount}元，暂无对应账单",
    "REVERSED": "缴费 {amount}元被税务部门冲正，视为未缴",
}


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One fact: when it happened, when it was recorded, what it was."""

    at: datetime | date
    recorded_at: datetime
    code: str
    what: str
    detail: Mapping[str, Any]


def build_timeline(records: Mapping[str, list[Mapping[str, Any]]]) -> list[TimelineItem]:
    """All facts in the order in which they were recorded."""
    items = [
        *_steps(records["applications"], "application", _APPLICATION, "at", ("application_id", "benefit_year", "channel", "area")),
        *_steps(
            records["participations"],
            "participation",
            PARTICIPATION_TEXTS,
            "effective_on",
            ("participation_id", "benefit_year", "area", "reason"),
        ),
        *_bills(records["bills"]),
        *_payments(records["payments"]),
        *_entitlements(records["entitlements"]),
    ]
    return sorted(items, key=lambda item: item.recorded_at)


def _steps(
    rows: Iterable[Mapping[str, Any]], subject: str, texts: Mapping[str, str], at: str, shown: tuple[str, ...]
) -> Iterator[TimelineItem]:
    for row in rows:
        text = texts.get(row["event"], row["event"]).format(year=row["benefit_year"])
        detail = {name: row[name] for name in ("from_state", "to_state", *shown)}
        yield TimelineItem(row[at], row["recorded_at"], f"{subject}.{row['event']}", text, detail)


def _bills(rows: Iterable[Mapping[str, Any]]) -> Iterator[TimelineItem]:
    for row in rows:
        cause = FAILURE_CAUSES[FailureCause(row["cause"])] if row["cause"] else ""
        text = _BILL.get(row["state"], row["state"]).format(year=row["benefit_year"], amount=yuan(row["amount"]), cause=cause)
        detail = {name: row[name] for name in ("bill_id", "participation_id", "kind", "benefit_year", "cause")}
        detail["amount"] = yuan(row["amount"])
        yield TimelineItem(row["effective_on"], row["recorded_at"], f"bill.{row['state'].lower()}", text, detail)


def _payments(rows: Iterable[Mapping[str, Any]]) -> Iterator[TimelineItem]:
    for row in rows:
        text = _PAYMENTS[row["outcome"]].format(amount=yuan(row["amount"]))
        detail = {name: row[name] for name in ("payment_id", "bill_id", "participation_id", "channel", "arrival_date")}
        detail["amount"] = yuan(row["amount"])
        yield TimelineItem(row["arrival_date"], row["recorded_at"], f"payment.{row['outcome'].lower()}", text, detail)


def _entitlements(rows: Iterable[Mapping[str, Any]]) -> Iterator[TimelineItem]:
    for row in rows:
        text = f"{row['benefit_year']}年度待遇：{row['starts_on']} 至 {row['ends_on']}" if row["starts_on"] else "暂无待遇"
        detail = {name: row[name] for name in ("participation_id", "state", "starts_on", "ends_on", "wait_months")}
        yield TimelineItem(row["recorded_at"], row["recorded_at"], "entitlement.changed", text, detail)
