"""python -m wechat_platform: runs the simulated platform until SIGTERM."""

import uvicorn

from process_runtime.listening import listening
from wechat_platform.app import create_app
from wechat_platform.settings import read_settings


def main() -> None:
    """Reads the settings and serves."""
    settings = read_settings()
    config = listening(create_app(settings), host=settings.host, port=settings.port, log_level="warning", timeout_graceful_shutdown=3)
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
