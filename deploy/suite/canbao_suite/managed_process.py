"""One child process: started with a log file, ended by its own pid, watched for memory."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from canbao_suite.cannot_run import CannotRun


class ProcessFailed(CannotRun):
    """A child ended although it should run; the message names its log."""


class ManagedProcess:
    """A child process by name. It can be started again after an end of any kind. `sockets` are file numbers that it takes over."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path, *, sockets: Sequence[int] = ()
    ) -> None:
        self.name = name
        self.peak_mb = 0.0
        self._command = list(command)
        self._environment = dict(environment)
        self._log = log
        self._sockets = tuple(sockets)
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Process id of the running child."""
        assert self._child is not None, f"{self.name} was not started"
        return self._child.pid

    @property
    def is_running(self) -> bool:
        """True between start and end."""
        return self._child is not None and self._child.poll() is None

    @property
    def has_ended(self) -> bool:
        """True between end and next start."""
        return self._child is not None and self._child.poll() is not None

    def start(self) -> None:
        """Starts the child; its output goes to the log file."""
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as out:
            self._child = subprocess.Popen(
                self._command,
                env={**os.environ, **self._environment},
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=self._sockets,
            )

    def check(self) -> None:
        """Raises ProcessFailed if the child is gone."""
        if not self.is_running:
            code = self._child.returncode if self._child else None
            raise ProcessFailed(f"{self.name} ended by itself (exit code {code}); its log is {self._log}.")

    def measure(self) -> None:
        """Notes the memory the child has now, if it is the most so far."""
        with suppress(psutil.Error):
            if self.is_running:
                self.peak_mb = max(self.peak_mb, psutil.Process(self.pid).memory_info().rss / 2**20)

    def stop(self, patience: float = 20.0) -> None:
        """SIGTERM, then SIGKILL to one that will not go."""
        if not self.is_running:
            return
        assert self._child is not None
        self._child.terminate()
        try:
            self._child.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        if self._child is not None:
            with suppress(ProcessLookupError):
                os.kill(self._child.pid, signal.SIGKILL)
            self._child.wait()
