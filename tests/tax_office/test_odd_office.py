"""The office misbehaves as offices do: unknown channels and fields, a ledger of its own mind, refusals, answers to something else."""

import json
from typing import Any
from uuid import UUID

import pytest

from payment_bridge.gateways.levy_answers import LevyAnswer, answer_to_batch, answer_to_recall
from payment_bridge.gateways.tax_messages import read_callback
from payment_bridge.gateways.tax_office import TaxOffice, TaxOfficeAway, TaxOfficeGone
from payment_bridge.use_cases.send_levies import LEVIES
from payment_bridge.use_cases.send_recalls import RECALLS
from process_runtime.signature_profiles import StandardWebhooks
from tests.payment_bridge.builders import employee_row
from tests.tax_office.offices import OUT_SECRET, TaxClient, batch, bill, bill_id


def bridge(office: TaxClient) -> TaxOffice:
    """The payment bridge's own way to the office."""
    return TaxOffice(str(office.http.base_url), StandardWebhooks(OUT_SECRET), seconds=5)


async def behave(office: TaxClient, **how: Any) -> None:
    await office.control("/behaviour", how)


async def test_rows_that_the_contract_does_not_have(office: TaxClient) -> None:
    await behave(office, unknown_channel=1.0, more_fields=1.0)
    await office.send([bill(1), bill(2)])
    await office.round(1, "2023-10-20")
    (told, _) = office.receiver.rows("tax.deduction.results")
    assert told["remark"]
    client = bridge(office)
    page = await client.ledger(None, 10)
    assert (len(page.report.told), [row.field for row in page.report.aside]) == (0, ["channel"] * 2)
    await behave(office, more_fields=1.0)
    page = await client.ledger(None, 10)
    assert (len(page.report.told), len(page.report.with_more), page.report.aside) == (2, 2, [])
    await client.close()


async def test_callback_and_ledger_tell_two_things(office: TaxClient) -> None:
    await behave(office, told_as_failure=1.0)
    await office.send([bill(1)])
    await office.round(1, "2023-10-20")
    (message,) = [message for _, message in office.receiver.received if message["type"] == "tax.deduction.results"]
    assert len(read_callback(json.dumps(message).encode()).failures) == 1
    assert [entry["kind"] for entry in await office.ledger()] == ["SUCCESS"]


async def test_a_ledger_that_hides_turns_back_and_stands(office: TaxClient) -> None:
    await office.send([bill(number) for number in range(1, 6)])
    await office.round(1, "2023-10-20")
    client = bridge(office)
    await behave(office, ledger_hides=0.5)
    hidden = await client.ledger(None, 10)
    assert 0 < len(hidden.serials) < 5
    await behave(office)
    assert len((await client.ledger(None, 10)).serials) == 5
    await behave(office, ledger_turns_back=1.0)
    first = await client.ledger(None, 2)
    second = await client.ledger(first.goes_on_to(None), 2)
    assert (first.serials[0] == second.serials[0], second.following == first.serials[0]) == (True, True)
    assert second.goes_on_to(first.goes_on_to(None)) == max(second.serials)
    await behave(office, ledger_stands=True)
    with pytest.raises(TaxOfficeAway):
        await client.ledger("1000000005", 2)
    await client.close()


async def test_reversals_whole_in_part_again_and_of_nothing(office: TaxClient) -> None:
    await office.send([bill(1)])
    await office.round(1, "2023-10-20")
    (entry,) = await office.ledger()
    for form in ({}, {"amount": "6.00"}, {"serial": 77}):
        await office.control("/reversals", {"serial": int(entry["serial"]), "business_date": "2023-10-21"} | form)
    client = bridge(office)
    page = await client.ledger(None, 10)
    told = [(one.takes_back, one.amount, str(one.bill_id) == bill_id(1)) for one in page.report.reversals]
    assert told == [(entry["serial"], 40600, True), (entry["serial"], 600, True), ("77", 40600, False)]
    assert len(page.report.told) == 1
    await client.close()


@pytest.mark.parametrize("how", ["OTHER_BATCH", "NOT_ALL", "NO_JSON", "BROKEN", "REDIRECT", "ENDLESS"])
async def test_an_answer_to_something_else_is_none_and_the_batch_was_taken(office: TaxClient, how: str) -> None:
    await behave(office, levy_answer=how)
    client, sent = bridge(office), batch([bill(1)])
    batch_id, bill_ids, body = UUID(sent["batch_id"]), [UUID(bill_id(1))], json.dumps(sent).encode()

    def read(answer: bytes) -> LevyAnswer:
        return answer_to_batch(answer, batch_id, bill_ids)

    with pytest.raises(TaxOfficeAway):
        await client.tell(LEVIES.path, LEVIES.webhook_id(batch_id), body, read)
    await behave(office)
    told = await client.what_became_of(LEVIES.webhook_id(batch_id), read)
    assert told is not None
    assert told.accepted == 1
    assert await client.tell(LEVIES.path, LEVIES.webhook_id(batch_id), body, read) == told
    await client.close()


async def test_an_endpoint_answers_as_it_was_told(office: TaxClient) -> None:
    await behave(office, answers={"ledger": 503}, retry_after=90)
    client = bridge(office)
    with pytest.raises(TaxOfficeAway) as away:
        await client.ledger(None, 10)
    assert (away.value.status, away.value.retry_after) == ("HTTP 503", 90.0)
    recall = json.dumps({"bill_ids": [bill_id(1)], "reason": "停保"}).encode()
    assert (await client.tell(RECALLS.path, "recall_1", recall, lambda told: answer_to_recall(told, [UUID(bill_id(1))]))).recalled == 1
    await client.close()


async def test_relations_of_employees_are_told_as_they_are_given(office: TaxClient) -> None:
    """B20: by a signed callback that the payment bridge reads, and by two under one id and another when it is so asked."""
    await behave(office, duplicate_callbacks=1.0)
    await office.control("/employee-relations", {"rows": [employee_row("44079919790712003X")]})
    await office.until_quiet()
    told = [message for _, message in office.receiver.received if message["type"] == "tax.employee.relations"]
    assert [len(read_callback(json.dumps(message).encode()).employees) for message in told] == [1, 1, 1]


async def test_answers_and_messages_that_are_lost_are_found_by_asking(office: TaxClient) -> None:
    """What was taken is told when it is asked for, what was dropped before is not known; a question may be lost, too."""
    await behave(office, seed=7, lost_answers=0.5, lost_messages=0.3)
    client, kept, lost = bridge(office), {}, []
    for number in range(1, 25):
        sent, message_id = json.dumps({"bill_ids": [bill_id(number)], "reason": "停保"}).encode(), f"recall_{number}"
        for _ in range(40):
            try:
                known = await client.what_became_of(message_id, bytes)
                kept[message_id] = known or await client.tell(RECALLS.path, message_id, sent, bytes)
                break
            except TaxOfficeAway as away:
                lost.append((away.status, away.received))
    assert len(kept) == 24
    assert len(lost) > 10
    assert set(lost) == {(None, True)}
    await client.close()


async def test_an_address_that_hangs_answers_nobody_and_the_others_do(office: TaxClient) -> None:
    await behave(office, hanging=["recalls"], answers={"messages": 410, "ledger": 302})
    client = TaxOffice(str(office.http.base_url), StandardWebhooks(OUT_SECRET), seconds=0.3)
    with pytest.raises(TaxOfficeAway, match="TimeoutError"):
        await client.tell(RECALLS.path, "recall_1", b'{"bill_ids": [], "reason": ""}', bytes)
    with pytest.raises(TaxOfficeGone):
        await client.what_became_of("recall_1", bytes)
    with pytest.raises(TaxOfficeAway, match="HTTP 302"):
        await client.ledger(None, 1)
    await client.close()
