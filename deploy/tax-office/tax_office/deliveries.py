"""Sends what is in the queue of callbacks until each has been answered with 2xx: in order as far as told, several at a time."""

import asyncio
import logging
import random
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import asyncpg
import httpx

from tax_office.office import Office
from tax_office.signatures import signed_headers

LOG = logging.getLogger("tax_office.deliveries")
_LONGEST_WAIT = 10.0
_IDLE_LOOK = 0.5


class Postman:
    """The one sender of an office. What is not answered stays in the queue and is tried again with growing pauses, for ever."""

    def __init__(self, office: Office, client: httpx.AsyncClient) -> None:
        self._office, self._client = office, client
        self._in_flight: dict[int, asyncio.Task[None]] = {}

    async def work(self) -> None:
        """Runs until cancelled."""
        bell = self._office.callbacks_bell
        while True:
            bell.clear()
            free = self._office.behaviour.in_flight - len(self._in_flight)
            for row in await self._next(free) if free > 0 else []:
                task = asyncio.create_task(self._deliver(row))
                self._in_flight[row["id"]] = task
                task.add_done_callback(partial(self._landed, row["id"]))
            await _rings(bell, _IDLE_LOOK)

    def leave(self) -> list[asyncio.Task[None]]:
        """Breaks off what is in flight: it stays in the queue. Returns the tasks to wait for."""
        tasks = list(self._in_flight.values())
        for task in tasks:
            task.cancel()
        return tasks

    def _landed(self, key: int, _: asyncio.Task[None]) -> None:
        del self._in_flight[key]
        self._office.callbacks_bell.set()

    async def _next(self, limit: int) -> list[asyncpg.Record]:
        return await self._office.pool.fetch(
            "SELECT id, webhook_id, body, attempts FROM deliveries"
            " WHERE delivered_at IS NULL AND not_before <= now() AND NOT id = ANY($1::bigint[]) ORDER BY place, id LIMIT $2",
            list(self._in_flight),
            limit,
        )

    async def _deliver(self, row: asyncpg.Record) -> None:
        try:
            if await self._post(row["webhook_id"], row["body"]):
                await self._office.pool.execute("UPDATE deliveries SET delivered_at = now(), body = NULL WHERE id = $1", row["id"])
            else:
                await self._put_back(row)
        except Exception as error:  # the row stays in the queue
            LOG.warning("callback %s: %s", row["webhook_id"], type(error).__name__)
            await asyncio.sleep(_IDLE_LOOK)

    async def _post(self, webhook_id: str, body: bytes) -> bool:
        settings = self._office.settings
        headers = signed_headers(body, webhook_id, settings.in_secret) | {"content-type": "application/json"}
        try:
            answer = await self._client.post(settings.callback_url, content=body, headers=headers)
        except httpx.HTTPError as error:
            LOG.info("callback %s: %s", webhook_id, type(error).__name__)
            return False
        return answer.is_success

    async def _put_back(self, row: asyncpg.Record) -> None:
        pause = min(_LONGEST_WAIT, 0.1 * 2 ** min(row["attempts"], 10)) * random.uniform(0.5, 1.5)  # noqa: S311 - jitter
        await self._office.pool.execute(
            "UPDATE deliveries SET attempts = attempts + 1, not_before = $2 WHERE id = $1",
            row["id"],
            datetime.now(UTC) + timedelta(seconds=pause),
        )


async def _rings(bell: asyncio.Event, patience: float) -> None:
    try:
        async with asyncio.timeout(patience):
            await bell.wait()
    except TimeoutError:
        return


async def quiet(office: Office) -> dict[str, Any]:
    """Whether anything is still to come: callbacks not yet answered, rounds not yet worked off."""
    row = await office.pool.fetchrow(
        "SELECT (SELECT count(*) FROM deliveries WHERE delivered_at IS NULL) AS outstanding_deliveries,"
        " (SELECT count(*) FROM rounds WHERE NOT finished) AS open_rounds"
    )
    assert row is not None
    return {"quiet": not any(row.values()), **dict(row)}
