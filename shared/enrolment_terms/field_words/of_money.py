"""The words for bills, money and callbacks."""

WORDS: dict[str, tuple[str, object]] = {
    # bills, money, callbacks
    "amount": ("金额（元）", "400.00"),
    "bills": ("应征账单", None),
    "payments": ("款项", None),
    "round_no": ("扣费轮次", 1),
    "resend_no": ("重新传送次数", 0),
    "deemed_in_window": ("视为集中参保期内缴费", False),
    "group_complete": ("同组账单已缴清", True),
    "version": ("版本", 1),
    "revision": ("修订号", 1),
    "checked_by": ("核定人", "reviewer:0001"),
    "held": ("待统一核定", 0),
    "sent": ("已传送", 200),
    "cancelled": ("已撤销", 3),
    "callbacks": ("税务回执", None),
    "received": ("已接收", 11000),
    "processed": ("已处理", 11000),
    "pending": ("待处理", 0),
    "per_minute": ("每分钟接收", 120),
    "unknown_payments": ("无对应账单的款项", 0),
    "mismatches": ("金额不符的款项", 0),
    "duplicates": ("重复缴费", 0),
    "due": ("待传送", 0),
    "bytes": ("字节数", 512),
}
