"""FastStream and Celery doing the same effect, one message per transaction, on the same broker and the same PostgreSQL."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import aio_pika
import asyncpg
from pamqp.common import FieldTable

from canbao_suite.bench.events_subject import application
from canbao_suite.bench.peers_home import peers_python
from canbao_suite.cannot_run import CannotRun
from enrolment_events.envelope import encode

HERE = Path(__file__).parent / "peers"
PATIENCE_SECONDS = 180.0
CELERY_PROCESSES = 2
CONCURRENT_PUBLISHES = 100


class PeerFailed(CannotRun):
    """A peer did not finish; the message names its log."""


def faststream_rate(database: str, broker: str, messages: int, folder: Path) -> float:
    """Messages a second of a FastStream subscriber, from its first effect to its last."""
    asyncio.run(_fill_queue(broker, "bench.faststream", messages))
    command = [str(peers_python()), str(HERE / "faststream_subscriber.py"), database, broker, "bench.faststream", str(messages)]
    with _running(command, {}, folder / "faststream.log") as peer:
        return _rate(database, messages, peer, folder / "faststream.log")


def celery_rate(database: str, broker: str, messages: int, folder: Path) -> float:
    """The same for a Celery worker with as many processes as the machine of the comparison has cores."""
    python = peers_python()
    environment = {"PEER_DATABASE": database, "PEER_BROKER": broker, "PYTHONPATH": str(HERE)}
    tasks = folder / "tasks.jsonl"
    tasks.write_bytes(b"\n".join(encode(application()) for _ in range(messages)))
    send = [str(python), str(HERE / "celery_worker.py"), "send", str(tasks)]
    subprocess.run(send, env=os.environ | environment, check=True, cwd=folder)
    worker = [str(python), "-m", "celery", "-A", "celery_worker", "worker", "-c", str(CELERY_PROCESSES), "-l", "WARNING"]
    with _running(worker, environment, folder / "celery.log") as peer:
        return _rate(database, messages, peer, folder / "celery.log")


@contextmanager
def _running(command: list[str], environment: dict[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("wb") as out:
        peer = subprocess.Popen(command, env=os.environ | environment, cwd=log.parent, stdout=out, stderr=out)
        try:
            yield peer
        finally:
            peer.terminate()
            peer.wait(30)


async def _fill_queue(broker: str, name: str, messages: int) -> None:
    connection = await aio_pika.connect(broker)
    async with connection:
        channel = await connection.channel()
        arguments: FieldTable = {"x-queue-type": "quorum"}
        await channel.declare_queue(name, durable=True, arguments=arguments)
        bodies = [encode(application()) for _ in range(messages)]
        for start in range(0, messages, CONCURRENT_PUBLISHES):
            some = bodies[start : start + CONCURRENT_PUBLISHES]
            mode = aio_pika.DeliveryMode.PERSISTENT
            await asyncio.gather(*(channel.default_exchange.publish(aio_pika.Message(body, delivery_mode=mode), name) for body in some))


def _rate(database: str, messages: int, peer: "subprocess.Popen[bytes]", log: Path) -> float:
    deadline = monotonic() + PATIENCE_SECONDS
    while asyncio.run(_value(database, "SELECT count(*) FROM effects")) < messages:
        if monotonic() > deadline or peer.poll() not in (None, 0):
            raise PeerFailed(f"{log.name}: {log.read_text(errors='replace')[-2000:]}")
        sleep(0.5)
    seconds = asyncio.run(_value(database, "SELECT extract(epoch FROM max(at) - min(at))::float8 FROM effects"))
    asyncio.run(_value(database, "TRUNCATE effects, inbox"))
    return (messages - 1) / seconds


async def _value(database: str, statement: str) -> float:
    connection = await asyncpg.connect(database)
    try:
        return float(await connection.fetchval(statement) or 0)
    finally:
        await connection.close()
