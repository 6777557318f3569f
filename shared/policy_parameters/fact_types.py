"""Declared types of facts in Chinese words, for messages and for the page of facts."""

from collections.abc import Iterable
from difflib import get_close_matches
from enum import Enum

import msgspec
from msgspec import inspect as types

from policy_parameters.fact_words import FACT_WORDS

Record = types.StructType | types.DataclassType


def bare(wanted: types.Type) -> types.Type:
    """The type without its description and without the None beside it."""
    if isinstance(wanted, types.Metadata):
        return bare(wanted.type)
    if isinstance(wanted, types.UnionType):
        others = [bare(one) for one in wanted.types if not isinstance(one, types.NoneType)]
        if len(others) != 1:
            raise TypeError("a fact has one type, or one type and None")
        return others[0]
    return wanted


def may_be_null(wanted: types.Type) -> bool:
    """True if None is one of the types."""
    if isinstance(wanted, types.Metadata):
        return may_be_null(wanted.type)
    return isinstance(wanted, types.UnionType) and any(isinstance(one, types.NoneType) for one in wanted.types)


def type_words(wanted: types.Type) -> str:
    """The type as a clerk would say it."""
    if isinstance(wanted, types.UnionType):
        return next(type_words(one) for one in wanted.types if not isinstance(one, types.NoneType))
    if isinstance(wanted, types.Metadata):
        described = (wanted.extra_json_schema or {}).get("description")
        return str(described) if described else type_words(wanted.type)
    match wanted:
        case types.BoolType():
            return "是否（true 或 false）"
        case types.IntType(ge=low, le=high):
            return "整数" if low is None else f"整数（{low} 至 {high}）" if high is not None else f"整数（不小于 {low}）"
        case types.StrType():
            return "文字"
        case types.DateType():
            return "日期，如 2024-02-29"
        case types.DateTimeType():
            return "时间，如 2024-02-29T09:00:00"
        case types.EnumType() | types.LiteralType():
            return "代码"
        case types.StructType() | types.DataclassType():
            return "一组项目"
        case types.VarTupleType(item_type=item):
            return f"列表，每项为{type_words(item)}"
        case types.TupleType(item_types=items):
            return f"列表，恰好 {len(items)} 项，每项为{type_words(items[0])}"
        case types.DictType(key_type=key, value_type=value):
            return f"一组项目，项目名为{type_words(key)}，值为{type_words(value)}"
    raise TypeError(f"no words for {wanted}")


def allowed_values(wanted: types.Type) -> tuple[str, ...]:
    """The codes of an enumeration, nothing for other types."""
    match bare(wanted):
        case types.EnumType(cls=cls):
            return tuple(str(member.value) for member in cls)
        case types.LiteralType(values=values):
            return tuple(str(value) for value in values)
    return ()


def record_in(wanted: types.Type) -> Record | None:
    """The record that the type is, lists, or has for values."""
    match bare(wanted):
        case types.StructType() | types.DataclassType() as record:
            return record
        case types.VarTupleType(item_type=inside) | types.DictType(value_type=inside):
            return record_in(inside)
        case types.TupleType(item_types=(first, *_)):
            return record_in(first)
    return None


def default_words(field: types.Field) -> str:
    """What holds where the field is left out."""
    if field.required:
        return "必填"
    default = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
    return f"默认 {plain_words(msgspec.to_builtins(default))}"


def plain_words(value: object) -> str:
    """A plain value as a case would write it."""
    if isinstance(value, Enum):
        return plain_words(value.value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(plain_words(one) for one in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {plain_words(one)}" for key, one in value.items()) + "}"
    return "空" if value is None or value == "" else str(value)


def named(fact: str) -> str:
    """insured_years（已参保年度）."""
    return f"{fact}（{FACT_WORDS[fact]}）" if fact in FACT_WORDS else fact


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant: strat is start rather than state."""
    close = get_close_matches(word, tuple(known), n=3)
    return next((one for one in close if sorted(one) == sorted(word)), close[0] if close else None)


def suggestion(word: str, known: Iterable[str], otherwise: str) -> str:
    """，是否应为 GREEN？ or else what is said in its place."""
    meant = closest(word, known)
    return f"，是否应为 {meant}？" if meant else otherwise
