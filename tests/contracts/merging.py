"""One contract of the four: one host, four prefixes. Names are unique; what two services share is equal."""

from collections.abc import Mapping, Sequence
from typing import Any


class NamesDiffer(ValueError):
    """One name stands for two things in two services."""


def merged(documents: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Paths, schemas and security of all documents. Raises NamesDiffer."""
    whole: dict[str, Any] = {
        "openapi": documents[0]["openapi"],
        "info": {"title": "参保（Canbao）", "version": documents[0]["info"]["version"]},
        "paths": {},
        "components": {},
    }
    for document in documents:
        _add(whole["paths"], document["paths"])
        for kind, parts in document["components"].items():
            _add(whole["components"].setdefault(kind, {}), parts)
    names = [operation["operationId"] for methods in whole["paths"].values() for operation in methods.values()]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise NamesDiffer(f"operations {twice}")
    return whole


def _add(all_parts: dict[str, Any], parts: Mapping[str, Any]) -> None:
    differ = sorted(name for name, part in parts.items() if all_parts.setdefault(name, part) != part)
    if differ:
        raise NamesDiffer(f"{differ} mean different things in two services")
