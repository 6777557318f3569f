"""Outbox commit -> broker -> inbox and effect committed, on a PostgreSQL and a RabbitMQ of its own, against two peers in the same run."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

from canbao_suite.bench.events_peers import celery_rate, faststream_rate
from canbao_suite.bench.machine import machine
from canbao_suite.bench.peers_home import peer_versions
from canbao_suite.bench.processor_time import processor_seconds
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
    ours = _ours(postgres, node, folder)
    print(f"canbao: {ours['events_per_second']:.0f} events/s", file=sys.stderr)
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


def _ours(postgres: PostgresServer, node: RabbitNode, folder: Path) -> dict[str, Any]:
    consumer = _start("consume", postgres.create_database("dedup"), node.url, folder)
    producer = _start("produce", postgres.create_database("registration"), node.url, folder)
    assert producer.stdout
    assert producer.stdin
    assert consumer.stdout
    committed = {line["event"]: line["moment"] for line in (_next(producer.stdout, "committed") for _ in range(QUIET))}
    effects = {line["event"]: line["moment"] for line in (_next(consumer.stdout, "effect") for _ in range(QUIET))}
    ready = _next(consumer.stdout, "ready")
    latencies = sorted((effects[event] - moment) * 1000 for event, moment in committed.items())
    before = {"postgres": processor_seconds(postgres.pid), "broker": processor_seconds(node.pid)}
    producer.stdin.write("go\n")
    producer.stdin.flush()
    started, relayed = _next(producer.stdout, "started"), _next(producer.stdout, "relayed")
    done = _next(consumer.stdout, "done")
    seconds = {
        "relay": relayed["cpu"] - started["cpu"],
        "consumer": done["cpu"] - ready["cpu"],
        "postgres": processor_seconds(postgres.pid) - before["postgres"],
        "broker": processor_seconds(node.pid) - before["broker"],
    }
    for process in (producer, consumer):
        process.wait(30)
    return {
        "events_per_second": round(SUSTAINED / (done["moment"] - started["at"])),
        "events": SUSTAINED,
        "events_per_message": round(SUSTAINED / relayed["messages"], 1),
        "events_per_transaction": round(SUSTAINED / done["batches"], 1),
        "quiet_p50_ms": round(latencies[QUIET // 2], 2),
        "quiet_p99_ms": round(latencies[QUIET * 99 // 100], 2),
        "cpu_us_per_event": {name: round(used / SUSTAINED * 1e6, 1) for name, used in seconds.items()},
    }


def _start(part: str, database: str, broker: str, folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "canbao_suite.bench.events_subject", part, database, broker, str(SUSTAINED), str(QUIET)]
    with (folder / f"{part}.log").open("w") as log:
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)


def _next(lines: IO[str], happened: str) -> dict[str, Any]:
    line = lines.readline()
    if not line:
        raise RuntimeError(f"a process ended before it said {happened!r}")
    said: dict[str, Any] = json.loads(line)
    if said["happened"] != happened:
        raise RuntimeError(f"expected {happened!r}, heard {line}")
    return said
