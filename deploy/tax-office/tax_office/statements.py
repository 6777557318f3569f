"""What the office and the bank behind it say of a day: results, statements, and on request statements that are wrong in known ways.

Deductions of a day are one remittance at the bank; everything else stands there under its own serial.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from enrolment_terms.scheme import PaymentChannel
from row_sets import Statement, value
from tax_office.behaviour import chances, unknown_bill_id
from tax_office.database import Pool
from tax_office.plain_files import BANK, ISSUER, amount_of, write_plain
from tax_office.tables import ledger, payouts, reversals

KINDS = ("MISSING_HERE", "MISSING_THERE", "MISSING_AT_BANK", "AMOUNT", "DUPLICATE", "LATE", "WRONG_PERIOD", "UNKNOWN")
"""How a statement may be wrong: as the payment bridge names what it must find."""
_NEW_SERIAL = 9_000_000_000
_WRONG_YEAR, _FEN_MORE = 1999, 100


def _of(table: sa.Table) -> Statement:
    return Statement(sa.select(table).where(table.c.arrival_date == value("day", sa.Date)).order_by(table.c.serial))


_MONEY, _BACK, _OUT = _of(ledger), _of(reversals), _of(payouts)


_DAYS = Statement(sa.union(*(sa.select(table.c.arrival_date) for table in (ledger, reversals, payouts))).order_by("arrival_date"))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the office's statement. Amount in fen; `is_plain`: the right money of a bill, which may be told wrongly."""

    serial: int
    kind: str
    bill_id: str | None
    amount: int
    booked_on: date
    reference: str
    is_plain: bool = False
    benefit_year: int | None = None
    times: int = 1

    @property
    def fen(self) -> int:
        """What comes, or goes if it is negative."""
        return self.amount if self.kind == "SUCCESS" else -self.amount


async def booked_days(pool: Pool) -> list[date]:
    """The days that the ledger has anything of."""
    return await _DAYS.values(pool)


async def results_of(pool: Pool, day: date) -> str:
    """All that the ledger has of a day, money, failures and reversals, as a file of results."""
    rows = [dict(row) | {"amount": amount_of(row["amount"])} for row in await _MONEY.rows(pool, day=day)]
    rows += [dict(row) | {"amount": amount_of(row["amount"]), "kind": "REVERSAL"} for row in await _BACK.rows(pool, day=day)]
    return write_plain("RESULTS", ISSUER, day, rows)


async def statements_of(pool: Pool, day: date, planted: Mapping[str, int], seed: int, left_alone: Collection[str] = ()) -> dict[str, Any]:
    """Both statements of a day as files, and how many faults of each kind are in them: as many as asked for, if the day has so much.

    In lines with serials that are `left_alone` there is none.
    """
    lines, faults, absent = _wrong(await _lines(pool, day), planted, seed, left_alone)
    told = [line for line in lines for _ in range(line.times)]
    tax = write_plain("TAX_STATEMENT", ISSUER, day, [_tax_row(line) for line in told])
    bank = write_plain("BANK_STATEMENT", BANK, day, _bank_rows(lines, day, absent))
    return {"tax": tax, "bank": bank, "planted": dict(faults)}


async def _lines(pool: Pool, day: date) -> list[Line]:
    lines = []
    for row in await _MONEY.rows(pool, day=day):
        if row["kind"] == "SUCCESS":
            together = row["round_no"] is not None and row["channel"] == PaymentChannel.BANK_DEDUCTION
            reference = f"R{day:%Y%m%d}" if together else str(row["serial"])
            lines.append(Line(row["serial"], "SUCCESS", row["bill_id"], row["amount"], day, reference, row["planted"] is None))
    for row in await _BACK.rows(pool, day=day):
        lines.append(Line(row["serial"], "REVERSAL", row["bill_id"], row["amount"], day, str(row["serial"])))
    for row in await _OUT.rows(pool, day=day):
        if row["result"] == "PAID" or row["came_back"]:
            kind = "REFUND" if row["result"] == "PAID" else "SUCCESS"
            lines.append(Line(row["serial"], kind, None, row["amount"], day, str(row["serial"])))
    return lines


def _wrong(
    lines: Sequence[Line], planted: Mapping[str, int], seed: int, left_alone: Collection[str]
) -> tuple[list[Line], Counter[str], set[str]]:
    """The lines as they are told, the faults in them, and the references that the bank leaves out."""
    free = [line for line in lines if line.is_plain and str(line.serial) not in left_alone]
    drawn = sorted(free, key=lambda line: chances(seed, "statement", str(line.serial))[0])
    told, faults, absent = {line.serial: line for line in lines}, Counter[str](), set()
    for kind in sorted(KINDS, key=lambda kind: kind != "MISSING_AT_BANK"):  # of few lines the bank knows each
        for _ in range(planted.get(kind, 0)):
            line = next((one for one in drawn if kind != "MISSING_AT_BANK" or one.reference == str(one.serial)), None)
            if line is None:
                break
            drawn.remove(line)
            faults[kind] += 1
            if kind == "MISSING_AT_BANK":
                absent.add(line.reference)
            elif kind == "MISSING_THERE":
                del told[line.serial]
            else:
                wrong = _told_wrongly(line, kind, seed)
                told[wrong.serial] = wrong
    return list(told.values()), faults, absent


def _told_wrongly(line: Line, kind: str, seed: int) -> Line:
    match kind:
        case "AMOUNT":
            return replace(line, amount=line.amount + _FEN_MORE)
        case "DUPLICATE":
            return replace(line, times=2)
        case "LATE":
            return replace(line, booked_on=line.booked_on + timedelta(days=1))
        case "WRONG_PERIOD":
            return replace(line, benefit_year=_WRONG_YEAR)
    serial = _NEW_SERIAL + line.serial
    bill_id = line.bill_id if kind == "MISSING_HERE" else unknown_bill_id(seed, f"statement {serial}")
    return replace(line, serial=serial, bill_id=bill_id, reference=str(serial))


def _tax_row(line: Line) -> dict[str, Any]:
    return {
        "serial": line.serial,
        "kind": line.kind,
        "bill_id": line.bill_id,
        "amount": amount_of(line.amount),
        "booked_on": line.booked_on,
        "benefit_year": line.benefit_year,
        "reference": line.reference,
    }


def _bank_rows(lines: Sequence[Line], day: date, absent: set[str]) -> Iterator[dict[str, Any]]:
    """What the office sends stands there on the same day, each remittance as one sum."""
    sums = Counter[str]()
    for line in lines:
        sums[line.reference] += line.fen
    there = ((reference, fen) for reference, fen in sums.items() if fen and reference not in absent)
    for number, (reference, fen) in enumerate(there, 1):
        direction = "IN" if fen > 0 else "OUT"
        yield {"line_no": number, "booked_on": day, "direction": direction, "amount": amount_of(fen), "reference": reference}
