"""What strikes whom, in which order: made from a seed, so that a run that was broken off goes on with the same plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from canbao_suite.chaos.crash_points import POINTS
from canbao_suite.environments import SERVICES

Kind = Literal["kill", "crash", "freeze", "half-open", "cut-off", "move-leader"]
After = Literal["goes on", "dies"]
TIMES_AT_EACH_POINT = 3
_RANDOM_TARGETS = {**dict.fromkeys(SERVICES, 6), "tax-office": 2, "postgresql": 3, "rabbitmq": 2}
"""How often each is shot at, beside the others."""
_SERVERS = ("postgresql", "rabbitmq")
_FREEZES_IN, _HALF_OPENS_IN = 8, 8
"""One of each beside so many kills."""
_ENDS: tuple[After, ...] = ("goes on", "dies")
_CUT_OFF_SECONDS = 20.0
"""Until the nodes have noticed, and some more."""
_LONG, _LONG_SECONDS = 0.1, 40.0
"""The share of silences that outlast heartbeats, and how long they last."""


@dataclass(frozen=True, slots=True)
class Strike:
    """One fault. `target` is a service, a server, or for a half-open connection "service/server"."""

    number: int
    kind: Kind
    target: str
    point: str = ""
    seconds: float = 0.0
    then: After = "goes on"

    @property
    def kills(self) -> int:
        """How many processes end by -9: one that dies at its start was killed before."""
        if self.kind == "crash":
            return 2 if POINTS[self.point].reached_by == "start" else 1
        return int(self.kind == "kill" or (self.kind == "freeze" and self.then == "dies"))


def plan_strikes(kills: int, seed: int, nodes: int = 1) -> list[Strike]:
    """So many kills, each planted crash three times among them as far as there is room, and silences beside them. With several nodes of
    RabbitMQ one of them is cut off, or another made the leader, where else a connection to the broker would be half open."""
    random = Random(seed)  # noqa: S311 -- a replay, not a secret
    strikes = [_among_nodes(strike) if nodes > 1 else strike for strike in _silences(random, kills)]
    left = kills - sum(strike.kills for strike in strikes)
    for strike in _crashes(random):
        if strike.kills <= left:
            strikes.append(strike)
            left -= strike.kills
    strikes += _at_random(random, left)
    random.shuffle(strikes)
    return [_numbered(strike, number) for number, strike in enumerate(strikes)]


def make_up(kills: int, first: int) -> list[Strike]:
    """Kills at random in place of planted crashes that were given up, numbered from `first`."""
    return [_numbered(strike, first + number) for number, strike in enumerate(_at_random(Random(first), kills))]  # noqa: S311 -- a replay


def _at_random(random: Random, kills: int) -> list[Strike]:
    return [Strike(0, "kill", target) for target in random.choices([*_RANDOM_TARGETS], [*_RANDOM_TARGETS.values()], k=kills)]


def _silences(random: Random, kills: int) -> Iterator[Strike]:
    for _ in range(kills // _FREEZES_IN):
        yield Strike(0, "freeze", random.choice([*_RANDOM_TARGETS]), seconds=_silence(random), then=random.choice(_ENDS))
    for _ in range(kills // _HALF_OPENS_IN):
        target = f"{random.choice([*SERVICES])}/{random.choice(_SERVERS)}"
        yield Strike(0, "half-open", target, seconds=_silence(random), then=random.choice(_ENDS))


def _among_nodes(strike: Strike) -> Strike:
    if not strike.target.endswith("/rabbitmq"):
        return strike
    kind: Kind = "cut-off" if strike.then == "dies" else "move-leader"
    return Strike(0, kind, "rabbitmq", seconds=_CUT_OFF_SECONDS)


def _silence(random: Random) -> float:
    return _LONG_SECONDS if random.random() < _LONG else round(random.uniform(1.0, 6.0), 1)


def _crashes(random: Random) -> Iterator[Strike]:
    """Every point once, then every point again: each time at a service that comes by it."""
    for time in range(TIMES_AT_EACH_POINT):
        for point in POINTS.values():
            first = random.randrange(len(point.services)) if time == 0 else time
            yield Strike(0, "crash", point.services[first % len(point.services)], point=point.name)


def _numbered(strike: Strike, number: int) -> Strike:
    return Strike(number, strike.kind, strike.target, strike.point, strike.seconds, strike.then)
