"""A service runs with its own package, shared/ and the libraries of requirements-service.lock: nothing else is at hand in its image."""

import json
import re
import subprocess
import sys
import tomllib

import pytest

from tests.architecture.source_tree import DISTRIBUTIONS, PACKAGES, ROOT, SERVICES

ALONE = """
import importlib, importlib.metadata, json, re, sys

package, folders, pinned = json.loads(sys.argv[1])
owners = importlib.metadata.packages_distributions()
plain = lambda name: re.sub(r"[-_.]+", "-", name).lower()


class NotInTheImage:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top in owners and not any(plain(owner) in pinned for owner in owners[top]):
            raise ModuleNotFoundError(f"{name} is not in the image", name=name)


own = {"canbao.pth"}
sys.path[:] = folders + [entry for entry in sys.path if "site-packages" in entry or "lib/python" in entry or entry.endswith(".zip")]
sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in repr(finder).lower()]
sys.meta_path.insert(0, NotInTheImage())
for module in (f"{package}.__main__", f"{package}.app", f"{package}.migrations"):
    importlib.import_module(module)
loaded = sorted({name.partition(".")[0] for name in sys.modules})
print(json.dumps(loaded))
"""


@pytest.mark.parametrize("package", sorted(SERVICES))
def test_a_service_needs_only_its_image(package: str) -> None:
    pinned = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", (ROOT / "requirements-service.lock").read_text(), re.MULTILINE)
    folders = [str(PACKAGES[package].parent), str(ROOT / "shared")]
    run = subprocess.run(
        [sys.executable, "-I", "-c", ALONE, json.dumps([package, folders, pinned])], capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr
    loaded = set(json.loads(run.stdout))
    assert package in loaded
    assert loaded & ((SERVICES | {"canbao_suite", "tax_office"}) - {package}) == set()


@pytest.mark.parametrize("folder", DISTRIBUTIONS, ids=lambda folder: folder.name)
def test_a_distribution_holds_the_packages_that_lie_in_its_folder(folder: object) -> None:
    path = ROOT / str(folder)
    project = tomllib.loads((path / "pyproject.toml").read_text())
    declared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert sorted(declared) == sorted(child.name for child in path.iterdir() if (child / "__init__.py").is_file())


def test_services_depend_on_shared_alone() -> None:
    for folder in DISTRIBUTIONS:
        if folder.parent.name == "services":
            assert tomllib.loads((folder / "pyproject.toml").read_text())["project"]["dependencies"] == ["canbao-shared"]
