"""The .env of compose: who the containers run as, ports, images. No secret stands in it."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

_LINE = re.compile(r"^([A-Z_]+)=(.*)$", re.MULTILINE)


def values_in(file: Path) -> dict[str, str]:
    """The variables that a file sets; none if there is no file."""
    return dict(_LINE.findall(file.read_text(encoding="utf-8"))) if file.exists() else {}


def complete(file: Path, example: Path, own: Mapping[str, str], images: Mapping[str, str]) -> dict[str, str]:
    """Add what the example has and the file has not, with `own` values before those of the example; images are always those of the lock.

    Lines that are there stay as they are. The file is its owner's alone. Answers all variables.
    """
    there = file.read_text(encoding="utf-8") if file.exists() else ""
    known = values_in(file)
    text = _LINE.sub(lambda line: f"{line[1]}={images[line[1]]}" if line[1] in images else line[0], there)
    if text and not text.endswith("\n"):
        text += "\n"
    for name, value in {**values_in(example), **images}.items():
        if name not in known:
            text += f"{name}={own.get(name, value)}\n"
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    beside.replace(file)
    return values_in(file)
