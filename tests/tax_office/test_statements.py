"""Files of the office are as the payment bridge's profile PLAIN says, and wrong in the ways that were asked for."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from payment_bridge.domain.batch_files import check_file
from payment_bridge.domain.file_profiles import FileKind
from payment_bridge.gateways.file_profiles import profiles
from payment_bridge.gateways.file_rows import read_bank_lines, read_tax_lines
from tax_office import problems
from tax_office.plain_files import COLUMNS, read_levies, write_plain
from tests.tax_office.offices import TaxClient, bill, bill_id

DAY = date(2023, 10, 20)
PLAIN = profiles()["PLAIN"]


def lines_of(kind: str, text: str) -> list[bytes]:
    """The rows of a file that the payment bridge takes whole."""
    lines = text.encode().split(b"\n")[:-1]
    check_file(PLAIN, FileKind(kind), lines, DAY)
    return lines[1:-1]


@pytest.mark.parametrize("kind", sorted(COLUMNS))
def test_columns_are_those_of_the_profile(kind: str) -> None:
    """R-057: one form, written down on both sides."""
    assert COLUMNS[kind] == tuple(field.name for field in PLAIN.rows[FileKind(kind)])


async def statements(office: TaxClient, **planted: int) -> Any:
    return await office.control("/statements", {"day": DAY.isoformat(), "planted": planted})


async def test_statements_of_a_day(office: TaxClient) -> None:
    """R-096: deductions are one remittance at the bank; another channel, a reversal and a refund stand there by themselves."""
    await office.send([bill(n) for n in range(1, 12)])
    await office.control("/sales", {"bill_id": bill_id(11), "channel": "TAX_HALL", "business_date": DAY.isoformat()})
    await office.round(1, DAY.isoformat())
    money = await office.ledger()
    await office.control("/reversals", {"serial": int(money[0]["serial"]), "business_date": DAY.isoformat()})
    assert await office.control("/days") == {"days": [DAY.isoformat()]}
    told = await statements(office)
    tax = read_tax_lines(PLAIN, 2, lines_of("TAX_STATEMENT", told["tax"]))
    bank = read_bank_lines(PLAIN, 2, lines_of("BANK_STATEMENT", told["bank"]))
    assert (len(tax), told["planted"]) == (12, {})
    assert sorted(line.amount for line in bank) == [-40600, 40600, 406000]
    assert sum(line.amount for line in tax) == sum(line.amount for line in bank) == 10 * 40600
    wrong = await statements(office, MISSING_HERE=1, MISSING_THERE=1, MISSING_AT_BANK=2, DUPLICATE=1, AMOUNT=1, UNKNOWN=1)
    assert wrong["planted"] == {"MISSING_HERE": 1, "MISSING_THERE": 1, "MISSING_AT_BANK": 1, "DUPLICATE": 1, "AMOUNT": 1, "UNKNOWN": 1}
    lines = read_tax_lines(PLAIN, 2, lines_of("TAX_STATEMENT", wrong["tax"]))
    assert Counter(line.serial for line in lines).most_common(1)[0][1] == 2
    assert len(lines) == len(tax) + 1 - 1 + 1 + 1
    there = read_bank_lines(PLAIN, 2, lines_of("BANK_STATEMENT", wrong["bank"]))
    assert sum(line.amount for line in there) == sum({line.serial: line.amount for line in lines}.values()) - 40600
    untouched = {"day": DAY.isoformat(), "planted": {"LATE": 20}, "left_alone": [str(one["serial"]) for one in money[1:3]]}
    assert (await office.control("/statements", untouched))["planted"] == {"LATE": 11 - 2}
    refused = await office.http.post("/simulator/v1/statements", json={"day": DAY.isoformat(), "planted": {"OTHER": 1}})
    assert refused.status_code == 422


async def test_levies_come_as_a_file(office: TaxClient) -> None:
    """R-056: read as they were written; a file whose totals are not those of its rows is refused whole."""
    text = write_plain("LEVIES", "440700", DAY, [bill(1), bill(2, agreement="A-1", household_no=None)])
    lines_of("LEVIES", text)
    assert [one.bill_id for one in read_levies(text.encode())] == [bill_id(1), bill_id(2)]
    answer = await office.http.post("/simulator/v1/levy-file", content=text.encode())
    assert answer.json() == {"accepted": 2, "refused": 0}
    await office.until_quiet()
    [(_, told)] = office.receiver.received
    assert (told["type"], [(row["bill_id"], row["result"]) for row in told["data"]["rows"]]) == (
        "tax.levy.receipts",
        [(bill_id(1), "ACCEPTED"), (bill_id(2), "ACCEPTED")],
    )
    await office.round(1, DAY.isoformat())
    assert len(await office.ledger()) == 2
    for broken in (text.replace("T|2|81200", "T|2|81201"), text.replace("|NORMAL|", "|OTHER|"), text.replace("H|", "X|"), ""):
        with pytest.raises(problems.Refusal, match="FIELDS_INVALID"):
            read_levies(broken.encode())
    with pytest.raises(problems.Refusal, match="FIELDS_INVALID"):
        read_levies(b"\xff")
