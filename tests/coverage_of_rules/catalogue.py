"""The rule book's ids with their owners and Chinese names, as catalogue.yaml lists them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

CATALOGUE = Path(__file__).with_name("catalogue.yaml")
SERVICES = {"REG": "registration", "PAY": "payment-bridge", "DUP": "dedup", "BEN": "benefits"}
KINDS = {"items": "服务事项", "rules": "规则", "transitions": "状态变化", "events": "事件", "vectors": "测试向量"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One id of the rule book: its kind, the services that decide it, its Chinese name; for an item, the operations that do it."""

    id: str
    kind: str
    owner: tuple[str, ...]
    name: str
    operations: tuple[str, ...] = ()


@cache
def catalogue() -> Mapping[str, Entry]:
    """All entries by id, in the order of the book."""
    told = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    entries = {entry.id: entry for entry in (*_named(told, "items"), *_named(told, "rules"), *_steps(told), *_named(told, "events"))}
    return entries | {entry.id: entry for entry in _vectors(told, entries)}


def _named(told: Mapping[str, Any], kind: str) -> Iterator[Entry]:
    for name, one in told[kind].items():
        yield Entry(name, kind, tuple(one["owner"]), one["name"], tuple(one.get("operations", ())))


def _steps(told: Mapping[str, Any]) -> Iterator[Entry]:
    for machine, one in told["transitions"].items():
        for step in one["steps"]:
            yield Entry(f"{machine} {step}", "transitions", tuple(one["owner"]), one["name"])


def _vectors(told: Mapping[str, Any], entries: Mapping[str, Entry]) -> Iterator[Entry]:
    for vector, shown in told["vectors"].items():
        owners = dict.fromkeys(owner for one in shown for owner in entries[one].owner)
        yield Entry(vector, "vectors", tuple(owners), _joined([entries[one].name for one in shown]))


def _joined(names: Sequence[str]) -> str:
    return "；".join(dict.fromkeys(names))
