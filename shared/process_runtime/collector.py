"""How a process that has started looks for garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collections() -> Iterator[None]:
    """What a program is made of is no garbage: nobody looks for it while it is imported and made, nor later."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def tame_the_collector() -> None:
    """What is there at start-up stays: do not look at it again in every collection (halves the p99 of a POST)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
