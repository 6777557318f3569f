"""All that the platform knows, in memory: codes and tickets, who has agreed to which messages, what was delivered."""

import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from wechat_platform.behaviour import Behaviour
from wechat_platform.settings import Settings

Held = TypeVar("Held")
_SECONDS = 300.0
"""How long a code or a ticket is good."""
TOKEN_SECONDS = 7200


class Used(Exception):
    """It was good once."""


@dataclass
class Vouchers(Generic[Held]):
    """What is handed out for something and taken back once within five minutes."""

    now: Callable[[], float]
    _held: dict[str, tuple[Held, float]] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    def give(self, held: Held) -> str:
        """A fresh voucher."""
        voucher = secrets.token_urlsafe(24)
        self._held[voucher] = (held, self.now() + _SECONDS)
        return voucher

    def take(self, voucher: str) -> Held | None:
        """What it stands for; None for one that is unknown or too old. Raises Used."""
        if voucher in self._used:
            raise Used
        held, until = self._held.pop(voucher, (None, 0.0))
        if held is None or self.now() > until:
            return None
        self._used.add(voucher)
        return held


@dataclass(frozen=True, slots=True)
class Identity:
    """What the sign-on has verified of somebody."""

    document_type: str
    document_number: str
    name: str
    level: str
    credential_active: bool


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message that somebody got."""

    to: str
    template: str
    values: dict[str, str]


@dataclass
class Platform:
    """WeChat, the sign-on and the text messages as one object. `now` is real time in seconds."""

    settings: Settings
    now: Callable[[], float] = time.time
    behaviour: Behaviour = field(default_factory=Behaviour)
    subscriptions: Counter[tuple[str, str]] = field(default_factory=Counter)
    messages: list[Delivered] = field(default_factory=list)
    texts: list[Delivered] = field(default_factory=list)
    _token: tuple[str, float] = ("", 0.0)

    def __post_init__(self) -> None:
        self.codes: Vouchers[str] = Vouchers(self.now)
        self.tickets: Vouchers[Identity] = Vouchers(self.now)

    def token(self, *, fresh: bool) -> tuple[str, int]:
        """The access token and the seconds that it still holds; a stable token stays the same until it ends or a fresh one is asked for."""
        if fresh or self.now() > self._token[1]:
            self._token = secrets.token_urlsafe(24), self.now() + TOKEN_SECONDS
        return self._token[0], int(self._token[1] - self.now())

    def knows_token(self, token: str) -> bool:
        """True for the one that holds."""
        return bool(token) and token == self._token[0] and self.now() <= self._token[1]
