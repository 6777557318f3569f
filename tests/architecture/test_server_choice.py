"""script/test takes the RabbitMQ and the Chromium that are there, installs them where it may, and says so where it cannot."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT

FAKES = {
    # answers "installed" once the file `installed` is there
    "python": '#!/bin/sh\n[ -e "$FAKES/installed" ]\n',
    "id": '#!/bin/sh\necho "${FAKE_UID:-1000}"\n',
    "apt-get": '#!/bin/sh\necho "$*" >> "$FAKES/apt.log"\ncase "$1" in install) touch "$FAKES/installed" ;; esac\n',
    "docker": (
        "#!/bin/sh\ncase $1 in\n"
        '  info) [ -n "${FAKE_DOCKER:-}" ] ;;\n  run) echo c0ffee ;;\n  port) echo 127.0.0.1:49999 ;;\n'
        '  stop) echo "$2" > "$FAKES/stopped" ;;\nesac\n'
    ),
    "sleep": "#!/bin/sh\n",
    "head": '#!/bin/sh\nread -r line; echo "$line"\n',
    "seq": "#!/bin/sh\necho 1\n",
    "touch": '#!/bin/sh\n: > "$1"\n',
}


@pytest.fixture
def fakes(tmp_path: Path) -> Path:
    for name, script in FAKES.items():
        path = tmp_path / name
        path.write_text(script)
        path.chmod(0o755)
    return tmp_path


def provide(fakes: Path, what: str, **environment: str) -> tuple[str, str]:
    """What is said, and the broker's address that the tests would see."""
    shell = f'set -eu; say() {{ echo "$*" >&2; }}; . "{ROOT}/script/servers"; provide_{what}; echo "${{CANBAO_AMQP_URL:-}}"'
    plain = {"PATH": str(fakes), "FAKES": str(fakes), "VENV_PY": str(fakes / "python"), **environment}
    run = subprocess.run(["/bin/sh", "-c", shell], env=plain, capture_output=True, text=True, timeout=30, check=False)
    assert run.returncode == 0, run.stderr
    return run.stderr.strip().splitlines()[-1], run.stdout.strip()


def test_a_broker_that_is_named_is_used(fakes: Path) -> None:
    said, address = provide(fakes, "rabbitmq", CANBAO_AMQP_URL="amqp://there/")
    assert (said, address) == ("RabbitMQ: the one at CANBAO_AMQP_URL", "amqp://there/")


def test_an_installed_broker_is_used(fakes: Path) -> None:
    (fakes / "installed").touch()
    assert provide(fakes, "rabbitmq", FAKE_UID="0") == ("RabbitMQ: a private node of the installed rabbitmq-server", "")
    assert not (fakes / "apt.log").exists()


def test_root_of_debian_installs_one(fakes: Path) -> None:
    assert provide(fakes, "rabbitmq", FAKE_UID="0", FAKE_DOCKER="1") == ("RabbitMQ: a private node of the installed rabbitmq-server", "")
    assert (fakes / "apt.log").read_text().splitlines()[-1].endswith("rabbitmq-server")


def test_others_use_a_container_and_stop_it(fakes: Path) -> None:
    said, address = provide(fakes, "rabbitmq", FAKE_DOCKER="1")
    assert (said, address) == ("RabbitMQ: a container of rabbitmq:4", "amqp://guest:guest@127.0.0.1:49999/")
    assert (fakes / "stopped").read_text().strip() == "c0ffee"


def test_where_nothing_can_be_had_it_is_said(fakes: Path) -> None:
    said, address = provide(fakes, "rabbitmq")
    assert "Its tests are skipped" in said
    assert address == ""
    assert not (fakes / "apt.log").exists()


@pytest.mark.parametrize(("uid", "expected"), [("0", "Chromium: the installed one"), ("1000", "Chromium: none.")])
def test_chromium(fakes: Path, uid: str, expected: str) -> None:
    said, _ = provide(fakes, "chromium", FAKE_UID=uid)
    assert said.startswith(expected)
    assert os.path.exists(fakes / "apt.log") is (uid == "0")
