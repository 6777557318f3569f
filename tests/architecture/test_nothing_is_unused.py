"""No function, class, property or import that nobody uses. Fields are left out: they are read by the name of a column or a contract."""

import os
from pathlib import Path

from vulture.config import make_config
from vulture.core import Vulture

from tests.architecture.source_tree import ROOT

KINDS = {"function", "class", "import", "method", "property", "unreachable_code"}


def unused(paths: list[str]) -> list[str]:
    """What Vulture finds in these files and folders, by the settings of pyproject.toml."""
    config = make_config(["--config", str(ROOT / "pyproject.toml"), *paths])
    found = Vulture(ignore_names=config["ignore_names"], ignore_decorators=config["ignore_decorators"])
    found.scavenge(paths, exclude=config["exclude"])
    return [
        f"{os.path.relpath(item.filename, ROOT)}:{item.first_lineno} {item.name}" for item in found.get_unused_code(60) if item.typ in KINDS
    ]


def test_everything_is_used() -> None:
    assert unused([str(ROOT / folder) for folder in ("shared", "services", "deploy", "tests")]) == []


def test_what_nobody_uses_is_seen(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("import os\n\n\ndef nobody() -> int:\n    return 1\n")
    assert [line.rpartition(" ")[2] for line in unused([str(tmp_path)])] == ["os", "nobody"]
