"""All rules of the service with the module they stand in: what the coverage table and the documentation read."""

from collections.abc import Iterator
from types import ModuleType
from typing import NamedTuple

from benefits.domain import (
    answers,
    cover_elsewhere,
    entitlement,
    exemptions,
    filings,
    incentives,
    newborns,
    permits,
    repair,
    subsidised,
    suspension,
    waiting,
    windows,
)
from benefits.domain.rule import Rule

MODULES: tuple[ModuleType, ...] = (
    windows, newborns, subsidised, permits, waiting, cover_elsewhere, exemptions, repair, suspension, entitlement, incentives, filings,
    answers,
)  # fmt: skip


class PlacedRule(NamedTuple):
    """A rule and the module that applies it."""

    rule: Rule
    module: str


def all_rules() -> Iterator[PlacedRule]:
    """Every rule record where it is defined, in the order of the modules."""
    seen: set[int] = set()
    for module in MODULES:
        for found in vars(module).values():
            if isinstance(found, Rule) and id(found) not in seen:
                seen.add(id(found))
                yield PlacedRule(found, module.__name__.rpartition(".")[2])
