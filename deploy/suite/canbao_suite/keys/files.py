"""The folder of secrets that compose mounts one by one, and who may read them."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

IMAGE_USER = 10001
"""User and group of the project's own images (deploy/Dockerfile)."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The user that the containers run as."""

    uid: int
    gid: int

    @classmethod
    def of_this_process(cls) -> "Reader":
        """Whoever runs this; root makes the files for the user of the images, because no container runs as root."""
        return cls(IMAGE_USER, IMAGE_USER) if os.geteuid() == 0 else cls(os.geteuid(), os.getegid())


class SecretFolder:
    """Files of one secret each: whole or not there, readable by the containers' user and nobody else."""

    def __init__(self, folder: Path, reader: Reader) -> None:
        self.folder, self._reader = folder, reader
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)

    def read(self, name: str) -> str | None:
        """What the file holds; None if there is none."""
        file = self.folder / name
        return file.read_text(encoding="utf-8") if file.exists() else None

    def make(self, name: str, fresh: Callable[[], str]) -> str:
        """What the file holds; a fresh secret if there is none yet."""
        found = self.read(name)
        return self.write(name, fresh()) if found is None else found

    def write(self, name: str, text: str) -> str:
        """Replace the file, unless it says the same already; answers the text."""
        if self.read(name) != text:
            beside = self.folder / f"{name}.{os.getpid()}"
            beside.unlink(missing_ok=True)
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "w", encoding="utf-8") as out:
                out.write(text)
            if os.geteuid() == 0:
                os.chown(beside, self._reader.uid, self._reader.gid)
            beside.replace(self.folder / name)
        return text

    def remove(self, name: str) -> None:
        """Take the file away, so that the next `make` makes a fresh one."""
        (self.folder / name).unlink(missing_ok=True)


def publish(file: Path, content: bytes) -> None:
    """Put a file for everybody in its place as a whole: certificates of authorities, public keys."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.parent.chmod(0o755)
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.chmod(0o444)
    beside.replace(file)
