"""Planted crashes: a process kills itself (-9) at a named point that somebody armed; a mark tells that it happened.

They stand for the power cut that comes at the worst moment. The product has no switch for them: they are put around its parts when the
process starts, and a part that was renamed fails there, loudly.
"""

import asyncio
import inspect
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

FOLDER = "CHAOS_CRASHES"
"""Environment variable: the folder of a process's crashes."""
_AMID_SECONDS = 0.002


def _always(*_: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class CrashPoint:
    """A place where dying hurts: before, amid or after a call of `part`, "module:Class.method" or "module:function".

    Amid is a moment after the call began: something is on the wire, and no answer has come.

    `only_if` is asked with the arguments of the call, and behind them the result if it has been made.
    """

    name: str
    part: str
    moment: Literal["before", "amid", "after"]
    services: tuple[str, ...]
    reached_by: Literal["load", "start", "replay", "republish"] = "load"
    """What brings the process there: the load, its start, a replay of a dead letter, a republishing."""
    only_if: Callable[..., bool] = _always


class Crashes:
    """The armed points of one process, and what happened: a file for each, in one folder that outlives the process."""

    def __init__(self, folder: Path) -> None:
        self._armed, self._happened = folder / "armed", folder / "happened"
        for place in (self._armed, self._happened):
            place.mkdir(parents=True, exist_ok=True)

    def arm(self, point: str) -> None:
        """The next time the process comes there it dies, once."""
        (self._happened / point).unlink(missing_ok=True)
        (self._armed / point).touch()

    def disarm(self, point: str) -> None:
        """It goes by after all."""
        (self._armed / point).unlink(missing_ok=True)

    def is_armed(self, point: str) -> bool:
        """In the process itself: whether it will die there."""
        return (self._armed / point).exists()

    def has_happened(self, point: str) -> bool:
        """True once the process has died there."""
        return (self._happened / point).exists()

    @property
    def happened(self) -> set[str]:
        """All points at which it has died."""
        return {mark.name for mark in self._happened.iterdir()}

    def use_up(self, point: str) -> bool:
        """In the process itself: True if the point was armed; it is not any more, and a mark tells that it was reached."""
        try:
            (self._armed / point).rename(self._happened / point)
        except FileNotFoundError:
            return False
        return True

    def die_if_armed(self, point: str) -> None:
        """In the process itself: the end of it, if the point is armed."""
        if self.use_up(point):
            os.kill(os.getpid(), signal.SIGKILL)


def swap(owner: Any, name: str, new: Any) -> Any:
    """Put something else in the place of a part of the product, and return what was there. A part that is gone fails here, loudly."""
    old = getattr(owner, name)
    setattr(owner, name, new)
    return old


def part(place: str) -> tuple[Any, str]:
    """Owner and name of "module:Class.method" or "module:function". Raises ImportError, AttributeError if it is not there any more."""
    module, _, names = place.partition(":")
    *path, last = names.split(".")
    owner = import_module(module)
    for name in path:
        owner = getattr(owner, name)
    getattr(owner, last)
    return owner, last


def plant(points: Sequence[CrashPoint], crashes: Crashes) -> None:
    """Plants these crashes in this process; they stay without effect until they are armed."""
    for point in points:
        owner, name = part(point.part)
        swap(owner, name, _dying(getattr(owner, name), point, crashes))


def _dying(call: Any, point: CrashPoint, crashes: Crashes) -> Any:
    """The same call, that may die before, amid or after."""

    def die(*seen: Any) -> None:
        if point.only_if(*seen):
            crashes.die_if_armed(point.name)

    @wraps(call)
    async def call_and_die(*given: Any, **named: Any) -> Any:
        if point.moment == "before":
            die(*given)
        if point.moment == "amid" and crashes.is_armed(point.name):
            under_way = asyncio.ensure_future(call(*given, **named))
            await asyncio.sleep(_AMID_SECONDS)
            die(*given)
            return await under_way
        result = await call(*given, **named)
        if point.moment == "after":
            die(*given, result)
        return result

    @wraps(call)
    def call_and_die_at_once(*given: Any, **named: Any) -> Any:
        if point.moment == "before":
            die(*given)
        result = call(*given, **named)
        if point.moment == "after":
            die(*given, result)
        return result

    return call_and_die if inspect.iscoroutinefunction(call) else call_and_die_at_once
