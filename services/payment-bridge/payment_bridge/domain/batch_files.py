"""A whole batch file: its first line says what and whose it is, its last one how many rows it has and the sum of their amounts.

A file whose totals are not those of its rows is refused whole; all that is wrong with it is told at once, up to a number. A kind of file
without amounts has 0 as its sum, or none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

import msgspec

from enrolment_terms.labels import labelled
from payment_bridge.domain.file_columns import has_amounts
from payment_bridge.domain.file_profiles import Cell, Field, FileKind, LineFault, Profile, Row

MOST_TOLD = 50
_ISSUER = re.compile("[0-9A-Za-z_-]{1,40}")
_BOM = b"\xef\xbb\xbf"


class FileState(StrEnum):
    """How far a file is: stored, its totals are right, all of it is taken; or refused whole."""

    STORED = "STORED"
    CHECKED = "CHECKED"
    DONE = "DONE"
    REFUSED = "REFUSED"


labelled(
    FileState,
    "批量文件状态",
    {FileState.STORED: "待校验", FileState.CHECKED: "处理中", FileState.DONE: "已处理", FileState.REFUSED: "整份退回"},
)


class FileFault(msgspec.Struct, frozen=True):
    """What is wrong, and in which line (from 1)."""

    line: int
    field: str | None
    msg: str


@dataclass(frozen=True, slots=True)
class FileHead:
    """What the first line tells, and the totals of the last one. Total in fen."""

    issuer: str
    day: date
    rows: int
    total: int


class FileRefused(Exception):
    """Nothing of the file is taken."""

    def __init__(self, faults: Sequence[FileFault]) -> None:
        self.faults = sorted(faults, key=lambda one: one.line)
        super().__init__(f"{len(faults)} faults")

    @property
    def told(self) -> list[FileFault]:
        """The first of them: nobody reads a hundred thousand."""
        return self.faults[:MOST_TOLD]


class Part(NamedTuple):
    """Some lines of a file as they came, with the number of the first (from 1)."""

    first: int
    lines: list[bytes]


def parts_of(profile: Profile, content: bytes, size: int) -> Iterator[Part]:
    """The lines of a file, so many at a time."""
    lines = content.removeprefix(_BOM).split(profile.line_end.encode())
    if not lines[-1]:
        del lines[-1]
    for place in range(0, len(lines), size):
        yield Part(place + 1, lines[place : place + size])


def check_file(profile: Profile, kind: FileKind, lines: Sequence[bytes], today: date) -> FileHead:
    """Head and totals of a file whose lines are lines and whose totals are theirs. Raises FileRefused."""
    faults: list[FileFault] = []
    if len(lines) < 2:
        raise FileRefused([FileFault(len(lines), None, "文件没有首行和末行")])
    head = _told(profile, 0, lines, profile.header, faults)
    tail = _told(profile, len(lines) - 1, lines, profile.trailer, faults)
    total = _sum(profile, kind, lines, faults)
    issuer, day = str(head.get("issuer") or ""), _day_of(head.get("day"))
    if head and head.get("kind") != kind:
        faults.append(FileFault(1, "kind", "首行的文件种类与上传时所选的不同"))
    if head and not _ISSUER.fullmatch(issuer):
        faults.append(FileFault(1, "issuer", "报送单位应为1至40位字母或数字"))
    if head and (day is None or day > today):
        faults.append(FileFault(1, "day", "日期无法识别，或晚于今天"))
    if tail and tail.get("rows") != len(lines) - 2:
        faults.append(FileFault(len(lines), "rows", f"末行的笔数与明细不符：实有{len(lines) - 2}笔"))
    if tail and not faults and tail.get("total") not in (total, None if not has_amounts(kind) else total):
        faults.append(FileFault(len(lines), "total", "末行的合计金额与明细之和不符"))
    if faults or day is None:
        raise FileRefused(faults)
    return FileHead(issuer, day, len(lines) - 2, total)


def write_file(profile: Profile, kind: FileKind, issuer: str, day: date, rows: Iterable[Row]) -> Iterator[bytes]:
    """The lines of a file. Raises LineFault."""
    yield profile.write(profile.header, {"kind": kind, "issuer": issuer, "day": day.isoformat()})
    number = total = 0
    for row in rows:
        yield profile.write(profile.rows[kind], row)
        amount = row.get("amount")
        number, total = number + 1, total + (amount if isinstance(amount, int) else 0)
    yield profile.write(profile.trailer, {"rows": number, "total": total})


def _told(profile: Profile, place: int, lines: Sequence[bytes], fields: Sequence[Field], faults: list[FileFault]) -> dict[str, Cell]:
    try:
        return profile.read(fields, lines[place : place + 1])[0]
    except LineFault as fault:
        faults.append(FileFault(place + 1, fault.field, fault.msg))
        return {}


def _sum(profile: Profile, kind: FileKind, lines: Sequence[bytes], faults: list[FileFault]) -> int:
    """Of the amounts. What the totals rest on is right in each line, or the file is refused; other faults are those of one row."""
    fields = profile.rows[kind]
    place = next((number for number, field in enumerate(fields) if field.name == "amount"), None)
    split, cells = profile.splitter(fields), []
    for number, line in enumerate(lines[1:-1], 2):
        try:
            told = split(line)
        except LineFault as fault:
            faults.append(FileFault(number, fault.field, fault.msg))
            told = ["0"] * len(fields)
        cells.append("0" if place is None else told[place])
    if place is None:
        return 0
    amount = fields[place]
    values = profile.values(amount, cells)
    faults += [
        FileFault(number, amount.name, f"{amount.title}无法识别") for number, fen in enumerate(values, 2) if not isinstance(fen, int)
    ]
    return sum(fen for fen in values if isinstance(fen, int))


def _day_of(told: object) -> date | None:
    try:
        return date.fromisoformat(str(told))
    except ValueError:
        return None
