"""Reads the YAML files of the policy book, and says what is wrong with them by file and parameter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from policy_parameters.parameter import Status, Unit
from policy_parameters.units import typed

BOOK = Path(__file__).parent / "book"
NATION = "100000"
_FOLDERS_OF_NATION = {"national", "defaults"}
"""What national documents say, and what the rule book proposes where no document says anything."""
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PARAMETER_KEYS = {"name", "label", "unit", "choices", "note", "values"}
_VALUE_KEYS = {"from", "until", "value", "source", "clause", "status", "note"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the book: a value of a parameter in a region from a year on (and until a year, if it says so)."""

    name: str
    label: str
    unit: Unit
    choices: tuple[str, ...]
    value: Any
    region: str
    from_year: int
    until_year: int | None
    source: str
    clause: str
    status: Status
    where: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong (error) or worth knowing (warning) in the book or in a table."""

    level: str
    code: str
    where: str
    msg: str

    def __str__(self) -> str:
        return f"{self.level}: {self.where}: {self.code}: {self.msg}"


def read_yaml(path: Path) -> Any:
    """The content of a YAML file; raises yaml.YAMLError with file and line."""
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=_Loader)  # noqa: S506 - it is a safe loader, in C


def read_sources(folder: Path) -> Mapping[str, str]:
    """The documents that values may cite: key -> title."""
    path = folder / "sources.yaml"
    return {str(key): str(title) for key, title in read_yaml(path).items()} if path.exists() else {}


def read_book(folder: Path) -> tuple[list[Entry], list[Problem]]:
    """All entries below a folder and the problems found on the way. An entry with a problem is left out."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    sources = read_sources(folder)
    for path in sorted(folder.rglob("*.yaml")):
        if path.name == "sources.yaml":
            continue
        where = path.relative_to(folder).as_posix()
        try:
            entries.extend(_entries_of(read_yaml(path), where, sources, problems))
        except (yaml.YAMLError, TypeError, KeyError, AttributeError) as error:
            problems.append(Problem("error", "UNREADABLE", where, " ".join(str(error).split())))
    return entries, problems


def _entries_of(content: Any, where: str, sources: Mapping[str, str], problems: list[Problem]) -> Iterator[Entry]:
    region = str(content["region"])
    folder = where.split("/", maxsplit=1)[0]
    if folder not in (_FOLDERS_OF_NATION if region == NATION else {region}):
        problems.append(Problem("error", "REGION_FOLDER", where, f"region {region} lies in folder {folder}"))
    for parameter in content["parameters"]:
        here = f"{where}: {parameter.get('name', '(without a name)')}"
        faults = _parameter_faults(parameter)
        if faults:
            problems.append(Problem("error", "PARAMETER", here, "; ".join(faults)))
            continue
        for line in parameter["values"]:
            entry = _entry(parameter, line, region, f"{here} from {line.get('from', '?')}", sources, problems)
            if entry is not None:
                yield entry


def _parameter_faults(parameter: Mapping[str, Any]) -> list[str]:
    faults = [f"no {key}" for key in ("name", "label", "unit", "values") if not parameter.get(key)]
    faults += [f"unknown key {key}" for key in sorted(set(parameter) - _PARAMETER_KEYS)]
    if parameter.get("unit") not in set(Unit):
        faults.append(f"unknown unit {parameter.get('unit')}")
    if parameter.get("unit") == Unit.CHOICE and not parameter.get("choices"):
        faults.append("a choice needs choices")
    return faults


def _entry(
    parameter: Mapping[str, Any], line: Mapping[str, Any], region: str, where: str, sources: Mapping[str, str], problems: list[Problem]
) -> Entry | None:
    unit, choices = Unit(parameter["unit"]), tuple(parameter.get("choices", ()))
    faults = _line_faults(line, sources)
    value: Any = None
    try:
        value = typed(unit, line.get("value"), choices)
    except ValueError as error:
        faults.append(("VALUE_TYPE", str(error)))
    if faults:
        problems.extend(Problem("error", code, where, msg) for code, msg in faults)
        return None
    return Entry(
        parameter["name"], parameter["label"], unit, choices, value, region,
        line["from"], line.get("until"), line["source"], line["clause"], Status(line["status"]), where,
    )  # fmt: skip


def _line_faults(line: Mapping[str, Any], sources: Mapping[str, str]) -> list[tuple[str, str]]:
    faults: list[tuple[str, str]] = [("UNKNOWN_KEY", key) for key in sorted(set(line) - _VALUE_KEYS)]
    if line.get("source") not in sources:
        faults.append(("NOT_CITED", f"source {line.get('source')} is not in sources.yaml"))
    if not isinstance(line.get("clause"), str) or not line["clause"]:
        faults.append(("NOT_CITED", "no clause"))
    if line.get("status") not in set(Status):
        faults.append(("STATUS", f"unknown status {line.get('status')}"))
    if not isinstance(line.get("from"), int):
        faults.append(("YEARS", "no year to start from"))
    elif line.get("until") is not None and (not isinstance(line["until"], int) or line["until"] < line["from"]):
        faults.append(("YEARS", "ends before it starts"))
    return faults


def labels_of(entries: Sequence[Entry]) -> Mapping[str, str]:
    """name -> Chinese label."""
    return {entry.name: entry.label for entry in entries}
