"""From what stands in a YAML file to a typed value, by the unit."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from enrolment_terms.money import fen_of
from policy_parameters.parameter import Unit

_MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
_CAMPAIGN_BEGINS = "07-01"
_RATIO = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def typed(unit: Unit, raw: object, choices: Sequence[str] = ()) -> Any:
    """The value of `raw` in this unit. Days of the year stay "MM-DD" until a year is known. Raises ValueError."""
    if unit is Unit.CHOICE:
        return _choice(raw, choices)
    return _PARSERS[unit](raw)


def for_year(unit: Unit, value: Any, year: int) -> Any:
    """A day of the year becomes a date; everything else is itself."""
    if isinstance(value, date):
        return value
    if unit is Unit.DAY_OF_CAMPAIGN:
        return date.fromisoformat(f"{year - (value >= _CAMPAIGN_BEGINS):04d}-{value}")
    if unit is Unit.DAY_OF_YEAR:
        return date.fromisoformat(f"{year:04d}-{value}")
    return value


def _choice(raw: object, choices: Sequence[str]) -> str:
    if not isinstance(raw, str) or raw not in choices:
        raise ValueError(f"must be one of {', '.join(choices)}")
    return raw


def _yuan(raw: object) -> int:
    if not isinstance(raw, str):
        raise ValueError('must be yuan in quotes, such as "406.00"')
    return fen_of(raw)


def _ratio(raw: object) -> Decimal:
    if not isinstance(raw, str) or not _RATIO.fullmatch(raw):
        raise ValueError('must be a ratio in quotes, such as "0.20"')
    return Decimal(raw)


def _whole(raw: object) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or raw < 0:
        raise ValueError("must be a whole number, not negative")
    return raw


def _weekday(raw: object) -> int:
    if _whole(raw) not in range(1, 8):
        raise ValueError("must be a weekday from 1 (Monday) to 7")
    return _whole(raw)


def _flag(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise ValueError("must be true or false")
    return raw


def _text(raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError("must be a text")
    return raw


def _date(raw: object) -> date:
    if not isinstance(raw, date):
        raise ValueError("must be a date such as 2023-09-10")
    return raw


def _day(raw: object) -> str | date:
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str) or not _MONTH_DAY.fullmatch(raw):
        raise ValueError('must be a day in quotes, such as "10-07"')
    date.fromisoformat(f"2023-{raw}")  # 29 February is no day of every year
    return raw


def _codes(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list | tuple) or not all(isinstance(code, str) for code in raw) or len(set(raw)) != len(raw):
        raise ValueError("must be a list of different codes")
    return tuple(raw)


def _table(raw: object) -> tuple[Mapping[str, Any], ...]:
    if not isinstance(raw, list | tuple) or not all(isinstance(row, Mapping) for row in raw):
        raise ValueError("must be a list of rows")
    return tuple(MappingProxyType(dict(row)) for row in raw)


def _record(raw: object) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping) or not raw:
        raise ValueError("must be a mapping")
    return MappingProxyType(dict(raw))


_PARSERS: Mapping[Unit, Callable[[object], Any]] = {
    Unit.YUAN: _yuan,
    Unit.RATIO: _ratio,
    Unit.COUNT: _whole,
    Unit.MONTHS: _whole,
    Unit.DAYS: _whole,
    Unit.WEEKS: _whole,
    Unit.YEARS: _whole,
    Unit.MINUTES: _whole,
    Unit.YEAR: _whole,
    Unit.WEEKDAY: _weekday,
    Unit.FLAG: _flag,
    Unit.TEXT: _text,
    Unit.DATE: _date,
    Unit.DAY_OF_CAMPAIGN: _day,
    Unit.DAY_OF_YEAR: _day,
    Unit.CODES: _codes,
    Unit.TABLE: _table,
    Unit.RECORD: _record,
}
