"""The profiles of batch files, one YAML file each: those of the release lie beside this module, an installation adds its own.

An office that writes another way gets another file, and no code.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
import yaml

from payment_bridge.domain.file_columns import profile_faults
from payment_bridge.domain.file_profiles import Profile

_FOLDER = Path(__file__).parent


class BadProfile(ValueError):
    """Profiles that cannot be read, or whose files could not be written or read back; a line for each fault, with its place."""


def profiles(more: Path | None = None) -> dict[str, Profile]:
    """By name: those of the release, and those of a folder of the installation. Read once. Raises BadProfile with all faults."""
    return _profiles(more)


@cache
def _profiles(more: Path | None) -> dict[str, Profile]:
    found: dict[str, Profile] = {}
    faults: list[str] = []
    for file in _files(more):
        try:
            one = read_profile(file.read_text(encoding="utf-8"))
            if one.name in found:
                raise BadProfile(f"{one.name}: there is one of that name already")
            found[one.name] = one
        except (BadProfile, OSError, UnicodeDecodeError) as error:
            faults += [f"{file.name}: {fault}" for fault in str(error).splitlines()]
    if faults:
        raise BadProfile("\n".join(faults))
    return found


def read_profile(text: str) -> Profile:
    """One of a YAML text. Raises BadProfile."""
    try:
        profile = msgspec.convert(yaml.safe_load(text), Profile)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise BadProfile(str(error)) from None
    if faults := profile_faults(profile):
        raise BadProfile("\n".join(faults))
    return profile


def _files(more: Path | None) -> Iterator[Path]:
    yield from sorted(_FOLDER.glob("*.yaml"))
    if more is not None:
        if not more.is_dir():
            raise BadProfile(f"{more.name}: there is no such folder")
        yield from sorted(more.glob("*.yaml"))
