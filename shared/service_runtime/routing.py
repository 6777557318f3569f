"""Routes that make one transaction per request and commit it before the response leaves."""

import asyncio
import functools
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextvars import ContextVar
from enum import Enum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.routing import APIRoute
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from service_runtime.idempotency import Replay
from service_runtime.request_work import RequestWork
from service_runtime.runtime import Runtime
from service_runtime.transaction import ReadConnection, Transaction

Endpoint = Callable[..., Coroutine[Any, Any, Any]]
_work: ContextVar[RequestWork] = ContextVar("canbao_request_work")


class TransactionalRoute(APIRoute):
    """POST, PUT and DELETE run in one transaction that commits before the response; GET only if it asks for Tx (an audited reading)."""

    def __init__(self, path: str, endpoint: Endpoint, **options: Any) -> None:
        if not asyncio.iscoroutinefunction(endpoint):
            raise TypeError(f"{endpoint.__qualname__} must be async: it runs inside a transaction")
        self.bare_endpoint = endpoint
        super().__init__(path, _in_transaction(endpoint), **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's own handler (body, validation, endpoint, serialisation) inside the transaction."""
        answer = super().get_route_handler()

        async def answer_and_commit(request: Request) -> Response:
            work = RequestWork(request.scope, runtime_of(request).database, request.body)
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


def _in_transaction(endpoint: Endpoint) -> Endpoint:
    @functools.wraps(endpoint)
    async def run(**arguments: Any) -> Any:
        await _work.get().begin()
        return await endpoint(**arguments)

    return run


def service_router(prefix: str, *, tags: Sequence[str | Enum] = (), **options: Any) -> APIRouter:
    """A router whose routes make one transaction per request. `prefix` is the whole path: "/registration/v1/applications"."""
    return APIRouter(prefix=prefix, tags=list(tags), route_class=TransactionalRoute, **options)


def runtime_of(request: Request) -> Runtime:
    """The Runtime of the app that serves this request."""
    runtime: Runtime = request.app.state.runtime
    return runtime


async def the_runtime(request: Request) -> Runtime:
    """Dependency of Here."""
    return runtime_of(request)


async def the_transaction() -> Transaction:
    """Dependency of Tx."""
    work = _work.get()
    work.wanted = True
    return work.unit


async def a_read_connection(request: Request) -> AsyncIterator[ReadConnection]:
    """Dependency of Read."""
    async with runtime_of(request).database.read() as read:
        yield read


async def a_reading(request: Request) -> AsyncIterator[AsyncConnection]:
    """Dependency of Reading."""
    async with runtime_of(request).database.reading() as connection:
        yield connection


CurrentRuntime = Annotated[Runtime, Depends(the_runtime)]
"""The service's Runtime."""
Read = Annotated[ReadConnection, Depends(a_read_connection, scope="function")]
"""A connection to read with, for GET."""
Here = Annotated[Runtime, Depends(the_runtime)]
"""The service's Runtime."""
Tx = Annotated[Transaction, Depends(the_transaction)]
"""The request's transaction, for endpoints; it is open when the endpoint runs, not yet in other dependencies."""
Reading = Annotated[AsyncConnection, Depends(a_reading, scope="function")]
"""A connection to read with, for GET."""
