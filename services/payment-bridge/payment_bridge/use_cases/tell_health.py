"""Business health: does the tax office answer, what waits for it, what waits for us, money that somebody must look at.

Ages are real time, and those of stored things come from the database: every replica tells the same of them.
"""

from typing import Any

from payment_bridge.gateways.tax_office import TaxOffice
from payment_bridge.repository import levies, readings
from payment_bridge.use_cases.read_ledger import LONG_AGO
from service_runtime import HealthCheck, HealthFigure, Runtime

_STUCK_SECONDS = 15 * 60


def tax_and_money_health(office: TaxOffice) -> HealthCheck:
    """The check for create_app."""

    async def tax_and_money(runtime: Runtime) -> list[HealthFigure]:
        limits = runtime.settings
        pause: float = limits.tax_reconcile_seconds
        async with runtime.database.reading() as connection:
            unanswered = await levies.unanswered(connection)
            ledger = await readings.ledger_figures(connection, office.made_at, pause, pause * LONG_AGO)
            callbacks = await readings.callback_figures(connection)
            odd = await readings.odd_payments(connection)
        levy_is_late = unanswered.oldest_seconds > limits.levy_late_seconds
        return [
            _last_success(office, limits.tax_silent_seconds),
            _figure("levies:unanswered", levy_is_late, unanswered.waiting),
            _age("levies:oldest-unanswered", levy_is_late, unanswered.oldest_seconds),
            _age("ledger:lag", ledger.overdue > limits.ledger_late_seconds, ledger.lag),
            *_callbacks(callbacks, limits.callback_late_seconds),
            _figure("payments:unknown", (odd.oldest_unmatched or 0) > _STUCK_SECONDS, odd.unmatched),
            _figure("payments:mismatch", odd.mismatch > 0, odd.mismatch),
        ]

    return tax_and_money


def _last_success(office: TaxOffice, limit: float) -> HealthFigure:
    """Real time of the last answer to this replica; it warns of silence now, not of an answer long ago: perhaps nobody has asked."""
    at = office.answered_at.isoformat(timespec="seconds") if office.answered_at else "none"
    silent = office.silent_seconds
    if silent <= limit:
        return HealthFigure("tax-office:last-success", "pass", at)
    return HealthFigure("tax-office:last-success", "warn", at, output=f"no answer for {silent:.0f} s: {office.error or 'call hangs'}")


def _callbacks(figures: Any, limit: float) -> list[HealthFigure]:
    is_late = figures.oldest_pending > limit
    return [
        _figure("callbacks:pending", is_late, figures.pending),
        _age("callbacks:oldest-unprocessed", is_late, figures.oldest_pending),
        _figure("callbacks:failed", figures.failed > 0, figures.failed),
        _figure("callbacks:last", False, figures.last_at.isoformat() if figures.last_at else "none"),
    ]


def _figure(name: str, warns: bool, value: int | str) -> HealthFigure:
    return HealthFigure(name, "warn" if warns else "pass", value)


def _age(name: str, warns: bool, seconds: float) -> HealthFigure:
    return HealthFigure(name, "warn" if warns else "pass", round(seconds, 1), "s")
