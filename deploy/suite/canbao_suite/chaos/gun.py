"""Carries out strikes on a suite. What strikes one target waits for the strike on it before."""

import asyncio
import signal
import time
from collections import defaultdict

from canbao_suite.chaos.crash_points import POINTS
from canbao_suite.chaos.operators import Operators
from canbao_suite.chaos.strikes import Strike
from canbao_suite.chaos.suite_under_fire import FIRST_QUEUE, SuiteUnderFire, signal_all

REACHED_SECONDS = 30.0
"""How long a planted crash waits to be reached."""
_LOOK_SECONDS = 0.02


class Gun:
    """Strikes one suite."""

    def __init__(self, suite: SuiteUnderFire, operators: Operators) -> None:
        self._suite, self._operators = suite, operators
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def strike(self, strike: Strike) -> float | None:
        """When it struck, in Unix seconds; None for a planted crash that was not reached. Servers are up again when this returns."""
        async with self._locks[strike.target.partition("/")[0]]:
            if strike.kind == "crash":
                return await self._crash(strike)
            struck_at = time.time()
            if strike.kind == "kill":
                await self.kill(strike.target)
            elif strike.kind == "freeze":
                await self._freeze(strike)
            elif strike.kind == "half-open":
                await self._half_open(strike)
            else:
                await self._among_nodes(strike)
            return struck_at

    async def kill(self, target: str) -> None:
        """-9. A service is started again by the suite's keeper, a server here."""
        if target == "postgresql":
            await self._suite.kill_postgres()
        elif target == "rabbitmq":
            await self._suite.kill_broker()
        else:
            self._suite.processes[target].kill()

    async def _freeze(self, strike: Strike) -> None:
        frozen = self._suite.freeze(strike.target)
        try:
            await asyncio.sleep(strike.seconds)
            if strike.then == "dies":
                await self.kill(strike.target)
        finally:
            signal_all(frozen, signal.SIGCONT)

    async def _half_open(self, strike: Strike) -> None:
        service, _, server = strike.target.partition("/")
        proxy = self._suite.proxies[service, server]
        proxy.freeze()
        try:
            await asyncio.sleep(strike.seconds)
            if strike.then == "dies":
                await proxy.cut()
        finally:
            proxy.forward()

    async def _among_nodes(self, strike: Strike) -> None:
        """The leader's node is cut off for a while, or another node made the leader."""
        cluster = self._suite.cluster
        assert cluster is not None
        leader = cluster.nodes.index(await self._suite.leader())
        if strike.kind == "move-leader":
            await asyncio.to_thread(cluster.move_leader, FIRST_QUEUE, (leader + 1) % len(cluster.nodes))
            return
        cluster.freeze_ways(leader)
        try:
            await asyncio.sleep(strike.seconds)
        finally:
            await cluster.mend_ways()

    async def _crash(self, strike: Strike) -> float | None:
        """Arms the point, brings the process there, and waits until it is dead."""
        crashes, how = self._suite.crashes(strike.target), POINTS[strike.point].reached_by
        crashes.arm(strike.point)
        try:
            if how == "start":
                await self.kill(strike.target)
            async with asyncio.timeout(REACHED_SECONDS):
                if how == "replay":
                    await self._operators.put_aside_and_replay(strike.target, lambda: crashes.has_happened(strike.point))
                if how == "republish":
                    await self._operators.republish(strike.target)
                while not crashes.has_happened(strike.point):  # noqa: ASYNC110 -- another process makes the mark
                    await asyncio.sleep(_LOOK_SECONDS)
        except TimeoutError:
            return None
        finally:
            crashes.disarm(strike.point)
        return time.time()
