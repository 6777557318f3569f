"""Outbox commit -> broker -> inbox and effect committed, on a PostgreSQL and a RabbitMQ of its own, against two peers in the same run."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from canbao_suite.bench.events_faults import under_faults
from canbao_suite.bench.events_path import EventPath
from canbao_suite.bench.events_peers import celery_rate, faststream_rate
from canbao_suite.bench.machine import machine
from canbao_suite.bench.peers_home import peer_versions
from canbao_suite.postgres import PostgresServer
from canbao_suite.rabbitmq_node import RabbitNode

SUSTAINED, QUIET, PEER_MESSAGES = 200_000, 300, 5_000
OURS = ("aio-pika", "aiormq", "asyncpg", "sqlalchemy", "msgspec", "uvloop")
_PEER_TABLES = """
CREATE TABLE inbox (event_id uuid PRIMARY KEY);
CREATE TABLE effects (
    event_id uuid NOT NULL, application_id uuid NOT NULL, area text NOT NULL, applied_on date NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
)
"""
PEERS = ("faststream", "celery", "asyncpg", "psycopg")


def run(json_path: Path | None = None) -> dict[str, Any]:
    """Measures, prints, writes. Rates are events a second; latencies from the commit of the state to the commit of its effect."""
    peer_versions(PEERS)
    with tempfile.TemporaryDirectory(prefix="canbao-bench-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)
        (folder / "node").mkdir()
        postgres, node = PostgresServer(folder / "postgres"), RabbitNode(folder / "node")
        postgres.start()
        try:
            node.start()
            try:
                result = _measure(postgres, node, folder)
            finally:
                node.stop()
        finally:
            postgres.stop()
    print(json.dumps(result, indent=2))
    if json_path is not None:
        json_path.write_text(json.dumps(result, indent=2))
    return result


def _measure(postgres: PostgresServer, node: RabbitNode, folder: Path) -> dict[str, Any]:
    ours = EventPath(postgres, node, folder, "main").measure(SUSTAINED, QUIET)
    print(f"canbao: {ours['events_per_second']:.0f} events/s", file=sys.stderr)
    ours |= under_faults(postgres, node, folder)
    peers = postgres.create_database("peers")
    postgres.home.run("psql", "-X", "-q", "-d", peers, "-c", _PEER_TABLES)
    faststream = faststream_rate(peers, node.url, PEER_MESSAGES, folder)
    print(f"faststream: {faststream:.0f} events/s", file=sys.stderr)
    celery = celery_rate(peers, node.url, PEER_MESSAGES, folder)
    print(f"celery: {celery:.0f} events/s", file=sys.stderr)
    return ours | {
        "ratio_to_faststream": round(ours["events_per_second"] / faststream, 1),
        "ratio_to_celery": round(ours["events_per_second"] / celery, 1),
        "faststream_per_second": round(faststream),
        "celery_per_second": round(celery),
        "machine": machine(*OURS, broker=True, peers=peer_versions(PEERS)),
    }
