"""A batch file as a profile declares it: encoding, line end, columns or widths, codes, and the totals in its last line.

Pure: bytes of one line in, texts out, and back. What a profile says is read from YAML by the gateway.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from enrolment_terms.labels import labelled
from enrolment_terms.money import fen_of, yuan


class FileKind(StrEnum):
    """What a file tells. Levies go out, everything else comes in."""

    LEVIES = "LEVIES"
    RESULTS = "RESULTS"
    TAX_STATEMENT = "TAX_STATEMENT"
    BANK_STATEMENT = "BANK_STATEMENT"


STATEMENTS = (FileKind.TAX_STATEMENT, FileKind.BANK_STATEMENT)
labelled(
    FileKind,
    "批量文件种类",
    {
        FileKind.LEVIES: "应征数据",
        FileKind.RESULTS: "扣费结果、缴费与冲正",
        FileKind.TAX_STATEMENT: "税务对账单",
        FileKind.BANK_STATEMENT: "银行或国库对账单",
    },
)
_DIGITS = re.compile("[0-9]{1,18}")
_CONTROLS = re.compile("[\x00-\x1f\x7f]")
Cell = str | int | None
Row = Mapping[str, Cell]
"""By field: texts, dates as ISO texts, codes of ours, amounts in fen; None for what is not told."""


class LineFault(ValueError):
    """A line that is not as its profile says; `msg` in Chinese, without anything of its content."""

    def __init__(self, field: str | None, msg: str) -> None:
        self.field, self.msg = field, msg
        super().__init__(msg)


class Field(Struct, frozen=True, forbid_unknown_fields=True):
    """One column. `width` in bytes, for fixed widths only; `codes` names a table of the profile."""

    name: str
    title: str
    type: Literal["text", "number", "fen", "yuan", "day", "day8", "code"] = "text"
    width: Annotated[int, Meta(ge=1, le=1000)] | None = None
    codes: str | None = None
    constant: str | None = None
    optional: bool = False


class Profile(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One way of writing files. Without a delimiter its columns have widths. `kinds` are its names of the kinds of files."""

    name: Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9_]{1,30}\Z")]
    title: str
    encoding: Literal["utf-8", "gb18030", "gbk"]
    line_end: Literal["\n", "\r\n"]
    header: tuple[Field, ...]
    trailer: tuple[Field, ...]
    kinds: Mapping[FileKind, str]
    rows: Mapping[FileKind, tuple[Field, ...]]
    codes: Mapping[str, Mapping[str, str]] = {}
    delimiter: Annotated[str, Meta(min_length=1, max_length=1)] | None = None

    @cached_property
    def _told(self) -> dict[str, dict[str, str]]:
        return {name: {told: ours for ours, told in table.items()} for name, table in self.codes.items()}

    def faults(self) -> list[str]:
        """Why it is no profile: what nobody could write or read back."""
        rows = {str(kind): fields for kind, fields in self.rows.items()}
        records = {"header": self.header, "trailer": self.trailer} | rows
        found = [f"{self.name}: {kind} has a name and no columns" for kind in self.kinds if kind not in self.rows]
        found += [
            f"{self.name}: {name} of the {place} is missing" for place, names in _NEEDED.items() for name in _missing(records[place], names)
        ]
        for place, fields in records.items():
            for field in fields:
                if (field.width is None) != (self.delimiter is not None):
                    found.append(f"{self.name}: {place}.{field.name} has a width and a delimiter, or neither")
                if field.type == "code" and field.codes not in {*self.codes, "kinds"}:
                    found.append(f"{self.name}: {place}.{field.name} has no table of codes")
        for name, table in self.codes.items():
            if len(set(table.values())) != len(table):
                found.append(f"{self.name}: two codes of {name} are written alike")
        return found

    def read(self, fields: Sequence[Field], lines: Sequence[bytes]) -> list[dict[str, Cell]]:
        """Lines of these columns. What is written otherwise than its type says stays as the text that it is. Raises LineFault.

        Column by column: what stands in many lines (days, amounts, codes) is read once.
        """
        split = self.splitter(fields)
        columns = zip(*(split(line) for line in lines), strict=True) if lines else [()] * len(fields)
        told = [(field.name, self.values(field, column)) for field, column in zip(fields, columns, strict=True) if field.constant is None]
        names = [name for name, _ in told]
        return [dict(zip(names, row, strict=True)) for row in zip(*(values for _, values in told), strict=True)]

    def splitter(self, fields: Sequence[Field]) -> Callable[[bytes], list[str]]:
        """Takes a line apart into its texts, without what fills the widths. It raises LineFault if it is no line of these columns."""
        split = self._by_delimiter() if self.delimiter else self._by_width(fields)
        constants = [(place, field) for place, field in enumerate(fields) if field.constant is not None]

        def cells(line: bytes) -> list[str]:
            try:
                found = split(line)
            except UnicodeDecodeError:
                raise LineFault(None, f"编码不是{self.encoding.upper()}") from None
            if len(found) != len(fields):
                raise LineFault(None, f"应有{len(fields)}列，实有{len(found)}列")
            for place, field in constants:
                if found[place] != field.constant:
                    raise LineFault(field.name, f"{field.title}应为{field.constant}")
            return found

        return cells

    def values(self, field: Field, column: Sequence[str]) -> list[Cell]:
        """Of the cells of one column; None for what is empty."""
        if field.type == "text":
            return [cell or None for cell in column]
        known = {cell: self._value(field, cell) for cell in set(column)}
        return [known[cell] for cell in column]

    def write(self, fields: Sequence[Field], row: Row) -> bytes:
        """A line with its end. Raises LineFault for what does not fit."""
        cells = [self._written(field, row) for field in fields]
        text = self.delimiter.encode() if self.delimiter else b""
        return text.join(cells) + self.line_end.encode()

    def _by_delimiter(self) -> Callable[[bytes], list[str]]:
        encoding, delimiter = self.encoding, self.delimiter
        return lambda line: line.decode(encoding).split(delimiter)

    def _by_width(self, fields: Sequence[Field]) -> Callable[[bytes], list[str]]:
        """Widths are bytes; of a line that is all ASCII they are characters, too."""
        ends = list(accumulate(field.width or 0 for field in fields))
        places, wanted = [slice(end - (field.width or 0), end) for field, end in zip(fields, ends, strict=True)], ends[-1]

        def cells(line: bytes) -> list[str]:
            if len(line) != wanted:
                raise LineFault(None, f"应长{wanted}字节，实长{len(line)}字节")
            if line.isascii():
                text = line.decode("ascii")
                return [text[place].rstrip(" ") for place in places]
            return [line[place].decode(self.encoding).rstrip(" ") for place in places]

        return cells

    def _value(self, field: Field, cell: str) -> Cell:
        if not cell:
            return None
        try:
            return _READ[field.type](cell) if field.type != "code" else self._code(field, cell)
        except ValueError:
            return cell

    def _code(self, field: Field, cell: str) -> str:
        if field.codes == "kinds":
            return next((kind for kind, told in self.kinds.items() if told == cell), cell)
        return self._told[field.codes or ""].get(cell, cell)

    def _written(self, field: Field, row: Row) -> bytes:
        value = field.constant if field.constant is not None else row.get(field.name)
        if value is None and not field.optional:
            raise LineFault(field.name, f"{field.title}未填")
        text = "" if value is None else self._text(field, value)
        if _CONTROLS.search(text) or (self.delimiter or "\n") in text or text != text.strip(" "):
            raise LineFault(field.name, f"{field.title}含有不能写入文件的字符")
        try:
            written = text.encode(self.encoding)
        except UnicodeEncodeError:
            raise LineFault(field.name, f"{field.title}含有{self.encoding.upper()}以外的字符") from None
        if field.width is None:
            return written
        if len(written) > field.width:
            raise LineFault(field.name, f"{field.title}超过{field.width}字节")
        return written.rjust(field.width, b"0") if text and field.type in ("number", "fen", "yuan") else written.ljust(field.width, b" ")

    def _text(self, field: Field, value: str | int) -> str:
        if field.type == "code":
            table: Mapping[Any, str] = self.kinds if field.codes == "kinds" else self.codes[field.codes or ""]
            if value not in table:
                raise LineFault(field.name, f"{field.title}没有对应的代码")
            return table[value]
        if field.type == "yuan":
            return yuan(int(value))
        return str(value).replace("-", "") if field.type == "day8" else str(value)


def _missing(fields: Sequence[Field], names: Sequence[str]) -> list[str]:
    return [name for name in names if name not in {field.name for field in fields}]


def _number(cell: str) -> int:
    if not _DIGITS.fullmatch(cell):
        raise ValueError("no number")
    return int(cell)


def _day(cell: str) -> str:
    if len(cell) != len("2023-10-10"):
        raise ValueError("no day")
    return date.fromisoformat(cell).isoformat()


def _day8(cell: str) -> str:
    if len(cell) != len("20231010"):
        raise ValueError("no day")
    return _day(f"{cell[:4]}-{cell[4:6]}-{cell[6:]}")


_READ: Mapping[str, Callable[[str], Cell]] = {"text": str, "number": _number, "fen": _number, "yuan": fen_of, "day": _day, "day8": _day8}
_NEEDED = {"header": ("kind", "issuer", "day"), "trailer": ("rows", "total")}
