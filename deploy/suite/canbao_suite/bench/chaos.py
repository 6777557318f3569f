"""500 kills over 200,000 enrolments on the distributed suite: nothing lost, nothing doubled, nothing that waits for ever.

A run lies in a folder and may be broken off at any moment; the next sitting goes on with it.
"""

import asyncio
import json
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import uvloop

from canbao_suite.bench.machine import machine
from canbao_suite.cannot_run import CannotRun
from canbao_suite.chaos.campaign import Campaign, Size
from canbao_suite.chaos.crash_points import POINTS
from canbao_suite.chaos.records import Records, Shot
from canbao_suite.chaos.strikes import plan_strikes
from canbao_suite.chaos.suite_under_fire import SuiteUnderFire, under_fire

ENROLMENTS, KILLS = 200_000, 500
SEED = 1
_PER_ROUND = 5_000
FOLDER = Path(".state") / "chaos"


def run(
    json_path: Path | None = None,
    *,
    minutes: float | None = None,
    enrolments: int = ENROLMENTS,
    kills: int = KILLS,
    nodes: int = 1,
    state: Path = FOLDER,
    fresh: bool = False,
) -> dict[str, Any]:
    """One sitting; prints and writes the figures of the run so far. Raises CannotRun if anything is lost, doubled or stuck."""
    folder = state.absolute()
    if fresh:
        SuiteUnderFire(folder / "suite").forget()
        shutil.rmtree(folder, ignore_errors=True)
    size = Size(enrolments, kills, max(1, enrolments // _PER_ROUND), nodes)
    records = Records(folder, {"enrolments": enrolments, "kills": kills, "nodes": nodes, "seed": SEED})
    folder.chmod(0o755)
    with suppress(asyncio.CancelledError):
        uvloop.run(_sit(folder, records, size, float("inf") if minutes is None else minutes * 60))
    result = figures(records, size) | {"machine": machine("aio-pika", "asyncpg", "fastapi", "uvicorn", "uvloop", broker=True)}
    print(json.dumps(result, indent=2, ensure_ascii=False))
    if json_path is not None:
        json_path.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    if faults := sum(int(result[key]) for key in ("lost", "doubled", "stuck")):
        raise CannotRun(f"{faults} faults: {'; '.join(result['differences'])}")
    return result


async def _sit(folder: Path, records: Records, size: Size, seconds: float) -> None:
    sitting = asyncio.current_task()
    assert sitting is not None
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, sitting.cancel)
    began = time.monotonic()
    async with under_fire(SuiteUnderFire(folder / "suite", proxied=True, nodes=size.nodes)) as suite:
        _say(f"started in {time.monotonic() - began:.0f} s")
        await Campaign(suite, records, size, plan_strikes(size.kills, SEED, size.nodes), _say).run(seconds)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def figures(records: Records, size: Size) -> dict[str, Any]:
    """The figures of all sittings so far; `lost`, `doubled` and `stuck` are those of the last audit, which looks at everything."""
    last = records.rounds[-1] if records.rounds else None
    shots = records.shots
    recovered = sorted(shot.recovered for shot in shots if shot.recovered is not None)
    return {
        "complete": len(records.acknowledged) >= size.enrolments and records.kills >= size.kills,
        "kills": records.kills,
        "freezes": _count(shots, "freeze"),
        "half_opens": _count(shots, "half-open"),
        "nodes": size.nodes,
        "cut_offs": _count(shots, "cut-off"),
        "leaders_moved": _count(shots, "move-leader"),
        "enrolments": len(records.acknowledged),
        "acknowledged": len(records.acknowledged),
        "lost": last.lost if last else 0,
        "doubled": last.doubled if last else 0,
        "stuck": (last.stuck if last else 0) + sum(shot.reached and shot.recovered is None for shot in shots),
        "recovery_p50_s": _share(recovered, 0.5),
        "recovery_p99_s": _share(recovered, 0.99),
        "rounds": len(records.rounds),
        "seconds": round(sum(ended.seconds for ended in records.rounds), 1),
        "kills_by_target": _kills_by(shots),
        "planted": dict(Counter(shot.point for shot in shots if shot.point and shot.reached)),
        "not_reached": sorted(POINTS.keys() - {shot.point for shot in shots if shot.reached}),
        "differences": [text for ended in records.rounds for text in ended.differences],
    }


def _count(shots: Sequence[Shot], kind: str) -> int:
    return sum(shot.kind == kind for shot in shots)


def _kills_by(shots: Sequence[Shot]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for shot in shots:
        if shot.kills:
            found[shot.target] += shot.kills
    return dict(found.most_common())


def _share(ordered: Sequence[float], share: float) -> float | None:
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 2) if ordered else None
