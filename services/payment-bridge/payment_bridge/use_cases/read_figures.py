"""Figures for operators: bills by state and cause, what waits for the tax office, callbacks that wait, money to look at."""

from collections.abc import Sequence

from prometheus_client.core import GaugeMetricFamily, Metric

from enrolment_terms.scheme import BillState
from payment_bridge.domain.outgoing import OutgoingState
from payment_bridge.domain.payment_states import PaymentState as P
from payment_bridge.domain.tax_cases import CaseKind
from payment_bridge.domain.tax_endpoints import TaxEndpoint
from payment_bridge.repository import figures
from payment_bridge.repository.figures import Waiting
from payment_bridge.repository.outgoing import to_look_at
from payment_bridge.repository.tax_endpoints import NONE, refusing_endpoints
from service_runtime import ReadConnection, gauge, gauges

_TO_LOOK_AT = (P.UNMATCHED, P.MISMATCH, P.DUPLICATE, P.PARTIAL_GROUP, P.REFUND_PENDING)


async def bill_figures(read: ReadConnection) -> Sequence[Metric]:
    """From the counts that are kept with each change."""
    bills = {(str(state), ""): 0 for state in BillState}
    bills |= {(row["state"], row["cause"]): row["bills"] for row in await figures.bills_by_state(read.driver)}
    family = GaugeMetricFamily("canbao_bills", "Levy bills by state and cause of failure", labels=["state", "cause"])
    for labels, count in bills.items():
        family.add_metric(labels, count)
    return [family]


async def levy_figures(read: ReadConnection) -> Sequence[Metric]:
    """What the tax office was asked, and when it last answered."""
    waiting = await figures.unanswered(read.driver)
    counts = {kind: one.number for kind, one in waiting.items()}
    ages = {kind: one.oldest for kind, one in waiting.items()}
    office = await figures.tax_office(read.driver)
    told = [
        gauges("levies_unanswered", "Batches and recalls that the tax office has not answered", "kind", counts),
        gauges("levies_oldest_unanswered_seconds", "Age of the oldest batch or recall without an answer", "kind", ages),
    ]
    if office.ledger_lag is not None:
        told.append(gauge("ledger_lag_seconds", "Time since the tax office's ledger was read", office.ledger_lag))
    if office.last_success is not None:
        when = office.last_success
        told.append(gauge("tax_office_last_success_timestamp_seconds", "When the tax office last answered, in Unix time", when))
    return told


async def callback_figures(read: ReadConnection) -> Sequence[Metric]:
    """Callbacks that are stored and not done."""
    pending, aside = await figures.waiting_callbacks(read.driver)
    return [
        gauge("callbacks_pending", "Callbacks stored and not yet processed", pending.number),
        gauge("callbacks_oldest_pending_seconds", "Age of the oldest callback not yet processed", pending.oldest),
        gauge("callbacks_set_aside", "Callbacks that failed and nobody has replayed or discarded", aside.get("FAILED", 0)),
        gauge(
            "callbacks_in_conflict", "Callbacks whose id was known with another body, not replayed or discarded", aside.get("CONFLICT", 0)
        ),
    ]


async def difference_figures(read: ReadConnection) -> Sequence[Metric]:
    """One serial with two contents, not closed."""
    waiting = await figures.open_differences(read.driver)
    return [
        gauge("differences_open", "Serials that the tax office told of with two contents, not closed by an operator", waiting.number),
        gauge("differences_oldest_open_seconds", "Age of the oldest difference that is not closed", waiting.oldest),
    ]


async def case_figures(read: ReadConnection) -> Sequence[Metric]:
    """Cases of the tax office that wait for a person, by kind."""
    waiting = {str(kind): Waiting() for kind in CaseKind if kind is not CaseKind.ROW_WITH_MORE} | await figures.open_cases(read.driver)
    return [
        gauges("tax_cases_open", "Cases of the tax office that wait for a person", "kind", {k: one.number for k, one in waiting.items()}),
        gauges("tax_cases_oldest_open_seconds", "Age of the oldest such case", "kind", {k: one.oldest for k, one in waiting.items()}),
    ]


async def endpoint_figures(read: ReadConnection) -> Sequence[Metric]:
    """Since when an endpoint of the tax office refuses."""
    refusing = await refusing_endpoints(read.driver)
    since = {str(endpoint): refusing.get(endpoint, NONE) for endpoint in TaxEndpoint}
    told = "Unix time since when calls to an endpoint of the tax office are not answered as they should be, 0 if they are"
    family = GaugeMetricFamily("canbao_tax_office_refusing_since_timestamp_seconds", told, labels=["kind", "status"])
    for endpoint, one in since.items():
        family.add_metric([endpoint, one.status], one.since)
    return [family]


async def outgoing_figures(read: ReadConnection) -> Sequence[Metric]:
    """Messages whose outcome is not known, and those that are not sent any more; endpoints that an operator has to enable."""
    waiting = {str(state): Waiting() for state in (OutgoingState.UNKNOWN, OutgoingState.EXHAUSTED)} | await to_look_at(read.driver)
    refusing = await refusing_endpoints(read.driver)
    disabled = {str(endpoint): int(refusing.get(endpoint, NONE).disabled) for endpoint in TaxEndpoint}
    numbers, ages = {state: one.number for state, one in waiting.items()}, {state: one.oldest for state, one in waiting.items()}
    return [
        gauges("outgoing_messages", "Messages to the tax office that are asked for, or not sent any more, by state", "state", numbers),
        gauges("outgoing_oldest_seconds", "For how long the oldest of them has been so", "state", ages),
        gauges("tax_endpoint_disabled", "1 for an endpoint that answered 410 and waits for an operator", "kind", disabled),
    ]


async def payment_figures(read: ReadConnection) -> Sequence[Metric]:
    """Money that somebody must look at."""
    odd = await figures.odd_payments(read.driver)
    payments = {str(state): odd.get(state, Waiting()).number for state in _TO_LOOK_AT}
    oldest = {str(state): odd.get(state, Waiting()).oldest for state in _TO_LOOK_AT}
    return [
        gauges("payments_to_look_at", "Payments that wait for a decision of a person, by state", "state", payments),
        gauges("payments_oldest_to_look_at_seconds", "Age of the oldest payment that waits for a decision", "state", oldest),
    ]
