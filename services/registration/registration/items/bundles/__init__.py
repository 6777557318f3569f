"""The one-thing services as data: `bundles/<code>.yaml`, read and checked when the service starts."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import yaml
from msgspec import inspect as types

from policy_parameters.fact_reader import FactReader
from policy_parameters.yaml_nodes import NotYaml, compose, mapping_faults
from registration.domain.bundle import BundleKind, BundleKinds
from registration.items import BUNDLES, HERE, BadItems, declared_items

_KIND = types.type_info(BundleKind)


@cache
def declared_bundles(more: Path | None = None) -> BundleKinds:
    """Those of this release, and those of a folder of the installation's own, which win. Raises BadItems."""
    known = {code for code, _ in declared_items(more).declared}
    folders = (HERE, more) if more else (HERE,)
    paths = {path.stem: path for folder in folders for path in sorted((folder / BUNDLES).glob("*.yaml"))}
    return {code: _read(path, known) for code, path in paths.items()}


def _read(path: Path, known: set[str]) -> BundleKind:
    where = f"{BUNDLES}/{path.name}"
    try:
        node = compose(path.read_text(encoding="utf-8"))
    except NotYaml as wrong:
        raise BadItems(f"{where}:{wrong.fault.line}: {wrong.fault.msg}") from None
    if not isinstance(node, yaml.MappingNode):
        raise BadItems(f"{where}:1: 应为一组项目（项目: 值）")
    reader = FactReader()
    kind = reader.read(node, _KIND, "")
    faults = [*mapping_faults(node), *reader.faults]
    if faults or not isinstance(kind, BundleKind):
        raise BadItems("\n".join(f"{where}:{one.line}: {one.msg}" for one in faults))
    if strange := sorted(set(kind.items) - known):
        raise BadItems(f"{where}:1: 没有事项 {'、'.join(strange)}")
    return replace(kind, code=path.stem)
