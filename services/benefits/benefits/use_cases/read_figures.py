"""Figures for operators: entitlements by state."""

from collections.abc import Sequence

from prometheus_client.core import Metric

from benefits.repository.entitlements import count_entitlements
from enrolment_events.benefits import EntitlementState
from service_runtime import ReadConnection, gauges


async def entitlement_figures(read: ReadConnection) -> Sequence[Metric]:
    """The newest decision of each participation and benefit year, by its state today."""
    found = await count_entitlements(read.driver)
    values = {str(state): found.get(state, 0) for state in EntitlementState}
    return [gauges("entitlements", "Entitlements by state", "state", values)]
