"""What the suite answers, as far as the console asks it."""

from collections.abc import Mapping
from typing import Any

SERVICES = ("registration", "payment-bridge", "dedup", "benefits")
PERSON = "018b1a2c-0000-7000-8000-0000000000a1"
DOCUMENT = "44079919790712003X"
BUSINESS_DAY = "2023-11-23"

TOWNS = [
    ("440783001", "三埠办事处", 48680, 0.93),
    ("440783002", "长沙办事处", 42348, 0.88),
    ("440783115", "月山镇", 36636, 0.8189),
    ("440783117", "水口镇", 47436, 0.9),
    ("440783103", "沙塘镇", 27000, 0.84),
    ("440783104", "苍城镇", 25732, 0.87),
    ("440783105", "龙胜镇", 29767, 0.86),
    ("440783106", "大沙镇", 25901, 0.83),
    ("440783107", "马冈镇", 44404, 0.91),
    ("440783108", "塘口镇", 24573, 0.79),
    ("440783109", "赤坎镇", 32526, 0.92),
    ("440783110", "百合镇", 19314, 0.85),
    ("440783111", "蚬冈镇", 14601, 0.9),
    ("440783112", "金鸡镇", 16658, 0.88),
    ("440783116", "赤水镇", 30301, 0.84),
    ("440783400", "翠山湖", None, None),
]


def progress() -> dict[str, Any]:
    """The town table."""
    towns = [_town(*town) for town in TOWNS]
    total = {name: sum(town[name] or 0 for town in towns) for name in ("target", "registered", "paid", "unpaid", "abandoned")}
    failed = {
        cause: sum(town["failed"].get(cause, 0) for town in towns) for cause in ("INSUFFICIENT_BALANCE", "ACCOUNT_ABNORMAL", "BANK_SYSTEM")
    }
    rate = f"{100 * total['paid'] / 465874:.2f}"
    return {
        "as_of": BUSINESS_DAY,
        "benefit_year": 2024,
        "area": "440783",
        "towns": towns,
        "total": {**total, "rate": rate, "failed": failed, "target_printed": 465874},
    }


def progress_of_nothing() -> dict[str, Any]:
    """A year without anybody and without targets."""
    total: dict[str, Any] = dict.fromkeys(("target", "registered", "paid", "unpaid", "abandoned"), 0)
    return {**progress(), "towns": [], "total": {**total, "failed": {}, "target_printed": None, "rate": None}}


def _town(area: str, name: str, target: int | None, share: float | None) -> dict[str, Any]:
    if target is None or share is None:
        return {
            "area": area,
            "name": name,
            "target": None,
            "registered": 12,
            "paid": 9,
            "rate": None,
            "unpaid": 3,
            "failed": {},
            "abandoned": 0,
        }
    paid = round(target * share)
    failed = {"INSUFFICIENT_BALANCE": target // 60, "ACCOUNT_ABNORMAL": target // 200, "BANK_SYSTEM": target // 900}
    registered = paid + sum(failed.values()) + target // 40
    unpaid = registered - paid
    return {
        "area": area,
        "name": name,
        "target": target,
        "registered": registered,
        "paid": paid,
        "rate": f"{100 * paid / target:.2f}",
        "unpaid": unpaid,
        "failed": failed,
        "abandoned": 0,
    }


def item(at: str, service: str, what: str, code: str, **detail: Any) -> dict[str, Any]:
    """A line of a timeline."""
    return {"at": at, "recorded_at": at, "service": service, "what": what, "code": code, "detail": detail}


TIMELINES: Mapping[str, list[dict[str, Any]]] = {
    "registration": [
        item(
            "2023-10-10T09:00:00+08:00",
            "registration",
            "通过粤医保提交2024年度参保申请",
            "application.submit",
            channel="YUE_YIBAO",
            submit_no=1,
        ),
        item("2023-10-11T15:20:00+08:00", "registration", "经办机构审核通过，登记参保", "application.approve", actor="clerk"),
        item("2023-11-15T18:00:03+08:00", "registration", "缴费成功，参保生效", "participation.payment_settled", benefit_year=2024),
    ],
    "payment-bridge": [
        item("2023-10-11T15:20:01+08:00", "payment-bridge", "生成应征数据406.00元", "BILL_CREATED", amount="406.00"),
        item("2023-10-12T08:00:00+08:00", "payment-bridge", "应征数据已传送税务部门", "SENT", resend_no=0),
        item("2023-10-20T18:00:00+08:00", "payment-bridge", "扣费未成功：余额不足", "FAILED", cause="INSUFFICIENT_BALANCE", rule="R-058"),
        item(
            "2023-11-15T10:12:00+08:00",
            "payment-bridge",
            "通过粤税通缴费406.00元",
            "MONEY",
            channel="YUE_SHUITONG",
            arrival_date="2023-11-15",
        ),
    ],
    "dedup": [item("2023-10-10T09:00:01+08:00", "dedup", "重复参保校验通过", "CHECK_CLEAR", hits=0, benefit_year=2024)],
    "benefits": [
        item("2023-11-15T18:00:05+08:00", "benefits", "2024年度待遇自2024-01-01起生效", "ENTITLEMENT_PENDING", starts_on="2024-01-01")
    ],
}


def entitlement(on: str) -> dict[str, Any]:
    """Covered in 2024, by a rule that names a sum of money; of the years before 2023 nobody told."""
    covered, known = on.startswith("2024"), on >= "2023"
    cover = (
        ("COVERED", "享受待遇")
        if covered
        else ("NOT_COVERED", "不享受待遇")
        if known
        else ("UNKNOWN", "无法判断：本系统没有该年度的参保登记")
    )
    parameter: dict[str, Any] = {
        "name": "windows.concentrated_period",
        "label": "集中参保扣费期",
        "region": "440700",
        "from_year": 2024,
        "value": "2023-09-01 至 2023-12-31",
        "unit": "text",
        "unit_label": "文字",
        "source": "S2",
        "clause": "五、（七）",
        "status": "in_force",
        "status_label": "现行",
    }
    return {
        "person_id": PERSON,
        "on": on,
        "covered": covered,
        "known": known,
        "cover": cover[0],
        "cover_label": cover[1],
        "known_at": "2024-01-01T09:00:00+08:00",
        "state": "ACTIVE" if covered else "PENDING",
        "state_label": "享受待遇中" if covered else "尚未开始",
        "scheme": "RESIDENT",
        "scheme_label": "城乡居民基本医疗保险",
        "benefit_year": 2024,
        "starts_on": "2024-01-01",
        "ends_on": "2024-12-31",
        "wait_months": 0,
        "level": "BASE",
        "level_label": "普通居民待遇",
        "filing": None,
        "contradictions": [],
        "ceiling": {
            "continuous_years": 1,
            "continuous": "0.00",
            "zero_claim": "0.00",
            "effective": "0.00",
            "ceiling": "300000.00",
            "provisional": False,
            "uncapped": False,
        },
        "explanation": [
            {
                "rule": "R-032",
                "clause": "S2 五、（七）",
                "quote": "集中参保扣费期",
                "text": "2023年11月15日到账，在集中参保扣费期内，自2024年1月1日起享受待遇",
                "facts": {},
                "parameters": [parameter],
            },
            {
                "rule": "R-100",
                "clause": "S3 第十九条",
                "quote": "连续参保",
                "text": "连续参保，不设待遇等待期，大病保险最高支付限额300000.00元",
                "facts": {},
                "parameters": [
                    {
                        **parameter,
                        "name": "serious_illness.ceiling",
                        "label": "大病保险限额",
                        "value": "300000.00元",
                        "unit": "yuan",
                        "unit_label": "元",
                    }
                ],
            },
        ],
    }


def letter(letter_id: str = "7", **other: Any) -> dict[str, Any]:
    """A line of the dead letters."""
    line = {
        "id": letter_id,
        "event_id": PERSON,
        "event_type": "payment.settled.v1",
        "origin": "payment-bridge",
        "publisher": "payment-bridge",
        "error": "ValidationError",
        "kind": "FAULT",
        "kind_label": "故障",
        "attempts": 5,
        "failed_at": "2023-11-23T08:00:00+08:00",
        "field": "data.terms.amount",
        "rule": "Expected `int`, got `str`",
        "discarded_at": None,
        "discarded_by": None,
        "discard_reason": None,
    }
    return {**line, **other}


def replay(state: str = "DONE", **other: Any) -> dict[str, Any]:
    """How far a replay of dead letters is."""
    label = {"RUNNING": "处理中", "DONE": "已完成", "STOPPED": "已停止：数据库的表或权限与当前版本不符"}[state]
    line = {
        "replay_id": "3",
        "state": state,
        "state_label": label,
        "total": 1,
        "replayed": 0,
        "failed": 0,
        "gone": 0,
        "error": None,
        "asked_by": "console",
        "started_at": "2023-11-23T09:30:00+08:00",
        "ended_at": None if state == "RUNNING" else "2023-11-23T09:30:01+08:00",
    }
    return {**line, **other}


def waiting_act(act_id: str = "17", **other: Any) -> dict[str, Any]:
    """A line of what waits for a second person."""
    line = {
        "id": act_id,
        "kind": "DISCARD_DEAD_LETTERS",
        "kind_label": "作废死信",
        "state": "WAITING_FOR_SECOND",
        "state_label": "待第二人确认",
        "asked_by": "console",
        "asked_at": "2023-11-23T09:00:00+08:00",
        "expires_at": "2023-11-26T09:00:00+08:00",
        "summary": {"ids": [7]},
    }
    return {**line, **other}


LEVY_PROGRESS: Mapping[str, Any] = {
    "held": 0,
    "sent": 9120,
    "paid": 405120,
    "abandoned": 0,
    "cancelled": 0,
    "due": 0,
    "failed": {},
    "callbacks": {
        "received": 932,
        "processed": 931,
        "pending": 1,
        "failed": 0,
        "last_at": "2023-11-23T08:59:30+08:00",
        "per_minute": 48,
    },
    "unknown_payments": 3,
    "mismatches": 2,
    "duplicates": 5,
}

PERSON_SHOWN: Mapping[str, Any] = {
    "person_id": PERSON,
    "name_masked": "司**",
    "sex": "男",
    "sex_label": "男",
    "birth_year": 1979,
    "expected_on": None,
    "provisional": False,
    "phone_masked": None,
    "documents": [{"kind": "RESIDENT_ID", "kind_label": "居民身份证", "number_masked": "4407**********003X"}],
}


def checks(service: str, status: str, letters: int) -> dict[str, list[dict[str, Any]]]:
    """The checks of a readyz."""
    told: dict[str, dict[str, Any]] = {
        "database:connection": {"status": "pass"},
        "broker:connection": {"status": "pass"},
        "outbox:depth": {"status": "pass", "observedValue": 12, "observedUnit": "events"},
        "outbox:age": {"status": status, "observedValue": 0.4 if status == "pass" else 95.0, "observedUnit": "s"},
        "deadletters:count": {"status": "warn" if letters else "pass", "observedValue": letters, "observedUnit": "events"},
        "relay:alive": {"status": status},
        "consumer:alive": {"status": "pass"},
    }
    if service == "payment-bridge":
        told |= TAX_OFFICE_WELL
    return {name: [check] for name, check in told.items()}


TAX_OFFICE_WELL: Mapping[str, dict[str, Any]] = {
    "tax-office:last-success": {"status": "pass", "observedValue": "2023-11-23T09:00:00+08:00"},
    "levies:unanswered": {"status": "pass", "observedValue": 0},
    "levies:oldest-unanswered": {"status": "pass", "observedValue": 0, "observedUnit": "s"},
    "ledger:lag": {"status": "pass", "observedValue": 31, "observedUnit": "s"},
    "callbacks:pending": {"status": "pass", "observedValue": 0},
    "callbacks:oldest-unprocessed": {"status": "pass", "observedValue": 0, "observedUnit": "s"},
    "callbacks:failed": {"status": "pass", "observedValue": 0},
    "callbacks:last": {"status": "pass", "observedValue": "none"},
    "payments:unknown": {"status": "pass", "observedValue": 3},
    "payments:mismatch": {"status": "pass", "observedValue": 2},
    "background:read_tax_ledger": {"status": "pass", "time": "2023-11-23T09:00:00+08:00"},
}
TAX_OFFICE_STOPPED: Mapping[str, dict[str, Any]] = {
    "tax-office:last-success": {"status": "warn", "observedValue": "2023-11-23T08:50:00+08:00"},
    "levies:unanswered": {"status": "warn", "observedValue": 4},
    "levies:oldest-unanswered": {"status": "warn", "observedValue": 610, "observedUnit": "s"},
    "ledger:lag": {"status": "warn", "observedValue": 640, "observedUnit": "s"},
    "background:read_tax_ledger": {
        "status": "warn",
        "time": "2023-11-23T08:50:00+08:00",
        "output": "TaxOfficeAway: ConnectError",
    },
}
