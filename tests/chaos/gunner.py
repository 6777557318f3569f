"""Kills one process of the suite after another, -9 and by its pid, while something else goes on; every shot is recorded."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import httpx

from canbao_suite.environments import SERVICES
from tests.chaos.harness import TestedSuite

Targets = dict[str, Callable[[], Awaitable[None]]]
BETWEEN_SECONDS = 1.0
READY_SECONDS = 90.0
RELAY_SECONDS = 30.0
"""How long the first shot at a relay waits for its moment; the next ones may be wide of it."""


class Gunner:
    """Fires at each service, at the relay with events in hand, at RabbitMQ and at PostgreSQL in turn, again and again."""

    def __init__(self, suite: TestedSuite) -> None:
        self._suite = suite
        self.shots: list[str] = []
        self.relays_with_events_in_hand = 0
        self._targets = self._distributed() if suite.rabbitmq else self._embedded()

    def _distributed(self) -> Targets:
        return {
            "registration": lambda: self._shoot_process("registration"),
            "rabbitmq": self._suite.kill_broker,
            "payment-bridge": lambda: self._shoot_process("payment-bridge"),
            "dedup": lambda: self._shoot_process("dedup"),
            "postgresql": self._suite.kill_postgres,
            "benefits": lambda: self._shoot_process("benefits"),
            "relay": lambda: self._shoot_relay("registration"),
        }

    def _embedded(self) -> Targets:
        return {
            "suite": lambda: self._shoot_process("suite"),
            "postgresql": self._suite.kill_postgres,
            "relay": lambda: self._shoot_relay("suite"),
        }

    @property
    def targets(self) -> set[str]:
        """All that is shot at."""
        return set(self._targets)

    async def fire(self, rounds: int) -> None:
        """So many shots at each; between two shots the suite comes back up."""
        for name in [*self._targets] * rounds:
            await asyncio.sleep(BETWEEN_SECONDS)
            await self._targets[name]()
            self.shots.append(name)
            await self._until_all_answer()

    async def _shoot_process(self, name: str) -> None:
        self._suite.processes[name].kill()

    async def _shoot_relay(self, process: str) -> None:
        """The relay of registration lives in a process: shot at a moment at which events are unconfirmed, if one comes."""
        patience = 1.0 if self.relays_with_events_in_hand else RELAY_SECONDS
        self.relays_with_events_in_hand += await self._suite.has_events_in_hand("registration", patience)
        await self._shoot_process(process)

    async def _until_all_answer(self) -> None:
        async with asyncio.timeout(READY_SECONDS), httpx.AsyncClient(timeout=2.0) as client:
            for service in SERVICES:
                await _until_answered(client, f"{self._suite.url(service)}/{service}/readyz")


async def _until_answered(client: httpx.AsyncClient, url: str) -> None:
    while True:
        with suppress(httpx.TransportError):
            if (await client.get(url)).status_code == httpx.codes.OK:
                return
        await asyncio.sleep(0.1)
