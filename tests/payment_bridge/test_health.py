"""The tax office stops, hangs or fails: health says so by the right names, and nothing of it is left when it answers again."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from enrolment_terms.identifiers import new_id
from payment_bridge.use_cases.check_health import tax_and_money_health
from payment_bridge.use_cases.read_ledger import read_ledger
from service_runtime import HealthFigure
from tests.conftest import FreshDatabase
from tests.figures.asking import checks_once
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import participation_event, sale_row, sales
from tests.payment_bridge.fake_tax_office import Trouble
from tests.payment_bridge.running import running_bridge

CHECK = {"region": "440700", "benefit_year": 2024, "note": "江门市统一核定"}
AT_ONCE = {
    "tax_timeout_seconds": 0.2,
    "tax_reconcile_seconds": 0.05,
    "tax_silent_seconds": 0.3,
    "levy_late_seconds": 0.3,
    "ledger_late_seconds": 0.3,
}
SILENT = {
    "tax-office:last-success",
    "levies:unanswered",
    "levies:oldest-unanswered",
    "ledger:lag",
    "background:send_levies",
    "background:read_tax_ledger",
}


def warning(checks: dict[str, Any]) -> set[str]:
    return {name for name, check in checks.items() if check["status"] != "pass"}


@pytest.mark.parametrize("trouble", Trouble)
async def test_a_silent_tax_office_warns_and_clears(fresh_database: FreshDatabase, tmp_path: Path, trouble: Trouble) -> None:
    person = new_id()
    async with running_bridge(fresh_database, tmp_path, **AT_ONCE) as service:
        before = await checks_once(
            service.http, lambda checks: checks["tax-office:last-success"]["observedValue"] != "none" and not warning(checks)
        )
        service.tax.trouble = trouble
        await service.publish(participation_event(person))
        await service.by_two("/levy-checks", json=CHECK)
        silent = await checks_once(service.http, lambda checks: warning(checks) == SILENT)
        assert silent["levies:unanswered"]["observedValue"] == 1
        assert silent["levies:oldest-unanswered"]["observedValue"] > 0
        assert silent["tax-office:last-success"]["observedValue"] >= before["tax-office:last-success"]["observedValue"]
        assert silent["tax-office:last-success"]["output"].startswith("no answer for ")
        assert all("output" in silent[name] for name in SILENT if name.startswith("background:"))
        service.tax.trouble = None
        after = await checks_once(service.http, lambda checks: not warning(checks))
        assert [name for name, check in after.items() if "output" in check and not name.startswith("timed:")] == []
        assert after["levies:unanswered"]["observedValue"] == 0
        assert after["tax-office:last-success"]["observedValue"] >= silent["tax-office:last-success"]["observedValue"]


async def test_a_suite_without_work_passes_whatever_the_business_clock_says(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    async with running_bridge(fresh_database, tmp_path) as service:
        await checks_once(service.http, lambda checks: checks["tax-office:last-success"]["observedValue"] != "none")
        service.clock.move_to(service.clock.now() + timedelta(days=400))
        checks = await checks_once(
            service.http,
            lambda checks: not warning(checks) and all("time" in check for name, check in checks.items() if "background:" in name),
        )
    assert {"process_tax_callbacks", "send_levies", "expire_bills", "read_tax_ledger", "keep_sealed"} <= {
        name.partition(":")[2] for name in checks if name.startswith("background:")
    }


async def told(bridge: Bridge) -> dict[str, HealthFigure]:
    """The figures of this moment by name."""
    return {figure.name: figure for figure in await tax_and_money_health(bridge.office)(bridge.runtime)}


async def test_a_callback_that_is_not_processed_warns_by_its_age(bridge: Bridge) -> None:
    await bridge.callback(sales(sale_row("1000000001", new_id(), bridge.clock.today())))
    fresh = await told(bridge)
    assert (fresh["callbacks:pending"].status, fresh["callbacks:pending"].value) == ("pass", 1)
    assert fresh["callbacks:oldest-unprocessed"].status == "pass"
    await bridge.rows("UPDATE tax_callbacks SET received_at = received_at - interval '2 minutes' RETURNING 1")
    old = await told(bridge)
    assert (old["callbacks:pending"].status, old["callbacks:oldest-unprocessed"].status) == ("warn", "warn")
    assert 120 <= float(old["callbacks:oldest-unprocessed"].value or 0) < 180
    await bridge.process()
    done = await told(bridge)
    assert (done["callbacks:pending"].status, done["callbacks:oldest-unprocessed"]) == (
        "pass",
        HealthFigure("callbacks:oldest-unprocessed", "pass", 0.0, "s"),
    )


async def test_a_recall_without_an_answer_warns_by_its_age(bridge: Bridge) -> None:
    await bridge.rows(
        "INSERT INTO recalls (bill_id, reason, recorded_at) "
        "VALUES (gen_random_uuid(), 'TERMINATED', clock_timestamp() - interval '2 minutes') RETURNING 1"
    )
    late = await told(bridge)
    assert (late["levies:unanswered"].status, late["levies:unanswered"].value) == ("warn", 1)
    assert late["levies:oldest-unanswered"].status == "warn"
    await bridge.send()
    assert (await told(bridge))["levies:oldest-unanswered"] == HealthFigure("levies:oldest-unanswered", "pass", 0.0, "s")


@pytest.mark.parametrize(
    ("read", "callback", "status"),
    [
        ("30 seconds", "1 hour", "pass"),
        ("2 minutes", "1 hour", "warn"),
        ("4 minutes", "1 second", "pass"),
        ("7 minutes", "1 second", "warn"),
    ],
)
async def test_the_ledger_is_late_only_when_it_should_have_been_read(bridge: Bridge, read: str, callback: str, status: str) -> None:
    """While callbacks come it is read every five minutes only."""
    usual = bridge.runtime.settings
    bridge.runtime.settings = usual.model_copy(update={"tax_reconcile_seconds": 5.0})
    await bridge.callback(sales(sale_row("1000000001", new_id(), bridge.clock.today())))
    await bridge.rows(f"UPDATE tax_callbacks SET received_at = clock_timestamp() - interval '{callback}' RETURNING 1")
    await bridge.rows(f"UPDATE ledger_cursor SET read_at = clock_timestamp() - interval '{read}' RETURNING 1")
    lag = (await told(bridge))["ledger:lag"]
    await bridge.read_ledger()
    after = (await told(bridge))["ledger:lag"]
    bridge.runtime.settings = usual
    assert (lag.status, after.status) == (status, "pass")
    assert float(lag.value or 0) > float(after.value or 0)


async def test_a_call_without_an_answer_is_made_again_also_while_callbacks_come(bridge: Bridge) -> None:
    """Otherwise nobody would hear that the office is back, and the warning would stay."""
    await bridge.read_ledger()
    await bridge.callback(sales(sale_row("1000000001", new_id(), bridge.clock.today())))
    bridge.office.error = "ConnectError"
    await read_ledger(bridge.runtime, bridge.office)
    assert bridge.office.error is None
    assert bridge.office.silent_seconds == 0
