"""What the tax office reports, in the words of this service."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from payment_bridge.domain.facts import Failure, Payment


class TaxRow(NamedTuple):
    """What is told under one serial: money or a failure, and the bill it is for."""

    bill_id: UUID
    fact: Payment | Failure

    @property
    def serial(self) -> str:
        """Of the tax office."""
        return self.fact.tax_serial if isinstance(self.fact, Payment) else self.fact.serial

    @property
    def content(self) -> dict[str, object]:
        """All that two tellings of one serial must agree on. A deduction round does not tell the channel of its money."""
        fact = self.fact
        told: dict[str, object] = {"bill_id": self.bill_id, "round_no": fact.round_no}
        if isinstance(fact, Failure):
            return told | {"result": "FAILURE", "arrival_date": fact.failed_on, "cause": fact.cause, "resend_no": fact.resend_no}
        channel = None if fact.round_no else fact.channel
        return told | {"result": "SUCCESS", "arrival_date": fact.arrival_date, "amount": fact.amount, "channel": channel}


class TwoContents(NamedTuple):
    """One serial with two contents: what was told first, and what was told then."""

    first: TaxRow
    other: TaxRow

    @property
    def differs_in(self) -> list[str]:
        """The fields in which they differ."""
        one, two = self.first.content, self.other.content
        return sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))


@dataclass(slots=True)
class TaxReport:
    """Money and failures in the order in which they were told, and batches whose bills are being deducted."""

    told: list[TaxRow] = field(default_factory=list)
    accepted: list[tuple[UUID, tuple[UUID, ...]]] = field(default_factory=list)
    """Batch id and bill ids."""

    def add(self, other: "TaxReport") -> None:
        """Take another report into this one."""
        self.told += other.told
        self.accepted += other.accepted

    @property
    def money(self) -> list[tuple[UUID, Payment]]:
        """Money by bill."""
        return [(bill_id, fact) for bill_id, fact in self.told if isinstance(fact, Payment)]

    @property
    def failures(self) -> list[tuple[UUID, Failure]]:
        """Failures by bill."""
        return [(bill_id, fact) for bill_id, fact in self.told if isinstance(fact, Failure)]

    @property
    def rows(self) -> int:
        """How many bills' worth of work this is."""
        return len(self.told) + sum(len(bills) for _, bills in self.accepted)

    @property
    def serials(self) -> list[str]:
        """Every serial that is told of, in the order in which they are locked."""
        return sorted({row.serial for row in self.told})

    @property
    def bill_ids(self) -> set[UUID]:
        """Every bill that is spoken of."""
        return {row.bill_id for row in self.told}.union(*(bills for _, bills in self.accepted))


def compare(told: Iterable[TaxRow], known: Mapping[str, TaxRow]) -> tuple[list[TaxRow], list[TwoContents]]:
    """R-057: the serial makes a row one row. What is new, and what contradicts what was told first: neither side is dropped."""
    first, fresh, differing = dict(known), [], []
    for row in told:
        before = first.get(row.serial)
        if before is None:
            first[row.serial] = row
            fresh.append(row)
        elif before.content != row.content:
            differing.append(TwoContents(before, row))
    return fresh, differing
