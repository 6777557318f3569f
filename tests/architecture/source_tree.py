"""Where the packages of the project lie, and their files."""

import shutil
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DISTRIBUTIONS = sorted(path.parent for pattern in ("shared", "services/*", "deploy/*") for path in ROOT.glob(f"{pattern}/pyproject.toml"))
PACKAGES = {package.name: package for folder in DISTRIBUTIONS for package in folder.iterdir() if (package / "__init__.py").is_file()}
SERVICES = {"registration", "payment_bridge", "dedup", "benefits"}


def sources(*roots: Path) -> Iterator[Path]:
    """The Python files of these folders, or of all packages."""
    for root in roots or PACKAGES.values():
        yield from (path for path in sorted(root.rglob("*.py")) if "__pycache__" not in path.parts)


def copy_packages(folder: Path) -> None:
    """All packages side by side in a folder, Python files only."""
    for name, package in PACKAGES.items():
        shutil.copytree(
            package, folder / name, ignore=lambda at, names: [n for n in names if not (Path(at, n).is_dir() or n.endswith(".py"))]
        )
    shutil.copy(ROOT / ".importlinter", folder)
