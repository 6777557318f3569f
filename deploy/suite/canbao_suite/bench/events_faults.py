"""The event path where others reported that outboxes slow down or say things again and again: a held snapshot, a full queue."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from canbao_suite.bench.events_path import EventPath, heard, tell
from canbao_suite.postgres import PostgresServer
from canbao_suite.rabbitmq_node import RabbitNode
from event_bus.rabbit_topology import Topology

SUSTAINED, QUIET, DEAD_ROWS = 60_000, 100, 300_000
LISTENERS = ("payment-bridge", "dedup", "benefits")
FULL_SECONDS, PER_SECOND = 30, 50


def under_faults(postgres: PostgresServer, node: RabbitNode, folder: Path) -> dict[str, Any]:
    """`held_snapshot_ratio`: rate with 300,000 dead rows that a transaction still sees, by the rate without. `duplicates_per_event`: copies
    beyond the first at the other two listeners, for each event published in half a minute in which the third one's queue is full;
    `through_while_full`: the share of them that had their effect there meanwhile."""
    without = EventPath(postgres, node, folder, "without").measure(SUSTAINED, QUIET)
    held = _held(EventPath(postgres, node, folder, "held"))
    three = EventPath(postgres, node, folder, "three", LISTENERS).measure(SUSTAINED, QUIET)
    full = _full(EventPath(postgres, node, folder, "full", LISTENERS), node)
    found = {
        "held_snapshot_ratio": round(held["events_per_second"] / without["events_per_second"], 2),
        "held_snapshot_per_second": held["events_per_second"],
        "held_snapshot_quiet_p50_ms": held["quiet_p50_ms"],
        "listeners": len(LISTENERS),
        "events_per_second_to_listeners": three["events_per_second"],
        **full,
    }
    print(f"under faults: {found}", file=sys.stderr)
    return found


def _held(path: EventPath) -> dict[str, Any]:
    holder = path.start("hold", "registration", 0, 0, DEAD_ROWS)
    heard(holder, "held")
    try:
        return path.measure(SUSTAINED, QUIET)
    finally:
        tell(holder, "enough")
        holder.wait(30)


def _full(path: EventPath, node: RabbitNode) -> dict[str, Any]:
    """The third listener has gone, and its queue takes no message more."""
    *others, gone = path.listeners
    listening = {listener: path.start("count", listener, 0, 0) for listener in path.listeners}
    for process in listening.values():
        heard(process, "counting")
    _told(listening.pop(gone))
    full = Topology(path.prefix).queue(gone)
    node.control("set_policy", "full", f"^{re.escape(full)}$", '{"max-length": 1, "overflow": "reject-publish"}', "--apply-to", "queues")
    publisher = path.start("trickle", "registration", FULL_SECONDS * PER_SECOND, PER_SECOND)
    heard(publisher, "told")
    _told(publisher)
    counted = [_told(listening[listener]) for listener in others]
    node.control("clear_policy", "full")
    events = FULL_SECONDS * PER_SECOND
    return {
        "duplicates_per_event": round(sum(one["duplicates"] for one in counted) / events / len(others), 2),
        "through_while_full": round(sum(one["consumed"] for one in counted) / events / len(others), 3),
    }


def _told(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """Ends it; its last line."""
    tell(process, "enough")
    said = heard(process, "ended")
    process.wait(30)
    return said
