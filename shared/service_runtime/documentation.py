"""API documentation, served from our own files: government networks have no CDN."""

from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from service_runtime.page_headers import PAGE_HEADERS
from service_runtime.refusals import NotFound

_FILES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css", "start.js": "text/javascript"}
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
        return HTMLResponse(_PAGE.format(name=name, title=title), headers=dict(PAGE_HEADERS))

    @router.get("/docs/{file}")
    async def docs_file(file: str) -> Response:
        """One of the vendored files."""
        if file not in _FILES:
            raise NotFound()
        return Response(_file(file), media_type=_FILES[file], headers={"Cache-Control": "public, max-age=86400"})

    return router
