"""What operators see at /metrics moves with bills, levies, callbacks and money."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from uuid import UUID

import pytest

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.identifiers import new_id
from tests.conftest import FreshDatabase
from tests.figures.asking import value
from tests.payment_bridge.builders import deductions, failure_row, normal_bill, participation_event, sale_row, sales
from tests.payment_bridge.fake_tax_office import IN_SECRET
from tests.payment_bridge.running import WEBHOOK, RunningBridge, running_bridge


@pytest.fixture
async def service(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningBridge]:
    """A running service that has nothing yet."""
    async with running_bridge(fresh_database, tmp_path_factory.mktemp("bridge")) as running:
        yield running


async def until(service: RunningBridge, expected: float, name: str, **labels: str) -> None:
    """Waits; a test that waits in vain ends by its time limit."""
    while await value(service.http, name, **labels) != expected:
        pass


async def sent_bill(service: RunningBridge) -> UUID:
    """A bill that the tax office has."""
    person = new_id()
    service.clock.move_to(datetime(2023, 10, 10, 9, tzinfo=SHANGHAI))
    await service.publish(participation_event(person))
    await service.by_two("/levy-checks", json={"region": "440700", "benefit_year": 2024, "note": ""})
    await service.next_event("payment.bill.sent.v1", person)
    return person


async def test_bills_are_counted_by_state_and_cause(service: RunningBridge) -> None:
    person = await sent_bill(service)
    await until(service, 1, "canbao_bills", state="SENT", cause="")
    failed = failure_row("1", normal_bill(person), date(2023, 10, 20))
    await service.callback(deductions(failed), "failed")
    await until(service, 1, "canbao_bills", state="FAILED_PERSONAL", cause=failed["cause"])
    assert await value(service.http, "canbao_bills", state="SENT", cause="") == 0


async def test_callbacks_are_counted_by_what_became_of_them(service: RunningBridge) -> None:
    names = [f"canbao_callbacks_{what}_total" for what in ("received", "repeated", "processed", "failed")]
    before = [await value(service.http, name) for name in names]
    refused = [await value(service.http, "canbao_callbacks_refused_total", reason=reason) for reason in ("bad_signature", "not_json")]
    body = sales(sale_row("1", new_id(), date(2023, 10, 12)))
    for _ in range(3):
        await service.callback(body, "good")
    await service.callback(b'{"type":"tax.unheard.of"}', "odd")
    await service.callback(b"{", "broken", secret=IN_SECRET)
    await service.http.post(WEBHOOK, content=body)
    await service.http.post(WEBHOOK, content=body)
    await until(service, 1, "canbao_callbacks_set_aside")
    await until(service, 0, "canbao_callbacks_pending")
    assert [await value(service.http, name) for name in names] == [before[0] + 2, before[1] + 2, before[2] + 1, before[3] + 1]
    assert await value(service.http, "canbao_callbacks_refused_total", reason="bad_signature") == refused[0] + 2
    assert await value(service.http, "canbao_callbacks_refused_total", reason="not_json") == refused[1] + 1
    assert await value(service.http, "canbao_payments_to_look_at", state="UNMATCHED") == 1
    assert await value(service.http, "canbao_payments_oldest_to_look_at_seconds", state="UNMATCHED") > 0
    await service.by_two("/callbacks/discard", json={"ids": ["odd"], "reason": "联调"})
    assert await value(service.http, "canbao_callbacks_set_aside") == 0


async def test_a_tax_office_that_does_not_answer_shows(service: RunningBridge) -> None:
    name = "canbao_tax_office_last_success_timestamp_seconds"
    while name not in (await service.http.get("/metrics")).text:
        pass
    answered = await value(service.http, name)
    assert await value(service.http, "canbao_ledger_lag_seconds") >= 0
    service.tax.lose_answers = 1_000_000
    person = new_id()
    service.clock.move_to(datetime(2023, 10, 10, 9, tzinfo=SHANGHAI))
    await service.publish(participation_event(person))
    await service.by_two("/levy-checks", json={"region": "440700", "benefit_year": 2024, "note": ""})
    await until(service, 1, "canbao_levies_unanswered", kind="batch")
    assert await value(service.http, "canbao_levies_oldest_unanswered_seconds", kind="batch") > 0
    assert await value(service.http, name) == answered
    service.tax.lose_answers = 0
    await service.next_event("payment.bill.sent.v1", person)
    await until(service, 0, "canbao_levies_unanswered", kind="batch")
    assert await value(service.http, name) > answered
    assert await value(service.http, "canbao_levies_oldest_unanswered_seconds", kind="batch") == 0
