"""The platform as an ASGI application."""

from fastapi import FastAPI

from wechat_platform import control_endpoints, other_endpoints, weixin_endpoints
from wechat_platform.platform import Platform
from wechat_platform.settings import Settings


def create_app(settings: Settings, platform: Platform | None = None) -> FastAPI:
    """All addresses on one platform."""
    app = FastAPI(title="Simulated WeChat", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.platform = platform or Platform(settings)
    for module in (weixin_endpoints, other_endpoints, control_endpoints):
        app.include_router(module.router)
    return app
