"""What the tax office reports, in the words of this service."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from payment_bridge.domain.facts import Failure, Payment


class SerialReused(Exception):
    """One tax serial came with two contents: nothing of the report was taken, an operator has to ask the tax office."""

    def __init__(self, serial: str) -> None:
        self.field, self.rule = f"data.rows[serial={serial}]", "R-057: one serial, one content"
        super().__init__(f"serial {serial}")


@dataclass(frozen=True, slots=True)
class StoredCallback:
    """A callback as it came, byte for byte."""

    webhook_id: str
    body: bytes


@dataclass(slots=True)
class TaxReport:
    """Money, failures, and batches whose bills are being deducted."""

    money: list[tuple[UUID, Payment]] = field(default_factory=list)
    failures: list[tuple[UUID, Failure]] = field(default_factory=list)
    accepted: list[tuple[UUID, tuple[UUID, ...]]] = field(default_factory=list)
    """Batch id and bill ids."""

    def add(self, other: "TaxReport") -> None:
        """Take another report into this one."""
        self.money += other.money
        self.failures += other.failures
        self.accepted += other.accepted

    @property
    def rows(self) -> int:
        """How many bills' worth of work this is."""
        return len(self.money) + len(self.failures) + sum(len(bills) for _, bills in self.accepted)

    @property
    def bill_ids(self) -> set[UUID]:
        """Every bill that is spoken of."""
        named = {bill_id for bill_id, _ in self.money} | {bill_id for bill_id, _ in self.failures}
        return named.union(*(bills for _, bills in self.accepted))


def without_repetitions(money: Iterable[tuple[UUID, Payment]], known: dict[str, tuple[UUID, int, date]]) -> list[tuple[UUID, Payment]]:
    """R-057: the serial makes money one money. Raises SerialReused if a serial comes with another bill, amount or date."""
    seen, fresh = dict(known), []
    for bill_id, payment in money:
        content = (bill_id, payment.amount, payment.arrival_date)
        if payment.tax_serial not in seen:
            seen[payment.tax_serial] = content
            fresh.append((bill_id, payment))
        elif seen[payment.tax_serial] != content:
            raise SerialReused(payment.tax_serial)
    return fresh
