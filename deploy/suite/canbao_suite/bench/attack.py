"""Our own attack on a running suite over loopback, bounded: forged callbacks and tokens, other people's ids,
logins, files, bodies, headers.

`accepted` counts what had to be refused and was not, `five_hundreds` answers that are accidents, `leaks` answers that tell of somebody
else; all three must be 0. `slowest_ms` is the longest that a probe of life waited meanwhile. It starts a suite of its own to attack.
"""

import asyncio
import json
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from canbao_suite.bench.machine import machine
from canbao_suite.cannot_run import CannotRun
from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient

_PROBE_PAUSE = 0.02


@dataclass
class Tally:
    """What one attack has met so far."""

    attempts: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    accepted: list[str] = field(default_factory=list)
    five_hundreds: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)

    def refused(self, what: str, answer: httpx.Response, *statuses: int) -> None:
        """An attempt that must be answered with one of these statuses, or with any 4xx if none is named."""
        self.met(what, answer)
        if answer.status_code not in statuses if statuses else answer.is_success:
            self.accepted.append(f"{what}: {answer.status_code} {answer.text[:120]}")

    def met(self, what: str, answer: httpx.Response) -> None:
        """An attempt whose answer may be anything but an accident. 503 says that a service is away, which none is here."""
        self.attempts += 1
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            self.five_hundreds.append(f"{what}: {answer.status_code} {answer.text[:120]}")

    def as_json(self) -> dict[str, Any]:
        """Counts, and the first few of what was found."""
        found = {name: getattr(self, name)[:5] for name in ("accepted", "five_hundreds", "leaks") if getattr(self, name)}
        return {"attempts": self.attempts, "statuses": dict(sorted(self.statuses.items())), **({"found": found} if found else {})}


@dataclass
class Target:
    """The suite under attack: its front, its keys, and a caller of its ordinary users."""

    suite: Suite
    client: SuiteClient
    http: httpx.AsyncClient

    def bearer(
        self, role: str, subject: str | None = None, *, areas: tuple[str, ...] = (), documents: tuple[str, ...] = ()
    ) -> dict[str, str]:
        """Headers of somebody whom the issuer knows."""
        token = self.suite.issuer.mint(subject or f"attack:{role}", [role], areas, documents=documents)
        return {"Authorization": f"Bearer {token}"}


Attack = Callable[[Target, Tally], Awaitable[None]]


def run(json_file: Path | None) -> None:
    """Attacks, prints and writes. Raises CannotRun if anything was accepted, told or broken."""
    folder = Path(tempfile.mkdtemp(prefix="canbao-attack-"))
    folder.chmod(0o755)
    suite = Suite(folder / "suite")
    try:
        suite.start()
        result = asyncio.run(_attack(suite))
    finally:
        suite.stop()
        suite.forget()
        shutil.rmtree(folder, ignore_errors=True)
    document = json.dumps(result | {"machine": machine("fastapi", "uvicorn", "pyjwt", "standardwebhooks")}, ensure_ascii=False, indent=2)
    print(document)
    if json_file:
        json_file.write_text(document + "\n")
    if result["accepted"] or result["five_hundreds"] or result["leaks"]:
        raise CannotRun("The suite let something in, told something or broke: see `found` above.")


async def _attack(suite: Suite) -> dict[str, Any]:
    from canbao_suite.bench.attack_bodies import abuse_bodies, abuse_headers
    from canbao_suite.bench.attack_callers import forge_callbacks, forge_tokens
    from canbao_suite.bench.attack_logins import abuse_files, abuse_logins
    from canbao_suite.bench.attack_people import ask_for_others, write_one_number_in_many_ways

    attacks: dict[str, Attack] = {
        "forged callbacks": forge_callbacks,
        "forged tokens": forge_tokens,
        "other people's ids": ask_for_others,
        "one number in many scripts": write_one_number_in_many_ways,
        "logins and codes": abuse_logins,
        "files": abuse_files,
        "bodies": abuse_bodies,
        "headers and slow callers": abuse_headers,
    }
    client = SuiteClient(suite)
    tallies: dict[str, Tally] = {}
    slowest: dict[str, float] = {}
    async with httpx.AsyncClient(base_url=suite.front_url, timeout=60.0, limits=httpx.Limits(max_connections=40)) as http:
        target = Target(suite, client, http)
        for name, attack in attacks.items():
            tallies[name] = Tally()
            watch = asyncio.create_task(_longest_wait(suite.front_url))
            await attack(target, tallies[name])
            watch.cancel()
            slowest[name] = round(await watch, 1)
    await client.close()
    totals = {key: sum(len(getattr(tally, key)) for tally in tallies.values()) for key in ("accepted", "five_hundreds", "leaks")}
    told = {name: tally.as_json() | {"slowest_ms": slowest[name]} for name, tally in tallies.items()}
    return {**totals, "slowest_ms": max(slowest.values()), "attempts": sum(tally.attempts for tally in tallies.values()), "attacks": told}


async def _longest_wait(url: str) -> float:
    """The longest wait for a probe of life, in milliseconds, until cancelled."""
    longest = 0.0
    async with httpx.AsyncClient(base_url=url, timeout=60.0) as http:
        try:
            while True:
                begun = time.perf_counter()
                await http.get("/registration/livez")
                longest = max(longest, (time.perf_counter() - begun) * 1000)
                await asyncio.sleep(_PROBE_PAUSE)
        except asyncio.CancelledError:
            return longest


async def all_of(calls: Sequence[Callable[[], Awaitable[None]]], at_once: int = 20) -> None:
    """Runs the calls, so many at a time."""
    waiting = iter(calls)

    async def work() -> None:
        for call in waiting:
            await call()

    await asyncio.gather(*(work() for _ in range(at_once)))
