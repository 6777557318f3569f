"""Business health: does the tax office answer, what waits for it, what waits for us, money that somebody must look at.

Ages are real time, and those of stored things come from the database: every replica tells the same of them.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from payment_bridge.domain.callback_states import CallbackState
from payment_bridge.domain.outgoing import OutgoingState
from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.domain.tax_cases import ASIDE
from payment_bridge.domain.tax_endpoints import Refusing, TaxEndpoint
from payment_bridge.gateways.tax_office import TaxOffice
from payment_bridge.repository import figures
from payment_bridge.repository.figures import TaxOfficeFigures, Waiting
from payment_bridge.repository.outgoing import to_look_at
from payment_bridge.repository.tax_endpoints import NONE, refusing_endpoints
from payment_bridge.use_cases.end_period import periods_to_end
from payment_bridge.use_cases.read_ledger import LONG_AGO
from service_runtime import HealthCheck, HealthFigure, Runtime

_STUCK_SECONDS = 15 * 60
_ENDPOINT_OF = {"batch": TaxEndpoint.LEVIES, "recall": TaxEndpoint.RECALLS}
_ASIDE = (("failed", CallbackState.FAILED), ("conflicting", CallbackState.CONFLICT))


def tax_and_money_health(office: TaxOffice) -> HealthCheck:
    """The check for create_app."""

    async def tax_and_money(runtime: Runtime) -> list[HealthFigure]:
        limits = runtime.settings
        async with runtime.database.read() as read:
            asked = await figures.unanswered(read.driver)
            heard = await figures.tax_office(read.driver)
            pending, aside = await figures.waiting_callbacks(read.driver)
            differing = (await figures.open_differences(read.driver)).number
            cases = await figures.open_cases(read.driver)
            refusing = await refusing_endpoints(read.driver)
            odd = await figures.odd_payments(read.driver)
            told = await to_look_at(read.driver)
            over = [f"{one.region}/{one.benefit_year}" for one in await periods_to_end(read)]
        unanswered = asked.values()
        idle = {_ENDPOINT_OF[kind] for kind, waiting in asked.items() if waiting.number == 0}
        oldest = max(waiting.oldest for waiting in unanswered)
        levy_is_late = oldest > limits.levy_late_seconds
        unmatched, mismatched = (odd.get(state, Waiting()) for state in (PaymentState.UNMATCHED, PaymentState.MISMATCH))
        lag = office.age_seconds if heard.ledger_lag is None else heard.ledger_lag
        return [
            _last_success(office, limits.tax_silent_seconds),
            *(_endpoint(one, refusing.get(one, NONE), limits.tax_refused_seconds, idle=one in idle) for one in TaxEndpoint),
            _figure("levies:unanswered", levy_is_late, sum(waiting.number for waiting in unanswered)),
            _age("levies:oldest-unanswered", levy_is_late, oldest),
            _age("ledger:lag", _overdue(heard, lag, limits.tax_reconcile_seconds) > limits.ledger_late_seconds, lag),
            *_outgoing(told),
            *_callbacks(pending, aside, limits.callback_late_seconds),
            _figure("callbacks:last", False, heard.last_callback.isoformat() if heard.last_callback else "none"),
            _figure("payments:unknown", unmatched.oldest > _STUCK_SECONDS, unmatched.number),
            _figure("payments:mismatch", mismatched.number > 0, mismatched.number),
            _figure("payments:differences", differing > 0, differing),
            HealthFigure("periods:to-end", "warn" if over else "pass", len(over), output=", ".join(over) or None),
            *_cases({kind: one.number for kind, one in cases.items()}),
        ]

    return tax_and_money


def _endpoint(endpoint: TaxEndpoint, known: Refusing, limit: float, *, idle: bool) -> HealthFigure:
    """Warns when it has refused for long and something waits for it; what came, and since when, is told from the first."""
    name = f"tax-office:{endpoint.lower()}"
    if known is NONE:
        return HealthFigure(name, "pass", "ok")
    since = datetime.fromtimestamp(known.since, UTC).isoformat(timespec="seconds")
    output = f"{known.status} since {since}, {known.tries} calls"
    if known.disabled:
        return HealthFigure(name, "warn", "disabled", output=output)
    return HealthFigure(name, "warn" if known.seconds > limit and not idle else "pass", known.status, output=output)


def _outgoing(told: Mapping[str, Waiting]) -> list[HealthFigure]:
    unknown, exhausted = (told.get(state, Waiting()) for state in (OutgoingState.UNKNOWN, OutgoingState.EXHAUSTED))
    return [
        _figure("outgoing:unknown", unknown.oldest > _STUCK_SECONDS, unknown.number),
        _figure("outgoing:exhausted", exhausted.number > 0, exhausted.number),
    ]


def _cases(numbers: Mapping[str, int]) -> list[HealthFigure]:
    aside = sum(numbers.get(kind, 0) for kind in ASIDE)
    others = sum(numbers.values()) - aside
    return [_figure("tax-rows:set-aside", aside > 0, aside), _figure("tax-cases:open", others > 0, others)]


def _overdue(heard: TaxOfficeFigures, lag: float, pause: float) -> float:
    """Seconds since the ledger should have been read: when no callback came for a pause, after many pauses in any case."""
    quiet = lag if heard.callback_age is None else min(lag, heard.callback_age)
    return max(quiet - pause, lag - pause * LONG_AGO)


def _last_success(office: TaxOffice, limit: float) -> HealthFigure:
    """Real time of the last answer to this replica; it warns of silence now, not of an answer long ago: perhaps nobody has asked."""
    at = office.answered_at.isoformat(timespec="seconds") if office.answered_at else "none"
    silent = office.silent_seconds
    if silent <= limit:
        return HealthFigure("tax-office:last-success", "pass", at)
    return HealthFigure("tax-office:last-success", "warn", at, output=f"no answer for {silent:.0f} s: {office.error or 'call hangs'}")


def _callbacks(pending: Waiting, aside: Mapping[str, int], limit: float) -> list[HealthFigure]:
    return [
        _figure("callbacks:pending", pending.oldest > limit, pending.number),
        _age("callbacks:oldest-unprocessed", pending.oldest > limit, pending.oldest),
        *(_figure(f"callbacks:{name}", aside.get(state, 0) > 0, aside.get(state, 0)) for name, state in _ASIDE),
    ]


def _figure(name: str, warns: bool, value: int | str) -> HealthFigure:
    return HealthFigure(name, "warn" if warns else "pass", value)


def _age(name: str, warns: bool, seconds: float) -> HealthFigure:
    return HealthFigure(name, "warn" if warns else "pass", round(seconds, 1), "s")
