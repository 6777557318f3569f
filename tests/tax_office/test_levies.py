"""Levy batches and recalls."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tax_office.signatures import signed_headers
from tests.tax_office.offices import OUT_SECRET, TaxClient, batch, bill, bill_id


async def test_a_batch_is_stored_and_announced(office: TaxClient) -> None:
    answer = await office.send([bill(1), bill(2)], batch_id := str(uuid4()))
    assert answer == {"batch_id": batch_id, "accepted": 2, "refused": []}
    await office.until_quiet()
    [(_, message)] = office.receiver.received
    assert message["type"] == "tax.levy.accepted"
    assert message["data"] == {"batch_id": batch_id, "bill_ids": [bill_id(1), bill_id(2)]}


async def test_a_repeated_batch_is_answered_alike_and_announced_once(office: TaxClient) -> None:
    sent = batch([bill(1)])
    answers = [await office.signed("POST", "/levy-batches", sent) for _ in range(3)]
    assert {answer.content for answer in answers} == {answers[0].content}
    await office.until_quiet()
    assert len(office.receiver.received) == 1


async def test_a_batch_id_with_other_content_is_refused(office: TaxClient) -> None:
    sent = batch([bill(1)])
    await office.signed("POST", "/levy-batches", sent)
    answer = await office.signed("POST", "/levy-batches", {**sent, "bills": [bill(2)]})
    assert (answer.status_code, answer.json()["code"]) == (409, "BATCH_CONTENT_DIFFERS")
    assert (await office.control("/ledger/summary"))["bills"] == {"OUTSTANDING": 1}


async def test_a_wrong_amount_of_nothing_and_a_bill_twice_are_named(office: TaxClient) -> None:
    answer = await office.send([bill(1), bill(2, amount="0.00"), bill(1)])
    assert answer["accepted"] == 1
    assert [(r["bill_id"], r["code"]) for r in answer["refused"]] == [(bill_id(2), "AMOUNT_INVALID"), (bill_id(1), "DUPLICATE_IN_BATCH")]


async def test_a_recalled_bill_is_not_deducted_and_not_taken_again(office: TaxClient) -> None:
    await office.send([bill(1), bill(2)])
    recall = {"bill_ids": [bill_id(1), bill_id(9)], "reason": "停保"}
    answer = await office.signed("POST", "/recalls", recall)
    assert (answer.status_code, answer.json()) == (202, {"recalled": 2, "already_paid": []})
    await office.round(1, "2023-10-20")
    assert [entry["bill_id"] for entry in await office.ledger()] == [bill_id(2)]
    later = await office.send([bill(1, resend_no=1), bill(9)])
    assert [r["code"] for r in later["refused"]] == ["RECALLED", "RECALLED"]


async def test_a_recall_after_payment_names_the_bill(office: TaxClient) -> None:
    await office.send([bill(1)])
    await office.round(1, "2023-10-20")
    answer = await office.signed("POST", "/recalls", {"bill_ids": [bill_id(1)], "reason": "停保"})
    assert answer.json() == {"recalled": 0, "already_paid": [bill_id(1)]}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"bills": []}, 422),
        ({"bills": [bill(n) for n in range(2001)]}, 422),
        ({"region": "440783"}, 422),
        ({"batch_id": "x"}, 422),
        ({"surprise": 1}, 422),
        ({"bills": [bill(1, surprise=1)]}, 422),
        ({"bills": [bill(1, amount="406")]}, 422),
        ({"bills": [bill(1, amount=406)]}, 422),
        ({"bills": [bill(1, amount="406.00\n")]}, 422),
        ({"bills": [bill(1, amount="٤٠٦.٠٠")]}, 422),
        ({"bills": [bill(1, area="440783\n")]}, 422),
        ({"region": "440700\n"}, 422),
        ({"bills": [bill(1, kind="OTHER")]}, 422),
        ({"sent_at": "2023-10-09T09:30:00"}, 422),
    ],
)
async def test_a_batch_against_the_contract_changes_nothing(office: TaxClient, change: dict[str, Any], status: int) -> None:
    answer = await office.signed("POST", "/levy-batches", batch([bill(1)]) | change)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await office.control("/ledger/summary"))["bills"] == {}


async def test_what_is_no_json_is_malformed(office: TaxClient) -> None:
    body = b"{\xff"
    answer = await office.http.post("/tax-office/v1/levy-batches", content=body, headers=_sign(body))
    assert answer.status_code in (400, 401)
    answer = await office.http.post("/tax-office/v1/levy-batches", content=b"{no", headers=signed_headers(b"{no", "msg_1", OUT_SECRET))
    assert (answer.status_code, answer.json()["code"]) == (400, "MALFORMED_JSON")


def _sign(body: bytes) -> dict[str, str]:
    return signed_headers(body.decode("latin-1").encode(), "msg_1", OUT_SECRET)


async def test_an_oversize_body_is_refused(office: TaxClient) -> None:
    body = b" " * (4 * 1024 * 1024 + 1)
    answer = await office.http.post("/tax-office/v1/levy-batches", content=body, headers=signed_headers(body, "msg_1", OUT_SECRET))
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize(
    "forged",
    [
        {},
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "nonsense"},
        {"webhook-signature": "v1,a,b"},
        {"webhook-signature": "v1,@@@"},
        {"webhook-timestamp": "1"},
        {"webhook-timestamp": "now"},
        {"webhook-timestamp": "9" * 400},
        {"webhook-id": "msg_other"},
    ],
)
async def test_an_unsigned_stale_or_forged_request_is_not_read(office: TaxClient, forged: dict[str, str]) -> None:
    headers = signed_headers(b"{}", "msg_1", OUT_SECRET) | forged if forged else {}
    answer: httpx.Response = await office.http.post("/tax-office/v1/levy-batches", content=b"{}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGNATURE_INVALID")
    unsigned = await office.http.get("/tax-office/v1/ledger", headers=forged)
    assert unsigned.status_code == 401
