"""Round after round: people enrol while faults strike, then all is quiet and the audit compares the services."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from canbao_suite.chaos.gun import Gun
from canbao_suite.chaos.load import EnrolmentLoad
from canbao_suite.chaos.operators import Operators
from canbao_suite.chaos.records import Records, Round
from canbao_suite.chaos.recovery import RecoveryWatch
from canbao_suite.chaos.rest import stuck_things
from canbao_suite.chaos.strikes import Strike, make_up
from canbao_suite.chaos.suite_under_fire import SuiteUnderFire
from canbao_suite.environments import SERVICES
from canbao_suite.season.audit import audit
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.quiet import until_answered, until_quiet
from canbao_suite.season.story import YEAR

GUNS = 2
"""Faults that strike side by side."""
PATIENCE_SECONDS, QUIET_SECONDS = 180.0, 240.0
_PAUSE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Size:
    """How much a whole run is."""

    enrolments: int
    kills: int
    rounds: int
    nodes: int = 1
    """Of RabbitMQ."""


class Campaign:
    """One sitting of a run, on a started suite."""

    def __init__(self, suite: SuiteUnderFire, records: Records, size: Size, plan: Sequence[Strike], say: Callable[[str], None]) -> None:
        self._suite, self._records, self._size, self._say = suite, records, size, say
        self._client = SuiteClient(suite)
        self._left = records.strikes_left(plan)
        self._make_up()
        self._operators = Operators(suite, self._client)
        self._gun = Gun(suite, self._operators)
        self._load = EnrolmentLoad(suite, self._client, records)
        self._watch = RecoveryWatch(suite, self._load)
        self._ends_at = float("inf")

    async def run(self, seconds: float) -> None:
        """Rounds until all is done or the time is over; the last one ends with its audit in any case."""
        self._ends_at = time.monotonic() + seconds
        try:
            await self._load.prepare()
            while not self._is_done and not self._is_late:
                await self._round()
        finally:
            await self._client.close()

    @property
    def _is_done(self) -> bool:
        return not self._left and len(self._records.acknowledged) >= self._size.enrolments

    @property
    def _is_late(self) -> bool:
        return time.monotonic() > self._ends_at

    async def _round(self) -> None:
        began = time.monotonic()
        share = -(-self._size.enrolments // self._size.rounds)
        until = min(len(self._records.acknowledged) + share, max(self._size.enrolments, len(self._records.acknowledged)))
        rounds_left = max(1, self._size.rounds - len(self._records.rounds))
        strikes = self._left[: -(-len(self._left) // rounds_left)]
        await self._under_fire(strikes, until)
        self._left = [strike for strike in self._left if strike not in strikes] + self._missed(strikes)
        await self._audit(time.monotonic() - began)
        self._make_up()

    def _make_up(self) -> None:
        """When all that was planned has struck or was given up, the kills that are still missing strike at random."""
        missing = self._size.kills - self._records.kills
        if not self._left and missing > 0:
            self._left = make_up(missing, 1 + max((shot.number for shot in self._records.shots), default=-1))

    def _missed(self, strikes: Sequence[Strike]) -> list[Strike]:
        return self._records.strikes_left(strikes)

    async def _under_fire(self, strikes: Sequence[Strike], until: int) -> None:
        waiting = list(reversed(strikes))
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(self._watch.run())
            loading = group.create_task(self._load.run())
            guns = [group.create_task(self._fire(waiting)) for _ in range(GUNS)]
            await asyncio.wait(guns)
            await self._load.until_enrolled(until, self._ends_at)
            self._load.stop()
            await asyncio.wait([loading])
            watching.cancel()

    async def _fire(self, waiting: list[Strike]) -> None:
        while waiting and not self._is_late:
            strike = waiting.pop()
            struck_at = await self._gun.strike(strike)
            recovered = None if struck_at is None else await self._watch.recovered(struck_at, PATIENCE_SECONDS)
            self._records.shot(strike, reached=struck_at is not None, recovered=recovered)
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _audit(self, seconds: float) -> None:
        """All goes its way to the end; what does not is stuck."""
        try:
            async with asyncio.timeout(QUIET_SECONDS):
                for service in SERVICES:
                    await self._operators.replay_all(service)
                await self._quiet()
                while await self._load.finish():
                    await self._quiet()
                await self._quiet()
                await until_answered(self._suite, self._client, QUIET_SECONDS)
        except TimeoutError as error:
            self._say(f"not quiet: {error or f'after {QUIET_SECONDS:.0f} s'}")
        report = await audit(self._suite, self._records.ledger, YEAR)
        stuck = await stuck_things(self._suite)
        ended = Round(
            enrolled=len(self._records.acknowledged),
            seconds=round(seconds, 1),
            lost=report.lost,
            doubled=report.doubled,
            stuck=sum(stuck.values()),
            differences=[*report.differences, *(f"stuck: {what}: {count}" for what, count in stuck.items() if count)],
        )
        self._records.end_round(ended)
        self._say(
            f"{ended.enrolled} enrolled, {self._records.kills} kills; {seconds:.0f} s; {', '.join(ended.differences) or 'audit clean'}"
        )

    async def _quiet(self) -> None:
        await until_quiet(self._suite, self._client, lambda _: None, QUIET_SECONDS)
