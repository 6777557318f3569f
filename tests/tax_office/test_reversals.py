"""Money that the office takes back by itself, and what it begins to deduct again."""

from datetime import date

import pytest

from tests.tax_office.offices import TaxClient, bill, bill_id


async def test_what_is_taken_back_is_told_and_deducted_again(office: TaxClient) -> None:
    """D4: of a hundred all are taken back, about half of them told before the money; nobody is tried twice in one round."""
    await office.control("/behaviour", {"seed": 3, "reversed": 1.0, "in_flight": 1})
    await office.send([bill(n) for n in range(1, 101)])
    await office.round(1, "2023-10-20")
    entries = await office.ledger()
    money = {entry["serial"]: entry for entry in entries if entry["kind"] == "SUCCESS"}
    back = [entry for entry in entries if entry["kind"] == "REVERSAL"]
    assert len(money) == len(back) == 100
    assert {(one["reverses"], one["bill_id"], one["amount"]) for one in back} == {
        (serial, one["bill_id"], "406.00") for serial, one in money.items()
    }
    assert (await office.control("/ledger/summary"))["bills"] == {"OUTSTANDING": 100}
    told = [(message["type"], len(message["data"]["rows"])) for _, message in office.receiver.received[1:]]
    assert [kind for kind, _ in told] == ["tax.payment.reversed", "tax.deduction.results", "tax.payment.reversed"]
    assert 25 < told[0][1] < 75
    await office.control("/behaviour", {})
    await office.round(2, "2023-11-15")
    assert (await office.control("/ledger/summary"))["bills"] == {"PAID": 100}


@pytest.mark.parametrize(("fault", "amount"), [("reversed_in_part", "6.00"), ("reversed_unknown", "406.00")])
async def test_what_is_taken_back_in_part_or_of_nothing_leaves_the_bill_paid(office: TaxClient, fault: str, amount: str) -> None:
    await office.control("/behaviour", {fault: 1.0})
    await office.send([bill(1)])
    await office.round(1, "2023-10-20")
    money, back = await office.ledger()
    assert back["amount"] == amount
    assert (back["reverses"] == money["serial"], back["bill_id"] == bill_id(1)) == (fault == "reversed_in_part",) * 2
    assert (await office.control("/ledger/summary"))["bills"] == {"PAID": 1}
    [told] = office.receiver.rows("tax.payment.reversed")
    assert told == {name: back[name] for name in told}


async def test_a_later_round_says_whom_it_deducts_again(office: TaxClient) -> None:
    """D3, 随存随扣: by the batch in which each came; whoever was not tried before is not named."""
    first, second = bill_id(901), bill_id(902)
    await office.send([bill(1, account=None), bill(2)], first)
    await office.round(1, "2023-10-20")
    await office.send([bill(3)], second)
    await office.round(2, "2023-11-15")
    again = [message["data"] for _, message in office.receiver.received if "round_no" in message["data"] and "bill_ids" in message["data"]]
    assert again == [{"batch_id": first, "round_no": 2, "bill_ids": [bill_id(1)]}]


async def test_a_round_that_no_callback_tells_stands_in_its_file(office: TaxClient) -> None:
    """R-057: money, failures and reversals."""
    await office.control("/behaviour", {"reversed_in_part": 1.0})
    await office.send([bill(1), bill(2, account=None)])
    day = date(2023, 10, 20).isoformat()
    await office.control("/rounds", {"round_no": 1, "business_date": day, "told": False})
    await office.until_quiet()
    assert office.receiver.rows("tax.deduction.results") == []
    lines = (await office.http.get("/simulator/v1/result-file", params={"day": day})).text.splitlines()
    assert lines[0] == f"H|RESULTS|TAX440783|{day}"
    assert [line.split("|")[1] for line in lines[1:-1]] == ["SUCCESS", "FAILURE", "REVERSAL"]
    assert lines[-1] == f"T|3|{40600 + 40600 + 600}"
