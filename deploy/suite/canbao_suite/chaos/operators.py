"""What two operators do under fire: they replay what was put aside on purpose until none is left, and have the present state told anew."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from canbao_suite.chaos.poison import POISON
from canbao_suite.chaos.suite_under_fire import SuiteUnderFire
from canbao_suite.season.client import Refused, SuiteClient

_AGAIN_SECONDS = 0.2


class Operators:
    """Those of one suite."""

    def __init__(self, suite: SuiteUnderFire, client: SuiteClient) -> None:
        self._suite, self._client = suite, client

    async def put_aside_and_replay(self, service: str, is_enough: Callable[[], bool]) -> None:
        """Poisons one event; replays what lies there until it is enough."""
        crashes = self._suite.crashes(service)
        crashes.arm(POISON)
        try:
            while not is_enough():
                if await self.open_letters(service):
                    await self.replay(service)
                await asyncio.sleep(_AGAIN_SECONDS)
        finally:
            crashes.disarm(POISON)

    async def replay_all(self, service: str) -> None:
        """Until none is left. The caller sets a limit of time."""
        while await self.open_letters(service):
            await self.replay(service)
            await asyncio.sleep(_AGAIN_SECONDS)

    async def open_letters(self, service: str) -> int:
        """How many wait, up to a hundred."""
        page = await self._client.get(service, "/dead-letters", self._client.token("operator"), limit=100)
        return len(page["items"])

    async def replay(self, service: str) -> None:
        """By two operators; one that runs already is enough."""
        with suppress(Refused):
            await self._client.post_by_two(service, "/dead-letters/replay", {})

    async def republish(self, service: str) -> None:
        """What changed in the last minute, by two operators."""
        since = datetime.now(UTC) - timedelta(minutes=1)
        with suppress(Refused):
            await self._client.post_by_two(service, "/republications", {"since": since.isoformat()})
