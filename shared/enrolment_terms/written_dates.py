"""Dates as people and spreadsheets write them: 2024-01-05, 2024.1.5, 20240105, 2024年1月5日, 二〇二四年一月五日, 45296."""

import re
from datetime import date, timedelta
from unicodedata import normalize

from enrolment_terms.writing import half_width

_PARTS = re.compile(r"([0-9]{4})(?:年|[-/.])([0-9]{1,2})(?:月|[-/.])([0-9]{1,2})[日号]?(?:[ T]00:00(?::00)?)?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_CHINESE = re.compile(r"([〇零○一二三四五六七八九]{4})年([元一二三四五六七八九十廿卅]{1,3})月([一二三四五六七八九十廿卅]{1,3})[日号]")
_BLANKS = re.compile(r"\s+(?=[年月日号])|(?<=[年月])\s+")
_DIGITS = {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_NUMBERS = {"元": 1, "十": 10, "廿": 20, "卅": 30} | {sign: int(value) for sign, value in _DIGITS.items() if value != "0"}
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(1, 73_051)
"""Days of Excel until the end of 2099."""


def read_date(written: str | float) -> date | None:
    """The date, None if it is none. A number is a day as Excel counts them, or eight digits."""
    if isinstance(written, bool):
        return None
    if isinstance(written, int | float):
        return _of_number(int(written)) if written == int(written) else None
    text = _BLANKS.sub("", half_width(normalize("NFC", written)).strip())
    if found := _PARTS.fullmatch(text) or _COMPACT.fullmatch(text):
        return _date(*map(int, found.groups()))
    if found := _CHINESE.fullmatch(text):
        year, month, day = found.groups()
        return _date(int("".join(map(_DIGITS.__getitem__, year))), _chinese_number(month), _chinese_number(day))
    return None


def _of_number(number: int) -> date | None:
    if number in _SERIALS:
        return _EXCEL_EPOCH + timedelta(days=number)
    found = _COMPACT.fullmatch(str(number))
    return _date(*map(int, found.groups())) if found else None


def _chinese_number(written: str) -> int:
    """十 is ten before a digit and times ten behind one: 二十一 is 21, 十一 is 11."""
    tens, _, ones = written.rpartition("十")
    if "十" not in written:
        return sum(_NUMBERS[sign] for sign in written)
    return _NUMBERS.get(tens, 1) * 10 + _NUMBERS.get(ones, 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
