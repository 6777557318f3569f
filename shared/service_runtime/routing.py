"""Routes that make one transaction per request and commit it before the response leaves."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextvars import ContextVar
from enum import Enum
from functools import partial, wraps
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from event_bus.transient import Trouble, trouble_of
from event_bus.work import in_hand
from service_runtime.four_eyes import WaitingForSecond
from service_runtime.idempotency import Replay
from service_runtime.identity import the_caller
from service_runtime.json_body import JsonField, JsonRequest
from service_runtime.locks import Holding
from service_runtime.outside import AskOutside
from service_runtime.plain_call import PlainCall, Unusual, caller_in, given_response, plain_call_of
from service_runtime.refusals import Refusal
from service_runtime.request_work import RequestWork
from service_runtime.runtime import Runtime
from service_runtime.transaction import ReadConnection, Transaction

Endpoint = Callable[..., Coroutine[Any, Any, Any]]
Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Answering = Callable[[Request, RequestWork], Awaitable[Response]]
_STALE_TRIES = 3
_work: ContextVar[RequestWork] = ContextVar("canbao_request_work")


class TransactionalRoute(APIRoute):
    """POST, PUT and DELETE run in one transaction that commits before the response; GET only if it asks for Tx (an audited reading)."""

    def __init__(self, path: str, endpoint: Endpoint, **options: Any) -> None:
        if not asyncio.iscoroutinefunction(endpoint):
            raise TypeError(f"{endpoint.__qualname__} must be async: it runs inside a transaction")
        self.bare_endpoint = endpoint
        super().__init__(path, _in_transaction(endpoint), **options)
        body = self.dependant.body_params
        body[:] = [JsonField(field.field_info, field.name, field.mode, field.config) for field in body]
        guards = [one.dependency for one in self.dependencies]
        self.locks = [statement for guard in guards if isinstance(guard, Holding) for statement in guard.statements]
        self._plain = plain_call_of(self, endpoint, (the_caller, the_transaction, the_runtime))

    def get_route_handler(self) -> Handler:
        """FastAPI's own handler (body, validation, endpoint, serialisation) inside the transaction."""
        answer = super().get_route_handler()

        async def answer_generally(request: Request, work: RequestWork) -> Response:
            token = _work.set(work)
            try:
                return await answer(request)
            finally:
                _work.reset(token)

        async def handle(request: Request) -> Response:
            return await _answer_and_commit(answer_generally, JsonRequest(request.scope, request.receive))

        return handle

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The short way where there is one; whatever is unusual goes FastAPI's way, which tells all faults."""
        respond: ASGIApp = super().handle
        if self._plain is not None and scope["method"] == "POST":
            request = Request(scope, receive)
            try:
                respond = await _answer_and_commit(partial(_answer_plainly, self._plain), request)
            except Unusual:
                receive = _once_more(await request.body(), receive)
        await respond(scope, receive, send)


async def _answer_and_commit(answer: Answering, request: Request) -> Response:
    """Once more after a question to somebody outside, for which no transaction waits."""
    runtime = runtime_of(request)
    if runtime.outside is None:
        return await _answer_and_commit_once(answer, request, may_ask=False)
    try:
        return await _answer_and_commit_once(answer, request, may_ask=True)
    except AskOutside as asked:
        await runtime.outside(runtime, asked.question)
        return await _answer_and_commit_once(answer, request, may_ask=False)


async def _answer_and_commit_once(answer: Answering, request: Request, *, may_ask: bool) -> Response:
    """Once more where the schema was changed under the connection: then nothing of the first try is there."""
    for _ in range(_STALE_TRIES - 1):
        try:
            return await _answer_once(answer, request, may_ask)
        except Exception as error:
            if trouble_of(error) is not Trouble.STALE:
                raise
    return await _answer_once(answer, request, may_ask)


async def _answer_once(answer: Answering, request: Request, may_ask: bool) -> Response:
    work = RequestWork(request.scope, runtime_of(request).database, request.body)
    work.tx.may_ask_outside = may_ask
    work.tx.held.update(request.scope["route"].locks)
    try:
        response = await answer(request, work)
        await work.commit(response)
    except Replay as replay:
        if known := in_hand.get():
            known.replayed = True
        return replay.response
    except WaitingForSecond as waiting:
        await work.commit_unanswered()
        return waiting.response
    except Refusal:
        await work.keep_misses()
        raise
    finally:
        await work.release()
    return await work.better_answer(response) if work.tx.later_answer else response


async def _answer_plainly(call: PlainCall, request: Request, work: RequestWork) -> Response:
    """In a straight line. Raises Unusual."""
    call.check_caller(request, work.header)
    form = call.read(work.header(b"content-type"), await request.body())
    await work.begin()
    given = given_response() if call.response_name else None
    given_by: dict[Endpoint, Any] = {the_caller: caller_in(request), the_transaction: work.tx, the_runtime: runtime_of(request)}
    return call.response(await call.endpoint(**call.arguments(form, given_by, given)), given)


def _once_more(body: bytes, receive: Receive) -> Receive:
    """Gives the body that was read already, then what follows."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def give() -> Message:
        return waiting.pop() if waiting else await receive()

    return give


def _in_transaction(endpoint: Endpoint) -> Endpoint:
    @wraps(endpoint)
    async def run(**arguments: Any) -> object:
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
    """Dependency of CurrentRuntime."""
    return runtime_of(request)


async def the_transaction() -> Transaction:
    """Dependency of Tx."""
    work = _work.get()
    work.wanted = True
    return work.tx


async def a_read_connection() -> ReadConnection:
    """Dependency of Read."""
    return _work.get().reading()


CurrentRuntime = Annotated[Runtime, Depends(the_runtime)]
"""The service's Runtime."""
Read = Annotated[ReadConnection, Depends(a_read_connection)]
"""A connection to read with, for GET; it is there when the endpoint runs: a request with faults takes none."""
Tx = Annotated[Transaction, Depends(the_transaction)]
"""The request's transaction, for endpoints; it is open when the endpoint runs, not yet in other dependencies."""
