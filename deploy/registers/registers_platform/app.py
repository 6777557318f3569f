"""The registers as an ASGI application."""

from fastapi import FastAPI

from registers_platform import contract_endpoints, control_endpoints
from registers_platform.platform import Platform


def create_app(secret: str) -> FastAPI:
    """Fresh registers that hold nothing. `secret` signs the questions."""
    app = FastAPI(title="Simulated registers", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.platform = Platform(secret)
    for module in (contract_endpoints, control_endpoints):
        app.include_router(module.router)
    return app
