"""Names and labels of all figures of all services: one style, few series, cheap to read."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from fastapi import FastAPI
from prometheus_client import Metric

from benefits.use_cases.read_figures import entitlement_figures
from dedup.use_cases.read_figures import spell_figures
from payment_bridge.use_cases.read_figures import bill_figures, callback_figures, levy_figures, payment_figures
from registration.use_cases.read_figures import application_figures, participation_figures
from row_sets import Driver
from service_runtime import FigureSource
from tests.figures.exposition import NAMES, Exposition

LABELS = {
    *("method", "route", "status", "le", "state", "cause", "kind", "reason", "outcome"),
    *("source", "job", "listener", "event_type", "endpoint", "department"),
}
"""All of them have few values; a new one needs a thought of how many."""
KEPT_SMALL = {"bill_counts", "ledger_cursor"}
"""Tables of a few rows."""
SOURCES: list[tuple[str, FigureSource]] = [
    ("registration", application_figures),
    ("registration", participation_figures),
    ("payment-bridge", bill_figures),
    ("payment-bridge", levy_figures),
    ("payment-bridge", callback_figures),
    ("payment-bridge", payment_figures),
    ("dedup", spell_figures),
    ("benefits", entitlement_figures),
]


@pytest.mark.parametrize("service", NAMES)
def test_names_follow_one_style(exposition: Exposition, service: str) -> None:
    for metric in exposition[service]:
        assert re.fullmatch(r"canbao_[a-z]+(_[a-z]+)*", metric.name)
        assert not metric.name.endswith(("_total", "_count", "_sum", "_bucket", "_ms", "_minutes", "_created")), metric.name
        if re.search("(^|_)(age|oldest|lag|last|duration)(_|$)", metric.name):
            assert metric.name.endswith("_seconds"), metric.name
        assert metric.type in {"gauge", "counter", "histogram"}
        assert metric.documentation
        for one in metric.samples:
            assert set(one.labels) <= LABELS, one


@pytest.mark.parametrize("service", NAMES)
def test_what_every_service_tells(exposition: Exposition, service: str) -> None:
    plain = {one.name: one.value for metric in exposition[service] for one in metric.samples if not one.labels}
    assert plain["canbao_database_up"] == 1
    assert plain["canbao_figures_missing"] == 0
    for counter in ("canbao_events_relayed_total", "canbao_events_consumed_total", "canbao_events_poisoned_total"):
        assert plain[counter] >= 0
    for gauge in ("canbao_outbox_depth", "canbao_outbox_age_seconds", "canbao_dead_letters", "canbao_database_pool_in_use"):
        assert plain[gauge] >= 0
    assert sum(len(metric.samples) for metric in exposition[service]) < 300


def states(metrics: Sequence[Metric], name: str, label: str) -> set[str]:
    """All values of a label of one family."""
    return {one.labels[label] for metric in metrics if metric.name == name for one in metric.samples}


def test_every_state_is_there_from_the_start(exposition: Exposition) -> None:
    assert "UNDER_REVIEW" in states(exposition["registration"], "canbao_applications", "state")
    assert "ACTIVE" in states(exposition["registration"], "canbao_participations", "state")
    assert {"SENT", "PAID", "ABANDONED"} <= states(exposition["payment-bridge"], "canbao_bills", "state")
    assert states(exposition["payment-bridge"], "canbao_callbacks_refused", "reason") == {"bad_signature", "not_json", "other_body"}
    assert states(exposition["payment-bridge"], "canbao_levies_unanswered", "kind") == {"batch", "recall"}
    assert "UNMATCHED" in states(exposition["payment-bridge"], "canbao_payments_to_look_at", "state")
    assert states(exposition["dedup"], "canbao_conflict_checks", "outcome") == {"clear", "conflict"}
    assert "WAITING" in states(exposition["benefits"], "canbao_entitlements", "state")
    assert "ACTIVE" in states(exposition["benefits"], "canbao_entitlement_changes", "state")


class Explaining:
    """A connection that keeps the plan of each statement it runs."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self.plans: list[tuple[str, str]] = []

    def __getattr__(self, name: str) -> Any:
        async def explain_and_run(statement: str, *values: Any) -> Any:
            plan = await self._driver.fetch(f"EXPLAIN {statement}", *values)
            self.plans.append((statement, "\n".join(line for (line,) in plan)))
            return await getattr(self._driver, name)(statement, *values)

        return explain_and_run


@pytest.mark.parametrize(("service", "source"), SOURCES, ids=[source.__name__ for _, source in SOURCES])
async def test_no_figure_reads_a_large_table(services: dict[str, FastAPI], service: str, source: FigureSource) -> None:
    runtime = services[service].state.runtime
    async with runtime.database.read() as read:
        driver = read.driver
        async with driver.transaction():
            await driver.execute("SET LOCAL enable_seqscan = off")
            read.driver = explaining = Explaining(driver)
            assert await source(read)
        read.driver = driver
    assert explaining.plans
    for statement, plan in explaining.plans:
        tables = re.findall(r"Seq Scan on (\w+)", plan)
        if "WHERE" not in statement:  # the whole table is counted: on an index alone
            tables += re.findall(r"Index Scan using \w+ on (\w+)", plan)
        assert set(tables) <= KEPT_SMALL | {"levy_batches"}, plan
