"""What a season used: processor time by process, and how many updates rewrote no index."""

import time
from typing import TypeAlias

import asyncpg

from canbao_suite.bench.processor_time import processor_seconds
from canbao_suite.environments import SERVICES
from canbao_suite.processes import Suite

HotShares: TypeAlias = dict[str, dict[str, dict[str, float]]]
_MANY = 1_000
_UPDATES = """
SELECT relname, n_tup_ins AS inserts, n_tup_upd AS updates, n_tup_hot_upd AS hot FROM pg_stat_user_tables WHERE n_tup_upd >= $1
ORDER BY n_tup_upd DESC
"""


def seconds_by_process(suite: Suite) -> dict[str, float]:
    """Processor seconds so far, those of ended children included; `driver` is this process."""
    pids = {name: process.pid for name, process in suite.processes.items()} | {"postgres": suite.postgres.pid}
    if suite.rabbitmq:
        pids["rabbitmq"] = suite.rabbitmq.pid
    return {name: processor_seconds(pid) for name, pid in pids.items()} | {"driver": time.process_time()}


def ms_per_person(before: dict[str, float], after: dict[str, float], people: int) -> dict[str, float]:
    """Processor milliseconds a person between two looks, by process, and in `all`."""
    used = {name: (after[name] - before[name]) * 1000 / people for name in before}
    return {name: round(ms, 3) for name, ms in {**used, "all": sum(used.values())}.items()}


async def hot_shares(suite: Suite) -> HotShares:
    """By database and table, of those with many updates: rows inserted, rows updated, and the share of updates that touched no index."""
    found: HotShares = {}
    for package in SERVICES.values():
        connection = await asyncpg.connect(suite.database_url(package))
        try:
            rows = await connection.fetch(_UPDATES, _MANY)
        finally:
            await connection.close()
        found[package] = {
            row["relname"]: {"inserts": row["inserts"], "updates": row["updates"], "hot_share": round(row["hot"] / row["updates"], 3)}
            for row in rows
        }
    return found
