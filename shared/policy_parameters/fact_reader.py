"""Reads YAML nodes as the types that a decision declares, and keeps every fault with its line, in Chinese."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import yaml
from msgspec import UNSET
from msgspec import inspect as types

from enrolment_terms.benefit_year import SHANGHAI
from policy_parameters.fact_types import Record, allowed_values, bare, closest, may_be_null, named, suggestion, type_words
from policy_parameters.rule_facts import FactsRefused
from policy_parameters.yaml_nodes import Fault, Pair, line_of, pairs

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?([+-][0-9]{2}:[0-9]{2})?")
_YEARS = range(1900, 2101)
_LISTED = 30
_BOOLS = yaml.SafeLoader.bool_values


class FactReader:
    """One reading of one part of a case. `partial`: an expectation, which names only what it wants to see."""

    def __init__(self, partial: bool = False) -> None:
        self.partial = partial
        self.faults: list[Fault] = []

    def read(self, node: yaml.Node, wanted: types.Type, where: str) -> object:
        """The value; UNSET after a fault. A record is read as its class, in an expectation as a mapping."""
        if isinstance(wanted, types.AnyType):
            return node
        if _kind(node) == "null":
            return None if may_be_null(wanted) else self._wrong(node, where, f"不能为空，应为{type_words(wanted)}")
        match bare(wanted):
            case types.StructType() | types.DataclassType() as record:
                return self._record(node, record, where)
            case types.VarTupleType(item_type=item):
                return self._items(node, item, wanted, where)
            case types.TupleType(item_types=items):
                return self._exactly(node, items, wanted, where)
            case types.DictType(key_type=key, value_type=value):
                return self._mapping(node, key, value, where)
            case inner:
                return self._scalar(node, inner, wanted, where)

    def members(self, node: yaml.Node, fields: Sequence[types.Field], where: str) -> dict[str, object]:
        """What could be read of a mapping, by field. Unknown, missing and wrong keys are faults."""
        if not isinstance(node, yaml.MappingNode):
            self._wrong(node, where, "应为一组项目（项目: 值）")
            return {}
        found = pairs(node)
        by_name = {field.name: field for field in fields}
        meant = {name: closest(name, by_name) for name in found if name not in by_name}
        for name, close in meant.items():
            self._wrong(found[name].key, _below(where, name), f"没有这一项，{_offered(close, by_name)}")
        if not self.partial:
            for name in (field.name for field in fields if field.required and field.name not in {*found, *meant.values()}):
                self._wrong(node, where, f"缺少 {named(name)}")
        read = {name: self.read(pair.value, by_name[name].type, _below(where, name)) for name, pair in found.items() if name in by_name}
        return {name: value for name, value in read.items() if value is not UNSET}

    def _wrong(self, node: yaml.Node, where: str, msg: str) -> object:
        self.faults.append(Fault(line_of(node), f"{where}：{msg}" if where else msg))
        return UNSET

    def _record(self, node: yaml.Node, record: Record, where: str) -> object:
        before = len(self.faults)
        values = self.members(node, record.fields, where)
        if self.partial:
            return values
        if len(self.faults) > before:
            return UNSET
        try:
            return record.cls(**values)
        except FactsRefused as refused:
            return self._wrong(node, where, str(refused))

    def _items(self, node: yaml.Node, item: types.Type, wanted: types.Type, where: str) -> object:
        if not isinstance(node, yaml.SequenceNode):
            return self._wrong(node, where, f"应为{type_words(wanted)}")
        return tuple(self.read(one, item, f"{where}[{number}]") for number, one in enumerate(node.value, start=1))

    def _exactly(self, node: yaml.Node, items: Sequence[types.Type], wanted: types.Type, where: str) -> object:
        if not isinstance(node, yaml.SequenceNode) or len(node.value) != len(items):
            return self._wrong(node, where, f"应为{type_words(wanted)}")
        return self._items(node, items[0], wanted, where)

    def _mapping(self, node: yaml.Node, key: types.Type, value: types.Type, where: str) -> object:
        if not isinstance(node, yaml.MappingNode):
            return self._wrong(node, where, "应为一组项目（项目: 值）")
        found: Sequence[Pair] = tuple(pairs(node).values())
        return {
            self.read(pair.key, key, _below(where, pair.key.value)): self.read(pair.value, value, _below(where, pair.key.value))
            for pair in found
        }

    def _scalar(self, node: yaml.Node, inner: types.Type, wanted: types.Type, where: str) -> object:
        if not isinstance(node, yaml.ScalarNode):
            return self._wrong(node, where, f"应为{type_words(wanted)}")
        if allowed := allowed_values(inner):
            return self._code(node, inner, allowed, where)
        value = _value(node.value, _kind(node), inner)
        if value is not UNSET:
            return value
        no_such_day = isinstance(inner, types.DateType) and _DAY.fullmatch(node.value)
        quote = "，数字作文字时请加引号" if isinstance(inner, types.StrType) and not inner.pattern and _kind(node) != "str" else ""
        why = "没有这一天，或超出 1900 年至 2100 年" if no_such_day else f"应为{type_words(wanted)}{quote}"
        return self._wrong(node, where, f"{node.value} 不对，{why}")

    def _code(self, node: yaml.ScalarNode, inner: types.Type, allowed: tuple[str, ...], where: str) -> object:
        if node.value in allowed:
            return inner.cls(node.value) if isinstance(inner, types.EnumType) else node.value
        known = f"可取：{'、'.join(allowed)}" if len(allowed) <= _LISTED else ""
        return self._wrong(node, where, f"没有 {node.value}{suggestion(node.value, allowed, '，' if known else '')}{known}")


def _value(text: str, kind: str, wanted: types.Type) -> object:
    """The value of a plain text, UNSET if it is none of the wanted type."""
    match wanted:
        case types.BoolType() if kind == "bool":
            return _BOOLS[text.lower()]
        case types.IntType(ge=low, le=high) if kind == "int" and _WHOLE.fullmatch(text):
            number = int(text)
            return UNSET if (low is not None and number < low) or (high is not None and number > high) else number
        case types.StrType(pattern=None) if kind == "str":
            return text
        case types.StrType(pattern=str(pattern)) if re.fullmatch(pattern, text):
            return text
        case types.DateType() if _DAY.fullmatch(text):
            return _in_time(date, text)
        case types.DateTimeType() if _MOMENT.fullmatch(text):
            moment = _in_time(datetime, text)
            return moment.replace(tzinfo=SHANGHAI) if isinstance(moment, datetime) and moment.tzinfo is None else moment
    return UNSET


def _in_time(cls: type[date], text: str) -> object:
    try:
        moment = cls.fromisoformat(text)
    except ValueError:
        return UNSET
    return moment if moment.year in _YEARS else UNSET


def _offered(close: str | None, known: Iterable[str]) -> str:
    """What to write in place of an unknown key."""
    if close:
        return f"是否应为 {named(close)}？"
    offered = "、".join(named(name) for name in known)
    return f"可用的有：{offered}" if offered else "这里不需要任何项目"


def _kind(node: yaml.Node) -> str:
    return str(node.tag.rpartition(":")[2])


def _below(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
