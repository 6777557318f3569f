"""Figures for operators: applications and participations by state, notices that wait."""

from collections.abc import Sequence

from prometheus_client.core import Metric

from enrolment_terms.scheme import ParticipationState
from registration.domain.application_states import ApplicationState
from registration.repository.notice_rows import count_waiting
from registration.repository.state_counts import applications_by_state, participations_by_state
from service_runtime import ReadConnection, gauge, gauges


async def application_figures(read: ReadConnection) -> Sequence[Metric]:
    """Of all benefit years."""
    found = await applications_by_state(read.driver)
    return [gauges("applications", "Applications by state", "state", {str(state): found.get(state, 0) for state in ApplicationState})]


async def participation_figures(read: ReadConnection) -> Sequence[Metric]:
    """Of all benefit years."""
    found = await participations_by_state(read.driver)
    values = {str(state): found.get(state, 0) for state in ParticipationState}
    return [gauges("participations", "Participations by state", "state", values)]


async def notice_figures(read: ReadConnection) -> Sequence[Metric]:
    """Those that nobody has been told of yet."""
    return [gauge("notices_waiting", "Notices not sent yet", await count_waiting(read.driver))]
