"""One event path under measurement: a publisher, its listeners, each a process on a database of its own, on one broker."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from canbao_suite.bench.events_subject import Task
from canbao_suite.bench.processor_time import processor_seconds
from canbao_suite.postgres import PostgresServer
from canbao_suite.rabbitmq_node import RabbitNode


class EventPath:
    """Databases, queues and logs of one name."""

    def __init__(self, postgres: PostgresServer, node: RabbitNode, folder: Path, name: str, listeners: Sequence[str] = ("dedup",)) -> None:
        self._postgres, self._node, self._folder, self.name = postgres, node, folder, name
        self.listeners, self.prefix = tuple(listeners), f"bench-{name}"
        databases = {service: postgres.create_database(f"{name}_{service.replace('-', '_')}") for service in ("registration", *listeners)}
        self._tasks = {service: Task(service, self.listeners, url, node.url, self.prefix, 0, 0) for service, url in databases.items()}

    def start(self, part: str, service: str, sustained: int, quiet: int, *more: int) -> "subprocess.Popen[str]":
        """One process of it: it reads lines and says lines."""
        task = replace(self._tasks[service], sustained=sustained, quiet=quiet)
        command = [sys.executable, "-m", "canbao_suite.bench.events_subject", part, task.written(), *map(str, more)]
        with (self._folder / f"{self.name}-{service}-{part}.log").open("w") as log:
            return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)

    def measure(self, sustained: int, quiet: int) -> dict[str, Any]:
        """Rate, latencies and processor time, from the first commit to the last effect at the last listener."""
        listening = [self.start("consume", listener, sustained, quiet) for listener in self.listeners]
        producer = self.start("produce", "registration", sustained, quiet)
        committed = {line["event"]: line["moment"] for line in (heard(producer, "committed") for _ in range(quiet))}
        effects = [{line["event"]: line["moment"] for line in (heard(one, "effect") for _ in range(quiet))} for one in listening]
        ready = [heard(one, "ready") for one in listening]
        latencies = sorted(
            (last - moment) * 1000 for event, moment in committed.items() for last in [max(taken[event] for taken in effects)]
        )
        before = {"postgres": processor_seconds(self._postgres.pid), "broker": processor_seconds(self._node.pid)}
        tell(producer, "go")
        started, relayed = heard(producer, "started"), heard(producer, "relayed")
        done = [heard(one, "done") for one in listening]
        seconds = {
            "relay": relayed["cpu"] - started["cpu"],
            "consumer": sum(end["cpu"] - begin["cpu"] for begin, end in zip(ready, done, strict=True)),
            "postgres": processor_seconds(self._postgres.pid) - before["postgres"],
            "broker": processor_seconds(self._node.pid) - before["broker"],
        }
        for process in (producer, *listening):
            process.wait(30)
        return {
            "events_per_second": round(sustained / (max(end["moment"] for end in done) - started["at"])),
            "events": sustained,
            "events_per_message": round(sustained * len(listening) / relayed["messages"], 1),
            "events_per_transaction": round(sustained / done[0]["batches"], 1),
            "quiet_p50_ms": round(latencies[quiet // 2], 2),
            "quiet_p99_ms": round(latencies[quiet * 99 // 100], 2),
            "cpu_us_per_event": {name: round(used / sustained * 1e6, 1) for name, used in seconds.items()},
        }


def tell(process: "subprocess.Popen[str]", what: str) -> None:
    """One line to a process."""
    assert process.stdin
    process.stdin.write(f"{what}\n")
    process.stdin.flush()


def heard(process: "subprocess.Popen[str]", happened: str) -> dict[str, Any]:
    """The next line of a process, which must say that this happened."""
    assert process.stdout
    lines: IO[str] = process.stdout
    line = lines.readline()
    if not line:
        raise RuntimeError(f"a process ended before it said {happened!r}")
    said: dict[str, Any] = json.loads(line)
    if said["happened"] != happened:
        raise RuntimeError(f"expected {happened!r}, heard {line}")
    return said
