"""The service items as data: `<item>.yaml` for the whole nation, `<area>/<item>.yaml` for what an area does differently.

Mappings are merged by their names, an area's over that of the area around it, an item's over the one that it `extends`; `null` takes a name
away. What several items share stands in `parts/<name>.yaml`, named by `with`. Everything is checked when the service starts: docs/items.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml
from msgspec import inspect as types

from policy_parameters.fact_reader import FactReader
from policy_parameters.yaml_nodes import NotYaml, compose, mapping_faults, pairs
from registration.domain.items import Item, Items, places_of
from registration.items.pages import page_faults

HERE, BUNDLES, PARTS = Path(__file__).parent, "bundles", "parts"
"""Beside the items lie the one-thing services that bring several of them together, and what several items share."""
_ITEM = types.type_info(Item)
_NULL, _EXTENDS, _WITH = "tag:yaml.org,2002:null", "extends", "with"
Key = tuple[str, str]
"""Code of an item and its area, the area empty for the nation."""


class BadItems(ValueError):
    """What is wrong in the declarations: each fault by file and line, in Chinese."""


@dataclass(frozen=True, slots=True)
class _File:
    """One file as it was read."""

    where: str
    node: yaml.MappingNode
    parts: tuple[yaml.MappingNode, ...]
    """What it shares with others, by `with`: it is merged over them."""

    @property
    def nodes(self) -> Iterator[yaml.MappingNode]:
        """The parts, and itself without what is no item."""
        yield from self.parts
        kept = [tuple(pair) for name, pair in pairs(self.node).items() if name not in (_EXTENDS, _WITH)]
        yield yaml.MappingNode(self.node.tag, kept, self.node.start_mark, self.node.end_mark)


@cache
def declared_items(more: Path | None = None) -> Items:
    """The items of this release, and those of a folder of the installation's own. Read once. Raises BadItems."""
    return read_items(HERE) if more is None else read_items(HERE, more)


def read_items(*folders: Path) -> Items:
    """All items below the folders; what stands in a later folder is merged over what stands before. Raises BadItems."""
    files: dict[Key, list[_File]] = {}
    faults: list[str] = []
    for folder in folders:
        for key, path in _paths(folder):
            file = _read(path, path.relative_to(folder).as_posix(), faults)
            if file is not None:
                files.setdefault(key, []).append(file)
    declared: dict[Key, Item] = {}
    for key in sorted(files, key=lambda one: len(_below(one, files))):
        item = _item(key, files, declared, faults)
        if item is not None:
            declared[key] = item
    faults += _shared_categories(declared)
    if faults:
        raise BadItems("\n".join(faults))
    by_category = {
        category: code for (code, area), item in declared.items() if not area and item.is_of_its_categories for category in item.categories
    }
    labels = {name: field.label for item in declared.values() for name, field in item.fields.items()}
    return Items(declared, by_category, labels)


def _paths(folder: Path) -> Iterator[tuple[Key, Path]]:
    for path in sorted(path for path in folder.rglob("*.yaml") if path.parent.name not in (BUNDLES, PARTS)):
        yield (path.stem, "" if path.parent == folder else path.parent.name), path


def _read(path: Path, where: str, faults: list[str]) -> _File | None:
    try:
        node = compose(path.read_text(encoding="utf-8"))
    except NotYaml as wrong:
        faults.append(f"{where}:{wrong.fault.line}: {wrong.fault.msg}")
        return None
    if not isinstance(node, yaml.MappingNode):
        faults.append(f"{where}:1: 应为一组项目（项目: 值）")
        return None
    found = list(mapping_faults(node))
    faults += [f"{where}:{one.line}: {one.msg}" for one in found]
    return None if found else _File(where, node, tuple(_parts(node, where, faults)))


def _parts(node: yaml.MappingNode, where: str, faults: list[str]) -> Iterator[yaml.MappingNode]:
    named = pairs(node)[_WITH].value if _WITH in pairs(node) else None
    for name in named.value if isinstance(named, yaml.SequenceNode) else ():
        path = HERE / PARTS / f"{name.value}.yaml"
        part = compose(path.read_text(encoding="utf-8")) if path.is_file() else None
        if isinstance(part, yaml.MappingNode):
            yield part
        else:
            faults.append(f"{where}:1: with：没有 {name.value}")


def _below(key: Key, files: Mapping[Key, list[_File]]) -> tuple[Key, ...]:
    """What an item is merged over, the nearest first: the same in the area around it, or the one it extends. Ends at what is missing."""
    chain = [key]
    while (base := _base(chain[-1], files)) is not None and base not in chain:
        chain.append(base)
    return tuple(chain[1:])


def _base(key: Key, files: Mapping[Key, list[_File]]) -> Key | None:
    code, area = key
    around = next(((code, place) for place in places_of(area)[1:] if (code, place) in files), None) if area else None
    extended = next((pairs(file.node)[_EXTENDS] for file in files.get(key, ()) if _EXTENDS in pairs(file.node)), None)
    return around or ((str(extended.value.value), "") if extended else None)


def _item(key: Key, files: Mapping[Key, list[_File]], declared: Mapping[Key, Item], faults: list[str]) -> Item | None:
    """The item of a key; None after a fault, and where that which it is merged over has one: it is told there."""
    base, where = _base(key, files), files[key][-1].where
    if base is not None and (base not in files or base == key or key in _below(base, files)):
        faults.append(f"{where}:1: extends：没有事项 {base[0]}")
    if base is not None and base not in declared:
        return None
    node, *rest = [node for one in (*reversed(_below(key, files)), key) for file in files[one] for node in file.nodes]
    for over in rest:
        node = _merged(node, over)
    reader = FactReader()
    item = reader.read(node, _ITEM, "")
    faults += [f"{where}:{one.line}: {one.msg}" for one in reader.faults]
    if not isinstance(item, Item):
        return None
    faults += [f"{where}:1: {fault}" for fault in page_faults(item)]
    return replace(item, code=key[0])


def _merged(above: yaml.MappingNode, own: yaml.MappingNode) -> yaml.MappingNode:
    """Own keys win; a mapping is merged into the mapping above it; null takes the key away."""
    found = pairs(above)
    for name, pair in pairs(own).items():
        before = found.get(name)
        if pair.value.tag == _NULL:
            found.pop(name, None)
        elif before is not None and isinstance(before.value, yaml.MappingNode) and isinstance(pair.value, yaml.MappingNode):
            found[name] = pair._replace(value=_merged(before.value, pair.value))
        else:
            found[name] = pair
    return yaml.MappingNode(own.tag, [tuple(pair) for pair in found.values()], own.start_mark, own.end_mark)


def _shared_categories(declared: Mapping[Key, Item]) -> list[str]:
    """A form that names no item is that of its category: one item only may have it."""
    owners: dict[str, set[str]] = {}
    for (code, _), item in declared.items():
        for category in item.categories if item.is_of_its_categories else ():
            owners.setdefault(category, set()).add(code)
    return [f"{category}：{'、'.join(sorted(codes))} 都列出了这一类别" for category, codes in owners.items() if len(codes) > 1]
