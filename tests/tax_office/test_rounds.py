"""Deduction rounds, sales and what the ledger says of them."""

from collections import Counter

import pytest

from tests.tax_office.offices import TaxClient, bill, bill_id


async def test_every_bill_is_deducted_once_and_told_once(office: TaxClient) -> None:
    await office.send([bill(n) for n in range(1, 1201)])
    await office.round(1, "2023-10-20")
    await office.round(2, "2023-11-15")
    rows = office.receiver.rows("tax.deduction.results")
    assert Counter(row["bill_id"] for row in rows) == Counter(bill_id(n) for n in range(1, 1201))
    assert {(row["result"], row["amount"], row["arrival_date"], row["cause"]) for row in rows} == {
        ("SUCCESS", "406.00", "2023-10-20", None)
    }
    assert all(len(message["data"]["rows"]) <= 500 for _, message in office.receiver.received if "rows" in message["data"])
    assert [entry["serial"] for entry in await office.ledger()] == sorted(row["serial"] for row in rows)


async def test_a_bill_without_an_account_is_abnormal_and_stays_in_collection(office: TaxClient) -> None:
    await office.send([bill(1, account=None)])
    await office.round(1, "2023-10-20")
    await office.round(2, "2023-11-15")
    assert [(e["cause"], e["round_no"], e["arrival_date"]) for e in await office.ledger()] == [
        ("ACCOUNT_ABNORMAL", 1, "2023-10-20"),
        ("ACCOUNT_ABNORMAL", 2, "2023-11-15"),
    ]


async def test_an_empty_account_is_paid_through_yue_shuitong(office: TaxClient) -> None:
    await office.control("/fates", {"bills": [{"account": bill(1)["account"], "fate": "EMPTY_FOR_EVER"}]})
    await office.send([bill(1), bill(2)])
    await office.round(1, "2023-10-20")
    sale = await office.control("/sales", {"bill_id": bill_id(1), "channel": "YUE_SHUITONG", "business_date": "2023-11-15"})
    assert sale == {"sold": 1, "planted": None}
    await office.round(2, "2023-11-20")
    answer = (await office.signed("GET", "/payments", params={"bill_id": bill_id(1)})).json()
    assert answer["state"] == "PAID"
    assert [(e["kind"], e["channel"], e["cause"], e["arrival_date"]) for e in answer["entries"]] == [
        ("FAILURE", "BANK_DEDUCTION", "INSUFFICIENT_BALANCE", "2023-10-20"),
        ("SUCCESS", "YUE_SHUITONG", None, "2023-11-15"),
    ]
    assert [row["bill_id"] for row in office.receiver.rows("tax.payment.received")] == [bill_id(1)]


async def test_a_system_failure_waits_for_the_resend(office: TaxClient) -> None:
    await office.send([bill(1)])
    assert await office.control("/fates", {"bills": [{"bill_id": bill_id(1), "fate": "SYSTEM_FAILS_ONCE"}]}) == {"bills_here": 1}
    await office.round(1, "2023-12-30")
    await office.round(2, "2023-12-31")
    assert [e["cause"] for e in await office.ledger()] == ["BANK_SYSTEM"]
    await office.send([bill(1, resend_no=1)])
    await office.round(3, "2024-01-10")
    assert [(e["kind"], e["resend_no"]) for e in await office.ledger()] == [("FAILURE", 0), ("SUCCESS", 1)]


async def test_seeded_shares_of_failures_and_second_chances(office: TaxClient) -> None:
    await office.control("/behaviour", {"seed": 7, "insufficient_balance": 0.3, "account_abnormal": 0.1, "bank_system": 0.1})
    await office.send([bill(n) for n in range(1, 1001)])
    await office.round(1, "2023-10-20")
    first = (await office.control("/ledger/summary"))["failure_by_cause"]
    assert 240 <= first["INSUFFICIENT_BALANCE"] <= 360
    assert 65 <= first["ACCOUNT_ABNORMAL"] <= 135
    assert 65 <= first["BANK_SYSTEM"] + first["TAX_SYSTEM"] <= 135
    for number in (2, 3, 4):
        await office.round(number, "2023-11-15")
    states = (await office.control("/ledger/summary"))["bills"]
    never_filled = first["INSUFFICIENT_BALANCE"] * 0.4
    assert abs(states["OUTSTANDING"] - first["ACCOUNT_ABNORMAL"] - never_filled) < 45
    assert states["WAITING_RESEND"] == first["BANK_SYSTEM"] + first["TAX_SYSTEM"]


async def test_the_same_seed_tells_the_same_story(office: TaxClient) -> None:
    await office.control("/behaviour", {"seed": 7, "insufficient_balance": 0.5})
    await office.send([bill(n) for n in range(1, 101)])
    await office.send([bill(n, bill_id=bill_id(n + 5000), benefit_year=2024) for n in range(1, 101)])
    await office.round(1, "2023-10-20")
    fate = {entry["bill_id"]: entry["kind"] for entry in await office.ledger()}
    assert len(set(fate.values())) == 2
    assert all(fate[bill_id(n)] == fate[bill_id(n + 5000)] for n in range(1, 101))


async def test_a_share_of_the_failed_pays_by_other_channels(office: TaxClient) -> None:
    await office.control("/behaviour", {"seed": 3, "account_abnormal": 0.5})
    await office.send([bill(n) for n in range(1, 801)])
    before = await office.control("/sales", {"share": 1.0, "of": "FAILED_PERSONAL", "seed": 3, "business_date": "2023-10-10"})
    assert before["sold"] == 0
    await office.round(1, "2023-10-20")
    failed = (await office.control("/ledger/summary"))["failure_by_cause"]["ACCOUNT_ABNORMAL"]
    sale = {"share": 0.5, "of": "FAILED_PERSONAL", "channels": {"YUE_SHUITONG": 1, "TAX_HALL": 1}, "seed": 3, "business_date": "2023-10-28"}
    sold = (await office.control("/sales", sale))["sold"]
    await office.until_quiet()
    assert abs(sold - failed / 2) < 45
    assert Counter(row["channel"] for row in office.receiver.rows("tax.payment.received")).keys() == {"YUE_SHUITONG", "TAX_HALL"}
    summary = await office.control("/ledger/summary")
    assert summary["success"]["entries"] == 800 - failed + sold
    assert summary["bills"] == {"OUTSTANDING": failed - sold, "PAID": 800 - failed + sold}


async def test_planted_money_is_in_the_ledger_beside_the_right_one(office: TaxClient) -> None:
    await office.control("/behaviour", {"seed": 5, "wrong_amount": 0.2, "unknown_bill": 0.2, "double_payment": 0.2})
    await office.send([bill(n) for n in range(1, 201)])
    await office.round(1, "2023-10-20")
    entries = await office.ledger()
    right = [e for e in entries if e["planted"] is None]
    assert Counter(e["bill_id"] for e in right) == Counter(bill_id(n) for n in range(1, 201))
    kinds = Counter(e["planted"] for e in entries if e["planted"])
    assert set(kinds) == {"WRONG_AMOUNT", "UNKNOWN_BILL", "DOUBLE_PAYMENT"}
    assert {e["amount"] for e in entries if e["planted"] == "WRONG_AMOUNT"} == {"400.00"}
    assert not {e["bill_id"] for e in entries if e["planted"] == "UNKNOWN_BILL"} & {bill_id(n) for n in range(1, 201)}
    told = office.receiver.rows("tax.deduction.results") + office.receiver.rows("tax.payment.received")
    assert sorted(row["serial"] for row in told) == sorted(e["serial"] for e in entries)
    assert (await office.control("/ledger/summary"))["planted"]["UNKNOWN_BILL"]["entries"] == kinds["UNKNOWN_BILL"]


@pytest.mark.parametrize(
    ("sale", "planted"),
    [
        ({"bill_id": bill_id(1), "amount": "400.00"}, "WRONG_AMOUNT"),
        ({"bill_id": bill_id(77), "amount": "406.00"}, "UNKNOWN_BILL"),
        ({"bill_id": bill_id(2)}, "DOUBLE_PAYMENT"),
    ],
)
async def test_a_single_sale_may_be_wrong(office: TaxClient, sale: dict[str, str], planted: str) -> None:
    await office.send([bill(1), bill(2)])
    await office.control("/sales", {"bill_id": bill_id(2), "business_date": "2023-10-15"})
    answer = await office.control("/sales", {**sale, "business_date": "2023-10-15"})
    assert answer["planted"] == planted
    assert (await office.control("/ledger/summary"))["bills"] == {"OUTSTANDING": 1, "PAID": 1}


async def test_money_of_finance_needs_no_account(office: TaxClient) -> None:
    await office.send([bill(1, payer="FINANCE", account=None)])
    await office.round(1, "2023-10-20")
    assert [(e["kind"], e["channel"]) for e in await office.ledger()] == [("SUCCESS", "FINANCE")]


async def test_a_round_asked_for_again_tries_nobody_twice(office: TaxClient) -> None:
    await office.send([bill(1, account=None)])
    await office.round(1, "2023-10-20")
    await office.round(1, "2023-10-20")
    assert len(await office.ledger()) == 1
    await office.send([bill(2, account=None)])
    await office.round(1, "2023-10-20")
    assert [entry["bill_id"] for entry in await office.ledger()] == [bill_id(1), bill_id(2)]
    answer = await office.http.post("/simulator/v1/rounds", json={"round_no": 1, "business_date": "2023-10-21"})
    assert (answer.status_code, answer.json()["code"]) == (409, "ROUND_DIFFERS")


async def test_a_round_may_be_of_one_kind(office: TaxClient) -> None:
    await office.send([bill(1), bill(2, kind="MIDYEAR")])
    await office.control("/rounds", {"round_no": 1, "business_date": "2023-10-20", "kinds": ["MIDYEAR"]})
    await office.until_quiet()
    assert [entry["bill_id"] for entry in await office.ledger()] == [bill_id(2)]


async def test_the_ledger_is_read_in_pages(office: TaxClient) -> None:
    await office.send([bill(n) for n in range(1, 8)])
    await office.round(1, "2023-10-20")
    serials, after = [], "0"
    while after:
        page = (await office.signed("GET", "/ledger", params={"after": after, "limit": 3})).json()
        serials += [entry["serial"] for entry in page["entries"]]
        after = page["next"]
    assert serials == [entry["serial"] for entry in await office.ledger()]
    assert len(serials) == 7


@pytest.mark.parametrize("form", [{}, {"bill_id": bill_id(1), "share": 0.5}, {"share": 2}, {"share": 0.5, "surprise": 1}])
async def test_a_meaningless_sale_is_refused(office: TaxClient, form: dict[str, object]) -> None:
    answer = await office.http.post("/simulator/v1/sales", json=form)
    assert (answer.status_code, answer.json()["code"]) == (422, "FIELDS_INVALID")


@pytest.mark.parametrize("form", [b"{", b'{"seed": 1, "surprise": 2}', b'{"reorder": "much"}'])
async def test_a_meaningless_behaviour_is_refused(office: TaxClient, form: bytes) -> None:
    answer = await office.http.post("/simulator/v1/behaviour", content=form)
    assert answer.status_code == 422
