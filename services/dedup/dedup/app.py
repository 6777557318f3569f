"""The composition root: the only file that knows all parts of the dedup service."""

import asyncio

from fastapi import FastAPI

from dedup.consumers import HANDLERS
from dedup.endpoints import checks, feeds, notices, persons, spells
from dedup.settings import Settings
from dedup.use_cases.answer_checks import CHECKS
from dedup.use_cases.follow_feeds import answer_waiting
from dedup.use_cases.look_at_people import look_again
from dedup.use_cases.looks import LOOKS
from dedup.use_cases.read_figures import spell_figures
from dedup.use_cases.sweep_duplicates import Sweeper
from dedup.use_cases.tell_anew import AGGREGATES
from event_bus import EventBus
from service_runtime import Clock, Job, build_app

_FEED_BYTES = 4 * 1024 * 1024
_LOOK_SECONDS, _KEEP_SECONDS = 5.0, 60.0
"""Between looks at what waits for a source or failed, and between writings of the side file."""


def create_app(settings: Settings, bus: EventBus, clock: Clock) -> FastAPI:
    """The service on this bus and clock."""
    sweeper = Sweeper(settings.side_file_folder, settings.installation_area)
    return build_app(
        name="dedup",
        title="重复参保校验",
        settings=settings,
        bus=bus,
        clock=clock,
        routers=[spells.router, feeds.router, checks.router, notices.router, persons.router],
        handlers=HANDLERS,
        migrations="dedup.migrations",
        inbox_guards_money=False,
        background=[
            Job("answer_waiting_checks", answer_waiting, _until_sources_may_have_told),
            Job("look_again", look_again, _until_sources_may_have_told),
            Job("keep_side_file", sweeper.keep_up, _until_much_may_have_changed),
        ],
        timed=[sweeper.job],
        aggregates=AGGREGATES,
        counters=[CHECKS, LOOKS.missed],
        figures=[spell_figures],
        body_limits={"/dedup/v1/spells": _FEED_BYTES},
    )


async def _until_much_may_have_changed() -> None:
    await asyncio.sleep(_KEEP_SECONDS)


async def _until_sources_may_have_told() -> None:
    await asyncio.sleep(_LOOK_SECONDS)
