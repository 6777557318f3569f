"""Between rows and dataclasses: a dataclass whose fields bear the names of columns needs no list of its own."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from enum import Enum
from functools import cache
from inspect import Parameter, signature
from operator import attrgetter, itemgetter
from types import NoneType, UnionType
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from row_sets.statement import Record

Columns: TypeAlias = dict[str, Sequence[Any]]
Kind = TypeVar("Kind")
_NAMES: dict[type, tuple[str, ...]] = {}


def names_of(kind: type, *, without: Sequence[str] = ()) -> tuple[str, ...]:
    """The fields of a dataclass, a msgspec Struct or a NamedTuple."""
    return tuple(name for name in _field_names(kind) if name not in without)


def columns_of(rows: Sequence[Any], names: Sequence[str]) -> Columns:
    """These fields of the rows, column by column: what a statement over given rows takes. Empty columns if there are no rows."""
    if not rows:
        return dict.fromkeys(names, ())
    return dict(zip(names, zip(*map(values_reader(tuple(names)), rows), strict=True), strict=True))


def values_of(*given: Any) -> dict[str, Any]:
    """The fields of dataclasses, by name: what a statement over one row takes."""
    values: dict[str, Any] = {}
    for one in given:
        names = _field_names(type(one))
        values.update(zip(names, values_reader(names)(one), strict=True))
    return values


@cache
def values_reader(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """Reads these fields of one row, in their order."""
    return attrgetter(*names) if len(names) > 1 else lambda one: (getattr(one, names[0]),)


def reader(kind: type[Kind], **own: Callable[[Any], Any]) -> Callable[[Record], Kind]:
    """Makes one of `kind` of a row that has a column for each of its fields: texts become enumerations, arrays tuples.

    `own` are conversions of columns that need another one, such as JSON. Nulls stay None.
    """
    names = _field_names(kind)
    read = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
    hints = get_type_hints(kind)
    found = ((position, own.get(name) or _conversion(hints[name])) for position, name in enumerate(names))
    conversions = tuple((position, convert) for position, convert in found if convert)
    by_name = any(one.kind is Parameter.KEYWORD_ONLY for one in signature(kind).parameters.values())
    if not conversions and not by_name:
        return lambda row: kind(*read(row))

    def make(row: Record) -> Kind:
        values = list(read(row))
        for position, convert in conversions:
            if values[position] is not None:
                values[position] = convert(values[position])
        return kind(**dict(zip(names, values, strict=True))) if by_name else kind(*values)

    return make


def _conversion(hint: object) -> Callable[[Any], Any] | None:
    if get_origin(hint) in (Union, UnionType):
        kinds = [one for one in get_args(hint) if one is not NoneType]
        return _conversion(kinds[0]) if len(kinds) == 1 else None
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _code_reader(hint)
    return tuple if get_origin(hint) is tuple else None


def _code_reader(codes: type[Enum]) -> Callable[[Any], Enum]:
    """Calls the enumeration for codes only that it does not know: a call takes seven times as long."""
    known = {code.value: code for code in codes}
    return lambda value: known.get(value) or codes(value)


def _field_names(kind: type) -> tuple[str, ...]:
    names = _NAMES.get(kind)
    if names is None:
        named: tuple[str, ...] = getattr(kind, "__struct_fields__", None) or getattr(kind, "_fields", None) or ()
        names = _NAMES[kind] = named or tuple(field.name for field in fields(kind))
    return names
