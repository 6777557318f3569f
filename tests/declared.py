"""An app in process whose every answer is held against its own contract: status, error code, content, `Prefer`."""

from functools import cache
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
        self._validator_of = cache(self._make_validator)

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
        return faults + [fault.message[:300] for fault in self._validator_of(template, method, status, kind).iter_errors(response.json())]

    def _find_operation(self, method: str, path: str) -> tuple[str, dict[str, Any]] | None:
        scope = {"type": "http", "method": method, "path": path, "root_path": "", "headers": []}
        for route in self._app.routes:
            if route.matches(scope)[0] is Match.FULL:
                if not isinstance(route, APIRoute) or not route.include_in_schema:
                    return None
                return route.path_format, self._app.openapi()["paths"][route.path_format][method.lower()]
        return None

    def _make_validator(self, template: str, method: str, status: str, kind: str) -> Draft202012Validator:
        document = self._app.openapi()
        schema = document["paths"][template][method.lower()]["responses"][status]["content"][kind]["schema"]
        return Draft202012Validator({**schema, "components": document["components"]})


def _has_prefer(operation: dict[str, Any]) -> bool:
    return any(parameter["name"] == "Prefer" for parameter in operation.get("parameters", ()))
