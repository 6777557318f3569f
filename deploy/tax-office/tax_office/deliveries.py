"""Sends what is in the queue of callbacks until each is answered with 2xx or 409: in order as far as told, several at a time."""

import asyncio
import logging
import random
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import asyncpg
import httpx
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from row_sets import Statement, value
from tax_office.office import Office
from tax_office.tables import deliveries, rounds

LOG = logging.getLogger("tax_office.deliveries")
_LONGEST_WAIT = 10.0
_IDLE_LOOK = 0.5
_OUTSTANDING = deliveries.c.delivered_at.is_(None)
_NEXT = Statement(
    sa.select(*deliveries.c["id", "webhook_id", "body", "attempts"])
    .where(_OUTSTANDING, deliveries.c.not_before <= sa.func.now(), deliveries.c.id != sa.all_(value("in_flight", ARRAY(sa.BigInteger))))
    .order_by(deliveries.c.place, deliveries.c.id)
    .limit(value("limit", sa.Integer))
)
_this = sa.update(deliveries).where(deliveries.c.id == value("delivery_id", deliveries.c.id))
_DELIVERED = Statement(_this.values(delivered_at=sa.func.now(), body=sa.null()))
_PUT_BACK = Statement(_this.values(attempts=deliveries.c.attempts + 1, not_before=value("not_before", deliveries.c.not_before)))
_QUIET = Statement(
    sa.select(
        sa.select(sa.func.count()).select_from(deliveries).where(_OUTSTANDING).scalar_subquery().label("outstanding_deliveries"),
        sa.select(sa.func.count()).select_from(rounds).where(~rounds.c.finished).scalar_subquery().label("open_rounds"),
    )
)


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
        return await _NEXT.rows(self._office.pool, in_flight=list(self._in_flight), limit=limit)

    async def _deliver(self, row: asyncpg.Record) -> None:
        try:
            if await self._post(row["webhook_id"], row["body"]):
                await _DELIVERED.run(self._office.pool, delivery_id=row["id"])
            else:
                await self._put_back(row)
        except Exception as error:  # the row stays in the queue
            LOG.warning("callback %s: %s", row["webhook_id"], type(error).__name__)
            await asyncio.sleep(_IDLE_LOOK)

    async def _post(self, webhook_id: str, body: bytes) -> bool:
        headers, content = self._office.signing.request(body, webhook_id)
        try:
            answer = await self._client.post(
                self._office.settings.callback_url, content=content, headers=headers | {"content-type": "application/json"}
            )
        except httpx.HTTPError as error:
            LOG.info("callback %s: %s", webhook_id, type(error).__name__)
            return False
        return answer.is_success or answer.status_code == httpx.codes.CONFLICT  # that id is known with another body: never to be taken

    async def _put_back(self, row: asyncpg.Record) -> None:
        pause = min(_LONGEST_WAIT, 0.1 * 2 ** min(row["attempts"], 10)) * random.uniform(0.5, 1.5)  # noqa: S311 - jitter
        await _PUT_BACK.run(self._office.pool, delivery_id=row["id"], not_before=datetime.now(UTC) + timedelta(seconds=pause))


async def _rings(bell: asyncio.Event, patience: float) -> None:
    try:
        async with asyncio.timeout(patience):
            await bell.wait()
    except TimeoutError:
        return


async def quiet(office: Office) -> dict[str, Any]:
    """Whether anything is still to come: callbacks not yet answered, rounds not yet worked off."""
    row = await _QUIET.row(office.pool)
    assert row is not None
    return {"quiet": not any(row.values()), **dict(row)}
