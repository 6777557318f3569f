"""python -m other_regions_platform: runs the simulated platform until SIGTERM."""

import logging

import uvicorn

from other_regions_platform.app import create_app
from other_regions_platform.settings import read_settings
from process_runtime.listening import listening


def main() -> None:
    """Reads the settings and serves."""
    settings = read_settings()
    logging.basicConfig(level="WARNING", format="%(asctime)s %(name)s %(levelname)s %(message)s")
    config = listening(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        timeout_graceful_shutdown=3,
        ssl_certfile=settings.cert_file,
        ssl_keyfile=settings.key_file,
    )
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
