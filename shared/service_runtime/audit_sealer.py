"""The sealer: background work that appends blocks over committed audit rows and tells the newest one outside the database.

Requests have nothing to do with it. Ids are given before rows commit, so "all after the last one seen" would lose rows; what counts as
settled is what no open transaction can still add to, by the lock that each writer holds on the table.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from prometheus_client.core import Metric

from row_sets import Driver
from service_runtime.audit_chain import Checkpoint, next_block
from service_runtime.audit_rows import (
    append_block,
    digest_of_block,
    last_id,
    lead,
    newest_anchor,
    newest_block,
    oldest_unsealed_seconds,
    unsealed_rows,
    writers,
)
from service_runtime.background import Job
from service_runtime.figures import gauge
from service_runtime.health import HealthFigure
from service_runtime.logs import get_logger
from service_runtime.runtime import Runtime
from service_runtime.settings import ServiceSettings
from service_runtime.transaction import ReadConnection

ROWS_IN_A_BLOCK = 1000
_WARN_SECONDS = 300.0
_log = get_logger("audit")


class AuditSealer:
    """One replica's share: whoever gets the lock first appends, the others wait for the next step."""

    def __init__(self, service: str, settings: ServiceSettings) -> None:
        self._pause, self._every = settings.audit_seal_seconds, settings.audit_checkpoint_seconds
        folder = settings.audit_checkpoint_folder
        self._file = None if folder is None else folder / f"{service}.json"
        self._open_mark: tuple[int, set[str]] | None = None
        self._settled = 0
        self._told = 0
        self._told_at = float("-inf")
        self.trouble: str | None = None
        """Why the checkpoint outside the database cannot be moved on."""

    @property
    def job(self) -> Job:
        """To be run by the supervisor."""
        return Job("seal_audit", self.step, self._idle)

    async def step(self, runtime: Runtime) -> int:
        """One block: how many rows it holds."""
        async with runtime.database.transaction() as tx:
            if not await lead(tx.driver):
                return 0
            newest, settled = await newest_block(tx.driver), await self._settled_now(tx.driver)
            rows = await unsealed_rows(tx.driver, await last_id(tx.driver), ROWS_IN_A_BLOCK)
            if len(rows) == ROWS_IN_A_BLOCK:
                settled = min(settled, rows[-1].id)
            block = next_block(tx.safe, newest, rows, settled, datetime.now(UTC))
            if block is not None:
                await append_block(tx.driver, block)
            await self._tell(tx.driver, runtime.name, (block or newest).checkpoint)
        return len(rows)

    async def _settled_now(self, driver: Driver) -> int:
        """Up to which id every row that will ever be there can be seen by the next statement."""
        if self._open_mark is not None and self._open_mark[1].isdisjoint(await writers(driver)):
            self._settled, self._open_mark = self._open_mark[0], None
        if self._open_mark is None:
            mark = await last_id(driver), await writers(driver)
            if mark[1]:
                self._open_mark = mark
            else:
                self._settled = mark[0]
        return self._settled

    async def _tell(self, driver: Driver, service: str, newest: Checkpoint) -> None:
        if newest.number == self._told or time.monotonic() < self._told_at + self._every:
            return
        if self._file is not None:
            self.trouble = await _not_in_chain(driver, self._file)
            if self.trouble is not None:
                _log.error("audit.chain_broken", service=service, reason=self.trouble)
            else:
                _replace(self._file, {"service": service, "number": newest.number, "digest": newest.digest})
        self._told, self._told_at = newest.number, time.monotonic()
        _log.info("audit.sealed", service=service, number=newest.number, digest=newest.digest)

    async def _idle(self) -> None:
        await asyncio.sleep(self._pause)

    async def check(self, runtime: Runtime) -> Sequence[HealthFigure]:
        """Seal lag, and whether the chain still holds the block that was told last."""
        async with runtime.database.read() as read:
            seconds = await oldest_unsealed_seconds(read.driver)
        lag = HealthFigure("audit:seal-lag", "warn" if seconds > _WARN_SECONDS else "pass", value=round(seconds, 1), unit="s")
        return [lag] if self.trouble is None else [lag, HealthFigure("audit:chain", "warn", output=self.trouble)]


async def audit_figures(read: ReadConnection) -> list[Metric]:
    """Seal lag."""
    seconds = await oldest_unsealed_seconds(read.driver)
    return [gauge("audit_seal_lag_seconds", "Age of the oldest audit row that is not sealed yet", seconds)]


def read_checkpoint(file: Path) -> Checkpoint | None:
    """What a file says; None if there is none. Raises ValueError."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Checkpoint)
    except FileNotFoundError:
        return None


async def _not_in_chain(driver: Driver, file: Path) -> str | None:
    try:
        before = read_checkpoint(file)
    except (OSError, ValueError) as error:
        return f"the checkpoint {file.name} cannot be read: {type(error).__name__}"
    if before is None or before.number == 0:
        return None
    digest = await digest_of_block(driver, before.number)
    anchor = await newest_anchor(driver)
    archived = anchor is not None and before.number <= anchor[0]
    return None if archived or (digest is not None and digest.hex() == before.digest) else f"block {before.number} is not as it was told"


def _replace(file: Path, told: dict[str, object]) -> None:
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(told) + "\n")
    beside.replace(file)
