"""Routes that make one transaction per request and commit it before the response leaves."""

import asyncio
import functools
import re
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextvars import ContextVar
from enum import Enum
from typing import Annotated, Any

import asyncpg
from fastapi import APIRouter, Depends, Request
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from service_runtime.idempotency import Claim, Replay
from service_runtime.runtime import Runtime
from service_runtime.transaction import UnitOfWork

WRITING = frozenset({"POST", "PUT", "DELETE"})
MOST_SECONDS_TO_WAIT = 10.0
_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*(\d{1,3})\b", re.IGNORECASE)


class RequestWork:
    """The transaction of one request: opened when the body is known to be good, just before the endpoint runs."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.database = _runtime(request).database
        self.unit = UnitOfWork(self.database.clock, request_id=request.scope.get("canbao.request_id"))
        self.wanted = request.method in WRITING
        self.opened = False
        self.claim: Claim | None = None

    async def begin(self) -> None:
        """BEGIN, and claim the Idempotency-Key if there is one."""
        if not self.wanted:
            return
        await self.database.begin(self.unit)
        self.opened = True
        key = self.request.headers.get("idempotency-key")
        if key and self.request.method in WRITING:
            self.claim = await self._claim(key)
            await self.claim.take(self.unit)

    async def _claim(self, key: str) -> Claim:
        scope = self.request.scope
        caller = scope.get("canbao.caller")
        return Claim(
            caller=caller.subject if caller else "",
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            key=key,
            body=await self.request.body(),
        )

    async def commit(self, response: Response) -> None:
        """Commit with the answer. If another request with this key was faster, its answer is replayed and nothing of this one stays."""
        if not self.opened:
            return
        answer = self.claim.answer(response) if self.claim else None
        try:
            await self.database.commit(self.unit, answer)
        except asyncpg.UniqueViolationError as error:
            if self.claim is None or error.table_name != "idempotency_keys":
                raise
            async with self.database.transaction() as again:
                await self.claim.take(again)
            raise

    async def release(self) -> None:
        """Give the connection back; roll back what is not committed."""
        if self.opened:
            self.opened = False
            await self.database.release(self.unit)

    async def better_answer(self, response: Response) -> Response:
        """`Prefer: wait=N`: the answer that came within N seconds of the commit, else the one given."""
        ask = self.unit.later_answer
        wait = _WAIT.search(self.request.headers.get("prefer", "")) if ask else None
        if ask is None or wait is None:
            return response
        model = await self._ask_until(ask, min(float(wait[1]), MOST_SECONDS_TO_WAIT))
        if model is None:
            return response
        better = Response(model.model_dump_json(), 200, media_type="application/json")
        better.headers["Preference-Applied"] = f"wait={wait[1]}"
        if self.claim is not None:
            await self.claim.replace(self.database, better)
        return better

    async def _ask_until(self, ask: Callable[[AsyncConnection], Any], seconds: float) -> BaseModel | None:
        end, pause = time.monotonic() + seconds, 0.01
        while time.monotonic() < end:
            await asyncio.sleep(pause)
            async with self.database.reading() as connection:
                model: BaseModel | None = await ask(connection)
            if model is not None:
                return model
            pause = min(pause * 1.5, 0.25)
        return None


_work: ContextVar[RequestWork] = ContextVar("canbao_request_work")


class TransactionalRoute(APIRoute):
    """POST, PUT and DELETE run in one transaction that commits before the response; GET only if it asks for Tx (an audited reading)."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, _in_transaction(endpoint), **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's own handler (body, validation, endpoint, serialisation) inside the transaction."""
        answer = super().get_route_handler()

        async def answer_and_commit(request: Request) -> Response:
            work = RequestWork(request)
            token = _work.set(work)
            try:
                response = await answer(request)
                await work.commit(response)
            except Replay as replay:
                return replay.response
            finally:
                _work.reset(token)
                await work.release()
            return await work.better_answer(response)

        return answer_and_commit


def _in_transaction(endpoint: Callable[..., Any]) -> Callable[..., Coroutine[Any, Any, Any]]:
    if not asyncio.iscoroutinefunction(endpoint):
        raise TypeError(f"{endpoint.__qualname__} must be async: it runs inside a transaction")

    @functools.wraps(endpoint)
    async def run(**arguments: Any) -> Any:
        await _work.get().begin()
        return await endpoint(**arguments)

    return run


def service_router(prefix: str, *, tags: Sequence[str | Enum] = (), **options: Any) -> APIRouter:
    """A router whose routes make one transaction per request. `prefix` is the whole path: "/registration/v1/applications"."""
    return APIRouter(prefix=prefix, tags=list(tags), route_class=TransactionalRoute, **options)


def _runtime(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


async def _the_runtime(request: Request) -> Runtime:
    return _runtime(request)


async def _the_transaction() -> UnitOfWork:
    work = _work.get()
    work.wanted = True
    return work.unit


async def _a_reading(request: Request) -> AsyncIterator[AsyncConnection]:
    async with _runtime(request).database.reading() as connection:
        yield connection


Here = Annotated[Runtime, Depends(_the_runtime)]
"""The service's Runtime."""
Tx = Annotated[UnitOfWork, Depends(_the_transaction)]
"""The request's transaction, for endpoints; it is open when the endpoint runs, not yet in other dependencies."""
Reading = Annotated[AsyncConnection, Depends(_a_reading, scope="function")]
"""A connection to read with, for GET."""
