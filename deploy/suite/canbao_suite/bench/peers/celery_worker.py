"""The same effect by a Celery worker: one task, one transaction. Runs in the environment of the peers, alone.

`python celery_worker.py send FILE` sends one task per line of a file; otherwise the celery command runs the worker.
Environment: PEER_DATABASE, PEER_BROKER.
"""

import json
import os
import sys
from pathlib import Path

import psycopg  # type: ignore[import-not-found]
from celery import Celery

app = Celery("celery_worker", broker=os.environ["PEER_BROKER"])
app.conf.update(
    task_acks_late=True,
    worker_prefetch_multiplier=25,
    task_ignore_result=True,
    task_default_queue="bench.celery",
    broker_connection_retry_on_startup=True,
    broker_transport_options={"confirm_publish": True},
)
_connections: dict[int, psycopg.Connection] = {}


def connection() -> psycopg.Connection:
    """One connection per worker process."""
    if os.getpid() not in _connections:
        _connections[os.getpid()] = psycopg.connect(os.environ["PEER_DATABASE"])
    return _connections[os.getpid()]


@app.task(name="take")  # type: ignore[untyped-decorator]
def take(event: str) -> None:
    """Inbox and effect in one transaction."""
    read = json.loads(event)
    data = read["data"]
    with connection().transaction(), connection().cursor() as cursor:
        cursor.execute("INSERT INTO inbox (event_id) VALUES (%s) ON CONFLICT DO NOTHING RETURNING event_id", (read["id"],))
        if cursor.fetchone():
            values = read["id"], data["application_id"], data["area"], data["applied_on"]
            cursor.execute("INSERT INTO effects (event_id, application_id, area, applied_on) VALUES (%s, %s, %s, %s)", values)


if __name__ == "__main__":
    for line in Path(sys.argv[2]).read_text().splitlines():
        take.delay(line)
