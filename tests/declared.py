"""An app in process whose every answer is held against its own contract: status, error code, content, `Prefer`."""

from functools import cache, cached_property
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator
from starlette.routing import Match


class DeclaredTransport(httpx.ASGITransport):
    """Raises AssertionError for an answer that the operation does not declare."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(app)
        self._contract = Contract(app)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """As ASGITransport does."""
        response = await super().handle_async_request(request)
        await response.aread()
        faults = self._contract.faults_of(request.method, request.url.path, response)
        assert not faults, f"{request.method} {request.url.path} answers what its contract does not say: {faults}"
        return response


class Contract:
    """What the operations of an app say they answer."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._operation_of = cache(self._find_operation)

    @cached_property
    def _document(self) -> "Document":
        """Made with the first answer, once for all apps with the same routes: to make it takes longer than to answer a hundred times."""
        routes = _routes_of(self._app)
        if routes not in _made:
            _made[routes] = Document(self._app.openapi())
        return _made[routes]

    def faults_of(self, method: str, path: str, response: httpx.Response) -> list[str]:
        """What of an answer is not in the contract; nothing for addresses that are not in it."""
        found = self._operation_of(method, path)
        if found is None:
            return []
        template, operation = found
        status, kind = str(response.status_code), response.headers.get("content-type", "").partition(";")[0]
        declared = operation["responses"].get(status)
        if declared is None:
            return [f"status {status}: {response.text[:200]}"]
        faults = [] if "preference-applied" not in response.headers or _has_prefer(operation) else ["Prefer is not a parameter"]
        if "content" not in declared:
            return faults
        if kind not in declared["content"]:
            return [*faults, f"{status} with {kind}"]
        if not kind.endswith("json"):
            return faults
        return faults + [
            fault.message[:300] for fault in self._document.validator_of(template, method, status, kind).iter_errors(response.json())
        ]

    def _find_operation(self, method: str, path: str) -> tuple[str, dict[str, Any]] | None:
        scope = {"type": "http", "method": method, "path": path, "root_path": "", "headers": []}
        for route in self._app.routes:
            if route.matches(scope)[0] is Match.FULL:
                if not isinstance(route, APIRoute) or not route.include_in_schema:
                    return None
                return route.path_format, self._document.told["paths"][route.path_format][method.lower()]
        return None


class Document:
    """An OpenAPI document, and what holds answers against it."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        self.validator_of = cache(self._make_validator)

    def _make_validator(self, template: str, method: str, status: str, kind: str) -> Draft202012Validator:
        schema = self.told["paths"][template][method.lower()]["responses"][status]["content"][kind]["schema"]
        return Draft202012Validator({**schema, "components": self.told.get("components", {})})


_made: dict[tuple[object, ...], Document] = {}


def _routes_of(app: FastAPI) -> tuple[object, ...]:
    """All from which FastAPI makes the document: the code of each operation with what it takes and answers."""
    routes = (route for route in app.routes if isinstance(route, APIRoute))
    return (
        app.title,
        *(
            (route.path, *sorted(route.methods or ()), route.endpoint.__code__, repr(route.response_model), repr(route.responses))
            for route in routes
        ),
    )


def _has_prefer(operation: dict[str, Any]) -> bool:
    return any(parameter["name"] == "Prefer" for parameter in operation.get("parameters", ()))
