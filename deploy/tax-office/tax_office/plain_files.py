"""Batch files in the form PLAIN, as docs/contracts/tax-office.yaml says it: written of the ledger, and levies read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from enrolment_terms.money import fen_of, yuan
from tax_office import problems
from tax_office.messages import LevyBill

ISSUER, BANK = "TAX440783", "BANK440783"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "LEVIES": (
        "bill_id", "resend_no", "person_id", "doc_type", "doc_number", "name", "area", "benefit_year", "kind", "amount", "payer", "bank",
        "account", "account_holder", "agreement", "household_no",
    ),
    "RESULTS": (
        "serial", "kind", "bill_id", "amount", "arrival_date", "channel", "cause", "round_no", "resend_no", "reverses",
        "doc_type", "doc_number", "benefit_year",
    ),
    "TAX_STATEMENT": ("serial", "kind", "bill_id", "amount", "booked_on", "benefit_year", "reference"),
    "BANK_STATEMENT": ("line_no", "booked_on", "direction", "amount", "reference"),
}  # fmt: skip
_NUMBERS = ("resend_no", "benefit_year")


def write_plain(kind: str, issuer: str, day: date, rows: Iterable[Mapping[str, Any]]) -> str:
    """The whole file: first line, a line for each row, last line with their number and the sum of their amounts (yuan in, fen there)."""
    lines = ["|".join("" if row.get(name) is None else str(row[name]) for name in COLUMNS[kind]) for row in rows]
    place = COLUMNS[kind].index("amount")
    total = sum(fen_of(line.split("|")[place]) for line in lines)
    return "".join(f"{line}\n" for line in (f"H|{kind}|{issuer}|{day}", *lines, f"T|{len(lines)}|{total}"))


def read_levies(content: bytes) -> list[LevyBill]:
    """The bills of a file of levies. Raises Refusal 422 for a file that is none, or whose totals are not those of its rows."""
    try:
        head, *lines, tail = content.decode().removesuffix("\n").split("\n")
        bills = [_levy(line.split("|")) for line in lines]
    except (ValueError, msgspec.ValidationError) as error:
        raise problems.fields_invalid() from error
    total = sum(fen_of(bill.amount) for bill in bills)
    if not head.startswith("H|LEVIES|") or tail != f"T|{len(bills)}|{total}":
        raise problems.fields_invalid()
    return bills


def _levy(cells: Sequence[str]) -> LevyBill:
    told: dict[str, Any] = {name: cell or None for name, cell in zip(COLUMNS["LEVIES"], cells, strict=True)}
    return msgspec.convert(told | {name: int(told[name] or 0) for name in _NUMBERS}, LevyBill)


def amount_of(fen: int) -> str:
    """As a file writes it: yuan with two decimal places, without a sign."""
    return yuan(abs(fen))
