"""The services of a suite work as roles that cannot touch their audit, and its chain holds from the command line."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from canbao_suite.audit import archive_suite, verify_suite
from canbao_suite.environments import SERVICES
from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from enrolment_terms.benefit_year import SHANGHAI

pytestmark = pytest.mark.xdist_group("flows")


async def test_no_service_can_delete_its_audit(suite: Suite) -> None:
    for package in SERVICES.values():
        driver = await asyncpg.connect(suite.roles[package].service)
        working = await driver.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND usename = $2 AND application_name = 'canbao'",
            package,
            f"{package}_service",
        )
        assert working > 0, "the service itself is connected as this role"
        for statement in ("DELETE FROM audit_rows", "UPDATE audit_rows SET actor = 'x'", "TRUNCATE audit_rows", "DROP TABLE audit_rows"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await driver.execute(statement)
        await driver.close()


async def test_history_of_registration_is_append_only(suite: Suite) -> None:
    driver = await asyncpg.connect(suite.roles["registration"].service)
    for table in ("application_history", "participation_history"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await driver.execute(f"DELETE FROM {table}")
    await driver.close()


async def test_the_audit_of_the_suite_is_verified_from_the_command_line(
    suite: Suite, client: SuiteClient, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for _ in range(2):
        await client.get("registration", "/audit-rows", client.token("auditor"))
    assert await asyncio.to_thread(verify_suite, suite.folder, [], None) == 0
    told = capsys.readouterr().out
    assert told.count(" rows in ") == len(SERVICES)
    driver = await asyncpg.connect(suite.database_url("registration"))
    newest = await wait_for_seal(driver)
    await driver.execute("SET session_replication_role = replica")
    await driver.execute("UPDATE audit_rows SET actor = actor || '!' WHERE id = $1", newest)
    try:
        assert await asyncio.to_thread(verify_suite, suite.folder, ["registration"], None) == 1
    finally:
        await driver.execute("UPDATE audit_rows SET actor = rtrim(actor, '!') WHERE id = $1", newest)
        await driver.close()
    assert f"CHANGED row {newest}" in capsys.readouterr().out
    assert await asyncio.to_thread(verify_suite, suite.folder, ["registration"], None) == 0
    young = datetime.now(SHANGHAI).date() - timedelta(days=30)
    assert await asyncio.to_thread(archive_suite, suite.folder, "registration", young, tmp_path / "audit.jsonl") == 2
    assert not (tmp_path / "audit.jsonl").exists()


async def wait_for_seal(driver: "asyncpg.Connection[asyncpg.Record]") -> int:
    """The id of a row that is sealed."""
    async with asyncio.timeout(30):
        while (newest := await driver.fetchval("SELECT max(id) FROM (SELECT unnest(ids) AS id FROM audit_seals) AS sealed")) is None:
            pass
    return int(newest)
