"""The locks hold hashes and no addresses, agree with one another and with what is asked for."""

import re
import tomllib

import pytest

from tests.architecture.source_tree import DISTRIBUTIONS, ROOT

LOCKS = {"requirements-service.lock": "service.in", "requirements.lock": "runtime.in", "requirements-dev.lock": "dev.in"}
REQUIREMENT = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    return dict(REQUIREMENT.findall((ROOT / lock).read_text()))


def asked_for(name: str) -> set[str]:
    names = set()
    for line in (ROOT / "requirements" / name).read_text().splitlines():
        if line.startswith("-r "):
            names |= asked_for(line.split()[1])
        elif line and not line.startswith("#"):
            names.add(distribution(line))
    return names


def distribution(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None
    return re.sub(r"[-_.]+", "-", found[0]).lower()


@pytest.mark.parametrize("lock", [*LOCKS, "requirements-bench.lock", "requirements-spark.lock"])
def test_every_pin_has_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert [entry.splitlines()[0] for entry in entries if REQUIREMENT.match(entry) and "--hash=sha256:" not in entry] == []
    assert "://" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text


@pytest.mark.parametrize(("lock", "wanted"), LOCKS.items())
def test_what_is_asked_for_is_pinned(lock: str, wanted: str) -> None:
    assert asked_for(wanted) <= set(pins(lock))


@pytest.mark.parametrize(
    ("smaller", "larger"), [("requirements-service.lock", "requirements.lock"), ("requirements.lock", "requirements-dev.lock")]
)
def test_a_smaller_lock_is_part_of_the_larger(smaller: str, larger: str) -> None:
    assert pins(smaller).items() <= pins(larger).items()


def test_distributions_ask_only_for_what_is_pinned() -> None:
    for folder in DISTRIBUTIONS:
        project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
        wanted = {distribution(line) for line in project["dependencies"]}
        lock = "requirements.lock" if folder.name == "suite" else "requirements-service.lock"
        assert {name for name in wanted if not name.startswith("canbao-")} <= set(pins(lock)), folder.name
