"""The TypeScript client for mini-programs: right calls compile under strict and do what they say; wrong calls do not compile."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from deno import find_deno_bin

CALLS = Path(__file__).parent / "client"
CLIENT = Path(__file__).parents[2] / "docs" / "contracts" / "client"
_OFFLINE = ("--no-remote", "--no-npm", "--no-config", "--no-lock", "--sloppy-imports", "--quiet")


def deno(command: str, file: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """The compiler from the locked requirements, without network, with its cache in a folder of the test."""
    environment = {**os.environ, "DENO_DIR": str(folder), "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"}
    return subprocess.run(
        [find_deno_bin(), command, *_OFFLINE, str(file)], env=environment, capture_output=True, text=True, timeout=100, check=False
    )


def test_right_calls_compile_and_send_what_they_say(tmp_path: Path) -> None:
    checked = deno("check", CALLS / "right_calls.ts", tmp_path)
    assert checked.returncode == 0, checked.stderr
    run = deno("run", CALLS / "right_calls.ts", tmp_path)
    assert run.returncode == 0, run.stderr


def test_wrong_calls_do_not_compile(tmp_path: Path) -> None:
    """Each stands under @ts-expect-error: a call that compiles is an error. Without these lines there is one error for each."""
    checked = deno("check", CALLS / "wrong_calls.ts", tmp_path)
    assert checked.returncode == 0, checked.stderr
    text = (CALLS / "wrong_calls.ts").read_text()
    bare = tmp_path / "bare.ts"
    bare.write_text(re.sub(r"^\s*// @ts-expect-error.*\n", "", text, flags=re.M).replace("../../../docs/contracts/client", str(CLIENT)))
    refused = deno("check", bare, tmp_path)
    assert refused.returncode != 0
    assert len(re.findall(r"TS[0-9]+ \[ERROR\]", refused.stderr)) == text.count("@ts-expect-error ")


@pytest.mark.parametrize("method", ["PATCH"])
def test_the_client_uses_no_method_that_mini_programs_lack(method: str) -> None:
    assert not any(method in file.read_text() for file in CLIENT.glob("*.ts"))
