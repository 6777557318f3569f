"""One run at a terminal: started, told of in plain sentences, ended by a signal, always cleaned up."""

import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rich.console import Console

from canbao_suite.cannot_run import CannotRun
from canbao_suite.demo_words import Words
from canbao_suite.endings import Ended, ended_by_signals
from canbao_suite.environments import SERVICES
from canbao_suite.processes import Suite


@contextmanager
def running(suite: Suite, console: Console, *, fresh: bool = False, forget: bool = False, debug: bool = False) -> Iterator[Suite]:
    """A started suite, ended with the block, however that ends. What goes wrong is one sentence and exit code 1; `debug` shows where.

    `fresh` forgets the folder's state first, `forget` after a block that went well.
    """
    with ended_by_signals(), in_one_sentence(console, suite.folder, debug=debug):
        try:
            if fresh:
                suite.forget()
            suite.start()
            yield suite
        finally:
            suite.stop()
        if forget:
            suite.forget()


@contextmanager
def in_one_sentence(console: Console, folder: Path, *, debug: bool) -> Iterator[None]:
    """Turns an exception into a sentence and exit code 1."""
    try:
        yield
    except Exception as error:
        if debug:
            raise
        console.print(_sentence(error, folder), style="red", markup=False, highlight=False, soft_wrap=True)
        raise SystemExit(1) from None


def _sentence(error: Exception, folder: Path) -> str:
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, CannotRun):
        return str(error)
    said = " ".join(str(error).split())
    return f"The run broke off: {type(error).__name__}{f': {said}' if said else ''}; logs are in {folder / 'logs'}, --debug shows where."


def stay_up(suite: Suite, console: Console, words: Words, page: str = "") -> None:
    """Prints where to look; returns on Ctrl-C, TERM or HUP. Raises CannotRun if a process or a server ends by itself."""

    def say(sentence: str, **values: object) -> None:
        console.print(words.say(sentence, **values), markup=False, highlight=False, soft_wrap=True)

    say("console", url=f"{suite.front_url}/console/{page}")
    for service in SERVICES:
        say("docs", url=f"{suite.front_url}/{service}/docs")
    say("token", canbao=shlex.quote(sys.argv[0]), state=shlex.quote(str(suite.folder.parent)))
    if not suite.simulates_tax_office:
        say("callbacks", url=suite.callback_url, keys=suite.keys_file)
    with suppress(Ended):
        say("stays")
        while True:
            time.sleep(1.0)
            suite.check()
