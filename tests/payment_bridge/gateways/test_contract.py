"""Both directions speak docs/contracts/tax-office.yaml."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from enrolment_terms.identifiers import new_id
from payment_bridge.gateways.tax_messages import (
    UnreadableMessage,
    callback_of,
    read_callback,
    read_ledger_page,
    read_levy_answer,
    report_of,
)
from tax_office.messages import LevyBatch, read_message
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import participation_event

CONTRACT: dict[str, Any] = yaml.safe_load((Path(__file__).parents[3] / "docs/contracts/tax-office.yaml").read_text(encoding="utf-8"))
EXAMPLES = CONTRACT["components"]["examples"]


def _answer_example(path: str, method: str, status: str) -> bytes:
    content = CONTRACT["paths"][path][method]["responses"][status]["content"]["application/json"]
    (example,) = content["examples"].values()
    return msgspec.json.encode(example["value"])


def test_the_callbacks_of_the_contract_are_read() -> None:
    report = read_callback(msgspec.json.encode(EXAMPLES["FirstRound"]["value"]))
    assert [(len(report.money), len(report.failures))] == [(1, 2)]
    sold = read_callback(msgspec.json.encode(EXAMPLES["PaidThroughYueShuitong"]["value"]))
    assert [receipt.amount for _, receipt in sold.money] == [40600]
    (accepted,) = CONTRACT["webhooks"]["tax.levy.accepted"]["post"]["requestBody"]["content"]["application/json"]["examples"].values()
    assert len(read_callback(msgspec.json.encode(accepted["value"])).accepted) == 1


def test_the_answers_of_the_contract_are_read() -> None:
    entries, more = read_ledger_page(_answer_example("/tax-office/v1/ledger", "get", "200"))
    report = report_of(entries)
    assert (len(report.money), len(report.failures), len(entries), more) == (1, 1, 2, None)
    answer = read_levy_answer(_answer_example("/tax-office/v1/levy-batches", "post", "202"))
    assert (answer.accepted, [refusal.code for refusal in answer.refused]) == (1, ["RECALLED"])


def test_a_ledger_entry_reads_the_same_as_its_callback() -> None:
    entries, _ = read_ledger_page(_answer_example("/tax-office/v1/ledger", "get", "200"))
    report = report_of(entries)
    told = [read_callback(callback_of(entry)) for entry in entries]
    assert [one.failures for one in told if one.failures] == [report.failures]
    assert [one.money for one in told if one.money] == [report.money]


async def test_the_tax_office_reads_our_batches(bridge: Bridge) -> None:
    await bridge.hear(participation_event(new_id()), participation_event(new_id(), account=None, household_no=None))
    await bridge.pass_check()
    await bridge.send()
    (batch,) = bridge.tax.batches.values()
    assert len(read_message(msgspec.json.encode(batch), LevyBatch).bills) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"type": "tax.unheard.of"},
        {"more": 1},
        {"data": {"round_no": 1, "rows": []}},
        {"data": {"round_no": -1, "rows": [{}]}},
        {"data": None},
    ],
)
def test_what_is_not_in_the_contract_is_not_read(change: dict[str, Any]) -> None:
    with pytest.raises(UnreadableMessage):
        read_callback(msgspec.json.encode(EXAMPLES["FirstRound"]["value"] | change))


@pytest.mark.parametrize(
    "change",
    [
        {"amount": "406"},
        {"amount": "0.00"},
        {"amount": 406},
        {"serial": ""},
        {"serial": "١٠٠٠٠٠٠٠٠١"},
        {"serial": "1000000001\n"},
        {"amount": "٤٠٦.٠٠"},
        {"amount": "406.00\n"},
        {"arrival_date": "２０２３-10-20"},
        {"bill_id": "44079919790712003X"},
        {"arrival_date": "2023-02-30"},
        {"result": "MAYBE"},
        {"cause": "BAD_LUCK"},
        {"more": 1},
    ],
)
def test_a_row_of_another_form_is_not_read_and_not_quoted(change: dict[str, Any]) -> None:
    message = EXAMPLES["FirstRound"]["value"]
    rows = [message["data"]["rows"][1] | change]
    with pytest.raises(UnreadableMessage) as fault:
        read_callback(msgspec.json.encode(message | {"data": {"round_no": 1, "rows": rows}}))
    assert "44079919790712003X" not in str(fault.value)


def test_a_failure_without_a_cause_is_not_read() -> None:
    message = EXAMPLES["FirstRound"]["value"]
    rows = [message["data"]["rows"][0] | {"cause": None}]
    with pytest.raises(UnreadableMessage):
        read_callback(msgspec.json.encode(message | {"data": {"round_no": 1, "rows": rows}}))
