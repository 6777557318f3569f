"""Registrations become bills, and bills go to a tax office over HTTP, in batches, until each is answered.

Beside them stand households and employees, as many as a city has.
"""

import asyncio
import multiprocessing
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from canbao_suite.bench.money_bills import PROCESSES, copy_all, make_bills
from canbao_suite.bench.money_bridge import hot_share
from canbao_suite.bench.money_neighbours import HOUSEHOLDS, RELATIONS, TABLES, fill_neighbours
from canbao_suite.listening import LOOPBACK, free_port
from payment_bridge.gateways.tax_office import TaxOffice
from payment_bridge.use_cases.pass_levy_check import pass_levy_check
from payment_bridge.use_cases.send_levies import LEVIES
from payment_bridge.use_cases.send_messages import send_one_step
from process_runtime.listening import listening
from service_runtime import Runtime

PEOPLE = 424_855
LIMITS = {"bills_ratio_to_copy": 1.5, "levy_seconds": 60.0}
_REGION = "440700"


async def measure(runtime: Runtime) -> dict[str, Any]:
    """`CANBAO_BENCH_LINES` asks for fewer; a share of the limit in seconds is that of all of them, the ratio is the same for few."""
    people, url = int(os.environ.get("CANBAO_BENCH_LINES", PEOPLE)), str(runtime.settings.database_url)
    await fill_neighbours(url)
    bills = make_bills(runtime, people)
    copied = await copy_all(url, TABLES)
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
        "households_beside": HOUSEHOLDS,
        "employees_beside": RELATIONS,
        "bills_processes": PROCESSES,
        "bills_seconds": round(bills, 1),
        "bills_copy_seconds": round(copied, 1),
        "bills_ratio_to_copy": round(bills / copied, 2),
        "levy_seconds": round(levied, 1),
        "levy_hot_share": await hot_share(url, "bills", people),
    }


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
