"""The transaction of one request: begun when the request is known to be good, committed with its answer, before the answer leaves."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable

import asyncpg
from pydantic import BaseModel
from starlette.responses import Response
from starlette.types import Scope

from service_runtime.database import Database
from service_runtime.idempotency import IdempotencyKey
from service_runtime.transaction import LaterAnswer, ReadConnection, Transaction

WRITING = frozenset({"POST", "PUT", "DELETE"})
MOST_SECONDS_TO_WAIT = 10.0
_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*([0-9]{1,3})\b", re.IGNORECASE)
ReadBody = Callable[[], Awaitable[bytes]]


class RequestWork:
    """One request's transaction, its Idempotency-Key and its later answer."""

    def __init__(self, scope: Scope, database: Database, read_body: ReadBody) -> None:
        self._scope, self._database, self._read_body = scope, database, read_body
        self._headers: dict[bytes, bytes] = dict(reversed(scope["headers"]))
        self.tx = Transaction(database.surroundings, request_id=scope.get("canbao.request_id"), purpose=self.header(b"x-purpose"))
        self.wanted = scope["method"] in WRITING
        self._read: ReadConnection | None = None
        self._opened = False
        self._key: IdempotencyKey | None = None

    def reading(self) -> ReadConnection:
        """What the endpoint reads with, once it runs."""
        if self._read is None:
            self._read = ReadConnection(self._database.surroundings, request_id=self.tx.request_id, purpose=self.header(b"x-purpose"))
        return self._read

    async def begin(self) -> None:
        """BEGIN, and claim the Idempotency-Key if there is one. Raises Replay if the key was answered before."""
        if self._read is not None:
            self._read.driver = await self._database.pool.take()
        if not self.wanted:
            return
        key = self.header(b"idempotency-key") if self._scope["method"] in WRITING else ""
        if key:
            self._key = IdempotencyKey.of(self.tx.safe, self._scope, key, await self._read_body())
            fresh = await self._key.claim(self._database, self.tx)
            self._opened = True
            if not fresh:
                await self._key.refuse(self.tx)
        else:
            await self._database.begin(self.tx)
            self._opened = True

    async def commit(self, response: Response) -> None:
        """Commit with the answer. If another request with this key was faster, its answer is replayed and nothing of this one stays."""
        if self._read is not None:
            await self._read.keep_audited()
            self.tx.later_answer = self.tx.later_answer or self._read.later_answer
        if not self._opened:
            return
        try:
            await self._database.commit(self.tx, self._key.answer(response) if self._key else None)
        except asyncpg.UniqueViolationError as error:
            if self._key is None or error.table_name != "idempotency_keys":
                raise
            await self.release()
            await self._key.replay(self._database)
            raise

    async def commit_unanswered(self) -> None:
        """Commit what was noted; the key stays free, since the act itself is still to come."""
        await self._database.commit(self.tx)

    async def keep_misses(self) -> None:
        """Of a refused request nothing stays but the look-ups that found nobody."""
        if self._read is not None:
            self._read.audited.clear()
            await self._read.keep_audited()
        missed, self.tx.missed = self.tx.missed, []
        if missed:
            await self.release()
            async with self._database.read() as read:
                read.missed = missed

    async def release(self) -> None:
        """Give the connections back; roll back what is not committed."""
        read, self._read = self._read, None
        try:
            if read is not None and hasattr(read, "driver"):
                await self._database.pool.give(read.driver)
        finally:
            if self._opened:
                self._opened = False
                await self._database.pool.give(self.tx.driver)

    async def better_answer(self, response: Response) -> Response:
        """`Prefer: wait=N`: the answer that came within N seconds of the endpoint's, else the one given."""
        ask = self.tx.later_answer
        wait = _WAIT.search(self.header(b"prefer")) if ask else None
        if ask is None or wait is None:
            return response
        model = await self._ask_until(ask, min(float(wait[1]), MOST_SECONDS_TO_WAIT))
        if model is None:
            return response
        better = Response(model.model_dump_json(), 200, media_type="application/json")
        better.headers["Preference-Applied"] = f"wait={wait[1]}"
        if self._key is not None:
            await self._key.replace(self._database, better)
        return better

    async def _ask_until(self, ask: LaterAnswer, seconds: float) -> BaseModel | None:
        end, pause = time.monotonic() + seconds, 0.01
        while time.monotonic() < end:
            await asyncio.sleep(pause)
            async with self._database.read() as read:
                model = await ask(read)
            if model is not None:
                return model
            pause = min(pause * 1.5, 0.25)
        return None

    def header(self, name: bytes) -> str:
        """The first of this name in the request, "" without one."""
        return self._headers.get(name, b"").decode("latin-1")
