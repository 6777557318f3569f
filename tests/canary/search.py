"""Where a canary must not be: columns, logs, the broker's files, metrics."""

import re
from collections.abc import Collection, Iterable, Iterator

from canbao_suite.environments import SERVICES
from canbao_suite.processes import Suite
from tests.canary.birds import forms_of

_COPY = re.compile(rb"COPY public\.(\w+) \((.*)\) FROM stdin;")
Finding = tuple[str, str]
"""A canary, and where it was read."""


def found_in(content: bytes, place: str, canaries: Iterable[str]) -> Iterator[Finding]:
    """The canaries that this content holds, in any writing."""
    for canary in canaries:
        if any(form in content for form in forms_of(canary)):
            yield canary, place


def columns(suite: Suite) -> Iterator[tuple[str, bytes]]:
    """Every row of every table of the four services, as pg_dump writes it."""
    for package in SERVICES.values():
        dumped = suite.postgres.home.run("pg_dump", "--data-only", "--dbname", suite.postgres.url(package))
        yield f"database {package}", dumped.encode()


def files(suite: Suite) -> Iterator[tuple[str, bytes]]:
    """Logs of all processes, and what the broker keeps on disk."""
    for folder in ("logs", "rabbitmq"):
        for file in sorted((suite.folder / folder).rglob("*")):
            if file.is_file() and not file.name.startswith("tax-office"):
                yield str(file.relative_to(suite.folder)), file.read_bytes()
    yield from side_files(suite)


def side_files(suite: Suite) -> Iterator[tuple[str, bytes]]:
    """What dedup keeps beside its database, for the sweep."""
    for file in sorted((suite.folder / "side-file").rglob("*")):
        if file.is_file():
            yield str(file.relative_to(suite.folder)), file.read_bytes()


def columns_with(dump: bytes, wanted: re.Pattern[bytes], texts: Collection[bytes]) -> Iterator[str]:
    """`table.column` of each value of a dump in which one of these texts stands; `wanted` is what they look like."""
    table = ""
    names: list[str] = []
    for line in dump.split(b"\n"):
        if begins := _COPY.match(line):
            table, names = begins[1].decode(), begins[2].decode().split(", ")
        elif table and any(found in texts for found in wanted.findall(line)):
            yield from (
                f"{table}.{name}"
                for name, told in zip(names, line.split(b"\t"), strict=True)
                if any(found in texts for found in wanted.findall(told))
            )


def line_with(content: bytes, canary: str) -> str:
    """The line in which it stands, for the message."""
    for form in forms_of(canary):
        place = content.find(form)
        if place >= 0:
            return content[max(0, place - 120) : place + 60].decode("utf-8", "replace").replace("\n", "⏎")
    return ""
