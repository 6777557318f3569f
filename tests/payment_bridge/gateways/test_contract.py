"""Both directions speak docs/contracts/tax-office.yaml."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from enrolment_terms.identifiers import new_id
from payment_bridge.gateways.levy_answers import read_levy_answer
from payment_bridge.gateways.tax_messages import (
    UnreadableMessage,
    keep_row,
    read_callback,
    read_kept,
    read_ledger_page,
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
    assert [receipt.channel for _, receipt in report.money] == ["BANK_DEDUCTION", "SCHOOL"]
    assert len(report.failures) == 2
    sold = read_callback(msgspec.json.encode(EXAMPLES["PaidThroughYueShuitong"]["value"]))
    assert [receipt.amount for _, receipt in sold.money] == [40600]
    accepted = CONTRACT["webhooks"]["tax.levy.accepted"]["post"]["requestBody"]["content"]["application/json"]["examples"]
    rounds = {name: read_callback(msgspec.json.encode(one["value"])).accepted for name, one in accepted.items()}
    assert {name: [one.round_no for one in told] for name, told in rounds.items()} == {"oneBill": [0], "secondRound": [2]}
    (later,) = CONTRACT["webhooks"]["tax.levy.receipts"]["post"]["requestBody"]["content"]["application/json"]["examples"].values()
    assert [(one.round_no, one.code) for one in read_callback(msgspec.json.encode(later["value"])).receipts] == [
        (1, None),
        (None, "ACCOUNT_CLOSED"),
    ]
    (hired,) = read_callback(msgspec.json.encode(EXAMPLES["EmployeePaid"]["value"])).employees
    assert (hired.revision, len(hired.relation.changes), read_kept(hired.raw).employees) == (3, 1, [hired])


def test_the_answers_of_the_contract_are_read() -> None:
    page = read_ledger_page(_answer_example("/tax-office/v1/ledger", "get", "200"))
    assert (len(page.report.money), len(page.report.failures), len(page.serials), page.following) == (1, 1, 2, None)
    answer = read_levy_answer(_answer_example("/tax-office/v1/levy-batches", "post", "202"))
    assert (answer.accepted, [refusal.code for refusal in answer.refused]) == (1, ["RECALLED"])


def test_a_row_that_is_kept_reads_the_same_again() -> None:
    told = read_ledger_page(_answer_example("/tax-office/v1/ledger", "get", "200")).report.told
    told += read_callback(msgspec.json.encode(EXAMPLES["FirstRound"]["value"])).told
    assert [[row.content for row in read_kept(keep_row(row)).told] for row in told] == [[row.content] for row in told]


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
        {"data": {"round_no": 1, "rows": []}},
        {"data": {"round_no": -1, "rows": [{}]}},
        {"data": {"round_no": 1, "rows": {}}},
        {"data": {"round_no": 1, "rows": [{}] * 5001}},
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
    ],
)
def test_a_row_of_another_form_is_set_aside_alone_and_not_quoted(change: dict[str, Any]) -> None:
    message = EXAMPLES["FirstRound"]["value"]
    rows = message["data"]["rows"]
    report = read_callback(msgspec.json.encode(message | {"data": {"round_no": 1, "rows": [rows[0], rows[1] | change, rows[2]]}}))
    (aside,) = report.aside
    assert (len(report.told), aside.place) == (2, 1)
    assert "44079919790712003X" not in f"{aside.error}{aside.field}{aside.rule}{aside.serial}{aside.bill_id}"
    with pytest.raises(UnreadableMessage):
        read_kept(aside.raw)


@pytest.mark.parametrize("row", [None, 5, "text", [], {}, [[]], {"serial": {}}])
def test_what_is_no_row_is_set_aside_alone(row: Any) -> None:
    message = EXAMPLES["PaidThroughYueShuitong"]["value"]
    report = read_callback(msgspec.json.encode(message | {"data": {"rows": [row, *message["data"]["rows"]]}}))
    assert (len(report.told), [aside.place for aside in report.aside]) == (1, [0])


def test_fields_that_we_do_not_know_refuse_nothing() -> None:
    message = EXAMPLES["FirstRound"]["value"]
    rows = [row | {"more": 1} for row in message["data"]["rows"]]
    report = read_callback(msgspec.json.encode(message | {"more": 1, "data": {"round_no": 1, "more": 1, "rows": rows}}))
    assert (len(report.told), report.aside) == (4, [])
    ledger = msgspec.json.decode(_answer_example("/tax-office/v1/ledger", "get", "200"))
    ledger["entries"][0]["more"] = {"deep": 1}
    page = read_ledger_page(msgspec.json.encode(ledger))
    assert (len(page.report.told), len(page.report.with_more), page.report.aside) == (2, 1, [])


def test_a_failure_without_a_cause_is_not_read() -> None:
    message = EXAMPLES["FirstRound"]["value"]
    rows = [message["data"]["rows"][0] | {"cause": None}]
    (aside,) = read_callback(msgspec.json.encode(message | {"data": {"round_no": 1, "rows": rows}})).aside
    assert (aside.field, aside.rule) == ("cause", "a failure has a cause")
