"""The wide lines that a test has caused."""

import json
from typing import Any

import pytest


def wide_lines(capsys: pytest.CaptureFixture[str], event: str = "request") -> list[dict[str, Any]]:
    """Those since the last call, as they were written."""
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    return [line for line in lines if line["event"] == event]
