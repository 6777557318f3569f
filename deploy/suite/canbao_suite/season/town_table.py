"""The town table as people read it: target, registered, paid, rate, failed by cause (R-110)."""

from typing import Any

from rich.table import Table

_CAUSES = {"INSUFFICIENT_BALANCE": "余额不足", "ACCOUNT_ABNORMAL": "账户异常", "BANK_SYSTEM": "系统原因"}


def draw_town_table(progress: dict[str, Any], scale: float) -> Table:
    """A table of the answer of GET /registration/v1/progress; targets are shown at the season's scale."""
    table = Table(title="开平市2024年度城乡居民医保参保进度", show_footer=True)
    total = progress["total"]
    rows = [(town["name"], town) for town in progress["towns"] if town["target"]]
    table.add_column("镇(街)", footer="合计")
    table.add_column("目标", justify="right", footer=_scaled(total["target_printed"], scale))
    for label, key in (("已登记", "registered"), ("已缴费", "paid")):
        table.add_column(label, justify="right", footer=f"{total[key]:,}")
    table.add_column("完成率", justify="right", footer=_rate(total["paid"], total["target_printed"], scale))
    for cause, label in _CAUSES.items():
        table.add_column(label, justify="right", footer=f"{sum(town['failed'].get(cause, 0) for _, town in rows):,}")
    table.add_column("弃保", justify="right", footer=f"{total['abandoned']:,}")
    for name, town in rows:
        failed = [f"{town['failed'].get(cause, 0):,}" for cause in _CAUSES]
        figures = [
            f"{town['registered']:,}",
            f"{town['paid']:,}",
            _rate(town["paid"], town["target"], scale),
            *failed,
            f"{town['abandoned']:,}",
        ]
        table.add_row(name, _scaled(town["target"], scale), *figures)
    return table


def _scaled(target: int, scale: float) -> str:
    return f"{round(target * scale):,}"


def _rate(paid: int, target: int, scale: float) -> str:
    return f"{100 * paid / max(1, round(target * scale)):.2f}%"
