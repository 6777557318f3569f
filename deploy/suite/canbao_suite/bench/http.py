"""POST of an application (validated, sealed, idempotent, audited, outbox) against bare Starlette + asyncpg and FastAPI + SQLAlchemy ORM.

One server process works at a time, on one core, the load generator on the other, PostgreSQL on both; many short rounds in turn, medians
over rounds, ratios between neighbouring rounds: what else the machine does meanwhile meets all alike.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.request import urlopen

from canbao_suite.bench.http_peers import TABLES
from canbao_suite.bench.machine import machine
from canbao_suite.bench.processor_time import processor_seconds
from canbao_suite.issuer import Issuer
from canbao_suite.listening import free_port
from canbao_suite.postgres import PostgresServer
from enrolment_terms.documents import Sex
from enrolment_terms.fictitious import fictitious_id
from enrolment_terms.identifiers import new_id
from service_runtime import generate_storage_keys, generate_vault_keys

ROUNDS, REQUESTS, WARM_UP = 15, 800, 400
_START_SECONDS = 60.0


@dataclass
class Contestant:
    """One server of the comparison and what it did, round by round."""

    name: str
    factory: str
    request: Callable[[int], Mapping[str, Any]]
    environment: Mapping[str, str]
    port: int = 0
    pid: int = 0
    rates: list[float] = field(default_factory=list)
    p99_ms: list[float] = field(default_factory=list)
    cpu_us: list[float] = field(default_factory=list)
    postgres_cpu_us: list[float] = field(default_factory=list)


def form(number: int) -> dict[str, Any]:
    """The twelve fields of a person nobody else in this run is."""
    day, sequence = divmod(number, 500)
    birth = date(1950, 1, 1) + timedelta(days=day)
    return {
        "name": "测试人员",
        "sex": "女",
        "document_type": "RESIDENT_ID",
        "document_number": fictitious_id(birth, sequence, Sex.FEMALE),
        "household_area": "440783115",
        "household_address": "开平市月山镇测试路一号",
        "area": "440783115",
        "account_holder": "测试人员",
        "bank": "ABC",
        "account_number": f"9900999{number:08d}",
        "phone": "10099990006",
        "confirmed": True,
    }


def run(json_path: Path | None = None) -> dict[str, Any]:
    """Measure, print, write. The keys are those of the issue; ratios are within this run."""
    with tempfile.TemporaryDirectory(prefix="canbao-bench-", ignore_cleanup_errors=True) as folder, ExitStack() as stack:
        Path(folder).chmod(0o755)
        server = PostgresServer(Path(folder) / "postgres")
        server.start()
        stack.callback(server.stop)
        contestants = _contestants(server, Path(folder))
        numbers = count()
        for contestant in contestants:
            contestant.port, contestant.pid = stack.enter_context(_serving(contestant, Path(folder)))
            _load(contestant, WARM_UP, numbers, Path(folder))
        for _ in range(ROUNDS):
            for contestant in contestants:
                _round(contestant, numbers, Path(folder), server.pid)
    result = _result(*contestants)
    print(json.dumps(result, ensure_ascii=False, indent=2))
    if json_path is not None:
        json_path.write_text(json.dumps(result, ensure_ascii=False, indent=2))
    return result


def _contestants(server: PostgresServer, folder: Path) -> tuple[Contestant, Contestant, Contestant]:
    issuer = Issuer(folder / "issuer")
    token = issuer.mint("bench:clerk", ["clerk"], ["4407"], ttl_seconds=7200)
    peer = {"CANBAO_DATABASE_URL": server.create_database("bench_peers")}
    server.home.run("psql", "-X", "-q", "-d", peer["CANBAO_DATABASE_URL"], "-c", TABLES)
    ours = {
        "CANBAO_DATABASE_URL": server.create_database("registration"),
        "CANBAO_JWKS_FILE": str(issuer.jwks_file),
        "CANBAO_VAULT_KEYS": generate_vault_keys(),
        "CANBAO_STORAGE_KEYS": generate_storage_keys(),
        "CANBAO_POOL_SIZE": "16",
        "CANBAO_RATE_LIMIT_FACTOR": "1000000",
    }

    def application(number: int) -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(new_id())}
        return {"path": "/registration/v1/applications", "headers": headers, "body": form(number)}

    def two_rows(number: int) -> Mapping[str, Any]:
        return {"path": "/submit", "headers": {}, "body": form(number)}

    return (
        Contestant("canbao", "http_subject:registration_app", application, ours),
        Contestant("starlette_asyncpg", "http_peers:starlette_app", two_rows, peer),
        Contestant("orm", "http_peers:orm_app", two_rows, peer),
    )


def _round(contestant: Contestant, numbers: Iterator[int], folder: Path, postgres: int) -> None:
    before, database_before = processor_seconds(contestant.pid), processor_seconds(postgres)
    seen = _load(contestant, REQUESTS, numbers, folder)
    used, database_used = processor_seconds(contestant.pid) - before, processor_seconds(postgres) - database_before
    latencies = sorted(seen["latencies"])
    contestant.rates.append(len(latencies) / seen["seconds"])
    contestant.p99_ms.append(latencies[len(latencies) * 99 // 100] * 1000)
    contestant.cpu_us.append(used / len(latencies) * 1e6)
    contestant.postgres_cpu_us.append(database_used / len(latencies) * 1e6)
    print(
        f"{contestant.name}: {contestant.rates[-1]:.0f}/s, p99 {contestant.p99_ms[-1]:.1f} ms, {contestant.cpu_us[-1]:.0f} us CPU",
        file=sys.stderr,
    )


def _load(contestant: Contestant, requests: int, numbers: Iterator[int], folder: Path) -> Any:
    file = folder / "requests.jsonl"
    file.write_text("\n".join(json.dumps(contestant.request(next(numbers)), ensure_ascii=False) for _ in range(requests)))
    command = [sys.executable, "-m", "canbao_suite.bench.http_load", str(contestant.port), str(file)]
    seen = json.loads(subprocess.run(command, check=True, capture_output=True, preexec_fn=_on_core(1)).stdout)
    if set(seen["statuses"]) != {"202"}:
        raise RuntimeError(f"{contestant.name} answered {seen['statuses']}")
    return seen


@contextmanager
def _serving(contestant: Contestant, folder: Path) -> Iterator[tuple[int, int]]:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "--factory",
        f"canbao_suite.bench.{contestant.factory}",
        "--port",
        str(port),
        "--loop",
        "uvloop",
    ]
    command += ["--http", "httptools", "--no-access-log", "--log-level", "warning"]
    environment = {**os.environ, **contestant.environment}
    with (folder / f"{contestant.name}.log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, stderr=log, preexec_fn=_on_core(0))
    try:
        _await_answer(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _await_answer(port: int, process: "subprocess.Popen[bytes]") -> None:
    end = monotonic() + _START_SECONDS
    while True:
        try:
            urlopen(f"http://127.0.0.1:{port}/livez", timeout=5).close()
            return
        except OSError as error:
            if getattr(error, "code", None) == 404:
                return
            if process.poll() is not None or monotonic() > end:
                raise RuntimeError("the server did not start") from None
            sleep(0.05)


def _on_core(number: int) -> Callable[[], None] | None:
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(cores) < 2:
        return None
    return lambda: os.sched_setaffinity(0, {cores[number]})


def _result(ours: Contestant, limit: Contestant, peer: Contestant) -> dict[str, Any]:
    def middle(values: list[float]) -> float:
        return statistics.median(values)

    return {
        "requests_per_second": round(middle(ours.rates)),
        "ratio_to_starlette_asyncpg": round(middle([one / other for one, other in zip(ours.rates, limit.rates, strict=True)]), 3),
        "ratio_to_orm": round(middle([one / other for one, other in zip(ours.rates, peer.rates, strict=True)]), 3),
        "p99_ms": round(middle(ours.p99_ms), 1),
        "starlette_asyncpg_per_second": round(middle(limit.rates)),
        "orm_per_second": round(middle(peer.rates)),
        "starlette_asyncpg_p99_ms": round(middle(limit.p99_ms), 1),
        "orm_p99_ms": round(middle(peer.p99_ms), 1),
        "server_cpu_us": {one.name: round(middle(one.cpu_us)) for one in (ours, limit, peer)},
        "postgres_cpu_us": {one.name: round(middle(one.postgres_cpu_us)) for one in (ours, limit, peer)},
        "concurrency": 16,
        "rounds": ROUNDS,
        "requests_per_round": REQUESTS,
        "machine": machine("fastapi", "starlette", "uvicorn", "asyncpg", "sqlalchemy", "pydantic", "cryptography", "uvloop", "httptools"),
    }
