"""The console's files: vendored builds as listed, nothing from other hosts, no big files of our own."""

import hashlib
import re
from pathlib import Path

CONSOLE = Path(__file__).parents[2] / "deploy/console"
VENDOR = CONSOLE / "vendor"


def own_files() -> list[Path]:
    return [file for file in CONSOLE.rglob("*") if file.suffix in {".js", ".css", ".html"} and VENDOR not in file.parents]


def test_vendored_files_are_those_listed() -> None:
    listed = dict(re.findall(r"`([\w./-]+)` \| `([0-9a-f]{64})`", (VENDOR / "README.md").read_text()))
    there = {
        str(file.relative_to(VENDOR)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in VENDOR.rglob("*")
        if file.suffix in {".js", ".css"}
    }
    assert listed == there
    assert all((VENDOR / package / "LICENSE").is_file() for package in {name.split("/")[0] for name in listed})


def test_nothing_comes_from_another_host() -> None:
    assert own_files()
    for file in own_files():
        assert not re.search(r"""(src|href|url|from|fetch)\s*[=(]?\s*["'(]?(https?:)?//""", file.read_text()), file


def test_everything_named_by_the_page_is_there() -> None:
    for name in re.findall(r'(?:src|href)="([^":]+)"', (CONSOLE / "index.html").read_text()):
        assert (CONSOLE / name).is_file(), name


def test_own_files_are_short() -> None:
    assert max(len(file.read_text().splitlines()) for file in own_files()) <= 300
