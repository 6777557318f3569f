"""The payment bridge on a real database, step by step: tests decide when each part of the background work runs."""

import json
import re
from collections import namedtuple
from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import SecretStr

from enrolment_events.envelope import Event
from enrolment_terms.benefit_year import SHANGHAI
from payment_bridge.consumers import HANDLERS
from payment_bridge.domain.callback_states import Kept
from payment_bridge.gateways.tax_office import TaxOffice, TaxOfficeAway
from payment_bridge.settings import Settings
from payment_bridge.use_cases.end_period import ENDED_PERIODS, end_period
from payment_bridge.use_cases.expire_bills import expire_bills
from payment_bridge.use_cases.message_kinds import KINDS
from payment_bridge.use_cases.pass_levy_check import pass_levy_check
from payment_bridge.use_cases.process_callbacks import match_waiting_money, process_callbacks
from payment_bridge.use_cases.read_ledger import read_one_page, reread_one_page
from payment_bridge.use_cases.send_messages import send_one_step
from payment_bridge.use_cases.store_callback import store_callback
from process_runtime.signature_profiles import StandardWebhooks
from row_sets import Statement
from service_runtime import Database, MovableClock, ReadConnection, Runtime, generate_storage_keys
from service_runtime.migration import migrate
from service_runtime.timed_jobs import do_portion, plan
from tests.payment_bridge.builders import MORNING, POLICY, REGION, VAULT
from tests.payment_bridge.fake_tax_office import IN_SECRET, OUT_SECRET, FakeTaxOffice

_TABLES = """
    bills, participations, levy_queue, levy_batches, levy_batch_bills, recalls, tax_callbacks, levy_checks, period_ends, bill_counts,
    tax_serials, differences, people, person_tokens, merged_people, remote_mandates, remote_households, audit_rows,
    repairs, tax_cases, employee_relations, ledger_marks, tax_endpoints, batch_files, batch_file_parts, statement_lines, reconciliations,
    reconciliation_differences, reversals, ledger_postings, refunds, refund_money, refund_steps, refund_payouts, payout_results,
    documents_of_money, remote_deaths, remote_duplicate_cases, duplicate_drops,
    outgoing_messages, outgoing_attempts, job_runs, timed_jobs
"""
_numbers = count(1)


async def rows_of(read: ReadConnection, sql: str, **values: Any) -> list[Any]:
    """What a statement finds, each row with its columns by name."""
    found = await Statement(sql).rows(read.driver, **values)
    return [namedtuple("Row", record.keys(), rename=True)(*record) for record in found]


def bridge_settings(database_url: str, folder: Path) -> Settings:
    """Settings with a tax office that does not exist."""
    return Settings(
        database_url=database_url,
        storage_keys=SecretStr(generate_storage_keys()),
        jwks_file=folder / "jwks.json",
        tax_office_url="https://tax-office.invalid",
        tax_out_secret=SecretStr(OUT_SECRET),
        tax_in_secret=SecretStr(IN_SECRET),
        tax_reconcile_seconds=3600,
        ledger_grace_seconds=0,
        levy_poll_seconds=0.01,
    )


_TOLD = re.compile(rb'"arrival_date": ?"([0-9]{4}-[0-9]{2}-[0-9]{2})"')


def tell_in_time(clock: MovableClock, body: bytes) -> None:
    """Nothing is told before it happened: it is at least the last day that the body tells money or a failure of."""
    days = [date.fromisoformat(day.decode()) for day in _TOLD.findall(body)]
    if days and max(days) > clock.today():
        clock.move_to(datetime.combine(max(days), time(9), SHANGHAI))


class Bridge:
    """What came in, what the background work does next, and what is there then."""

    def __init__(self, runtime: Runtime, clock: MovableClock) -> None:
        self.runtime, self.clock = runtime, clock
        self.tax = FakeTaxOffice()
        self.office = TaxOffice("https://tax-office.invalid", StandardWebhooks(OUT_SECRET), transport=self.tax)

    @classmethod
    async def start(cls, database_url: str, folder: Path) -> "Bridge":
        """On a fresh database."""
        settings = bridge_settings(database_url, folder)
        await migrate(settings.database_url, "payment_bridge.migrations")
        clock = MovableClock(MORNING)
        return cls(Runtime("payment-bridge", settings, Database.of(settings, clock, POLICY, VAULT), clock, POLICY, VAULT), clock)

    def on(self, day: date) -> None:
        """It is nine in the morning of that day."""
        self.clock.move_to(datetime.combine(day, time(9), SHANGHAI))

    async def hear(self, *events: Event[Any]) -> None:
        """One batch per type, in the order given, each in its own transaction."""
        for event_type in dict.fromkeys(type(event.data) for event in events):
            async with self.runtime.database.transaction() as tx:
                await HANDLERS[event_type](tx, [event for event in events if type(event.data) is event_type])

    async def callback(self, body: bytes, webhook_id: str | None = None) -> Kept:
        """Stored as the endpoint stores it."""
        async with self.runtime.database.transaction() as tx:
            return await store_callback(tx, webhook_id or f"msg_{next(_numbers)}", body)

    async def process(self) -> None:
        """Process all stored callbacks, and money that waited."""
        while await process_callbacks(self.runtime):
            pass
        await match_waiting_money(self.runtime)

    async def receive(self, body: bytes) -> None:
        """A callback comes, not before what it tells, and is processed."""
        tell_in_time(self.clock, body)
        await self.callback(body)
        await self.process()

    async def pass_check(self, year: int = 2024) -> None:
        """R-055: the unified check is passed today."""
        async with self.runtime.database.transaction() as tx:
            await pass_levy_check(tx, REGION, year, "核定", "test")

    async def send(self) -> None:
        """Each kind, until there is nothing to send; raises what the first raised whose messages wait."""
        waits: list[TaxOfficeAway] = []
        for kind in KINDS:
            try:
                while await send_one_step(self.runtime, self.office, kind):
                    pass
            except TaxOfficeAway as error:
                waits.append(error)
        if waits:
            raise waits[0]

    async def no_more_waiting(self) -> None:
        """As if the pauses of messages and endpoints had gone by."""
        await self.rows("UPDATE tax_endpoints SET not_before = NULL RETURNING 1")
        await self.rows("UPDATE outgoing_messages SET next_at = clock_timestamp() WHERE error IS NOT NULL RETURNING 1")

    async def read_ledger(self) -> None:
        """Read the tax office's ledger to its end."""
        tell_in_time(self.clock, json.dumps(self.tax.ledger).encode())
        while await read_one_page(self.runtime, self.office):
            pass

    async def reread_ledger(self) -> None:
        """Read the newest part of the ledger once more, as if an hour had passed."""
        await self.rows("UPDATE ledger_cursor SET reread_at = NULL RETURNING 1")
        while await reread_one_page(self.runtime, self.office):
            pass

    async def cases(self, state: str = "OPEN") -> list[Any]:
        """The cases of the tax office in one state, in the order in which they were opened."""
        return list(await self.rows("SELECT * FROM tax_cases WHERE state = :state ORDER BY position", state=state))

    async def expire(self) -> int:
        """Cancel what can be paid no more."""
        return await expire_bills(self.runtime)

    async def end_period(self, limit: int = 5000, year: int = 2024) -> tuple[int, int]:
        """The operator ends the period."""
        async with self.runtime.database.transaction() as tx:
            return await end_period(tx, REGION, year, limit)

    async def do_what_is_due(self) -> None:
        """The calendar, as the service does it by itself when it is not tested."""
        job = ENDED_PERIODS.within("44")
        async with self.runtime.database.transaction() as tx:
            await plan(tx, [job])
        while await do_portion(self.runtime, job):
            pass

    async def rows(self, sql: str, **values: Any) -> Sequence[Any]:
        """What a statement finds."""
        async with self.runtime.database.read() as read:
            return await rows_of(read, sql, **values)

    async def bill(self, bill_id: UUID) -> Any:
        """A bill's row."""
        return (await self.rows("SELECT * FROM bills WHERE bill_id = :id", id=bill_id))[0]

    async def payment(self, serial: str) -> Any:
        """A payment's row."""
        return (await self.rows("SELECT * FROM payments WHERE tax_serial = :serial", serial=serial))[0]

    async def outbox(self) -> list[str]:
        """Types of the events published so far, in order."""
        return [row.event_type for row in await self.rows("SELECT event_type FROM outbox ORDER BY id")]

    async def forget(self) -> None:
        """Empty everything, for the next example; the guards of money are lifted for it as a superuser may."""
        async with self.runtime.database.transaction() as tx:
            await tx.driver.execute("SET LOCAL session_replication_role = replica")
            await tx.driver.execute(f"TRUNCATE {_TABLES}, payments, failures, outbox")
            await tx.driver.execute("UPDATE ledger_cursor SET after = NULL, reread_after = NULL, reread_at = NULL")

    async def close(self) -> None:
        """Close the connections."""
        await self.office.close()
        await self.runtime.database.close()
