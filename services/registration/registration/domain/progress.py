"""The weekly town table: registered, paid, failed by cause, against the target (R-110, R-112)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class TownCount:
    """How many participations of one town are in one situation."""

    area: str
    registered: int
    paid: int
    unpaid: int
    abandoned: int
    failed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TownRow:
    """One row of the table; `target` is None where none is set, `rate` None where it cannot be told."""

    area: str
    name: str
    target: int | None
    registered: int
    paid: int
    unpaid: int
    abandoned: int
    failed: Mapping[str, int]

    @property
    def rate(self) -> str | None:
        """Completion in percent with two decimals (R-110: paid / target): 30,000 of 36,636 is "81.89"."""
        return percent(self.paid, self.target)


def percent(part: int | None, whole: int | None) -> str | None:
    """Percent with two decimals, None without a part or a whole. Above 100 is normal (R-112)."""
    if part is None or not whole:
        return None
    return str((Decimal(100 * part) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP))


def town_rows(targets: Iterable[tuple[str, str, int | None]], counts: Iterable[TownCount]) -> list[TownRow]:
    """The towns of the target table in printed order, then areas outside it that have participations."""
    by_area = {count.area: count for count in counts}
    rows = [_row(area, name, target, by_area.pop(area, None)) for area, name, target in targets]
    return rows + [_row(area, area, None, count) for area, count in sorted(by_area.items())]


def total_row(rows: Iterable[TownRow]) -> TownRow:
    """The sum of the rows; targets that are not set count nothing."""
    listed = list(rows)
    failed: dict[str, int] = {}
    for row in listed:
        for cause, number in row.failed.items():
            failed[cause] = failed.get(cause, 0) + number

    def sum_of(figure: str) -> int:
        return sum(getattr(row, figure) or 0 for row in listed)

    return TownRow("", "合计", sum_of("target"), sum_of("registered"), sum_of("paid"), sum_of("unpaid"), sum_of("abandoned"), failed)


def _row(area: str, name: str, target: int | None, count: TownCount | None) -> TownRow:
    if count is None:
        return TownRow(area, name, target, 0, 0, 0, 0, {})
    return TownRow(area, name, target, count.registered, count.paid, count.unpaid, count.abandoned, count.failed)
