"""The scripts are POSIX sh, answer --help at once, and tell a person in one sentence what is missing."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

import pytest
import typer

from canbao_suite.bench.__main__ import NAMES
from canbao_suite.command_line import app
from tests.architecture.source_tree import ROOT

SCRIPTS = [path for path in sorted((ROOT / "script").iterdir()) if path.is_file()] + [ROOT / ".ci" / "run"]
SOURCED = {"help", "servers"}
RUN = [path for path in SCRIPTS if path.name not in SOURCED]
PYTHONS = ("python3.11", "python3.12", "python3.13", "python3.14", "python3", "python")
TOOLS = ("dirname", "cmp", "grep", "cp", "rm", "mkdir", "sleep", "sh", "env", "cat", "date", "id")


def folder_of_tools(folder: Path, *names: str) -> Path:
    """A PATH with these programs and no other."""
    folder.mkdir()
    for name in names:
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    return folder


def fake(folder: Path, name: str, body: str) -> Path:
    """A program that does what the test says."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    return program


def call(script: Path, *arguments: str, path: Path, home: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    environment: Mapping[str, str] = {"PATH": str(path), "HOME": str(home), "CANBAO_VENV": str(home / "venv"), **more}
    return subprocess.run(["sh", str(script), *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False)


def head_of(script: Path) -> str:
    lines = script.read_text(encoding="utf-8").splitlines()[1:]
    length = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    return "\n".join(line[2:] for line in lines[:length]) + "\n"


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
    assert {"bootstrap", "bench", "check", "demo", "images", "keys", "season", "test", "run"} == {path.name for path in RUN}


@pytest.mark.parametrize("asked", [["--help"], ["-h"], ["--port", "1", "--help"]], ids=" ".join)
@pytest.mark.parametrize("script", RUN, ids=lambda path: path.name)
def test_help_needs_nothing_but_a_shell(script: Path, asked: list[str], tmp_path: Path) -> None:
    run = call(script, *asked, path=folder_of_tools(tmp_path / "bin", "sh", "dirname"), home=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == head_of(script)
    assert not (tmp_path / "venv").exists()


@pytest.mark.parametrize("script", RUN, ids=lambda path: path.name)
def test_help_shows_how_a_script_is_called(script: Path) -> None:
    assert f"{script.relative_to(ROOT)}" in head_of(script)


@pytest.mark.parametrize("name", ["demo", "season"])
def test_help_names_every_option_of_the_command(name: str) -> None:
    options = {text for option in typer.main.get_group(app).commands[name].params for text in (*option.opts, *option.secondary_opts)}
    assert set(re.findall(r"--[a-z-]+", head_of(ROOT / "script" / name))) == options - {"--help"}


def test_help_names_every_bench() -> None:
    listed = re.findall(r"^  ([a-z]+)  ", head_of(ROOT / "script" / "bench"), re.MULTILINE)
    assert sorted(listed) == sorted(NAMES)


@pytest.mark.parametrize("script", ["script/bootstrap", "script/check", "script/images", ".ci/run"])
def test_where_no_arguments_are_taken_none_are_overheard(script: str, tmp_path: Path) -> None:
    run = call(ROOT / script, "--fats", path=folder_of_tools(tmp_path / "bin", "sh", "dirname"), home=tmp_path)
    assert run.returncode == 2
    assert run.stderr.endswith("takes no arguments, but was given: --fats\n")


@pytest.mark.parametrize("asked", [[], ["evnets"], ["--json", "x"]], ids=" ".join)
def test_an_unknown_bench_is_refused_before_anything_is_installed(asked: list[str], tmp_path: Path) -> None:
    run = call(ROOT / "script" / "bench", *asked, path=folder_of_tools(tmp_path / "bin", "sh", "dirname"), home=tmp_path)
    assert run.returncode == 2
    assert run.stderr.startswith(
        "script/bench measures events, http, rules, lists, season, sabotage, attack, chaos, money, sweep or linking, and was given "
    )
    assert not (tmp_path / "venv").exists()


def test_without_a_python_a_script_says_what_to_install(tmp_path: Path) -> None:
    tools = folder_of_tools(tmp_path / "bin", *TOOLS)
    for name in PYTHONS:
        fake(tools, name, "exit 1")
    run = call(ROOT / "script" / "demo", "--once", path=tools, home=tmp_path)
    assert run.returncode == 1
    assert "Canbao needs Python 3.11 or newer" in run.stderr
    assert "apt-get install python3 python3-venv" in run.stderr
    assert not (tmp_path / "venv").exists()


def test_a_python_that_was_named_is_not_replaced_by_another(tmp_path: Path) -> None:
    tools = folder_of_tools(tmp_path / "bin", *TOOLS, "python3")
    run = call(ROOT / "script" / "demo", path=tools, home=tmp_path, CANBAO_PYTHON="/no such/python3")
    assert (run.returncode, run.stderr) == (1, "CANBAO_PYTHON=/no such/python3 is not a Python 3.11 or newer with its venv module.\n")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "venv").write_text("a file")
    tools = folder_of_tools(tmp_path / "bin", *TOOLS)
    place = str(tmp_path / "venv" / "below")
    run = call(ROOT / "script" / "demo", path=tools, home=tmp_path, CANBAO_PYTHON=sys.executable, CANBAO_VENV=place)
    assert run.returncode == 1
    assert "below could not be made. If the checkout cannot be written, name another place: CANBAO_VENV=" in run.stderr
    assert "Traceback" not in run.stderr


# Stands for an environment: knows Python and pip well enough to be asked, and does with an installation what the test says.
PYTHON_THAT = (
    'case "$*" in *"pip install"*) {install} ;; *import*) exit 0 ;; *"-m venv"*) mkdir -p "$4/bin" && cp "$0" "$4/bin/python" ;; esac'
)


def a_python(tmp_path: Path, install: str) -> Path:
    tools = folder_of_tools(tmp_path / "bin", *TOOLS)
    fake(tools, "python3.11", PYTHON_THAT.format(install=install))
    return tools


def test_without_a_network_one_sentence_follows_the_error(tmp_path: Path) -> None:
    tools = a_python(tmp_path, 'echo "WARNING: again and again" >&2; echo "ERROR: no distribution" >&2; exit 1')
    run = call(ROOT / "script" / "demo", path=tools, home=tmp_path)
    assert run.returncode == 1
    assert run.stderr.splitlines()[-2:] == [
        "ERROR: no distribution",
        "The packages could not be installed. Is the package index reachable? Run again to continue.",
    ]
    assert "WARNING" not in run.stderr


def test_a_killed_installation_is_begun_anew(tmp_path: Path) -> None:
    tools = a_python(tmp_path, "touch $HOME/tried; kill -9 $PPID")
    (tools / "touch").symlink_to(str(shutil.which("touch")))
    call(ROOT / "script" / "bootstrap", path=tools, home=tmp_path)
    assert (tmp_path / "tried").exists()
    assert (tmp_path / "venv" / "installing").exists()

    (tmp_path / "venv" / "half").touch()
    fake(tools, "python3.11", PYTHON_THAT.format(install="exit 0").replace("mkdir", 'rm -rf "$4" && mkdir'))
    again = call(ROOT / "script" / "bootstrap", path=tools, home=tmp_path)
    assert again.returncode == 0, again.stderr
    assert "Making " in again.stderr
    assert not (tmp_path / "venv" / "half").exists()
    assert not (tmp_path / "venv" / "installing").exists()


@pytest.mark.parametrize(
    ("script", "asked", "who"),
    [
        ("bench", ["events"], "script/bench events"),
        ("bench", ["season"], "script/bench season"),
        ("season", ["--bus", "rabbitmq"], "script/season --bus rabbitmq"),
        ("season", ["--seed", "2", "--bus=rabbitmq"], "script/season --bus rabbitmq"),
    ],
)
def test_without_rabbitmq_a_script_says_what_to_install(script: str, asked: list[str], who: str, tmp_path: Path) -> None:
    tools = folder_of_tools(tmp_path / "bin", *TOOLS)
    no_broker = 'case "$*" in *installed_server*) exit 1 ;; esac; '
    fake(tools, "python3.11", no_broker + PYTHON_THAT.format(install="exit 0"))
    run = call(ROOT / "script" / script, *asked, path=tools, home=tmp_path)
    assert run.returncode == 1
    assert run.stderr.splitlines()[-1] == (
        f"{who} needs rabbitmq-server. Debian, Ubuntu: apt-get install rabbitmq-server; macOS: brew install rabbitmq."
    )


@pytest.mark.parametrize(
    ("name", "peers"), [("events", "faststream, celery"), ("rules", "openfisca-core, zen-engine"), ("sweep", "duckdb, numpy")]
)
def test_a_bench_names_the_peers_that_are_missing(name: str, peers: str, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "canbao_suite.bench", name],
        env={**os.environ, "CANBAO_BENCH_VENV": str(tmp_path)}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 1
    assert run.stderr.startswith(f"{tmp_path}/bin/python lacks what this is compared with ({peers}")
    assert len(run.stderr.splitlines()) == 1


def test_the_command_runs_in_a_path_with_a_space(tmp_path: Path) -> None:
    venv = tmp_path / "a path with a space" / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--system-site-packages", "--without-pip", str(venv)], check=True)
    Path(sysconfig.get_path("purelib", vars={"base": str(venv)})).joinpath("borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    shutil.copy(ROOT / "requirements-dev.lock", venv / "installed-requirements-dev.lock")
    made = call(ROOT / "script" / "bootstrap", path=Path(os.environ["PATH"]), home=tmp_path, CANBAO_VENV=str(venv))
    assert (made.returncode, made.stderr) == (0, "")
    run = subprocess.run(
        [str(venv / "bin" / "canbao"), "token", "--role", "no one"], capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 2
    assert run.stderr.startswith("no one is no role.")


def test_a_turn_whose_process_was_killed_before_it_wrote_its_number_is_over(tmp_path: Path) -> None:
    tools = folder_of_tools(tmp_path / "bin", *TOOLS)
    for name in PYTHONS:
        fake(tools, name, "exit 1")
    (tmp_path / "venv.turn").mkdir()
    run = call(ROOT / "script" / "demo", path=tools, home=tmp_path)
    assert "Canbao needs Python 3.11 or newer" in run.stderr
    assert not (tmp_path / "venv.turn").exists()


def test_of_two_scripts_at_once_one_sets_up_and_the_other_waits(tmp_path: Path) -> None:
    tools = folder_of_tools(tmp_path / "bin", *TOOLS)
    for name in PYTHONS:
        fake(tools, name, "exit 1")
    turn = tmp_path / "venv.turn"
    turn.mkdir()
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as other:
        (turn / "process").write_text(f"{other.pid}\n")
        environment = {"PATH": str(tools), "HOME": str(tmp_path), "CANBAO_VENV": str(tmp_path / "venv")}
        waiting = subprocess.Popen(["sh", str(ROOT / "script" / "demo")], env=environment, stderr=subprocess.PIPE, text=True)
        assert waiting.stderr is not None
        assert waiting.stderr.readline() == f"Process {other.pid} is setting up {tmp_path / 'venv'}; waiting for it\n"
        assert waiting.poll() is None
    _, said = waiting.communicate(timeout=30)
    assert "Canbao needs Python 3.11 or newer" in said
    assert not turn.exists()
