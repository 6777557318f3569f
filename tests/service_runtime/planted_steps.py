"""Steps of a schema written for one test: a chain of migration files in a package of its own."""

import sys
from pathlib import Path

STEP = """
from alembic import op

revision = "{revision}"
down_revision = {before!r}
{declared}

def upgrade() -> None:
{body}

def downgrade() -> None:
{back}
"""


class PlantedChain:
    """A package of migrations in a folder; `release` makes that of an older release, which has the first of them only."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self.name, self._newest = folder, name, ""
        sys.path.insert(0, str(folder))

    def step(self, revision: str, body: str, back: str = "pass", **declared: object) -> None:
        """One more step; `body` and `back` are statements of Python, `declared` what the file says of itself."""
        told = "\n".join(f"{word} = {value!r}" for word, value in declared.items())
        text = STEP.format(revision=revision, before=self._newest or None, declared=told, body=_inside(body), back=_inside(back))
        self._package(self.name).joinpath(f"{revision}.py").write_text(text)
        self._newest = revision

    def release(self, name: str, revisions: list[str]) -> str:
        """The package of a release that has these steps."""
        for revision in revisions:
            text = (self._folder / self.name / f"{revision}.py").read_text()
            self._package(name).joinpath(f"{revision}.py").write_text(text)
        return name

    def _package(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
        return folder


def _inside(statements: str) -> str:
    return "\n".join(f"    {line}" for line in statements.splitlines())
