"""How a run is ended from outside: by Ctrl-C, TERM or HUP, from its first moment on."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_AGAIN_SECONDS = 0.01


class Ended(SystemExit):
    """A signal asks the run to end. Its code is what a shell expects, 128 and the signal's number."""

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)
        self.number = number


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Inside the block the first signal raises Ended; later ones change nothing, so that what is being ended is ended in order.

    A signal that was ignored before (nohup) stays ignored. One that comes while Python collects an object, where nothing can be
    raised, raises Ended a moment later.
    """
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    heard = [number for number in _SIGNALS if before[number] is not signal.SIG_IGN]

    def end(number: int, _: FrameType | None) -> None:
        for one in heard:
            signal.signal(one, _already_ending)
        raise Ended(number)

    def not_raised(lost: "sys.UnraisableHookArgs") -> None:
        if isinstance(ended := lost.exc_value, Ended):
            signal.signal(signal.SIGALRM, lambda *_: end(ended.number, None))
            signal.setitimer(signal.ITIMER_REAL, _AGAIN_SECONDS)
        else:
            told_before(lost)

    told_before, sys.unraisablehook = sys.unraisablehook, not_raised
    for number in heard:
        signal.signal(number, end)
    try:
        yield
    finally:
        sys.unraisablehook = told_before
        for number in heard:
            signal.signal(number, before[number])


def _already_ending(_number: int, _frame: FrameType | None) -> None:
    """Wait for the end."""
