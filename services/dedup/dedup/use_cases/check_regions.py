"""Business health and figures: what waits for other regions, what waits for us, and what somebody must look at."""

from collections.abc import Mapping, Sequence

from prometheus_client.core import Metric

from dedup.repository.area_scope import EVERYWHERE
from dedup.repository.notice_sending import NoticeCount, count_notices
from dedup.repository.received_notices import count_received
from dedup.use_cases.settle_notices import list_still_active
from enrolment_events.duplicates import NoticeState
from service_runtime import HealthCheck, HealthFigure, ReadConnection, Runtime, gauge, gauges

_MOST_NOT_DONE = 100
"""More are not counted."""
_TOLD = (NoticeState.OPEN, NoticeState.SENT, NoticeState.ESCALATED, NoticeState.REFUSED)


def regions_health(*, told: bool) -> HealthCheck:
    """The check for create_app. `told`: there is a platform; else nobody is told, and notices wait."""

    async def regions(runtime: Runtime) -> list[HealthFigure]:
        async with runtime.database.read() as read:
            notices = await count_notices(read.driver)
            received = await count_received(read.driver, read.now.date())
            not_done = await list_still_active(read, EVERYWHERE, _MOST_NOT_DONE)
        waiting = sum(one.waiting for one in notices.values())
        return [
            _platform(waiting, told=told),
            *(_figure(f"notices:{state.lower()}", _number(notices, state), warns=state is NoticeState.ESCALATED) for state in _TOLD),
            _figure("notices:stuck", sum(one.stuck for one in notices.values()), warns=True),
            _figure("notices:still-active", len(not_done), warns=True),
            _figure("received-notices:waiting", received.waiting, warns=False),
            _figure("received-notices:overdue", received.overdue, warns=True),
            _figure("received-notices:stuck", received.stuck, warns=True),
        ]

    return regions


async def notice_figures(read: ReadConnection) -> Sequence[Metric]:
    """Notices out and in, as health tells them."""
    notices = await count_notices(read.driver)
    received = await count_received(read.driver, read.now.date())
    not_done = await list_still_active(read, EVERYWHERE, _MOST_NOT_DONE)
    out = {str(state): _number(notices, state) for state in _TOLD}
    return [
        gauges("region_notices", "Notices to other regions without an answer, or refused, by state", "state", out),
        gauge("region_notices_stuck", "Notices to other regions that are tried in vain", sum(one.stuck for one in notices.values())),
        gauge("region_notices_not_done", "Notices that were acknowledged and not done, at most 100", len(not_done)),
        gauge("received_notices_waiting", "Requests of other regions that wait for an office", received.waiting),
        gauge("received_notices_overdue", "Requests of other regions that wait for an office, and their day is over", received.overdue),
        gauge("received_notices_stuck", "Answers to other regions that are tried in vain", received.stuck),
    ]


def _platform(waiting: int, *, told: bool) -> HealthFigure:
    """Without a platform notices stay OPEN."""
    if told:
        return HealthFigure("other-regions:platform", "pass", "set")
    output = "CANBAO_OTHER_REGIONS_URL is not set: nobody is told" if waiting else None
    return HealthFigure("other-regions:platform", "warn" if waiting else "pass", "none", output=output)


def _number(notices: Mapping[NoticeState, NoticeCount], state: NoticeState) -> int:
    return notices.get(state, NoticeCount()).number


def _figure(name: str, value: int, *, warns: bool) -> HealthFigure:
    return HealthFigure(name, "warn" if warns and value else "pass", value)
