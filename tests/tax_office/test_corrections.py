"""The office puts right what its callbacks told otherwise than its ledger has it."""

from tests.tax_office.offices import TaxClient, bill, bill_id

NOTHING: dict[str, list[str]] = {"told_otherwise": [], "taken_back": [], "told_anew": []}


async def test_another_amount_is_taken_back_and_told_under_a_new_serial(office: TaxClient) -> None:
    """D4: the entry of the correction keeps the day on which the money arrived."""
    await office.control("/behaviour", {"other_amount": 1.0})
    await office.send([bill(1)])
    await office.round(1, "2023-10-20")
    await office.control("/behaviour", {})
    (wrong,) = await office.ledger()
    done = await office.control("/corrections", {"business_date": "2023-12-24"})
    await office.until_quiet()
    assert done == NOTHING | {"told_otherwise": [wrong["serial"]], "taken_back": [wrong["serial"]]}
    _, right, back = await office.ledger()
    assert (right["kind"], right["amount"], right["arrival_date"], right["bill_id"]) == ("SUCCESS", "406.00", "2023-10-20", bill_id(1))
    assert (back["kind"], back["amount"], back["reverses"], back["arrival_date"]) == ("REVERSAL", "406.00", wrong["serial"], "2023-12-24")
    told = [(row["serial"], row["amount"]) for row in office.receiver.rows("tax.deduction.results")]
    assert told == [(wrong["serial"], "400.00"), (right["serial"], "406.00")]
    assert [row["reverses"] for row in office.receiver.rows("tax.payment.reversed")] == [wrong["serial"]]
    assert await office.control("/corrections", {}) == NOTHING


async def test_what_is_told_anew_of_two_rounds_is_told_of_each(office: TaxClient) -> None:
    """A serial is of its round: told of another it would be something else."""
    await office.control("/behaviour", {"other_amount": 1.0})
    for number in (1, 2):
        await office.send([bill(number)])
        await office.round(number, f"2023-10-2{number}")
    await office.control("/behaviour", {})
    await office.control("/corrections", {})
    await office.until_quiet()
    messages = [told["data"] for _, told in office.receiver.received if told["type"] == "tax.deduction.results"][2:]
    assert sorted((told["round_no"], [row["bill_id"] for row in told["rows"]]) for told in messages) == [(n, [bill_id(n)]) for n in (1, 2)]


async def test_what_was_taken_back_since_is_not_put_right(office: TaxClient) -> None:
    await office.control("/behaviour", {"other_amount": 1.0})
    await office.send([bill(1)])
    await office.round(1, "2023-10-20")
    (wrong,) = await office.ledger()
    await office.control("/reversals", {"serial": int(wrong["serial"]), "business_date": "2023-10-21"})
    assert await office.control("/corrections", {}) == NOTHING | {"told_otherwise": [wrong["serial"]]}


async def test_a_failure_that_was_money_is_left_to_the_ledger(office: TaxClient) -> None:
    await office.control("/behaviour", {"told_as_failure": 1.0})
    await office.send([bill(1)])
    await office.round(1, "2023-10-20")
    (entry,) = await office.ledger()
    assert await office.control("/corrections", {}) == NOTHING | {"told_otherwise": [entry["serial"]]}


async def test_a_row_with_a_channel_that_there_is_not_is_told_anew(office: TaxClient) -> None:
    await office.send([bill(1)])
    await office.control("/behaviour", {"unknown_channel": 1.0})
    await office.control("/sales", {"bill_id": bill_id(1), "business_date": "2023-10-28"})
    await office.control("/behaviour", {})
    (entry,) = await office.ledger()
    anew = {"told_otherwise": [entry["serial"]], "told_anew": [entry["serial"]]}
    assert await office.control("/corrections", {}) == NOTHING | anew
    await office.until_quiet()
    told = [(row["serial"], row["channel"], row["amount"]) for row in office.receiver.rows("tax.payment.received")]
    assert told == [(entry["serial"], "NEW_CHANNEL", "406.00"), (entry["serial"], entry["channel"], "406.00")]
    assert len(await office.ledger()) == 1
