"""The newcomer's page and the glossary name files that are there."""

import re

import pytest

from tests.architecture.source_tree import ROOT, sources

FILES = {path.relative_to(ROOT).as_posix() for path in sources()}


@pytest.mark.parametrize("page", ["one-application.md", "glossary.md"])
def test_every_file_that_is_named_is_there(page: str) -> None:
    named = re.findall(r"`([a-z_/]+\.py)`", (ROOT / "docs" / page).read_text(encoding="utf-8"))
    assert len(named) > 10
    assert [name for name in named if not any(file.endswith(f"/{name}") for file in FILES)] == []
