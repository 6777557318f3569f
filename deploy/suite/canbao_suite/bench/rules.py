"""Decisions on entitlements: one without I/O, in bulk, for everybody on 1 January, and over HTTP; against OpenFisca and zen-engine.

All three engines decide the same people by the same clauses (R-032, R-034, R-100 … R-104, R-106), one person at a time; results must agree.
"""

import asyncio
import gc
import json
import random
import statistics
import subprocess
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benefits.domain.case import Case
from benefits.domain.entitlement import decide
from benefits.domain.terms import Terms, terms_of
from benefits.domain.years import years
from canbao_suite.bench.machine import machine
from canbao_suite.bench.peers_home import peer_versions, peers_python
from canbao_suite.bench.rules_people import PEOPLE, prepare, yearly_run
from canbao_suite.bench.rules_query import query_p99_ms
from canbao_suite.postgres import PostgresServer
from enrolment_terms.scheme import Category
from policy_parameters import load_policy_book

PEERS = Path(__file__).parent / "peers"
YEAR, AREA, SEED = 2029, "440783115", 1
_ONE, _PEER, _BULK, _ROUNDS = 20_000, 1_000, 200_000, 5


class DifferentResults(RuntimeError):
    """An engine decided otherwise: then there is nothing to compare."""


def run(json_path: Path | None = None, people: int = PEOPLE) -> dict[str, Any]:
    """Measure, print, write. Ratios are within this run; the yearly run is one of one replica, and one of two."""
    compared = peer_versions(("openfisca-core", "zen-engine"))
    terms = terms_of(load_policy_book(), AREA, YEAR)
    facts = _people(_BULK)
    cases = [_case(one) for one in facts]
    gc.collect()
    gc.freeze()
    one, explained = _median_us(cases[:_ONE], terms, None), _median_us(cases[:_ONE], terms, [])
    openfisca, zen = (_peer(name, facts[:_PEER], terms) for name in ("rules_openfisca.py", "rules_zen.py"))
    found: dict[str, Any] = {
        "us_per_decision": round(one, 2),
        "us_per_explained_decision": round(explained, 2),
        "openfisca_us": round(openfisca, 1),
        "zen_us": round(zen, 1),
        "ratio_to_openfisca_one": round(openfisca / one, 1),
        "ratio_to_zen_one": round(zen / one, 1),
        "decisions_per_second": round(_bulk_rate(cases, terms)),
        **_with_database(people),
        "machine": machine("asyncpg", "fastapi", "msgspec", "sqlalchemy", peers=compared),
    }
    print(json.dumps(found, indent=2, ensure_ascii=False))
    if json_path is not None:
        json_path.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    return found


def _people(number: int) -> list[dict[str, int]]:
    """Arrivals from the opening of the window to the end of the year; a third with a gap, a few exempt."""
    dice = random.Random(SEED)  # noqa: S311
    first, made = date(YEAR - 1, 9, 1), []
    for _ in range(number):
        day = first + timedelta(days=dice.randrange(487))
        last = dice.choice([0, 2022, 2024, 2025, 2026, 2027, YEAR - 1, YEAR - 1, YEAR - 1, YEAR - 1])
        made.append({"arrival": day.year * 10000 + day.month * 100 + day.day, "last_insured": last, "exempt": int(dice.random() < 0.05)})
    return made


def _case(one: dict[str, int]) -> Case:
    arrival = date(one["arrival"] // 10000, one["arrival"] // 100 % 100, one["arrival"] % 100)
    return Case(
        arrival=arrival,
        registered_on=arrival,
        category=Category.MY3 if one["exempt"] else Category.GENERAL,
        born=date(1980, 5, 5),
        insured=years([one["last_insured"]] if one["last_insured"] else []),
    )


def _median_us(cases: list[Case], terms: Terms, why: list[Any] | None) -> float:
    """Median over blocks of 100 decisions, in microseconds for one."""
    spent = []
    for begin in range(0, len(cases), 100):
        block = cases[begin : begin + 100]
        begun = time.perf_counter()
        for case in block:
            decide(case, terms, None if why is None else [])
        spent.append((time.perf_counter() - begun) / len(block))
    return statistics.median(spent) * 1e6


def _bulk_rate(cases: list[Case], terms: Terms) -> float:
    """Decisions a second on one core over people who are all different; the best of the rounds."""
    best = 0.0
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        for case in cases:
            decide(case, terms)
        best = max(best, len(cases) / (time.perf_counter() - begun))
    return best


def _peer(script: str, facts: list[dict[str, int]], terms: Terms) -> float:
    """Median microseconds of a peer for one person. Raises DifferentResults if it decides otherwise."""
    asked = {
        "cases": facts,
        "terms": {
            "year": YEAR,
            "opens": _number(terms.opens),
            "closes": _number(terms.closes),
            "fixed": terms.fixed,
            "gap_from": 2025,
            "floor_from": terms.floor_from,
            "floor": terms.floor,
        },
    }
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(asked, file)
        file.flush()
        done = subprocess.run([str(peers_python()), str(PEERS / script), file.name], capture_output=True, text=True, check=True)
    answered = json.loads(done.stdout)
    mine = [_result(decide(_case(one), terms)) for one in facts]
    if answered["results"] != mine:
        number = next(n for n, pair in enumerate(zip(answered["results"], mine, strict=True)) if pair[0] != pair[1])
        raise DifferentResults(f"{script}: {facts[number]}: {answered['results'][number]} and not {mine[number]}")
    return float(answered["us"])


def _result(decision: Any) -> list[int]:
    start = decision.starts_on or decision.would_start
    return [decision.wait.total, start.year * 12 + start.month - 1]


def _number(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def _with_database(people: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="canbao-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = PostgresServer(Path(folder) / "postgres")
        server.start()
        try:
            server.create_database("benefits")
            url = server.url("benefits")
            asked = asyncio.run(prepare(url, people))
            queried = query_p99_ms(url, [str(person) for person in asked], Path(folder))
            runs = {f"yearly_run_by_{replicas}": _yearly_run(server, replicas) for replicas in (1, 2)}
            return {**runs, **queried}
        finally:
            server.stop()


def _yearly_run(server: PostgresServer, replicas: int) -> dict[str, Any]:
    """Of a copy of the prepared database, so that each run finds the same."""
    name = f"benefits_{replicas}"
    for statement in (f"CREATE DATABASE {name} TEMPLATE benefits STRATEGY file_copy", "CHECKPOINT"):
        server.home.run("psql", "-X", "-q", "-d", server.url(), "-c", statement)
    return yearly_run(server.url(name), replicas)
