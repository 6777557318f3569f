"""Business health: does the tax office answer, what waits for it, what waits for us, money that somebody must look at.

Ages are real time, and those of stored things come from the database: every replica tells the same of them.
"""

from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.gateways.tax_office import TaxOffice
from payment_bridge.repository import figures, readings
from payment_bridge.use_cases.read_ledger import LONG_AGO
from service_runtime import HealthCheck, HealthFigure, Runtime

_STUCK_SECONDS = 15 * 60


def tax_and_money_health(office: TaxOffice) -> HealthCheck:
    """The check for create_app."""

    async def tax_and_money(runtime: Runtime) -> list[HealthFigure]:
        limits = runtime.settings
        pause: float = limits.tax_reconcile_seconds
        async with runtime.database.reading() as connection:
            unanswered = (await figures.unanswered(connection)).values()
            ledger = await readings.ledger_figures(connection, office.made_at, pause, pause * LONG_AGO)
            waiting, last = await figures.waiting_callbacks(connection), await figures.last_callback(connection)
            odd = await figures.odd_payments(connection)
        oldest = max(age for _, age in unanswered)
        levy_is_late = oldest > limits.levy_late_seconds
        unmatched, unmatched_for = odd.get(PaymentState.UNMATCHED, figures.NONE)
        mismatched, _ = odd.get(PaymentState.MISMATCH, figures.NONE)
        return [
            _last_success(office, limits.tax_silent_seconds),
            _figure("levies:unanswered", levy_is_late, sum(count for count, _ in unanswered)),
            _age("levies:oldest-unanswered", levy_is_late, oldest),
            _age("ledger:lag", ledger.overdue > limits.ledger_late_seconds, ledger.lag),
            *_callbacks(*waiting, limits.callback_late_seconds),
            _figure("callbacks:last", False, last.isoformat() if last else "none"),
            _figure("payments:unknown", unmatched_for > _STUCK_SECONDS, unmatched),
            _figure("payments:mismatch", mismatched > 0, mismatched),
        ]

    return tax_and_money


def _last_success(office: TaxOffice, limit: float) -> HealthFigure:
    """Real time of the last answer to this replica; it warns of silence now, not of an answer long ago: perhaps nobody has asked."""
    at = office.answered_at.isoformat(timespec="seconds") if office.answered_at else "none"
    silent = office.silent_seconds
    if silent <= limit:
        return HealthFigure("tax-office:last-success", "pass", at)
    return HealthFigure("tax-office:last-success", "warn", at, output=f"no answer for {silent:.0f} s: {office.error or 'call hangs'}")


def _callbacks(pending: int, oldest: float, failed: int, limit: float) -> list[HealthFigure]:
    return [
        _figure("callbacks:pending", oldest > limit, pending),
        _age("callbacks:oldest-unprocessed", oldest > limit, oldest),
        _figure("callbacks:failed", failed > 0, failed),
    ]


def _figure(name: str, warns: bool, value: int | str) -> HealthFigure:
    return HealthFigure(name, "warn" if warns else "pass", value)


def _age(name: str, warns: bool, seconds: float) -> HealthFigure:
    return HealthFigure(name, "warn" if warns else "pass", round(seconds, 1), "s")
