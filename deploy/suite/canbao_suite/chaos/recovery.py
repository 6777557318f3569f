"""How long a fault was felt: until an enrolment sent after it is acknowledged, and every service has taken in an event from after it."""

import asyncio
import time
from contextlib import suppress

import asyncpg

from canbao_suite.chaos.load import EnrolmentLoad
from canbao_suite.environments import SERVICES
from canbao_suite.processes import Suite
from canbao_suite.season.quiet import DATABASE_AWAY

_LOOK_SECONDS, _ANSWER_SECONDS = 0.1, 2.0
_NEWEST = "SELECT event_id FROM inbox ORDER BY event_id DESC LIMIT 1"
"""Ids of events are UUIDv7: their first 48 bits are the millisecond of their making."""


class RecoveryWatch:
    """Looks at every inbox several times a second."""

    def __init__(self, suite: Suite, load: EnrolmentLoad) -> None:
        self._suite, self._load = suite, load
        self._newest = dict.fromkeys(SERVICES, 0.0)

    async def run(self) -> None:
        """Until it is cancelled."""
        async with asyncio.TaskGroup() as group:
            for service in SERVICES:
                group.create_task(self._watch(service))

    async def recovered(self, struck_at: float, patience: float) -> float | None:
        """Seconds until all was through again; None if it was not in time."""
        while time.time() < struck_at + patience:
            if self._load.newest_acknowledged > struck_at and min(self._newest.values()) > struck_at:
                return time.time() - struck_at
            await asyncio.sleep(_LOOK_SECONDS / 2)
        return None

    async def _watch(self, service: str) -> None:
        while True:
            with suppress(*DATABASE_AWAY, TimeoutError):
                await self._look_on(service)
            await asyncio.sleep(_LOOK_SECONDS)

    async def _look_on(self, service: str) -> None:
        connection = await asyncpg.connect(
            self._suite.database_url(SERVICES[service]), timeout=_ANSWER_SECONDS, command_timeout=_ANSWER_SECONDS
        )
        try:
            while True:
                newest = await connection.fetchval(_NEWEST)
                self._newest[service] = (newest.int >> 80) / 1000 if newest else 0.0
                await asyncio.sleep(_LOOK_SECONDS)
        finally:
            connection.terminate()
