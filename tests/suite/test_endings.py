"""A signal ends a run wherever it meets it."""

import os
import signal
import time

import pytest

from canbao_suite.endings import Ended, ended_by_signals


class SignalledWhenCollected:
    """The signal comes while Python collects this, where nothing can be raised."""

    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGTERM)


@ended_by_signals()
def run_that_collects() -> None:
    unwanted = SignalledWhenCollected()
    del unwanted
    time.sleep(5)


@ended_by_signals()
def run_that_is_told_twice() -> None:
    try:
        signal.raise_signal(signal.SIGTERM)
    finally:
        signal.raise_signal(signal.SIGINT)


@pytest.mark.timeout(20, method="thread")  # the other method is an alarm, which the run uses itself
def test_a_signal_that_meets_a_finalizer_ends_the_run_all_the_same() -> None:
    with pytest.raises(Ended) as ended:
        run_that_collects()
    assert ended.value.code == 128 + signal.SIGTERM


def test_only_the_first_signal_is_raised() -> None:
    with pytest.raises(Ended) as ended:
        run_that_is_told_twice()
    assert ended.value.code == 128 + signal.SIGTERM
