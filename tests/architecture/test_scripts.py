"""The scripts are POSIX sh, say what they do, and tell a person without a Python what to install."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT

SCRIPTS = [path for path in sorted((ROOT / "script").iterdir()) if path.is_file()] + [ROOT / ".ci" / "run"]
SOURCED = {"servers"}
TOOLS = ("dirname", "cmp", "grep", "cp", "sh", "env", "cat", "date")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_parses_and_can_be_run(script: Path) -> None:
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0
    assert script.name in SOURCED or os.access(script, os.X_OK)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_begins_by_saying_what_it_does(script: Path) -> None:
    lines = script.read_text(encoding="utf-8").splitlines()
    said = lines if script.name in SOURCED else lines[1:]
    assert said[0].startswith("# ")
    assert script.name in SOURCED or lines[0] == "#!/bin/sh"


def test_all_scripts_are_there() -> None:
    assert {"bootstrap", "bench", "check", "demo", "keys", "season", "servers", "test"} <= {path.name for path in SCRIPTS}


def test_without_a_python_a_script_says_what_to_install(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found is not None
        (tools / name).symlink_to(found)
    for name in ("python3.11", "python3.12", "python3.13", "python3.14", "python3", "python"):
        old = tools / name
        old.write_text("#!/bin/sh\nexit 1\n")
        old.chmod(0o755)
    run = subprocess.run(
        ["sh", str(ROOT / "script" / "demo"), "--once"],
        env={"PATH": str(tools), "HOME": str(tmp_path), "CANBAO_VENV": str(tmp_path / "venv")},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert run.returncode == 1
    assert "Canbao needs Python 3.11 or newer" in run.stderr
    assert "apt-get install python3 python3-venv" in run.stderr
    assert not (tmp_path / "venv").exists()
