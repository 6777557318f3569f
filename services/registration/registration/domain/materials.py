"""Materials: what somebody handed in, and by what it counts as present (R-005, S3 Art. 4 「不再要求用人单位或个人提供」)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class SatisfiedBy(StrEnum):
    """How a material is satisfied: all five count."""

    ORIGINAL = "ORIGINAL"
    COPY = "COPY"
    INTERNAL_CHECK = "INTERNAL_CHECK"
    DATA_SHARING = "DATA_SHARING"
    WRITTEN_PROMISE = "WRITTEN_PROMISE"


@dataclass(frozen=True, slots=True)
class Material:
    """One material of an application; `reference` names the image or the data source, never its content."""

    kind: str
    satisfied_by: SatisfiedBy
    reference: str | None = None


def is_present(materials: Sequence[Material], alternatives: Sequence[str]) -> bool:
    """True if one of the alternatives is there."""
    return any(material.kind in alternatives for material in materials)
