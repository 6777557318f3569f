"""Files that hold secrets."""

import os
from pathlib import Path


def write_secret(file: Path, text: str) -> None:
    """Puts the file in its place as a whole, readable by its owner only."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
    beside.replace(file)
