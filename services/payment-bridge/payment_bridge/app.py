"""The composition root of payment-bridge: the only file that knows all its parts."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx
from fastapi import FastAPI

from event_bus import EventBus
from payment_bridge.consumers import HANDLERS
from payment_bridge.endpoints import (
    bills,
    differences,
    dues,
    files,
    finance_deductions,
    ledger,
    levies,
    outgoing,
    persons,
    progress,
    reconciliations,
    refunds,
    tax_cases,
    totals,
)
from payment_bridge.endpoints.tax_ledger import tax_ledger
from payment_bridge.endpoints.tax_webhooks import PATH, tax_webhooks
from payment_bridge.gateways.file_profiles import BadProfile, profiles
from payment_bridge.gateways.tax_office import TaxOffice
from payment_bridge.settings import Settings
from payment_bridge.use_cases.alarm import Alarm
from payment_bridge.use_cases.bill_repairs import bill_waiting_repairs
from payment_bridge.use_cases.callback_counters import CALLBACK_COUNTERS
from payment_bridge.use_cases.check_health import tax_and_money_health
from payment_bridge.use_cases.end_period import ENDED_PERIODS
from payment_bridge.use_cases.expire_bills import expire_bills
from payment_bridge.use_cases.keep_sealed import keep_sealed
from payment_bridge.use_cases.looks import LOOKS
from payment_bridge.use_cases.match_documents import match_money_by_document
from payment_bridge.use_cases.message_kinds import KINDS
from payment_bridge.use_cases.pay_back_refunds import pay_back_refunds
from payment_bridge.use_cases.process_callbacks import match_waiting_money, process_callbacks
from payment_bridge.use_cases.read_figures import (
    bill_figures,
    callback_figures,
    case_figures,
    difference_figures,
    endpoint_figures,
    levy_figures,
    outgoing_figures,
    payment_figures,
)
from payment_bridge.use_cases.read_ledger import read_ledger
from payment_bridge.use_cases.reconcile_day import reconcile_new_statements, reconciliation_job
from payment_bridge.use_cases.retry_tax_rows import retry_untried_rows
from payment_bridge.use_cases.send_messages import MessageKind, send_one_step
from payment_bridge.use_cases.settle_claim import book_older_claims
from payment_bridge.use_cases.take_file import take_files
from payment_bridge.use_cases.tell_anew import AGGREGATES
from service_runtime import Clock, Job, Runtime, build_app
from service_runtime.start import CannotStart

CALLBACK_BYTES = 4 * 1024 * 1024
FILE_BYTES = 96 * 1024 * 1024
"""425,000 lines of fixed width are 60 MB."""
ROUTED = (
    bills, dues, levies, progress, persons, differences, tax_cases, files, reconciliations, refunds, ledger, outgoing, totals,
    finance_deductions,
)  # fmt: skip
FIGURES = (
    bill_figures,
    levy_figures,
    callback_figures,
    payment_figures,
    difference_figures,
    case_figures,
    endpoint_figures,
    outgoing_figures,
)
GATHERED_SECONDS = 0.05
"""After a callback, for those that come right after it: they are processed in one transaction."""
STEP_SECONDS = 45.0
"""What a step of background work may take beside the call that it makes."""


def create_app(settings: Settings, bus: EventBus, clock: Clock, *, tax_transport: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """The payment-bridge service. `tax_transport` replaces the network to the tax office. Raises CannotStart."""
    try:
        profiles(settings.file_profiles)
    except BadProfile as error:
        raise CannotStart(f"CANBAO_FILE_PROFILES：批量文件格式有误 / faulty profiles of batch files:\n{error}") from None
    stored, filed, asked = Alarm(), Alarm(), Alarm()
    office = TaxOffice(
        settings.tax_office_url,
        settings.signing,
        seconds=settings.tax_timeout_seconds,
        transport=tax_transport,
        ca_file=settings.ca_file,
        allowed_hosts=settings.allowed_hosts,
    )
    app = build_app(
        name="payment-bridge",
        title="征缴衔接",
        settings=settings,
        bus=bus,
        clock=clock,
        routers=[
            *(part.router for part in ROUTED),
            files.incoming_files(filed.ring),
            files.levy_files(filed.ring),
            tax_ledger(asked.ring),
            tax_webhooks(settings.checking, stored.ring),
        ],
        handlers=HANDLERS,
        migrations="payment_bridge.migrations",
        append_only=[
            "failures",
            "tax_serials",
            "statement_lines",
            "reversals",
            "ledger_postings",
            "refund_steps",
            "refund_payouts",
            "payout_results",
            "duplicate_drops",
        ],
        aggregates=AGGREGATES,
        background=_jobs(settings, office, stored, filed, asked),
        timed=[reconciliation_job(settings.bank_days), ENDED_PERIODS],
        checks=[tax_and_money_health(office)],
        counters=[*CALLBACK_COUNTERS, LOOKS.missed],
        figures=FIGURES,
        body_limits={PATH: CALLBACK_BYTES, files.PATH: FILE_BYTES},
    )
    _close_after(app, office)
    return app


def _jobs(settings: Settings, office: TaxOffice, stored: Alarm, filed: Alarm, asked: Alarm) -> list[Job]:
    """A step that calls the tax office may take its time-out and then some."""
    limit = settings.tax_timeout_seconds + STEP_SECONDS

    def sender(kind: MessageKind) -> Callable[[Runtime], Awaitable[int]]:
        async def send(runtime: Runtime) -> int:
            return await send_one_step(runtime, office, kind)

        return send

    async def read_tax_ledger(runtime: Runtime) -> int:
        return await read_ledger(runtime, office)

    async def until_levies_may_be_due() -> None:
        await asyncio.sleep(settings.levy_poll_seconds)

    async def until_next_reading() -> None:
        await asked.wait(settings.tax_reconcile_seconds)

    async def until_something_is_old() -> None:
        await asyncio.sleep(settings.sealing_seconds)

    async def until_callbacks_are_stored() -> None:
        await stored.wait(settings.levy_poll_seconds)
        await asyncio.sleep(GATHERED_SECONDS)

    async def until_files_are_stored() -> None:
        await filed.wait(settings.tax_reconcile_seconds)

    async def until_statements_are_read() -> None:
        await asyncio.sleep(settings.tax_reconcile_seconds)

    return [
        Job("process_tax_callbacks", process_callbacks, until_callbacks_are_stored),
        Job("match_waiting_money", match_waiting_money, until_levies_may_be_due),
        Job("match_money_by_document", match_money_by_document, until_levies_may_be_due),
        *(Job(f"send_{kind.endpoint.lower()}", sender(kind), until_levies_may_be_due, limit) for kind in KINDS),
        Job("expire_bills", expire_bills, until_levies_may_be_due),
        Job("pay_back_refunds", pay_back_refunds, until_levies_may_be_due),
        Job("bill_repairs", bill_waiting_repairs, until_levies_may_be_due),
        Job("read_tax_ledger", read_tax_ledger, until_next_reading, limit),
        Job("keep_sealed", keep_sealed, until_something_is_old),
        Job("take_files", take_files, until_files_are_stored),
        Job("reconcile_new_statements", reconcile_new_statements, until_statements_are_read),
        Job("retry_tax_rows", retry_untried_rows, until_something_is_old),
        Job("book_older_claims", book_older_claims, until_something_is_old),
    ]


def _close_after(app: FastAPI, office: TaxOffice) -> None:
    running = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(of: FastAPI) -> AsyncIterator[object]:
        async with running(of) as state:
            try:
                yield state
            finally:
                await office.close()

    app.router.lifespan_context = cast(Any, lifespan)
