"""The parameters of the policy book that a rule case sets."""

from collections.abc import Mapping

import yaml

from policy_parameters.fact_types import suggestion
from policy_parameters.parameter import Unit
from policy_parameters.policy_book import PolicyBook
from policy_parameters.yaml_nodes import Fault, Pair, line_of

_WHOLE = "应为不小于 0 的整数"
_WANTED: Mapping[Unit, str] = {
    Unit.YUAN: '应为加引号的金额（元），如 "406.00"',
    Unit.RATIO: '应为加引号的比例，如 "0.20"',
    Unit.WEEKDAY: "应为 1（星期一）至 7",
    Unit.FLAG: "应为 true 或 false",
    Unit.TEXT: "应为文字",
    Unit.DATE: "应为存在的日期，如 2023-09-10",
    Unit.DAY_OF_CAMPAIGN: '应为加引号的月日，如 "10-07"',
    Unit.DAY_OF_YEAR: '应为加引号的月日，如 "06-30"',
    Unit.CODES: "应为不重复的代码列表",
    Unit.TABLE: "应为多行的表",
    Unit.RECORD: "应为一组项目",
}


def policy_of(written: Mapping[str, Pair], book: PolicyBook, faults: list[Fault]) -> PolicyBook:
    """The book with these values in it; unknown names and wrong values become faults."""
    values: dict[str, object] = {}
    entries = {entry.name: entry for entry in book.entries()} if written else {}
    for name, pair in written.items():
        if name not in entries:
            meant = suggestion(name, entries, "，参数名见政策参数手册")
            faults.append(Fault(line_of(pair.key), f"policy.{name}：政策参数手册没有这一参数{meant}"))
            continue
        try:
            values[name] = _plain(pair.value)
            book.with_values({name: values[name]})
        except (ValueError, ArithmeticError, TypeError, RecursionError, yaml.YAMLError):
            wanted = _WANTED.get(entries[name].unit, _WHOLE)
            choices = "、".join(entries[name].choices)
            faults.append(Fault(line_of(pair.value), f"policy.{name}：{f'应为 {choices} 之一' if choices else wanted}"))
    return book if faults or not values else book.with_values(values)


def _plain(node: yaml.Node) -> object:
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()
