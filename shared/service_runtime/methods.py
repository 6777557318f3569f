"""Which methods an address has: HEAD wherever GET is, OPTIONS everywhere, all of them in the Allow of a 405."""

from collections.abc import Iterable, Sequence

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route

_ANY = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")


def method_not_allowed(app: FastAPI, request: Request, error: HTTPException) -> Response | None:
    """OPTIONS is answered 204 with Allow; to any other method the error gets the whole Allow, and None is answered."""
    allow = {"Allow": ", ".join(allowed_methods(app.routes, request.scope["path"]))}
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=allow)
    error.headers = {**(error.headers or {}), **allow}
    return None


def allowed_methods(routes: Iterable[BaseRoute], path: str) -> list[str]:
    """The methods of an address, sorted. An address without a parameter in it is that alone, whatever a parameter might be."""
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    matching = [route for route in routes if isinstance(route, Route) and route.matches(scope)[0] is not Match.NONE]
    own = [route for route in matching if not route.param_convertors] or matching
    methods = {method for route in own if route.endpoint is not _refuse for method in route.methods or ()}
    return sorted(methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set()))


def with_fixed_addresses_first(routes: Sequence[BaseRoute]) -> list[BaseRoute]:
    """The routes, and before each with a parameter the addresses that it would take for one: they have no such method."""
    ordered: list[BaseRoute] = []
    fixed: dict[str, set[str]] = {}
    for route in routes:
        if isinstance(route, Route) and not route.param_convertors:
            fixed.setdefault(route.path, set()).update(route.methods or ())
    for route in routes:
        if isinstance(route, Route) and route.param_convertors:
            for path in [path for path in fixed if route.path_regex.match(path)]:
                others = set(_ANY) - fixed.pop(path)
                ordered.append(Route(path, _refuse, methods=sorted(others), include_in_schema=False))
        ordered.append(route)
    return ordered


async def _refuse(_: Request) -> Response:
    raise HTTPException(405)
