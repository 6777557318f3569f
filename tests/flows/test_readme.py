"""The first call of the README, run as it stands there."""

import json
import os
import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.quiet import until_quiet
from enrolment_terms.benefit_year import SHANGHAI

pytestmark = pytest.mark.xdist_group("flows")
ROOT = Path(__file__).parents[2]
CALL = re.compile(r"^```sh\n(.+?)^```$", re.MULTILINE | re.DOTALL)


def first_call(readme: str) -> str:
    """The one block of shell in a README."""
    (block,) = CALL.findall((ROOT / readme).read_text(encoding="utf-8"))
    return str(block)


def need_curl() -> None:
    """script/test provides it; where nothing may be skipped it must be there."""
    if shutil.which("curl") is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no curl")


def test_both_readmes_show_the_same_call() -> None:
    assert first_call("README.md") == first_call("README.zh-CN.md")


async def test_the_first_call_does_what_the_readme_says(suite: Suite, client: SuiteClient, tmp_path: Path) -> None:
    await client.move_clock(datetime(2024, 2, 22, 9, tzinfo=SHANGHAI))
    need_curl()
    commands = first_call("README.md").replace("http://127.0.0.1:8080", suite.url("registration"))

    def run() -> list[dict[str, object]]:
        done = subprocess.run(["sh", "-euc", commands], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
        return [json.loads(answer) for answer in re.sub(r"\}\s*\{", "}\n{", done.stdout).splitlines()]

    decided, application, cover = run()
    assert (decided["state"], application["state"]) == ("APPROVED", "APPROVED")
    assert (cover["person_id"], cover["covered"]) == (application["person_id"], False)
    assert "R-061" in json.dumps(cover)

    refused, again, _ = run()
    assert (refused["status"], again["application_id"]) == (409, application["application_id"])
    await until_quiet(suite, client, lambda _: None)
