"""python -m registers_platform: runs the simulated registers until SIGTERM."""

import uvicorn

from process_runtime.listening import listening
from registers_platform.app import create_app
from registers_platform.settings import read_settings


def main() -> None:
    """Reads the settings and serves."""
    settings = read_settings()
    app = create_app(settings.secret)
    uvicorn.Server(listening(app, host=settings.host, port=settings.port, log_level="warning", timeout_graceful_shutdown=3)).run()


if __name__ == "__main__":
    main()
