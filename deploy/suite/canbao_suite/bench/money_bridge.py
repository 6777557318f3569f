"""What the parts of `money` share: payment-bridge without its web, and bills that wait for their money."""

import asyncio
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from pydantic import SecretStr

from enrolment_terms.benefit_year import SHANGHAI
from payment_bridge.domain.batch_files import FileState
from payment_bridge.domain.file_profiles import FileKind
from payment_bridge.gateways.file_profiles import profiles
from payment_bridge.repository.batch_files import file_of
from payment_bridge.settings import Settings
from payment_bridge.use_cases.take_file import store_file, take_files
from policy_parameters import load_policy_book
from service_runtime import Database, MovableClock, Runtime, Vault, generate_storage_keys, generate_vault_keys

DAY = date(2023, 10, 20)
NOW = datetime(2023, 10, 23, 9, tzinfo=SHANGHAI)
RATE = 40_600
SECRET = "whsec_" + "YmVuY2gtc2VjcmV0LWJlbmNoLXNlY3JldC1iZW5jaC0="
_BILL = (
    "bill_id", "participation_id", "person_id", "kind", "benefit_year", "repair_year", "area", "region", "amount", "payer", "created_on",
    "held", "sent_no", "accepted_no", "requeued_no", "state", "effective_on", "round_no", "resend_no", "deemed_in_window", "group_complete",
    "version",
)  # fmt: skip
_PARTICIPATION = (
    "participation_id", "version", "state", "effective_on", "registered_version", "person_id", "benefit_year", "area", "category", "payer",
    "registered_on", "is_foreign", "name_sealed", "document_kind", "document_sealed",
)  # fmt: skip
_REGISTERED = date(2023, 10, 9)


def bench_runtime(url: str, folder: Path) -> Runtime:
    """On a morning after the day that is measured; nobody is asked outside."""
    settings = Settings(
        database_url=url,
        storage_keys=SecretStr(generate_storage_keys()),
        jwks_file=folder / "none.json",
        tax_office_url="https://tax-office.invalid",
        tax_out_secret=SecretStr(SECRET),
        tax_in_secret=SecretStr(SECRET),
    )
    clock, policy, vault = MovableClock(NOW), load_policy_book(), Vault.from_json(generate_vault_keys())
    return Runtime("payment-bridge", settings, Database.of(settings, clock, policy, vault), clock, policy, vault)


def bill_of(number: int) -> UUID:
    """The id of the bill of this number."""
    return UUID(int=0xB << 120 | number)


async def fill_bills(url: str, numbers: range) -> None:
    """Bills of one year that the tax office has, each of a participation and a person of its own."""
    connection = await asyncpg.connect(url)
    try:
        await connection.copy_records_to_table("participations", records=map(_participation, numbers), columns=_PARTICIPATION)
        await connection.copy_records_to_table("bills", records=map(_bill, numbers), columns=_BILL)
        await connection.execute(
            "INSERT INTO bill_counts (region, benefit_year, state, cause, bills) VALUES ('440700', 2024, 'SENT', '', $1)", len(numbers)
        )
        await connection.execute("ANALYZE bills, participations")
    finally:
        await connection.close()


def _participation(number: int) -> tuple[Any, ...]:
    return (
        _participation_id(number), 1, "REGISTERED", _REGISTERED, 1, _person_id(number), 2024, "440783115", "GENERAL", "PERSON", _REGISTERED,
        False, "sealed", "RESIDENT_ID", "sealed",
    )  # fmt: skip


def _bill(number: int) -> tuple[Any, ...]:
    return (
        bill_of(number), _participation_id(number), _person_id(number), "NORMAL", 2024, 0, "440783115", "440700", RATE, "PERSON",
        _REGISTERED, False, 0, 0, -1, "SENT", _REGISTERED, 0, 0, False, True, 1,
    )  # fmt: skip


def _participation_id(number: int) -> UUID:
    return UUID(int=0xC << 120 | number)


def _person_id(number: int) -> UUID:
    return UUID(int=0xD << 120 | number)


async def take_content(runtime: Runtime, kind: FileKind, content: bytes) -> None:
    """A file comes and is taken to its end. Raises RuntimeError if it is refused."""
    async with runtime.database.transaction() as tx:
        file_id, _ = await store_file(tx, kind, profiles()["PLAIN"], content, "bench:1")
    while await take_files(runtime):
        pass
    async with runtime.database.read() as read:
        found = await file_of(read.driver, file_id)
    if found is None or found["state"] != FileState.DONE:
        raise RuntimeError(f"the file was not taken: {found and found['faults']}")


async def hot_share(url: str, table: str, at_least: int) -> float:
    """Of the updates of this table, how many needed no new index entry; waits until the database has counted `at_least` of them."""
    connection = await asyncpg.connect(url)
    try:
        for _ in range(30):
            updated = await connection.fetchval("SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = $1", table)
            if updated >= at_least:
                hot = await connection.fetchval("SELECT n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = $1", table)
                return round(float(hot / updated), 3)
            await asyncio.sleep(1)
    finally:
        await connection.close()
    raise RuntimeError(f"the database did not count {at_least} updates of {table}")
