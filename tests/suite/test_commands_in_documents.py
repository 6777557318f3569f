"""Every `canbao` command that a page names is one that there is, with options that it has."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from canbao_suite.command_line import app
from tests.architecture.source_tree import ROOT

PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
_NAMED = re.compile(r"(?:^|[`(]|(?<!-n) )(?:\.venv/bin/)?canbao ([a-z][^`\n|;]*)", re.MULTILINE)
_CODE = re.compile(r"^```\w*\n(.*?)^```$|`([^`\n]+)`", re.MULTILINE | re.DOTALL)


def commands_on(page: Path) -> list[str]:
    """What follows `canbao`, in blocks and in the line, without remarks."""
    code = [block or line for block, line in _CODE.findall(page.read_text(encoding="utf-8"))]
    return [found.partition(" #")[0].rstrip(") ") for text in code for found in _NAMED.findall(text)]


def faults_of(written: str) -> list[str]:
    """Words that are no command, options that the command does not have."""
    words = [word for word in shlex.split(written.replace("…", "").replace("[", " ").replace("]", " ")) if word not in {"…", "\\"}]
    command: Any = typer.main.get_command(app)
    while words and hasattr(command, "commands"):
        if words[0].startswith("-"):
            break
        word = words.pop(0)
        if word not in command.commands:
            return [] if "|" in word else [f"no command {word!r}"]
        command = command.commands[word]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    return [f"no option {word!r}" for word in words if word.startswith("--") and word.partition("=")[0] not in known]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_of_a_page_are_there(page: Path) -> None:
    assert {written: faults for written in commands_on(page) if (faults := faults_of(written))} == {}


def test_commands_are_found() -> None:
    named = commands_on(ROOT / "docs/runbooks/queue-grows.md")
    assert "topology apply --prune" in named
    assert faults_of("topology aply") == ["no command 'aply'"]
    assert faults_of("topology apply --prone") == ["no option '--prone'"]
