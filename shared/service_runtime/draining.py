"""A server that ends in good order: first it says that it is not ready and serves on, then it closes its port."""

import asyncio
import signal
from collections.abc import Callable
from types import FrameType

import uvicorn

_TICK_SECONDS = 0.1


class DrainingServer(uvicorn.Server):
    """After SIGTERM or Ctrl-C it serves on for `seconds`, each answer the last of its connection. A second signal ends it at once."""

    def __init__(self, config: uvicorn.Config, drain: Callable[[], None], seconds: float) -> None:
        """`drain` makes readiness say 503; it is called once."""
        super().__init__(config)
        self._drain, self._drain_seconds = drain, seconds

    async def main_loop(self) -> None:
        """Serves until told to end, and then while it drains."""
        await super().main_loop()
        self._drain()
        self.config.encoded_headers.append((b"connection", b"close"))
        for tick in range(round(self._drain_seconds / _TICK_SECONDS)):
            await self.on_tick(10 * tick)
            await asyncio.sleep(_TICK_SECONDS)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called at a signal."""
        if self.should_exit:
            signal.signal(sig, signal.SIG_DFL)
            signal.raise_signal(sig)
        super().handle_exit(sig, frame)
