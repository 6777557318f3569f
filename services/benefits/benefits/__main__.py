"""Runs the benefits service: `python -m benefits`, settings from the environment."""

import uvicorn

from benefits.app import create_app
from benefits.settings import Settings
from event_bus import RabbitBus
from service_runtime import clock_of


def main() -> None:
    """Serve until SIGTERM, then drain."""
    settings = Settings()
    if settings.amqp_url is None:
        raise SystemExit("CANBAO_AMQP_URL is missing: a service on its own needs RabbitMQ (`canbao serve` runs all four without)")
    app = create_app(settings, RabbitBus(settings.amqp_url), clock_of(settings))
    uvicorn.run(app, host=settings.host, port=settings.port, access_log=False, log_config=None, timeout_graceful_shutdown=10)


if __name__ == "__main__":
    main()
