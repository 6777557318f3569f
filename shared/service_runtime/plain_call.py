"""The short way of the busiest kind of route: a POST with one JSON body and nothing else to read.

It does what FastAPI's general machinery does for such a route, without a dependency graph, exit stacks and a second validation of an
answer that already is of its declared class. What a route takes is read once from the endpoint's own annotations; a route that takes
anything else, and a request that is unusual (another content type, a body with faults), goes FastAPI's way.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from fastapi import params
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from service_runtime.idempotency import check_key, read_prefer, require_key
from service_runtime.identity import CallerMustBe, Principal, caller_of, the_caller
from service_runtime.json_body import TooManyFields, read_json
from service_runtime.locks import Holding
from service_runtime.rate_limits import Limited, LimitedCaller

Endpoint = Callable[..., Any]


class Unusual(Exception):
    """A request that FastAPI's general machinery answers."""


@dataclass
class PlainCall:
    """What an endpoint takes, and who may call it."""

    endpoint: Endpoint
    body: tuple[str, type[BaseModel]]
    answer: Any
    status: int
    providers: dict[str, Endpoint] = field(default_factory=dict)
    """By parameter: the dependency that gives it."""
    response_name: str | None = None
    roles: Sequence[tuple[str, ...]] = ()
    limits: Sequence[Limited] = ()
    needs_key: bool = False

    def check_caller(self, request: Request, header: Callable[[bytes], str]) -> None:
        """Who calls, not too often, and with a key where one is needed. Raises Unauthenticated, Forbidden, TooManyRequests, BadRequest."""
        if self.roles or self.limits or the_caller in self.providers.values():
            caller = caller_of(request.scope, header(b"authorization"), request.app.state.tokens)
            for roles in self.roles:
                caller.must_be(*roles)
            for limit in self.limits:
                limit.count(request, caller.subject)
        if self.needs_key:
            check_key(header(b"idempotency-key"))

    def read(self, content_type: str, body: bytes) -> BaseModel:
        """The body as its class. Raises Unusual."""
        if content_type.partition(";")[0].strip().lower() != "application/json":
            raise Unusual()
        try:
            return read_json(self.body[1], body)
        except (ValidationError, TooManyFields):
            raise Unusual() from None

    def arguments(self, form: BaseModel, given: dict[Endpoint, Any], response: Response | None) -> dict[str, Any]:
        """What the endpoint is called with; `given` is what each dependency gives."""
        arguments = {name: given[provider] for name, provider in self.providers.items()}
        arguments[self.body[0]] = form
        if self.response_name:
            arguments[self.response_name] = response
        return arguments

    def response(self, answer: object, given: Response | None) -> Response:
        """An answer of exactly the declared class needs no second look. Raises TypeError if it is of another."""
        if self.status == 204:
            response = Response(status_code=204)
        else:
            if type(answer) is not self.answer or not isinstance(answer, BaseModel):
                raise TypeError(f"{self.endpoint.__name__} does not answer what it declares")
            content = answer.__pydantic_serializer__.to_json(answer, by_alias=True)
            response = Response(content, self.status, media_type="application/json")
        if given is not None:
            response.headers.raw.extend(given.headers.raw)
            response.status_code = given.status_code or response.status_code
        return response


def plain_call_of(route: APIRoute, endpoint: Endpoint, known: Sequence[Endpoint]) -> PlainCall | None:
    """The call of a route, None if it takes anything but one body, a response, and what the `known` dependencies give."""
    hints = get_type_hints(endpoint, include_extras=True)
    answer = hints.pop("return", None)
    if (
        route.methods != {"POST"}
        or not (_is_model(answer) or route.status_code == 204)
        or route.response_model is not (answer if _is_model(answer) else None)
    ):
        return None
    bodies = [(name, hint) for name, hint in hints.items() if _is_model(hint)]
    if len(bodies) != 1 or len(hints) != len(inspect.signature(endpoint).parameters):
        return None
    call = PlainCall(endpoint, bodies[0], answer, route.status_code or 200)
    others = {name: hint for name, hint in hints.items() if name != call.body[0]}
    if all(_take(call, name, hint, known) for name, hint in others.items()) and all(_guard(call, one) for one in route.dependencies):
        return call
    return None


def _take(call: PlainCall, name: str, hint: object, known: Sequence[Endpoint]) -> bool:
    if hint is Response:
        call.response_name = name
        return True
    asked = [one for one in get_args(hint)[1:] if isinstance(one, params.Depends)] if get_origin(hint) is Annotated else []
    provider = asked[0].dependency if len(asked) == 1 else None
    if provider is None or provider not in known:
        return False
    call.providers[name] = provider
    return True


def _guard(call: PlainCall, asked: params.Depends) -> bool:
    if asked.dependency is require_key:
        call.needs_key = True
    elif isinstance(asked.dependency, CallerMustBe):
        call.roles = (*call.roles, asked.dependency.roles)
    elif isinstance(asked.dependency, LimitedCaller):
        call.limits = (*call.limits, asked.dependency)
    else:
        return asked.dependency is read_prefer or isinstance(asked.dependency, Holding)
    return True


def _is_model(hint: object) -> bool:
    return isinstance(hint, type) and issubclass(hint, BaseModel)


def given_response() -> Response:
    """What an endpoint that takes `response: Response` writes its headers and status to."""
    given = Response(status_code=204)
    given.status_code = 0
    return given


def caller_in(request: Request) -> Principal | None:
    """The caller whom `check_caller` found."""
    caller: Principal | None = request.scope.get("canbao.caller")
    return caller
