"""Materials: what somebody handed in, and by what it counts as present (R-005, S3 Art. 4 「不再要求用人单位或个人提供」)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from enrolment_terms.labels import labelled


class SatisfiedBy(StrEnum):
    """How a material is satisfied: all five count."""

    ORIGINAL = "ORIGINAL"
    COPY = "COPY"
    INTERNAL_CHECK = "INTERNAL_CHECK"
    DATA_SHARING = "DATA_SHARING"
    WRITTEN_PROMISE = "WRITTEN_PROMISE"


labelled(
    SatisfiedBy,
    "材料提供方式",
    {
        SatisfiedBy.ORIGINAL: "原件",
        SatisfiedBy.COPY: "复印件",
        SatisfiedBy.INTERNAL_CHECK: "内部核验",
        SatisfiedBy.DATA_SHARING: "数据共享",
        SatisfiedBy.WRITTEN_PROMISE: "书面承诺",
    },
)


@dataclass(frozen=True, slots=True)
class Material:
    """One material of an application; `reference` names the uploaded file or the data source, never its content."""

    kind: str
    satisfied_by: SatisfiedBy
    reference: str | None = None

    @property
    def file_id(self) -> UUID | None:
        """The uploaded file that it names, if it names one."""
        try:
            return UUID(self.reference or "")
        except ValueError:
            return None


def is_present(materials: Sequence[Material], alternatives: Sequence[str]) -> bool:
    """True if one of the alternatives is there."""
    return any(material.kind in alternatives for material in materials)
