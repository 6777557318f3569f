"""Registrations become bills, and bills go to a tax office over HTTP, in batches, until each is answered.

The peer of the bills is a COPY of every row that was written for them, into tables with the same indexes.
"""

import asyncio
import multiprocessing
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from canbao_suite.bench.money_bridge import hot_share
from canbao_suite.listening import LOOPBACK, free_port
from enrolment_events.envelope import Event, new_event
from enrolment_events.registration import ParticipationRegisteredV1, PersonKey, PersonState
from enrolment_terms.documents import DocumentType, Sex
from enrolment_terms.scheme import Category, Channel, ParticipationState, Payer, Scheme
from enrolment_terms.sealed import IdentityToken
from event_bus.inbox import claim_new
from payment_bridge.consumers import HANDLERS
from payment_bridge.gateways.tax_office import TaxOffice
from payment_bridge.use_cases.pass_levy_check import pass_levy_check
from payment_bridge.use_cases.send_levies import LEVIES
from payment_bridge.use_cases.send_messages import send_one_step
from process_runtime.listening import listening
from service_runtime import Runtime

PEOPLE, _MESSAGE = 424_855, 500
LIMITS = {"bills_ratio_to_copy": 1.5, "levy_seconds": 60.0}
_AREA, _REGION, _REGISTERED = "440783115", "440700", date(2023, 10, 9)


async def measure(runtime: Runtime) -> dict[str, Any]:
    """`CANBAO_BENCH_LINES` asks for fewer; a share of the limit in seconds is that of all of them, the ratio is the same for few."""
    people, url = int(os.environ.get("CANBAO_BENCH_LINES", PEOPLE)), str(runtime.settings.database_url)
    bills = await _make_bills(runtime, people)
    copied = await _copy_all(url)
    async with _office() as office_url:
        office = TaxOffice(office_url, runtime.settings.signing, allowed_hosts=[LOOPBACK])
        async with runtime.database.transaction() as tx:
            await pass_levy_check(tx, _REGION, 2024, "", "bench:1")
        begun = time.perf_counter()
        while await send_one_step(runtime, office, LEVIES):
            pass
        levied = time.perf_counter() - begun
        await office.close()
    await _prove(url, people)
    return {
        "billed_people": people,
        "bills_seconds": round(bills, 1),
        "bills_copy_seconds": round(copied, 1),
        "bills_ratio_to_copy": round(bills / copied, 1),
        "levy_seconds": round(levied, 1),
        "levy_hot_share": await hot_share(url, "bills", people),
    }


async def _make_bills(runtime: Runtime, people: int) -> float:
    """As they come from the bus: 500 to a message, each a transaction with its inbox. What it takes to make the events is left out."""
    handler, seconds = HANDLERS[ParticipationRegisteredV1], 0.0
    for first in range(0, people, _MESSAGE):
        events = [_registered(runtime, number) for number in range(first, min(first + _MESSAGE, people))]
        begun = time.perf_counter()
        async with runtime.database.transaction() as tx:
            await handler(tx, await claim_new(tx.driver, events))
        seconds += time.perf_counter() - begun
    return seconds


def _registered(runtime: Runtime, number: int) -> Event[Any]:
    participation_id, person_id, vault = UUID(int=0xC << 120 | number), UUID(int=0xD << 120 | number), runtime.vault
    sealed, token = vault.seal(f"{number:018d}", "document", person_id), IdentityToken(f"{number:064x}")
    key = PersonKey(kind=DocumentType.RESIDENT_ID, token=token, number=sealed)
    person = PersonState(
        person_id=person_id, name=vault.seal("样例", "name", person_id), sex=Sex.FEMALE, birth_date=date(1979, 7, 12), keys=(key,)
    )
    data = ParticipationRegisteredV1(
        participation_id=participation_id, state=ParticipationState.REGISTERED, benefit_year=2024, scheme=Scheme.RESIDENT, area=_AREA,
        category=Category.GENERAL, channel=Channel.YUE_YIBAO, payer=Payer.PERSON, registered_on=_REGISTERED, effective_on=_REGISTERED,
        person=person,
    )  # fmt: skip
    now = runtime.clock.now()
    return new_event(
        data, aggregate_id=participation_id, aggregate_version=1, person_id=person_id, region=_REGION, occurred_at=now, recorded_at=now
    )


async def _copy_all(url: str) -> float:
    """Seconds of a COPY of all rows of all tables, one after another, into empty tables with the same indexes."""
    connection, seconds = await asyncpg.connect(url), 0.0
    try:
        await connection.execute("CREATE SCHEMA peer")
        names = await connection.fetch("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        with TemporaryDirectory(prefix="canbao-bench-") as folder:
            for name in (str(row["name"]) for row in names):
                file = Path(folder) / "rows"
                await connection.copy_from_table(name, output=file, format="binary")
                await connection.execute(f'CREATE TABLE peer."{name}" (LIKE public."{name}" INCLUDING ALL)')
                begun = time.perf_counter()
                await connection.copy_to_table(name, schema_name="peer", source=file, format="binary")
                seconds += time.perf_counter() - begun
        await connection.execute("DROP SCHEMA peer CASCADE")
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
    return seconds


@asynccontextmanager
async def _office() -> AsyncIterator[str]:
    """A tax office in a process of its own that accepts every bill and keeps nothing."""
    port = free_port()
    process = multiprocessing.get_context("spawn").Process(target=serve_office, args=(port,), daemon=True)
    process.start()
    try:
        await _until_it_listens(port)
        yield f"http://{LOOPBACK}:{port}"
    finally:
        process.terminate()
        process.join(10)


async def _until_it_listens(port: int) -> None:
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection(LOOPBACK, port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise RuntimeError("the office of the measurement did not start")


def serve_office(port: int) -> None:
    """The process: it checks no signature, since the office's own work is not measured."""
    app = Starlette(routes=[Route(LEVIES.path, _accept, methods=["POST"])])
    uvicorn.Server(listening(app, host=LOOPBACK, port=port, log_level="error")).run()


class _Batch(msgspec.Struct):
    batch_id: str
    bills: list[msgspec.Raw]


async def _accept(request: Request) -> Response:
    batch = msgspec.json.decode(await request.body(), type=_Batch)
    answer = {"batch_id": batch.batch_id, "accepted": len(batch.bills), "refused": []}
    return Response(msgspec.json.encode(answer), 202, media_type="application/json")


async def _prove(url: str, people: int) -> None:
    """Every bill was told once when it was made, and the tax office has it."""
    connection = await asyncpg.connect(url)
    try:
        sent = await connection.fetchval("SELECT count(*) FROM bills WHERE state = 'SENT'")
        waiting = await connection.fetchval("SELECT count(*) FROM outgoing_messages WHERE state <> 'ANSWERED'")
        told = await connection.fetchval("SELECT count(*) FROM outbox WHERE event_type LIKE 'payment.bill.created.%'")
    finally:
        await connection.close()
    if (sent, told, waiting) != (people, people, 0):
        raise RuntimeError(f"of {people} bills {sent} are sent and {told} told; {waiting} batches wait")
