"""A person at a terminal: starts a program in a pseudo-terminal, reads what it says, presses Ctrl-C."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil
from typer.testing import CliRunner

from canbao_suite.command_line import app
from canbao_suite.leftovers import folder_of

ROOT = Path(__file__).parents[2]
_OWN_TERMINAL = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)  # whoever runs the tests may ignore some: nohup does
os.execvp(sys.argv[1], sys.argv[1:])
"""
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """One program in a terminal of its own. `said` is all it has printed so far, without colours."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._mine, its = pty.openpty()
        self._raw = b""
        self._program = subprocess.Popen(
            [sys.executable, "-c", _OWN_TERMINAL, *command], stdin=its, stdout=its, stderr=its, start_new_session=True, cwd=ROOT,
            env={**os.environ, "COLUMNS": "200", "LINES": "50", **environment},
        )  # fmt: skip
        os.close(its)

    @property
    def said(self) -> str:
        """What stood on the screen."""
        return _ESCAPES.sub("", self._raw.decode(errors="replace")).replace("\r", "")

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._program.pid

    def until(self, text: str, patience: float = 120.0) -> str:
        """Reads until the text has been said; answers everything."""
        deadline = time.monotonic() + patience
        while text not in self.said:
            assert time.monotonic() < deadline, f"never said {text!r}:\n{self.said}"
            assert self._read(), f"ended without saying {text!r}:\n{self.said}"
        return self.said

    def press_ctrl_c(self) -> None:
        """As the person does; the terminal makes the signal of it."""
        os.write(self._mine, b"\x03")

    def close(self, patience: float = 60.0) -> int:
        """The person closes the window: the program hears HUP and has nowhere to write; answers its exit code."""
        os.close(self._mine)
        return self._program.wait(patience)

    def send(self, number: int) -> None:
        """A signal to the program alone."""
        self._program.send_signal(number)

    def end(self, patience: float = 110.0) -> int:
        """Waits for the end, reading on; answers the exit code."""
        deadline = time.monotonic() + patience
        while self._read():
            assert time.monotonic() < deadline, f"does not end:\n{self.said}"
        os.close(self._mine)
        return self._program.wait(patience)

    def _read(self) -> bool:
        """A little more. False once nobody has the terminal open any more."""
        if not select.select([self._mine], [], [], 1.0)[0]:
            return True
        try:
            said = os.read(self._mine, 65536)
        except OSError:
            return False
        self._raw += said
        return bool(said)


def canbao(*arguments: str, environment: Mapping[str, str] | None = None) -> Terminal:
    """`canbao` in a terminal."""
    return Terminal([sys.executable, "-m", "canbao_suite.command_line", *arguments], environment or {})


def given(*arguments: str, ends: int = 0) -> str:
    """What `canbao` says that ends like this, in this process: a process for each command takes longer than the command."""
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == ends, done.output
    return done.output.strip()


def script(name: str, *arguments: str) -> Terminal:
    """A script of the checkout, in the environment that the tests run in."""
    return Terminal([str(ROOT / "script" / name), *arguments], {"CANBAO_VENV": sys.prefix, "LC_ALL": "C.UTF-8"})


def suite_processes(state: Path) -> list[psutil.Process]:
    """Processes of suites whose folders lie in this state folder."""
    found = {process: folder_of(process.pid) for process in psutil.process_iter()}
    return [process for process, folder in found.items() if folder is not None and state in (folder, *folder.parents)]


def left_running(state: Path) -> list[str]:
    """The same, for people."""
    return [str(process) for process in suite_processes(state)]
