"""The profiles of batch files, one YAML file each, beside this module: an office that writes another way gets another file, and no code."""

from functools import cache
from pathlib import Path

import msgspec
import yaml

from payment_bridge.domain.file_profiles import Profile

_FOLDER = Path(__file__).parent


class BadProfile(ValueError):
    """A profile that cannot be written or read back; it names the places."""


@cache
def profiles() -> dict[str, Profile]:
    """By name. Raises BadProfile."""
    found = {}
    for file in sorted(_FOLDER.glob("*.yaml")):
        one = read_profile(file.read_text(encoding="utf-8"))
        found[one.name] = one
    return found


def read_profile(text: str) -> Profile:
    """One of a YAML text. Raises BadProfile."""
    try:
        profile = msgspec.convert(yaml.safe_load(text), Profile)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise BadProfile(str(error)) from None
    if faults := profile.faults():
        raise BadProfile("; ".join(faults))
    return profile
