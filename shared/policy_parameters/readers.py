"""Which parameters does the code read? What nobody reads decides nothing, and does not belong in the book.

A parameter is read where its value is asked for by name, `book.value("levy.surcharge", …)`, or where the field of its record is read,
`policy.read(levy_rules, …).surcharge`, in a module that knows that record or its reading, or imports a module that does. Where a field
only goes into a field of another record, `Terms(fixed=waiting.fixed_months)`, that one must be read in another module.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_SUBJECTS: Mapping[str, frozenset[str]] = {
    "duplicate": frozenset({"DuplicateRules", "duplicate_rules"}),
    "filings": frozenset({"FilingRules", "filing_rules"}),
    "incentives": frozenset({"IncentiveRules", "incentive_rules"}),
    "levy": frozenset({"LevyRules", "levy_rules"}),
    "midyear": frozenset({"MidyearRules", "midyear_rules"}),
    "newborn": frozenset({"NewbornRules", "newborn_rules"}),
    "refund": frozenset({"RefundRules", "refund_rules"}),
    "subsidy": frozenset({"SubsidyRules", "subsidy_rules"}),
    "waiting": frozenset({"WaitingRules", "waiting_rules"}),
    "windows": frozenset({"Windows", "windows"}),
}
"""The record of each subject, and its reading."""


@dataclass(frozen=True, slots=True)
class _Module:
    """What one module says."""

    dotted: str
    subjects: frozenset[str]
    imports: frozenset[str]
    asked: frozenset[str]
    read: frozenset[str]
    passed_on: tuple[tuple[str, str], ...]
    """A field, and the field of another record that it only goes into."""

    @property
    def loaded(self) -> frozenset[str]:
        """All fields that it touches."""
        return self.read | {name for name, _ in self.passed_on}


def unread(names: Iterable[str], packages: Sequence[Path]) -> list[str]:
    """The parameters that no module of these packages reads, sorted."""
    modules = [_module(path, package) for package in packages for path in sorted(package.rglob("*.py"))]
    subjects = {module.dotted: module.subjects for module in modules}
    read = {name for module in modules for name in module.asked}
    for module in modules:
        elsewhere = {name for other in modules if other is not module for name in other.loaded}
        fields = module.read | {name for name, into in module.passed_on if into in elsewhere}
        known = module.subjects.union(*(subjects.get(imported, frozenset()) for imported in module.imports))
        read |= {f"{subject}.{name}" for subject in known for name in fields}
    return sorted(set(names) - read)


def _module(path: Path, package: Path) -> _Module:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    known = {name for node in nodes for name in _known_names(node)}
    imports = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    passing = {id(node): keyword.arg for keyword in _passing_on(nodes) for node in ast.walk(keyword.value)}
    loads = [node for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)]
    return _Module(
        dotted=".".join(path.relative_to(package.parent).with_suffix("").parts),
        subjects=frozenset(subject for subject, names in _SUBJECTS.items() if names & known),
        imports=frozenset(imports),
        asked=frozenset(_asked(nodes)),
        read=frozenset(node.attr for node in loads if passing.get(id(node)) is None),
        passed_on=tuple((node.attr, into) for node in loads if (into := passing.get(id(node)))),
    )


def _known_names(node: ast.AST) -> Iterator[str]:
    """Classes that are defined, and names that are imported from the book's package."""
    if isinstance(node, ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("policy_parameters"):
        yield from (alias.name for alias in node.names)


def _passing_on(nodes: Iterable[ast.AST]) -> Iterator[ast.keyword]:
    """The arguments by name of what is made: `Terms(fixed=…)`."""
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id[:1].isupper():
            yield from (keyword for keyword in node.keywords if keyword.arg)


def _asked(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Names in `….value("levy.surcharge", …)`: the text itself, or what a name stands for in this module."""
    texts: dict[str, list[str]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign | ast.comprehension):
            targets, value = (node.targets, node.value) if isinstance(node, ast.Assign) else ([node.target], node.iter)
            for target in targets:
                if isinstance(target, ast.Name):
                    texts.setdefault(target.id, []).extend(_texts(value))
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "value" and node.args:
            first = node.args[0]
            yield from texts.get(first.id, []) if isinstance(first, ast.Name) else _texts(first)


def _texts(node: ast.AST) -> list[str]:
    return [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
