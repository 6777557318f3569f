"""YAML as nodes that know their lines, and what is wrong with it in Chinese. Nothing is constructed here."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import yaml

_MERGE = "tag:yaml.org,2002:merge"
_QUICK: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as quick, with the same nodes and marks. It dies of what is nested ten thousand deep, and its words for faults are others."""
_DEEPEST = 3000
_SAYS = {
    "mapping values are not allowed": "此处不应有冒号，请检查缩进，含冒号的文字请加引号",
    "cannot start any token": "此处的字符不能这样写：缩进请用空格，文字请加引号",
    "could not find expected ':'": "项目名后缺少冒号",
    "expected ',' or ']'": "方括号没有闭合，或列表中缺少逗号",
    "expected ',' or '}'": "花括号没有闭合，或项目之间缺少逗号",
    "unexpected end of stream": "引号没有闭合",
    "expected <block end>": "缩进不一致",
    "did not find expected": "缩进不一致",
    "undefined alias": "引用了没有定义的 *名字",
    "duplicate anchor": "同一个 &名字 定义了两次",
    "another document": "一个文件只能有一份内容，请去掉 ---",
    "unknown escape character": "双引号内的反斜杠写法不对",
    "special characters are not allowed": "含有不允许的控制字符",
}


class Fault(NamedTuple):
    """Something wrong, with the line it stands in."""

    line: int
    msg: str


class Pair(NamedTuple):
    """One key of a mapping with its value."""

    key: yaml.Node
    value: yaml.Node


class NotYaml(ValueError):
    """The text is no YAML at all."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.msg)
        self.fault = fault


def line_of(node: yaml.Node) -> int:
    """The line in which the node begins, from 1."""
    return int(node.start_mark.line) + 1


def compose(text: str) -> yaml.Node | None:
    """The root of the text, None for an empty one. Raises NotYaml."""
    if _is_flat(text):
        with suppress(yaml.YAMLError, RecursionError):
            return yaml.compose(text, Loader=_QUICK)
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise NotYaml(_fault_of(error, text)) from error
    except RecursionError as error:
        raise NotYaml(Fault(1, "嵌套太深")) from error


def _is_flat(text: str) -> bool:
    """Nothing in it can be nested too deep: each level takes a bracket, or a column more than the one above."""
    return text.count("[") + text.count("{") + max(map(len, text.splitlines()), default=0) < _DEEPEST


def _fault_of(error: yaml.YAMLError, text: str) -> Fault:
    if isinstance(error, yaml.reader.ReaderError):
        return Fault(text.count("\n", 0, int(error.position)) + 1, _SAYS["special characters are not allowed"])
    mark = getattr(error, "problem_mark", None)
    found = " ".join(str(part) for part in (getattr(error, "problem", ""), getattr(error, "context", "")))
    says = next((said for sign, said in _SAYS.items() if sign in found), "不符合 YAML 的写法")
    return Fault(mark.line + 1 if mark else 1, says)


def pairs(node: yaml.MappingNode, above: tuple[int, ...] = ()) -> dict[str, Pair]:
    """The pairs by key, with `<<` merged in: own keys win, then those of the first merged mapping."""
    own: dict[str, Pair] = {}
    merged: dict[str, Pair] = {}
    for key, value in node.value:
        if key.tag == _MERGE:
            for one in value.value if isinstance(value, yaml.SequenceNode) else (value,):
                if isinstance(one, yaml.MappingNode) and id(one) not in (*above, id(node)):
                    merged = pairs(one, (*above, id(node))) | merged
        elif isinstance(key, yaml.ScalarNode):
            own[key.value] = Pair(key, value)
    return merged | own


def mapping_faults(node: yaml.Node, seen: set[int] | None = None) -> Iterator[Fault]:
    """Below the node: keys that stand twice (YAML would keep the last), keys that are no words, merges of what is no mapping."""
    seen = set() if seen is None else seen
    if id(node) in seen or isinstance(node, yaml.ScalarNode):
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        yield from _key_faults(node)
    for child in node.value:
        for part in child if isinstance(node, yaml.MappingNode) else (child,):
            yield from mapping_faults(part, seen)


def _key_faults(node: yaml.MappingNode) -> Iterator[Fault]:
    keys: set[str] = set()
    for key, value in node.value:
        if key.tag == _MERGE:
            merged = value.value if isinstance(value, yaml.SequenceNode) else (value,)
            if not all(isinstance(one, yaml.MappingNode) for one in merged):
                yield Fault(line_of(key), "<< 之后应为用 *名字 引用的一组项目")
        elif not isinstance(key, yaml.ScalarNode):
            yield Fault(line_of(key), "项目名应为文字")
        elif key.value in keys:
            yield Fault(line_of(key), f"{key.value}：写了两次")
        else:
            keys.add(key.value)
