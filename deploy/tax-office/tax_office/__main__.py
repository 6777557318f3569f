"""python -m tax_office: runs the simulated tax office until SIGTERM."""

import logging

import uvicorn

from process_runtime.listening import listening
from tax_office.app import create_app
from tax_office.settings import read_settings


def main() -> None:
    """Reads the settings and serves."""
    settings = read_settings()
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel("WARNING")
    config = listening(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level,
        timeout_graceful_shutdown=3,
        ssl_certfile=settings.cert_file,
        ssl_keyfile=settings.key_file,
    )
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
