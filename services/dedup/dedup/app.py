"""The composition root: the only file that knows all parts of the dedup service."""

import asyncio

from fastapi import FastAPI

from dedup.consumers import HANDLERS
from dedup.endpoints import (
    case_acts,
    cases,
    checks,
    feeds,
    notices,
    own_cases,
    persons,
    probable_duplicates,
    received_notices,
    spells,
    statements,
    sweeps,
)
from dedup.endpoints.region_messages import PATH, region_messages
from dedup.gateways.other_regions import CALLS, OtherRegions, regions_of
from dedup.settings import Settings
from dedup.use_cases.answer_checks import CHECKS
from dedup.use_cases.answer_regions import answer_regions
from dedup.use_cases.check_cases import case_figures, check_cases
from dedup.use_cases.check_looks import check_looks, look_figures
from dedup.use_cases.check_regions import notice_figures, regions_health
from dedup.use_cases.escalate_notices import ESCALATIONS
from dedup.use_cases.follow_feeds import answer_waiting
from dedup.use_cases.lead_cases import CASES
from dedup.use_cases.look_at_due_cases import DUE_CASES
from dedup.use_cases.look_at_people import look_again
from dedup.use_cases.looks import LOOKS
from dedup.use_cases.propose_duplicates import PROPOSALS
from dedup.use_cases.read_figures import spell_figures
from dedup.use_cases.send_notices import send_notices
from dedup.use_cases.sweep_duplicates import Sweeper
from dedup.use_cases.sweep_year_end import YEAR_END
from dedup.use_cases.take_region_messages import FORGETTING, MESSAGES
from dedup.use_cases.tell_anew import AGGREGATES
from dedup.use_cases.tell_new_year import NEW_YEARS
from event_bus import EventBus
from service_runtime import Clock, Job, Runtime, build_app

_FEED_BYTES = 4 * 1024 * 1024
TIMED = (YEAR_END, NEW_YEARS, DUE_CASES, PROPOSALS, ESCALATIONS, FORGETTING)
_LOOK_SECONDS, _KEEP_SECONDS, _SEND_SECONDS = 5.0, 60.0, 1.0
"""Between looks at what waits for a source or failed, writings of the side file, and looks at what is to be sent."""
_STEP_SECONDS = 45.0
"""What a step of background work may take beside the call that it makes."""


def create_app(settings: Settings, bus: EventBus, clock: Clock) -> FastAPI:
    """The service on this bus and clock."""
    regions = regions_of(settings)
    sweeper = Sweeper(settings.side_file_folder)
    return build_app(
        name="dedup",
        title="重复参保校验",
        settings=settings,
        bus=bus,
        clock=clock,
        routers=[
            spells.router,
            feeds.router,
            checks.router,
            notices.router,
            received_notices.router,
            cases.router,
            case_acts.router,
            own_cases.router,
            statements.router,
            persons.router,
            probable_duplicates.router,
            sweeps.router,
            region_messages(settings.region_in_secrets),
        ],
        handlers=HANDLERS,
        migrations="dedup.migrations",
        append_only=["case_versions"],
        inbox_guards_money=False,
        background=[
            Job("answer_waiting_checks", answer_waiting, _until_sources_may_have_told),
            Job("look_again", look_again, _until_sources_may_have_told),
            Job("keep_side_file", sweeper.keep_up, _until_much_may_have_changed),
            *(_senders(regions, settings.other_regions_seconds + _STEP_SECONDS) if regions else []),
        ],
        timed=[sweeper.job, *TIMED],
        checks=[regions_health(told=regions is not None), check_cases, check_looks],
        closing=[regions.close] if regions else [],
        aggregates=AGGREGATES,
        counters=[CHECKS, CASES, LOOKS.missed, CALLS, MESSAGES],
        figures=[spell_figures, notice_figures, case_figures, look_figures],
        body_limits={"/dedup/v1/spells": _FEED_BYTES, PATH: _FEED_BYTES},
    )


def _senders(regions: OtherRegions, limit: float) -> list[Job]:
    """A job for notices and one for answers: neither waits for the other."""

    async def notices_out(runtime: Runtime) -> int:
        return await send_notices(runtime, regions)

    async def answers_out(runtime: Runtime) -> int:
        return await answer_regions(runtime, regions)

    return [
        Job("send_notices", notices_out, _until_something_may_be_due, limit),
        Job("answer_regions", answers_out, _until_something_may_be_due, limit),
    ]


async def _until_something_may_be_due() -> None:
    await asyncio.sleep(_SEND_SECONDS)


async def _until_much_may_have_changed() -> None:
    await asyncio.sleep(_KEEP_SECONDS)


async def _until_sources_may_have_told() -> None:
    await asyncio.sleep(_LOOK_SECONDS)
