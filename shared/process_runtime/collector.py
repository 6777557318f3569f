"""How a process that has started looks for garbage."""

import gc


def tame_the_collector() -> None:
    """What is there at start-up stays: do not look at it again in every collection (halves the p99 of a POST)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
