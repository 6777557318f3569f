"""What lies where: bodies and what people wrote in the safe, nothing of it in answers, audit rows and errors; ids have one body."""

import asyncio
from datetime import date, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from enrolment_terms.identifiers import new_id
from payment_bridge import tables
from payment_bridge.domain.callback_states import Kept, StoredCallback
from payment_bridge.repository.open_texts import AGREEMENTS
from payment_bridge.use_cases.keep_sealed import keep_sealed
from payment_bridge.use_cases.kept_texts import AGREEMENT, NOTE, REASON, text_of
from payment_bridge.use_cases.store_callback import body_of
from service_runtime import Database, Runtime
from service_runtime.migration import migrate, schema_differences
from tests.conftest import FreshDatabase
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import OCTOBER, deductions, normal_bill, participation_event, sale_row, sales, success_row
from tests.payment_bridge.running import RunningBridge
from tests.payment_bridge.test_service import CHECK, callbacks_in, discard
from tests.service_runtime.stepping import down_to

CANARY = "金丝雀甲乙丙"
DAY = date(2023, 10, 12)


async def everything(bridge_rows: Any) -> str:
    """All rows of all tables as text, bytes as they are."""
    tables = await bridge_rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = [str(await bridge_rows(f'SELECT * FROM "{row.tablename}"')) for row in tables]
    return "".join(found)


async def test_what_people_write_lies_nowhere_in_clear(service: RunningBridge) -> None:
    person, odd, given_up = new_id(), f"odd_{new_id()}", f"given_up_{new_id()}"
    plain = participation_event(person).data.account
    assert plain is not None
    account = msgspec.structs.replace(plain, agreement=f"协议{CANARY}")
    await service.publish(participation_event(person, account=account))
    await service.next_event("payment.bill.created.v1", person)
    await service.by_two("/levy-checks", json=CHECK | {"benefit_year": 2025, "note": CANARY})
    number = "9100000001"
    for amount in ("406.00", "400.00"):
        body = deductions(success_row(number, normal_bill(person), DAY, amount=amount))
        await service.callback(body, f"{amount.partition('.')[0]}_{person}")
    await service.callback(sales(sale_row("1", new_id(), DAY) | {"channel": CANARY, "more": CANARY}), f"aside_{person}")
    while not (aside := (await service.call("GET", "/tax-cases")).json()["items"]):
        pass
    assert CANARY not in str(aside)
    for webhook_id in (odd, given_up):
        await service.callback(msgspec.json.encode({"type": CANARY, "data": {"more": CANARY}}), webhook_id)
        while webhook_id not in await callbacks_in(service, "FAILED"):
            pass
    assert (await discard(service, given_up, reason=CANARY)).status_code == 200
    assert CANARY not in str(await callbacks_in(service, "FAILED"))
    assert (await callbacks_in(service, "DISCARDED"))[given_up]["discard_reason"] == CANARY, "operators read it"
    checks = (await service.call("GET", "/levy-checks")).json()["items"]
    assert CANARY in [check["note"] for check in checks]
    while not (differing := (await service.call("GET", "/differences")).json()["items"]):
        pass
    await service.call("POST", f"/differences/{differing[0]['difference_id']}/close", json={"reason": CANARY})
    stored = await everything(service.rows)
    assert str(person) in stored
    assert CANARY not in stored
    assert CANARY.encode() not in stored.encode()
    assert repr(CANARY.encode())[2:-1] not in stored, "nor in the bytes of a body"
    assert "406.00" not in str(await service.rows("SELECT * FROM tax_callbacks"))


async def test_one_id_has_one_body(service: RunningBridge) -> None:
    """The other one is refused and kept, and an operator decides what becomes of it."""
    person = new_id()
    await service.publish(participation_event(person))
    await service.next_event("payment.bill.created.v1", person)
    unknown = new_id()
    webhook_id, first = f"msg_{person}", sales(sale_row("9200000001", normal_bill(person), DAY))
    other = sales(sale_row("9200000002", unknown, DAY))
    told = [(await service.callback(body, webhook_id)) for body in (first, first, other, first, other)]
    assert [answer.status_code for answer in told] == [202, 200, 409, 200, 409]
    assert told[2].json()["code"] == "WEBHOOK_ID_REUSED"
    (item,) = [item for key, item in (await callbacks_in(service, "CONFLICT")).items() if key.startswith(webhook_id)]
    assert item["bytes"] == len(other)
    ready = (await service.http.get("/payment-bridge/readyz")).json()["checks"]["callbacks:conflicting"][0]
    assert (ready["status"], ready["observedValue"]) == ("warn", 1)
    assert await service.audited(item["webhook_id"]) == [("tax-office", "callback.conflict")]
    assert await service.rows("SELECT 1 FROM payments WHERE tax_serial = '9200000002'") == []
    replayed = await service.by_two(f"/callbacks/{item['webhook_id']}/replay")
    assert (replayed.status_code, replayed.json()["items"][0]["state"]) == (200, "PENDING")
    while not await service.rows("SELECT 1 FROM payments WHERE tax_serial = '9200000002'"):
        pass
    third = await service.callback(sales(sale_row("9200000003", unknown, DAY)), webhook_id)
    assert third.status_code == 409
    (left,) = await callbacks_in(service, "CONFLICT")
    assert (await discard(service, left)).status_code == 200


async def test_two_bodies_at_once_under_one_id_are_both_kept(bridge: Bridge) -> None:
    bodies = [sales(sale_row(str(number), new_id(), OCTOBER)) for number in range(1, 5)]
    kept = await asyncio.gather(*(bridge.callback(body, "msg") for body in bodies))
    assert sorted(kept) == sorted([Kept.NEW, *[Kept.CONFLICT] * 3])
    rows = await bridge.rows("SELECT webhook_id, body FROM tax_callbacks")
    async with bridge.runtime.database.read() as read:
        assert {body_of(read, StoredCallback(*row)) for row in rows} == set(bodies)


async def test_bodies_of_old_callbacks_go_and_ids_stay(bridge: Bridge) -> None:
    body = sales(sale_row("1", new_id(), OCTOBER))
    for webhook_id in ("old", "young", "failed"):
        await bridge.callback(body if webhook_id != "failed" else b"{}", webhook_id)
    await bridge.process()
    aged = "UPDATE tax_callbacks SET processed_at = processed_at - CAST(:by AS interval) WHERE webhook_id <> 'young' RETURNING 1"
    await bridge.rows(aged, by=timedelta(days=bridge.runtime.settings.callback_body_days, minutes=1))
    assert await keep_sealed(bridge.runtime) == 1
    assert await keep_sealed(bridge.runtime) == 0
    left = await bridge.rows("SELECT webhook_id, body IS NOT NULL FROM tax_callbacks ORDER BY webhook_id")
    assert left == [("failed", True), ("old", False), ("young", True)]
    assert await bridge.callback(body, "old") is Kept.REPEATED
    assert await bridge.callback(body + b" ", "old") is Kept.CONFLICT


async def test_a_body_in_another_callbacks_row_is_not_opened(bridge: Bridge) -> None:
    await bridge.callback(sales(sale_row("1", new_id(), OCTOBER)), "one")
    await bridge.callback(sales(sale_row("2", new_id(), OCTOBER)), "two")
    await bridge.rows("UPDATE tax_callbacks SET body = (SELECT body FROM tax_callbacks WHERE webhook_id = 'one') RETURNING 1")
    await bridge.process()
    assert await bridge.rows("SELECT webhook_id, state, error LIKE 'CannotOpen%' FROM tax_callbacks WHERE state = 'FAILED'") == [
        ("two", "FAILED", True)
    ]


BEFORE = """
    INSERT INTO tax_callbacks (webhook_id, body, state, received_at) VALUES ('waits', :body, 'PENDING', now());
    INSERT INTO tax_callbacks (webhook_id, body, state, discarded_at, discarded_by, discard_reason)
    VALUES ('消息', '{}', 'DISCARDED', now(), 'operator', 'plain words');
    INSERT INTO levy_checks (region, benefit_year, passed_on, note, checked_by) VALUES ('440700', 2024, '2023-10-09', '', 'reviewer');
    INSERT INTO payments (payment_id, tax_serial, bill_id, amount, channel, arrival_date, round_no, matched, state, version)
    VALUES (gen_random_uuid(), '77', gen_random_uuid(), 1, 'TAX_HALL', '2023-10-10', 0, false, 'UNMATCHED', 1)
"""


async def test_what_lay_open_before_is_kept_and_sealed(fresh_database: FreshDatabase, bridge: Bridge) -> None:
    """A database of before comes up to date, its open texts are sealed by the background work, and the way back opens what can be."""
    url = await fresh_database("before")
    package, before = "payment_bridge.migrations", "202611270640"
    await migrate(url, package)
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as connection:
        await connection.run_sync(down_to, package, before)
        for statement in BEFORE.split(";"):
            values = {"body": sales(sale_row("1", new_id(), OCTOBER))} if ":body" in statement else {}
            await connection.execute(sa.text(statement), values)
        await connection.commit()
    await migrate(url, package)
    database = Database(url, bridge.clock, policy=bridge.runtime.policy, safe=bridge.runtime.database.surroundings.safe)
    old = Bridge(Runtime("payment-bridge", bridge.runtime.settings, database, bridge.clock, bridge.runtime.policy, None), bridge.clock)
    assert await keep_sealed(old.runtime) == 4
    assert await keep_sealed(old.runtime) == 0
    assert "plain" not in await everything(old.rows)
    (check,) = await old.rows("SELECT note_sealed FROM levy_checks")
    (given_up,) = await old.rows("SELECT webhook_id, discard_reason_sealed FROM tax_callbacks WHERE state = 'DISCARDED'")
    async with database.read() as read:
        assert text_of(read, check.note_sealed, NOTE, "440700/2024") == ""
        assert text_of(read, given_up.discard_reason_sealed, REASON, given_up.webhook_id) == "plain words"
    await old.process()
    assert {row.tax_serial for row in await old.rows("SELECT tax_serial FROM payments")} == {"1", "77"}
    assert {row.serial for row in await old.rows("SELECT serial FROM tax_serials")} == {"1", "77"}
    async with engine.connect() as connection:
        await connection.run_sync(down_to, package, before)
        await connection.commit()
    await migrate(url, package)
    assert await schema_differences(url, tables.metadata) == []
    await engine.dispose()
    await old.close()


async def test_an_agreement_that_lay_open_is_sealed_and_sent_as_it_was(bridge: Bridge) -> None:
    person = new_id()
    await bridge.hear(participation_event(person))
    await bridge.rows("UPDATE participations SET agreement_sealed = 'plain.协议 1' RETURNING 1")
    assert await keep_sealed(bridge.runtime) == 1
    async with bridge.runtime.database.transaction() as tx:
        assert await AGREEMENTS.find(tx.driver, 10) == {}
        (row,) = await bridge.rows("SELECT agreement_sealed FROM participations")
        assert text_of(tx, row.agreement_sealed, AGREEMENT, person) == "协议 1"
    await bridge.pass_check()
    await bridge.send()
    (batch,) = bridge.tax.batches.values()
    assert [bill["agreement"] for bill in batch["bills"]] == ["协议 1"]
