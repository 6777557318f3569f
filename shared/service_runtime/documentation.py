"""API documentation, served from our own files: government networks have no CDN."""

from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from service_runtime.refusals import NotFound

_FILES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css", "start.js": "text/javascript"}
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'"
_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="/{name}/docs/swagger-ui.css"></head>
<body><div id="swagger-ui" data-openapi="/{name}/openapi.json"></div>
<script src="/{name}/docs/swagger-ui-bundle.js"></script><script src="/{name}/docs/start.js"></script></body></html>
"""


@cache
def _file(name: str) -> bytes:
    return files("service_runtime").joinpath("swagger_ui", name).read_bytes()


def documentation_router(name: str, title: str) -> APIRouter:
    """/{name}/docs and /{name}/openapi.json."""
    router = APIRouter(prefix=f"/{name}", include_in_schema=False)

    @router.get("/openapi.json")
    async def openapi(request: Request) -> JSONResponse:
        """The OpenAPI document of this service."""
        return JSONResponse(request.app.openapi())

    @router.get("/docs")
    async def docs() -> HTMLResponse:
        """Swagger UI."""
        return HTMLResponse(_PAGE.format(name=name, title=title), headers={"Content-Security-Policy": _POLICY})

    @router.get("/docs/{file}")
    async def docs_file(file: str) -> Response:
        """One of the vendored files."""
        if file not in _FILES:
            raise NotFound()
        return Response(_file(file), media_type=_FILES[file], headers={"Cache-Control": "public, max-age=86400"})

    return router


_PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457；原因与缺少的材料一次性告知",
    "type": "object",
    "required": ["type", "title", "status", "code", "msg", "request_id", "reasons", "missing"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "msg": {"type": "string", "description": "可直接提示给用户的中文"},
        "request_id": {"type": "string"},
        "reasons": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "msg", "field", "rule"],
                "properties": {
                    "code": {"type": "string"},
                    "msg": {"type": "string"},
                    "field": {"type": ["string", "null"]},
                    "rule": {"type": ["string", "null"]},
                },
            },
        },
        "missing": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "label", "rule"],
                "properties": {"field": {"type": "string"}, "label": {"type": "string"}, "rule": {"type": ["string", "null"]}},
            },
        },
    },
}
_PROBLEM = {"description": "无法办理", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def install_openapi(app: FastAPI) -> None:
    """The document says what really happens: every refusal is a Problem, Idempotency-Key is required where it is asked for."""
    made_by_fastapi = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = made_by_fastapi()
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            schemas.pop("HTTPValidationError", None)
            schemas.pop("ValidationError", None)
            schemas["Problem"] = _PROBLEM_SCHEMA
            for path in document["paths"].values():
                for operation in path.values():
                    _tell_the_truth(operation)
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]


def _tell_the_truth(operation: dict[str, Any]) -> None:
    operation["responses"].pop("422", None)
    operation["responses"]["4XX"] = _PROBLEM
    operation["responses"]["5XX"] = _PROBLEM
    for parameter in operation.get("parameters", ()):
        if parameter["name"].lower() == "idempotency-key":
            parameter["required"] = True
            parameter["schema"] = {"type": "string", "minLength": 1, "maxLength": 255}
