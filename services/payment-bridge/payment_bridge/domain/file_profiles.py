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
    LEVY_RECEIPTS = "LEVY_RECEIPTS"
    REFUND_REVIEWS = "REFUND_REVIEWS"
    REFUND_PAYOUTS = "REFUND_PAYOUTS"
    EMPLOYEES = "EMPLOYEES"
    TAX_STATEMENT = "TAX_STATEMENT"
    BANK_STATEMENT = "BANK_STATEMENT"


STATEMENTS = (FileKind.TAX_STATEMENT, FileKind.BANK_STATEMENT)
labelled(
    FileKind,
    "批量文件种类",
    {
        FileKind.LEVIES: "应征数据",
        FileKind.RESULTS: "扣费结果、缴费与冲正",
        FileKind.LEVY_RECEIPTS: "应征回执",
        FileKind.REFUND_REVIEWS: "退费初审结果",
        FileKind.REFUND_PAYOUTS: "退费拨付结果",
        FileKind.EMPLOYEES: "职工医保参保关系",
        FileKind.TAX_STATEMENT: "税务对账单",
        FileKind.BANK_STATEMENT: "银行或国库对账单",
    },
)
_DIGITS = re.compile("[0-9]{1,18}")
_CONTROLS = re.compile("[\x00-\x1f\x7f]")
Cell = str | int | list[Any] | None
Row = Mapping[str, Cell]
"""By field: texts, dates as ISO texts, codes of ours, amounts in fen, lists of texts or of rows; None for what is not told."""


class LineFault(ValueError):
    """A line that is not as its profile says; `msg` in Chinese, without anything of its content."""

    def __init__(self, field: str | None, msg: str) -> None:
        self.field, self.msg = field, msg
        super().__init__(msg)


_Sign = Annotated[str, Meta(min_length=1, max_length=1)]


class Field(Struct, frozen=True, forbid_unknown_fields=True):
    """One column. `width` in bytes, for fixed widths only; `codes` names a table of the profile.

    A `list` has values with `between` between them, texts or, where it has `parts`, rows with `within` between their cells. What is not for
    us is a `skip`: it is not read, and written empty.
    """

    name: str
    title: str
    type: Literal["text", "number", "fen", "yuan", "day", "day8", "code", "list", "skip"] = "text"
    width: Annotated[int, Meta(ge=1, le=1000)] | None = None
    codes: str | None = None
    constant: str | None = None
    optional: bool = False
    parts: tuple["Field", ...] = ()
    between: _Sign = ";"
    within: _Sign = ","

    @property
    def is_told(self) -> bool:
        """False for what stands in each line alike, and for what is not read."""
        return self.constant is None and self.type != "skip"


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
    delimiter: _Sign | None = None

    @cached_property
    def _told(self) -> dict[str, dict[str, str]]:
        return {name: {told: ours for ours, told in table.items()} for name, table in self.codes.items()}

    def read(self, fields: Sequence[Field], lines: Sequence[bytes]) -> list[dict[str, Cell]]:
        """Lines of these columns. What is written otherwise than its type says stays as the text that it is. Raises LineFault.

        Column by column: what stands in many lines (days, amounts, codes) is read once.
        """
        split = self.splitter(fields)
        columns = zip(*(split(line) for line in lines), strict=True) if lines else [()] * len(fields)
        told = [(field.name, self.values(field, column)) for field, column in zip(fields, columns, strict=True) if field.is_told]
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
        if field.type == "list":
            return [self._item(field, item) for item in cell.split(field.between)]
        try:
            return _READ[field.type](cell) if field.type != "code" else self._code(field, cell)
        except ValueError:
            return cell

    def _item(self, field: Field, item: str) -> str | dict[str, Cell]:
        """One of a list; a row with more or fewer cells than it has parts stays the text that it is."""
        if not field.parts:
            return self._code(field, item) if field.codes else item
        cells = item.split(field.within)
        if len(cells) != len(field.parts):
            return item
        return {part.name: self._value(part, cell) for part, cell in zip(field.parts, cells, strict=True)}

    def _code(self, field: Field, cell: str) -> str:
        if field.codes == "kinds":
            return next((kind for kind, told in self.kinds.items() if told == cell), cell)
        return self._told[field.codes or ""].get(cell, cell)

    def _written(self, field: Field, row: Row) -> bytes:
        text = self._told_in(field, row)
        if (self.delimiter or "\n") in text or text != text.strip(" "):
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

    def _told_in(self, field: Field, row: Row, apart: str = "") -> str:
        """A cell without its width; none of the signs of `apart` may stand in it."""
        value = field.constant if field.constant is not None else row.get(field.name)
        if field.type == "skip" or value is None or value == []:
            if not field.optional and field.type != "skip":
                raise LineFault(field.name, f"{field.title}未填")
            return ""
        if isinstance(value, list):
            return field.between.join(self._item_text(field, item) for item in value)
        text = self._text(field, value)
        if _CONTROLS.search(text) or not {*apart}.isdisjoint(text):
            raise LineFault(field.name, f"{field.title}含有不能写入文件的字符")
        return text

    def _item_text(self, field: Field, item: str | Row) -> str:
        parts, apart = field.parts, field.between + field.within
        if isinstance(item, str):
            one = Field(field.name, field.title, "code" if field.codes else "text", codes=field.codes)
            return self._told_in(one, {field.name: item}, field.between)
        return field.within.join(self._told_in(part, item, apart) for part in parts)

    def _text(self, field: Field, value: str | int) -> str:
        if field.type == "code":
            table: Mapping[Any, str] = self.kinds if field.codes == "kinds" else self.codes[field.codes or ""]
            if value not in table:
                raise LineFault(field.name, f"{field.title}没有对应的代码")
            return table[value]
        if field.type == "yuan":
            return yuan(int(value))
        return str(value).replace("-", "") if field.type == "day8" else str(value)


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
