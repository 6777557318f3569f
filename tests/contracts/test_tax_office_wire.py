"""Both sides of the tax contract read one another: the payment bridge's readers against the published examples and the simulated office."""

import base64
import hmac
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
import yaml
from standardwebhooks.webhooks import Webhook

from payment_bridge.gateways.levy_answers import answer_to_batch, answer_to_recall, read_levy_answer
from payment_bridge.gateways.tax_messages import UnreadableMessage, read_callback, read_ledger_page
from payment_bridge.gateways.tax_office import TaxOffice
from process_runtime.signature_profiles import StandardWebhooks
from tax_office.messages import LevyBatch
from tests.conftest import FreshDatabase
from tests.contracts.test_tax_office_contract import FILE, bodies, contract
from tests.tax_office.offices import OUT_SECRET, batch, bill, bill_id, running_office

EXAMPLES = {place: example for place, _, example in bodies()}


def _encoded(place: str) -> bytes:
    return json.dumps(EXAMPLES[place]).encode()


def test_the_bridge_reads_every_published_callback() -> None:
    results = read_callback(_encoded("tax.deduction.results body"))
    assert [len(results.money), len(results.failures)] == [2, 2]
    sales = read_callback(_encoded("tax.payment.received body"))
    assert [receipt.channel for _, receipt in sales.money] == ["YUE_SHUITONG"]
    accepted = read_callback(_encoded("tax.levy.accepted body"))
    bill_id = UUID("018b1a2c-0000-7000-8000-000000000001")
    assert accepted.accepted == [(UUID("018b1a2c-0000-7000-8000-0000000000b1"), (bill_id,), 2)]


def test_the_bridge_reads_the_published_ledger_and_answer() -> None:
    page = read_ledger_page(_encoded("/tax-office/v1/ledger 200"))
    assert (len(page.report.money), len(page.report.failures), len(page.serials), page.following) == (1, 1, 2, None)
    assert read_levy_answer(_encoded("/tax-office/v1/levy-batches 202")).refused[0].code == "RECALLED"


def test_the_office_reads_the_published_batch() -> None:
    assert len(msgspec.json.decode(_encoded("/tax-office/v1/levy-batches body"), type=LevyBatch).bills) == 2


@pytest.mark.parametrize("change", [{"data": {}}, {"type": "tax.other"}, {"data": {"rows": [1]}, "type": 7}])
def test_the_bridge_refuses_what_is_not_published(change: dict[str, Any]) -> None:
    body = json.dumps({**EXAMPLES["tax.payment.received body"], **change}).encode()
    with pytest.raises(UnreadableMessage):
        read_callback(body)


async def test_the_bridges_client_and_the_office_understand_one_another(fresh_database: FreshDatabase) -> None:
    async with running_office(await fresh_database("tax_office")) as office:
        client = TaxOffice(str(office.http.base_url), StandardWebhooks(OUT_SECRET), seconds=5)
        sent = batch([bill(1), bill(2, account=None), bill(3, amount="0.00")])
        bill_ids = [UUID(one["bill_id"]) for one in sent["bills"]]
        batch_id, body = UUID(sent["batch_id"]), json.dumps(sent).encode()
        answer = await client.tell("/tax-office/v1/levy-batches", "levy_1", body, lambda told: answer_to_batch(told, batch_id, bill_ids))
        assert await client.what_became_of("levy_1", lambda told: answer_to_batch(told, batch_id, bill_ids)) == answer
        assert await client.what_became_of("levy_2", lambda told: told) is None
        assert (answer.accepted, [str(refused.bill_id) for refused in answer.refused]) == (2, [bill_id(3)])
        await office.round(1, "2023-10-20")
        recall = json.dumps({"bill_ids": [bill_id(2)], "reason": "停保"}).encode()
        back = await client.tell("/tax-office/v1/recalls", "recall_1", recall, lambda told: answer_to_recall(told, [UUID(bill_id(2))]))
        assert back.recalled == 1
        first = await client.ledger(None, 1)
        rest = await client.ledger(first.goes_on_to(None), 100)
        assert [str(row.bill_id) for page in (first, rest) for row in page.report.told] == [bill_id(1), bill_id(2)]
        assert (len(first.report.money), len(rest.report.failures), rest.following) == (1, 1, None)
        told = [read_callback(msgspec.json.encode(message)) for _, message in office.receiver.received]
        assert sum(len(report.accepted) for report in told) == sum(len(report.money) for report in told) == 1
        await client.close()


VECTORS: dict[str, dict[str, str]] = yaml.safe_load((FILE.parent / "webhook-signature-vectors.yaml").read_text())


@pytest.mark.parametrize("name", VECTORS)
def test_published_signatures_can_be_worked_out(name: str) -> None:
    """By hand, as the file says; and the library signs the same."""
    told = VECTORS[name]
    key = base64.b64decode(told["secret"].removeprefix("whsec_"))
    assert (key.hex(), f"{told['id']}.{told['timestamp']}.{told['body']}") == (told["key"], told["signed"])
    worked_out = base64.b64encode(hmac.digest(key, told["signed"].encode(), "sha256")).decode()
    at = datetime.fromtimestamp(int(told["timestamp"]), UTC)
    assert Webhook(told["secret"]).sign(msg_id=told["id"], timestamp=at, data=told["body"]) == f"v1,{worked_out}" == told["signature"]


def test_the_headers_of_the_contract_are_of_a_vector() -> None:
    shown = [one["example"] for one in contract()["components"]["parameters"].values()]
    assert shown == [VECTORS["from_the_tax_office"][name] for name in ("id", "timestamp", "signature")]
