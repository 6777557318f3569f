"""After the roster: everybody in it is renewed, the old year ends, and a reviewer turns the pages of his queue among a million
applications."""

import random
import time
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import asyncpg
import httpx

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.identifiers import new_id
from policy_parameters import load_policy_book
from registration.use_cases.follow_calendar import end_year
from registration.use_cases.timed_jobs import ACTS_AT_ONCE
from service_runtime import Database, MovableClock, Portion, Vault

PAGES, _PAGE_ROWS, _FILED = 400, 50, datetime(2023, 10, 9, 9, tzinfo=SHANGHAI)
_NEW_YEAR = datetime(2024, 1, 1, 9, tzinfo=SHANGHAI)
LIMITS = {"roster_seconds": 180.0, "roster_peak_mb": 1024.0, "renewal_seconds": 120.0, "queue_p99_ms": 100.0}
"""Of 425,000 rows, and of a page among a million applications."""
_COLUMNS = (
    "application_id", "person_id", "kind", "category", "state", "benefit_year", "region", "area", "channel", "filed_by", "applied_on",
    "submitted_at", "token", "document_kind", "number", "name", "sex", "birth_date",
)  # fmt: skip
_STATES = ("APPROVED",) * 17 + ("UNDER_REVIEW",) * 2 + ("REJECTED",)


async def renew_all(http: httpx.AsyncClient, caller: dict[str, str], people: int) -> dict[str, Any]:
    """R-050: portion after portion with their outbox rows, until nobody is left."""
    begun, renewed, body = time.perf_counter(), 0, {"benefit_year": 2024, "area": "440783", "limit": 10_000}
    while True:
        answer = (
            await http.post("/renewals", json=body, headers={**caller, "Idempotency-Key": uuid4().hex}, timeout=300)
        ).raise_for_status()
        renewed += answer.json()["renewed"]
        if not answer.json()["remaining"]:
            break
    if renewed != people:
        raise RuntimeError(f"{renewed} of {people} were renewed")
    return {"renewals": renewed, "renewal_seconds": round(time.perf_counter() - begun, 1)}


async def end_old_year(url: str, vault: Vault, people: int) -> dict[str, Any]:
    """R-086: on 1 January, in the portions of the timed job, each a transaction with its outbox rows."""
    database = Database(url, MovableClock(_NEW_YEAR), policy=load_policy_book(), vault=vault)
    begun, ended, portion = time.perf_counter(), 0, Portion(0, more=True)
    try:
        while portion.more:
            async with database.transaction() as tx:
                portion = await end_year(tx, "440783", 2023, portion.cursor, ACTS_AT_ONCE, "bench:calendar")
            ended += portion.done
    finally:
        await database.close()
    if ended != people:
        raise RuntimeError(f"the year of {ended} of {people} ended")
    return {"year_ends": ended, "year_end_seconds": round(time.perf_counter() - begun, 1)}


async def fill_queue(url: str, vault: Vault, applications: int) -> None:
    """Applications of twenty towns, of which one in ten waits for review; their names are sealed as the service seals them."""
    connection = await asyncpg.connect(url)
    try:
        await connection.copy_records_to_table("applications", records=_applications(vault, applications), columns=_COLUMNS)
        await connection.execute("ANALYZE applications")
    finally:
        await connection.close()


def _applications(vault: Vault, applications: int) -> Iterator[tuple[Any, ...]]:
    for number in range(applications):
        application_id, town = new_id(), f"4407831{number % 20:02}"
        name, document = vault.seal("陈大文", "name", application_id), vault.seal("440783199001010011", "document", application_id)
        yield (
            application_id, new_id(), "NEW", "GENERAL", _STATES[number // 20 % len(_STATES)], 2024, "440700", town, "COUNTER", "clerk:9",
            date(2023, 10, 9), _FILED, f"{number:064x}", "RESIDENT_ID", document, name, "男", date(1990, 1, 1),
        )  # fmt: skip


async def queue_pages(http: httpx.AsyncClient, caller: dict[str, str], applications: int) -> dict[str, Any]:
    """A reviewer of a town turns pages from the front, with the filters of his desk."""
    taken, after = [], None
    for _ in range(PAGES):
        told = {"state": "UNDER_REVIEW", "benefit_year": "2024", "limit": str(_PAGE_ROWS)} | ({"after": after} if after else {})
        begun = time.perf_counter()
        page = (await http.get("/applications", params=told, headers=caller)).raise_for_status().json()
        taken.append((time.perf_counter() - begun) * 1000)
        after = page["next"] if page.get("next") and random.random() < 0.9 else None  # noqa: S311 -- where he begins again
    return {"applications": applications, "queue_p99_ms": round(sorted(taken)[int(len(taken) * 0.99) - 1], 1)}


def shares(found: dict[str, Any], rows: int, full: int) -> dict[str, float]:
    """How much of its limit each takes; seconds by the number of rows."""
    scale = {"roster_seconds": rows / full, "renewal_seconds": found["renewals"] / full}
    return {name: round(found[name] / (limit * scale.get(name, 1)), 2) for name, limit in LIMITS.items()}
