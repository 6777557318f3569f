"""The faults an office has: refused and repeated callbacks, other orders, answers that never come, kill -9."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import asyncpg
import httpx
import pytest

from tests.conftest import FreshDatabase
from tests.tax_office.offices import IN_SECRET, OUT_SECRET, Receiver, TaxClient, batch, bill, bill_id, running_office, serving


async def test_a_callback_is_repeated_until_it_is_answered(fresh_database: FreshDatabase) -> None:
    receiver = Receiver(answers=lambda attempt: 503 if attempt <= 3 else 202)
    async with running_office(await fresh_database("tax_office"), receiver) as office:
        await office.send([bill(1)])
        await office.round(1, "2023-10-20")
    assert receiver.attempts == 3 + 2
    assert Counter(name for name, _ in receiver.received).most_common(1)[0][1] == 1


async def test_callbacks_come_again_under_the_same_and_under_a_new_id(office: TaxClient) -> None:
    await office.control("/behaviour", {"duplicate_callbacks": 1.0})
    await office.send([bill(1)])
    await office.round(1, "2023-10-20")
    results = [(name, message) for name, message in office.receiver.received if message["type"] == "tax.deduction.results"]
    assert sorted(Counter(name for name, _ in results).values()) == [1, 2]
    assert len({row["serial"] for _, message in results for row in message["data"]["rows"]}) == 1
    assert len(await office.ledger()) == 1


async def test_callbacks_tell_another_amount_than_the_ledger(office: TaxClient) -> None:
    await office.control("/behaviour", {"other_amount": 1.0})
    await office.send([bill(1)])
    await office.round(1, "2023-10-20")
    (told,), (entry,) = office.receiver.rows("tax.deduction.results"), await office.ledger()
    assert (told["serial"], told["bill_id"]) == (entry["serial"], entry["bill_id"])
    assert told["amount"] != entry["amount"]


async def test_an_id_comes_with_another_body_and_what_is_refused_for_it_is_not_sent_again(fresh_database: FreshDatabase) -> None:
    receiver = Receiver(answers=lambda attempt: 202 if attempt <= 2 else 409)
    async with running_office(await fresh_database("tax_office"), receiver) as office:
        await office.control("/behaviour", {"reused_ids": 1.0, "in_flight": 1})
        await office.send([bill(1)])
        await office.round(1, "2023-10-20")
    assert receiver.attempts == 4


async def test_callbacks_overtake_one_another(office: TaxClient) -> None:
    await office.control("/behaviour", {"seed": 2, "in_flight": 1, "reorder": 0.5})
    await office.send([bill(n) for n in range(1, 2001)])
    await office.send([bill(n) for n in range(2001, 4001)])
    await office.round(1, "2023-10-20")
    serials = [int(row["serial"]) for row in office.receiver.rows("tax.deduction.results")]
    assert serials != sorted(serials)
    assert sorted(serials) == [int(entry["serial"]) for entry in await office.ledger()]


async def test_in_order_when_told_so(office: TaxClient) -> None:
    await office.control("/behaviour", {"in_flight": 1})
    await office.send([bill(n) for n in range(1, 1701)])
    await office.round(1, "2023-10-20")
    serials = [int(row["serial"]) for row in office.receiver.rows("tax.deduction.results")]
    assert serials == sorted(serials)
    assert len(serials) == 1700


@pytest.mark.parametrize("seed", range(4))
async def test_a_stored_batch_whose_answer_is_lost_is_answered_when_repeated(office: TaxClient, seed: int) -> None:
    """Seeds 0 to 3 meet both faults: a dropped connection and an answer that comes too late."""
    await office.control("/behaviour", {"seed": seed, "timeout": 1.0, "timeout_ms": 60_000})
    sent = batch([bill(1)], bill_id(900))
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadTimeout)):
        await office.signed("POST", "/levy-batches", sent, timeout=0.5)
    assert (await office.signed("GET", "/payments", params={"bill_id": bill_id(1)})).json()["state"] == "OUTSTANDING"
    assert (await office.signed("POST", "/levy-batches", sent)).json()["accepted"] == 1
    assert (await office.control("/ledger/summary"))["bills"] == {"OUTSTANDING": 1}


async def test_behaviour_and_calendar_survive_a_restart(fresh_database: FreshDatabase) -> None:
    url = await fresh_database("tax_office")
    async with running_office(url) as office:
        await office.control("/behaviour", {"seed": 9, "reorder": 0.25})
        await office.control("/clock", {"now": "2023-10-09T09:00:00+08:00"})
    async with running_office(url) as office:
        assert (await office.control("/behaviour"))["reorder"] == 0.25
        await office.send([bill(1)])
        await office.until_quiet()
        [(_, message)] = office.receiver.received
    assert message["timestamp"] == "2023-10-09T09:00:00+08:00"


async def test_killed_in_the_middle_of_a_round_nothing_is_lost_or_doubled(fresh_database: FreshDatabase) -> None:
    url = await fresh_database("tax_office")
    refusing = Receiver(answers=lambda _: 503)
    async with serving(refusing.app()) as callbacks:
        async with office_process(url, f"{callbacks}/callbacks") as (office, process):
            client = TaxClient(office, refusing)
            for first in range(0, 12_000, 2000):
                await client.send([bill(n) for n in range(first + 1, first + 2001)])
            await client.control("/rounds", {"round_no": 1, "business_date": "2023-10-20"})
            await refusing.hears_something(10)
            process.send_signal(signal.SIGKILL)
            await process.wait()
            await client.http.aclose()
        refusing.answers = lambda _: 202
        async with office_process(url, f"{callbacks}/callbacks") as (office, _):
            client = TaxClient(office, refusing)
            await client.until_quiet()
            serials = Counter(row["serial"] for row in refusing.rows("tax.deduction.results"))
            summary = await client.control("/ledger/summary")
            await client.http.aclose()
    assert summary["success"]["entries"] == summary["bills"]["PAID"] == 12_000
    assert len(serials) == 12_000
    assert {row["bill_id"] for row in refusing.rows("tax.deduction.results")} == {bill_id(n) for n in range(1, 12_001)}


@asynccontextmanager
async def office_process(url: str, callback_url: str) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """The office as a process of its own, as the suite starts it."""
    environment = os.environ | {
        "CANBAO_TAX_PORT": "0",
        "CANBAO_TAX_DATABASE_URL": url,
        "CANBAO_TAX_CALLBACK_URL": callback_url,
        "CANBAO_TAX_OUT_SECRET": OUT_SECRET,
        "CANBAO_TAX_IN_SECRET": IN_SECRET,
        "CANBAO_TAX_LOG_LEVEL": "info",
    }
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tax_office", env=environment, stderr=asyncio.subprocess.PIPE)
    assert process.stderr is not None
    try:
        line = b""
        while b"running on" not in line:
            line = await process.stderr.readline()
            assert line, "the office ended before it listened"
        drain = asyncio.create_task(process.stderr.read())
        yield line.decode().split("running on ")[1].split()[0], process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
        await drain


async def test_broken_database_sessions_lose_nothing(fresh_database: FreshDatabase) -> None:
    url = await fresh_database("tax_office")
    async with running_office(url) as office:
        await office.control("/behaviour", {"delay_ms": 50, "in_flight": 2})
        batches = [batch([bill(n) for n in range(first, first + 500)]) for first in range(1, 3001, 500)]
        for sent in batches:
            await break_sessions(url)
            await until_accepted(partial(office.signed, "POST", "/levy-batches", sent))
        await until_accepted(lambda: office.http.post("/simulator/v1/rounds", json={"round_no": 1, "business_date": "2023-10-20"}))
        await break_sessions(url)
        while (await office.http.get("/simulator/v1/quiet")).json().get("quiet") is not True:
            await office.receiver.hears_something(0.05)
        rows = office.receiver.rows("tax.deduction.results")
        entries = await office.ledger()
    assert {row["bill_id"] for row in rows} == {bill_id(n) for n in range(1, 3001)}
    assert len(entries) == 3000


async def until_accepted(call: Callable[[], Awaitable[httpx.Response]]) -> None:
    """Repeats a call as its contract says: 503 promises nothing, any other refusal is a fault."""
    for _ in range(20):
        answer = await call()
        if answer.status_code == 202:
            return
        assert answer.status_code == 503
    raise AssertionError("never accepted")


async def break_sessions(url: str) -> None:
    """Ends every session of the office's database but this one."""
    connection = await asyncpg.connect(url)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.close()
