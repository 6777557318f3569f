"""How often one caller may ask: by subject and by address, counted over all replicas.

What holds: a replica knows its own counts exactly and at once, those of the others as they were at most a second ago
(`rate_counts.py`, one statement a second). So N replicas together let pass the limit and what the others take within that second,
never N times the limit. While the database is away each replica counts alone. A request asks nothing of a database here.
"""

import hashlib
import ipaddress
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fastapi import Request, params
from starlette.types import Scope

from service_runtime.identity import Caller
from service_runtime.refusals import TooManyMisses, TooManyRequests

_MOST_COUNTS = 200_000
"""Callers who are told apart, in one replica; those beyond share one count."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a subject and an address may do within so many seconds. An address may be that of a whole office or hospital."""

    seconds: int
    of_subject: int
    of_address: int


ALLOWANCES: Mapping[str, Allowance] = {
    "look_up": Allowance(60, 600, 6_000),  # a hospital's system asks for each patient who comes: ten a second
    "filing": Allowance(60, 300, 3_000),  # a school hands in a class at a time
    "outside": Allowance(60, 30, 600),  # each call asks other departments
    "upload": Allowance(60, 120, 600),  # files and lists of a thousand
    "login": Allowance(60, 60, 600),
    "text": Allowance(600, 60, 300),  # codes by text message: each costs, and disturbs whose telephone it is
    "code": Allowance(60, 60, 600),  # tries of such a code
    "wrong_code": Allowance(600, 60, 60),  # of those, wrong ones: who tries them at many telephones is stopped
    "miss": Allowance(600, 30, 6_000),  # look-ups that found nobody: who tries numbers out is stopped
}
"""The limits by kind. `rate_limit_factor` of the settings multiplies them all; 0 switches them off."""


@dataclass(slots=True)
class Count:
    """How often somebody did something in this window and in the one before: here, and at the other replicas."""

    digest: bytes
    """Of kind and caller: the shared table holds no subject and no address."""
    seconds: int
    start: int
    here: int = 0
    here_before: int = 0
    others: int = 0
    others_before: int = 0

    def roll(self, now: float) -> None:
        """Into the window of this moment."""
        start = window_of(now, self.seconds)
        if start != self.start:
            follows = start == self.start + self.seconds
            self.here_before, self.others_before = (self.here, self.others) if follows else (0, 0)
            self.start, self.here, self.others = start, 0, 0

    def total(self, now: float) -> float:
        """In the time that a window is long, up to now: of the window before, the part that still lies in it."""
        rest = 1 - (now - self.start) / self.seconds
        return self.here + self.others + (self.here_before + self.others_before) * rest


def window_of(now: float, seconds: int) -> int:
    """When the window of a moment began, in Unix seconds."""
    return int(now) // seconds * seconds


class RateLimits:
    """The counts of one replica."""

    def __init__(self, *, factor: float = 1.0, trusted_proxies: str = "", now: Callable[[], float] = time.time) -> None:
        self._factor, self._now = factor, now
        self._trusted = [ipaddress.ip_network(part.strip()) for part in trusted_proxies.split(",") if part.strip()]
        self._counts: dict[tuple[str, str], Count] = {}
        self._by_digest: dict[bytes, Count] = {}
        self._heard: dict[tuple[bytes, int], int] = {}

    def take(self, kind: str, subject: str, scope: Scope) -> None:
        """Count one request. Raises TooManyRequests, TooManyMisses; what is refused does not count."""
        if not self._factor:
            return
        now, allowed, address = self._now(), ALLOWANCES[kind], f"@{self.address_of(scope)}"
        asked = [(self._of(kind, address, now), allowed.of_address)]
        if kind == "code":
            self._require_few_wrong(address, now)
        if subject:
            asked.append((self._of(kind, subject, now), allowed.of_subject))
        for count, most in asked:
            if count.total(now) >= most * self._factor:
                raise TooManyRequests(headers=_retry(count, now))
        if kind == "look_up" and (missed := self._of("miss", subject, now)).total(now) >= ALLOWANCES["miss"].of_subject * self._factor:
            raise TooManyMisses(headers=_retry(missed, now))
        for count, _ in asked:
            count.here += 1

    def _require_few_wrong(self, address: str, now: float) -> None:
        if (wrong := self._of("wrong_code", address, now)).total(now) >= ALLOWANCES["wrong_code"].of_address * self._factor:
            raise TooManyRequests(headers=_retry(wrong, now))

    def wrong_code(self, scope: Scope) -> None:
        """A code that came from this address was wrong."""
        if self._factor:
            self._of("wrong_code", f"@{self.address_of(scope)}", self._now()).here += 1

    def missed(self, subject: str) -> None:
        """A look-up of this subject has found nobody."""
        if self._factor:
            self._of("miss", subject, self._now()).here += 1

    def address_of(self, scope: Scope) -> str:
        """Whose address it is: the peer's; behind trusted proxies the last one of X-Forwarded-For that is none of theirs."""
        address = (scope.get("client") or ("", 0))[0]
        if self._trusted and self._trusts(address):
            told = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for").decode("latin-1")
            for hop in reversed([part.strip() for part in told.split(",")]):
                if _network_of(hop) is None:
                    break
                address = hop
                if not self._trusts(hop):
                    break
        return _network_of(address) or address

    def _trusts(self, address: str) -> bool:
        try:
            return any(ipaddress.ip_address(address) in network for network in self._trusted)
        except ValueError:
            return False

    def _of(self, kind: str, who: str, now: float) -> Count:
        key = (kind, who)
        count = self._counts.get(key)
        if count is None:
            if len(self._counts) >= _MOST_COUNTS:
                key = (kind, "")
            digest = hashlib.blake2b("\0".join(key).encode("utf-8", "surrogatepass"), digest_size=16).digest()
            seconds = ALLOWANCES[kind].seconds
            count = self._counts.setdefault(key, Count(digest, seconds, window_of(now, seconds)))
            self._by_digest[digest] = count
            count.others = self._heard.get((digest, count.start), 0)
            count.others_before = self._heard.get((digest, count.start - seconds), 0)
        count.roll(now)
        return count

    def own(self) -> Iterator[tuple[bytes, int, int]]:
        """What was counted here: digest, start of the window, how often."""
        now = self._now()
        for key, count in list(self._counts.items()):
            count.roll(now)
            if count.here or count.here_before:
                for start, number in ((count.start, count.here), (count.start - count.seconds, count.here_before)):
                    if number:
                        yield count.digest, start, number
            else:
                del self._counts[key], self._by_digest[count.digest]

    def hear(self, others: Sequence[tuple[bytes, int, int]]) -> None:
        """What the other replicas have counted, all of it, in the same form."""
        self._heard = {(digest, start): number for digest, start, number in others}
        for digest, count in self._by_digest.items():
            count.others = self._heard.get((digest, count.start), 0)
            count.others_before = self._heard.get((digest, count.start - count.seconds), 0)

    @property
    def oldest(self) -> int:
        """The start of the oldest window that anything depends on."""
        return int(self._now()) - 2 * max(allowance.seconds for allowance in ALLOWANCES.values())


def _retry(count: Count, now: float) -> dict[str, str]:
    return {"Retry-After": str(max(1, int(count.start + count.seconds - now) + 1))}


@lru_cache(maxsize=4096)
def _network_of(address: str) -> str | None:
    """One who may choose among 2^64 addresses is told by their network; None for what is no address."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(read, ipaddress.IPv6Address):
        return str(read.ipv4_mapped or ipaddress.ip_network((read, 64), strict=False))
    return str(read)


class Limited:
    """A route dependency that counts those who ask."""

    def __init__(self, kind: str) -> None:
        if kind not in ALLOWANCES:
            raise ValueError(f"no such limit: {kind}")
        self.kind = kind

    def count(self, request: Request, subject: str) -> None:
        """Once for a request, whichever way it goes."""
        if "canbao.counted" not in request.scope:
            request.app.state.runtime.limits.take(self.kind, subject, request.scope)
            request.scope["canbao.counted"] = True


class LimitedCaller(Limited):
    """By subject and by address."""

    async def __call__(self, request: Request, caller: Caller) -> None:
        """Raises TooManyRequests, TooManyMisses."""
        self.count(request, caller.subject)


class LimitedAddress(Limited):
    """By address alone: for routes that nobody has a token for yet."""

    async def __call__(self, request: Request) -> None:
        """Raises TooManyRequests."""
        self.count(request, "")


def limited(kind: str) -> params.Depends:
    """A route dependency: not too often. `dependencies=[allow("clerk"), limited("look_up")]`."""
    return params.Depends(LimitedCaller(kind))


def limited_address(kind: str) -> params.Depends:
    """As `limited`, of a route without a caller."""
    return params.Depends(LimitedAddress(kind))
